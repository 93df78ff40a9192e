//! The locals that are live before each instruction of a chunk: frame states have their values.
//! Slots beyond the first 64 count as live everywhere, and so do all slots where loops nest very
//! deep.

use bytecode::{Capture, Chunk, ChunkFacts, Flow, MAX_LOOP_DETAIL, Module, Primitive, Primitives, Slot, UNREACHABLE};

/// How many slots have a bit of their own.
const TRACKED: u16 = 64;

/// The live locals of a chunk.
#[derive(Debug)]
pub(crate) struct Liveness {
    before: Vec<u64>,
}

fn bit(slot: Slot) -> u64 {
    if slot.0 < TRACKED { 1 << slot.0 } else { 0 }
}

impl Liveness {
    /// Takes a backward pass, and one more as long as something changes at the header of a loop.
    pub(crate) fn new(module: &Module, chunk: &Chunk, facts: &ChunkFacts, primitives: &Primitives) -> Liveness {
        let count = chunk.code.len();
        if facts.loops.iter().any(|found| found.nesting > MAX_LOOP_DETAIL) {
            return Liveness { before: vec![u64::MAX; count + 1] };
        }
        let accesses: Vec<(u64, u64)> = (0..count as u32).map(|pc| accesses(module, primitives.of(pc))).collect();
        let mut before = vec![0u64; count + 1];
        loop {
            let headers: Vec<u64> = facts.loops.iter().map(|found| before[found.header as usize]).collect();
            for (pc, &inst) in chunk.code.iter().enumerate().rev() {
                if facts.depths[pc] == UNREACHABLE {
                    continue;
                }
                let target = || inst.target().map_or(0, |target| before[target.index()]);
                let after = match inst.opcode().flow() {
                    Flow::Next => before[pc + 1],
                    Flow::Jump | Flow::Loop => target(),
                    Flow::Branch | Flow::ShortCircuit | Flow::LoopIf => before[pc + 1] | target(),
                    Flow::End => 0,
                };
                let (reads, writes) = accesses[pc];
                before[pc] = (after & !writes) | reads;
            }
            if facts.loops.iter().zip(&headers).all(|(found, &old)| before[found.header as usize] == old) {
                return Liveness { before };
            }
        }
    }

    /// Whether a slot may be read from an instruction on.
    pub(crate) fn is_live(&self, pc: u32, slot: u16) -> bool {
        slot >= TRACKED || self.before[pc as usize] & 1 << slot != 0
    }
}

/// The slots that an instruction reads, and those that it writes and does not read before.
fn accesses(module: &Module, primitives: &[Primitive]) -> (u64, u64) {
    let (mut reads, mut writes) = (0, 0);
    for primitive in primitives {
        if let Some((slot, access)) = primitive.access() {
            if access.reads() {
                reads |= bit(slot) & !writes;
            }
            if access.writes() {
                writes |= bit(slot) & !reads;
            }
        }
        if let Primitive::Closure(chunk) = primitive {
            for capture in &module.chunks[chunk.index()].captures {
                if let Capture::Slot(slot) = *capture {
                    reads |= bit(slot);
                }
            }
        }
    }
    (reads, writes)
}
