//! A part of an arena with its own lock: free space, records and quarantine.
//!
//! Threads are spread over the shards, so that publishing threads seldom meet. Invariant: the free
//! space of a shard holds breakpoints only (and, under page toggling, is writable).

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::chunk::{Chunk, INT3, Kind};
use crate::error::Error;
use crate::inner::Inner;
use crate::record::{Body, Handle, List, Pool, State};
use crate::space::{Block, Space};
use crate::sys::Prot;

/// A lock and what it protects, on cache lines of their own.
#[repr(align(128))]
pub(crate) struct Shard {
    parts: Mutex<Parts>,
}

/// What a shard is made of.
pub(crate) struct Parts {
    /// Indexed by [`Kind`].
    spaces: [Space; 2],
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) pool: Pool,
    pub(crate) quarantine: Quarantine,
    pub(crate) counts: Counts,
    /// Records handed out so far.
    serial: u64,
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
            parts: Mutex::new(Parts {
                spaces: [Space::new(), Space::new()],
                chunks: Vec::new(),
                pool: Pool::default(),
                quarantine: Quarantine::default(),
                counts: Counts::default(),
                serial: 0,
                live: 0,
                closed: false,
                frozen: false,
            }),
        }
    }

    #[inline]
    pub(crate) fn lock(&self) -> MutexGuard<'_, Parts> {
        // Nothing in here panics half-way through a change.
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Parts {
    /// Free bytes of one kind, in units.
    pub(crate) fn free_units(&self, kind: Kind) -> u64 {
        self.spaces[kind as usize].free_units()
    }

    /// A block of `len` bytes, or `None` when the free space has none.
    #[inline]
    pub(crate) fn take(&mut self, inner: &Inner, shard: u32, want: Want) -> Result<Option<Handle>, Error> {
        if self.frozen {
            return Err(Error::Frozen);
        }
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
        self.serial += 1;
        Ok(self.pool.take(
            want.state,
            unit.bytes(len),
            Body {
                inner: inner.pointer(),
                base,
                alias: chunk.alias + (base - chunk.base),
                block: id,
                shard,
                kind: want.kind,
                serial: (self.serial << 8) | u64::from(shard),
                next: None,
                extra: None,
            },
        ))
    }

    /// A record for `len` bytes at `base`, inside a run of pages that is held anyway.
    pub(crate) fn take_part(
        &mut self,
        inner: &Inner,
        shard: u32,
        base: usize,
        len: usize,
    ) -> Result<Option<Handle>, Error> {
        self.pool.prepare(inner.pointer())?;
        self.counts.drafts += 1;
        self.live += 1;
        self.serial += 1;
        Ok(self.pool.take(
            State::Draft,
            len,
            Body {
                inner: inner.pointer(),
                base,
                alias: base,
                block: 0,
                shard,
                kind: Kind::Code,
                serial: (self.serial << 8) | u64::from(shard),
                next: None,
                extra: None,
            },
        ))
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
        let (id, kind) = (handle.body().block, handle.body().kind);
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
        self.release_filled();
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

    fn release_filled(&mut self) {
        while let Some(handle) = self.quarantine.filled.pop() {
            let (id, kind) = (handle.body().block, handle.body().kind);
            self.spaces[kind as usize].free(id);
            self.counts.reclaimed += 1;
            self.pool.put(handle);
        }
    }

    /// Fills the waiting blocks if everyone has left them; false if somebody has not.
    fn fill_waiting(&mut self, inner: &Inner) -> bool {
        if !inner.epochs.passed(self.quarantine.waiting_for) {
            return false;
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
