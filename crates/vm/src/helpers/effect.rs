//! What reaches outside the program's values: printing, and the ways a program is stopped.

use heap::Bits;

use super::operands;
use super::print::print_line;
use crate::common::error::ErrorKind;
use crate::runtime::context::ContextRef;
use crate::runtime::poll::{COLLECT, RELEARN};

/// PRINT.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn print(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [value] = unsafe { operands(words) };
    // SAFETY: a live word.
    match unsafe { print_line(cx, value) } {
        Ok(()) => Bits::NIL,
        Err(error) => cx.raise(error),
    }
}

/// HALT.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn halt(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    cx.raise(ErrorKind::Exit(0))
}

/// The poll byte was seen set.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn interrupt(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    let result = match cx.look().and_then(|()| collect(cx)) {
        Ok(()) => Bits::NIL,
        Err(error) => raise_at_call(cx, error),
    };
    cx.engine().tier.end_poll();
    if cx.in_machine_code() {
        // At an entry: the frame that is to leave its code is further out.
        ask_again(cx);
    }
    result
}

/// Sets the poll byte again if a frame is still to leave its code.
#[inline(always)]
pub(super) fn ask_again(cx: ContextRef) {
    if cx.engine().tier.wants_poll() {
        cx.ask(RELEARN);
    }
}

/// Collects if that is to be done at every poll.
///
/// # Errors
/// Out of memory; a heap that is not sound.
fn collect(cx: ContextRef) -> Result<(), ErrorKind> {
    if cx.take_poll(COLLECT) == 0 {
        return Ok(());
    }
    let engine = cx.engine();
    let Some(left) = engine.collections_at_polls.checked_sub(1) else { return Ok(()) };
    engine.collections_at_polls = left;
    cx.ask(COLLECT);
    if left % 2 == 0 { engine.heap.collect() } else { engine.heap.collect_young() }?;
    match engine.heap.verify() {
        Ok(_) => Ok(()),
        Err(fault) => Err(ErrorKind::Internal(format!("after a collection at a poll: {fault}").into())),
    }
}

/// The fuel did not suffice.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn out_of_fuel(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    raise_at_call(cx, ErrorKind::OutOfFuel)
}

/// A frame does not fit.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn stack_overflow(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    raise_at_call(cx, ErrorKind::StackOverflow)
}

/// Raises an error that a call met before its callee began. The interpreter finds it while the
/// caller is the innermost frame. Machine code finds it in the callee's frame, which the trace
/// leaves out.
fn raise_at_call(cx: ContextRef, error: ErrorKind) -> Bits {
    cx.raise_below(error.into(), usize::from(cx.in_machine_code()))
}
