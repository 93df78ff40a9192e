//! [`Edges`]: the edges to each instruction, which locals are dirty on them, and the heads of
//! loops.

use bytecode::LoopId;

use crate::chunk::liveness::SlotSet;
use crate::target::{Label, Masm};

#[derive(Clone, Copy, Default, Debug)]
struct Join {
    label: Option<Label>,
    reached: bool,
    dirty: SlotSet,
}

#[derive(Clone, Copy, Default, Debug)]
struct Head {
    label: Option<Label>,
    emitted: bool,
}

/// The edges of a function so far.
#[derive(Debug)]
pub struct Edges {
    joins: Vec<Join>,
    heads: Vec<Head>,
}

impl Edges {
    /// None yet, in a function of so many instructions and loops.
    pub fn new(insts: usize, loops: usize) -> Edges {
        Edges { joins: vec![Join::default(); insts + 1], heads: vec![Head::default(); loops] }
    }

    /// The label of an instruction.
    pub fn label(&mut self, pc: u32, masm: &mut Masm) -> Label {
        *self.joins[pc as usize].label.get_or_insert_with(|| masm.label())
    }

    /// Adds an edge to an instruction further on, on which these locals are dirty; returns its
    /// label.
    pub fn add(&mut self, target: u32, dirty: SlotSet, masm: &mut Masm) -> Label {
        let join = &mut self.joins[target as usize];
        join.reached = true;
        join.dirty.0 |= dirty.0;
        self.label(target, masm)
    }

    /// Whether an edge that was added leads to an instruction.
    pub fn is_reached(&self, pc: u32) -> bool {
        self.joins[pc as usize].reached
    }

    /// The locals that are dirty on any of the edges to an instruction.
    pub fn dirty(&self, pc: u32) -> SlotSet {
        self.joins[pc as usize].dirty
    }

    /// The label of a loop's head, to which its LOOP rows jump.
    pub fn head(&mut self, id: LoopId, masm: &mut Masm) -> Label {
        *self.heads[id.index()].label.get_or_insert_with(|| masm.label())
    }

    /// A loop's head is emitted here; returns its label.
    pub fn begin_loop(&mut self, id: LoopId, masm: &mut Masm) -> Label {
        self.heads[id.index()].emitted = true;
        self.head(id, masm)
    }

    /// Whether a loop's head was emitted.
    pub fn has_begun(&self, id: LoopId) -> bool {
        self.heads[id.index()].emitted
    }
}
