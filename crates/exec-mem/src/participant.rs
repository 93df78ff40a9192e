//! Threads that run code which may be dropped meanwhile.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::arena::Arena;
use crate::epoch::Seat;

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

impl Arena {
    /// A membership in the arena's epochs, for a thread that runs code which other threads, or
    /// the code itself, may cause to be dropped.
    pub fn participant(&self) -> Participant {
        let seat = Arc::new(Seat::default());
        // A forked child may have inherited a locked list, and reclaims nothing.
        if !self.inner().forked() {
            self.inner().epochs.add(&seat);
        }
        Participant { arena: self.clone(), seat, depth: Cell::new(0) }
    }
}

impl Participant {
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
            self.seat.enter(&self.arena.inner().epochs);
        }
        self.depth.set(depth + 1);
        EpochGuard { participant: self, not_send: PhantomData }
    }

    fn leave(&self) {
        let depth = self.depth.get() - 1;
        self.depth.set(depth);
        if depth == 0 {
            self.seat.leave();
        }
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        if !self.arena.inner().forked() {
            self.arena.inner().epochs.remove(&self.seat);
        }
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
