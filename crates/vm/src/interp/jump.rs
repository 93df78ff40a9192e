//! Jumps, branches and loops.

use bytecode::{Inst, LoopId, Target};
use heap::Bits;

use super::call::entered;
use super::compare::truthy;
use super::state::{Flow, State};
use crate::helpers;
use crate::tier::{self, Entered};

/// Takes a LOOP row's edge: charges, polls, counts, and goes behind the header.
#[inline(always)]
fn turn(state: State, target: Target) -> Flow {
    if !state.cx.take_fuel(1) {
        return out_of_fuel(state);
    }
    if state.cx.polled() {
        return interrupted(state, target);
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
        return hot(state);
    }
    state.next()
}

/// The loop whose header the state is at.
#[inline(always)]
fn loop_id(state: State) -> LoopId {
    match state.inst() {
        Inst::LoopHeader { loop_id } => loop_id,
        // SAFETY: V6: LOOP rows go to LOOP_HEADERs.
        _ => unsafe { std::hint::unreachable_unchecked() },
    }
}

/// The loop whose header the state is at is hot.
#[cold]
#[inline(never)]
fn hot(state: State) -> Flow {
    let loop_id = loop_id(state);
    state.save();
    *state.turns(loop_id) = state.cx.engine().thresholds.turns;
    // SAFETY: the safepoint is set at the header.
    match unsafe { tier::loop_hot(state.cx, state.record, state.base, loop_id, state.depth()) } {
        Entered::Stay => state.next(),
        outcome => entered(state, state.record, state.base, outcome),
    }
}

#[cold]
#[inline(never)]
fn out_of_fuel(state: State) -> Flow {
    Err(state.help(helpers::out_of_fuel, 0, 0))
}

#[cold]
#[inline(never)]
fn interrupted(state: State, target: Target) -> Flow {
    match state.help(helpers::interrupt, 0, 0) {
        Bits::EXC => Err(Bits::EXC),
        _ => to_header(state, target),
    }
}

/// Goes to `target` if the condition holds, else on.
#[inline(always)]
fn branch(state: State, holds: bool, target: Target) -> Flow {
    if holds { state.jump(target) } else { state.next() }
}

/// Takes the loop's edge if the condition holds, else goes on.
#[inline(always)]
fn turn_if(state: State, holds: bool, target: Target) -> Flow {
    if holds { turn(state, target) } else { state.next() }
}

/// The rows.
pub(super) mod rows {
    #![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

    use bytecode::{LowConst, LowSlot, Slot};

    use super::super::compare::{holds_eq, holds_ge, holds_gt, holds_le, holds_lt, holds_ne};
    use super::*;

    pub(in super::super) fn JUMP(state: State, target: Target) -> Flow {
        state.jump(target)
    }

    pub(in super::super) fn JUMP_IF_FALSE(state: State, target: Target) -> Flow {
        branch(state.pop(1), !truthy(state.operand(0)), target)
    }

    pub(in super::super) fn JUMP_IF_TRUE(state: State, target: Target) -> Flow {
        branch(state.pop(1), truthy(state.operand(0)), target)
    }

    pub(in super::super) fn AND(state: State, target: Target) -> Flow {
        let left = state.pop(1);
        if truthy(state.operand(0)) { left.next() } else { left.push(Bits::FALSE).jump(target) }
    }

    pub(in super::super) fn OR(state: State, target: Target) -> Flow {
        let left = state.pop(1);
        if truthy(state.operand(0)) { left.push(Bits::TRUE).jump(target) } else { left.next() }
    }

    pub(in super::super) fn LOOP_HEADER(state: State, _: LoopId) -> Flow {
        state.next()
    }

    pub(in super::super) fn LOOP(state: State, target: Target) -> Flow {
        turn(state, target)
    }

    pub(in super::super) fn LOOP_IF_FALSE(state: State, target: Target) -> Flow {
        turn_if(state.pop(1), !truthy(state.operand(0)), target)
    }

    pub(in super::super) fn LOOP_IF_TRUE(state: State, target: Target) -> Flow {
        turn_if(state.pop(1), truthy(state.operand(0)), target)
    }

    /// Rows that compare the two top operands.
    macro_rules! on_operands {
        ($( $holds:ident $unless:ident $repeat:ident; )*) => { $(
            pub(in super::super) fn $unless(state: State, target: Target) -> Flow {
                let (a, b) = state.pair();
                let state = state.pop(2);
                branch(state, !$holds(state, a, b)?, target)
            }

            pub(in super::super) fn $repeat(state: State, target: Target) -> Flow {
                let (a, b) = state.pair();
                let state = state.pop(2);
                turn_if(state, $holds(state, a, b)?, target)
            }
        )* };
    }
    on_operands! {
        holds_lt JUMP_UNLESS_LT LOOP_IF_LT;
        holds_le JUMP_UNLESS_LE LOOP_IF_LE;
        holds_gt JUMP_UNLESS_GT LOOP_IF_GT;
        holds_ge JUMP_UNLESS_GE LOOP_IF_GE;
        holds_eq JUMP_UNLESS_EQ LOOP_IF_EQ;
        holds_ne JUMP_UNLESS_NE LOOP_IF_NE;
    }

    /// Rows that compare a local with a local or a constant.
    macro_rules! on_locals {
        ($( $holds:ident $unless:ident $repeat:ident $other:ident $Other:ident; )*) => { $(
            pub(in super::super) fn $unless(state: State, a: LowSlot, b: $Other, target: Target) -> Flow {
                branch(state, !$holds(state, state.local(a), state.$other(b))?, target)
            }

            pub(in super::super) fn $repeat(state: State, a: LowSlot, b: $Other, target: Target) -> Flow {
                turn_if(state, $holds(state, state.local(a), state.$other(b))?, target)
            }
        )* };
    }
    on_locals! {
        holds_lt JUMP_UNLESS_LT_LL LOOP_IF_LT_LL local Slot;
        holds_le JUMP_UNLESS_LE_LL LOOP_IF_LE_LL local Slot;
        holds_eq JUMP_UNLESS_EQ_LL LOOP_IF_EQ_LL local Slot;
        holds_ne JUMP_UNLESS_NE_LL LOOP_IF_NE_LL local Slot;
        holds_lt JUMP_UNLESS_LT_LK LOOP_IF_LT_LK constant LowConst;
        holds_le JUMP_UNLESS_LE_LK LOOP_IF_LE_LK constant LowConst;
        holds_gt JUMP_UNLESS_GT_LK LOOP_IF_GT_LK constant LowConst;
        holds_ge JUMP_UNLESS_GE_LK LOOP_IF_GE_LK constant LowConst;
        holds_eq JUMP_UNLESS_EQ_LK LOOP_IF_EQ_LK constant LowConst;
        holds_ne JUMP_UNLESS_NE_LK LOOP_IF_NE_LK constant LowConst;
    }
}
