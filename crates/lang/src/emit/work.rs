//! [`Work`]: what is still to be emitted of an expression, on a stack with the next on top.
//!
//! An operator queues its operands and its rows; so an expression of any depth is emitted by one
//! loop.

use bytecode::num::Arithmetic;
use bytecode::{Inst, Label, Slot};

use super::{Emitted, Emitter};
use crate::intern::Symbol;
use crate::tree::{ExprId, LogicOperator, Name};

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
    /// A call with this many arguments.
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
}
