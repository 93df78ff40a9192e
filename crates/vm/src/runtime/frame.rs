//! [`Frame`]: what the interpreter keeps of a caller while its callee runs. The caller's words are
//! on the value stack; this is the rest.

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
