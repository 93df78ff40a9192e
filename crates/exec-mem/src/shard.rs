//! A part of an arena with its own lock: free space, records and quarantine.
//!
//! Threads are spread over the shards, so that publishing threads seldom meet. Invariant: the free
//! space of a shard holds breakpoints only (and, under page toggling, is writable).

use std::ptr::NonNull;

use crate::bins::Bins;
use crate::chunk::{Chunk, Kind};
use crate::common::Common;
use crate::error::Error;
use crate::lock::{Guard, Lock};
use crate::pool::{Grant, Pool};
use crate::quarantine::Quarantine;
use crate::record::{Handle, State};
use crate::space::{Block, Space};

/// A lock and what it protects, on cache lines of their own.
#[repr(align(128))]
pub(crate) struct Shard {
    parts: Lock<Parts>,
}

/// What a shard is made of.
pub(crate) struct Parts {
    /// Indexed by [`Kind`].
    pub(crate) spaces: [Space; 2],
    /// Free blocks of code that are not in their space.
    pub(crate) bins: Bins,
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

/// Events so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) drafts: u64,
    pub(crate) abandoned: u64,
    pub(crate) freed: u64,
    pub(crate) reclaimed: u64,
    pub(crate) batches: u64,
}

impl Shard {
    pub(crate) fn new(common: NonNull<Common>) -> Self {
        Shard {
            parts: Lock::new(Parts {
                spaces: [Space::new(), Space::new()],
                bins: Bins::new(),
                chunks: Vec::new(),
                pool: Pool::new(common),
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
    pub(crate) fn take(&mut self, common: &Common, shard: usize, want: Want) -> Result<Option<Handle>, Error> {
        if self.frozen {
            return Err(Error::Frozen);
        }
        let unit = common.unit;
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
        let taken = self.take_from_space(common, shard, want)?;
        if taken.is_none() && self.bins.units() != 0 {
            self.empty_bins();
            return self.take_from_space(common, shard, want);
        }
        Ok(taken)
    }

    fn take_from_space(&mut self, common: &Common, shard: usize, want: Want) -> Result<Option<Handle>, Error> {
        self.pool.prepare()?;
        let unit = common.unit;
        let (len, align) = (unit.count(want.len), unit.count(want.align));
        let Some(id) = self.spaces[want.kind as usize].allocate(len, align)? else {
            return Ok(None);
        };
        let Block { start, chunk, .. } = self.spaces[want.kind as usize].block(id);
        let chunk = &self.chunks[chunk as usize];
        let base = common.reservation.base + unit.bytes(start);
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
    pub(crate) fn take_part(&mut self, shard: usize, base: usize, len: usize) -> Result<Option<Handle>, Error> {
        self.pool.prepare()?;
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
    pub(crate) fn adopt(&mut self, common: &Common, chunk: Chunk) -> Result<(), Error> {
        let unit = common.unit;
        let start = unit.count(chunk.base - common.reservation.base);
        let index = self.chunks.len() as u32;
        self.spaces[chunk.kind as usize].add(index, start, unit.count(chunk.len))?;
        self.chunks.push(chunk);
        Ok(())
    }

    /// Gives back what a block that is about to be published does not need of its capacity.
    pub(crate) fn trim(&mut self, common: &Common, handle: &Handle, len: usize) {
        let unit = common.unit;
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
            self.quarantine.push(handle);
        }
    }

    #[cold]
    fn empty_bins(&mut self) {
        let (space, pool) = (&mut self.spaces[Kind::Code as usize], &mut self.pool);
        for handle in self.bins.drain() {
            space.free(handle.record().block());
            pool.put(handle);
        }
    }
}

/// A request for a block.
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
