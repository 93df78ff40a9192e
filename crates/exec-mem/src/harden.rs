//! Making protection final: mappings sealed for ever, or no writable mapping at all.

use std::sync::PoisonError;

use crate::arena::Arena;
use crate::call::OsError;
use crate::chunk::Chunk;
use crate::error::Error;
use crate::inner::Inner;
use crate::record::State;
use crate::shard::Shard;

/// What [`Arena::freeze`] obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frozen {
    /// Whether the executable mappings are sealed with `mseal` too (Linux 6.10 and later). Under
    /// [`SealedDual`](crate::Strategy::SealedDual) they cannot become writable either way.
    pub sealed: Result<(), OsError>,
}

impl Arena {
    /// Seals every mapping of the arena, present and future, with `mseal`: nobody can change its
    /// protection, replace or unmap it, so the alias cannot be made executable either. The arena
    /// stays usable.
    ///
    /// The price: the memory stays mapped until the process ends, after the arena too.
    ///
    /// # Errors
    ///
    /// [`Error::HardenUnavailable`] if the kernel has no `mseal` (before 6.10) or under page
    /// toggling, which needs `mprotect` itself: it may be tried again, and what was sealed stays
    /// so. [`Error::Forked`].
    pub fn harden(&self) -> Result<(), Error> {
        let inner = self.inner();
        if inner.forked() {
            return Err(Error::Forked);
        }
        if !inner.strategy().is_dual() {
            let reason = "page toggling changes protections itself";
            return Err(Error::HardenUnavailable { reason, source: None });
        }
        // New chunks first, so that none slips through.
        inner.territory().hardened = true;
        for_each_chunk(inner, |chunk| chunk.seal(&inner.kernel)).map_err(|source| {
            inner.territory().hardened = false;
            Error::HardenUnavailable { reason: "the kernel refused mseal", source: Some(source) }
        })
    }

    /// Gives up writing for good: unmaps the aliases, after which nothing in this process can
    /// write the arena's code, and seals what is left as far as the kernel can. Code that is
    /// alive stays runnable; dropped code is not reused.
    ///
    /// # Errors
    ///
    /// [`Error::DraftsLive`] while drafts exist, and the arena is as before.
    /// [`Error::HardenUnavailable`] if the kernel refuses to unmap an alias, as it does after
    /// [`harden`](Arena::harden) sealed it: the arena is frozen then, but that alias exists.
    /// [`Error::Forked`].
    pub fn freeze(&self) -> Result<Frozen, Error> {
        let inner = self.inner();
        if inner.forked() {
            return Err(Error::Forked);
        }
        // Another thread that finds drafts must not lift the freeze of one that found none and
        // unmaps.
        let _alone = inner.freezing.lock().unwrap_or_else(PoisonError::into_inner);
        set_frozen(inner, true);
        let count = live_drafts(inner);
        if count != 0 {
            set_frozen(inner, false);
            return Err(Error::DraftsLive { count });
        }
        let unmapped = for_each_chunk(inner, |chunk| {
            // SAFETY: all shards are frozen and have no drafts; patching checks that too.
            unsafe { chunk.drop_alias(&inner.kernel) }
        });
        unmapped.map_err(|source| Error::HardenUnavailable {
            reason: "the kernel refused to unmap an alias",
            source: Some(source),
        })?;
        Ok(Frozen { sealed: for_each_chunk(inner, |chunk| chunk.seal(&inner.kernel)) })
    }
}

fn set_frozen(inner: &Inner, frozen: bool) {
    for shard in &inner.shards {
        shard.lock().frozen = frozen;
    }
}

fn live_drafts(inner: &Inner) -> usize {
    let drafts = |shard: &Shard| {
        let parts = shard.lock();
        parts.pool.records().filter(|r| matches!(r.state(), State::Draft)).count()
    };
    inner.shards.iter().map(drafts).sum()
}

fn for_each_chunk(inner: &Inner, mut act: impl FnMut(&mut Chunk) -> Result<(), OsError>) -> Result<(), OsError> {
    if let Some(spare) = &mut inner.territory().spare {
        act(spare)?;
    }
    inner.shards.iter().try_for_each(|shard| shard.lock().chunks.iter_mut().try_for_each(&mut act))
}
