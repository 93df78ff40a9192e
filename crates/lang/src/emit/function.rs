//! Functions: the chunk of each, what it captures, the closure that is made of it.

use bytecode::{Capture as CapturePlace, Inst, Slot, UpvalueId};

use super::chunk::OpenChunk;
use super::slot::SlotClass;
use super::{Emitted, Emitter, Exceeded};
use crate::tree::{Binding, Capture, CaptureId, FunctionId, Name};

impl Emitter<'_> {
    pub(super) fn open_function(&mut self, name: Name, id: FunctionId) -> Emitted {
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
            self.place(local, slot);
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
}
