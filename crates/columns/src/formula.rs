//! [`Formula`]: which function is computed from which columns.

use bytecode::{ChunkId, Module};

/// A closed function and the columns that its parameters are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    pub(crate) chunk: ChunkId,
    /// One for each parameter.
    pub(crate) columns: Vec<usize>,
}

impl Formula {
    /// The function of a chunk, whose parameters are the columns of these numbers, in this order. A
    /// column may be named several times. Numbers begin at 0; several formulas that are compiled
    /// together share the columns that both name.
    pub fn new(chunk: ChunkId, columns: impl Into<Vec<usize>>) -> Formula {
        Formula { chunk, columns: columns.into() }
    }

    /// The function of this name, whose parameters are the columns 0, 1 and so on. `None` if the
    /// module has no closed function of the name.
    pub fn named(module: &Module, name: &str) -> Option<Formula> {
        let is_it = |chunk: &bytecode::Chunk| chunk.closed.is_some() && module.name(chunk.name) == name;
        let index = module.chunks.iter().position(is_it)?;
        let params = usize::from(module.chunks[index].params);
        Some(Formula::new(ChunkId(index as u32), (0..params).collect::<Vec<_>>()))
    }
}
