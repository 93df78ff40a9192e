//! [`Span`] on Windows: addresses are reserved at once, which costs next to nothing, and memory is
//! committed as it is needed.

use crate::pages::Mapping;

/// Readable and writable memory.
#[derive(Debug)]
pub(crate) struct Span {
    pub(super) mapping: Mapping,
    /// Bytes of the mapping before the first that is aligned.
    pub(super) slack: usize,
    pub(super) most: usize,
}

impl Span {
    /// Memory of `least` bytes that can grow to `most`. It is aligned to `align`, of which both are
    /// multiples.
    pub(crate) fn new(least: usize, most: usize, align: usize) -> Option<Span> {
        let mut mapping = Mapping::reserve(1, most.checked_add(align)?)?;
        let slack = (mapping.base() as usize).next_multiple_of(align) - mapping.base() as usize;
        mapping.extend(slack + least)?;
        Some(Span { mapping, slack, most })
    }
}
