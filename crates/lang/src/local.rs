//! [`LocalName`]: what the source calls a slot, for tools. The bytecode has no names of locals.

use bytecode::{ChunkId, Slot};

use crate::diagnostic::Diagnostic;
use crate::limit::MAX_SOURCE_BYTES;
use crate::source::Source;
use crate::{emit, parse, resolve, too_long};

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
    if source.len() > MAX_SOURCE_BYTES {
        return Err(vec![too_long(path)]);
    }
    let source = Source::new(path, source);
    let mut tree = parse::parse(&source)?;
    let locals = resolve::resolve(&source, &mut tree).map_err(|diagnostic| vec![diagnostic])?;
    let places = emit::places(&source, &tree, &locals).map_err(|diagnostic| vec![diagnostic])?;
    let named = locals.symbols().zip(places);
    let name = |(symbol, place): (_, Option<(ChunkId, Slot)>)| {
        let (chunk, slot) = place?;
        Some(LocalName { chunk, slot, name: tree.interner.name(symbol).to_string() })
    };
    Ok(named.filter_map(name).collect())
}
