//! [`Record`]: a function of a module instance as the engine runs it. It begins with what machine
//! code knows of it, never moves, and dies with its instance.

use bytecode::{ChunkFacts, ChunkId, Inst};
use heap::layout::kind;
use heap::{Bits, raw};
use jit::abi::FunctionRecord;

use crate::cache::Cache;
use crate::instance::Instance;

/// What running a function needs.
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
}

/// Where in a program something happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The module's path.
    pub path: Box<str>,
    /// The function's name.
    pub function: Box<str>,
    /// The source line, 0 if unknown.
    pub line: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} in {}", self.path, self.line, self.function)
    }
}

impl Record {
    /// The record of the word below a frame's base.
    ///
    /// # Safety
    /// It is a live function, or a live module with code, whose body it then is.
    #[inline(always)]
    pub(crate) unsafe fn of(callee: Bits) -> *mut Record {
        // SAFETY: a live object.
        if unsafe { raw::kind_of(callee) } == kind::FUNCTION {
            // SAFETY: a function; its record was put there by `helpers::make_closure`.
            return unsafe { raw::function_record(callee) } as *mut Record;
        }
        // SAFETY: a module; its record was put there by `Instance::link`.
        let instance = unsafe { raw::module_record(callee) } as *const Instance;
        // SAFETY: an instance lives at least as long as its module object.
        unsafe { (*instance).records.start() }
    }

    /// An instruction as the module has it, before quickening.
    ///
    /// # Safety
    /// The record's instance is alive, and the function has such an instruction.
    pub(crate) unsafe fn original(record: *const Record, pc: u32) -> Inst {
        // SAFETY: by the contract.
        let instance = unsafe { Record::instance(record) };
        // SAFETY: by the contract.
        let chunk = unsafe { (*record).chunk };
        instance.module.chunks[chunk.index()].code[pc as usize]
    }

    /// The instance.
    ///
    /// # Safety
    /// The record's instance is alive while the result is used.
    pub(crate) unsafe fn instance<'a>(record: *const Record) -> &'a Instance {
        // SAFETY: a record lives as long as its instance.
        let instance = unsafe { (*record).instance };
        // SAFETY: instances are only changed while they are linked.
        unsafe { &*instance }
    }

    /// What the verifier found out about the chunk.
    ///
    /// # Safety
    /// As for [`Record::instance`].
    pub(crate) unsafe fn facts<'a>(record: *const Record) -> &'a ChunkFacts {
        // SAFETY: by the contract.
        let instance = unsafe { Record::instance(record) };
        // SAFETY: the record lives with its instance.
        instance.module.facts(unsafe { (*record).chunk })
    }

    /// The end of a window of the function that starts at `base`.
    ///
    /// # Safety
    /// The record is alive.
    #[inline(always)]
    pub(crate) unsafe fn frame_end(record: *const Record, base: *mut Bits) -> u64 {
        // SAFETY: by the contract.
        base as u64 + u64::from(unsafe { (*record).abi.frame_bytes })
    }
}
