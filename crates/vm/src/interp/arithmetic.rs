//! Arithmetic rows. A plain row becomes its `_II` or `_FF` form at the first two ints or floats, and
//! these change into each other; other operands go to the helper without a rewriting.
#![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

use bytecode::{ConstId, Inst, Slot};
use heap::Bits;

use super::state::{Flow, Helper, State, both_float, both_int, float};
use crate::helpers;

/// A family of one operation: `int` gives `None` where the helper has to decide.
macro_rules! arithmetic {
    ($( $helper:ident $int:ident $float:ident: $plain:ident $Plain:ident, $ii:ident $Ii:ident, $ff:ident $Ff:ident,
        $ll:ident, $li:ident, $sl:ident, $si:ident, $sk:ident; )*) => { $(
        pub(super) fn $plain(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_int(a, b) && let Some(result) = $int(a.as_int(), b.as_int()) {
                state.quicken(Inst::$Ii {});
                return state.pop(2).push(Bits::int(result)).next();
            }
            if both_float(a, b) {
                state.quicken(Inst::$Ff {});
                return state.pop(2).push($float(a.as_float(), b.as_float())).next();
            }
            other(state, helpers::$helper)
        }

        pub(super) fn $ii(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_int(a, b) && let Some(result) = $int(a.as_int(), b.as_int()) {
                return state.pop(2).push(Bits::int(result)).next();
            }
            requicken(state, Inst::$Plain {}, $plain)
        }

        pub(super) fn $ff(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_float(a, b) {
                return state.pop(2).push($float(a.as_float(), b.as_float())).next();
            }
            requicken(state, Inst::$Plain {}, $plain)
        }

        pub(super) fn $ll(state: State, a: Slot, b: Slot) -> Flow {
            let (a, b) = (state.local(a), state.local(b));
            fused(state, a, b, $int, $float, helpers::$helper)
        }

        pub(super) fn $li(state: State, a: Slot, value: i32) -> Flow {
            fused_int(state, state.local(a), value, $int, $float, helpers::$helper)
        }

        pub(super) fn $sl(state: State, b: Slot) -> Flow {
            fused(state.pop(1), state.operand(0), state.local(b), $int, $float, helpers::$helper)
        }

        pub(super) fn $si(state: State, value: i32) -> Flow {
            fused_int(state.pop(1), state.operand(0), value, $int, $float, helpers::$helper)
        }

        pub(super) fn $sk(state: State, constant: ConstId) -> Flow {
            fused(state.pop(1), state.operand(0), state.constant(constant), $int, $float, helpers::$helper)
        }
    )* };
}

arithmetic! {
    add int_add float_add: ADD Add, ADD_II AddIi, ADD_FF AddFf, ADD_LL, ADD_LI, ADD_SL, ADD_SI, ADD_SK;
    sub int_sub float_sub: SUB Sub, SUB_II SubIi, SUB_FF SubFf, SUB_LL, SUB_LI, SUB_SL, SUB_SI, SUB_SK;
    mul int_mul float_mul: MUL Mul, MUL_II MulIi, MUL_FF MulFf, MUL_LL, MUL_LI, MUL_SL, MUL_SI, MUL_SK;
    div int_div float_div: DIV Div, DIV_II DivIi, DIV_FF DivFf, DIV_LL, DIV_LI, DIV_SL, DIV_SI, DIV_SK;
    rem int_rem float_rem: MOD Mod, MOD_II ModIi, MOD_FF ModFf, MOD_LL, MOD_LI, MOD_SL, MOD_SI, MOD_SK;
}

/// A plain row whose operands are not of one kind.
#[cold]
#[inline(never)]
fn other(state: State, helper: Helper) -> Flow {
    state.replace(helper, 2, 0)
}

/// A quickened row whose operands are of another kind: it may change into its sibling.
#[cold]
#[inline(never)]
fn requicken(state: State, plain: Inst, row: fn(State) -> Flow) -> Flow {
    let expected = state.inst();
    state.quicken(plain);
    let flow = row(state);
    if state.inst() == plain {
        state.quicken(expected);
    }
    flow
}

/// A fused row on the operands `a` and `b`; `state` is without them.
#[inline(always)]
fn fused(
    state: State,
    a: Bits,
    b: Bits,
    int: impl Fn(i32, i32) -> Option<i32>,
    float: impl Fn(f64, f64) -> Bits,
    helper: Helper,
) -> Flow {
    if both_int(a, b) && let Some(result) = int(a.as_int(), b.as_int()) {
        return state.push(Bits::int(result)).next();
    }
    if both_float(a, b) {
        return state.push(float(a.as_float(), b.as_float())).next();
    }
    mixed(state, a, b, helper)
}

/// A fused row on an operand and an int.
#[inline(always)]
fn fused_int(
    state: State,
    a: Bits,
    value: i32,
    int: impl Fn(i32, i32) -> Option<i32>,
    float: impl Fn(f64, f64) -> Bits,
    helper: Helper,
) -> Flow {
    if a.is_int() && let Some(result) = int(a.as_int(), value) {
        return state.push(Bits::int(result)).next();
    }
    if a.is_float() {
        return state.push(float(a.as_float(), f64::from(value))).next();
    }
    mixed(state, a, Bits::int(value), helper)
}

/// A fused row by its helper, which finds the operands above the stack.
#[cold]
#[inline(never)]
fn mixed(state: State, a: Bits, b: Bits, helper: Helper) -> Flow {
    state.push(a).push(b).replace(helper, 2, 0)
}

#[inline(always)]
fn int_add(a: i32, b: i32) -> Option<i32> {
    Some(a.wrapping_add(b))
}

#[inline(always)]
fn int_sub(a: i32, b: i32) -> Option<i32> {
    Some(a.wrapping_sub(b))
}

#[inline(always)]
fn int_mul(a: i32, b: i32) -> Option<i32> {
    Some(a.wrapping_mul(b))
}

#[inline(always)]
fn int_div(a: i32, b: i32) -> Option<i32> {
    bytecode::num::int_div(a, b).ok()
}

#[inline(always)]
fn int_rem(a: i32, b: i32) -> Option<i32> {
    bytecode::num::int_rem(a, b).ok()
}

#[inline(always)]
fn float_add(a: f64, b: f64) -> Bits {
    float(a + b)
}

#[inline(always)]
fn float_sub(a: f64, b: f64) -> Bits {
    float(a - b)
}

#[inline(always)]
fn float_mul(a: f64, b: f64) -> Bits {
    float(a * b)
}

#[inline(always)]
fn float_div(a: f64, b: f64) -> Bits {
    float(a / b)
}

/// Out of line: it calls `fmod`.
#[inline(never)]
fn float_rem(a: f64, b: f64) -> Bits {
    Bits::float(a % b)
}

pub(super) fn INC_LOCAL(state: State, slot: Slot) -> Flow {
    step_local(state, slot, 1, helpers::add)
}

pub(super) fn DEC_LOCAL(state: State, slot: Slot) -> Flow {
    step_local(state, slot, -1, helpers::sub)
}

#[inline(always)]
fn step_local(state: State, slot: Slot, step: i32, helper: Helper) -> Flow {
    let value = state.local(slot);
    if value.is_int() {
        return state.set_local(slot, Bits::int(value.as_int().wrapping_add(step))).next();
    }
    step_other(state, slot, helper)
}

#[cold]
#[inline(never)]
fn step_other(state: State, slot: Slot, helper: Helper) -> Flow {
    match state.push(state.local(slot)).push(Bits::int(1)).help(helper, 2, 0) {
        Bits::EXC => Err(Bits::EXC),
        result => state.set_local(slot, result).next(),
    }
}

pub(super) fn NEG(state: State) -> Flow {
    let value = state.operand(0);
    if value.is_int() {
        state.quicken(Inst::NegI {});
        return NEG_I(state);
    }
    if value.is_float() {
        state.quicken(Inst::NegF {});
        return NEG_F(state);
    }
    negate_other(state)
}

pub(super) fn NEG_I(state: State) -> Flow {
    let value = state.operand(0);
    if value.is_int() {
        return state.pop(1).push(Bits::int(value.as_int().wrapping_neg())).next();
    }
    requicken(state, Inst::Neg {}, NEG)
}

pub(super) fn NEG_F(state: State) -> Flow {
    let value = state.operand(0);
    if value.is_float() {
        return state.pop(1).push(float(-value.as_float())).next();
    }
    requicken(state, Inst::Neg {}, NEG)
}

#[cold]
#[inline(never)]
fn negate_other(state: State) -> Flow {
    state.replace(helpers::neg, 1, 0)
}

pub(super) fn PLUS(state: State) -> Flow {
    let value = state.operand(0);
    if value.is_int() || value.is_float() {
        return state.next();
    }
    plus_other(state)
}

#[cold]
#[inline(never)]
fn plus_other(state: State) -> Flow {
    state.replace(helpers::plus, 1, 0)
}
