//! Assignments, plain and compound, to names, properties and elements.
//!
//! The rows that store pop all they take. Where an assignment is used for its value, that is
//! duplicated before it goes into a name, and kept in a scratch slot while it goes elsewhere.

use bytecode::num::Arithmetic;
use bytecode::{Inst, Slot, UpvalueId};

use super::work::Work;
use super::{Emitted, Emitter};
use crate::intern::Symbol;
use crate::tree::{Binding, CaptureId, Expr, ExprId, Name};

impl Emitter<'_> {
    /// `target = value`; pushes the value if it is wanted.
    pub(super) fn assign(&mut self, target: ExprId, value: ExprId, position: u32, wanted: bool) -> Emitted {
        match self.tree.expr(target) {
            Expr::Property(object, name) => {
                self.queue_store(Work::StoreProperty(name), position, wanted)?;
                self.queue([Work::Value(object), Work::Value(value)]);
            }
            Expr::Index(object, index) => {
                self.queue_store(Work::Inst(Inst::StoreIndex {}), position, wanted)?;
                self.queue([Work::Value(object), Work::Value(index), Work::Value(value)]);
            }
            _ => match (self.plain_local(target), wanted) {
                (Some(slot), false) => self.work.push(Work::StoreLocal(slot, value)),
                _ => {
                    self.queue_store_name(target, position, wanted);
                    self.work.push(Work::Value(value));
                }
            },
        }
        Ok(())
    }

    /// `target OP= value`; the parts of the target are evaluated once.
    pub(super) fn compound(
        &mut self,
        operator: Arithmetic,
        target: ExprId,
        value: ExprId,
        position: u32,
        wanted: bool,
    ) -> Emitted {
        let apply = [Work::Position(position), Work::Apply(operator, value)];
        match self.tree.expr(target) {
            Expr::Property(object, name) => {
                self.queue_store(Work::StoreProperty(name), position, wanted)?;
                self.queue(apply);
                let at = Work::Position(self.tree.expr_position(target));
                if self.plain_local(object).is_some() {
                    self.queue([Work::Value(object), Work::Value(target)]);
                } else {
                    self.queue([Work::Value(object), at, Work::Inst(Inst::Dup {}), Work::LoadProperty(name)]);
                }
            }
            Expr::Index(object, index) => {
                self.queue_store(Work::Inst(Inst::StoreIndex {}), position, wanted)?;
                self.queue(apply);
                let load = [Work::Position(self.tree.expr_position(target)), Work::Inst(Inst::LoadIndex {})];
                if self.plain_local(object).is_some() && self.plain_local(index).is_some() {
                    self.queue([Work::Value(object), Work::Value(index), Work::Value(target)]);
                } else {
                    self.queue(load);
                    self.queue([Work::Value(object), Work::Value(index), Work::Inst(Inst::Dup2 {})]);
                }
            }
            _ => match (self.plain_local(target), self.tree.expr(value), operator) {
                (Some(slot), Expr::Int(1), Arithmetic::Add) if !wanted => {
                    self.queue([Work::Position(position), Work::Inst(Inst::IncLocal { slot })]);
                }
                (Some(slot), Expr::Int(1), Arithmetic::Sub) if !wanted => {
                    self.queue([Work::Position(position), Work::Inst(Inst::DecLocal { slot })]);
                }
                _ => {
                    self.queue_store_name(target, position, wanted);
                    self.arithmetic(operator, target, value, position)?;
                }
            },
        }
        Ok(())
    }

    /// Queues a row that pops the value on top with what is below it.
    fn queue_store(&mut self, store: Work, position: u32, wanted: bool) -> Emitted {
        if !wanted {
            self.queue([Work::Position(position), store]);
            return Ok(());
        }
        let slot = self.chunk().scratch()?;
        self.queue([
            Work::Position(position),
            Work::Inst(Inst::Dup {}),
            Work::Inst(Inst::StoreLocal { slot }),
            store,
            Work::Inst(Inst::LoadLocal { slot }),
        ]);
        Ok(())
    }

    fn queue_store_name(&mut self, target: ExprId, position: u32, wanted: bool) {
        let Expr::Name(name) = self.tree.expr(target) else {
            unreachable!("the parser accepts names, properties and elements as targets");
        };
        self.queue([Work::Position(position), Work::StoreName(name)]);
        if wanted {
            self.work.push(Work::Inst(Inst::Dup {}));
        }
    }

    /// Stores a value in a plain local, in the row that fits.
    pub(super) fn store_local(&mut self, slot: Slot, value: ExprId) -> Emitted {
        self.move_to(self.tree.expr_position(value));
        if let Some(from) = self.plain_local(value) {
            return self.chunk().push(Inst::StoreLocalL { slot, from });
        }
        match self.tree.expr(value) {
            Expr::Int(value) => return self.chunk().push(Inst::StoreLocalI { slot, value }),
            Expr::Arithmetic(operator, left, right) if self.plain_local(left) == Some(slot) => {
                match (operator, self.tree.expr(right)) {
                    (Arithmetic::Add, Expr::Int(1)) => return self.chunk().push(Inst::IncLocal { slot }),
                    (Arithmetic::Sub, Expr::Int(1)) => return self.chunk().push(Inst::DecLocal { slot }),
                    _ => {}
                }
            }
            _ => {}
        }
        self.queue([Work::Value(value), Work::Inst(Inst::StoreLocal { slot })]);
        Ok(())
    }

    /// Pops into a name, by assignment.
    pub(super) fn store_name(&mut self, Name { symbol, binding }: Name) -> Emitted {
        let inst = match binding {
            Binding::Local(local) => {
                let slot = self.slot(local);
                if self.locals.is_captured(local) { Inst::StoreCell { slot } } else { Inst::StoreLocal { slot } }
            }
            Binding::Captured(CaptureId(upvalue)) => Inst::StoreUpvalue { upvalue: UpvalueId(upvalue) },
            Binding::Global => Inst::StoreGlobal { global: self.global(symbol)? },
        };
        self.chunk().push(inst)
    }

    pub(super) fn store_property(&mut self, name: Symbol) -> Emitted {
        let name = self.name(name)?;
        let inst = match self.chunk().property_cache() {
            Some(cache) => Inst::StoreProperty { cache, name },
            None => Inst::StorePropertyUncached { name },
        };
        self.chunk().push(inst)
    }
}
