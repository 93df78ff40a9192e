//! [`Verified`]: a module that the verifier has accepted, with what it found out on the way.
//!
//! Only `verify` makes one, so whoever holds one may rely on V1 to V12 without a check.

use std::ops::Deref;

use crate::closed::OperandTypes;
use crate::module::Module;
use crate::operand::{ChunkId, LoopId, Slot};

/// A verified program; immutable, shared by `Arc`.
#[derive(Clone, Debug)]
pub struct Verified<M> {
    inner: M,
    facts: Vec<ChunkFacts>,
}

/// What holds for a chunk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChunkFacts {
    /// Operand depth before each instruction; `UNREACHABLE` for one that nothing reaches.
    pub depths: Vec<u16>,
    /// The deepest operand stack.
    pub max_depth: u16,
    /// The loops, by the position of their headers.
    pub loops: Vec<LoopFacts>,
    /// The types of the operands before each instruction of a closed chunk; there are none before
    /// one that nothing reaches. Empty for an open chunk.
    pub closed: Vec<OperandTypes>,
    /// Where the innermost loop changes, ascending by instruction: from that instruction on it is
    /// the loop given. Of two entries for one instruction the later one holds.
    pub(crate) innermost: Vec<(u32, Option<LoopId>)>,
}

/// What holds for a loop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoopFacts {
    /// Index of the LOOP_HEADER.
    pub header: u32,
    /// Index after the last LOOP row that goes to the header.
    pub end: u32,
    /// The innermost loop around this one.
    pub parent: Option<LoopId>,
    /// How deep the loop nests, an outermost one being 1.
    pub nesting: u16,
    /// Plain slots read in the loop's reached code (inner loops included), with the number of
    /// places, ascending. Empty if `nesting` is above [`MAX_LOOP_DETAIL`].
    pub reads: Vec<(Slot, u32)>,
    /// The same for the slots written.
    pub writes: Vec<(Slot, u32)>,
}

/// The deepest nesting at which a loop's accesses are given. Those of deeper loops count in the
/// loops around them.
pub const MAX_LOOP_DETAIL: u16 = 64;

impl ChunkFacts {
    /// The innermost loop that holds an instruction. Takes a binary search.
    pub fn innermost_loop(&self, at: u32) -> Option<LoopId> {
        let begun = self.innermost.partition_point(|&(from, _)| from <= at);
        self.innermost[begun.checked_sub(1)?].1
    }

    /// Whether control can come to an instruction.
    pub fn is_reached(&self, at: u32) -> bool {
        self.depths.get(at as usize).is_some_and(|&depth| depth != UNREACHABLE)
    }
}

/// The depth in [`ChunkFacts::depths`] of an instruction that nothing reaches.
pub const UNREACHABLE: u16 = u16::MAX;

impl Verified<Module> {
    /// For the verifier alone.
    pub(crate) fn new(inner: Module, facts: Vec<ChunkFacts>) -> Verified<Module> {
        Verified { inner, facts }
    }

    /// What holds for a chunk.
    ///
    /// # Panics
    /// If the module has no such chunk.
    pub fn facts(&self, chunk: ChunkId) -> &ChunkFacts {
        &self.facts[chunk.index()]
    }

    /// The module, no longer verified.
    pub fn into_inner(self) -> Module {
        self.inner
    }
}

impl<M> Deref for Verified<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.inner
    }
}
