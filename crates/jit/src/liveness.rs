//! Which locals may still be read, before each instruction: one bit for each of the first 64 slots.
//!
//! A local that is dead at a loop's header needs neither a guard nor a load there. One backward
//! pass; a further one for each level of loops that changes something at a header.

use bytecode::{Access, ChunkFacts, Flow, Inst, Slot, UNREACHABLE};

/// Slots that can be in a set.
pub const TRACKED: usize = 64;

/// A set of slots, of the first 64.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SlotSet(pub u64);

impl SlotSet {
    /// The slot's bit, 0 for one that is not tracked.
    pub fn bit(slot: Slot) -> u64 {
        if slot.index() < TRACKED { 1 << slot.0 } else { 0 }
    }

    /// Whether the slot is in the set.
    pub fn contains(self, slot: Slot) -> bool {
        self.0 & SlotSet::bit(slot) != 0
    }

    /// Adds a slot that is tracked.
    pub fn insert(&mut self, slot: Slot) {
        self.0 |= SlotSet::bit(slot);
    }

    /// The slots, ascending.
    pub fn iter(self) -> impl Iterator<Item = Slot> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let slot = rest.trailing_zeros() as u16;
            rest &= rest.wrapping_sub(1);
            (slot < TRACKED as u16).then_some(Slot(slot))
        })
    }
}

/// The live locals before each instruction of a chunk.
pub fn live_slots(code: &[Inst], facts: &ChunkFacts) -> Vec<SlotSet> {
    let effects: Vec<(u64, u64)> = code.iter().map(|&inst| reads_and_writes(inst)).collect();
    let mut live = vec![0u64; code.len() + 1];
    loop {
        let headers: Vec<u64> = facts.loops.iter().map(|it| live[it.header as usize]).collect();
        for (pc, &inst) in code.iter().enumerate().rev() {
            if facts.depths[pc] == UNREACHABLE {
                continue;
            }
            let target = || inst.target().map_or(0, |target| live[target.index()]);
            let after = match inst.opcode().flow() {
                Flow::Next => live[pc + 1],
                Flow::Jump | Flow::Loop => target(),
                Flow::Branch | Flow::ShortCircuit | Flow::LoopIf => live[pc + 1] | target(),
                Flow::End => 0,
            };
            let (reads, writes) = effects[pc];
            live[pc] = (after & !writes) | reads;
        }
        if facts.loops.iter().zip(&headers).all(|(it, &before)| live[it.header as usize] == before) {
            return live.into_iter().map(SlotSet).collect();
        }
    }
}

fn reads_and_writes(inst: Inst) -> (u64, u64) {
    let mut effect = (0, 0);
    for (slot, access) in inst.slots() {
        let bit = SlotSet::bit(slot);
        match access {
            Access::Read | Access::UseCell => effect.0 |= bit,
            Access::Write | Access::NewCell => effect.1 |= bit,
            Access::ReadWrite => {
                effect.0 |= bit;
                effect.1 |= bit;
            }
        }
    }
    if effect.0 & effect.1 != 0 {
        effect.1 &= !effect.0; // read before written: live before
    }
    effect
}
