//! The arena: where code is asked for.

use std::fmt;
use std::ptr::NonNull;

use crate::chunk::Kind;
use crate::constants::Constants;
use crate::draft::Draft;
use crate::error::Error;
use crate::inner::Inner;
use crate::record::State;
use crate::shard::Want;
use crate::stats::{Quiesced, Stats};
use crate::strategy::{Report, Strategy};

/// Executable memory, from which drafts are taken and published.
///
/// A handle: clones share the same memory, from any thread. The memory is unmapped when the last
/// handle, draft and code is dropped.
pub struct Arena(NonNull<Inner>);

// SAFETY: `Inner` is made of locks, atomics and what never changes; its memory is written only
// through drafts, each of which owns its block.
unsafe impl Send for Arena {}
// SAFETY: an arena locks what it changes, or changes it atomically.
unsafe impl Sync for Arena {}

impl Arena {
    /// A block of at least `len` bytes to write code into, at its final address.
    ///
    /// # Errors
    ///
    /// [`Error::BadLength`] for 0 or more than the limit; [`Error::LimitReached`],
    /// [`Error::Commit`] and [`Error::OutOfMemory`] when there is no room, after which the arena
    /// is as usable as before; [`Error::Forked`], [`Error::Frozen`].
    #[inline]
    pub fn draft(&self, len: usize) -> Result<Draft, Error> {
        self.draft_aligned(len, 1)
    }

    /// A draft whose first address is a multiple of `align` and of the granule.
    ///
    /// # Errors
    ///
    /// As [`Arena::draft`], and [`Error::BadAlignment`] unless `align` is a power of two up to
    /// the page size.
    #[inline]
    pub fn draft_aligned(&self, len: usize, align: usize) -> Result<Draft, Error> {
        let inner = self.inner();
        let len = if len == 0 { 0 } else { len.saturating_add(inner.margin) };
        let handle = inner.allocate(Want { len, align, kind: Kind::Code, state: State::Draft })?;
        Ok(Draft::new(handle))
    }

    /// A read-only copy of `bytes` in reach of all code of this arena (by rel32, or `ADRP`), but
    /// never in an executable page. Give it to [`Draft::keep`] to let it live as long as the code.
    ///
    /// # Errors
    ///
    /// As [`Arena::draft_aligned`]; [`Error::Protect`] under [`Strategy::Toggle`].
    pub fn constants(&self, bytes: &[u8], align: usize) -> Result<Constants, Error> {
        let want = Want { len: bytes.len(), align, kind: Kind::Data, state: State::Draft };
        let handle = self.inner().allocate(want)?;
        let mut draft = Draft::new(handle);
        draft.append(bytes)?;
        draft.seal()?;
        Ok(Constants::new(draft.into_handle()))
    }

    /// Reuses all dropped code that no epoch guard and no fork guard holds back, now instead of
    /// when memory runs short.
    ///
    /// The caller need not know whether a thread runs dropped code: whoever made an entry promised
    /// that none does (see [`Code::entry`](crate::Code::entry)). Costs at most two `membarrier`
    /// calls per shard in use.
    ///
    /// # Errors
    ///
    /// [`Error::Forked`], [`Error::Frozen`]; [`Error::Os`] if the kernel offers no `membarrier`
    /// (see [`Report::reuse`]).
    pub fn quiesce(&self) -> Result<Quiesced, Error> {
        Quiesced::run(self.inner())
    }

    /// What the arena obtained, and why not more.
    pub fn report(&self) -> &Report {
        &self.inner().report
    }

    /// The strategy in force.
    pub fn strategy(&self) -> Strategy {
        self.inner().strategy()
    }

    /// What the arena holds at this moment. Takes every shard's lock in turn.
    ///
    /// # Errors
    ///
    /// [`Error::Forked`].
    pub fn stats(&self) -> Result<Stats, Error> {
        Stats::gather(self.inner())
    }

    /// Whether `address` lies in the arena's reservation.
    pub fn contains(&self, address: usize) -> bool {
        let range = self.inner().reservation;
        (range.base..range.end()).contains(&address)
    }

    pub(crate) fn from_inner(inner: NonNull<Inner>) -> Self {
        Arena(inner)
    }

    #[inline]
    pub(crate) fn inner(&self) -> &Inner {
        // SAFETY: an arena ends after its last handle.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for Arena {
    fn clone(&self) -> Self {
        self.inner().add_handle();
        Arena(self.0)
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: this is a handle, and it is not used any more.
        unsafe { Inner::drop_handle(self.0) };
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("name", &self.inner().name).field("report", self.report()).finish()
    }
}
