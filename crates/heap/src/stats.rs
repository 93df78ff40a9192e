//! What the collector has done so far.

use std::time::Duration;

use crate::heap::Heap;

/// Figures of one heap since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Collections.
    pub collections: u64,
    /// Bytes of objects copied by collections.
    pub bytes_copied: u64,
    /// Bytes of objects alive after the last collection.
    pub live_bytes: u64,
    /// Bytes of small objects allocated.
    pub allocated_bytes: u64,
    /// Time spent collecting.
    pub pause_total: Duration,
    /// The longest collection.
    pub pause_max: Duration,
    /// Bytes that string concatenation has copied.
    pub concat_bytes: u64,
    /// Used bytes of the space after the last collection, for `allocated_bytes`.
    pub(crate) used_after: usize,
}

impl Heap {
    /// The figures up to now.
    pub fn stats(&self) -> Stats {
        let since = self.used() - self.stats.used_after;
        Stats { allocated_bytes: self.stats.allocated_bytes + since as u64, ..self.stats }
    }

    /// Number of collections.
    pub fn collections(&self) -> u64 {
        self.stats.collections
    }
}
