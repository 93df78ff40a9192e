//! [`Record`]: a function of a module instance as the engine runs it. It begins with what machine
//! code knows of it, never moves, and dies with its instance. All but the linker hold it as a
//! [`RecordRef`], whose constructor says that the instance lives.

use std::ptr::NonNull;

use bytecode::{ChunkFacts, ChunkId, Inst, LoopId};
use heap::layout::kind;
use heap::{Bits, raw};
use jit::abi::{FunctionRecord, Signature};

use crate::common::cache::Cache;
use crate::runtime::instance::Instance;

/// What a tier needs to run a function.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Record {
    /// First, so that a pointer to it is one to all.
    pub(crate) abi: FunctionRecord,
    /// Calls until `tier::function_hot` is asked; 1 for good while `compiled`.
    pub(crate) countdown: u32,
    /// Parameters and locals.
    pub(crate) slots: u32,
    /// Whether `abi.entry` is machine code of this function.
    pub(crate) compiled: bool,
    /// Which chunk of the module it is.
    pub(crate) chunk: ChunkId,
    /// The instance's quickened copy of the chunk's code.
    pub(crate) code: *mut Inst,
    /// The constants of the instance.
    pub(crate) constants: *const Bits,
    /// The globals of the instance.
    pub(crate) globals: *mut Bits,
    /// The inline caches, by `CacheId`.
    pub(crate) caches: *mut Cache,
    /// Back edges until `tier::loop_hot` is asked, by `LoopId`.
    pub(crate) loops: *mut u32,
    /// The instance it belongs to.
    pub(crate) instance: *const Instance,
    /// Instructions that were compiled so far for entries into its loops.
    pub(crate) loop_work: u64,
    /// Slow paths of its machine code until `tier::slow_run` looks at them.
    pub(crate) slow_left: u32,
}

/// The record of a function whose instance lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(transparent)]
pub(crate) struct RecordRef(NonNull<Record>);

define_fields! { RecordRef {
    /// The entry slot: machine code of the internal convention.
    entry (set_entry): *const u8 = abi.entry;
    /// The kinds that the typed entry relies on.
    signature (set_signature): Signature = abi.signature;
    /// Parameters.
    params (): u32 = abi.params;
    /// Calls until the function is hot; 1 for good while it is compiled.
    countdown (set_countdown): u32 = countdown;
    /// Parameters and locals.
    slots (): u32 = slots;
    /// Whether the entry slot leads to machine code of this function.
    is_compiled (set_compiled): bool = compiled;
    /// Which chunk of the module it is.
    chunk (): ChunkId = chunk;
    /// The instance's quickened copy of the chunk's code.
    code (): *mut Inst = code;
    /// The constants of the instance.
    constants (): *const Bits = constants;
    /// The globals of the instance.
    globals (): *mut Bits = globals;
    /// The inline caches, by `CacheId`.
    caches (): *mut Cache = caches;
    /// Back edges until a loop is hot, by `LoopId`.
    loops (): *mut u32 = loops;
    /// The instance it belongs to.
    instance_address (): *const Instance = instance;
    /// A number that no other function of the vm has, ever.
    id (): u32 = abi.id;
    /// Bytes of a window.
    frame_bytes (): u32 = abi.frame_bytes;
    /// Instructions that were compiled so far for entries into its loops.
    loop_work (set_loop_work): u64 = loop_work;
    /// Slow paths of its machine code until they are looked at.
    slow_left (set_slow_left): u32 = slow_left;
} }

impl RecordRef {
    /// A reference to a record.
    ///
    /// # Safety
    /// The record is one of an instance that lives as long as any copy of the result is used.
    #[inline(always)]
    pub(crate) unsafe fn new(record: *mut Record) -> RecordRef {
        debug_assert!(!record.is_null(), "a record of an instance");
        // SAFETY: a record that lives has an address.
        RecordRef(unsafe { NonNull::new_unchecked(record) })
    }

    /// The record of the word below a frame's base.
    ///
    /// # Safety
    /// It is a live function, or a live module with code, whose body it then is; and it stays alive
    /// as long as any copy of the result is used.
    #[inline(always)]
    pub(crate) unsafe fn of(callee: Bits) -> RecordRef {
        // SAFETY: a live object.
        if unsafe { raw::kind_of(callee) } == kind::FUNCTION {
            // SAFETY: a live function.
            return unsafe { RecordRef::of_function(callee) };
        }
        // SAFETY: a module; its record was put there by `Instance::link`.
        let instance = unsafe { raw::module_record(callee) } as *const Instance;
        // SAFETY: an instance lives at least as long as its module object.
        let records = unsafe { (*instance).records.start() };
        // SAFETY: as the instance lives, so do its records.
        unsafe { RecordRef::new(records) }
    }

    /// The record of the function that a frame belongs to.
    ///
    /// # Safety
    /// `base` is the base of a frame that is active, or whose call is about to begin, and that is
    /// so as long as any copy of the result is used.
    #[inline(always)]
    pub(crate) unsafe fn of_frame(base: *mut Bits) -> RecordRef {
        // SAFETY: the word below a frame's base is its callee.
        let callee = unsafe { *base.wrapping_sub(1) };
        // SAFETY: a callee is a live function, or the module whose body runs; the frame keeps it
        // alive.
        unsafe { RecordRef::of(callee) }
    }

    /// The record of a function object.
    ///
    /// # Safety
    /// It is a live function, and stays alive as long as any copy of the result is used.
    #[inline(always)]
    pub(crate) unsafe fn of_function(function: Bits) -> RecordRef {
        // SAFETY: a function; its record was put there by `helpers::make_closure`.
        let record = unsafe { raw::function_record(function) } as *mut Record;
        // SAFETY: a function keeps its instance alive.
        unsafe { RecordRef::new(record) }
    }

    /// A pointer to the record, which lives (`RecordRef::new`), and into which nobody holds a
    /// reference.
    #[inline(always)]
    fn ptr(self) -> *mut Record {
        self.0.as_ptr()
    }

    /// Its name, its module and its line, as `count (dir/prog.unna:3)`.
    pub(crate) fn title(self) -> String {
        let instance = self.instance();
        let chunk = &instance.module.chunks[self.chunk().index()];
        format!("{} ({}:{})", instance.module.name(chunk.name), instance.module.path, chunk.line(0))
    }

    /// Where the countdown of a loop is: a loop of the function, which has one for each.
    #[inline(always)]
    pub(crate) fn turns(self, loop_id: LoopId) -> *mut u32 {
        self.loops().wrapping_add(loop_id.index())
    }

    /// Sets the entry slot for callers that know the kinds of their arguments.
    pub(crate) fn set_typed_entry(self, entry: *const u8) {
        // SAFETY: the record lives (`RecordRef::new`), and nobody holds a reference into it.
        unsafe { (*self.ptr()).abi.typed_entry = entry };
    }

    /// Sets how often counted code may still run until it leaves.
    pub(crate) fn set_heat(self, heat: u32) {
        // SAFETY: the record lives (`RecordRef::new`), and nobody holds a reference into it.
        unsafe { (*self.0.as_ptr()).abi.heat = heat };
    }

    /// Whether the record is one of an instance.
    pub(crate) fn is_of(self, instance: &Instance) -> bool {
        let records = &instance.records;
        (records.start()..records.start().wrapping_add(records.len())).contains(&self.0.as_ptr())
    }

    /// The record's address, which is what machine code and function objects keep.
    #[inline(always)]
    pub(crate) fn address(self) -> usize {
        self.0.as_ptr().expose_provenance()
    }

    /// An instruction as the module has it, before quickening.
    ///
    /// # Panics
    /// If the function has no such instruction.
    pub(crate) fn original(self, pc: u32) -> Inst {
        self.instance().module.chunks[self.chunk().index()].code[pc as usize]
    }

    /// The instance. The lifetime is the caller's choice, within that of the instance.
    pub(crate) fn instance<'a>(self) -> &'a Instance {
        // SAFETY: the record lives as long as its instance, and that as long as this reference is
        // used (`RecordRef::new`); instances are only changed while they are linked.
        unsafe { &*self.instance_address() }
    }

    /// What the verifier found out about the chunk.
    pub(crate) fn facts<'a>(self) -> &'a ChunkFacts {
        self.instance().module.facts(self.chunk())
    }

    /// The end of a window of the function that starts at `base`.
    #[inline(always)]
    pub(crate) fn frame_end(self, base: *mut Bits) -> u64 {
        base as u64 + u64::from(self.frame_bytes())
    }
}
