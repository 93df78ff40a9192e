//! What an arena holds, in numbers.

use crate::error::Error;
use crate::inner::Inner;
use crate::record::State;
use crate::shard::Parts;
use crate::strategy::Strategy;

/// What an arena holds at one moment. Sizes are in bytes, and count constants as code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The strategy in force.
    pub strategy: Strategy,
    /// Address space reserved.
    pub reserved: usize,
    /// Memory committed.
    pub committed: usize,
    /// Memory that can be given out without committing more.
    pub free: usize,
    /// Memory of dropped code that is not free yet.
    pub quarantined: usize,
    /// Bytes of published code.
    pub code: usize,
    /// Bytes of blocks that hold published code and are not code: rounding up to the granule.
    pub padding: usize,
    /// Published blocks.
    pub codes: usize,
    /// Drafts that are being written.
    pub drafts: usize,
    /// Blocks in quarantine.
    pub quarantined_blocks: usize,
    /// Code published so far.
    pub published: u64,
    /// Drafts dropped unpublished so far.
    pub abandoned: u64,
    /// Code dropped so far.
    pub freed: u64,
    /// Blocks that came back from quarantine so far.
    pub reclaimed: u64,
    /// Batches in which they did: one `membarrier` each.
    pub batches: u64,
    /// System calls made by the arena so far, all of them.
    pub system_calls: u64,
}

impl Stats {
    pub(crate) fn gather(inner: &Inner) -> Result<Stats, Error> {
        if inner.forked() {
            return Err(Error::Forked);
        }
        let mut stats = Stats {
            strategy: inner.strategy(),
            reserved: inner.reservation.len,
            committed: 0,
            free: 0,
            quarantined: 0,
            code: 0,
            padding: 0,
            codes: 0,
            drafts: 0,
            quarantined_blocks: 0,
            published: 0,
            abandoned: 0,
            freed: 0,
            reclaimed: 0,
            batches: 0,
            system_calls: inner.kernel.calls(),
        };
        for shard in &inner.shards {
            stats.add(inner, &shard.lock());
        }
        let territory = inner.territory();
        stats.committed = territory.committed;
        stats.free += territory.spare.map_or(0, |chunk| chunk.len);
        Ok(stats)
    }

    fn add(&mut self, inner: &Inner, parts: &Parts) {
        self.free += inner.unit.total(parts.free_units());
        self.quarantined += parts.quarantine.bytes();
        self.quarantined_blocks += parts.quarantine.blocks();
        let mut drafts = 0;
        for record in parts.pool.records() {
            match record.state() {
                State::Draft => drafts += 1,
                State::Published => {
                    self.code += record.len();
                    self.padding += record.capacity() - record.len();
                    self.codes += 1;
                }
                State::Unheld | State::Run => {}
            }
        }
        let counts = parts.counts;
        self.drafts += drafts;
        self.published += counts.drafts - counts.abandoned - drafts as u64;
        self.abandoned += counts.abandoned;
        self.freed += counts.freed;
        self.reclaimed += counts.reclaimed;
        self.batches += counts.batches;
    }
}

/// What [`Arena::quiesce`](crate::Arena::quiesce) did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quiesced {
    /// Bytes that are free again.
    pub reclaimed: usize,
    /// Bytes that stay in quarantine: an epoch guard or fork guard holds them back.
    pub held_back: usize,
}

impl Quiesced {
    pub(crate) fn run(inner: &Inner) -> Result<Quiesced, Error> {
        if inner.forked() {
            return Err(Error::Forked);
        }
        inner.report.reuse.map_err(Error::Os)?;
        let mut sum = Quiesced { reclaimed: 0, held_back: 0 };
        for shard in &inner.shards {
            let mut parts = shard.lock();
            if parts.frozen {
                return Err(Error::Frozen);
            }
            let before = parts.quarantine.bytes();
            // The first step fills, the second releases what was filled.
            parts.reclaim(inner);
            parts.reclaim(inner);
            let after = parts.quarantine.bytes();
            sum.reclaimed += before - after;
            sum.held_back += after;
        }
        Ok(sum)
    }
}
