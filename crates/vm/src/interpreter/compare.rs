//! Comparisons that push a bool, and what they share with the rows that jump by them.

use bytecode::Inst;
use heap::Bits;

use super::state::{both_float, both_int};
use super::thread::Flow;
use crate::helpers;

/// A family of one comparison; `holds` decides it for two ints or two floats.
macro_rules! comparisons {
    ($( $holds:ident $helper:ident $op:tt: $plain:ident $Plain:ident, $ii:ident $Ii:ident, $ff:ident $Ff:ident; )*) => { $(
        /// Whether the comparison holds, if both operands are ints or both floats.
        #[inline(always)]
        pub(super) fn $holds(a: Bits, b: Bits) -> Option<bool> {
            if both_int(a, b) {
                return Some(a.as_int() $op b.as_int());
            }
            both_float(a, b).then(|| a.as_float() $op b.as_float())
        }

        rows! {
            $plain(state) {
                let (a, b, rest) = state.take_pair();
                if both_int(a, b) {
                    rest.quicken(Inst::$Ii {});
                } else if both_float(a, b) {
                    rest.quicken(Inst::$Ff {});
                }
                if let Some(holds) = $holds(a, b) {
                    return rest.push(Bits::bool(holds)).next();
                }
                rest.put(a).put(b).slow(|state| state.replace(helpers::$helper, 2, 0))
            }

            $ii(state) {
                let (a, b, rest) = state.take_pair();
                if both_int(a, b) {
                    return rest.push(Bits::bool(a.as_int() $op b.as_int())).next();
                }
                rest.put(a).put(b).slow($plain)
            }

            $ff(state) {
                let (a, b, rest) = state.take_pair();
                if both_float(a, b) {
                    return rest.push(Bits::bool(a.as_float() $op b.as_float())).next();
                }
                rest.put(a).put(b).slow($plain)
            }
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

rows! {
    NOT(state) {
        let (value, rest) = state.take();
        rest.push(Bits::bool(!truthy(value))).next()
    }

    TO_BOOL(state) {
        let (value, rest) = state.take();
        rest.push(Bits::bool(truthy(value))).next()
    }
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
