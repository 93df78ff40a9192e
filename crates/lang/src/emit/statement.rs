//! Statements, and the declarations among them.

use bytecode::{Inst, Slot};

use super::chunk::LoopKind;
use super::slot::SlotClass;
use super::work::Work;
use super::{Emitted, Emitter};
use crate::intern::Symbol;
use crate::tree::{Binding, ExprId, LocalId, Name, Stmt, StructIndex};

impl Emitter<'_> {
    pub(super) fn statement(&mut self, stmt: Stmt) -> Emitted {
        match stmt {
            Stmt::Var(name, value) => self.var(name, value),
            Stmt::Struct(name, declared) => self.struct_declaration(name, declared),
            Stmt::Import(name, path) => self.import(name, path),
            Stmt::Function(name, function) => self.open_function(name, function),
            Stmt::EndFunction => self.close_chunk(),
            Stmt::Print(value) => {
                self.run_work(Work::Value(value))?;
                self.chunk().push(Inst::Print {})
            }
            Stmt::Expr(value) => self.run_work(Work::Effect(value)),
            Stmt::Return(None) => self.chunk().push(Inst::ReturnNil {}),
            Stmt::Return(Some(value)) => {
                self.run_work(Work::Value(value))?;
                self.chunk().push(Inst::Return {})
            }
            Stmt::Open | Stmt::OpenFor => {
                self.chunk().slots.open_scope();
                Ok(())
            }
            Stmt::Close => {
                self.chunk().slots.close_scope();
                Ok(())
            }
            Stmt::If(condition) => self.open_if(condition),
            Stmt::Else => self.open_else(),
            Stmt::EndIf => self.close_if(),
            Stmt::While(condition) => self.open_loop(Some(condition), LoopKind::While { condition }),
            Stmt::For(condition, step) => self.open_loop(condition, LoopKind::For { condition, step }),
            Stmt::Foreach(name, collection) => self.open_foreach(name, collection),
            Stmt::EndWhile => self.close_loop(),
            Stmt::EndFor | Stmt::EndForeach => {
                self.close_loop()?;
                self.chunk().slots.close_scope();
                Ok(())
            }
            Stmt::Break => {
                let exit = self.innermost_loop().exit;
                self.chunk().jump(exit)
            }
            Stmt::Continue => {
                let next = self.innermost_loop().next;
                self.chunk().jump(next)
            }
        }
    }

    fn var(&mut self, name: Name, value: Option<ExprId>) -> Emitted {
        match (name.binding, value) {
            (Binding::Local(local), None) if !self.locals.is_captured(local) => {
                let slot = self.chunk().nil_slot()?;
                self.place(local, slot);
                Ok(())
            }
            // The value cannot mean the new variable, so the slot may come first.
            (Binding::Local(local), Some(value)) if !self.locals.is_captured(local) => {
                let slot = self.declare(local)?;
                self.run_work(Work::StoreLocal(slot, value))
            }
            (_, value) => {
                match value {
                    Some(value) => self.run_work(Work::Value(value))?,
                    None => self.chunk().push(Inst::LoadNil {})?,
                }
                self.define(name)
            }
        }
    }

    fn struct_declaration(&mut self, name: Name, declared: StructIndex) -> Emitted {
        let interner = &self.tree.interner;
        let declared = self.tree.declared_struct(declared);
        let fields = declared.fields.iter().map(|&field| interner.name(field));
        let struct_id = self.module.struct_decl(interner.name(declared.name), fields)?;
        self.chunk().push(Inst::StructDef { struct_id })?;
        self.define(name)
    }

    fn import(&mut self, name: Name, path: Symbol) -> Emitted {
        let import = self.module.import(self.tree.interner.name(path))?;
        self.chunk().push(Inst::Import { import })?;
        self.define(name)
    }

    /// Pops into a newly declared name.
    pub(super) fn define(&mut self, name: Name) -> Emitted {
        match name.binding {
            Binding::Local(local) => {
                let slot = self.declare(local)?;
                let inst = match self.class(local) {
                    SlotClass::Plain => Inst::StoreLocal { slot },
                    SlotClass::Cell => Inst::NewCell { slot },
                };
                self.chunk().push(inst)
            }
            Binding::Global | Binding::Captured(_) => {
                let global = self.global(name.symbol)?;
                self.chunk().push(Inst::DefineGlobal { global })
            }
        }
    }

    /// The slot of a newly declared local.
    pub(super) fn declare(&mut self, local: LocalId) -> Emitted<Slot> {
        let class = self.class(local);
        let slot = self.chunk().slot(class)?;
        self.place(local, slot);
        Ok(slot)
    }

    pub(super) fn class(&self, local: LocalId) -> SlotClass {
        if self.locals.is_captured(local) { SlotClass::Cell } else { SlotClass::Plain }
    }
}
