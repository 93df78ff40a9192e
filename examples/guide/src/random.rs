//! Random expressions and programs, which shrink. Numbers are small or awkward, so that
//! divisions by 0 and by -1, and wrapping around, happen often.

use proptest::prelude::*;

use crate::expression::{Expression, Letter, Operator, Variables};
#[cfg(target_arch = "x86_64")]
use crate::program::Statement;

// ANCHOR: expression
/// Numbers at which machine code goes wrong: small ones, and the borders of 32 and 64 bits.
pub fn number() -> impl Strategy<Value = i64> {
    let borders = vec![0, 1, -1, i64::MAX, i64::MIN, i32::MAX.into(), i32::MIN.into(), 1 << 31, 1 << 32];
    prop_oneof![-4_i64..5, prop::sample::select(borders), any::<i64>()]
}

/// Values for the variables.
pub fn variables() -> impl Strategy<Value = Variables> {
    prop::collection::vec(number(), 26).prop_map(|values| values.try_into().expect("26 were asked for"))
}

/// Expressions of `a` to `e`.
pub fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![number().prop_map(Expression::Number), letter().prop_map(Expression::Variable)];
    leaf.prop_recursive(5, 40, 2, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|inner| Expression::Negate(Box::new(inner))),
            6 => (operator(), inner.clone(), inner)
                .prop_map(|(operator, left, right)| Expression::Binary(operator, Box::new(left), Box::new(right))),
        ]
    })
}
// ANCHOR_END: expression

fn letter() -> impl Strategy<Value = Letter> {
    (b'a'..b'f').prop_map(|letter| Letter::new(letter).expect("it is a letter"))
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator::{Add, Divide, Less, Multiply, Subtract};
    prop::sample::select(vec![Add, Subtract, Multiply, Divide, Less])
}

#[cfg(target_arch = "x86_64")]
// ANCHOR: program
/// Programs of a few statements, with loops in loops. Some loops never end.
pub fn program() -> impl Strategy<Value = Vec<Statement>> {
    let assign = (letter(), expression()).prop_map(|(letter, value)| Statement::Assign(letter, value));
    let statement = assign.prop_recursive(3, 16, 4, |inner| {
        (expression(), prop::collection::vec(inner, 1..4))
            .prop_map(|(condition, body)| Statement::While(condition, body))
    });
    prop::collection::vec(statement, 0..6)
}
// ANCHOR_END: program
