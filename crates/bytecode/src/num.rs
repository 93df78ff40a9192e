//! Numbers: what the arithmetic rows mean for ints and floats.
//!
//! Pure functions, shared by constant folding, the interpreter, the helpers of compiled code and
//! the tests. LANGUAGE.md section 6 is their source. Bools act as ints before they get here.

use std::cmp::Ordering;

/// An operand of arithmetic.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Num {
    /// A 32-bit int.
    Int(i32),
    /// A double.
    Float(f64),
}

/// Division or remainder of ints by zero: the error `Division by zero.`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DivisionByZero;

#[allow(clippy::should_implement_trait, reason = "one family of methods, named as the rows; some can fail")]
impl Num {
    /// The value as a double; every int is exact.
    pub fn to_f64(self) -> f64 {
        match self {
            Num::Int(int) => f64::from(int),
            Num::Float(float) => float,
        }
    }

    /// `+`: ints wrap, a float on either side makes a float.
    #[must_use]
    pub fn add(self, other: Num) -> Num {
        self.with(other, i32::wrapping_add, |a, b| a + b)
    }

    /// `-`.
    #[must_use]
    pub fn sub(self, other: Num) -> Num {
        self.with(other, i32::wrapping_sub, |a, b| a - b)
    }

    /// `*`.
    #[must_use]
    pub fn mul(self, other: Num) -> Num {
        self.with(other, i32::wrapping_mul, |a, b| a * b)
    }

    /// `/`.
    ///
    /// # Errors
    /// Two ints with divisor 0.
    pub fn div(self, other: Num) -> Result<Num, DivisionByZero> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => int_div(a, b).map(Num::Int),
            _ => Ok(Num::Float(self.to_f64() / other.to_f64())),
        }
    }

    /// `%`.
    ///
    /// # Errors
    /// Two ints with divisor 0.
    pub fn rem(self, other: Num) -> Result<Num, DivisionByZero> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => int_rem(a, b).map(Num::Int),
            _ => Ok(Num::Float(self.to_f64() % other.to_f64())),
        }
    }

    /// Unary `-`.
    #[must_use]
    pub fn neg(self) -> Num {
        match self {
            Num::Int(int) => Num::Int(int.wrapping_neg()),
            Num::Float(float) => Num::Float(-float),
        }
    }

    /// The order of two numbers, `None` with a NaN. A mixed pair compares as doubles.
    pub fn order(self, other: Num) -> Option<Ordering> {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => Some(a.cmp(&b)),
            _ => self.to_f64().partial_cmp(&other.to_f64()),
        }
    }

    fn with(self, other: Num, ints: fn(i32, i32) -> i32, floats: fn(f64, f64) -> f64) -> Num {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => Num::Int(ints(a, b)),
            _ => Num::Float(floats(self.to_f64(), other.to_f64())),
        }
    }
}

/// Quotient toward zero; `i32::MIN / -1` is `i32::MIN`.
///
/// # Errors
/// Divisor 0.
pub fn int_div(a: i32, b: i32) -> Result<i32, DivisionByZero> {
    if b == 0 { Err(DivisionByZero) } else { Ok(a.wrapping_div(b)) }
}

/// Remainder with the sign of the dividend; `i32::MIN % -1` is 0.
///
/// # Errors
/// Divisor 0.
pub fn int_rem(a: i32, b: i32) -> Result<i32, DivisionByZero> {
    if b == 0 { Err(DivisionByZero) } else { Ok(a.wrapping_rem(b)) }
}

/// One of the six comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `==`
    Eq,
    /// `!=`
    Ne,
}

impl Comparison {
    /// The comparison's result for an order; `None` (a NaN) is unordered.
    pub fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Comparison::Lt => order == Some(Ordering::Less),
            Comparison::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Comparison::Gt => order == Some(Ordering::Greater),
            Comparison::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Comparison::Eq => order == Some(Ordering::Equal),
            Comparison::Ne => order != Some(Ordering::Equal),
        }
    }

    /// The comparison that holds for `(b, a)` exactly when this one holds for `(a, b)`.
    #[must_use]
    pub fn swapped(self) -> Comparison {
        match self {
            Comparison::Lt => Comparison::Gt,
            Comparison::Le => Comparison::Ge,
            Comparison::Gt => Comparison::Lt,
            Comparison::Ge => Comparison::Le,
            Comparison::Eq | Comparison::Ne => self,
        }
    }
}

/// One of the five arithmetic operations of two operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Mod,
}

impl Arithmetic {
    /// The operation on two numbers.
    ///
    /// # Errors
    /// `Div` and `Mod` of two ints with divisor 0.
    pub fn apply(self, a: Num, b: Num) -> Result<Num, DivisionByZero> {
        match self {
            Arithmetic::Add => Ok(a.add(b)),
            Arithmetic::Sub => Ok(a.sub(b)),
            Arithmetic::Mul => Ok(a.mul(b)),
            Arithmetic::Div => a.div(b),
            Arithmetic::Mod => a.rem(b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_wrap_and_never_trap() {
        assert_eq!(Num::Int(i32::MAX).add(Num::Int(1)), Num::Int(i32::MIN));
        assert_eq!(int_div(i32::MIN, -1), Ok(i32::MIN));
        assert_eq!(int_rem(i32::MIN, -1), Ok(0));
        assert_eq!(int_rem(-7, 3), Ok(-1));
        assert_eq!(int_div(-7, 2), Ok(-3));
        assert_eq!(int_div(1, 0), Err(DivisionByZero));
        assert_eq!(int_rem(1, 0), Err(DivisionByZero));
    }

    #[test]
    fn a_float_makes_a_float() {
        assert_eq!(Num::Int(7).div(Num::Float(2.0)), Ok(Num::Float(3.5)));
        assert_eq!(Num::Int(1).div(Num::Float(0.0)), Ok(Num::Float(f64::INFINITY)));
        assert_eq!(Num::Float(-7.5).rem(Num::Int(2)), Ok(Num::Float(-1.5)));
    }

    #[test]
    fn nan_is_unordered_and_only_ne_holds() {
        let order = Num::Float(f64::NAN).order(Num::Int(1));
        assert_eq!(order, None);
        for comparison in [Comparison::Lt, Comparison::Le, Comparison::Gt, Comparison::Ge, Comparison::Eq] {
            assert!(!comparison.holds(order));
        }
        assert!(Comparison::Ne.holds(order));
    }
}
