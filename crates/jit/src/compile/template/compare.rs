//! Templates of comparisons and truth: a condition stays in the flags until something needs a
//! value.

use bytecode::Hint;
use bytecode::num::Comparison;

use super::arithmetic::{Pair, number};
use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::state::cold::SlowResult;
use crate::state::operands::{Location, Operand};
use crate::target::Test;

/// The truth of an operand.
pub(super) enum Truth {
    Known(bool),
    Test(Test),
}

/// Whether a comparison asks if something is nil, which equals only itself.
fn is_nil_test(comparison: Comparison, a: Operand, b: Operand) -> bool {
    matches!(comparison, Comparison::Eq | Comparison::Ne)
        && (a.location == Location::Nil || b.location == Location::Nil)
}

impl Compiler<'_> {
    pub(super) fn compare(&mut self, comparison: Comparison, hint: Option<Hint>) {
        let mut b = self.stack.pop();
        let mut a = self.stack.pop();
        if let (Some(x), Some(y)) = (number(a.location), number(b.location)) {
            return self.stack.push(Location::Bool(comparison.holds(x.order(y))));
        }
        let test = match self.pair(a, b, hint) {
            Pair::Ints => {
                let x = self.int_source(a, ExitReason::Operand);
                let y = self.int_source(b, ExitReason::Operand);
                self.masm.int_compare(comparison, x, y)
            }
            Pair::Floats(a_kind, b_kind) => {
                self.settle_kind(&mut a, a_kind);
                self.settle_kind(&mut b, b_kind);
                let (x, y) = self.float_sources(&mut a, &mut b);
                self.masm.float_compare(comparison, x, y)
            }
            Pair::Other if is_nil_test(comparison, a, b) => {
                let tested = self.object(if b.location == Location::Nil { a } else { b });
                let test = self.masm.test_nil(*tested);
                if comparison == Comparison::Eq { test } else { test.negate() }
            }
            Pair::Other if self.may_be_ints(a, b) => {
                let helper = comparison_helper(comparison);
                let tested = if matches!(a.location, Location::Int(_)) { comparison.swapped() } else { comparison };
                let (slow, back) = self.slow(helper, &[a, b], 0, SlowResult::Flags(tested));
                let x = self.int_source_or(a, slow);
                let y = self.int_source_or(b, slow);
                let test = self.masm.int_compare(comparison, x, y);
                self.resume(back);
                test
            }
            Pair::Other => {
                self.stack.unpop(a);
                self.stack.unpop(b);
                let holds = self.helper_result(comparison_helper(comparison), 2, 0);
                let test = self.masm.test_bool(*holds);
                return self.stack.push(Location::Flags(test));
            }
        };
        self.release(a);
        self.release(b);
        self.stack.push(Location::Flags(test));
    }

    pub(super) fn truth_value(&mut self, negated: bool) {
        let operand = self.stack.pop();
        let location = match self.truth(operand) {
            Truth::Known(value) => Location::Bool(value != negated),
            Truth::Test(test) => Location::Flags(if negated { test.negate() } else { test }),
        };
        self.stack.push(location);
    }

    /// The truth of a popped operand, in the flags or known.
    pub(super) fn truth(&mut self, operand: Operand) -> Truth {
        let mut operand = operand;
        let kind = self.kind_of(operand);
        let test = match (kind, operand.location) {
            (_, Location::Flags(test)) => test,
            (_, Location::Nil) => return Truth::Known(false),
            (_, Location::Bool(value)) => return Truth::Known(value),
            (_, Location::Pool(_) | Location::Global(_)) => return Truth::Known(true),
            (Kind::Object(_), _) => {
                self.release(operand);
                return Truth::Known(true);
            }
            (_, Location::Int(value)) => return Truth::Known(value != 0),
            (_, Location::Float(bits)) => return Truth::Known(f64::from_bits(bits) != 0.0),
            (Kind::Int, _) => {
                let x = self.int_source(operand, ExitReason::Operand);
                self.masm.test_int(x)
            }
            (Kind::Float, _) => {
                let x = self.float_source(&mut operand, ExitReason::Operand);
                self.masm.test_float(x)
            }
            (Kind::Bool, _) => {
                let boxed = self.masm.scratch();
                self.load_operand(*boxed, operand);
                self.masm.test_bool(*boxed)
            }
            (Kind::Unknown, _) if self.unit.profile.is_refuted(self.pc) => {
                self.stack.unpop(operand);
                let truth = self.helper_result(Helper::ToBool, 1, 0);
                return Truth::Test(self.masm.test_bool(*truth));
            }
            (Kind::Unknown, _) => {
                let fail = self.fail(ExitReason::Operand);
                let boxed = self.masm.scratch();
                self.load_operand(*boxed, operand);
                let fail = self.aim(fail);
                self.masm.guard_bool(boxed, fail)
            }
        };
        self.release(operand);
        Truth::Test(test)
    }
}

fn comparison_helper(comparison: Comparison) -> Helper {
    match comparison {
        Comparison::Lt => Helper::Lt,
        Comparison::Le => Helper::Le,
        Comparison::Gt => Helper::Gt,
        Comparison::Ge => Helper::Ge,
        Comparison::Eq => Helper::Eq,
        Comparison::Ne => Helper::Ne,
    }
}
