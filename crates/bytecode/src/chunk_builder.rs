//! [`ChunkBuilder`]: making the code of one function, with labels.

use crate::builder::{BuildError, too_many};
use crate::closed::Signature;
use crate::inst::Inst;
use crate::module::{Capture, Chunk, LineEntry, MAX_CACHES, MAX_CODE, MAX_LOOPS, MAX_SLOTS, MAX_UPVALUES};
use crate::operand::{CacheId, LoopId, NameId, Slot, Target, UpvalueId};

/// A place in a chunk that jumps may name before it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(u32);

impl Label {
    /// The operand that stands for this label until [`ChunkBuilder::finish`].
    pub fn target(self) -> Target {
        Target(self.0)
    }
}

/// Builds a [`Chunk`]: instructions in order, labels, lines.
///
/// A jump is given with `label.target()` as its target; `finish` replaces it by the index of the
/// instruction the label was bound before. An example stands at
/// [`ModuleBuilder`](crate::ModuleBuilder).
#[derive(Debug)]
pub struct ChunkBuilder {
    chunk: Chunk,
    labels: Vec<Option<u32>>,
    loops: usize,
    caches: usize,
    last_bound: u32,
}

impl ChunkBuilder {
    /// A builder of a chunk with `params` parameters in slots `0..params`.
    pub fn new(name: NameId, params: u16) -> ChunkBuilder {
        let chunk = Chunk {
            name,
            params,
            slots: params,
            caches: 0,
            captures: Vec::new(),
            cells: Vec::new(),
            nil_slots: Vec::new(),
            closed: None,
            code: Vec::new(),
            lines: Vec::new(),
        };
        ChunkBuilder { chunk, labels: Vec::new(), loops: 0, caches: 0, last_bound: 0 }
    }

    /// A new label, not yet bound.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label to the next instruction.
    ///
    /// # Errors
    /// The label is bound already, or not of this builder.
    pub fn bind(&mut self, label: Label) -> Result<(), BuildError> {
        let here = self.chunk.code.len() as u32;
        match self.labels.get_mut(label.0 as usize) {
            Some(place @ None) => *place = Some(here),
            _ => return Err(BuildError::BadLabel),
        }
        self.last_bound = here;
        Ok(())
    }

    /// Appends an instruction; a jump's target is `label.target()`.
    ///
    /// # Errors
    /// The chunk is full.
    pub fn push(&mut self, inst: Inst) -> Result<(), BuildError> {
        if self.chunk.code.len() >= MAX_CODE {
            return too_many("instructions in a chunk", MAX_CODE);
        }
        self.chunk.code.push(inst);
        Ok(())
    }

    /// Appends LOAD_LOCAL in its shortest row.
    ///
    /// # Errors
    /// The chunk is full.
    pub fn load_local(&mut self, slot: Slot) -> Result<(), BuildError> {
        self.push(match slot.0 {
            0 => Inst::LoadLocal0 {},
            1 => Inst::LoadLocal1 {},
            2 => Inst::LoadLocal2 {},
            _ => Inst::LoadLocal { slot },
        })
    }

    /// Binds a new label here and appends its LOOP_HEADER.
    ///
    /// # Errors
    /// There are too many loops, or the chunk is full.
    pub fn loop_header(&mut self) -> Result<Label, BuildError> {
        if self.loops >= MAX_LOOPS {
            return too_many("loops in a function", MAX_LOOPS);
        }
        let label = self.label();
        self.bind(label)?;
        self.push(Inst::LoopHeader { loop_id: LoopId(self.loops as u16) })?;
        self.loops += 1;
        Ok(label)
    }

    /// A new inline cache, or `None` when the chunk has as many as it may.
    pub fn cache(&mut self) -> Option<CacheId> {
        if self.caches >= MAX_CACHES {
            return None;
        }
        self.caches += 1;
        Some(CacheId(self.caches as u16 - 1))
    }

    /// A new slot.
    ///
    /// # Errors
    /// There are too many.
    pub fn slot(&mut self) -> Result<Slot, BuildError> {
        if usize::from(self.chunk.slots) >= MAX_SLOTS {
            return too_many("locals in a function", MAX_SLOTS);
        }
        self.chunk.slots += 1;
        Ok(Slot(self.chunk.slots - 1))
    }

    /// A new slot that holds a cell.
    ///
    /// # Errors
    /// There are too many slots.
    pub fn cell_slot(&mut self) -> Result<Slot, BuildError> {
        let slot = self.slot()?;
        self.chunk.cells.push(slot);
        Ok(slot)
    }

    /// Adds a capture; its index is the upvalue's.
    ///
    /// # Errors
    /// There are too many.
    pub fn capture(&mut self, capture: Capture) -> Result<UpvalueId, BuildError> {
        if self.chunk.captures.len() >= MAX_UPVALUES {
            return too_many("captured variables in a function", MAX_UPVALUES);
        }
        self.chunk.captures.push(capture);
        Ok(UpvalueId(self.chunk.captures.len() as u16 - 1))
    }

    /// States that the prologue must set these slots to nil.
    pub fn set_nil_slots(&mut self, mut slots: Vec<Slot>) {
        slots.sort_unstable();
        slots.dedup();
        self.chunk.nil_slots = slots;
    }

    /// States that the chunk is closed, with the type of each slot, parameters first, and of the
    /// result.
    pub fn set_closed(&mut self, signature: Signature) {
        self.chunk.closed = Some(Box::new(signature));
    }

    /// States the source line of the instructions that follow.
    pub fn line(&mut self, line: u32) {
        let start = self.chunk.code.len() as u32;
        match self.chunk.lines.last_mut() {
            Some(last) if last.line == line => {}
            Some(last) if last.start == start => last.line = line,
            _ => self.chunk.lines.push(LineEntry { start, line }),
        }
    }

    /// The instructions so far; targets are still labels.
    pub fn code(&self) -> &[Inst] {
        &self.chunk.code
    }

    /// Takes back the last instruction if no label is bound behind it, so that a fused row can
    /// stand for both.
    pub fn take_last(&mut self) -> Option<Inst> {
        if self.last_bound as usize >= self.chunk.code.len() {
            return None;
        }
        self.chunk.code.pop()
    }

    /// Whether [`take_last`](Self::take_last) could take back `count` instructions in a row.
    pub fn can_take(&self, count: usize) -> bool {
        self.chunk.code.len() >= count && self.last_bound as usize <= self.chunk.code.len() - count
    }

    /// The chunk, with every label replaced by its place.
    ///
    /// # Errors
    /// A jump names a label that was never bound.
    pub fn finish(mut self) -> Result<Chunk, BuildError> {
        for (at, inst) in self.chunk.code.iter_mut().enumerate() {
            let Some(label) = inst.target() else { continue };
            let place = self.labels.get(label.index()).copied().flatten();
            let place = place.ok_or(BuildError::UnboundLabel { at: at as u32 })?;
            *inst = inst.with_target(Target(place));
        }
        self.chunk.caches = self.caches as u16;
        Ok(self.chunk)
    }
}
