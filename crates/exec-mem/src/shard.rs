//! A part of an arena with its own lock: free space, records and quarantine.
//!
//! Threads are spread over the shards, so that publishing threads seldom meet. Invariant: the free
//! space of a shard holds breakpoints only (and, under page toggling, is writable).

use crate::bins::Bins;
use crate::chunk::{Chunk, INT3, Kind};
use crate::error::Error;
use crate::inner::Inner;
use crate::lock::{Guard, Lock};
use crate::record::{Grant, Handle, List, Pool, State};
use crate::space::{Block, Space};
use crate::sys::Prot;

/// A lock and what it protects, on cache lines of their own.
#[repr(align(128))]
pub(crate) struct Shard {
    parts: Lock<Parts>,
}

/// What a shard is made of.
pub(crate) struct Parts {
    /// Indexed by [`Kind`].
    spaces: [Space; 2],
    /// Free blocks of code that are not in their space.
    bins: Bins,
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) pool: Pool,
    pub(crate) quarantine: Quarantine,
    pub(crate) counts: Counts,
    /// Records held by drafts and handles.
    pub(crate) live: usize,
    /// No arena handle is left: the last record to go ends this shard.
    pub(crate) closed: bool,
    pub(crate) frozen: bool,
}

/// What was done so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) drafts: u64,
    pub(crate) abandoned: u64,
    pub(crate) freed: u64,
    pub(crate) reclaimed: u64,
    pub(crate) batches: u64,
}

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

    pub(crate) fn blocks(&self) -> usize {
        self.fresh.count + self.waiting.count + self.filled.count
    }
}

impl Shard {
    pub(crate) fn new() -> Self {
        Shard {
            parts: Lock::new(Parts {
                spaces: [Space::new(), Space::new()],
                bins: Bins::new(),
                chunks: Vec::new(),
                pool: Pool::default(),
                quarantine: Quarantine::default(),
                counts: Counts::default(),
                live: 0,
                closed: false,
                frozen: false,
            }),
        }
    }

    #[inline]
    pub(crate) fn lock(&self) -> Guard<'_, Parts> {
        self.parts.lock()
    }
}

impl Parts {
    /// Units that can be given out.
    pub(crate) fn free_units(&self) -> u64 {
        self.bins.units() + self.spaces.iter().map(Space::free_units).sum::<u64>()
    }

    /// A block of `len` bytes, or `None` when there is none free.
    #[inline]
    pub(crate) fn take(&mut self, inner: &Inner, shard: usize, want: Want) -> Result<Option<Handle>, Error> {
        if self.frozen {
            return Err(Error::Frozen);
        }
        let unit = inner.unit();
        let (len, align) = (unit.count(want.len), unit.count(want.align));
        if want.kind == Kind::Code
            && align == 1
            && let Some(handle) = self.bins.take(len)
        {
            self.counts.drafts += u64::from(want.state == State::Draft);
            self.live += 1;
            handle.renew(want.state);
            return Ok(Some(handle));
        }
        let taken = self.take_from_space(inner, shard, want)?;
        if taken.is_none() && self.bins.units() != 0 {
            self.empty_bins();
            return self.take_from_space(inner, shard, want);
        }
        Ok(taken)
    }

    fn take_from_space(&mut self, inner: &Inner, shard: usize, want: Want) -> Result<Option<Handle>, Error> {
        self.pool.prepare(inner.pointer())?;
        let unit = inner.unit();
        let (len, align) = (unit.count(want.len), unit.count(want.align));
        let Some(id) = self.spaces[want.kind as usize].allocate(len, align)? else {
            return Ok(None);
        };
        let Block { start, chunk, .. } = self.spaces[want.kind as usize].block(id);
        let chunk = &self.chunks[chunk as usize];
        let base = inner.reservation.base + unit.bytes(start);
        self.counts.drafts += u64::from(want.state == State::Draft);
        self.live += 1;
        Ok(self.pool.take(Grant {
            base,
            alias: chunk.alias + (base - chunk.base),
            capacity: unit.bytes(len),
            block: id,
            shard,
            kind: want.kind,
            state: want.state,
        }))
    }

    /// A record for `len` bytes at `base`, inside a run of pages that is held anyway.
    pub(crate) fn take_part(
        &mut self,
        inner: &Inner,
        shard: usize,
        base: usize,
        len: usize,
    ) -> Result<Option<Handle>, Error> {
        self.pool.prepare(inner.pointer())?;
        self.counts.drafts += 1;
        self.live += 1;
        let (kind, state) = (Kind::Code, State::Draft);
        Ok(self.pool.take(Grant { base, alias: base, capacity: len, block: 0, shard, kind, state }))
    }

    /// Makes sure that the next `adopt` succeeds.
    pub(crate) fn prepare_chunk(&mut self, kind: Kind) -> Result<(), Error> {
        self.chunks.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
        self.spaces[kind as usize].prepare()
    }

    /// Adds a committed chunk to the free space, after [`Parts::prepare_chunk`].
    pub(crate) fn adopt(&mut self, inner: &Inner, chunk: Chunk) -> Result<(), Error> {
        let unit = inner.unit();
        let start = unit.count(chunk.base - inner.reservation.base);
        let index = self.chunks.len() as u32;
        self.spaces[chunk.kind as usize].add(index, start, unit.count(chunk.len))?;
        self.chunks.push(chunk);
        Ok(())
    }

    /// Gives back what a block that is about to be published does not need of its capacity.
    pub(crate) fn trim(&mut self, inner: &Inner, handle: &Handle, len: usize) {
        let unit = inner.unit();
        let (id, kind) = (handle.record().block(), handle.record().kind());
        let space = &mut self.spaces[kind as usize];
        space.trim(id, unit.count(len));
        handle.record().set_capacity(unit.bytes(space.block(id).len));
    }

    /// Puts a block that nobody holds any more into quarantine. A part of a run has no block of
    /// its own: the run follows when its last part is gone.
    #[inline]
    pub(crate) fn retire(&mut self, handle: Handle, in_run: bool) {
        let record = handle.record();
        match record.state() {
            State::Published => self.counts.freed += 1,
            State::Draft => self.counts.abandoned += 1,
            State::Run | State::Unheld => {}
        }
        record.set_state(State::Unheld);
        self.live -= 1;
        if in_run {
            self.pool.put(handle);
        } else {
            self.quarantine.fresh.push(handle);
        }
    }

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

    #[cold]
    fn empty_bins(&mut self) {
        let (space, pool) = (&mut self.spaces[Kind::Code as usize], &mut self.pool);
        for handle in self.bins.drain() {
            space.free(handle.record().block());
            pool.put(handle);
        }
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

/// What is asked of a shard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Want {
    /// Bytes, at least 1.
    pub(crate) len: usize,
    /// A power of two.
    pub(crate) align: usize,
    pub(crate) kind: Kind,
    /// `Draft` or `Run`.
    pub(crate) state: State,
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
