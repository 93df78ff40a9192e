//! Arithmetic rows. A plain row becomes its `_II` or `_FF` form at the first two ints or floats,
//! and these change into each other; other operands go to the helper without a rewriting.

use bytecode::{ConstId, Inst, Slot};
use heap::Bits;

use super::state::{State, both_float, both_int};
use super::thread::Flow;
use crate::helpers;

/// A family of one operation: `int` gives `None` where the helper has to decide.
macro_rules! arithmetic {
    ($( $helper:ident $int:ident $float:ident: $plain:ident $Plain:ident, $ii:ident $Ii:ident, $ff:ident $Ff:ident,
        $ll:ident, $li:ident, $sl:ident, $si:ident, $sk:ident; )*) => { $(
        rows! {
            $plain(state) {
                let (a, b, rest) = state.take_pair();
                if both_int(a, b) && let Some(result) = $int(a.as_int(), b.as_int()) {
                    rest.quicken(Inst::$Ii {});
                    return rest.push(Bits::int(result)).next();
                }
                if both_float(a, b) {
                    rest.quicken(Inst::$Ff {});
                    return rest.push_float($float(a.as_float(), b.as_float())).next();
                }
                rest.put(a).put(b).slow(|state| state.replace(helpers::$helper, 2, 0))
            }

            $ii(state) {
                let (a, b, rest) = state.take_pair();
                if both_int(a, b) && let Some(result) = $int(a.as_int(), b.as_int()) {
                    return rest.push(Bits::int(result)).next();
                }
                rest.put(a).put(b).slow(|state| {
                    if both_float(state.operand(0), state.operand(1)) { $plain(state) } else { state.replace(helpers::$helper, 2, 0) }
                })
            }

            $ff(state) {
                let (a, b, rest) = state.take_pair();
                if both_float(a, b) {
                    return rest.push_float($float(a.as_float(), b.as_float())).next();
                }
                rest.put(a).put(b).slow(|state| {
                    if both_int(state.operand(0), state.operand(1)) { $plain(state) } else { state.replace(helpers::$helper, 2, 0) }
                })
            }

            $ll(state, a: Slot, b: Slot) {
                fused!(state.flush(), state.local(a), state.local(b), $int, $float, $helper)
            }

            $li(state, a: Slot, value: i32) {
                fused_int!(state.flush(), state.local(a), value, $int, $float, $helper)
            }

            $sl(state, b: Slot) {
                fused_top!(state, fused, state.local(b), $int, $float, $helper)
            }

            $si(state, value: i32) {
                fused_top!(state, fused_int, value, $int, $float, $helper)
            }

            $sk(state, constant: ConstId) {
                fused_top!(state, fused, state.constant(constant), $int, $float, $helper)
            }
        }
    )* };
}

/// A fused row on two operands; the state is without them. The helper finds them above the stack.
macro_rules! fused {
    ($state:expr, $a:expr, $b:expr, $int:ident, $float:ident, $helper:ident) => {{
        let (rest, a, b) = ($state, $a, $b);
        if both_int(a, b)
            && let Some(result) = $int(a.as_int(), b.as_int())
        {
            return rest.push(Bits::int(result)).next();
        }
        if both_float(a, b) {
            return rest.push_float($float(a.as_float(), b.as_float())).next();
        }
        rest.put(a).put(b).slow(|state| state.replace(helpers::$helper, 2, 0))
    }};
}

/// A fused row on the top operand and another one.
macro_rules! fused_top {
    ($state:ident, $fused:ident, $b:expr, $int:ident, $float:ident, $helper:ident) => {{
        let (a, rest) = $state.take();
        $fused!(rest, a, $b, $int, $float, $helper)
    }};
}

/// A fused row on an operand and an int.
macro_rules! fused_int {
    ($state:expr, $a:expr, $value:expr, $int:ident, $float:ident, $helper:ident) => {{
        let (rest, a) = ($state, $a);
        if a.is_int()
            && let Some(result) = $int(a.as_int(), $value)
        {
            return rest.push(Bits::int(result)).next();
        }
        if a.is_float() {
            return rest.push_float($float(a.as_float(), f64::from($value))).next();
        }
        rest.put(a).put(Bits::int($value)).slow(|state| state.replace(helpers::$helper, 2, 0))
    }};
}

arithmetic! {
    add int_add float_add: ADD Add, ADD_II AddIi, ADD_FF AddFf, ADD_LL, ADD_LI, ADD_SL, ADD_SI, ADD_SK;
    sub int_sub float_sub: SUB Sub, SUB_II SubIi, SUB_FF SubFf, SUB_LL, SUB_LI, SUB_SL, SUB_SI, SUB_SK;
    mul int_mul float_mul: MUL Mul, MUL_II MulIi, MUL_FF MulFf, MUL_LL, MUL_LI, MUL_SL, MUL_SI, MUL_SK;
    div int_div float_div: DIV Div, DIV_II DivIi, DIV_FF DivFf, DIV_LL, DIV_LI, DIV_SL, DIV_SI, DIV_SK;
    rem int_rem float_rem: MOD Mod, MOD_II ModIi, MOD_FF ModFf, MOD_LL, MOD_LI, MOD_SL, MOD_SI, MOD_SK;
}

/// The int operations, `None` where there is no result.
macro_rules! int_operations {
    ($($name:ident($a:ident, $b:ident) $body:expr;)*) => { $(
        #[inline(always)]
        fn $name($a: i32, $b: i32) -> Option<i32> {
            $body
        }
    )* };
}

int_operations! {
    int_add(a, b) Some(a.wrapping_add(b));
    int_sub(a, b) Some(a.wrapping_sub(b));
    int_mul(a, b) Some(a.wrapping_mul(b));
    int_div(a, b) bytecode::num::int_div(a, b).ok();
    int_rem(a, b) bytecode::num::int_rem(a, b).ok();
}

/// The float operations.
macro_rules! float_operations {
    ($($name:ident $op:tt;)*) => { $(
        #[inline(always)]
        fn $name(a: f64, b: f64) -> f64 {
            a $op b
        }
    )* };
}

float_operations! { float_add +; float_sub -; float_mul *; float_div /; }

/// C's `fmod`, whose NaN need not be canonical.
#[inline(always)]
fn float_rem(a: f64, b: f64) -> f64 {
    Bits::float(a % b).as_float()
}

rows! {
    INC_LOCAL(state, slot: Slot) {
        let value = state.local(slot);
        if value.is_int() {
            return state.set_local(slot, Bits::int(value.as_int().wrapping_add(1))).next();
        }
        state.flush().put(value).put(Bits::int(1)).slow(|state| step_local(state, state.help(helpers::add, 2, 0)))
    }

    DEC_LOCAL(state, slot: Slot) {
        let value = state.local(slot);
        if value.is_int() {
            return state.set_local(slot, Bits::int(value.as_int().wrapping_sub(1))).next();
        }
        state.flush().put(value).put(Bits::int(1)).slow(|state| step_local(state, state.help(helpers::sub, 2, 0)))
    }

    NEG(state) {
        let (value, rest) = state.take();
        if value.is_int() {
            rest.quicken(Inst::NegI {});
            return rest.push(Bits::int(value.as_int().wrapping_neg())).next();
        }
        if value.is_float() {
            rest.quicken(Inst::NegF {});
            return rest.push_float(-value.as_float()).next();
        }
        rest.put(value).slow(|state| state.replace(helpers::neg, 1, 0))
    }

    NEG_I(state) {
        let (value, rest) = state.take();
        if value.is_int() {
            return rest.push(Bits::int(value.as_int().wrapping_neg())).next();
        }
        rest.put(value).slow(NEG)
    }

    NEG_F(state) {
        let (value, rest) = state.take();
        if value.is_float() {
            return rest.push_float(-value.as_float()).next();
        }
        rest.put(value).slow(NEG)
    }

    PLUS(state) {
        let (value, rest) = state.take();
        if value.is_int() || value.is_float() {
            return rest.push(value).next();
        }
        rest.put(value).slow(|state| state.replace(helpers::plus, 1, 0))
    }
}

/// The end of INC_LOCAL and DEC_LOCAL by their helpers, whose operands stand above the stack.
fn step_local(state: State, result: Bits) -> Flow {
    let (Inst::IncLocal { slot } | Inst::DecLocal { slot }) = state.inst() else {
        unreachable!("the rows that come here")
    };
    match result {
        Bits::EXC => state.fail(),
        result => state.pop(2).set_local(slot, result).next(),
    }
}
