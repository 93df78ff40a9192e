//! Dropped code on its way back to the free space.
//!
//! Invariant: a block is filled only when everyone who may have been inside has left, and given
//! out only after a `membarrier` that followed the filling.

use crate::chunk::{INT3, Kind};
use crate::error::Error;
use crate::inner::Inner;
use crate::pool::List;
use crate::record::Handle;
use crate::shard::Parts;
use crate::sys::Prot;

/// Blocks whose code was dropped, on their way back to the free space.
#[derive(Default)]
pub(crate) struct Quarantine {
    /// Dropped since the last attempt.
    fresh: List,
    /// Waiting for everyone inside to have entered in `waiting_for` or later.
    waiting: List,
    waiting_for: u64,
    /// Breakpoints again; free after the next `membarrier`.
    filled: List,
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

impl Parts {
    /// One step for everything in quarantine. A single `membarrier` serves three purposes: it
    /// makes the entries of all threads visible, it ends every execution of instructions fetched
    /// before, and it releases the blocks that the step before filled.
    pub(crate) fn reclaim(&mut self, inner: &Inner) {
        if self.quarantine.bytes() == 0 || self.frozen || !inner.may_reuse() {
            return;
        }
        if self.quarantine.waiting.is_empty() {
            self.seal_fresh(inner);
        }
        if inner.kernel.membarrier_sync_core().is_err() {
            return;
        }
        self.counts.batches += 1;
        self.release_filled(inner);
        if self.fill_waiting(inner) && self.quarantine.waiting.is_empty() {
            // What was dropped while the others waited was dropped before the barrier too.
            self.seal_fresh(inner);
            self.fill_waiting(inner);
        }
    }

    fn seal_fresh(&mut self, inner: &Inner) {
        self.quarantine.waiting = std::mem::take(&mut self.quarantine.fresh);
        self.quarantine.waiting_for = inner.epochs.advance();
    }

    fn release_filled(&mut self, inner: &Inner) {
        while let Some(handle) = self.quarantine.filled.pop() {
            self.counts.reclaimed += 1;
            let record = handle.record();
            if record.kind() == Kind::Data {
                self.merge(handle);
            } else if let Err(handle) = self.bins.put(inner.unit().count(record.capacity()), handle) {
                self.merge(handle);
            }
        }
    }

    /// Gives a free block back to its space.
    fn merge(&mut self, handle: Handle) {
        let (id, kind) = (handle.record().block(), handle.record().kind());
        self.spaces[kind as usize].free(id);
        self.pool.put(handle);
    }

    /// Fills the waiting blocks if everyone has left them; false if somebody has not.
    fn fill_waiting(&mut self, inner: &Inner) -> bool {
        if !inner.epochs.passed(self.quarantine.waiting_for) {
            return false;
        }
        if inner.strategy().is_dual() && self.quarantine.filled.is_empty() {
            // Writing through the alias cannot fail: the list moves on as it is.
            let filled = self.quarantine.waiting.try_for_each(|handle| fill(inner, handle));
            debug_assert!(filled.is_ok());
            self.quarantine.filled = std::mem::take(&mut self.quarantine.waiting);
            return true;
        }
        while let Some(handle) = self.quarantine.waiting.pop() {
            match fill(inner, &handle) {
                Ok(()) => self.quarantine.filled.push(handle),
                Err(_) => self.quarantine.fresh.push(handle),
            }
        }
        true
    }
}

/// Turns a block that nobody runs back into breakpoints.
#[inline]
fn fill(inner: &Inner, handle: &Handle) -> Result<(), Error> {
    let body = handle.body();
    let len = handle.record().capacity();
    if handle.record().protected() {
        // SAFETY: the pages are this block's own, and nobody runs it any more.
        unsafe { inner.kernel.mprotect(body.base, len, Prot::ReadWrite) }?;
        handle.record().set_protected(false);
    }
    // SAFETY: the alias maps `capacity` writable bytes of a block that nobody else holds.
    unsafe { std::ptr::write_bytes(body.alias as *mut u8, INT3, len) };
    Ok(())
}
