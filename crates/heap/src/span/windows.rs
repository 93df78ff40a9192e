//! [`Span`] on Windows: addresses are reserved at once, which costs next to nothing, and memory is
//! committed as it is needed.

use crate::pages::Mapping;

/// Readable and writable memory.
#[derive(Debug)]
pub(crate) struct Span {
    mapping: Mapping,
    /// Bytes of the mapping before the first that is aligned.
    slack: usize,
    most: usize,
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

    /// The first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.mapping.base().wrapping_add(self.slack)
    }

    /// Bytes the span can grow to, unless the system refuses them.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Makes the first `bytes` usable, at most [`Span::most`]. On failure nothing changes.
    pub(crate) fn grow(&mut self, bytes: usize) -> Option<()> {
        debug_assert!(bytes <= self.most, "as far as the addresses go");
        self.mapping.extend(bytes + self.slack)
    }

    /// Gives the memory behind a range of whole pages back to the system; it reads as zero
    /// afterwards.
    pub(crate) fn discard(&self, start: *mut u8, bytes: usize) {
        self.mapping.discard(start, bytes);
    }
}
