//! The interpreter: a function for each row, and what goes from one to the next.
//!
//! Calls of programs do not recurse here: an activation of [`run`] keeps its callers on the frame
//! stack. It begins anew only where machine code or an import stands between two frames.

use std::ptr;

use heap::Bits;
use jit::abi::CALL_BYTES;

use crate::common::error::ErrorKind;
use crate::runtime::activation::{self, Segment};
use crate::runtime::context::ContextRef;
use crate::runtime::frame::Frame;
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::ExitPoint;

use call::{begin, exited};
use state::State;
use thread::run;

/// Defines the functions of rows, called by their mnemonics: `NAME(state, operands) { flow }`. They
/// take the top operand where it is.
macro_rules! rows {
    ($( $(#[$meta:meta])* $name:ident($state:ident $(, $operand:tt: $type:ty)*) $body:block )*) => { $(
        $(#[$meta])*
        #[allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]
        #[cfg_attr(threaded, inline(always))]
        pub(in crate::interpreter) fn $name<T: crate::interpreter::state::Top>(
            $state: crate::interpreter::state::State<T>
            $(, $operand: $type)*
        ) -> Flow $body
    )* };
}

/// Defines the functions of rows that are slow as a whole:
/// `NAME Variant { operands } (state) { flow }`.
macro_rules! slow_rows {
    ($( $name:ident $variant:ident { $($operand:ident: $type:ty),* } ($state:ident) $body:block )*) => { rows! { $(
        $name(state $(, _: $type)*) {
            state.flush().slow(|$state| {
                let bytecode::Inst::$variant { $($operand),* } = $state.inst() else { unreachable!("this row") };
                $body
            })
        }
    )* } };
}

mod arithmetic;
mod call;
mod compare;
mod jump;
mod moves;
mod object;
mod state;
mod thread;

/// The rows' functions.
mod rows {
    pub(super) use super::arithmetic::*;
    pub(super) use super::call::*;
    pub(super) use super::compare::*;
    pub(super) use super::jump::*;
    pub(super) use super::moves::*;
    pub(super) use super::object::*;
}

/// Calls a function whose window's arguments are in place, and runs it to its end.
/// `depth` counts the active calls below it.
///
/// # Safety
/// `base` is the base of a window of `record`, whose word below is the callee and whose parameters
/// are valid values; the context's safepoint is the caller's.
pub(crate) unsafe fn call(cx: ContextRef, record: RecordRef, base: *mut Bits, depth: u32) -> Bits {
    // SAFETY: `begin` makes the state of the function's first instruction; the caller gives its
    // window.
    unsafe { activate(cx, record, depth, |state| begin(state, record, base)) }
}

/// Goes on with a frame where machine code left it, its operands in place, and runs it to its end.
///
/// # Safety
/// As for [`call()`], with all words valid of the frame and of those that were inlined into it.
pub(crate) unsafe fn go_on(cx: ContextRef, record: RecordRef, base: *mut Bits, point: &ExitPoint, depth: u32) -> Bits {
    // SAFETY: the caller gives the frame where machine code of the function left it.
    unsafe { activate(cx, record, depth, |state| exited(state, record, base, point)) }
}

/// Runs an activation that begins with the state that `start` makes of a blank one.
///
/// # Safety
/// The state is one of verified code, as [`State`] says.
unsafe fn activate(
    cx: ContextRef,
    record: RecordRef,
    depth: u32,
    start: impl FnOnce(State) -> Result<State, Bits>,
) -> Bits {
    if (psm::stack_pointer() as usize) < cx.native_limit() {
        // Only a native stack that a limit on memory made small ends before the depth limit.
        return cx.raise(ErrorKind::OutOfMemory);
    }
    let _outer = Outer { cx, outer: (cx.bottom(), cx.depth(), cx.call_limit()) };
    let frames = cx.frames();
    let call_limit = cx.stack_end().wrapping_sub(CALL_BYTES * (u64::from(depth) + 1)).wrapping_add(frames as u64 / 2);
    set_activation(cx, (frames, depth, call_limit));
    let blank = State { cx, pc: ptr::null_mut(), sp: ptr::null_mut(), base: ptr::null_mut(), record, top: () };
    activation::run(cx, Segment::Interpreted { bottom: frames }, || match start(blank) {
        // SAFETY: the caller's `start` makes states of verified code.
        Ok(state) => unsafe { run(state) },
        Err(result) => result,
    })
}

/// Sets the activation that was before again, also when a panic of the host's ends this one: a
/// native may catch that.
struct Outer {
    cx: ContextRef,
    outer: (*mut Frame, u32, u64),
}

impl Drop for Outer {
    fn drop(&mut self) {
        set_activation(self.cx, self.outer);
    }
}

/// Sets what the running activation's calls are counted by.
fn set_activation(cx: ContextRef, (bottom, depth, call_limit): (*mut Frame, u32, u64)) {
    cx.set_bottom(bottom);
    cx.set_depth(depth);
    cx.set_call_limit(call_limit);
}
