//! Folding of number literals: `-1`, `2 * 3`, `1.0 / 3`.
//!
//! Only literals of numbers fold, and only where the operation cannot fail, so that nothing can
//! be observed of it. The meaning is that of [`bytecode::num`], which the interpreter uses too.

use bytecode::num::{Arithmetic, Num};

use crate::tree::{Expr, UnaryOperator};

/// The literal that a unary operator makes of a literal.
pub(crate) fn unary(operator: UnaryOperator, operand: Expr) -> Option<Expr> {
    match operator {
        UnaryOperator::Negate => Some(literal(number(operand)?.neg())),
        UnaryOperator::Plus => Some(literal(number(operand)?)),
        UnaryOperator::Not | UnaryOperator::Await => None,
    }
}

/// The literal that an operator makes of two literals.
pub(crate) fn arithmetic(operator: Arithmetic, left: Expr, right: Expr) -> Option<Expr> {
    operator.apply(number(left)?, number(right)?).ok().map(literal)
}

fn number(expr: Expr) -> Option<Num> {
    match expr {
        Expr::Int(int) => Some(Num::Int(int)),
        Expr::Float(float) => Some(Num::Float(float)),
        _ => None,
    }
}

fn literal(number: Num) -> Expr {
    match number {
        Num::Int(int) => Expr::Int(int),
        // No program can tell NaNs apart, and constants hold only the canonical one (V7).
        Num::Float(float) if float.is_nan() => Expr::Float(f64::from_bits(0x7FF8_0000_0000_0000)),
        Num::Float(float) => Expr::Float(float),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_wrap_and_floats_spread() {
        assert_eq!(unary(UnaryOperator::Negate, Expr::Int(i32::MIN)), Some(Expr::Int(i32::MIN)));
        assert_eq!(arithmetic(Arithmetic::Mul, Expr::Int(1 << 30), Expr::Int(4)), Some(Expr::Int(0)));
        assert_eq!(arithmetic(Arithmetic::Div, Expr::Int(7), Expr::Float(2.0)), Some(Expr::Float(3.5)));
    }

    #[test]
    fn what_fails_or_is_no_number_stays() {
        assert_eq!(arithmetic(Arithmetic::Div, Expr::Int(1), Expr::Int(0)), None);
        assert_eq!(arithmetic(Arithmetic::Mod, Expr::Int(1), Expr::Int(0)), None);
        assert_eq!(arithmetic(Arithmetic::Add, Expr::Int(1), Expr::True), None);
        assert_eq!(unary(UnaryOperator::Plus, Expr::Nil), None);
    }

    #[test]
    fn nan_is_canonical() {
        let Some(Expr::Float(nan)) = arithmetic(Arithmetic::Div, Expr::Float(0.0), Expr::Float(0.0)) else {
            panic!("not folded");
        };
        assert_eq!(nan.to_bits(), 0x7FF8_0000_0000_0000);
    }
}
