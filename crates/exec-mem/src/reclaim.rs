//! How dropped code becomes free space again.
//!
//! Invariant: a block is filled only when everyone who may have been inside has left, and given
//! out only after a `membarrier` that followed the filling.

use crate::call::OsError;
use crate::chunk::Kind;
use crate::common::Common;
use crate::machine;
use crate::record::Handle;
use crate::shard::Parts;
use crate::sys::Prot;

impl Parts {
    /// One step for everything in quarantine. A single `membarrier` serves three purposes: it
    /// makes the entries of all threads visible, it ends every execution of instructions fetched
    /// before, and it releases the blocks that the step before filled.
    pub(crate) fn reclaim(&mut self, common: &Common) {
        if self.quarantine.bytes() == 0 || self.frozen || !common.may_reuse() {
            return;
        }
        if self.quarantine.waiting.is_empty() {
            self.seal_fresh(common);
        }
        if common.kernel.membarrier_sync_core().is_err() {
            return;
        }
        self.counts.batches += 1;
        self.release_filled(common);
        if self.fill_waiting(common) && self.quarantine.waiting.is_empty() {
            // What was dropped while the others waited was dropped before the barrier too.
            self.seal_fresh(common);
            self.fill_waiting(common);
        }
    }

    fn seal_fresh(&mut self, common: &Common) {
        self.quarantine.waiting = std::mem::take(&mut self.quarantine.fresh);
        self.quarantine.waiting_for = common.epochs.advance();
    }

    fn release_filled(&mut self, common: &Common) {
        while let Some(handle) = self.quarantine.filled.pop() {
            self.counts.reclaimed += 1;
            let record = handle.record();
            if record.kind() == Kind::Data {
                self.merge(handle);
            } else if let Err(handle) = self.bins.put(common.unit.count(record.capacity()), handle) {
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

    /// Fills the waiting blocks if everyone has left them. Returns false if somebody has not.
    fn fill_waiting(&mut self, common: &Common) -> bool {
        if !common.epochs.passed(self.quarantine.waiting_for) {
            return false;
        }
        if common.strategy().is_dual() && self.quarantine.filled.is_empty() {
            // Writing through the alias cannot fail: the list moves on as it is.
            let filled = self.quarantine.waiting.try_for_each(|handle| fill(common, handle));
            debug_assert!(filled.is_ok());
            self.quarantine.filled = std::mem::take(&mut self.quarantine.waiting);
            return true;
        }
        while let Some(handle) = self.quarantine.waiting.pop() {
            match fill(common, &handle) {
                Ok(()) => self.quarantine.filled.push(handle),
                Err(_) => self.quarantine.fresh.push(handle),
            }
        }
        true
    }
}

/// Turns a block that nobody runs back into breakpoints.
#[inline]
fn fill(common: &Common, handle: &Handle) -> Result<(), OsError> {
    let body = handle.body();
    let len = handle.record().capacity();
    if handle.record().protected() {
        // SAFETY: the pages are this block's own, and nobody runs it any more.
        unsafe { common.kernel.mprotect(body.base, len, Prot::ReadWrite) }?;
        handle.record().set_protected(false);
    }
    // SAFETY: the alias maps `capacity` writable bytes of a block that nobody else holds.
    unsafe { machine::fill(body.alias, len) };
    // SAFETY: the block is mapped readable at both addresses. Other threads see the breakpoints
    // after the `membarrier` that releases the block.
    unsafe { machine::make_visible(body.alias, body.base, len) };
    Ok(())
}
