//! The poll byte: what other threads ask of a running program, and the program's answer at its next
//! poll.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::runtime::context::{ContextRef, Shared};

/// Bit of the poll byte: the program is to end.
pub(crate) const INTERRUPT: u8 = 1;
/// Bit of the poll byte: the program is to show its active calls.
pub(crate) const SAMPLE: u8 = 2;
/// Bit of the poll byte: the program has used up its time.
pub(crate) const DEADLINE: u8 = 4;

/// Bit of the poll byte: the heap is to collect at the next poll of a loop or an entry, and again
/// at the one after it.
pub(crate) const COLLECT: u8 = 8;

/// Bit of the poll byte: a frame is to leave code that is out of use.
pub(crate) const RELEARN: u8 = 16;

/// Stops a running program from another thread. It may outlive its vm.
#[derive(Clone)]
pub struct InterruptHandle {
    pub(crate) shared: Arc<Shared>,
}

impl InterruptHandle {
    /// Makes the running program end with
    /// [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted), mostly within a millisecond. What
    /// is not interrupted: host functions and loaders; one operation on one object (a string of 256
    /// MB is joined in about half a second: [`fuel`](crate::VmBuilder::fuel) and
    /// [`heap_limit`](crate::VmBuilder::heap_limit) bound that); a pause of the collector; one
    /// compilation. If no program is running, the next one ends so.
    pub fn interrupt(&self) {
        self.shared.poll().fetch_or(INTERRUPT, Ordering::Relaxed);
    }

    /// Takes back an interrupt that has not stopped a program yet.
    pub fn clear(&self) {
        self.shared.poll().fetch_and(!INTERRUPT, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for InterruptHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let interrupted = self.shared.poll().load(Ordering::Relaxed) & INTERRUPT != 0;
        f.debug_struct("InterruptHandle").field("interrupted", &interrupted).finish()
    }
}

impl ContextRef {
    /// Whether the poll byte is set.
    #[inline(always)]
    pub(crate) fn polled(self) -> bool {
        self.poll().load(Ordering::Relaxed) != 0
    }

    /// Sets a bit of the poll byte.
    pub(crate) fn ask(self, bit: u8) {
        self.poll().fetch_or(bit, Ordering::Relaxed);
    }

    /// Clears bits of the poll byte; gives those that were set.
    pub(crate) fn take_poll(self, bits: u8) -> u8 {
        self.poll().fetch_and(!bits, Ordering::Relaxed) & bits
    }
}
