//! Division and remainder of ints, by floats: exactly, and without a branch.
//!
//! A double holds every int. The quotient of two of them, rounded to a double, and then cut toward
//! zero, is the quotient of the ints: a quotient `a/b` that is no integer is at least `1/|b|` from
//! the next one, which is `1/|a|` of it and so at least 2^-31, while rounding changes it by at most
//! 2^-53 of it. `i32::MIN / -1` is 2^31, which the conversion makes `i32::MIN` as it should.

use super::Lower;
use super::shape::power_of_two;
use crate::graph::{Node, Value};
use crate::inst::{Op, Vreg};
use crate::mutant::{self, Mutant};

impl Lower<'_> {
    /// A quotient or a remainder; something where the divisor is 0.
    pub(super) fn divide(&mut self, a: Value, b: Value, remainder: bool) -> Vreg {
        let dividend = self.number(a);
        if let Some(divisor) = power_of_two(self.graph, b) {
            return self.divide_by_power(dividend, divisor, remainder);
        }
        match self.graph.node(b) {
            Node::Int(divisor) => {
                let float = self.float_op(Op::ToFloat, &[dividend]);
                let reciprocal = self.float_constant(reciprocal(divisor));
                let quotient = self.float_op(Op::MulFloat, &[float, reciprocal]);
                let divisor = self.int_constant(divisor);
                self.finish_division(dividend, divisor, quotient, remainder)
            }
            _ => {
                let divisor = self.number(b);
                let floats = [self.float_op(Op::ToFloat, &[dividend]), self.float_op(Op::ToFloat, &[divisor])];
                let quotient = self.float_op(Op::DivFloat, &floats);
                self.finish_division(dividend, divisor, quotient, remainder)
            }
        }
    }

    fn finish_division(&mut self, dividend: Vreg, divisor: Vreg, quotient: Vreg, remainder: bool) -> Vreg {
        let quotient = self.vector(Op::ToInt, self.shape.float, &[quotient]);
        if !remainder {
            return quotient;
        }
        let product = self.product(quotient, divisor);
        self.int_op(Op::SubInt, &[dividend, product])
    }

    /// By shifts: a negative dividend is first raised so that shifting cuts toward zero.
    fn divide_by_power(&mut self, dividend: Vreg, divisor: i32, remainder: bool) -> Vreg {
        let bits = divisor.unsigned_abs().trailing_zeros() as u8;
        let sign = self.int_op(Op::ShiftArithmetic(31), &[dividend]);
        let raise = self.int_op(Op::ShiftRight(32 - bits), &[sign]);
        let raised = self.int_op(Op::AddInt, &[dividend, raise]);
        let quotient = self.int_op(Op::ShiftArithmetic(bits), &[raised]);
        if remainder {
            let whole = self.int_op(Op::ShiftLeft(bits), &[quotient]);
            return self.int_op(Op::SubInt, &[dividend, whole]);
        }
        if divisor > 0 {
            return quotient;
        }
        let zero = self.int_constant(0);
        self.int_op(Op::SubInt, &[zero, quotient])
    }
}

/// The reciprocal of an int as a double, never nearer to zero than it is. The product with an int
/// is then not below a whole quotient, and exceeds any quotient by less than 2^-51 of it, so that
/// it does not reach the next.
fn reciprocal(divisor: i32) -> f64 {
    let divisor = f64::from(divisor);
    let nearest = 1.0 / divisor;
    let is_low = nearest.mul_add(divisor, -1.0) < 0.0;
    match is_low && !mutant::is(Mutant::LowReciprocal) {
        true if nearest > 0.0 => nearest.next_up(),
        true => nearest.next_down(),
        false => nearest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the instructions compute, on numbers where it is closest.
    #[test]
    fn products_with_reciprocals_are_quotients() {
        let divisors = (3..2_000).chain([46_341, 65_535, 65_537, 1_000_003, i32::MAX - 1, i32::MAX]);
        for divisor in divisors.flat_map(|divisor| [divisor, -divisor]) {
            let most = i32::MAX / divisor.abs();
            for quotient in
                [1, 2, 3, most / 2, most - 1, most].into_iter().filter(|quotient| (0..=most).contains(quotient))
            {
                for step in [-1, 0, 1] {
                    for dividend in [quotient * divisor, -(quotient * divisor)] {
                        let dividend = dividend.saturating_add(step);
                        let product = f64::from(dividend) * reciprocal(divisor);
                        assert_eq!(product as i32, dividend / divisor, "{dividend} / {divisor}");
                    }
                }
            }
        }
    }
}
