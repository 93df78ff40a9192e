//! [`Coverage`]: which templates of the compiler have run, for the tests' matrix.

use std::sync::atomic::{AtomicU32, Ordering};

use bytecode::Opcode;
use jit::abi::{Covered, coverage_index};

/// Counters for each row of the opcode table. Machine code adds to them without synchronisation:
/// among several threads counts may be lost, but none is made up.
#[derive(Debug)]
pub struct Coverage {
    counters: Box<[AtomicU32]>,
    exits: Box<[AtomicU32]>,
    entries: Box<[AtomicU32]>,
}

impl Default for Coverage {
    fn default() -> Coverage {
        let zeros = |count: usize| (0..count).map(|_| AtomicU32::new(0)).collect();
        let rows = Opcode::ALL.len();
        Coverage { counters: zeros(2 * rows), exits: zeros(rows), entries: zeros(rows) }
    }
}

impl Coverage {
    /// How often the row's template ran.
    pub fn hot(&self, opcode: Opcode) -> u32 {
        self.counters[coverage_index(opcode, Covered::Hot) as usize].load(Ordering::Relaxed)
    }

    /// How often its slow path ran.
    pub fn slow(&self, opcode: Opcode) -> u32 {
        self.counters[coverage_index(opcode, Covered::Slow) as usize].load(Ordering::Relaxed)
    }

    /// How often an exit was taken before such a row.
    pub fn exits(&self, opcode: Opcode) -> u32 {
        self.exits[opcode as usize].load(Ordering::Relaxed)
    }

    /// How often a running frame entered code at such a row.
    pub fn entries(&self, opcode: Opcode) -> u32 {
        self.entries[opcode as usize].load(Ordering::Relaxed)
    }

    pub(crate) fn address(&self) -> u64 {
        self.counters.as_ptr() as u64
    }

    pub(crate) fn note_exit(&self, opcode: Opcode) {
        self.exits[opcode as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn note_entry(&self, opcode: Opcode) {
        self.entries[opcode as usize].fetch_add(1, Ordering::Relaxed);
    }
}
