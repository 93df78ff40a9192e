//! [`LocalName`]: what the source calls a slot, for tools. The bytecode has no names of locals.

use bytecode::{ChunkId, Slot};

use crate::diagnostic::Diagnostic;
use crate::{emit, resolved};

/// A local of the source and its slot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalName {
    /// The function, by the chunk that [`compile`](crate::compile) makes of it.
    pub chunk: ChunkId,
    /// The slot. In a function with very many locals some have it one after the other.
    pub slot: Slot,
    /// The name.
    pub name: String,
}

/// The locals of a source text, in the order of their declarations, as far as these can be reached.
///
/// # Errors
/// As [`compile`](crate::compile).
pub fn local_names(path: &str, source: &[u8]) -> Result<Vec<LocalName>, Vec<Diagnostic>> {
    resolved(path, source, |source, tree, locals| {
        let named = locals.symbols().zip(emit::places(source, tree, locals)?);
        let name = |(symbol, place): (_, Option<(ChunkId, Slot)>)| {
            let (chunk, slot) = place?;
            Some(LocalName { chunk, slot, name: tree.interner.name(symbol).to_string() })
        };
        Ok(named.filter_map(name).collect())
    })
}
