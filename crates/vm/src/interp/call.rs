//! Calls, returns, imports and the end of the program.

use bytecode::{CacheId, Inst};
use heap::{Bits, raw};

use super::state::{Flow, State};
use crate::door;
use crate::frame::Frame;
use crate::helpers;
use crate::record::Record;
use crate::tier::{self, Entered};

/// A word that is no valid value, for the dead part of the stack in debug builds.
#[cfg(debug_assertions)]
const POISON: Bits = Bits::from_raw(Bits::HEAP_TAG | 0xDEAD_DEAD_DEA0);

/// CALL with `argc` arguments.
#[inline(always)]
fn call(state: State, argc: usize, cache: CacheId) -> Flow {
    let callee = state.operand(argc);
    if !state.is_function(callee) {
        return call_other(state, argc);
    }
    // SAFETY: a function; its record was put there by `helpers::make_closure`.
    let record = unsafe { raw::function_record(callee) } as *mut Record;
    // SAFETY: a live function keeps its record.
    let (params, id) = unsafe { ((*record).abi.params, (*record).abi.id) };
    if params as usize != argc {
        return wrong_count(state, argc);
    }
    let cache = state.cache(cache);
    if cache.key != id {
        cache.set_key(id, 0);
    }
    // SAFETY: V2: the arguments are operands.
    let base = unsafe { state.sp.sub(argc) };
    // SAFETY: as above.
    let countdown = unsafe { &mut (*record).countdown };
    *countdown = countdown.wrapping_sub(1);
    if *countdown == 0 {
        return hot(state, argc);
    }
    push_frame(state, record, base)
}

/// Lets the interpreter run a callee of the running frame.
#[inline(always)]
fn push_frame(state: State, record: *mut Record, base: *mut Bits) -> Flow {
    // SAFETY: the record of a live function.
    let frame_end = unsafe { Record::frame_end(record, base) };
    // SAFETY: the context is the running vm's.
    let limit = unsafe { (*state.cx.ptr()).call_limit };
    if frame_end + state.frames as u64 / 2 > limit {
        return overflow(state);
    }
    if !state.cx.take_fuel(1) {
        return out_of_fuel(state);
    }
    if state.cx.polled() {
        return interrupted(state, record, base);
    }
    enter(state, record, base)
}

/// The part of [`push_frame`] after its checks.
#[inline(always)]
fn enter(state: State, record: *mut Record, base: *mut Bits) -> Flow {
    prologue(keep_caller(state), record, base)
}

/// Puts the running frame on the frame stack, to go on after its CALL.
#[inline(always)]
fn keep_caller(state: State) -> State {
    // SAFETY: V5: a call is not a chunk's last instruction.
    let pc = unsafe { state.pc.add(1) };
    // SAFETY: the frame stack has an entry for each call that the depth limit allows.
    unsafe { *state.frames = Frame { pc, base: state.base, record: state.record, reserved: 0 } };
    // SAFETY: as above.
    State { frames: unsafe { state.frames.add(1) }, ..state }
}

/// Sets the slots that are no parameters to nil, and begins.
#[inline(always)]
fn prologue(state: State, record: *mut Record, base: *mut Bits) -> Flow {
    // SAFETY: the record of a live function.
    let (params, slots, pc) = unsafe { ((*record).abi.params, (*record).slots, (*record).code) };
    // SAFETY: the window fits.
    let sp = unsafe { base.add(slots as usize) };
    // SAFETY: as above.
    let mut slot = unsafe { base.add(params as usize) };
    while slot < sp {
        // SAFETY: a slot of the window.
        unsafe { *slot = Bits::NIL };
        // SAFETY: as above.
        slot = unsafe { slot.add(1) };
    }
    Ok(State { pc, sp, base, record, ..state })
}

/// Begins an activation's outermost frame; `state` belongs to nobody, and the context's safepoint
/// is the caller's.
pub(super) fn begin(state: State, record: *mut Record, base: *mut Bits) -> Flow {
    // SAFETY: the record of a live function.
    let frame_end = unsafe { Record::frame_end(record, base) };
    // SAFETY: the context is the running vm's.
    let depth = unsafe { (*state.cx.ptr()).depth };
    if !state.cx.fits(frame_end, depth) {
        // SAFETY: a helper that only leaves an error.
        return Err(unsafe { helpers::stack_overflow(state.cx, base, 0) });
    }
    if !state.cx.take_fuel(1) {
        // SAFETY: a helper that only leaves an error.
        return Err(unsafe { helpers::out_of_fuel(state.cx, base, 0) });
    }
    // SAFETY: a helper without operands.
    if state.cx.polled() && unsafe { helpers::interrupt(state.cx, base, 0) } == Bits::EXC {
        return Err(Bits::EXC);
    }
    prologue(state, record, base)
}

/// The state of a frame before one of its instructions.
pub(super) fn frame_at(state: State, record: *mut Record, base: *mut Bits, pc: u32) -> State {
    // SAFETY: the record of a live function.
    let depth = usize::from(unsafe { Record::facts(record) }.depths[pc as usize]);
    // SAFETY: as above.
    let (slots, code) = unsafe { ((*record).slots, (*record).code) };
    let sp = base.wrapping_add(slots as usize + depth);
    State { pc: code.wrapping_add(pc as usize), sp, base, record, ..state }
}

/// What follows machine code that ran the frame at `base`, which is the running frame.
pub(super) fn entered(state: State, record: *mut Record, base: *mut Bits, outcome: Entered) -> Flow {
    match outcome {
        Entered::Returned(result) => leave(State { record, base, ..state }, result),
        Entered::Exited { pc } => Ok(frame_at(state, record, base, pc)),
        Entered::Error => Err(Bits::EXC),
        Entered::Stay => unreachable!("nothing was entered"),
    }
}

/// Returns from the running frame.
#[inline(always)]
fn leave(state: State, result: Bits) -> Flow {
    poison(state);
    // SAFETY: the context is the running vm's.
    if state.frames == unsafe { (*state.cx.ptr()).bottom } {
        return Err(result);
    }
    // SAFETY: the frame stack holds a caller.
    let frames = unsafe { state.frames.sub(1) };
    // SAFETY: as above.
    let Frame { pc, base, record, .. } = unsafe { *frames };
    // SAFETY: the result takes the place of the callee below the base.
    unsafe { *state.base.sub(1) = result };
    Ok(State { pc, sp: state.base, base, record, frames, ..state })
}

/// Makes the words of a frame that ends unusable, so that a stale use shows in debug builds.
#[inline(always)]
fn poison(state: State) {
    #[cfg(debug_assertions)]
    for slot in 0..usize::try_from(unsafe { state.sp.offset_from(state.base) }).unwrap_or(0) {
        // SAFETY: a word of the window.
        unsafe { *state.base.add(slot) = POISON };
    }
    #[cfg(not(debug_assertions))]
    let _ = state;
}

/// The number of arguments of the CALL being run.
fn argument_count(inst: Inst) -> usize {
    match inst {
        Inst::Call { argc, .. } => argc.index(),
        Inst::Call0 { .. } => 0,
        Inst::Call1 { .. } => 1,
        Inst::Call2 { .. } => 2,
        other => unreachable!("{other:?} is no call"),
    }
}

/// A call of something that is no function.
#[inline(never)]
fn call_other(state: State, argc: usize) -> Flow {
    state.save();
    // SAFETY: the safepoint is set; V2: callee and arguments are operands.
    let result = unsafe { helpers::call_value(state.cx, state.sp.sub(argc + 1), argc as u32, state.depth()) };
    match result {
        Bits::EXC => Err(Bits::EXC),
        result => state.pop(argc + 1).push(result).next(),
    }
}

/// A call whose callee's countdown is at its end: it is hot, or runs as machine code.
#[inline(never)]
fn hot(state: State, argc: usize) -> Flow {
    debug_assert_eq!(argc, argument_count(state.inst()));
    // SAFETY: a function: the caller has checked it.
    let record = unsafe { Record::of(state.operand(argc)) };
    // SAFETY: V2: the arguments are operands.
    let base = unsafe { state.sp.sub(argc) };
    state.save();
    let depth = state.depth() + 1;
    // SAFETY: the record of a live function.
    let (compiled, entry) = unsafe { ((*record).compiled, (*record).abi.entry) };
    let outcome = if compiled {
        // SAFETY: as above.
        unsafe { (*record).countdown = 1 };
        // SAFETY: the window holds the arguments; the safepoint is set.
        unsafe { door::enter(state.cx, base, entry, depth) }
    } else {
        // SAFETY: as above.
        unsafe { (*record).countdown = state.cx.engine().thresholds.calls };
        // SAFETY: the safepoint is set.
        unsafe { tier::function_hot(state.cx, record, base, depth) }
    };
    match outcome {
        Entered::Stay => push_frame(state, record, base),
        Entered::Returned(result) => state.pop(argc + 1).push(result).next(),
        Entered::Exited { pc } => Ok(frame_at(keep_caller(state), record, base, pc)),
        Entered::Error => Err(Bits::EXC),
    }
}

#[cold]
#[inline(never)]
fn wrong_count(state: State, argc: usize) -> Flow {
    state.save();
    // SAFETY: a function: the caller has checked it.
    let record = unsafe { Record::of(state.operand(argc)) };
    Err(helpers::argument_count_error(state.cx, record, argc as u32))
}

#[cold]
#[inline(never)]
fn overflow(state: State) -> Flow {
    Err(state.help(helpers::stack_overflow, 0, 0))
}

#[cold]
#[inline(never)]
fn out_of_fuel(state: State) -> Flow {
    Err(state.help(helpers::out_of_fuel, 0, 0))
}

#[cold]
#[inline(never)]
fn interrupted(state: State, record: *mut Record, base: *mut Bits) -> Flow {
    match state.help(helpers::interrupt, 0, 0) {
        Bits::EXC => Err(Bits::EXC),
        _ => enter(state, record, base),
    }
}

/// The rows.
pub(super) mod rows {
    #![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

    use bytecode::{Argc, ImportId};

    use super::*;

    pub(in super::super) fn CALL(state: State, argc: Argc, cache: CacheId) -> Flow {
        call(state, argc.index(), cache)
    }

    pub(in super::super) fn CALL_0(state: State, cache: CacheId) -> Flow {
        call(state, 0, cache)
    }

    pub(in super::super) fn CALL_1(state: State, cache: CacheId) -> Flow {
        call(state, 1, cache)
    }

    pub(in super::super) fn CALL_2(state: State, cache: CacheId) -> Flow {
        call(state, 2, cache)
    }

    pub(in super::super) fn RETURN(state: State) -> Flow {
        leave(state, state.operand(0))
    }

    pub(in super::super) fn RETURN_NIL(state: State) -> Flow {
        leave(state, Bits::NIL)
    }

    #[cold]
    #[inline(never)]
    pub(in super::super) fn HALT(state: State) -> Flow {
        Err(state.help(helpers::halt, 0, 0))
    }

    #[cold]
    #[inline(never)]
    pub(in super::super) fn IMPORT(state: State, import: ImportId) -> Flow {
        state.save();
        // SAFETY: the safepoint is set, and its top is the operand stack's end.
        match unsafe { helpers::import_module(state.cx, state.sp, import.0, state.depth()) } {
            Bits::EXC => Err(Bits::EXC),
            module => state.push(module).next(),
        }
    }
}
