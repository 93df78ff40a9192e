//! What the handles of an arena share, how it grows and how it ends.
//!
//! An arena ends when no `Arena` is left and no block is held. That is counted per shard, under
//! the lock that dropping takes anyway, so that neither drafts nor code pay for a shared counter.

use std::cell::Cell;
use std::ffi::CString;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::chunk::{Chunk, Kind, unmap_twice};
use crate::epoch::Epochs;
use crate::error::{Error, OsError};
use crate::observer::{Observer, Region};
use crate::record::{Extra, Handle};
use crate::reservation::Reservation;
use crate::shard::{Shard, Want};
use crate::strategy::{Report, Strategy};
use crate::sys::Kernel;

/// The least that is committed at once.
pub(crate) const LEAST_CHUNK: usize = 64 << 10;
/// The most that is committed at once, unless one draft needs more.
const GREATEST_CHUNK: usize = 4 << 20;
/// Each chunk is this fraction of what is committed already.
const GROWTH: usize = 4;

/// The shared part of an arena.
pub(crate) struct Inner {
    pub(crate) kernel: Kernel,
    pub(crate) reservation: Reservation,
    pub(crate) report: Report,
    pub(crate) name: CString,
    pub(crate) unit_shift: u32,
    pub(crate) page: usize,
    pub(crate) limit: usize,
    /// Bytes in a shard's quarantine that are worth a `membarrier`.
    pub(crate) quarantine: usize,
    pub(crate) epochs: Epochs,
    pub(crate) fork_guards: AtomicUsize,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) sentinel: Sentinel,
    pub(crate) shards: Box<[Shard]>,
    pub(crate) territory: Mutex<Territory>,
    handles: AtomicUsize,
    /// Shards that are not closed or still have live records, and one for the closing itself.
    open: AtomicUsize,
}

/// How much of the reservation is in use.
#[derive(Debug)]
pub(crate) struct Territory {
    /// First address that was never committed.
    pub(crate) next: usize,
    pub(crate) committed: usize,
    /// The chunk that proved the strategy, until a shard needs it.
    pub(crate) spare: Option<Chunk>,
    /// New chunks are sealed by `mseal`.
    pub(crate) hardened: bool,
}

/// How a forked child notices that it is one.
#[derive(Debug)]
pub(crate) enum Sentinel {
    /// A page that holds 1 here, and 0 in a child.
    Page(NonNull<AtomicU32>),
    /// The process that made the arena.
    Process(u32),
}

// SAFETY: the pointer is to a page that holds nothing but an atomic and lives as long as `Inner`.
unsafe impl Send for Sentinel {}
// SAFETY: as above.
unsafe impl Sync for Sentinel {}

/// Bytes per unit of the free space, as a shift.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit(u32);

impl Unit {
    /// Units that hold `bytes`.
    #[inline]
    pub(crate) fn count(self, bytes: usize) -> u32 {
        (bytes.saturating_add((1 << self.0) - 1) >> self.0) as u32
    }

    #[inline]
    pub(crate) fn bytes(self, units: u32) -> usize {
        (units as usize) << self.0
    }
}

/// The parts that the builder decides.
pub(crate) struct Plan {
    pub(crate) kernel: Kernel,
    pub(crate) reservation: Reservation,
    pub(crate) report: Report,
    pub(crate) name: CString,
    pub(crate) unit_shift: u32,
    pub(crate) limit: usize,
    pub(crate) quarantine: usize,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) sentinel: Sentinel,
    pub(crate) shards: usize,
    pub(crate) first: Chunk,
}

impl Inner {
    /// An arena with one handle.
    pub(crate) fn start(plan: Plan) -> NonNull<Inner> {
        let shards: Box<[Shard]> = (0..plan.shards).map(|_| Shard::new()).collect();
        let page = plan.kernel.page_size();
        let inner = Inner {
            epochs: Epochs::new(),
            fork_guards: AtomicUsize::new(0),
            territory: Mutex::new(Territory {
                next: plan.first.base + plan.first.len + page,
                committed: plan.first.len,
                spare: Some(plan.first),
                hardened: false,
            }),
            handles: AtomicUsize::new(1),
            open: AtomicUsize::new(shards.len() + 1),
            kernel: plan.kernel,
            reservation: plan.reservation,
            report: plan.report,
            name: plan.name,
            unit_shift: plan.unit_shift,
            page,
            limit: plan.limit,
            quarantine: plan.quarantine,
            observers: plan.observers,
            sentinel: plan.sentinel,
            shards,
        };
        inner.tell_of(plan.first);
        NonNull::from(Box::leak(Box::new(inner)))
    }

    pub(crate) fn pointer(&self) -> NonNull<Inner> {
        NonNull::from(self)
    }

    #[inline]
    pub(crate) fn unit(&self) -> Unit {
        Unit(self.unit_shift)
    }

    pub(crate) fn strategy(&self) -> Strategy {
        self.report.strategy
    }

    /// Whether this is a child of the process that made the arena. A child touches no lock: one
    /// may have been held when it was forked.
    #[inline]
    pub(crate) fn forked(&self) -> bool {
        match &self.sentinel {
            // SAFETY: the page is mapped until `end`.
            Sentinel::Page(page) => unsafe { page.as_ref() }.load(Ordering::Relaxed) == 0,
            Sentinel::Process(id) => self.kernel.process_id() != *id,
        }
    }

    /// Whether anything in quarantine may be touched at all.
    pub(crate) fn may_reuse(&self) -> bool {
        self.report.reuse.is_ok() && self.fork_guards.load(Ordering::SeqCst) == 0
    }

    pub(crate) fn territory(&self) -> MutexGuard<'_, Territory> {
        self.territory.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
        let page = self.kernel.page_size();
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
        let sealed = if territory.hardened { self.seal_chunk(&chunk) } else { Ok(()) };
        if let Err(source) = sealed {
            // SAFETY: no shard has seen the chunk.
            unsafe { chunk.uncommit(&self.kernel) };
            return Err(Error::Commit { bytes: least, source });
        }
        territory.next = chunk.base + chunk.len + page;
        territory.committed += chunk.len;
        drop(territory);
        self.tell_of(chunk);
        Ok(chunk)
    }

    fn commit_at(&self, base: usize, len: usize, kind: Kind) -> Result<Chunk, OsError> {
        // SAFETY: `base` is the first address of the reservation that was never committed, and
        // `room` left `len` bytes of it; the territory is locked.
        unsafe { Chunk::commit(&self.kernel, self.strategy(), &self.name, base, len, kind) }
    }

    /// Makes the protection of a chunk's mappings final.
    pub(crate) fn seal_chunk(&self, chunk: &Chunk) -> Result<(), OsError> {
        if let Some((addr, len)) = chunk.alias_mapping(self.kernel.page_size()) {
            // SAFETY: the alias is the arena's, and stays writable until the process ends.
            unsafe { self.kernel.mseal(addr, len) }?;
        }
        // SAFETY: the chunk is the arena's, and stays as it is until the process ends.
        unsafe { self.kernel.mseal(chunk.base, chunk.len) }
    }

    /// A record for a part of a run that the caller holds.
    pub(crate) fn allocate_part(&self, base: usize, len: usize) -> Result<Handle, Error> {
        let home = home(self.shards.len());
        let part = self.shards[home].lock().take_part(self, home, base, len)?;
        part.ok_or(Error::OutOfMemory)
    }

    /// Registers a region with the observers.
    fn tell_of(&self, chunk: Chunk) {
        if chunk.kind == Kind::Code {
            for observer in &self.observers {
                observer.region_added(Region { base: chunk.base, len: chunk.len });
            }
        }
    }

    /// Retires a block whose last handle this is.
    #[inline]
    pub(crate) fn retire(mut handle: Handle) {
        if handle.inner().forked() {
            return;
        }
        let inner = handle.body().inner;
        let index = handle.record().shard();
        // SAFETY: the caller gave up the last handle.
        let extra = unsafe { handle.body_mut() }.extra.take();
        // SAFETY: the block is live until it is retired below, and its shard keeps the arena open
        // until `close_one`.
        let shard = unsafe { &(&(*inner.as_ptr()).shards)[index] };
        let mut parts = shard.lock();
        parts.retire(handle, extra.as_ref().is_some_and(|extra| extra.run.is_some()));
        let ended = parts.closed && parts.live == 0;
        drop(parts);
        if let Some(extra) = extra {
            // Constants and the run of pages this block was a part of go after it.
            drop_extra(extra);
        }
        if ended {
            // SAFETY: this shard was open until now.
            unsafe { Inner::close_one(inner) };
        }
    }

    pub(crate) fn add_handle(&self) {
        let before = self.handles.fetch_add(1, Ordering::Relaxed);
        // As in `Arc`.
        if before > usize::MAX / 2 {
            std::process::abort();
        }
    }

    /// Gives up one arena handle.
    ///
    /// # Safety
    ///
    /// The caller has such a handle and does not use `this` any more.
    pub(crate) unsafe fn drop_handle(this: NonNull<Inner>) {
        // SAFETY: the handle keeps the arena until the count goes down, and `open` keeps it while
        // the shards are closed.
        let inner = unsafe { this.as_ref() };
        if inner.handles.fetch_sub(1, Ordering::AcqRel) != 1 || inner.forked() {
            return;
        }
        let mut empty = 1;
        for shard in &inner.shards {
            let mut parts = shard.lock();
            parts.closed = true;
            empty += usize::from(parts.live == 0);
        }
        for _ in 0..empty {
            // SAFETY: one for each shard that was closed empty, and one for the closing.
            unsafe { Inner::close_one(this) };
        }
    }

    /// Counts one shard, or the closing, as done; the last one ends the arena.
    ///
    /// # Safety
    ///
    /// Each of them is counted once, and the caller does not use `this` afterwards.
    unsafe fn close_one(this: NonNull<Inner>) {
        // SAFETY: what the caller counts down keeps the arena until then.
        if unsafe { this.as_ref() }.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: every shard is closed and empty and the closing is done, so nobody holds a
            // pointer to this arena any more. It was made by `Box::leak` in `start`.
            let inner = unsafe { Box::from_raw(this.as_ptr()) };
            inner.end();
        }
    }

    /// Unmaps everything.
    fn end(self: Box<Self>) {
        let page = self.kernel.page_size();
        let territory = self.territory();
        let chunks: Vec<Chunk> =
            self.shards.iter().flat_map(|shard| shard.lock().chunks.clone()).chain(territory.spare).collect();
        for chunk in chunks.iter().filter(|chunk| chunk.kind == Kind::Code) {
            for observer in &self.observers {
                observer.region_removed(Region { base: chunk.base, len: chunk.len });
            }
        }
        // What `harden` sealed stays: the kernel refuses to unmap it.
        for (addr, len) in chunks.iter().filter_map(|chunk| chunk.alias_mapping(page)) {
            // SAFETY: no draft is left.
            unsafe { unmap_twice(&self.kernel, addr, len) };
        }
        // SAFETY: no code is left.
        unsafe { unmap_twice(&self.kernel, self.reservation.base, self.reservation.len) };
        self.sentinel.release(&self.kernel);
    }
}

impl Sentinel {
    pub(crate) fn release(&self, kernel: &Kernel) {
        if let Sentinel::Page(page) = self {
            // SAFETY: the arena ends, nobody asks any more.
            unsafe { unmap_twice(kernel, page.as_ptr() as usize, kernel.page_size()) };
        }
    }
}

impl Territory {
    /// Bytes that the next chunk can have.
    fn room(&self, inner: &Inner) -> usize {
        let page = inner.kernel.page_size();
        let space = (inner.reservation.end() - page).saturating_sub(self.next);
        let budget = inner.limit.saturating_sub(self.committed);
        space.min(budget) & !(page - 1)
    }
}

#[cold]
fn drop_extra(extra: Box<Extra>) {
    drop(extra);
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
    index.unwrap_or(0) % shards
}
