//! [`Frame`]: what the interpreter keeps of a caller while its callee runs. The caller's words are
//! on the value stack; this is the rest. And [`Activation`], which says whose frames are where.

use bytecode::Inst;
use heap::Bits;

use crate::runtime::record::RecordRef;

/// An entry of the frame stack.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Frame {
    /// The instruction to go on with.
    pub(crate) pc: *mut Inst,
    /// Base of the caller's window.
    pub(crate) base: *mut Bits,
    /// The caller.
    pub(crate) record: RecordRef,
    /// Makes an entry twice what an active call counts.
    pub(crate) reserved: u64,
}

/// An activation that has not ended.
#[derive(Debug)]
pub(crate) struct Activation {
    /// The one that it began in.
    pub(crate) outer: *const Activation,
    /// Base of the frame that ran when it began; null for a program's first.
    pub(crate) caller_base: *mut Bits,
    /// The instruction of that frame, if it is the interpreter's.
    pub(crate) caller_pc: u32,
    pub(crate) segment: Segment,
}

/// Where an activation's frames are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment {
    /// On the frame stack, from this entry on.
    Interpreted { bottom: *mut Frame },
    /// On the native stack; so many active calls are below the first.
    Compiled { depth: u32 },
}
