//! What the interpreter and the helpers ask of tiering: code for what became hot, calls that count,
//! and the exit that machine code has taken.

use bytecode::{LoopId, Opcode};
use heap::Bits;
use jit::trampoline::EntryFn;
use jit::{Entry, Kind};

use super::profile::snapshot;
use super::publication::reset_entries;
use super::{Backend, Tier, eviction, tier, variant};
use crate::common::step::EventKind;
use crate::interpreter;
use crate::runtime::context::ContextRef;
use crate::runtime::engine::{Engine, Thresholds};
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::{Entered, ExitPoint};
use crate::tier::trampoline;

/// How often a function of `SHORT_CODE` instructions or more is compiled for entries into its
/// loops. A shorter one is compiled until the compilations have taken as many instructions
/// together.
const LOOP_CODES: u64 = 64;
const SHORT_CODE: u64 = 4096;

/// The code of an entry, compiled now if it is not there. `kinds` is the frame's snapshot.
fn code(cx: ContextRef, record: RecordRef, entry: Entry, kinds: impl FnOnce() -> Vec<Kind>) -> Option<*const u8> {
    if let Some(code) = tier(cx).ready(record, entry) {
        return Some(code);
    }
    if matches!(entry, Entry::Loop(_)) && !afford_loop(record) {
        return None;
    }
    if matches!(tier(cx).machine, Backend::Unmade) {
        start(cx);
    }
    eviction::make_room(cx);
    let Engine { tier, stats, .. } = cx.engine();
    Tier::of(tier).compile(record, entry, variant::FIRST, kinds(), stats)
}

/// Whether the function may be compiled once more for an entry into one of its loops. Each time all
/// that follows the loop is compiled too: many loops whose code is left soon would cost the square
/// of the function's size.
fn afford_loop(record: RecordRef) -> bool {
    let instance = record.instance();
    let len = instance.module.chunks[record.chunk().index()].code.len() as u64;
    let work = record.loop_work() + len;
    record.set_loop_work(work);
    work <= LOOP_CODES * len.max(SHORT_CODE)
}

/// Asks for executable memory. Functions get the entry that leads to the interpreter.
#[cold]
fn start(cx: ContextRef) {
    let engine = cx.engine();
    if let Err(error) = Tier::of(&mut engine.tier).start() {
        engine.thresholds = Thresholds::NEVER;
        engine.stats.no_machine_code = Some(error);
        return;
    }
    let stub = engine.tier.interpreter_entry();
    for record in engine.instances.records() {
        // SAFETY: the stub is published for as long as the tier lives.
        unsafe { reset_entries(record, stub) };
    }
}

/// A function is about to be called, and its countdown has reached 0. The window at `base` holds
/// the arguments; `depth` counts the active calls below the callee. The countdown starts again
/// before this.
///
/// # Safety
/// The context is the running vm's, its safepoint is the caller's CALL.
pub(crate) unsafe fn function_hot(cx: ContextRef, record: RecordRef, base: *mut Bits, depth: u32) -> Entered {
    let params = record.params();
    // SAFETY: the window holds the arguments.
    let kinds = || unsafe { snapshot(base, params) };
    if code(cx, record, Entry::Function, kinds).is_none() {
        record.set_countdown(u32::MAX);
        return Entered::Stay;
    }
    let entry = record.entry();
    record.set_compiled(true);
    record.set_countdown(1);
    // SAFETY: the window holds the arguments; the entry is the function's code.
    unsafe { trampoline::enter(cx, base, entry, depth) }
}

/// The frame at `base` is about to take another turn of a loop whose countdown has reached 0: its
/// safepoint is the LOOP_HEADER. `depth` counts the active calls below the frame. The countdown
/// starts again before this.
///
/// # Safety
/// The context is the running vm's, its safepoint is the LOOP_HEADER.
pub(crate) unsafe fn loop_hot(
    cx: ContextRef,
    record: RecordRef,
    base: *mut Bits,
    loop_id: LoopId,
    depth: u32,
) -> Entered {
    let slots = record.slots();
    // SAFETY: every slot of a running frame is valid.
    let kinds = || unsafe { snapshot(base, slots) };
    let code = code(cx, record, Entry::Loop(loop_id), kinds);
    let countdown = record.turns(loop_id);
    let Some(entry) = code else {
        // SAFETY: the record has a countdown for each loop, and lives.
        unsafe { countdown.write(u32::MAX) };
        return Entered::Stay;
    };
    // SAFETY: the record has a countdown for each loop, and lives.
    unsafe { countdown.write(1) };
    let tier = tier(cx);
    if tier.options.recorder.is_on() {
        let number = tier.number(record, Entry::Loop(loop_id));
        tier.options.recorder.note(record, number, EventKind::Entered, String::new);
    }
    if let Some(coverage) = &tier.options.coverage {
        coverage.note_entry(Opcode::LoopHeader);
    }
    // SAFETY: the frame is at the header; the entry is code for that.
    unsafe { trampoline::enter(cx, base, entry, depth) }
}

/// Calls a function that is not compiled, from elsewhere than the interpreter's CALL, and counts
/// the call. Module bodies too: they are called just once, and so compiled only if everything is.
///
/// # Safety
/// As for [`interpreter::call()`].
pub(crate) unsafe fn call(cx: ContextRef, record: RecordRef, base: *mut Bits, depth: u32) -> Bits {
    let left = record.countdown().saturating_sub(1);
    let hot = left == 0;
    record.set_countdown(if hot { cx.engine().thresholds.calls } else { left });
    let entered = match hot {
        // SAFETY: the caller has put the arguments into the window at `base`.
        true => unsafe { function_hot(cx, record, base, depth) },
        false => Entered::Stay,
    };
    match entered {
        // SAFETY: the window and the depth are as the caller of this function has to give them.
        Entered::Stay => unsafe { interpreter::call(cx, record, base, depth) },
        Entered::Returned(result) => result,
        // SAFETY: machine code left the frame before that instruction.
        Entered::Exited(point) => unsafe { interpreter::go_on(cx, record, base, &point, depth) },
        Entered::Error => Bits::EXC,
    }
}

/// Counts the exit that machine code has just taken from the frame at `base`. Returns where it left
/// the frame.
///
/// # Safety
/// The slots of the frame are valid.
pub(crate) unsafe fn last_exit(cx: ContextRef, base: *mut Bits) -> ExitPoint {
    let (address, id) = (cx.exit_start() as usize, cx.exit_id());
    let Engine { tier, stats, .. } = cx.engine();
    // SAFETY: the exit left the frame at `base`, whose slots the caller vouches for.
    unsafe { Tier::of(tier).exit(address, id, base, stats) }
}

/// While this lives, machine code runs.
pub(super) struct Inside {
    cx: ContextRef,
}

/// Notes that machine code is about to be run, and gives the way into it; `None` where there is
/// none.
pub(super) fn inside(cx: ContextRef) -> Option<(Inside, EntryFn)> {
    let tier = tier(cx);
    let trampoline = tier.entry_trampoline()?;
    tier.active += 1;
    Some((Inside { cx }, trampoline))
}

impl Drop for Inside {
    fn drop(&mut self) {
        let Engine { tier, stats, thresholds, .. } = self.cx.engine();
        let tier = Tier::of(tier);
        tier.active -= 1;
        if tier.active == 0 {
            tier.left(*thresholds, stats);
        }
    }
}
