//! Jumps, branches and loops.

use bytecode::{Inst, LoopId, LowConst, LowSlot, Slot, Target};
use heap::Bits;

use super::call::entered;
use super::compare::{holds_eq, holds_ge, holds_gt, holds_le, holds_lt, holds_ne, truthy};
use super::state::State;
use super::thread::Flow;
use crate::helpers;
use crate::runtime::tiers::Entered;

/// Takes a LOOP row's edge: charges, polls, counts, and goes behind the header.
#[inline(always)]
fn turn(state: State, target: Target) -> Flow {
    if !state.cx.take_unit() {
        return state.slow(|state| Flow::Leave(state.help(helpers::out_of_fuel, 0, 0)));
    }
    if state.cx.polled() {
        return state.detour(interrupted);
    }
    to_header(state, target)
}

/// Goes to a loop's header and beyond, unless the loop is hot.
#[inline(always)]
fn to_header(state: State, target: Target) -> Flow {
    let state = State { pc: state.at(target), ..state };
    let turns = state.turns(loop_id(state));
    *turns = turns.wrapping_sub(1);
    if *turns == 0 {
        return state.detour(hot);
    }
    state.next()
}

/// The loop whose header the state is at.
#[inline(always)]
fn loop_id(state: State) -> LoopId {
    let Inst::LoopHeader { loop_id } = state.inst() else {
        // SAFETY: V6: LOOP rows go to LOOP_HEADERs.
        unsafe { std::hint::unreachable_unchecked() }
    };
    loop_id
}

/// The loop whose header the state is at is hot.
fn hot(state: State) -> Flow {
    let loop_id = loop_id(state);
    state.save();
    *state.turns(loop_id) = state.cx.engine().thresholds.turns;
    // SAFETY: the safepoint is set at the header.
    match unsafe { (state.cx.tiers().loop_hot)(state.cx, state.record, state.base, loop_id, state.depth()) } {
        Entered::Stay => state.next(),
        outcome => entered(state, outcome),
    }
}

/// The poll byte was set at a LOOP row, which is about to be taken.
fn interrupted(state: State) -> Flow {
    match state.help(helpers::interrupt, 0, 0) {
        Bits::EXC => state.fail(),
        _ => to_header(state, target(state)),
    }
}

/// The target of the instruction being run.
fn target(state: State) -> Target {
    state.inst().target().expect("a row that jumps has a target")
}

/// Takes the loop's edge if the condition holds, else goes on.
#[inline(always)]
fn turn_if(state: State, holds: bool, target: Target) -> Flow {
    if holds { turn(state, target) } else { state.next() }
}

rows! {
    JUMP(state, target: Target) { state.jump(target) }

    JUMP_IF_FALSE(state, target: Target) {
        let (value, rest) = state.take();
        rest.branch(!truthy(value), target)
    }

    JUMP_IF_TRUE(state, target: Target) {
        let (value, rest) = state.take();
        rest.branch(truthy(value), target)
    }

    AND(state, target: Target) {
        let (value, rest) = state.take();
        if truthy(value) { rest.next() } else { rest.push(Bits::FALSE).jump(target) }
    }

    OR(state, target: Target) {
        let (value, rest) = state.take();
        if truthy(value) { rest.push(Bits::TRUE).jump(target) } else { rest.next() }
    }

    LOOP_HEADER(state, _: LoopId) { state.next() }

    LOOP(state, target: Target) { turn(state.flush(), target) }

    LOOP_IF_FALSE(state, target: Target) {
        let (value, rest) = state.take();
        turn_if(rest, !truthy(value), target)
    }

    LOOP_IF_TRUE(state, target: Target) {
        let (value, rest) = state.take();
        turn_if(rest, truthy(value), target)
    }
}

/// Decides a comparison by its helper, whose operands are the two on top, then goes on as `then`
/// says.
#[inline(always)]
fn decide(state: State, helper: super::state::Helper, then: impl Fn(State, bool) -> Flow) -> Flow {
    match state.help(helper, 2, 0) {
        Bits::EXC => state.fail(),
        result => then(state.pop(2), result == Bits::TRUE),
    }
}

/// A row that jumps unless a comparison holds; the state is without the operands.
macro_rules! jump_unless {
    ($state:expr, $a:expr, $b:expr, $holds:ident, $helper:ident, $target:ident) => {{
        let (rest, a, b) = ($state, $a, $b);
        if let Some(holds) = $holds(a, b) {
            return rest.branch(!holds, $target);
        }
        rest.put(a)
            .put(b)
            .slow(|state| decide(state, helpers::$helper, |state, holds| state.branch(!holds, target(state))))
    }};
}

/// A row that takes a loop's edge if a comparison holds; the state is without the operands.
macro_rules! loop_if {
    ($state:expr, $a:expr, $b:expr, $holds:ident, $helper:ident, $target:ident) => {{
        let (rest, a, b) = ($state, $a, $b);
        if let Some(holds) = $holds(a, b) {
            return turn_if(rest, holds, $target);
        }
        rest.put(a)
            .put(b)
            .slow(|state| decide(state, helpers::$helper, |state, holds| turn_if(state, holds, target(state))))
    }};
}

/// Rows that compare the two top operands.
macro_rules! on_operands {
    ($( $holds:ident $helper:ident $unless:ident $repeat:ident; )*) => { rows! { $(
        $unless(state, target: Target) {
            let (a, b, rest) = state.take_pair();
            jump_unless!(rest, a, b, $holds, $helper, target)
        }

        $repeat(state, target: Target) {
            let (a, b, rest) = state.take_pair();
            loop_if!(rest, a, b, $holds, $helper, target)
        }
    )* } };
}

on_operands! {
    holds_lt lt JUMP_UNLESS_LT LOOP_IF_LT;
    holds_le le JUMP_UNLESS_LE LOOP_IF_LE;
    holds_gt gt JUMP_UNLESS_GT LOOP_IF_GT;
    holds_ge ge JUMP_UNLESS_GE LOOP_IF_GE;
    holds_eq eq JUMP_UNLESS_EQ LOOP_IF_EQ;
    holds_ne ne JUMP_UNLESS_NE LOOP_IF_NE;
}

/// Rows that compare a local with a local or a constant.
macro_rules! on_locals {
    ($( $holds:ident $helper:ident $unless:ident $repeat:ident $other:ident $Other:ident; )*) => { rows! { $(
        $unless(state, a: LowSlot, b: $Other, target: Target) {
            jump_unless!(state.flush(), state.local(a), state.$other(b), $holds, $helper, target)
        }

        $repeat(state, a: LowSlot, b: $Other, target: Target) {
            loop_if!(state.flush(), state.local(a), state.$other(b), $holds, $helper, target)
        }
    )* } };
}

on_locals! {
    holds_lt lt JUMP_UNLESS_LT_LL LOOP_IF_LT_LL local Slot;
    holds_le le JUMP_UNLESS_LE_LL LOOP_IF_LE_LL local Slot;
    holds_eq eq JUMP_UNLESS_EQ_LL LOOP_IF_EQ_LL local Slot;
    holds_ne ne JUMP_UNLESS_NE_LL LOOP_IF_NE_LL local Slot;
    holds_lt lt JUMP_UNLESS_LT_LK LOOP_IF_LT_LK constant LowConst;
    holds_le le JUMP_UNLESS_LE_LK LOOP_IF_LE_LK constant LowConst;
    holds_gt gt JUMP_UNLESS_GT_LK LOOP_IF_GT_LK constant LowConst;
    holds_ge ge JUMP_UNLESS_GE_LK LOOP_IF_GE_LK constant LowConst;
    holds_eq eq JUMP_UNLESS_EQ_LK LOOP_IF_EQ_LK constant LowConst;
    holds_ne ne JUMP_UNLESS_NE_LK LOOP_IF_NE_LK constant LowConst;
}
