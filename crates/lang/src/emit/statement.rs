//! Statements: declarations, branches, loops, functions.

use bytecode::{Capture as CapturePlace, Inst, Label, Slot, UpvalueId};

use super::chunk::{Branch, Loop, LoopKind, OpenChunk, SlotClass};
use super::expression::Work;
use super::{Emitted, Emitter, Exceeded};
use crate::intern::Symbol;
use crate::tree::{Binding, Capture, CaptureId, ExprId, FunctionId, LocalId, Name, Stmt, StructIndex};

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
                self.chunk().open_scope();
                Ok(())
            }
            Stmt::Close => {
                self.chunk().close_scope();
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
                self.chunk().close_scope();
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

    // Declarations.

    fn var(&mut self, name: Name, value: Option<ExprId>) -> Emitted {
        match (name.binding, value) {
            (Binding::Local(local), None) if !self.locals.is_captured(local) => {
                let slot = self.chunk().nil_slot()?;
                self.slots[local.0 as usize] = Some(slot);
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
    fn define(&mut self, name: Name) -> Emitted {
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
    fn declare(&mut self, local: LocalId) -> Emitted<Slot> {
        let class = self.class(local);
        let slot = self.chunk().slot(class)?;
        self.slots[local.0 as usize] = Some(slot);
        Ok(slot)
    }

    fn class(&self, local: LocalId) -> SlotClass {
        if self.locals.is_captured(local) { SlotClass::Cell } else { SlotClass::Plain }
    }

    // Functions.

    fn open_function(&mut self, name: Name, id: FunctionId) -> Emitted {
        // A captured function is in its cell before its own body captures that.
        if let Binding::Local(local) = name.binding {
            let slot = self.declare(local)?;
            if self.class(local) == SlotClass::Cell {
                self.chunk().push(Inst::LoadNil {})?;
                self.chunk().push(Inst::NewCell { slot })?;
            }
        }
        let tree = self.tree;
        let function = tree.function(id);
        let params = function.params.len();
        let params = u16::try_from(params).ok().filter(|&params| usize::from(params) <= bytecode::MAX_SLOTS);
        let chunk_name = self.module.name(tree.interner.name(function.name))?;
        let chunk_id = self.module.reserve_chunk()?;
        self.chunks.push(OpenChunk::new(chunk_id, chunk_name, params.ok_or(Exceeded::Parameters)?));
        self.functions.push(name);
        for &capture in &function.captures {
            let place = match capture {
                Capture::Local(local) => CapturePlace::Slot(self.slot(local)),
                Capture::Outer(CaptureId(outer)) => CapturePlace::Upvalue(UpvalueId(outer)),
            };
            self.chunk().capture(place)?;
        }
        self.move_to(self.position);
        self.parameters(&function.params)
    }

    /// Parameters are the first slots; captured ones move to cells.
    fn parameters(&mut self, params: &[Name]) -> Emitted {
        for (at, param) in params.iter().enumerate() {
            let Binding::Local(local) = param.binding else { continue };
            let slot = Slot(at as u16);
            self.slots[local.0 as usize] = Some(slot);
            if self.class(local) == SlotClass::Cell {
                self.chunk().load_local(slot)?;
                let cell = self.declare(local)?;
                self.chunk().push(Inst::NewCell { slot: cell })?;
            }
        }
        Ok(())
    }

    /// Ends the innermost function, or the module's body.
    pub(super) fn close_chunk(&mut self) -> Emitted {
        self.chunk().push(Inst::ReturnNil {})?;
        let chunk = self.chunks.pop().expect("the module's body is open");
        let id = chunk.id;
        self.module.set_chunk(id, chunk.finish()?);
        let Some(name) = self.functions.pop() else { return Ok(()) };
        self.chunk().push(Inst::MakeClosure { chunk: id })?;
        match name.binding {
            Binding::Local(local) => {
                let slot = self.slot(local);
                let inst = match self.class(local) {
                    SlotClass::Plain => Inst::StoreLocal { slot },
                    SlotClass::Cell => Inst::StoreCell { slot },
                };
                self.chunk().push(inst)
            }
            Binding::Global | Binding::Captured(_) => self.define(name),
        }
    }

    // Branches.

    fn open_if(&mut self, condition: ExprId) -> Emitted {
        let otherwise = self.chunk().label();
        self.run_work(Work::Branch { condition, target: otherwise, when: false })?;
        self.chunk().branches.push(Branch { otherwise, end: None });
        Ok(())
    }

    fn open_else(&mut self) -> Emitted {
        let end = self.chunk().label();
        self.chunk().jump(end)?;
        let branch = self.chunk().branches.last_mut().expect("an if is open");
        branch.end = Some(end);
        let otherwise = branch.otherwise;
        self.chunk().bind(otherwise)
    }

    fn close_if(&mut self) -> Emitted {
        let Branch { otherwise, end } = self.chunk().branches.pop().expect("an if is open");
        self.chunk().bind(end.unwrap_or(otherwise))
    }

    // Loops: the test stands before the header once and at the bottom, fused with the jump back.

    fn open_loop(&mut self, condition: Option<ExprId>, kind: LoopKind) -> Emitted {
        let exit = self.chunk().label();
        if let Some(condition) = condition {
            self.run_work(Work::Branch { condition, target: exit, when: false })?;
        }
        self.open_body(kind, exit)
    }

    fn open_foreach(&mut self, name: Name, value: ExprId) -> Emitted {
        self.chunk().open_scope();
        let collection = self.chunk().slot(SlotClass::Plain)?;
        let index = self.chunk().slot(SlotClass::Plain)?;
        self.run_work(Work::StoreLocal(collection, value))?;
        let exit = self.chunk().label();
        self.chunk().push(Inst::StoreLocalI { slot: index, value: 0 })?;
        self.index_and_length(index, collection)?;
        self.chunk().push_jump(Inst::JumpUnlessLt { target: exit.target() }, exit)?;
        self.open_body(LoopKind::Foreach { index, collection }, exit)?;
        self.chunk().push(Inst::LoadIndexLl { a: collection, b: index })?;
        self.define(name)
    }

    fn index_and_length(&mut self, index: Slot, collection: Slot) -> Emitted {
        self.chunk().load_local(index)?;
        self.chunk().load_local(collection)?;
        self.chunk().push(Inst::ArrayLen {})
    }

    fn open_body(&mut self, kind: LoopKind, exit: Label) -> Emitted {
        let chunk = self.chunk();
        let next = chunk.label();
        let header = chunk.loop_header()?;
        chunk.loops.push(Loop { kind, header, next, exit });
        Ok(())
    }

    fn close_loop(&mut self) -> Emitted {
        let Loop { kind, header, next, exit } = self.chunk().loops.pop().expect("a loop is open");
        self.chunk().bind(next)?;
        // A loop that cannot be reached has no header, and nothing at its bottom either.
        if let Some(header) = header {
            match kind {
                LoopKind::While { condition } => self.loop_while(Some(condition), header)?,
                LoopKind::For { condition, step } => {
                    if let Some(step) = step {
                        self.run_work(Work::Effect(step))?;
                    }
                    self.loop_while(condition, header)?;
                }
                LoopKind::Foreach { index, collection } => {
                    self.chunk().push(Inst::IncLocal { slot: index })?;
                    self.index_and_length(index, collection)?;
                    self.chunk().push_jump(Inst::LoopIfLt { target: header.target() }, header)?;
                }
            }
        }
        self.chunk().bind(exit)
    }

    fn loop_while(&mut self, condition: Option<ExprId>, header: Label) -> Emitted {
        match condition {
            Some(condition) => self.run_work(Work::Loop { condition, header, when: true }),
            None => self.chunk().push_jump(Inst::Loop { target: header.target() }, header),
        }
    }

    fn innermost_loop(&mut self) -> &Loop {
        self.chunk().loops.last().expect("the parser allows break and continue in loops only")
    }
}
