//! Names, properties, elements and constants: what a row's operands stand for.

use bytecode::{ConstId, Constant, GlobalId, Inst, LowSlot, NameId, Slot, UpvalueId};

use super::work::Work;
use super::{Emitted, Emitter};
use crate::intern::Symbol;
use crate::tree::{Binding, CaptureId, Expr, ExprId, Name};

impl Emitter<'_> {
    pub(super) fn load_name(&mut self, Name { symbol, binding }: Name) -> Emitted {
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

    pub(super) fn property(&mut self, target: ExprId, name: Symbol, position: u32) -> Emitted {
        if let Some(slot) = self.plain_local(target).and_then(|slot| u8::try_from(slot.0).ok()).map(LowSlot)
            && let Some(cache) = self.chunk().property_cache()
        {
            let name = self.name(name)?;
            return self.push_at(position, Inst::LoadPropertyL { slot, cache, name });
        }
        self.queue([Work::Value(target), Work::Position(position), Work::LoadProperty(name)]);
        Ok(())
    }

    pub(super) fn load_property(&mut self, name: Symbol) -> Emitted {
        let name = self.name(name)?;
        let inst = match self.chunk().property_cache() {
            Some(cache) => Inst::LoadProperty { cache, name },
            None => Inst::LoadPropertyUncached { name },
        };
        self.chunk().push(inst)
    }

    pub(super) fn index(&mut self, target: ExprId, index: ExprId, position: u32) -> Emitted {
        if let (Some(a), Some(b)) = (self.plain_local(target), self.plain_local(index)) {
            return self.push_at(position, Inst::LoadIndexLl { a, b });
        }
        let inst = Inst::LoadIndex {};
        self.queue([Work::Value(target), Work::Value(index), Work::Position(position), Work::Inst(inst)]);
        Ok(())
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

    pub(super) fn push_at(&mut self, position: u32, inst: Inst) -> Emitted {
        self.move_to(position);
        self.chunk().push(inst)
    }
}
