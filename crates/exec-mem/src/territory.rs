//! How much of an arena's reservation is in use.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::chunk::Chunk;
use crate::common::Common;

/// How far the reservation is committed.
#[derive(Debug)]
pub(crate) struct Territory {
    /// First address that was never committed.
    pub(crate) next: usize,
    /// Bytes committed.
    pub(crate) committed: usize,
    /// The chunk that proved the strategy, until a shard needs it.
    pub(crate) spare: Option<Chunk>,
    /// New chunks are sealed by `mseal`.
    pub(crate) hardened: bool,
}

impl Territory {
    /// A reservation of which the first chunk is committed.
    pub(crate) fn new(first: Chunk, page: usize) -> Mutex<Self> {
        let next = first.base + first.len + page;
        Mutex::new(Territory { next, committed: first.len, spare: Some(first), hardened: false })
    }

    /// Locks the territory, even if a thread panicked while it held the lock: no step leaves it
    /// inconsistent.
    pub(crate) fn lock(territory: &Mutex<Self>) -> MutexGuard<'_, Self> {
        territory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes that the next chunk can have.
    pub(crate) fn room(&self, common: &Common) -> usize {
        let page = common.page;
        let space = (common.reservation.end() - page).saturating_sub(self.next);
        let budget = common.limit.saturating_sub(self.committed);
        space.min(budget) & !(page - 1)
    }
}
