//! Tier-up: which functions and loops are compiled, and what becomes of facts that turn out wrong.
//! When code is freed is in [`eviction`].
//!
//! Everything is counted, nothing is timed: the same program takes the same steps on every run.

mod eviction;
mod log;
mod variant;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytecode::{ChunkId, GlobalId, Inst, LoopId, Module, Opcode, Slot};
use exec_mem::{Arena, Code};
use heap::layout::kind;
use heap::{Bits, ShapeId, raw};
use jit::abi::{Signature, Symbol};
use jit::{Artifact, CallSite, Entry, Exit, ExitReason, Field, Fixed, Profile, Type};

use crate::builtins::HAS_NUMBER;
use crate::cache::Cache;
use crate::context::Cx;
use crate::coverage::Coverage;
use crate::engine::Thresholds;
use crate::instance::Namespace;
use crate::interp;
use crate::record::RecordRef;
use crate::stats::Statistics;
use crate::trampoline::{self, Trampolines};
use eviction::Pressure;
pub(crate) use eviction::{distrust, forget};
use jit::trampoline::EntryFn;
pub(crate) use log::Log;

/// Exits by one guard until the fact behind it counts as wrong.
const EXITS_UNTIL_WRONG: u32 = 8;
/// Codes of one entry with wrong facts until nothing is expected any more.
const REFUTATIONS_UNTIL_GENERIC: u32 = 4;

/// How often a function is compiled for entries into its loops; one of fewer instructions than this as often as they
/// make so many together.
const LOOP_CODES: u64 = 64;
const SHORT_CODE: u64 = 4096;

/// The most shapes at a property instruction for its code to look for the last two of them.
const FEW_SHAPES: u32 = 4;

/// What became of an attempt to run machine code.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entered {
    /// Nothing was run: the interpreter goes on as if it had not asked.
    Stay,
    /// The frame ran to its end, with this result.
    Returned(Bits),
    /// The frame goes on in the interpreter at this instruction, its operands in place.
    Exited {
        /// Index of the instruction.
        pc: u32,
    },
    /// The error is in the engine.
    Error,
}

/// How code is made.
#[derive(Debug, Default)]
pub(crate) struct TierOptions {
    /// Where executable memory comes from; from an arena of its own if there is none.
    pub(crate) arena: Option<Arena>,
    /// Bytes of code beyond which some is evicted.
    pub(crate) cache_bytes: u64,
    /// Is told of every compilation and why it was made.
    pub(crate) log: Log,
    /// Code charges fuel.
    pub(crate) metered: bool,
    /// Every guard can be made to fail, for tests.
    pub(crate) forcible: bool,
    /// What counts which templates run, for tests.
    pub(crate) coverage: Option<Arc<Coverage>>,
}

/// What tiering keeps for a vm.
#[derive(Debug, Default)]
pub(crate) struct Tier {
    machine: Machine,
    options: TierOptions,
    versions: HashMap<Key, Version>,
    /// Entries of functions with several versions: see [`variant`].
    dispatchers: HashMap<RecordRef, Code>,
    /// By the address of the first byte.
    codes: BTreeMap<usize, Compiled>,
    /// Codes out of use that may still be running.
    retired: Vec<usize>,
    pressure: Pressure,
    /// Calls through the entry trampoline that have not returned.
    active: u32,
    /// The loop that machine code has left because of the poll byte: its function, and its LOOP row.
    polled: Option<(RecordRef, u32)>,
}

/// Executable memory and the code that never changes.
#[derive(Debug, Default)]
enum Machine {
    /// Nothing is ever compiled.
    #[default]
    Off,
    /// Nothing was compiled yet.
    Unmade,
    /// In use.
    Made { arena: Arena, trampolines: Trampolines },
}

/// Names a version: the function's record, the entry, and which of the versions for different kinds of
/// arguments; see [`variant`].
type Key = (RecordRef, Entry, u8);

/// What is known of one entry of a function.
#[derive(Debug, Default)]
struct Version {
    /// Address of its code, and offset of the entry that relies on nothing.
    code: Option<usize>,
    entry: u32,
    /// Offset of the entry that relies on the kinds of the arguments.
    typed_entry: Option<(u32, Signature)>,
    /// The kinds that it was made for.
    kinds: Vec<Type>,
    compiles: u32,
    /// Codes that were taken out of use because facts were wrong.
    refutations: u32,
    refuted: Vec<u32>,
    /// Locals whose kind was wrong, and how often.
    wrong_locals: Vec<(Slot, u32)>,
    /// It cannot be compiled.
    failed: bool,
}

/// Published code.
#[derive(Debug)]
struct Compiled {
    /// Keeps the bytes in memory.
    code: Code,
    /// How many were made before.
    number: u64,
    record: RecordRef,
    entry: Entry,
    variant: u8,
    exits: Vec<(Exit, u32)>,
    calls: Box<[CallSite]>,
    retired: bool,
}

impl Tier {
    /// Tiering that asks for executable memory once something is to be compiled.
    pub(crate) fn new(options: TierOptions) -> Tier {
        let pressure = Pressure::new(options.cache_bytes);
        Tier { machine: Machine::Unmade, options, pressure, ..Tier::default() }
    }

    /// The entry of functions that are not compiled; null before anything is.
    pub(crate) fn interpreter_entry(&self) -> *const u8 {
        match &self.machine {
            Machine::Made { trampolines, .. } => trampolines.interpreted(),
            Machine::Off | Machine::Unmade => std::ptr::null(),
        }
    }

    pub(crate) fn entry_trampoline(&self) -> Option<EntryFn> {
        match &self.machine {
            Machine::Made { trampolines, .. } => Some(trampolines.enter()),
            Machine::Off | Machine::Unmade => None,
        }
    }

    /// Asks for executable memory.
    ///
    /// # Errors
    /// The compiler is not made for this processor, or the system gives none: nothing is ever
    /// compiled then.
    fn start(&mut self) -> Result<(), String> {
        self.machine = Machine::Off;
        if !jit::RUNS_HERE {
            return Err(format!("there is no compiler for {}", std::env::consts::ARCH));
        }
        let text = |error: exec_mem::Error| error.to_string();
        let arena = self.options.arena.take().map_or_else(Arena::new, Ok).map_err(text)?;
        let trampolines = Trampolines::new(&arena).map_err(text)?;
        self.machine = Machine::Made { arena, trampolines };
        Ok(())
    }

    /// The code of an entry that was compiled.
    fn ready(&self, record: RecordRef, entry: Entry) -> Option<*const u8> {
        self.versions.get(&(record, entry, variant::FIRST))?.entry()
    }

    /// Compiles an entry. `types` is the frame's snapshot.
    fn compile(
        &mut self,
        record: RecordRef,
        entry: Entry,
        variant: u8,
        types: Vec<Type>,
        stats: &mut Statistics,
    ) -> Option<*const u8> {
        let Machine::Made { arena, .. } = &self.machine else { return None };
        let version = self.versions.entry((record, entry, variant)).or_default();
        if version.failed {
            return None;
        }
        let profile = version.profile(record, entry, types, &self.options);
        let published = compile(arena, record, &profile, version.compiles, self.options.coverage.as_deref());
        let Some((code, artifact)) = published else {
            version.failed = true;
            return None;
        };
        let (earlier, refutations) = (version.compiles, version.refutations);
        self.options.log.compiled(record, &profile, variant != variant::FIRST, earlier, refutations, code.len());
        version.compiles += 1;
        stats.compiles += 1;
        stats.versions += u64::from(version.compiles > 1 || variant != variant::FIRST);
        stats.code_bytes += artifact.bytes().len() as u64;
        stats.guards = stats.guards.max(artifact.exits().len() as u32);
        let address = code.base();
        (version.code, version.entry) = (Some(address), artifact.entry());
        (version.typed_entry, version.kinds) = (artifact.typed_entry(), profile.types);
        let start: *const u8 = std::ptr::with_exposed_provenance(address);
        if entry == Entry::Function && variant == variant::FIRST {
            // SAFETY: by the contract.
            unsafe { set_entries(record, start, &artifact) };
        }
        let exits = artifact.exits().iter().map(|&exit| (exit, 0)).collect();
        let calls = artifact.calls().into();
        self.pressure.made(code.len());
        let number = stats.compiles;
        self.codes.insert(address, Compiled { code, number, record, entry, variant, exits, calls, retired: false });
        version.entry()
    }

    /// Notes an exit from the frame at `base`; returns the instruction it stands before.
    ///
    /// # Safety
    /// The frame is one of the code's function, its slots are valid.
    unsafe fn exit(&mut self, address: usize, id: u32, base: *mut Bits, stats: &mut Statistics) -> u32 {
        let compiled = self.codes.get_mut(&address).expect("code is kept while it may be left");
        let (exit, count) = &mut compiled.exits[id as usize];
        *count += 1;
        let (exit, count) = (*exit, *count);
        *stats.exits.entry(exit.reason.name()).or_default() += 1;
        if exit.reason == ExitReason::Poll {
            self.polled = Some((compiled.record, exit.pc));
        }
        if let Some(coverage) = &self.options.coverage {
            let inst = compiled.record.original(exit.pc);
            coverage.note_exit(inst.opcode());
        }
        if count >= EXITS_UNTIL_WRONG && !compiled.retired {
            // SAFETY: by the contract.
            if unsafe { self.diverge(address, id, base, stats) } {
                return exit.pc;
            }
            let compiled = &self.codes[&address];
            let key = (compiled.record, compiled.entry, compiled.variant);
            let version = self.versions.get_mut(&key).expect("code has a version");
            if version.learn(exit) {
                version.refutations += 1;
                self.options.log.refuted(compiled.record, compiled.entry, exit, count);
                self.retire(address);
            }
        }
        exit.pc
    }

    /// The instruction whose call returns to an address; `None` if that is in no code.
    pub(crate) fn call_site(&self, address: usize) -> Option<u32> {
        let (&start, compiled) = self.codes.range(..=address).next_back()?;
        let offset = u32::try_from(address - start).ok()?;
        let at = compiled.calls.binary_search_by_key(&offset, |site| site.returns_to).ok()?;
        Some(compiled.calls[at].pc)
    }

    /// The loop that machine code has left because of the poll byte, while that is looked at.
    pub(crate) fn polled(&self) -> Option<(RecordRef, u32)> {
        self.polled
    }

    /// The poll byte was looked at.
    pub(crate) fn end_poll(&mut self) {
        self.polled = None;
    }

    /// Takes code out of use. What runs it now runs on.
    fn retire(&mut self, address: usize) {
        let Some(compiled) = self.codes.get_mut(&address) else { return };
        if std::mem::replace(&mut compiled.retired, true) {
            return;
        }
        self.pressure.retired(compiled.code.len());
        self.retired.push(address);
        let (record, entry, variant) = (compiled.record, compiled.entry, compiled.variant);
        if let Some(version) = self.versions.get_mut(&(record, entry, variant)) {
            version.code = None;
        }
        if entry != Entry::Function {
            return;
        }
        if variant != variant::FIRST {
            return self.dispatch(record);
        }
        self.retire_variants(record);
        // SAFETY: as above.
        unsafe { interpret(record, self.interpreter_entry()) };
    }
}

/// Has a function's entry lead to the interpreter.
///
/// # Safety
/// The record is one of a live instance; the entry is the interpreter's stub.
unsafe fn interpret(record: RecordRef, stub: *const u8) {
    record.set_entry(stub);
    record.set_typed_entry(stub);
    record.set_compiled(false);
}

impl Version {
    fn entry(&self) -> Option<*const u8> {
        let start: *const u8 = std::ptr::with_exposed_provenance(self.code?);
        Some(start.wrapping_add(self.entry as usize))
    }

    /// What this version is compiled by, given the kinds of the frame's slots.
    fn profile(&self, record: RecordRef, entry: Entry, types: Vec<Type>, options: &TierOptions) -> Profile {
        let mut profile = Profile::new(entry);
        profile.metered = options.metered;
        profile.forcible = options.forcible;
        profile.covered = options.coverage.is_some();
        profile.generic = self.refutations >= REFUTATIONS_UNTIL_GENERIC;
        profile.types = types;
        profile.quickened = quickened(record);
        note_properties(record, &mut profile);
        profile.globals = globals(record);
        profile.refuted.clone_from(&self.refuted);
        profile.untyped = self.wrong_locals.iter().filter(|&&(_, times)| times > 1).map(|&(slot, _)| slot).collect();
        profile
    }

    /// Takes in that a fact was wrong; returns whether the code is worth making again.
    fn learn(&mut self, exit: Exit) -> bool {
        match exit.reason {
            ExitReason::Operand => {
                if let Err(at) = self.refuted.binary_search(&exit.pc) {
                    self.refuted.insert(at, exit.pc);
                }
                true
            }
            ExitReason::Local(slot) => {
                match self.wrong_locals.binary_search_by_key(&slot, |&(slot, _)| slot) {
                    Ok(at) => self.wrong_locals[at].1 += 1,
                    Err(at) => self.wrong_locals.insert(at, (slot, 1)),
                }
                true
            }
            ExitReason::Division | ExitReason::Poll | ExitReason::Fuel => false,
        }
    }
}

/// Compiles and publishes; `None` if either cannot be done. The entry was compiled so often before.
fn compile(
    arena: &Arena,
    record: RecordRef,
    profile: &Profile,
    earlier: u32,
    coverage: Option<&Coverage>,
) -> Option<(Code, Artifact)> {
    let instance = record.instance();
    let (chunk, constants, globals) = (record.chunk(), record.constants(), record.globals());
    let artifact = jit::compile(&instance.module, chunk, profile).ok()?;
    let mut bytes = artifact.bytes().to_vec();
    for fixup in artifact.fixups() {
        let address = match fixup.symbol {
            Symbol::Constants => constants as u64,
            Symbol::Globals => globals as u64,
            Symbol::Record(chunk) => instance.record(chunk).address() as u64,
            Symbol::Shapes => instance.shapes.as_ptr() as u64,
            Symbol::Member(pc) => property_cache(record, pc).map_or(0, |cache| cache.member as u64),
            Symbol::Coverage => coverage.map_or(0, Coverage::address),
        };
        let at = fixup.offset as usize;
        bytes[at..at + 8].copy_from_slice(&address.to_le_bytes());
    }
    let name = code_name(&instance.module, chunk, profile.entry, earlier);
    let code = trampoline::publish(arena, &name, &bytes).ok()?;
    Some((code, artifact))
}

/// What profilers and debuggers call a piece of code: `count (dir/prog.unna)`, with the loop it is entered at,
/// and from the second compilation on with its number. They take what stands before the parenthesis for the
/// function's name.
fn code_name(module: &Module, chunk: ChunkId, entry: Entry, earlier: u32) -> String {
    let function = module.name(module.chunks[chunk.index()].name);
    let at = match entry {
        Entry::Function => String::new(),
        Entry::Loop(id) => format!(".loop{}", id.0),
    };
    let version = if earlier == 0 { String::new() } else { format!(", version {}", earlier + 1) };
    format!("{function}{at} ({}{version})", module.path)
}

/// Puts code into a function's entry slots. The first that has a typed entry settles what every
/// later one must rely on to have its typed entry used: callers have the signature in their code.
///
/// # Safety
/// The record is one of a live instance; the code starts at `start` and stays while it is in the slots.
unsafe fn set_entries(record: RecordRef, start: *const u8, artifact: &Artifact) {
    let entry = start.wrapping_add(artifact.entry() as usize);
    record.set_entry(entry);
    record.set_typed_entry(entry);
    let Some((offset, signature)) = artifact.typed_entry() else { return };
    if record.signature() == Signature::NONE {
        record.set_signature(signature);
    }
    if record.signature() == signature {
        record.set_typed_entry(start.wrapping_add(offset as usize));
    }
}

/// The instructions that run as another row than the module's.
fn quickened(record: RecordRef) -> Vec<(u32, Opcode)> {
    let instance = record.instance();
    let (chunk, code) = (record.chunk(), record.code());
    let original = &instance.module.chunks[chunk.index()].code;
    let mut changed = Vec::new();
    for (pc, inst) in original.iter().enumerate() {
        // SAFETY: the instance's copy has as many instructions.
        let runs_as = unsafe { &*code.add(pc) }.opcode();
        if runs_as != inst.opcode() {
            changed.push((pc as u32, runs_as));
        }
    }
    changed
}

/// Notes where the property instructions found their fields, of those that met few shapes, and the modules they read.
fn note_properties(record: RecordRef, profile: &mut Profile) {
    let instance = record.instance();
    let chunk = record.chunk();
    for pc in 0..instance.module.chunks[chunk.index()].code.len() as u32 {
        let Some(cache) = property_cache(record, pc) else { continue };
        match cache.changes {
            0 if cache.module != 0 => profile.members.push((pc, cache.module)),
            1..=FEW_SHAPES if cache.module == 0 => {
                profile.fields.push((pc, Field { shape: cache.key, offset: cache.offset }));
                if cache.second.0 != 0 {
                    profile.fields.push((pc, Field { shape: cache.second.0, offset: cache.second.1 }));
                }
            }
            _ => {} // nothing was met, or too much
        }
    }
}

/// What the property instruction at an index met last; `None` if it has no cache.
fn property_cache(record: RecordRef, pc: u32) -> Option<Cache> {
    let inst = record.original(pc);
    let (Inst::LoadProperty { cache, .. } | Inst::LoadPropertyL { cache, .. } | Inst::StoreProperty { cache, .. }) =
        inst
    else {
        return None;
    };
    // SAFETY: V3: the record has so many caches.
    Some(unsafe { *record.caches().add(cache.index()) })
}

/// The globals with a value for good among those that the function loads.
fn globals(record: RecordRef) -> Vec<(GlobalId, Fixed)> {
    let instance = record.instance();
    let chunk = record.chunk();
    let mut loaded = Vec::new();
    for &inst in &instance.module.chunks[chunk.index()].code {
        if let Inst::LoadGlobal { global } = inst
            && instance.is_constant(global)
        {
            loaded.push(global);
        }
    }
    loaded.sort_unstable();
    loaded.dedup();
    // SAFETY: by the contract.
    loaded.into_iter().filter_map(|global| Some((global, unsafe { fixed(record, global) }?))).collect()
}

/// The value of a constant global, once it is defined.
///
/// # Safety
/// The record is one of a live instance, which has such a global.
unsafe fn fixed(record: RecordRef, global: GlobalId) -> Option<Fixed> {
    // SAFETY: by the contract.
    let value = unsafe { *record.globals().add(global.index()) };
    Some(match value {
        value if value.is_undef() => return None,
        value if value.is_int() => Fixed::Int(value.as_int()),
        value if value.is_float() => Fixed::Float(value.raw()),
        value if value.is_bool() => Fixed::Bool(value == Bits::TRUE),
        Bits::NIL => Fixed::Nil,
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::FUNCTION) } => {
            // SAFETY: a function.
            let callee = unsafe { RecordRef::of_function(value) };
            if callee.instance_address() != record.instance_address() {
                return Some(Fixed::Object);
            }
            Fixed::Function { chunk: callee.chunk(), signature: callee.signature() }
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::STRUCT_DEF) } => {
            // SAFETY: a struct definition.
            let shape = unsafe { raw::struct_def_shape(value) };
            let instance = record.instance();
            match ShapeId::from_kind(shape).and_then(|id| instance.struct_of(id)) {
                Some(decl) => Fixed::Struct { shape, fields: decl.fields.len() as u32 },
                None => Fixed::Object, // another module's
            }
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::MODULE) } => {
            // SAFETY: a module, which keeps its namespace.
            Fixed::Module(unsafe { (*(raw::module_record(value) as *const Namespace)).id })
        }
        // SAFETY: a live object.
        value if unsafe { raw::is_kind(value, kind::NATIVE) } => {
            // SAFETY: a native.
            if unsafe { raw::native_index(value) } == HAS_NUMBER { Fixed::Has } else { Fixed::Object }
        }
        _ => Fixed::Object,
    })
}

/// The kinds of the first `count` words of a frame.
///
/// # Safety
/// They are valid values.
unsafe fn snapshot(base: *mut Bits, count: u32) -> Vec<Type> {
    let kind = |bits: Bits| match bits {
        bits if bits.is_int() => Type::Int,
        bits if bits.is_float() => Type::Float,
        bits if bits.is_bool() => Type::Bool,
        // SAFETY: a live object, by the contract.
        bits if bits.is_heap() => Type::Object(unsafe { raw::kind_of(bits) }),
        _ => Type::Unknown,
    };
    // SAFETY: by the contract.
    (0..count as usize).map(|slot| kind(unsafe { *base.add(slot) })).collect()
}

/// The code of an entry, compiled now if it is not there. `types` is the frame's snapshot.
fn code(cx: Cx, record: RecordRef, entry: Entry, types: impl FnOnce() -> Vec<Type>) -> Option<*const u8> {
    if let Some(code) = cx.engine().tier.ready(record, entry) {
        return Some(code);
    }
    if matches!(entry, Entry::Loop(_)) && !afford_loop(record) {
        return None;
    }
    if matches!(cx.engine().tier.machine, Machine::Unmade) {
        start(cx);
    }
    eviction::make_room(cx);
    let engine = cx.engine();
    engine.tier.compile(record, entry, variant::FIRST, types(), &mut engine.stats)
}

/// Whether the function may be compiled once more for an entry into one of its loops: each time all that follows is
/// compiled too, so that many loops whose code is left soon would cost the square of the function's size.
fn afford_loop(record: RecordRef) -> bool {
    let instance = record.instance();
    let len = instance.module.chunks[record.chunk().index()].code.len() as u64;
    let work = record.loop_work() + len;
    record.set_loop_work(work);
    work <= LOOP_CODES * len.max(SHORT_CODE)
}

/// Asks for executable memory. Functions get the entry that leads to the interpreter.
#[cold]
fn start(cx: Cx) {
    let engine = cx.engine();
    if let Err(error) = engine.tier.start() {
        engine.thresholds = Thresholds::NEVER;
        engine.stats.no_machine_code = Some(error);
        return;
    }
    let stub = engine.tier.interpreter_entry();
    for record in engine.records() {
        // SAFETY: a record of an instance that is not freed yet.
        unsafe { interpret(record, stub) };
    }
}

/// A function is about to be called, and its countdown has reached 0. The window at `base` holds the
/// arguments; `depth` counts the active calls below the callee. The countdown starts again before this.
///
/// # Safety
/// The context is the running vm's, its safepoint is the caller's CALL.
pub(crate) unsafe fn function_hot(cx: Cx, record: RecordRef, base: *mut Bits, depth: u32) -> Entered {
    let params = record.params();
    // SAFETY: the window holds the arguments.
    let types = || unsafe { snapshot(base, params) };
    if code(cx, record, Entry::Function, types).is_none() {
        record.set_countdown(u32::MAX);
        return Entered::Stay;
    }
    let entry = record.entry();
    record.set_compiled(true);
    record.set_countdown(1);
    // SAFETY: the window holds the arguments; the entry is the function's code.
    unsafe { trampoline::enter(cx, base, entry, depth) }
}

/// The frame at `base` is about to take another turn of a loop whose countdown has reached 0: its
/// safepoint is the LOOP_HEADER. `depth` counts the active calls below the frame. The countdown
/// starts again before this.
///
/// # Safety
/// The context is the running vm's, its safepoint is the LOOP_HEADER.
pub(crate) unsafe fn loop_hot(cx: Cx, record: RecordRef, base: *mut Bits, loop_id: LoopId, depth: u32) -> Entered {
    let slots = record.slots();
    // SAFETY: every slot of a running frame is valid.
    let types = || unsafe { snapshot(base, slots) };
    let code = code(cx, record, Entry::Loop(loop_id), types);
    // SAFETY: the record has a countdown for each loop.
    let countdown = unsafe { record.loops().add(loop_id.index()) };
    let Some(entry) = code else {
        // SAFETY: as above.
        unsafe { countdown.write(u32::MAX) };
        return Entered::Stay;
    };
    // SAFETY: as above.
    unsafe { countdown.write(1) };
    if let Some(coverage) = &cx.engine().tier.options.coverage {
        coverage.note_entry(Opcode::LoopHeader);
    }
    // SAFETY: the frame is at the header; the entry is code for that.
    unsafe { trampoline::enter(cx, base, entry, depth) }
}

/// Calls a function that is not compiled, from elsewhere than the interpreter's CALL, and counts
/// the call. Module bodies too: they are called just once, and so compiled only if everything is.
///
/// # Safety
/// As for [`interp::call()`].
pub(crate) unsafe fn call(cx: Cx, record: RecordRef, base: *mut Bits, depth: u32) -> Bits {
    let left = record.countdown().saturating_sub(1);
    let hot = left == 0;
    record.set_countdown(if hot { cx.engine().thresholds.calls } else { left });
    let entered = match hot {
        // SAFETY: by the contract.
        true => unsafe { function_hot(cx, record, base, depth) },
        false => Entered::Stay,
    };
    match entered {
        // SAFETY: by the contract.
        Entered::Stay => unsafe { interp::call(cx, record, base, depth) },
        Entered::Returned(result) => result,
        // SAFETY: machine code left the frame before that instruction.
        Entered::Exited { pc } => unsafe { interp::go_on(cx, record, base, pc, depth) },
        Entered::Error => Bits::EXC,
    }
}

/// The instruction before which machine code left the frame at `base` by the last exit, which is hereby noted.
///
/// # Safety
/// The slots of the frame are valid.
pub(crate) unsafe fn last_exit(cx: Cx, base: *mut Bits) -> u32 {
    // SAFETY: the context is the running vm's.
    let (address, id) = unsafe { ((*cx.abi()).exit_code as usize, (*cx.abi()).exit_id) };
    let engine = cx.engine();
    // SAFETY: by the contract.
    unsafe { engine.tier.exit(address, id, base, &mut engine.stats) }
}

/// While this lives, machine code runs.
pub(crate) struct Inside {
    cx: Cx,
}

/// Notes that machine code is about to be run.
pub(crate) fn inside(cx: Cx) -> Inside {
    cx.engine().tier.active += 1;
    Inside { cx }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let engine = self.cx.engine();
        engine.tier.active -= 1;
        if engine.tier.active == 0 {
            engine.tier.left(engine.thresholds, &mut engine.stats);
        }
    }
}
