//! Tier-up: which functions and loops are compiled, and what becomes of facts that turn out wrong.
//!
//! Everything is counted, nothing is timed: the same program takes the same steps on every run.

mod code_map;
mod eviction;
mod hot;
mod log;
mod observed;
mod optimised;
mod profile;
mod publication;
mod relearn;
pub(crate) mod trampoline;
mod variant;

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use bytecode::{ChunkId, Slot};
use exec_mem::{Arena, Code};
use jit::abi::Signature;
use jit::trampoline::EntryFn;
use jit::{Artifact, Entry, ExitReason, InModule, Kind, Profile};

use crate::common::coverage::Coverage;
use crate::common::stats::Statistics;
use crate::common::step::EventKind;
use crate::interpreter;
use crate::runtime::context::ContextRef;
use crate::runtime::instance::Instance;
use crate::runtime::record::RecordRef;
use crate::runtime::recorder::{MadeCode, Recorder};
use crate::runtime::tiers::{Tiering, Tiers};
use crate::tier::trampoline::Trampolines;
use code_map::Compiled;
use eviction::Pressure;
pub(crate) use log::Log;
use observed::{Observed, Observing};
pub(crate) use optimised::Optimise;
use optimised::{ExitOrigin, Inlined, InstanceList, Known, Told, WrongInlined};
use publication::{publish, set_entries};
use relearn::Relearning;

/// The ways to run functions, for the layers below.
pub(crate) static TIERS: Tiers = Tiers {
    go_on: interpreter::go_on,
    call: hot::call,
    enter: trampoline::enter,
    function_hot: hot::function_hot,
    loop_hot: hot::loop_hot,
    last_exit: hot::last_exit,
    look: relearn::look,
    called: observed::called,
};

/// The tiering of a running vm. As for [`ContextRef::engine`], the reference ends before the next
/// call of anything that takes a [`ContextRef`].
fn tier<'a>(cx: ContextRef) -> &'a mut Tier {
    Tier::of(&mut cx.engine().tier)
}

/// How code is made.
#[derive(Debug, Default)]
pub(crate) struct TierOptions {
    /// Where executable memory comes from; from an arena of its own if there is none.
    pub(crate) arena: Option<Arena>,
    /// Bytes of code beyond which some is evicted.
    pub(crate) cache_bytes: u64,
    /// Writes a line for every compilation, and why it was made.
    pub(crate) log: Log,
    /// Notes the same and more for a recording.
    pub(crate) recorder: Recorder,
    /// Code charges fuel.
    pub(crate) metered: bool,
    /// Every guard can be made to fail, for tests.
    pub(crate) forcible: bool,
    /// What the optimising compiler makes.
    pub(crate) optimise: Optimise,
    /// Counts which templates run, for tests.
    pub(crate) coverage: Option<Arc<Coverage>>,
}

/// What tiering keeps for a vm.
#[derive(Debug, Default)]
pub(crate) struct Tier {
    machine: Backend,
    options: TierOptions,
    versions: HashMap<Key, Version>,
    /// Entries of functions with several versions: see [`variant`].
    dispatchers: HashMap<RecordRef, Code>,
    /// By the address of the first byte.
    codes: BTreeMap<usize, Compiled>,
    /// Codes out of use that may still be running.
    retired: Vec<usize>,
    pressure: Pressure,
    relearning: Relearning,
    observed: Observed,
    /// Calls through the entry trampoline that have not returned.
    active: u32,
    /// The loop that machine code has left because of the poll byte: its function, and its LOOP
    /// row.
    polled: Option<(RecordRef, u32)>,
}

/// Executable memory and the code that never changes.
#[derive(Debug, Default)]
enum Backend {
    /// Nothing is ever compiled.
    #[default]
    Off,
    /// Nothing was compiled yet.
    Unmade,
    /// In use.
    Made { arena: Arena, trampolines: Trampolines },
}

/// Names a version: the function's record, the entry, and which of the versions for different kinds
/// of arguments; see [`variant`].
type Key = (RecordRef, Entry, u8);

/// What is known of one entry of a function.
#[derive(Debug, Default)]
struct Version {
    /// Address of its code, and offset in it of the entry that tests everything itself.
    code: Option<usize>,
    entry: u32,
    /// Offset of the entry whose callers have made sure of the kinds of the arguments.
    typed_entry: Option<(u32, Signature)>,
    /// The kinds that it was made for.
    kinds: Vec<Kind>,
    compiles: u32,
    /// Codes that were taken out of use because facts were wrong.
    refutations: u32,
    /// Codes that were taken out of use because slow paths had shown more, and how many of them
    /// because it was more of functions that were inlined.
    relearned: u32,
    relearned_inlined: u32,
    refuted: Vec<u32>,
    /// Instructions that were among the refuted and were trusted once more.
    trusted: Vec<u32>,
    /// Something is expected again after nothing was.
    pardoned: bool,
    /// Instructions whose guards must not be made before a loop, and how many codes were taken out
    /// of use because such a guard failed there.
    pinned: Vec<u32>,
    unhoisted: u32,
    /// Locals whose kind was wrong, and how often.
    wrong_locals: Vec<(Slot, u32)>,
    /// The compiler has refused it: it is not tried again.
    failed: bool,
    /// It has run so often that the optimising compiler makes it.
    promoted: bool,
    /// Whether its calls were observed before that.
    observing: Observing,
    /// How often it has waited for functions that it calls to be observed.
    waits: u8,
    /// The optimising compiler has refused it.
    refused: bool,
    /// Facts about functions that were inlined into it that were wrong.
    wrong_inlined: WrongInlined,
}

impl Tier {
    /// Tiering that asks for executable memory once something is to be compiled.
    pub(crate) fn new(options: TierOptions) -> Tier {
        let pressure = Pressure::new(options.cache_bytes);
        Tier { machine: Backend::Unmade, options, pressure, ..Tier::default() }
    }

    /// What an engine has of tiering.
    ///
    /// # Panics
    /// Never: nothing else is given to engines.
    fn of(tiering: &mut Box<dyn Tiering>) -> &mut Tier {
        let tiering: &mut dyn Any = &mut **tiering;
        tiering.downcast_mut().expect("the tiering of an engine is a `Tier`")
    }

    fn entry_trampoline(&self) -> Option<EntryFn> {
        match &self.machine {
            Backend::Made { trampolines, .. } => Some(trampolines.enter()),
            Backend::Off | Backend::Unmade => None,
        }
    }

    /// Asks for executable memory.
    ///
    /// # Errors
    /// The compiler is not made for this processor, or the system gives none: nothing is ever
    /// compiled then.
    fn start(&mut self) -> Result<(), String> {
        self.machine = Backend::Off;
        if !jit::RUNS_HERE {
            return Err(format!("there is no compiler for {}", std::env::consts::ARCH));
        }
        let text = |error: exec_mem::Error| error.to_string();
        // All code that a vm publishes begins with a landing pad.
        let new = || Arena::builder().landing_pads(true).build();
        let arena = self.options.arena.take().map_or_else(new, Ok).map_err(text)?;
        let trampolines = Trampolines::new(&arena).map_err(text)?;
        self.machine = Backend::Made { arena, trampolines };
        Ok(())
    }

    /// The code of an entry that was compiled.
    fn ready(&self, record: RecordRef, entry: Entry) -> Option<*const u8> {
        self.versions.get(&(record, entry, variant::FIRST))?.entry()
    }

    /// Compiles an entry. `kinds` is the frame's snapshot.
    fn compile(
        &mut self,
        record: RecordRef,
        entry: Entry,
        variant: u8,
        kinds: Vec<Kind>,
        stats: &mut Statistics,
    ) -> Option<*const u8> {
        let Backend::Made { arena, .. } = &self.machine else { return None };
        let known = Known { relearning: &self.relearning, observed: &self.observed };
        let version = self.versions.entry((record, entry, variant)).or_default();
        if version.failed {
            return None;
        }
        let mut profile = version.profile(record, entry, kinds, known, &self.options);
        if entry == Entry::Function && variant == variant::FIRST {
            self.observed.note_kinds(record, &profile.kinds);
        }
        let began = self.options.recorder.is_on().then(Instant::now);
        let known = Known { relearning: &self.relearning, observed: &self.observed };
        let made = make(version, (record, entry, variant), &mut profile, known, &mut self.options, stats);
        let published = made.and_then(|made| {
            let coverage = self.options.coverage.as_deref();
            let code = publish(arena, record, &made.artifact, &made.instances, entry, version.compiles, coverage)?;
            Some((code, made))
        });
        let Some((code, Made { artifact, instances, callees, inlined })) = published else {
            version.failed = true;
            return None;
        };
        let is_further = variant != variant::FIRST;
        self.options.log.compiled(record, &profile, is_further, version, code.len());
        if let Some(began) = began {
            let (why, address) = (log::why_made(&profile, is_further, version), code.base());
            let others = instances.others().map(|it| (it.namespace.id, Arc::clone(&it.module))).collect();
            let profile = profile.clone();
            let module_id = record.instance().namespace.id;
            let made = MadeCode { entry, variant, profile, module_id, callees, others, why, address, began };
            self.options.recorder.compiled(record, made);
        }
        version.compiles += 1;
        stats.compiles += 1;
        stats.versions += u64::from(version.compiles > 1 || is_further);
        stats.code_bytes += artifact.bytes().len() as u64;
        stats.guards = stats.guards.max(artifact.exits().len() as u32);
        let address = code.base();
        (version.code, version.entry) = (Some(address), artifact.entry());
        (version.typed_entry, version.kinds) = (artifact.typed_entry(), profile.kinds.clone());
        let start: *const u8 = std::ptr::with_exposed_provenance(address);
        if entry == Entry::Function && variant == variant::FIRST {
            // SAFETY: the code starts there, and `codes` keeps it while it is in the slots.
            unsafe { set_entries(record, start, &artifact) };
        }
        let exits = artifact.exits().iter().map(|&exit| (exit, 0)).collect();
        let origins = ExitOrigin::all_of(&artifact, &instances);
        let others = instances.others().map(|it| it.namespace.id).collect();
        let calls = artifact.calls().into();
        self.pressure.made(code.len());
        let number = stats.compiles;
        let compiled = Compiled {
            code,
            number,
            record,
            entry,
            variant,
            profile,
            inlined,
            others,
            exits,
            origins,
            calls,
            retired: false,
        };
        self.codes.insert(address, compiled);
        version.entry()
    }
}

impl Tiering for Tier {
    fn interpreter_entry(&self) -> *const u8 {
        match &self.machine {
            Backend::Made { trampolines, .. } => trampolines.interpreted(),
            Backend::Off | Backend::Unmade => std::ptr::null(),
        }
    }

    fn heat(&self) -> u32 {
        match self.options.optimise {
            Optimise::After(runs) => runs,
            Optimise::Never | Optimise::Always => u32::MAX,
        }
    }

    fn call_site(&self, address: usize) -> Option<u32> {
        self.site_of_return(address)
    }

    fn polled(&self) -> Option<(RecordRef, u32)> {
        self.polled
    }

    fn end_poll(&mut self) {
        self.polled = None;
    }

    fn wants_poll(&self) -> bool {
        self.waits_for_poll()
    }

    fn missed_poll(&mut self) {
        self.count_missed_poll();
    }

    fn code_bytes(&self) -> u64 {
        self.bytes_in_memory()
    }

    fn distrust(&mut self, instance: &Instance) {
        self.retire_all_of(instance);
    }

    fn forget(&mut self, instance: &Instance) {
        self.drop_all_of(instance);
    }
}

impl Version {
    fn entry(&self) -> Option<*const u8> {
        let start: *const u8 = std::ptr::with_exposed_provenance(self.code?);
        Some(start.wrapping_add(self.entry as usize))
    }

    /// Notes that a fact about an instruction was wrong, in code of the function `own`. Returns
    /// whether compiling again without it helps.
    fn learn(&mut self, reason: ExitReason, (blamed, pc): (RecordRef, u32), own: RecordRef) -> bool {
        match reason {
            ExitReason::Operand if blamed != own => self.wrong_inlined.instructions.push((blamed, pc)),
            ExitReason::Local(slot) if blamed != own => self.wrong_inlined.locals.push((blamed, slot)),
            ExitReason::Hoisted if blamed != own => self.wrong_inlined.pinned.push((blamed, pc)),
            ExitReason::Operand => insert(&mut self.refuted, pc),
            ExitReason::Hoisted => insert(&mut self.pinned, pc),
            ExitReason::Local(slot) => match self.wrong_locals.binary_search_by_key(&slot, |&(slot, _)| slot) {
                Ok(at) => self.wrong_locals[at].1 += 1,
                Err(at) => self.wrong_locals.insert(at, (slot, 1)),
            },
            ExitReason::Division
            | ExitReason::Poll
            | ExitReason::Fuel
            | ExitReason::Depth
            | ExitReason::LoopEnd
            | ExitReason::Room
            | ExitReason::Hot => return false,
        }
        true
    }
}

fn insert(into: &mut Vec<u32>, pc: u32) {
    if let Err(at) = into.binary_search(&pc) {
        into.insert(at, pc);
    }
}

/// What a compilation made.
struct Made<'a> {
    artifact: Artifact,
    instances: InstanceList<'a>,
    /// Of optimised code, the profiles of the functions that it might have inlined. Only
    /// a recorder needs them.
    callees: Option<BTreeMap<InModule<ChunkId>, Profile>>,
    /// Of optimised code, those of the functions that it has inlined.
    inlined: Inlined,
}

/// Compiles, by the optimising compiler if that is due and it can; `None` if neither compiler can.
/// The profiles of callees are those that the optimising compiler was given.
fn make<'a>(
    version: &mut Version,
    (record, entry, variant): Key,
    profile: &mut Profile,
    known: Known<'_>,
    options: &mut TierOptions,
    stats: &mut Statistics,
) -> Option<Made<'a>> {
    if version.is_due(record, profile, options) {
        let told = Told::of(record, profile, &version.wrong_inlined, known);
        let outcome = told.compile(record);
        options.log.optimised(record, entry, &outcome, &told.instances);
        version.refused = outcome.is_err();
        stats.optimised += u64::from(outcome.is_ok());
        match outcome {
            Ok(compiled) => {
                let inlined = told.inlined(&compiled);
                let Told { instances, feedback } = told;
                let callees = options.recorder.is_on().then_some(feedback.callees);
                return Some(Made { artifact: compiled.artifact, instances, callees, inlined });
            }
            Err(refusal) => options.recorder.note(record, None, EventKind::Refused, || refusal.to_string()),
        }
    }
    profile.observing = version.observing == Observing::Running;
    profile.counted = (variant == variant::FIRST || profile.observing) && version.may_be_promoted(options);
    match jit::compile(&record.instance().module, record.chunk(), profile) {
        Ok(artifact) => {
            Some(Made { artifact, instances: InstanceList::of(record), callees: None, inlined: Inlined::new() })
        }
        Err(error) => {
            options.log.refused(record, entry, &error);
            options.recorder.note(record, None, EventKind::Refused, || error.to_string());
            None
        }
    }
}
