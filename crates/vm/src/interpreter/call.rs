//! Calls, returns, imports and the end of the program.

use bytecode::{Argc, ChunkId, ImportId, Inst};
use heap::layout::kind;
use heap::{Bits, ShapeId};
use jit::VirtualObject;

use super::state::State;
use super::thread::Flow;
use crate::helpers;
use crate::runtime::frame::Frame;
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::{Entered, ExitPoint};

/// A word that is no valid value, for the dead part of the stack in debug builds.
#[cfg(debug_assertions)]
const POISON: Bits = Bits::from_raw(Bits::HEAP_TAG | 0xDEAD_DEAD_DEA0);

rows! {
    CALL(state, argc: Argc) { call(state.flush(), argc.index()) }

    CALL_0(state) { call(state.flush(), 0) }

    CALL_1(state) { call(state.flush(), 1) }

    CALL_2(state) { call(state.flush(), 2) }

    RETURN(state) {
        let (result, rest) = state.take();
        leave(rest, result)
    }

    RETURN_NIL(state) { leave(state.flush(), Bits::NIL) }
}

slow_rows! {
    HALT Halt {} (state) { Flow::Leave(state.help(helpers::halt, 0, 0)) }

    CALL_CLOSED CallClosed { argc: Argc, chunk: ChunkId } (state) {
        match state.help(helpers::prepare_closed, argc.index(), chunk.0.into()) {
            Bits::EXC => state.fail(),
            // SAFETY: the helper has put the callee below the arguments, for which the window has
            // room.
            _ => call(State { sp: unsafe { state.sp.add(1) }, ..state }, argc.index()),
        }
    }

    IMPORT Import { import: ImportId } (state) {
        state.save();
        // SAFETY: the safepoint is set, and its top is the operand stack's end.
        match unsafe { helpers::import_module(state.cx, state.sp, import.0, state.depth()) } {
            Bits::EXC => state.fail(),
            module => state.push(module).next(),
        }
    }
}

/// CALL with `argc` arguments.
#[inline(always)]
fn call(state: State, argc: usize) -> Flow {
    let callee = state.operand(argc);
    if !state.is_kind(callee, kind::FUNCTION) {
        return state.slow(call_other);
    }
    // SAFETY: a function; its record was put there by `helpers::make_closure`.
    let record = unsafe { RecordRef::of_function(callee) };
    if record.params() as usize != argc {
        return state.slow(wrong_count);
    }
    let countdown = record.countdown().wrapping_sub(1);
    record.set_countdown(countdown);
    if countdown == 0 {
        return state.detour(hot);
    }
    push_frame(state, record, argc)
}

/// Lets the interpreter run a callee of the running frame.
#[inline(always)]
fn push_frame(state: State, record: RecordRef, argc: usize) -> Flow {
    let base = arguments(state, argc);
    let frame_end = record.frame_end(base);
    if frame_end + state.cx.frames() as u64 / 2 > state.cx.call_limit() {
        return state.slow(|state| Flow::Leave(state.help(helpers::stack_overflow, 0, 0)));
    }
    if !state.cx.take_unit() {
        return state.slow(|state| Flow::Leave(state.help(helpers::out_of_fuel, 0, 0)));
    }
    if state.cx.polled() {
        return state.detour(interrupted);
    }
    keep_caller(state);
    Flow::Go(prologue(state, record, base))
}

/// Base of the window whose arguments are the `argc` top operands.
#[inline(always)]
fn arguments(state: State, argc: usize) -> *mut Bits {
    state.operands(argc)
}

/// Puts the running frame on the frame stack, to go on after its CALL.
#[inline(always)]
fn keep_caller(state: State) {
    // SAFETY: V5: a call is not a chunk's last instruction.
    let pc = unsafe { state.pc.add(1) };
    let frames = state.cx.frames();
    // SAFETY: the frame stack has an entry for each call that the depth limit allows.
    unsafe { *frames = Frame { pc, base: state.base, record: state.record, reserved: 0 } };
    // SAFETY: the entry just written is in the frame stack, so its end is at most the stack's.
    state.cx.set_frames(unsafe { frames.add(1) });
}

/// Sets the slots that are no parameters to nil, and begins.
#[inline(always)]
fn prologue(state: State, record: RecordRef, base: *mut Bits) -> State {
    let (params, slots, pc) = (record.params(), record.slots(), record.code());
    // SAFETY: the window fits the stack: the caller has compared its end.
    let sp = unsafe { base.add(slots as usize) };
    // SAFETY: parameters are among the slots, and the window fits the stack.
    let mut slot = unsafe { base.add(params as usize) };
    while slot < sp {
        // SAFETY: a slot of the window.
        unsafe { slot.write_volatile(Bits::NIL) };
        // SAFETY: `sp` is further up in the same window.
        slot = unsafe { slot.add(1) };
    }
    State { pc, sp, base, record, ..state }
}

/// Begins an activation's outermost frame; `state` is blank, and the context's safepoint is the
/// caller's. `Err` is the activation's result.
pub(super) fn begin(state: State, record: RecordRef, base: *mut Bits) -> Result<State, Bits> {
    let frame_end = record.frame_end(base);
    if !state.cx.fits(frame_end, state.cx.depth()) {
        // SAFETY: a helper that only leaves an error.
        return Err(unsafe { helpers::stack_overflow(state.cx, base, 0) });
    }
    if !state.cx.take_unit() {
        // SAFETY: a helper that only leaves an error.
        return Err(unsafe { helpers::out_of_fuel(state.cx, base, 0) });
    }
    if state.cx.polled() {
        // The caller's `top` may be below the arguments.
        state.cx.set_top(base.wrapping_add(record.params() as usize));
        // SAFETY: a helper without operands.
        if unsafe { helpers::interrupt(state.cx, base, 0) } == Bits::EXC {
            return Err(Bits::EXC);
        }
    }
    Ok(prologue(state, record, base))
}

/// The state of a frame before one of its instructions.
fn frame_at(state: State, record: RecordRef, base: *mut Bits, pc: u32) -> State {
    let depth = usize::from(record.facts().depths[pc as usize]);
    let (slots, code) = (record.slots(), record.code());
    let sp = base.wrapping_add(slots as usize + depth);
    State { pc: code.wrapping_add(pc as usize), sp, base, record, ..state }
}

/// The state where machine code left a frame. The callers of frames that were inlined into it come
/// onto the frame stack, as if this interpreter had made the calls. `Err` is the activation's
/// result: there is no memory for an object that the frames hold.
pub(super) fn exited(mut state: State, record: RecordRef, base: *mut Bits, point: &ExitPoint) -> Result<State, Bits> {
    let (mut running, mut running_base) = (record, base);
    for frame in point.inlined.iter().flat_map(|frames| frames.iter()) {
        keep_caller(frame_at(state, running, running_base, frame.called_at));
        running = frame.record;
        running_base = base.wrapping_add(frame.base as usize);
    }
    state = frame_at(state, running, running_base, point.pc);
    match &point.objects {
        Some(objects) => materialise(state, base, objects),
        None => Ok(state),
    }
}

/// Makes the objects that machine code has left in pieces.
#[cold]
fn materialise(state: State, base: *mut Bits, objects: &[VirtualObject]) -> Result<State, Bits> {
    let word = |word: u32| base.wrapping_add(word as usize);
    state.save();
    // The collector has to see the fields of all of them.
    let end = objects.iter().map(|object| word(object.first + object.fields)).max();
    state.cx.set_top(end.map_or(state.sp, |end| end.max(state.sp)));
    for object in objects {
        let shape = ShapeId::from_kind(object.shape).expect("virtual objects are instances");
        // SAFETY: the exit has written that many fields, which are below `top`; the shape is one of
        // this heap, whose program the code was compiled for.
        let made = state.cx.result(unsafe { state.cx.heap().alloc_instance_at(shape, word(object.first)) });
        if made == Bits::EXC {
            return Err(Bits::EXC);
        }
        for &at in &object.words {
            // SAFETY: a word of the frames, or a field of an object that is still in pieces: all of
            // them are in the stack, since the code has checked that they fit.
            unsafe { *word(at) = made };
        }
    }
    Ok(state)
}

/// What follows an exit.
fn behind_exit(left: Result<State, Bits>) -> Flow {
    match left {
        Ok(state) => Flow::Go(state),
        Err(result) => Flow::Leave(result),
    }
}

/// What follows machine code that ran the running frame.
pub(super) fn entered(state: State, outcome: Entered) -> Flow {
    match outcome {
        Entered::Returned(result) => leave(state, result),
        Entered::Exited(point) => behind_exit(exited(state, state.record, state.base, &point)),
        Entered::Error => state.fail(),
        Entered::Stay => unreachable!("nothing was entered"),
    }
}

/// Returns from the running frame.
#[inline(always)]
fn leave(state: State, result: Bits) -> Flow {
    poison(state);
    let frames = state.cx.frames();
    if frames == state.cx.bottom() {
        return Flow::Leave(result);
    }
    // SAFETY: it is above the activation's bottom, so the frame stack holds a caller.
    let frames = unsafe { frames.sub(1) };
    state.cx.set_frames(frames);
    // SAFETY: the entry of the caller, which `keep_caller` has written.
    let Frame { pc, base, record, .. } = unsafe { *frames };
    // SAFETY: the result takes the place of the callee, the word below the base.
    let sp = unsafe { state.base.sub(1) };
    State { pc, sp, base, record, ..state }.push(result).stay()
}

/// Makes the words of a frame that ends unusable, so that a stale use shows in debug builds.
#[inline(always)]
fn poison(state: State) {
    #[cfg(debug_assertions)]
    for slot in 0..(state.sp as usize).saturating_sub(state.base as usize) / size_of::<Bits>() {
        // SAFETY: a word of the window.
        unsafe { state.base.wrapping_add(slot).write(POISON) };
    }
    #[cfg(not(debug_assertions))]
    let _ = state;
}

/// The number of arguments of the CALL being run.
fn argument_count(state: State) -> usize {
    match state.inst() {
        Inst::Call { argc } | Inst::CallClosed { argc, .. } => argc.index(),
        Inst::Call0 {} => 0,
        Inst::Call1 {} => 1,
        Inst::Call2 {} => 2,
        other => unreachable!("{other:?} is no call"),
    }
}

/// The callee of the CALL being run, a function.
fn callee(state: State, argc: usize) -> RecordRef {
    // SAFETY: a function: the row has checked it.
    unsafe { RecordRef::of(state.operand(argc)) }
}

/// A call of something that is no function.
fn call_other(state: State) -> Flow {
    let argc = argument_count(state);
    state.save();
    let words = state.operands(argc + 1);
    // SAFETY: the safepoint is set; the words are callee and arguments.
    let result = unsafe { helpers::call_value(state.cx, words, argc as u32, state.depth()) };
    match result {
        Bits::EXC => state.fail(),
        result => state.pop(argc + 1).push(result).next(),
    }
}

/// A call whose callee's countdown is at its end: it is hot, or runs as machine code.
fn hot(state: State) -> Flow {
    let argc = argument_count(state);
    let record = callee(state, argc);
    let base = arguments(state, argc);
    state.save();
    let depth = state.depth() + 1;
    let (compiled, entry) = (record.is_compiled(), record.entry());
    let outcome = if compiled {
        record.set_countdown(1);
        // SAFETY: the window holds the arguments; the safepoint is set.
        unsafe { (state.cx.tiers().enter)(state.cx, base, entry, depth) }
    } else {
        record.set_countdown(state.cx.engine().thresholds.calls);
        // SAFETY: the safepoint is set.
        unsafe { (state.cx.tiers().function_hot)(state.cx, record, base, depth) }
    };
    match outcome {
        Entered::Stay => push_frame(state, record, argc),
        Entered::Returned(result) => state.pop(argc + 1).push(result).next(),
        Entered::Exited(point) => {
            keep_caller(state);
            behind_exit(exited(state, record, base, &point))
        }
        Entered::Error => state.fail(),
    }
}

/// A call with another number of arguments than the callee has parameters.
fn wrong_count(state: State) -> Flow {
    let argc = argument_count(state);
    state.save();
    Flow::Leave(helpers::argument_count_error(state.cx, callee(state, argc), argc as u32))
}

/// The poll byte was set at a call, whose fuel is paid.
fn interrupted(state: State) -> Flow {
    let argc = argument_count(state);
    match state.help(helpers::interrupt, 0, 0) {
        Bits::EXC => state.fail(),
        _ => {
            keep_caller(state);
            Flow::Go(prologue(state, callee(state, argc), arguments(state, argc)))
        }
    }
}
