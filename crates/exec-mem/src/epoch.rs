//! Which threads may still be running code that was dropped.
//!
//! A thread that runs code enters before and leaves after; dropped code is touched only once every
//! thread that was inside when it was dropped has left. Entering is two plain stores: the memory
//! barrier it needs is made by the one who reclaims, with `membarrier`, on all threads at once.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering, compiler_fence};
use std::sync::{Arc, Mutex, PoisonError};

use crate::arena::Arena;

/// The state of one participant: 0 outside, else the epoch in which it entered.
#[repr(align(64))]
#[derive(Debug, Default)]
struct Seat(AtomicU64);

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

    /// Starts a new epoch and returns it: whoever enters from now on sees everything that was
    /// dropped before.
    pub(crate) fn advance(&self) -> u64 {
        self.now.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// Whether everyone inside entered in `epoch` or later. Meaningful for what was dropped before
    /// the last `membarrier`: whoever entered unseen since then cannot reach it any more.
    pub(crate) fn passed(&self, epoch: u64) -> bool {
        let seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.iter().all(|seat| {
            let entered = seat.0.load(Ordering::Acquire);
            entered == 0 || entered >= epoch
        })
    }
}

/// A thread's (or a machine's) membership in an arena's epochs.
///
/// Made once with [`Arena::participant`]; [`enter`](Participant::enter) then costs about a
/// nanosecond. It can move to another thread, but is used by one at a time.
#[derive(Debug)]
pub struct Participant {
    arena: Arena,
    seat: Arc<Seat>,
    depth: Cell<usize>,
}

impl Participant {
    pub(crate) fn new(arena: Arena) -> Self {
        let seat = Arc::new(Seat::default());
        // A forked child may have inherited a locked list, and reclaims nothing.
        if !arena.inner().forked() {
            let seats = &arena.inner().epochs.seats;
            seats.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&seat));
        }
        Participant { arena, seat, depth: Cell::new(0) }
    }

    /// The arena this belongs to.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Enters: until the guard is dropped, no code that is alive now is overwritten or reused,
    /// even if its last [`Code`](crate::Code) is dropped meanwhile. Nesting is cheap and keeps
    /// the epoch of the outermost guard.
    #[inline]
    pub fn enter(&self) -> EpochGuard<'_> {
        let depth = self.depth.get();
        if depth == 0 {
            let now = self.arena.inner().epochs.now.load(Ordering::Acquire);
            self.seat.0.store(now, Ordering::Relaxed);
            // The reclaiming thread's membarrier orders this store before what follows.
            compiler_fence(Ordering::SeqCst);
        }
        self.depth.set(depth + 1);
        EpochGuard { participant: self, not_send: PhantomData }
    }

    fn leave(&self) {
        let depth = self.depth.get() - 1;
        self.depth.set(depth);
        if depth == 0 {
            self.seat.0.store(0, Ordering::Release);
        }
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        if self.arena.inner().forked() {
            return;
        }
        let seats = &self.arena.inner().epochs.seats;
        let mut seats = seats.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|seat| !Arc::ptr_eq(seat, &self.seat));
    }
}

/// Holds back the reuse of code that was alive when it was made. See [`Participant::enter`].
#[derive(Debug)]
#[must_use = "reuse is held back only while the guard lives"]
pub struct EpochGuard<'a> {
    participant: &'a Participant,
    not_send: PhantomData<*mut ()>,
}

impl Drop for EpochGuard<'_> {
    #[inline]
    fn drop(&mut self) {
        self.participant.leave();
    }
}
