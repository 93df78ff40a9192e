//! What every part of an arena reads: decided when it is built, or changed atomically.
//!
//! Records, pools and shards know no more of their arena than this, so that they can lie below it.
//! Invariant: a `Common` that a record points to is the head of an [`Inner`](crate::inner::Inner).

use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::chunk::{Chunk, Kind};
use crate::epoch::Epochs;
use crate::error::Error;
use crate::observer::{Observer, Region};
use crate::reservation::Reservation;
use crate::sentinel::Sentinel;
use crate::strategy::{Report, Strategy};
use crate::sys::Kernel;

/// The part of an arena that the parts below it read.
pub(crate) struct Common {
    pub(crate) kernel: Kernel,
    pub(crate) reservation: Reservation,
    pub(crate) report: Report,
    /// The name of the mappings.
    pub(crate) name: CString,
    pub(crate) unit: Unit,
    /// Bytes of a page.
    pub(crate) page: usize,
    /// The most bytes that may be committed.
    pub(crate) limit: usize,
    /// Bytes in a shard's quarantine that are worth a `membarrier`.
    pub(crate) quarantine: usize,
    pub(crate) epochs: Epochs,
    pub(crate) fork_guards: AtomicUsize,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    /// Bytes that the observers want to be free behind each piece of code.
    pub(crate) margin: usize,
    pub(crate) sentinel: Sentinel,
}

/// Bytes per unit of the free space, as a shift.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit(u32);

impl Unit {
    /// A unit of `bytes`, a power of two.
    pub(crate) fn of(bytes: usize) -> Self {
        Unit(bytes.trailing_zeros())
    }

    /// Units that hold `bytes`.
    #[inline]
    pub(crate) fn count(self, bytes: usize) -> u32 {
        (bytes.saturating_add((1 << self.0) - 1) >> self.0) as u32
    }

    #[inline]
    pub(crate) fn bytes(self, units: u32) -> usize {
        self.total(u64::from(units))
    }

    /// Bytes of all units in many blocks.
    #[inline]
    pub(crate) fn total(self, units: u64) -> usize {
        (units as usize) << self.0
    }
}

impl Common {
    pub(crate) fn strategy(&self) -> Strategy {
        self.report.strategy
    }

    /// Whether this is a child of the process that made the arena. A child touches no lock: one
    /// may have been held when it was forked.
    #[inline]
    pub(crate) fn forked(&self) -> bool {
        self.sentinel.forked(&self.kernel)
    }

    /// Whether anything in quarantine may be touched at all.
    pub(crate) fn may_reuse(&self) -> bool {
        self.report.reuse.is_ok() && self.fork_guards.load(Ordering::SeqCst) == 0
    }

    /// Lets every thread run what was made visible to this one.
    #[inline]
    pub(crate) fn synchronise(&self) -> Result<(), Error> {
        self.kernel.membarrier_sync_core().map_err(Error::Os)
    }

    /// Tells the observers that a chunk was committed.
    pub(crate) fn tell_added(&self, chunk: Chunk) {
        if chunk.kind == Kind::Code {
            let region = Region { base: chunk.base, len: chunk.len };
            self.observers.iter().for_each(|observer| observer.region_added(region));
        }
    }

    /// Tells the observers that a chunk will be unmapped.
    pub(crate) fn tell_removed(&self, chunk: &Chunk) {
        if chunk.kind == Kind::Code {
            let region = Region { base: chunk.base, len: chunk.len };
            self.observers.iter().for_each(|observer| observer.region_removed(region));
        }
    }
}
