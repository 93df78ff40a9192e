//! [`OpenChunk`]: the code of one function while it is made: reachability, operand depth, labels.

use bytecode::{Argc, CacheId, Chunk, ChunkBuilder, ChunkId, Flow, Inst, Label, NameId, Slot};

use super::slot::{SlotClass, Slots};
use super::{Emitted, Exceeded};
use crate::tree::ExprId;

/// A function whose body is being emitted.
pub(super) struct OpenChunk {
    pub id: ChunkId,
    builder: ChunkBuilder,
    /// The line of the next instruction.
    line: u32,
    depth: u32,
    reachable: bool,
    /// Labels that a jump names, by number.
    jumped_to: Vec<bool>,
    pub slots: Slots,
    nil_slots: Vec<Slot>,
    scratch: Option<Slot>,
    pub branches: Vec<Branch>,
    pub loops: Vec<Loop>,
}

/// An `if` that is open.
pub(super) struct Branch {
    /// The next alternative, or the end if there is none.
    pub otherwise: Label,
    pub end: Option<Label>,
}

/// A loop that is open.
pub(super) struct Loop {
    pub kind: LoopKind,
    /// `None` if the loop cannot be reached.
    pub header: Option<Label>,
    /// Where `continue` goes: the step and the test at the bottom.
    pub next: Label,
    /// Where `break` goes.
    pub exit: Label,
}

pub(super) enum LoopKind {
    While {
        condition: ExprId,
    },
    For {
        condition: Option<ExprId>,
        step: Option<ExprId>,
    },
    /// The hidden slots of the index and of the collection.
    Foreach {
        index: Slot,
        collection: Slot,
    },
}

impl OpenChunk {
    pub fn new(id: ChunkId, name: NameId, params: u16) -> OpenChunk {
        OpenChunk {
            id,
            builder: ChunkBuilder::new(name, params),
            line: 1,
            depth: 0,
            reachable: true,
            jumped_to: Vec::new(),
            slots: Slots::new(params),
            nil_slots: Vec::new(),
            scratch: None,
            branches: Vec::new(),
            loops: Vec::new(),
        }
    }

    pub fn finish(mut self) -> Emitted<Chunk> {
        self.builder.set_nil_slots(self.nil_slots);
        Ok(self.builder.finish()?)
    }

    pub fn set_line(&mut self, line: u32) {
        self.line = line;
    }

    // Instructions.

    /// Appends an instruction that does not jump, if it can be reached.
    pub fn push(&mut self, inst: Inst) -> Emitted {
        if !self.reachable {
            return Ok(());
        }
        let (pops, pushes) = inst.effect();
        debug_assert!(self.depth >= pops, "{inst:?} pops more than there is");
        self.depth = self.depth - pops + pushes;
        if self.depth as usize > bytecode::MAX_DEPTH {
            return Err(Exceeded::Operands);
        }
        self.reachable = !matches!(inst.opcode().flow(), Flow::Jump | Flow::Loop | Flow::End);
        self.builder.line(self.line);
        Ok(self.builder.push(inst)?)
    }

    /// Appends an instruction that may jump to the label.
    pub fn push_jump(&mut self, inst: Inst, label: Label) -> Emitted {
        if self.reachable {
            self.jumped_to[label.target().index()] = true;
        }
        self.push(inst)
    }

    pub fn jump(&mut self, label: Label) -> Emitted {
        self.push_jump(Inst::Jump { target: label.target() }, label)
    }

    /// Pushes a plain local; two in a row become one row.
    pub fn load_local(&mut self, slot: Slot) -> Emitted {
        match self.last_load() {
            Some(a) if self.reachable => {
                self.builder.take_last();
                self.depth -= 1;
                self.push(Inst::LoadLocalLl { a, b: slot })
            }
            _ => self.push(load_row(slot)),
        }
    }

    /// The slot that the last instruction pushes, if a fused row may stand for it.
    fn last_load(&self) -> Option<Slot> {
        let last = self.builder.code().last().filter(|_| self.builder.can_take(1))?;
        last.loaded_slot()
    }

    // Labels.

    pub fn label(&mut self) -> Label {
        self.jumped_to.push(false);
        self.builder.label()
    }

    /// Binds a label here, if anything jumps to it.
    pub fn bind(&mut self, label: Label) -> Emitted {
        if self.jumped_to[label.target().index()] {
            self.reachable = true;
            self.builder.bind(label)?;
        }
        Ok(())
    }

    /// A LOOP_HEADER, unless it cannot be reached.
    pub fn loop_header(&mut self) -> Emitted<Option<Label>> {
        if !self.reachable {
            return Ok(None);
        }
        self.builder.line(self.line);
        self.jumped_to.push(true);
        Ok(Some(self.builder.loop_header()?))
    }

    // Properties and calls.

    /// A new inline cache for a property; `None` when the chunk has as many as it may.
    pub fn property_cache(&mut self) -> Option<CacheId> {
        if self.reachable { self.builder.cache() } else { None }
    }

    /// Appends a call of `argc` arguments.
    pub fn call(&mut self, argc: u16) -> Emitted {
        self.push(match argc {
            0 => Inst::Call0 {},
            1 => Inst::Call1 {},
            2 => Inst::Call2 {},
            _ => Inst::Call { argc: Argc(argc) },
        })
    }

    // Slots.

    /// A slot for a local of the current scope.
    pub fn slot(&mut self, class: SlotClass) -> Emitted<Slot> {
        let slot = match self.slots.take_free(class) {
            Some(slot) => slot,
            None => self.new_slot(class)?,
        };
        self.slots.hold(slot, class);
        Ok(slot)
    }

    /// A slot for a plain local that begins as nil: where nothing else can have written the slot
    /// before, the prologue does it (V11), and otherwise the code here.
    pub fn nil_slot(&mut self) -> Emitted<Slot> {
        if self.loops.is_empty() && !self.slots.has_free(SlotClass::Plain) {
            let slot = self.slot(SlotClass::Plain)?;
            self.nil_slots.push(slot);
            return Ok(slot);
        }
        let slot = self.slot(SlotClass::Plain)?;
        self.push(Inst::LoadNil {})?;
        self.push(Inst::StoreLocal { slot })?;
        Ok(slot)
    }

    /// A plain slot for a temporary value, which is read before anything else needs the slot.
    pub fn scratch(&mut self) -> Emitted<Slot> {
        match self.scratch {
            Some(slot) => Ok(slot),
            None => {
                let slot = self.new_slot(SlotClass::Plain)?;
                self.scratch = Some(slot);
                Ok(slot)
            }
        }
    }

    fn new_slot(&mut self, class: SlotClass) -> Emitted<Slot> {
        self.slots.add();
        match class {
            SlotClass::Plain => Ok(self.builder.slot()?),
            SlotClass::Cell => Ok(self.builder.cell_slot()?),
        }
    }

    /// Adds a capture, which gets the next number among the upvalues.
    pub fn capture(&mut self, capture: bytecode::Capture) -> Emitted {
        self.builder.capture(capture)?;
        Ok(())
    }
}

/// The rows that push a local, shortest first.
fn load_row(slot: Slot) -> Inst {
    match slot {
        Slot(0) => Inst::LoadLocal0 {},
        Slot(1) => Inst::LoadLocal1 {},
        Slot(2) => Inst::LoadLocal2 {},
        _ => Inst::LoadLocal { slot },
    }
}
