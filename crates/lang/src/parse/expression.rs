//! Expressions: an operator-precedence parser with an explicit stack.
//!
//! `operands` holds the parsed operands, `pending` what waits for its last one. A closing token
//! reduces what stands above its opening one; so operands reach the tree in post-order.

use bytecode::num::Arithmetic;

use super::operator::{BinaryOperator, LOWEST, assignment_operator, binary_operator, unary_operator};
use super::{EXPECT_EXPRESSION, Failed, Parsed, Parser, literal};
use crate::fold;
use crate::token::{Token, TokenKind};
use crate::tree::{Builtin, Expr, ExprId, Name, UnaryOperator};

/// A construct whose last operand is not parsed yet.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    kind: PendingKind,
    position: u32,
}

#[derive(Clone, Copy)]
enum PendingKind {
    Unary(UnaryOperator),
    Binary(BinaryOperator),
    /// The target is the operand below. A compound assignment has an operator.
    Assign(Option<Arithmetic>),
    Paren,
    /// The indexed value is the operand below.
    Index,
    /// The callee is the operand below. The arguments begin at this place in `operands`.
    Call(usize),
    Builtin(Builtin, usize),
    Array(usize),
}

/// What the parser looks for next.
#[derive(Clone, Copy)]
enum State {
    /// An operand, or an operator before one.
    Operand,
    /// An operator, a closing token, the end; or a postfix, if the operand takes one.
    Operator { postfix: bool },
    /// Nothing: the token belongs to the statement.
    End,
}

impl Parser<'_> {
    /// Parses the longest expression that begins here.
    pub(super) fn expression(&mut self) -> Parsed<ExprId> {
        let mut state = State::Operand;
        loop {
            state = match state {
                State::Operand => self.operand()?,
                State::Operator { postfix: true } if self.at_postfix() => self.postfix()?,
                State::Operator { .. } => self.operator()?,
                State::End => return Ok(self.pop_operand()),
            };
        }
    }

    fn operand(&mut self) -> Parsed<State> {
        let token = self.token;
        match token.kind {
            TokenKind::Identifier => self.name(),
            TokenKind::Int => Ok(self.literal(Expr::Int(literal::int(self.text(token))))),
            TokenKind::Float => Ok(self.literal(Expr::Float(literal::float(self.text(token))))),
            TokenKind::Str => {
                let symbol = self.tree.interner.intern(&literal::string(self.text(token)));
                Ok(self.literal(Expr::Str(symbol)))
            }
            TokenKind::True => Ok(self.literal(Expr::True)),
            TokenKind::False => Ok(self.literal(Expr::False)),
            TokenKind::Nil => Ok(self.literal(Expr::Nil)),
            TokenKind::LeftParen => self.open(PendingKind::Paren),
            TokenKind::LeftBracket => self.open_list(PendingKind::Array(self.operands.len())),
            kind => match unary_operator(kind) {
                Some(operator) => self.open(PendingKind::Unary(operator)),
                None => Err(self.fail(EXPECT_EXPRESSION)),
            },
        }
    }

    fn literal(&mut self, expr: Expr) -> State {
        let token = self.advance();
        self.push_operand(token.start, expr);
        State::Operator { postfix: false }
    }

    /// A name, or the opening of a builtin's call.
    fn name(&mut self) -> Parsed<State> {
        let token = self.advance();
        if self.at(TokenKind::LeftParen)
            && let Some(builtin) = Builtin::of_name(self.text(token))
        {
            return self.open_list(PendingKind::Builtin(builtin, self.operands.len()));
        }
        let symbol = self.tree.interner.intern(self.text(token));
        self.push_operand(token.start, Expr::Name(Name::new(symbol)));
        Ok(State::Operator { postfix: true })
    }

    fn at_postfix(&self) -> bool {
        matches!(self.token.kind, TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::Dot)
    }

    fn postfix(&mut self) -> Parsed<State> {
        match self.token.kind {
            TokenKind::LeftParen => self.open_list(PendingKind::Call(self.operands.len())),
            TokenKind::LeftBracket => self.open(PendingKind::Index),
            _ => {
                self.advance();
                let position = self.token.start;
                let Name { symbol, .. } = self.identifier("Expect property name after '.'.")?;
                let target = self.pop_operand();
                self.push_operand(position, Expr::Property(target, symbol));
                Ok(State::Operator { postfix: true })
            }
        }
    }

    /// Takes the token that opens a construct.
    fn open(&mut self, kind: PendingKind) -> Parsed<State> {
        let Token { start: position, .. } = self.advance();
        self.nest(position)?;
        self.pending.push(Pending { kind, position });
        Ok(State::Operand)
    }

    /// Takes the token that opens a list, which may be empty.
    fn open_list(&mut self, kind: PendingKind) -> Parsed<State> {
        self.open(kind)?;
        let empty = self.closing_token().is_some_and(|closing| self.at(closing));
        if empty { self.close() } else { Ok(State::Operand) }
    }

    fn operator(&mut self) -> Parsed<State> {
        let token = self.token;
        if let Some((operator, precedence)) = binary_operator(token.kind) {
            self.reduce(precedence);
            self.pending.push(Pending { kind: PendingKind::Binary(operator), position: token.start });
            self.advance();
            return Ok(State::Operand);
        }
        self.reduce(LOWEST);
        if let Some(operator) = assignment_operator(token.kind) {
            return self.assignment(operator);
        }
        // The token ends the assigned value, and so every assignment that waits for it.
        self.reduce_assignments();
        match self.closing_token() {
            None => Ok(State::End),
            Some(closing) if self.at(closing) => self.close(),
            Some(_) if self.at(TokenKind::Comma) && self.in_list() => {
                self.advance();
                Ok(State::Operand)
            }
            Some(_) => Err(self.fail_unclosed()),
        }
    }

    fn assignment(&mut self, operator: Option<Arithmetic>) -> Parsed<State> {
        let target = self.operands.last().map(|&target| self.tree.expr(target));
        if !matches!(target, Some(Expr::Name(_) | Expr::Property(..) | Expr::Index(..))) {
            self.report(self.token.start, self.token.end, "Invalid assignment target.");
        }
        self.open(PendingKind::Assign(operator))
    }

    /// Builds the pending operators that bind at least as tightly as `precedence`.
    fn reduce(&mut self, precedence: u8) {
        while let Some(&Pending { kind, position }) = self.pending.last() {
            match kind {
                PendingKind::Unary(operator) => {
                    self.nesting -= 1;
                    self.unary(operator, position);
                }
                PendingKind::Binary(operator) if operator.precedence() >= precedence => self.binary(operator, position),
                _ => return,
            }
            self.pending.pop();
        }
    }

    fn reduce_assignments(&mut self) {
        while let Some(&Pending { kind: PendingKind::Assign(operator), position }) = self.pending.last() {
            self.pending.pop();
            self.nesting -= 1;
            let value = self.pop_operand();
            let target = self.pop_operand();
            let expr = match operator {
                None => Expr::Assign(target, value),
                Some(operator) => Expr::Compound(operator, target, value),
            };
            self.push_operand(position, expr);
        }
    }

    fn unary(&mut self, operator: UnaryOperator, position: u32) {
        let operand = self.pop_operand();
        let folded = fold::unary(operator, self.tree.expr(operand));
        if folded.is_some() {
            self.tree.pop_expr();
        }
        self.push_operand(position, folded.unwrap_or(Expr::Unary(operator, operand)));
    }

    fn binary(&mut self, operator: BinaryOperator, position: u32) {
        let right = self.pop_operand();
        let left = self.pop_operand();
        let expr = match operator {
            BinaryOperator::Logic(operator) => Expr::Logic(operator, left, right),
            BinaryOperator::Compare(operator) => Expr::Compare(operator, left, right),
            BinaryOperator::Arithmetic(operator) => self.arithmetic(operator, left, right),
        };
        self.push_operand(position, expr);
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: ExprId, right: ExprId) -> Expr {
        let Some(folded) = fold::arithmetic(operator, self.tree.expr(left), self.tree.expr(right)) else {
            return Expr::Arithmetic(operator, left, right);
        };
        // Two literals are the last two expressions.
        self.tree.pop_expr();
        self.tree.pop_expr();
        folded
    }

    /// The token that closes the innermost open construct; `None` if the expression may end.
    fn closing_token(&self) -> Option<TokenKind> {
        match self.pending.last()?.kind {
            PendingKind::Index | PendingKind::Array(_) => Some(TokenKind::RightBracket),
            _ => Some(TokenKind::RightParen),
        }
    }

    fn in_list(&self) -> bool {
        use PendingKind::*;
        matches!(self.pending.last(), Some(Pending { kind: Call(_) | Builtin(..) | Array(_), .. }))
    }

    /// Takes the token that closes the innermost open construct.
    fn close(&mut self) -> Parsed<State> {
        self.advance();
        self.nesting -= 1;
        let Pending { kind, position } = self.pending.pop().expect("the opening token is pending");
        match kind {
            PendingKind::Index => {
                let index = self.pop_operand();
                let target = self.pop_operand();
                self.push_operand(position, Expr::Index(target, index));
            }
            PendingKind::Call(base) => {
                let arguments = self.tree.push_list(&self.operands[base..]);
                self.operands.truncate(base);
                let callee = self.pop_operand();
                self.push_operand(position, Expr::Call(callee, arguments));
            }
            PendingKind::Builtin(builtin, base) => {
                let arguments = self.tree.push_list(&self.operands[base..]);
                self.operands.truncate(base);
                self.push_operand(position, Expr::Builtin(builtin, arguments));
            }
            PendingKind::Array(base) => {
                let items = self.tree.push_list(&self.operands[base..]);
                self.operands.truncate(base);
                self.push_operand(position, Expr::Array(items));
            }
            PendingKind::Paren | PendingKind::Unary(_) | PendingKind::Binary(_) | PendingKind::Assign(_) => {}
        }
        Ok(State::Operator { postfix: true })
    }

    fn fail_unclosed(&mut self) -> Failed {
        let message = match self.pending.last().map(|pending| pending.kind) {
            Some(PendingKind::Call(_) | PendingKind::Builtin(..)) => "Expect ')' after arguments.",
            Some(PendingKind::Index) => "Expect ']' after index.",
            Some(PendingKind::Array(_)) => "Expect ']' after array elements.",
            _ => "Expect ')' after expression.",
        };
        self.fail_missing(message)
    }

    fn push_operand(&mut self, position: u32, expr: Expr) {
        let id = self.tree.push_expr(position, expr);
        self.operands.push(id);
    }

    fn pop_operand(&mut self) -> ExprId {
        self.operands.pop().expect("every operator is pushed between operands")
    }
}

impl Pending {
    /// Whether a closing token is missing.
    pub(super) fn is_delimiter(&self) -> bool {
        !matches!(self.kind, PendingKind::Unary(_) | PendingKind::Binary(_) | PendingKind::Assign(_))
    }
}
