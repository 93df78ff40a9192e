//! Which tokens are operators, and how tightly they bind.

use bytecode::num::{Arithmetic, Comparison};

use crate::token::TokenKind;
use crate::tree::{LogicOperator, UnaryOperator};

#[derive(Clone, Copy)]
pub(super) enum BinaryOperator {
    Logic(LogicOperator),
    Compare(Comparison),
    Arithmetic(Arithmetic),
}

/// The precedence of `||`; each level up binds tighter.
pub(super) const LOWEST: u8 = 1;

impl BinaryOperator {
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOperator::Logic(LogicOperator::Or) => LOWEST,
            BinaryOperator::Logic(LogicOperator::And) => 2,
            BinaryOperator::Compare(Comparison::Eq | Comparison::Ne) => 3,
            BinaryOperator::Compare(_) => 4,
            BinaryOperator::Arithmetic(Arithmetic::Add | Arithmetic::Sub) => 5,
            BinaryOperator::Arithmetic(_) => 6,
        }
    }
}

pub(super) fn binary_operator(kind: TokenKind) -> Option<(BinaryOperator, u8)> {
    use BinaryOperator::{Arithmetic as Arith, Compare, Logic};
    let operator = match kind {
        TokenKind::OrOr => Logic(LogicOperator::Or),
        TokenKind::AndAnd => Logic(LogicOperator::And),
        TokenKind::EqualEqual => Compare(Comparison::Eq),
        TokenKind::BangEqual => Compare(Comparison::Ne),
        TokenKind::Less => Compare(Comparison::Lt),
        TokenKind::LessEqual => Compare(Comparison::Le),
        TokenKind::Greater => Compare(Comparison::Gt),
        TokenKind::GreaterEqual => Compare(Comparison::Ge),
        TokenKind::Plus => Arith(Arithmetic::Add),
        TokenKind::Minus => Arith(Arithmetic::Sub),
        TokenKind::Star => Arith(Arithmetic::Mul),
        TokenKind::Slash => Arith(Arithmetic::Div),
        TokenKind::Percent => Arith(Arithmetic::Mod),
        _ => return None,
    };
    Some((operator, operator.precedence()))
}

/// The operator of an assignment: `Some(None)` for `=`.
#[allow(clippy::option_option, reason = "no assignment, plain assignment, compound assignment")]
pub(super) fn assignment_operator(kind: TokenKind) -> Option<Option<Arithmetic>> {
    match kind {
        TokenKind::Equal => Some(None),
        TokenKind::PlusEqual => Some(Some(Arithmetic::Add)),
        TokenKind::MinusEqual => Some(Some(Arithmetic::Sub)),
        TokenKind::StarEqual => Some(Some(Arithmetic::Mul)),
        TokenKind::SlashEqual => Some(Some(Arithmetic::Div)),
        _ => None,
    }
}

pub(super) fn unary_operator(kind: TokenKind) -> Option<UnaryOperator> {
    match kind {
        TokenKind::Minus => Some(UnaryOperator::Negate),
        TokenKind::Plus => Some(UnaryOperator::Plus),
        TokenKind::Bang => Some(UnaryOperator::Not),
        TokenKind::Await => Some(UnaryOperator::Await),
        _ => None,
    }
}
