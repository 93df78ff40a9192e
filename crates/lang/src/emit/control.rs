//! Branches and loops.
//!
//! A loop is inverted: its test stands once before the header and once at the bottom, there fused
//! with the jump back.

use bytecode::{Inst, Label, Slot};

use super::chunk::{Branch, Loop, LoopKind};
use super::slot::SlotClass;
use super::work::Work;
use super::{Emitted, Emitter};
use crate::tree::{ExprId, Name};

impl Emitter<'_> {
    pub(super) fn open_if(&mut self, condition: ExprId) -> Emitted {
        let otherwise = self.chunk().label();
        self.run_work(Work::Branch { condition, target: otherwise, when: false })?;
        self.chunk().branches.push(Branch { otherwise, end: None });
        Ok(())
    }

    pub(super) fn open_else(&mut self) -> Emitted {
        let end = self.chunk().label();
        self.chunk().jump(end)?;
        let branch = self.chunk().branches.last_mut().expect("an if is open");
        branch.end = Some(end);
        let otherwise = branch.otherwise;
        self.chunk().bind(otherwise)
    }

    pub(super) fn close_if(&mut self) -> Emitted {
        let Branch { otherwise, end } = self.chunk().branches.pop().expect("an if is open");
        self.chunk().bind(end.unwrap_or(otherwise))
    }

    pub(super) fn open_loop(&mut self, condition: Option<ExprId>, kind: LoopKind) -> Emitted {
        let exit = self.chunk().label();
        if let Some(condition) = condition {
            self.run_work(Work::Branch { condition, target: exit, when: false })?;
        }
        self.open_body(kind, exit)
    }

    pub(super) fn open_foreach(&mut self, name: Name, value: ExprId) -> Emitted {
        self.chunk().slots.open_scope();
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

    fn open_body(&mut self, kind: LoopKind, exit: Label) -> Emitted {
        let chunk = self.chunk();
        let next = chunk.label();
        let header = chunk.loop_header()?;
        chunk.loops.push(Loop { kind, header, next, exit });
        Ok(())
    }

    pub(super) fn close_loop(&mut self) -> Emitted {
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

    fn index_and_length(&mut self, index: Slot, collection: Slot) -> Emitted {
        self.chunk().load_local(index)?;
        self.chunk().load_local(collection)?;
        self.chunk().push(Inst::ArrayLen {})
    }

    pub(super) fn innermost_loop(&mut self) -> &Loop {
        self.chunk().loops.last().expect("the parser allows break and continue in loops only")
    }
}
