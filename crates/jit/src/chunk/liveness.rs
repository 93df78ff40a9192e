//! Which locals may still be read, before each instruction: one bit for each of the first 64 slots.
//!
//! A local that is dead at a loop's header needs neither a guard nor a load there. The analysis
//! takes one backward pass, and another for each level of loops that changes something at a header.
//! In a chunk whose loops nest very deep all locals count as live, so that the cost stays linear.

use bytecode::{ChunkFacts, Flow, Inst, MAX_LOOP_DETAIL, Slot, UNREACHABLE};

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

    /// Adds a slot, if it is tracked.
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
pub fn live_slots(code: &[Inst], accesses: &[(SlotSet, SlotSet)], facts: &ChunkFacts) -> Vec<SlotSet> {
    if facts.loops.iter().any(|found| found.nesting > MAX_LOOP_DETAIL) {
        return vec![SlotSet(u64::MAX); code.len() + 1];
    }
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
            let (reads, writes) = accesses[pc];
            live[pc] = (after & !writes.0) | reads.0;
        }
        if facts.loops.iter().zip(&headers).all(|(it, &before)| live[it.header as usize] == before) {
            return live.into_iter().map(SlotSet).collect();
        }
    }
}
