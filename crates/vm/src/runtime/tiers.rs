//! What the layers above give to those below: ways to run a function in the interpreter or as
//! machine code, and what is known of machine code. The lower layers have them as a table in the
//! context ([`Tiers`]) and as a trait object in the engine ([`Tiering`]), so that helpers need not
//! name the interpreter, nor the interpreter the compiler.

use std::any::Any;

use bytecode::LoopId;
use heap::Bits;

use crate::runtime::context::ContextRef;
use crate::runtime::instance::Instance;
use crate::runtime::record::RecordRef;

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

/// Ways to run functions, for layers below those that have them. Each is `unsafe` on the conditions
/// that stand at the function of the same name.
#[derive(Debug)]
pub(crate) struct Tiers {
    /// `interpreter::go_on`: runs a frame on from an instruction, to its end.
    pub(crate) go_on: unsafe fn(ContextRef, RecordRef, *mut Bits, u32, u32) -> Bits,
    /// `tier::call`: calls a function that is not compiled, and counts the call.
    pub(crate) call: unsafe fn(ContextRef, RecordRef, *mut Bits, u32) -> Bits,
    /// `tier::trampoline::enter`: runs machine code.
    pub(crate) enter: unsafe fn(ContextRef, *mut Bits, *const u8, u32) -> Entered,
    /// `tier::function_hot`: compiles a function, and runs it.
    pub(crate) function_hot: unsafe fn(ContextRef, RecordRef, *mut Bits, u32) -> Entered,
    /// `tier::loop_hot`: compiles a loop, and enters it.
    pub(crate) loop_hot: unsafe fn(ContextRef, RecordRef, *mut Bits, LoopId, u32) -> Entered,
    /// `tier::last_exit`: the instruction before which machine code left a frame.
    pub(crate) last_exit: unsafe fn(ContextRef, *mut Bits) -> u32,
}

/// What lower layers ask about machine code, and tell of what it relies on.
pub(crate) trait Tiering: Any {
    /// The entry of functions that are not compiled; null before anything is.
    fn interpreter_entry(&self) -> *const u8;
    /// The instruction whose call returns to an address; `None` if that is in no code.
    fn call_site(&self, address: usize) -> Option<u32>;
    /// The loop that machine code has left because of the poll byte, while that is looked at: its
    /// function, and the index of its LOOP row.
    fn polled(&self) -> Option<(RecordRef, u32)>;
    /// The poll byte was looked at.
    fn end_poll(&mut self);
    /// Bytes of code in memory.
    fn code_bytes(&self) -> u64;
    /// A global of an instance is set from outside: code of the instance may rely on its old value.
    /// Nothing runs.
    fn distrust(&mut self, instance: &Instance);
    /// An instance is about to be freed: its code is never entered again.
    fn forget(&mut self, instance: &Instance);
}
