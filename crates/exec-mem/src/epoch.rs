//! Which threads may still be running code that was dropped.
//!
//! A thread that runs code enters before and leaves after. Dropped code is touched only once every
//! thread that was inside when it was dropped has left. Entering is two plain stores: the memory
//! barrier it needs is made by the one who reclaims, with `membarrier`, on all threads at once.

use std::sync::atomic::{AtomicU64, Ordering, compiler_fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The state of one participant: 0 outside, else the epoch in which it entered.
#[repr(align(64))]
#[derive(Debug, Default)]
pub(crate) struct Seat(AtomicU64);

impl Seat {
    /// Takes the seat: code that is alive now is not touched until `leave`.
    #[inline]
    pub(crate) fn enter(&self, epochs: &Epochs) {
        self.0.store(epochs.now.load(Ordering::Acquire), Ordering::Relaxed);
        // The reclaiming thread's membarrier orders this store before what follows.
        compiler_fence(Ordering::SeqCst);
    }

    #[inline]
    pub(crate) fn leave(&self) {
        self.0.store(0, Ordering::Release);
    }
}

/// The epoch and everyone who takes part in it.
#[derive(Debug)]
pub(crate) struct Epochs {
    now: AtomicU64,
    seats: Mutex<Vec<Arc<Seat>>>,
}

impl Epochs {
    pub(crate) fn new() -> Self {
        Epochs { now: AtomicU64::new(1), seats: Mutex::new(Vec::new()) }
    }

    /// Lets a seat count from now on.
    pub(crate) fn add(&self, seat: &Arc<Seat>) {
        self.seats().push(Arc::clone(seat));
    }

    /// Forgets a seat.
    pub(crate) fn remove(&self, seat: &Arc<Seat>) {
        self.seats().retain(|other| !Arc::ptr_eq(other, seat));
    }

    /// Starts a new epoch and returns it: whoever enters from now on sees everything that was
    /// dropped before.
    pub(crate) fn advance(&self) -> u64 {
        self.now.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// Whether everyone inside entered in `epoch` or later. This decides about code that was
    /// dropped before the last `membarrier`: a thread that entered unseen since then cannot reach
    /// such code.
    pub(crate) fn passed(&self, epoch: u64) -> bool {
        self.seats().iter().all(|seat| {
            let entered = seat.0.load(Ordering::Acquire);
            entered == 0 || entered >= epoch
        })
    }

    fn seats(&self) -> MutexGuard<'_, Vec<Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
