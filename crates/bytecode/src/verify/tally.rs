//! What the loops read and write.

use crate::access::Access;
use crate::module::Chunk;
use crate::operand::Slot;
use crate::verified::{ChunkFacts, LoopFacts, MAX_LOOP_DETAIL, UNREACHABLE};

/// The accesses of one open loop, with how often each slot occurs.
#[derive(Default)]
struct Tally {
    id: usize,
    reads: Vec<(Slot, u32)>,
    writes: Vec<(Slot, u32)>,
}

/// Fills in the reads and writes of each loop. Every access is looked at once, and once more for
/// each loop around, of which at most [`MAX_LOOP_DETAIL`] keep count.
pub(super) fn count_accesses(chunk: &Chunk, facts: &mut ChunkFacts) {
    if facts.loops.is_empty() {
        return;
    }
    let mut open: Vec<Tally> = Vec::new();
    let mut next = 0;
    for (at, inst) in (0..).zip(&chunk.code) {
        close(&mut facts.loops, &mut open, at);
        if facts.loops.get(next).is_some_and(|found| found.header == at) {
            if facts.loops[next].nesting <= MAX_LOOP_DETAIL {
                open.push(Tally { id: next, ..Tally::default() });
            }
            next += 1;
        }
        let Some(tally) = open.last_mut() else { continue };
        if facts.depths[at as usize] != UNREACHABLE {
            inst.slots().for_each(|(slot, access)| tally.add(slot, access));
        }
    }
    close(&mut facts.loops, &mut open, chunk.code.len() as u32);
}

/// Ends the loops that end at or before an instruction; what they counted goes to the loop around.
fn close(loops: &mut [LoopFacts], open: &mut Vec<Tally>, at: u32) {
    while let Some(mut tally) = open.pop_if(|tally| loops[tally.id].end <= at) {
        sum(&mut tally.reads);
        sum(&mut tally.writes);
        if let Some(outer) = open.last_mut() {
            outer.reads.extend_from_slice(&tally.reads);
            outer.writes.extend_from_slice(&tally.writes);
        }
        tally.reads.shrink_to_fit();
        tally.writes.shrink_to_fit();
        loops[tally.id].reads = tally.reads;
        loops[tally.id].writes = tally.writes;
    }
}

/// Sorts by slot and adds up what is equal.
fn sum(counts: &mut Vec<(Slot, u32)>) {
    counts.sort_unstable_by_key(|&(slot, _)| slot);
    counts.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 = first.1.saturating_add(later.1);
        }
        same
    });
}

impl Tally {
    fn add(&mut self, slot: Slot, access: Access) {
        if access.is_cell() {
            return;
        }
        if access.reads() {
            self.reads.push((slot, 1));
        }
        if access.writes() {
            self.writes.push((slot, 1));
        }
    }
}
