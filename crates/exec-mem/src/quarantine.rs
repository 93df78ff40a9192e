//! Dropped code on its way back to the free space.

use crate::pool::List;
use crate::record::Handle;

/// Blocks whose code was dropped, on their way back to the free space.
#[derive(Default)]
pub(crate) struct Quarantine {
    /// Dropped since the last attempt.
    pub(crate) fresh: List,
    /// Waiting for everyone inside to have entered in `waiting_for` or later.
    pub(crate) waiting: List,
    pub(crate) waiting_for: u64,
    /// Breakpoints again; free after the next `membarrier`.
    pub(crate) filled: List,
}

impl Quarantine {
    pub(crate) fn bytes(&self) -> usize {
        self.fresh.bytes + self.waiting.bytes + self.filled.bytes
    }

    /// Takes a block whose last handle was given up.
    #[inline]
    pub(crate) fn push(&mut self, handle: Handle) {
        self.fresh.push(handle);
    }

    pub(crate) fn blocks(&self) -> usize {
        self.fresh.count + self.waiting.count + self.filled.count
    }
}
