//! Comparisons that push a bool, and what they share with the rows that jump by them.
#![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

use bytecode::Inst;
use heap::Bits;

use super::state::{Flow, Helper, State, both_float, both_int};
use crate::helpers;

/// A family of one comparison: `$holds` is its test on any operands.
macro_rules! comparisons {
    ($( $holds:ident $helper:ident $op:tt: $plain:ident $Plain:ident, $ii:ident $Ii:ident, $ff:ident $Ff:ident; )*) => { $(
        /// Whether the comparison holds; `state` is without the operands. `Err` leaves the activation.
        #[inline(always)]
        pub(super) fn $holds(state: State, a: Bits, b: Bits) -> Result<bool, Bits> {
            if both_int(a, b) {
                return Ok(a.as_int() $op b.as_int());
            }
            if both_float(a, b) {
                return Ok(a.as_float() $op b.as_float());
            }
            compare(state, a, b, helpers::$helper)
        }

        pub(super) fn $plain(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_int(a, b) {
                state.quicken(Inst::$Ii {});
                return $ii(state);
            }
            if both_float(a, b) {
                state.quicken(Inst::$Ff {});
                return $ff(state);
            }
            other(state, helpers::$helper)
        }

        pub(super) fn $ii(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_int(a, b) {
                return state.pop(2).push(Bits::bool(a.as_int() $op b.as_int())).next();
            }
            requicken(state, Inst::$Plain {}, $plain)
        }

        pub(super) fn $ff(state: State) -> Flow {
            let (a, b) = state.pair();
            if both_float(a, b) {
                return state.pop(2).push(Bits::bool(a.as_float() $op b.as_float())).next();
            }
            requicken(state, Inst::$Plain {}, $plain)
        }
    )* };
}

comparisons! {
    holds_lt lt <: LT Lt, LT_II LtIi, LT_FF LtFf;
    holds_le le <=: LE Le, LE_II LeIi, LE_FF LeFf;
    holds_gt gt >: GT Gt, GT_II GtIi, GT_FF GtFf;
    holds_ge ge >=: GE Ge, GE_II GeIi, GE_FF GeFf;
    holds_eq eq ==: EQ Eq, EQ_II EqIi, EQ_FF EqFf;
    holds_ne ne !=: NE Ne, NE_II NeIi, NE_FF NeFf;
}

#[cold]
#[inline(never)]
fn other(state: State, helper: Helper) -> Flow {
    state.replace(helper, 2, 0)
}

/// A comparison by its helper, which finds the operands above the stack.
#[cold]
#[inline(never)]
fn compare(state: State, a: Bits, b: Bits, helper: Helper) -> Result<bool, Bits> {
    match state.push(a).push(b).help(helper, 2, 0) {
        Bits::EXC => Err(Bits::EXC),
        result => Ok(result == Bits::TRUE),
    }
}

/// As in arithmetic: a quickened row may change into its sibling.
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

pub(super) fn NOT(state: State) -> Flow {
    let value = state.operand(0);
    state.pop(1).push(Bits::bool(!truthy(value))).next()
}

pub(super) fn TO_BOOL(state: State) -> Flow {
    let value = state.operand(0);
    state.pop(1).push(Bits::bool(truthy(value))).next()
}

/// Whether a condition holds; bools are decided first.
#[inline(always)]
pub(super) fn truthy(value: Bits) -> bool {
    match value {
        Bits::TRUE => true,
        Bits::FALSE => false,
        other => other.truthy(),
    }
}
