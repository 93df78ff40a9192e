//! Places in published code that may change: one atomic store, seen by every core.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::inner::Inner;
use crate::machine;
use crate::record::Handle;

/// Bytes of the word that is stored at once, and the most that a site has.
const WORD: usize = 8;

/// A place of 1 to 8 bytes in one piece of code, made by [`Draft::patch_site`](crate::Draft) and
/// used with [`Code::patch`](crate::Code::patch).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PatchSite {
    /// Where the code begins, and which use of its record it is.
    base: usize,
    generation: u32,
    offset: u32,
    len: u8,
}

impl PatchSite {
    /// Offset in the code, in bytes.
    pub fn offset(&self) -> usize {
        self.offset as usize
    }

    /// Length in bytes, 1 to 8.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub(crate) fn new(handle: &Handle, offset: usize, len: usize) -> Result<Self, Error> {
        let common = handle.common();
        if !common.strategy().is_dual() {
            return Err(Error::NotPatchable { reason: "page toggling has no second mapping" });
        }
        if common.report.reuse.is_err() {
            return Err(Error::NotPatchable { reason: "the kernel offers no membarrier(SYNC_CORE)" });
        }
        let written = handle.record().len();
        if !machine::can_patch(offset, len) || offset >= written || len > written - offset {
            return Err(Error::BadPatchSite { offset, len });
        }
        let (base, generation) = (handle.body().base, handle.record().generation());
        Ok(PatchSite { base, generation, offset: offset as u32, len: len as u8 })
    }

    pub(crate) fn store(self, handle: &Handle, bytes: &[u8]) -> Result<(), Error> {
        let (inner, body) = (Inner::of(handle), handle.body());
        if (body.base, handle.record().generation()) != (self.base, self.generation) || bytes.len() != self.len() {
            return Err(Error::ForeignPatchSite);
        }
        if inner.forked() {
            return Err(Error::Forked);
        }
        {
            // The lock keeps the alias from being unmapped.
            let parts = inner.shards[handle.record().shard()].lock();
            if parts.frozen {
                return Err(Error::NotPatchable { reason: "the arena is frozen" });
            }
            let word = (body.alias + self.offset() / WORD * WORD) as *const AtomicU64;
            // SAFETY: the alias is mapped writable, and blocks begin at multiples of 16 and are as
            // long, so the aligned word lies in this block.
            replace(unsafe { &*word }, self.offset() % WORD, bytes);
            // SAFETY: the word lies in this block, which is mapped readable at both addresses.
            unsafe { machine::make_visible(word as usize, body.base + self.offset() / WORD * WORD, WORD) };
        }
        inner.kernel.membarrier_sync_core().map_err(Error::Os)
    }
}

/// Replaces some bytes of `word` in one store; other sites in the same word may change meanwhile.
fn replace(word: &AtomicU64, at: usize, bytes: &[u8]) {
    let mut old = word.load(Ordering::Relaxed);
    loop {
        let mut new = old.to_le_bytes();
        new[at..at + bytes.len()].copy_from_slice(bytes);
        let new = u64::from_le_bytes(new);
        match word.compare_exchange_weak(old, new, Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(current) => old = current,
        }
    }
}
