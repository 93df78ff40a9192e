//! What the layers above give to those below: ways to run a function in the interpreter or as
//! machine code, and what is known of machine code. The lower layers have them as a table in the
//! context ([`Tiers`]) and as a trait object in the engine ([`Tiering`]), so that helpers need not
//! name the interpreter, nor the interpreter the compiler.

use std::any::Any;
use std::sync::Arc;

use bytecode::{Hint, LoopId};
use heap::Bits;
use jit::VirtualObject;

use crate::runtime::context::ContextRef;
use crate::runtime::instance::Instance;
use crate::runtime::record::RecordRef;

/// What became of an attempt to run machine code.
#[derive(Clone, Debug)]
pub(crate) enum Entered {
    /// Nothing was run: the interpreter goes on as if it had not asked.
    Stay,
    /// The frame ran to its end, with this result.
    Returned(Bits),
    /// The frame goes on in the interpreter, its operands in place.
    Exited(ExitPoint),
    /// The error is in the engine.
    Error,
}

/// Where the interpreter goes on after machine code was left.
#[derive(Clone, Debug)]
pub(crate) struct ExitPoint {
    /// Index of the instruction, in the innermost frame.
    pub(crate) pc: u32,
    /// The frames of calls that were inlined, the outermost first.
    pub(crate) inlined: Option<Arc<[InlinedFrame]>>,
    /// The objects that are to be made before anything reads the frames, each behind those that are
    /// in its fields.
    pub(crate) objects: Option<Arc<[VirtualObject]>>,
}

/// A frame that the interpreter gets for a call that was inlined.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InlinedFrame {
    /// The function it is of.
    pub(crate) record: RecordRef,
    /// How far its base is above the base of the compiled function's frame, in words.
    pub(crate) base: u32,
    /// The index of its caller's instruction that calls it.
    pub(crate) called_at: u32,
}

/// What a slow run tells of its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lesson {
    /// Nothing that would spare it: the operands are such that it takes a helper in any case.
    Nothing,
    /// The operands were of these kinds.
    Operands(Hint),
    /// An index was an int.
    Index,
    /// What there is to know the inline caches and the globals know.
    Place,
}

/// Ways to run functions, for layers below those that have them. Each is `unsafe` on the conditions
/// that stand at the function of the same name.
#[derive(Debug)]
pub(crate) struct Tiers {
    /// `interpreter::go_on`: runs a frame on from where machine code left it, to its end.
    pub(crate) go_on: unsafe fn(ContextRef, RecordRef, *mut Bits, &ExitPoint, u32) -> Bits,
    /// `tier::call`: calls a function that is not compiled, and counts the call.
    pub(crate) call: unsafe fn(ContextRef, RecordRef, *mut Bits, u32) -> Bits,
    /// `tier::trampoline::enter`: runs machine code.
    pub(crate) enter: unsafe fn(ContextRef, *mut Bits, *const u8, u32) -> Entered,
    /// `tier::function_hot`: compiles a function, and runs it.
    pub(crate) function_hot: unsafe fn(ContextRef, RecordRef, *mut Bits, u32) -> Entered,
    /// `tier::loop_hot`: compiles a loop, and enters it.
    pub(crate) loop_hot: unsafe fn(ContextRef, RecordRef, *mut Bits, LoopId, u32) -> Entered,
    /// `tier::last_exit`: where machine code left a frame.
    pub(crate) last_exit: unsafe fn(ContextRef, *mut Bits) -> ExitPoint,
    /// `tier::relearn::look`: looks at a slow run of a function's machine code.
    pub(crate) look: fn(ContextRef, RecordRef, Lesson),
    /// `tier::observed::called`: notes that the running CALL of a function calls another.
    pub(crate) called: fn(ContextRef, RecordRef, RecordRef),
}

/// What lower layers ask about machine code, and tell of what it relies on.
pub(crate) trait Tiering: Any {
    /// The entry of functions that are not compiled; null before anything is.
    fn interpreter_entry(&self) -> *const u8;
    /// How often baseline code runs an entry or turns a loop until the optimising compiler makes
    /// the next code.
    fn heat(&self) -> u32;
    /// The instruction whose call returns to an address; `None` if that is in no code.
    fn call_site(&self, address: usize) -> Option<u32>;
    /// The loop that machine code has left because of the poll byte, while that is looked at: its
    /// function, and the index of its LOOP row.
    fn polled(&self) -> Option<(RecordRef, u32)>;
    /// The poll byte was looked at.
    fn end_poll(&mut self);
    /// Whether a frame is still to leave code that is out of use, by a poll.
    fn wants_poll(&self) -> bool;
    /// A poll for that was answered by another frame, or by the one.
    fn missed_poll(&mut self);
    /// Bytes of code in memory.
    fn code_bytes(&self) -> u64;
    /// A global of an instance is set from outside: code of the instance may rely on its old value.
    /// Nothing runs.
    fn distrust(&mut self, instance: &Instance);
    /// An instance is about to be freed: its code is never entered again.
    fn forget(&mut self, instance: &Instance);
}
