//! Expressions: for their value, or for their effect.
//!
//! What is still to be emitted waits on a stack, the next on top: an operator pushes its rows and
//! its operands in reverse order.

use bytecode::num::Arithmetic;
use bytecode::{ConstId, Constant, Count, GlobalId, Inst, Label, LowSlot, NameId, Slot, UpvalueId};

use super::{Emitted, Emitter, Exceeded, row};
use crate::intern::Symbol;
use crate::limit::ARRAY_BATCH;
use crate::tree::{Binding, Builtin, CaptureId, Expr, ExprId, List, LogicOperator, Name, UnaryOperator};

/// Something still to be emitted.
#[derive(Clone, Copy)]
pub(super) enum Work {
    /// Pushes the expression's value.
    Value(ExprId),
    /// Does what the expression does, without its value.
    Effect(ExprId),
    /// Pushes the value; a short circuit goes to `end` with its bool.
    Chain {
        operator: LogicOperator,
        operand: ExprId,
        end: Label,
    },
    /// Goes forward to `target` when the condition's truth is `when`.
    Branch {
        condition: ExprId,
        target: Label,
        when: bool,
    },
    /// Goes back to `header` when the condition's truth is `when`.
    Loop {
        condition: ExprId,
        header: Label,
        when: bool,
    },
    /// Stores the value in a plain local.
    StoreLocal(Slot, ExprId),
    /// Pops into the name.
    StoreName(Name),
    /// Applies the operator to the top operand and the value.
    Apply(Arithmetic, ExprId),
    Inst(Inst),
    Jump(Inst, Label),
    Bind(Label),
    /// The rows that follow come from this place.
    Position(u32),
    /// A call of so many arguments.
    Call(u16),
    LoadProperty(Symbol),
    StoreProperty(Symbol),
}

impl Emitter<'_> {
    /// Emits a piece of work and all that comes of it.
    pub(super) fn run_work(&mut self, work: Work) -> Emitted {
        self.work.push(work);
        while let Some(work) = self.work.pop() {
            match work {
                Work::Value(id) => self.value(id)?,
                Work::Effect(id) => self.effect(id)?,
                Work::Chain { operator, operand, end } => self.chain(operator, operand, end),
                Work::Branch { condition, target, when } => self.branch(condition, target, when)?,
                Work::Loop { condition, header, when } => self.loop_back(condition, header, when)?,
                Work::StoreLocal(slot, value) => self.store_local(slot, value)?,
                Work::StoreName(name) => self.store_name(name)?,
                Work::Apply(operator, operand) => self.apply(operator, operand)?,
                Work::Inst(inst) => self.chunk().push(inst)?,
                Work::Jump(inst, label) => self.chunk().push_jump(inst, label)?,
                Work::Bind(label) => self.chunk().bind(label)?,
                Work::Position(position) => self.move_to(position),
                Work::Call(argc) => self.chunk().call(argc)?,
                Work::LoadProperty(name) => self.load_property(name)?,
                Work::StoreProperty(name) => self.store_property(name)?,
            }
        }
        Ok(())
    }

    /// Queues work; the first of the list is done first.
    pub(super) fn queue<const N: usize>(&mut self, work: [Work; N]) {
        self.work.extend(work.into_iter().rev());
    }

    // Values.

    fn value(&mut self, id: ExprId) -> Emitted {
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
    fn apply(&mut self, operator: Arithmetic, right: ExprId) -> Emitted {
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
    fn chain(&mut self, operator: LogicOperator, operand: ExprId, end: Label) {
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

    fn property(&mut self, target: ExprId, name: Symbol, position: u32) -> Emitted {
        if let Some(slot) = self.plain_local(target).and_then(|slot| u8::try_from(slot.0).ok()).map(LowSlot)
            && let Some(cache) = self.chunk().property_cache()
        {
            let name = self.name(name)?;
            return self.push_at(position, Inst::LoadPropertyL { slot, cache, name });
        }
        self.queue([Work::Value(target), Work::Position(position), Work::LoadProperty(name)]);
        Ok(())
    }

    fn index(&mut self, target: ExprId, index: ExprId, position: u32) -> Emitted {
        if let (Some(a), Some(b)) = (self.plain_local(target), self.plain_local(index)) {
            return self.push_at(position, Inst::LoadIndexLl { a, b });
        }
        let inst = Inst::LoadIndex {};
        self.queue([Work::Value(target), Work::Value(index), Work::Position(position), Work::Inst(inst)]);
        Ok(())
    }

    fn call(&mut self, callee: ExprId, arguments: List, position: u32) -> Emitted {
        let tree = self.tree;
        let arguments = tree.list(arguments);
        let argc = u16::try_from(arguments.len()).map_err(|_| Exceeded::Arguments)?;
        self.queue([Work::Position(position), Work::Call(argc)]);
        self.work.extend(arguments.iter().rev().copied().map(Work::Value));
        self.work.push(Work::Value(callee));
        Ok(())
    }

    /// A call of a builtin. `array` and `map` do not evaluate their arguments; another number of
    /// arguments than the others take gives nil.
    fn builtin(&mut self, builtin: Builtin, arguments: List, position: u32, wanted: bool) {
        let tree = self.tree;
        let arguments = tree.list(arguments);
        let (inst, leaves_value) = match (builtin, arguments.len()) {
            (Builtin::Array, _) => (Inst::NewArray { count: Count(0) }, true),
            (Builtin::Map, _) => (Inst::NewMap {}, true),
            (Builtin::Push, 2) => (Inst::ArrayPush {}, false),
            (Builtin::Pop, 1) => (Inst::ArrayPop {}, true),
            (Builtin::Length, 1) => (Inst::ArrayLen {}, true),
            _ => {
                if wanted {
                    self.work.push(Work::Inst(Inst::LoadNil {}));
                }
                return self.work.extend(arguments.iter().rev().copied().map(Work::Effect));
            }
        };
        match (leaves_value, wanted) {
            (true, false) => self.work.push(Work::Inst(Inst::Pop {})),
            (false, true) => self.work.push(Work::Inst(Inst::LoadNil {})),
            _ => {}
        }
        self.queue([Work::Position(position), Work::Inst(inst)]);
        if !matches!(builtin, Builtin::Array | Builtin::Map) {
            self.work.extend(arguments.iter().rev().copied().map(Work::Value));
        }
    }

    /// An array literal; the elements behind the first batch are appended one by one.
    fn array(&mut self, items: List, position: u32) -> Emitted {
        let tree = self.tree;
        let (batch, rest) = tree.list(items).split_at_checked(ARRAY_BATCH).unwrap_or((tree.list(items), &[]));
        for &item in rest.iter().rev() {
            self.queue([
                Work::Inst(Inst::Dup {}),
                Work::Value(item),
                Work::Position(position),
                Work::Inst(Inst::ArrayPush {}),
            ]);
        }
        let count = Count(batch.len() as u32);
        self.queue([Work::Position(position), Work::Inst(Inst::NewArray { count })]);
        self.work.extend(batch.iter().rev().copied().map(Work::Value));
        Ok(())
    }

    // Effects.

    fn effect(&mut self, id: ExprId) -> Emitted {
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

    // Names and constants.

    fn load_name(&mut self, Name { symbol, binding }: Name) -> Emitted {
        match binding {
            Binding::Local(local) if self.locals.is_captured(local) => {
                let slot = self.slot(local);
                self.chunk().push(Inst::LoadCell { slot })
            }
            Binding::Local(local) => {
                let slot = self.slot(local);
                self.chunk().load_local(slot)
            }
            Binding::Captured(CaptureId(upvalue)) => {
                self.chunk().push(Inst::LoadUpvalue { upvalue: UpvalueId(upvalue) })
            }
            Binding::Global => {
                let global = self.global(symbol)?;
                self.chunk().push(Inst::LoadGlobal { global })
            }
        }
    }

    fn load_property(&mut self, name: Symbol) -> Emitted {
        let name = self.name(name)?;
        let inst = match self.chunk().property_cache() {
            Some(cache) => Inst::LoadProperty { cache, name },
            None => Inst::LoadPropertyUncached { name },
        };
        self.chunk().push(inst)
    }

    /// The slot of an expression that is a local in a plain slot.
    pub(super) fn plain_local(&self, id: ExprId) -> Option<Slot> {
        match self.tree.expr(id) {
            Expr::Name(Name { binding: Binding::Local(local), .. }) if !self.locals.is_captured(local) => {
                Some(self.slot(local))
            }
            _ => None,
        }
    }

    /// The constant of a literal.
    ///
    /// # Panics
    /// If the expression is not an int, a float or a string.
    pub(super) fn constant(&mut self, id: ExprId) -> Emitted<ConstId> {
        let constant = match self.tree.expr(id) {
            Expr::Int(int) => Constant::Int(int),
            Expr::Float(float) => Constant::Float(float),
            Expr::Str(symbol) => Constant::Str(self.tree.interner.bytes(symbol).into()),
            other => unreachable!("{other:?} is not a literal of the constants"),
        };
        Ok(self.module.constant(constant)?)
    }

    pub(super) fn global(&mut self, symbol: Symbol) -> Emitted<GlobalId> {
        Ok(self.module.global(self.tree.interner.name(symbol))?)
    }

    pub(super) fn name(&mut self, symbol: Symbol) -> Emitted<NameId> {
        Ok(self.module.name(self.tree.interner.name(symbol))?)
    }

    fn push_at(&mut self, position: u32, inst: Inst) -> Emitted {
        self.move_to(position);
        self.chunk().push(inst)
    }
}
