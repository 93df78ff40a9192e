//! [`Formula`]: which function is computed from which columns.

use bytecode::{ChunkId, Module, ScalarType};

/// A function and the columns that its parameters are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    pub(crate) chunk: ChunkId,
    /// One for each parameter.
    pub(crate) columns: Vec<usize>,
    /// The types of the columns, of a function that does not declare them.
    pub(crate) types: Option<Vec<ScalarType>>,
}

impl Formula {
    /// The function of a chunk, whose parameters are the columns of these numbers, in this order. A
    /// column may be named several times. Numbers begin at 0; several formulas that are compiled
    /// together share the columns that both name.
    pub fn new(chunk: ChunkId, columns: impl Into<Vec<usize>>) -> Formula {
        Formula { chunk, columns: columns.into(), types: None }
    }

    /// As [`new`](Formula::new), of a function that declares no types, as a source text has them,
    /// for columns of these types. Inside, types are inferred. Globals that the module's body sets
    /// once, to a constant or a function, are what they are when it has run.
    pub fn typed(chunk: ChunkId, columns: impl Into<Vec<usize>>, types: impl Into<Vec<ScalarType>>) -> Formula {
        Formula { chunk, columns: columns.into(), types: Some(types.into()) }
    }

    /// The function of this name in a source text, whose parameters are the columns 0, 1 and so on,
    /// of these types. `None` if the module has no function of the name outside of others.
    pub fn source(module: &Module, name: &str, types: impl Into<Vec<ScalarType>>) -> Option<Formula> {
        let is_it = |chunk: &bytecode::Chunk| chunk.captures.is_empty() && module.name(chunk.name) == name;
        let index = module.chunks.iter().skip(1).position(is_it)? + 1;
        let types = types.into();
        Some(Formula::typed(ChunkId(index as u32), (0..types.len()).collect::<Vec<_>>(), types))
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
