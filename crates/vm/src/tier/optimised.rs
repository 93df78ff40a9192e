//! What tiering does for the optimising compiler: it gathers what is known of the functions that
//! may be inlined, and keeps where exits from inlined frames go on.

use std::collections::HashMap;
use std::sync::Arc;

use bytecode::{ChunkId, Inst, Slot};
use jit::{Artifact, Entry, Fixed, InModule, ModuleId, Origin, Profile, VirtualObject};
use opt::{Compiled, Feedback, Linked, Modules, Refusal};

use super::observed::{OBSERVED_RUNS, Observed, Observing, calls_unknown};
use super::profile::{globals, modules, most_refutations, note_properties, quickened};
use super::relearn::Relearning;
use super::{Key, RecordRef, Tier, TierOptions, Version, variant};
use crate::common::step::EventKind;
use crate::runtime::instance::Instance;
use crate::runtime::tiers::{InlinedFrame, Tiering};

/// The most functions whose profiles one compilation gets.
const MOST_CALLEES: usize = 64;

/// How often the entry and the LOOP rows of code run while functions that it calls are observed.
const WAITED_RUNS: u32 = 4 * OBSERVED_RUNS;

/// How often code of one entry waits so.
const MOST_WAITS: u8 = 4;

/// When the optimising compiler makes the code, as far as it can.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Optimise {
    /// Never.
    #[default]
    Never,
    /// When the baseline's has run entries and LOOP rows so often.
    After(u32),
    /// At once.
    Always,
}

impl Tier {
    /// Has code that has run often be made by the optimising compiler when it is entered next. It
    /// runs on for a while where calls of functions that may be inlined are not known yet: those
    /// functions are made by the optimising compiler first, which observes them.
    pub(super) fn promote(&mut self, address: usize) {
        let compiled = &self.codes[&address];
        let (record, number) = (compiled.record, compiled.number);
        let key = (record, compiled.entry, compiled.variant);
        let waits = self.promote_callees(address, key);
        let heat = self.heat();
        if let Some(version) = self.versions.get_mut(&key) {
            version.promoted = true;
            if waits {
                version.observing = Observing::Running;
                version.waits += 1;
            } else if version.observing == Observing::Running {
                version.observing = Observing::Done;
            }
            record.set_heat(if waits { WAITED_RUNS } else { heat });
        }
        self.options.recorder.note(record, Some(number), EventKind::Promoted, String::new);
        self.retire(address);
    }

    /// Promotes those functions of which calls are not known and that may be inlined into the code
    /// of a version. Returns whether there are such that are still to be observed.
    fn promote_callees(&mut self, address: usize, (record, entry, variant): Key) -> bool {
        let version = &self.versions[&(record, entry, variant)];
        if version.waits >= MOST_WAITS {
            return false;
        }
        let kinds = self.codes[&address].profile.kinds.clone();
        let known = Known { relearning: &self.relearning, observed: &self.observed };
        let profile = version.profile(record, entry, kinds, known, &self.options);
        let told = Told::of(record, &profile, &version.wrong_inlined, known);
        let mut waits = false;
        for callee in told.callees_that_call_unknown().filter(|&callee| callee != record) {
            let Some(version) = self.versions.get_mut(&(callee, Entry::Function, variant::FIRST)) else { continue };
            let Some(address) = version.code else { continue };
            let is_new = version.observing == Observing::NotYet && !version.promoted;
            waits |= version.observing == Observing::Running;
            if is_new && version.may_be_promoted(&self.options) {
                version.promoted = true;
                waits = true;
                self.retire(address);
            }
        }
        waits
    }
}

impl Version {
    /// Whether baseline code of it is to count how often it runs.
    pub(super) fn may_be_promoted(&self, options: &TierOptions) -> bool {
        let after = matches!(options.optimise, Optimise::After(_)) || self.observing == Observing::Running;
        after && !self.refused && self.refutations < most_refutations(options)
    }

    /// Whether the optimising compiler is to make it now. If it calls functions that are not known,
    /// it is to be observed first.
    pub(super) fn is_due(&mut self, record: RecordRef, profile: &Profile, options: &TierOptions) -> bool {
        let is_hot = self.promoted || options.optimise == Optimise::Always;
        if self.refused || !is_hot {
            return false;
        }
        if self.observing == Observing::NotYet && calls_unknown(record, profile) {
            self.observing = Observing::Running;
            record.set_heat(OBSERVED_RUNS);
        }
        self.observing != Observing::Running || !self.may_be_promoted(options)
    }
}

/// What an exit of optimised code leaves.
#[derive(Clone, Debug)]
pub(super) struct ExitOrigin {
    /// The function and instruction whose fact was wrong.
    pub(super) blame: (RecordRef, u32),
    /// The frames of calls that were inlined, the outermost first.
    pub(super) inlined: Option<Arc<[InlinedFrame]>>,
    /// The objects that the code has not made, each behind those that are in its fields.
    pub(super) objects: Option<Arc<[VirtualObject]>>,
}

impl ExitOrigin {
    /// Those of all exits; none for baseline code.
    pub(super) fn all_of(artifact: &Artifact, instances: &InstanceList) -> Vec<ExitOrigin> {
        let origins = (0..artifact.exits().len() as u32).filter_map(|id| artifact.origin(id));
        origins.map(|origin| ExitOrigin::of(origin, instances)).collect()
    }

    fn of(origin: &Origin, instances: &InstanceList) -> ExitOrigin {
        let frame = |frame: &jit::InlinedFrame| InlinedFrame {
            record: instances.record(frame.chunk),
            base: frame.base,
            called_at: frame.called_at,
        };
        let inlined = (!origin.frames.is_empty()).then(|| origin.frames.iter().map(frame).collect());
        let objects = (!origin.objects.is_empty()).then(|| Arc::from(&*origin.objects));
        ExitOrigin { blame: (instances.record(origin.blame.0), origin.blame.1), inlined, objects }
    }
}

/// Facts about inlined functions that were wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct WrongInlined {
    /// Instructions whose operands were of other kinds than expected.
    pub(super) instructions: Vec<(RecordRef, u32)>,
    /// Locals that were.
    pub(super) locals: Vec<(RecordRef, Slot)>,
    /// Instructions whose guards must not be made before a loop.
    pub(super) pinned: Vec<(RecordRef, u32)>,
}

impl WrongInlined {
    /// An instance is about to be freed.
    pub(super) fn forget(&mut self, instance: &Instance) {
        self.instructions.retain(|(record, _)| !record.is_of(instance));
        self.locals.retain(|(record, _)| !record.is_of(instance));
        self.pinned.retain(|(record, _)| !record.is_of(instance));
    }
}

/// What is known of the functions that may be inlined, beside what their records keep.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// By slow paths.
    pub(super) relearning: &'a Relearning,
    /// By calls.
    pub(super) observed: &'a Observed,
}

/// The functions that were inlined into a code, and the profiles that they were inlined by.
pub(super) type Inlined = HashMap<RecordRef, Profile>;

/// The instances whose functions a compilation knows, by [`ModuleId`].
#[derive(Debug)]
pub(super) struct InstanceList<'a>(Vec<&'a Instance>);

impl<'a> InstanceList<'a> {
    /// That of a function alone.
    pub(super) fn of(record: RecordRef) -> InstanceList<'a> {
        InstanceList(vec![record.instance()])
    }

    pub(super) fn get(&self, module: ModuleId) -> &Instance {
        self.0[module.index()]
    }

    /// All but the compiled function's.
    pub(super) fn others(&self) -> impl Iterator<Item = &Instance> {
        self.0[1..].iter().copied()
    }

    /// The record of a function.
    pub(super) fn record(&self, chunk: InModule<ChunkId>) -> RecordRef {
        self.get(chunk.module).record(chunk.id)
    }

    /// The function of a record, whose instance is added if it is new.
    fn name(&mut self, record: RecordRef) -> InModule<ChunkId> {
        InModule { module: self.number(record.instance()), id: record.chunk() }
    }

    /// The number of an instance, which is added if it is new.
    fn number(&mut self, instance: &'a Instance) -> ModuleId {
        let known = self.0.iter().position(|it| std::ptr::eq(*it, instance));
        let number = known.unwrap_or_else(|| {
            self.0.push(instance);
            self.0.len() - 1
        });
        ModuleId(number as u32)
    }
}

/// What the optimising compiler is told.
pub(super) struct Told<'a> {
    pub(super) instances: InstanceList<'a>,
    pub(super) feedback: Feedback,
}

impl<'a> Told<'a> {
    /// The profile of a function, those of the functions that it calls as far as that is known, and
    /// of those that they call.
    pub(super) fn of(record: RecordRef, root: &Profile, wrong: &WrongInlined, known: Known<'_>) -> Told<'a> {
        let mut told = Told { instances: InstanceList::of(record), feedback: Feedback::of(root.clone()) };
        let mut waiting = told.called(record, root);
        while let Some(callee) = waiting.pop() {
            if told.feedback.callees.len() >= MOST_CALLEES {
                break;
            }
            let name = told.instances.name(callee);
            if !told.feedback.callees.contains_key(&name) {
                let profile = profile_of(callee, root, wrong, known);
                waiting.extend(told.called(callee, &profile));
                told.feedback.callees.insert(name, profile);
            }
        }
        told
    }

    /// The functions that a function calls, as far as that is known, and those that it makes. Adds
    /// the instances whose constants it reads.
    fn called(&mut self, record: RecordRef, profile: &Profile) -> Vec<RecordRef> {
        let function = |fixed: &Fixed| if let Fixed::Function { chunk, .. } = *fixed { Some(chunk) } else { None };
        let instance = record.instance();
        let code = &instance.module.chunks[record.chunk().index()].code;
        let make = |inst: &Inst| if let Inst::MakeClosure { chunk } = *inst { Some(chunk) } else { None };
        let targets = profile.targets.iter().map(|&(_, chunk)| chunk);
        let chunks = profile.globals.iter().filter_map(|(_, fixed)| function(fixed)).chain(targets);
        let own = chunks.chain(code.iter().filter_map(make)).map(|chunk| instance.record(chunk));
        let mut all: Vec<RecordRef> = own.collect();
        for (pc, (_, fixed)) in &profile.constants {
            let id = profile.member(*pc);
            let Some(other) = modules(record, profile).find(|it| Some(it.namespace.id) == id) else { continue };
            self.instances.number(other);
            all.extend(function(fixed).map(|chunk| other.record(chunk)));
        }
        all
    }

    /// The functions that are small enough to be inlined and call what is not known.
    fn callees_that_call_unknown(&self) -> impl Iterator<Item = RecordRef> {
        self.feedback.callees.iter().filter_map(|(&name, profile)| {
            let record = self.instances.record(name);
            let len = self.instances.get(name.module).module.chunks[name.id.index()].code.len();
            (len <= opt::MOST_INLINED && calls_unknown(record, profile)).then_some(record)
        })
    }

    /// Asks the optimising compiler.
    pub(super) fn compile(&self, record: RecordRef) -> Result<Compiled, Refusal> {
        let instances = self.instances.0.iter();
        let linked = instances.map(|instance| Linked { id: instance.namespace.id, module: &instance.module });
        let all: Vec<Linked<'_>> = linked.collect();
        opt::compile(Modules::new(all[0], &all[1..]), record.chunk(), &self.feedback)
    }

    /// Those of the functions that were inlined.
    pub(super) fn inlined(&self, compiled: &Compiled) -> Inlined {
        let profile =
            |name: &InModule<ChunkId>| Some((self.instances.record(*name), self.feedback.callees.get(name)?.clone()));
        compiled.inlined.iter().filter_map(profile).collect()
    }
}

pub(super) fn profile_of(record: RecordRef, root: &Profile, wrong: &WrongInlined, known: Known<'_>) -> Profile {
    let mut profile = Profile::new(Entry::Function);
    (profile.metered, profile.forcible) = (root.metered, root.forcible);
    profile.kinds = known.observed.kinds(record).to_vec();
    profile.quickened = quickened(record);
    profile.seen = known.relearning.seen(record);
    profile.targets = known.observed.targets(record);
    profile.globals = globals(record);
    note_properties(record, &mut profile);
    let of_record = |all: &[(RecordRef, u32)]| {
        let mut pcs: Vec<u32> = all.iter().filter(|&&(it, _)| it == record).map(|&(_, pc)| pc).collect();
        pcs.sort_unstable();
        pcs
    };
    profile.refuted = of_record(&wrong.instructions);
    profile.pinned = of_record(&wrong.pinned);
    profile.untyped = wrong.locals.iter().filter(|&&(it, _)| it == record).map(|&(_, slot)| slot).collect();
    profile.untyped.sort_unstable();
    profile
}
