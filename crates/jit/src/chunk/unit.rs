//! [`Unit`]: what is compiled, as all passes get it.

use bytecode::{Chunk, ChunkFacts, ChunkId, LoopId, Module};

use super::decoded::Decoded;
use crate::profile::Profile;

/// What is compiled.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    /// Its module.
    pub module: &'a Module,
    /// Which of its functions.
    pub chunk_id: ChunkId,
    /// The function's code.
    pub chunk: &'a Chunk,
    /// What the verifier found out about it.
    pub facts: &'a ChunkFacts,
    /// What is known of how it runs.
    pub profile: &'a Profile,
    /// Its primitives.
    pub decoded: &'a Decoded,
}

impl Unit<'_> {
    /// The loop of a nest that is in no other.
    pub fn outermost(&self, mut id: LoopId) -> LoopId {
        while let Some(parent) = self.facts.loops[id.index()].parent {
            id = parent;
        }
        id
    }
}
