//! [`Decoded`]: the primitives of a chunk and what its instructions do to the tracked slots, found
//! once for all passes.

use bytecode::{Access, Inst, Primitive, Primitives};

use crate::chunk::liveness::SlotSet;

/// The primitives of a chunk's instructions and what they do to the first 64 slots.
#[derive(Debug)]
pub struct Decoded {
    primitives: Primitives,
    /// The slots that each instruction reads, and those that it writes and does not read before.
    pub accesses: Vec<(SlotSet, SlotSet)>,
    /// The slots that any instruction writes.
    pub written: SlotSet,
}

impl Decoded {
    /// Takes the code apart.
    pub fn new(code: &[Inst]) -> Decoded {
        let primitives = Primitives::new(code);
        let mut accesses = Vec::with_capacity(code.len());
        let mut written = SlotSet::default();
        for pc in 0..code.len() as u32 {
            let (reads, writes) = accesses_of(primitives.of(pc));
            accesses.push((reads, SlotSet(writes.0 & !reads.0)));
            written.0 |= writes.0;
        }
        Decoded { primitives, accesses, written }
    }

    /// The primitives of an instruction, in order; none for NOP.
    pub fn parts(&self, pc: u32) -> &[Primitive] {
        self.primitives.of(pc)
    }
}

/// How many instructions code would have without fused rows: the measure of how much there is to
/// compile.
pub fn unfused_len(code: &[Inst]) -> usize {
    let primitives = Primitives::new(code);
    let is_step = |inst: &Inst| matches!(inst, Inst::IncLocal { .. } | Inst::DecLocal { .. });
    let counts = code.iter().zip(0..);
    counts.map(|(inst, pc)| if is_step(inst) { 1 } else { primitives.of(pc).len().max(1) }).sum()
}

fn accesses_of(primitives: &[Primitive]) -> (SlotSet, SlotSet) {
    let (mut reads, mut writes) = (SlotSet::default(), SlotSet::default());
    for primitive in primitives {
        match primitive.access() {
            None => {}
            Some((slot, Access::Read | Access::UseCell)) => reads.insert(slot),
            Some((slot, Access::Write | Access::NewCell)) => writes.insert(slot),
            Some((slot, Access::ReadWrite)) => {
                reads.insert(slot);
                writes.insert(slot);
            }
        }
    }
    (reads, writes)
}
