//! How an arena finds room: in its shards, then in new chunks, then by reclaiming everywhere.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::call::OsError;
use crate::chunk::{Chunk, Kind};
use crate::error::Error;
use crate::inner::Inner;
use crate::record::Handle;
use crate::shard::Want;

/// The least that is committed at once.
pub(crate) const LEAST_CHUNK: usize = 64 << 10;
/// The most that is committed at once, unless one draft needs more.
const GREATEST_CHUNK: usize = 4 << 20;
/// Each chunk is this fraction of what is committed already.
const GROWTH: usize = 4;

impl Inner {
    /// A block for one draft.
    #[inline]
    pub(crate) fn allocate(&self, want: Want) -> Result<Handle, Error> {
        if self.forked() {
            return Err(Error::Forked);
        }
        self.check(want)?;
        let home = home(self.shards.len());
        let taken = self.shards[home].lock().take(self, home, want)?;
        match taken {
            Some(handle) => Ok(handle),
            None => self.allocate_slowly(home, want),
        }
    }

    fn check(&self, want: Want) -> Result<(), Error> {
        if want.len == 0 || want.len > self.limit {
            return Err(Error::BadLength { requested: want.len, max: self.limit });
        }
        if !want.align.is_power_of_two() || want.align > self.page {
            return Err(Error::BadAlignment { align: want.align });
        }
        Ok(())
    }

    #[cold]
    fn allocate_slowly(&self, home: usize, want: Want) -> Result<Handle, Error> {
        let mut parts = self.shards[home].lock();
        if parts.quarantine.bytes() >= self.quarantine {
            parts.reclaim(self);
            if let Some(handle) = parts.take(self, home, want)? {
                return Ok(handle);
            }
        }
        parts.prepare_chunk(want.kind)?;
        let refused = match self.commit(want) {
            Ok(chunk) => {
                parts.adopt(self, chunk)?;
                match parts.take(self, home, want)? {
                    Some(handle) => return Ok(handle),
                    None => self.limit_reached(want),
                }
            }
            Err(error) => error,
        };
        drop(parts);
        self.scrape_together(home, want, refused)
    }

    /// The last resort: reclaims what can be, here and then in the other shards.
    fn scrape_together(&self, home: usize, want: Want, refused: Error) -> Result<Handle, Error> {
        let count = self.shards.len();
        let mut held_back = 0;
        for index in (home..home + count).map(|i| i % count) {
            let mut parts = self.shards[index].lock();
            // Two steps: the first fills, the second releases what was filled.
            for step in 0..3 {
                if let Some(handle) = parts.take(self, index, want)? {
                    return Ok(handle);
                }
                if step < 2 {
                    parts.reclaim(self);
                }
            }
            held_back += parts.quarantine.bytes();
        }
        Err(match refused {
            Error::LimitReached { requested, limit, committed, .. } => {
                Error::LimitReached { requested, limit, committed, quarantined: held_back }
            }
            other => other,
        })
    }

    fn limit_reached(&self, want: Want) -> Error {
        Error::LimitReached {
            requested: want.len,
            limit: self.limit,
            committed: self.territory().committed,
            quarantined: 0,
        }
    }

    /// Commits a chunk that holds `want`, at most a quarter of what there is already.
    fn commit(&self, want: Want) -> Result<Chunk, Error> {
        let mut territory = self.territory();
        if let Some(chunk) = territory.spare.take_if(|c| c.kind == want.kind && c.len >= want.len) {
            return Ok(chunk);
        }
        let page = self.page;
        // A block aligned to less than a page always fits at the start of a chunk.
        let least = want.len.next_multiple_of(page);
        let room = territory.room(self);
        if least > room {
            drop(territory);
            return Err(self.limit_reached(want));
        }
        let growth = (territory.committed / GROWTH).clamp(LEAST_CHUNK, GREATEST_CHUNK);
        let len = growth.next_multiple_of(page).max(least).min(room);
        let chunk = match self.commit_at(territory.next, len, want.kind) {
            Err(_) if len > least => self.commit_at(territory.next, least, want.kind),
            other => other,
        };
        let chunk = chunk.map_err(|source| Error::Commit { bytes: least, source })?;
        let sealed = if territory.hardened { chunk.seal(&self.kernel) } else { Ok(()) };
        if let Err(source) = sealed {
            // SAFETY: no shard has seen the chunk.
            unsafe { chunk.uncommit(&self.kernel) };
            return Err(Error::Commit { bytes: least, source });
        }
        territory.next = chunk.base + chunk.len + page;
        territory.committed += chunk.len;
        drop(territory);
        self.tell_added(chunk);
        Ok(chunk)
    }

    fn commit_at(&self, base: usize, len: usize, kind: Kind) -> Result<Chunk, OsError> {
        // SAFETY: `base` is the first address of the reservation that was never committed, and
        // `room` left `len` bytes of it; the territory is locked.
        unsafe { Chunk::commit(&self.kernel, self.strategy(), &self.name, base, len, kind) }
    }

    /// A record for a part of a run that the caller holds.
    pub(crate) fn allocate_part(&self, base: usize, len: usize) -> Result<Handle, Error> {
        let home = home(self.shards.len());
        let part = self.shards[home].lock().take_part(home, base, len)?;
        part.ok_or(Error::OutOfMemory)
    }
}

/// The shard of this thread.
#[inline]
fn home(shards: usize) -> usize {
    thread_local! {
        static INDEX: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    // A thread that is ending has no index any more; any shard will do.
    let index = INDEX.try_with(|index| {
        if index.get() == usize::MAX {
            index.set(NEXT.fetch_add(1, Ordering::Relaxed) & (usize::MAX >> 1));
        }
        index.get()
    });
    let index = index.unwrap_or(0);
    // Spares the first threads a division, which the address of the lock would wait for.
    if index < shards { index } else { index % shards }
}
