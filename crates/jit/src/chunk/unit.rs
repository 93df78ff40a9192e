//! [`Unit`]: the function that is compiled, with all that is known of it.

use bytecode::{Chunk, ChunkFacts, ChunkId, LoopId, Module};

use super::decoded::Decoded;
use crate::profile::Profile;

/// A function to be compiled, and what is known of it.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    /// Its module.
    pub module: &'a Module,
    /// Which function of the module it is.
    pub chunk_id: ChunkId,
    /// The function's code.
    pub chunk: &'a Chunk,
    /// What the verifier found out about the code.
    pub facts: &'a ChunkFacts,
    /// What the interpreter has seen of it.
    pub profile: &'a Profile,
    /// The primitives of the code.
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
