//! Expressions: for their value, or for their effect.

use bytecode::num::Arithmetic;
use bytecode::{Inst, Label};

use super::work::Work;
use super::{Emitted, Emitter, row};
use crate::tree::{Binding, Expr, ExprId, LogicOperator, Name, UnaryOperator};

impl Emitter<'_> {
    pub(super) fn value(&mut self, id: ExprId) -> Emitted {
        let position = self.tree.expr_position(id);
        match self.tree.expr(id) {
            Expr::Nil => self.push_at(position, Inst::LoadNil {}),
            Expr::True => self.push_at(position, Inst::LoadTrue {}),
            Expr::False => self.push_at(position, Inst::LoadFalse {}),
            Expr::Int(value) => self.push_at(position, Inst::LoadImm { value }),
            Expr::Float(_) | Expr::Str(_) => {
                self.move_to(position);
                let constant = self.constant(id)?;
                self.chunk().push(Inst::LoadConst { constant })
            }
            Expr::Name(name) => {
                self.move_to(position);
                self.load_name(name)
            }
            Expr::Unary(operator, operand) => {
                self.unary(operator, operand, position);
                Ok(())
            }
            Expr::Arithmetic(operator, left, right) => self.arithmetic(operator, left, right, position),
            Expr::Compare(operator, left, right) => {
                let inst = row::comparison(operator);
                self.queue([Work::Value(left), Work::Value(right), Work::Position(position), Work::Inst(inst)]);
                Ok(())
            }
            Expr::Logic(operator, left, right) => {
                self.logic(operator, left, right);
                Ok(())
            }
            Expr::Assign(target, value) => self.assign(target, value, position, true),
            Expr::Compound(operator, target, value) => self.compound(operator, target, value, position, true),
            Expr::Property(target, name) => self.property(target, name, position),
            Expr::Index(target, index) => self.index(target, index, position),
            Expr::Call(callee, arguments) => self.call(callee, arguments, position),
            Expr::Builtin(builtin, arguments) => {
                self.builtin(builtin, arguments, position, true);
                Ok(())
            }
            Expr::Array(items) => self.array(items, position),
        }
    }

    pub(super) fn effect(&mut self, id: ExprId) -> Emitted {
        let position = self.tree.expr_position(id);
        match self.tree.expr(id) {
            Expr::Nil | Expr::True | Expr::False | Expr::Int(_) | Expr::Float(_) | Expr::Str(_) => {}
            Expr::Name(Name { binding: Binding::Local(_) | Binding::Captured(_), .. }) => {}
            Expr::Unary(_, operand) => self.work.push(Work::Effect(operand)),
            Expr::Compare(_, left, right) => self.queue([Work::Effect(left), Work::Effect(right)]),
            Expr::Logic(operator, left, right) => {
                let end = self.chunk().label();
                let when = operator == LogicOperator::Or;
                self.queue([Work::Branch { condition: left, target: end, when }, Work::Effect(right), Work::Bind(end)]);
            }
            Expr::Assign(target, value) => self.assign(target, value, position, false)?,
            Expr::Compound(operator, target, value) => self.compound(operator, target, value, position, false)?,
            Expr::Builtin(builtin, arguments) => self.builtin(builtin, arguments, position, false),
            Expr::Name(_)
            | Expr::Arithmetic(..)
            | Expr::Property(..)
            | Expr::Index(..)
            | Expr::Call(..)
            | Expr::Array(_) => self.queue([Work::Value(id), Work::Inst(Inst::Pop {})]),
        }
        Ok(())
    }

    fn unary(&mut self, operator: UnaryOperator, operand: ExprId, position: u32) {
        let inst = match operator {
            UnaryOperator::Negate => Inst::Neg {},
            UnaryOperator::Plus => Inst::Plus {},
            UnaryOperator::Not => Inst::Not {},
            UnaryOperator::Await => return self.work.push(Work::Value(operand)),
        };
        self.queue([Work::Value(operand), Work::Position(position), Work::Inst(inst)]);
    }

    /// An operation; the fused rows take plain locals and literals.
    pub(super) fn arithmetic(&mut self, operator: Arithmetic, left: ExprId, right: ExprId, position: u32) -> Emitted {
        if let Some(a) = self.plain_local(left) {
            let inst = match (self.plain_local(right), self.tree.expr(right)) {
                (Some(b), _) => Some(row::arithmetic_ll(operator, a, b)),
                (None, Expr::Int(value)) => Some(row::arithmetic_li(operator, a, value)),
                _ => None,
            };
            if let Some(inst) = inst {
                return self.push_at(position, inst);
            }
        }
        // A product does not depend on the order of its operands, so a literal may come second.
        if operator == Arithmetic::Mul && matches!(self.tree.expr(left), Expr::Int(_) | Expr::Float(_)) {
            return self.arithmetic_of(operator, right, left, position);
        }
        self.queue([Work::Value(left), Work::Position(position), Work::Apply(operator, right)]);
        Ok(())
    }

    /// As `arithmetic`, with a literal on the right.
    fn arithmetic_of(&mut self, operator: Arithmetic, left: ExprId, literal: ExprId, position: u32) -> Emitted {
        match (self.plain_local(left), self.tree.expr(literal)) {
            (Some(a), Expr::Int(value)) => self.push_at(position, row::arithmetic_li(operator, a, value)),
            _ => {
                self.queue([Work::Value(left), Work::Position(position), Work::Apply(operator, literal)]);
                Ok(())
            }
        }
    }

    /// Applies an operator to the operand on the stack and another, in the row that fits.
    pub(super) fn apply(&mut self, operator: Arithmetic, right: ExprId) -> Emitted {
        if let Some(b) = self.plain_local(right) {
            return self.chunk().push(row::arithmetic_sl(operator, b));
        }
        match self.tree.expr(right) {
            Expr::Int(value) => self.chunk().push(row::arithmetic_si(operator, value)),
            Expr::Float(_) | Expr::Str(_) => {
                let constant = self.constant(right)?;
                self.chunk().push(row::arithmetic_sk(operator, constant))
            }
            _ => {
                let position = self.position;
                self.queue([Work::Value(right), Work::Position(position), Work::Inst(row::arithmetic(operator))]);
                Ok(())
            }
        }
    }

    /// `&&` and `||` for their bool.
    fn logic(&mut self, operator: LogicOperator, left: ExprId, right: ExprId) {
        let end = self.chunk().label();
        self.work.push(Work::Bind(end));
        if !self.is_bool(right) {
            self.work.push(Work::Inst(Inst::ToBool {}));
        }
        self.work.push(Work::Value(right));
        self.chain(operator, left, end);
    }

    /// An operand that is not the last; a chain of the same operator has one end.
    pub(super) fn chain(&mut self, operator: LogicOperator, operand: ExprId, end: Label) {
        match self.tree.expr(operand) {
            Expr::Logic(inner, left, right) if inner == operator => {
                self.work.push(Work::Chain { operator, operand: right, end });
                self.work.push(Work::Chain { operator, operand: left, end });
            }
            _ => {
                let inst = match operator {
                    LogicOperator::And => Inst::And { target: end.target() },
                    LogicOperator::Or => Inst::Or { target: end.target() },
                };
                self.queue([Work::Value(operand), Work::Jump(inst, end)]);
            }
        }
    }

    fn is_bool(&self, mut id: ExprId) -> bool {
        loop {
            id = match self.tree.expr(id) {
                Expr::Unary(UnaryOperator::Await, operand) => operand,
                Expr::True | Expr::False | Expr::Compare(..) | Expr::Logic(..) => return true,
                Expr::Unary(operator, _) => return operator == UnaryOperator::Not,
                _ => return false,
            };
        }
    }
}
