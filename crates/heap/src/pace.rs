//! When marking begins, and how much of it is done between the program's own steps.
//!
//! Marking begins when the old objects have grown by half since the last time, and does work in
//! proportion to what becomes old meanwhile, so that it ends well before they have doubled. A step
//! does no more than a fixed amount, which bounds the pause; what it leaves out is owed by the next
//! ones, and never more than there is to look at.

use crate::heap::HeapConfig;

/// Most bytes that marking looks at in one step, unless it falls behind.
const STEP_BYTES: usize = 2 << 20;
/// A step does this part of what is owed when marking has fallen far behind.
const CATCH_UP: usize = 12;
/// Bytes looked at for each byte that became old.
const RATE: usize = 6;
/// Old objects grow by this part before marking begins again.
const GROWTH_DIVISOR: usize = 2;
/// Marking begins no earlier than this many young spaces above what was alive.
const LEAST_YOUNG_SPACES: usize = 8;

/// The pace of one heap. All figures in bytes.
#[derive(Debug)]
pub(crate) struct Pace {
    young_bytes: usize,
    /// Old bytes at which marking begins.
    trigger: usize,
    /// Old bytes at which the next step is due, whether the young space is full or not.
    next_step: usize,
    /// Old bytes after the last step.
    before: usize,
    /// Bytes that marking still has to look at.
    owed: usize,
}

impl Pace {
    pub(crate) fn new(config: &HeapConfig) -> Pace {
        let young_bytes = config.young_bytes;
        let mut pace = Pace { young_bytes, trigger: 0, next_step: 0, before: 0, owed: 0 };
        pace.ended(0);
        pace
    }

    /// Whether a step is due with so many old bytes.
    pub(crate) fn is_due(&self, old_bytes: usize) -> bool {
        old_bytes > self.next_step
    }

    /// Whether marking has to begin.
    pub(crate) fn begins(&self, old_bytes: usize) -> bool {
        old_bytes > self.trigger
    }

    /// How many bytes marking has to look at now.
    pub(crate) fn work(&mut self, old_bytes: usize) -> usize {
        self.owed += RATE * old_bytes.saturating_sub(self.before) + self.young_bytes / 8;
        self.owed = self.owed.min(old_bytes);
        STEP_BYTES.max(self.owed / CATCH_UP).min(self.owed)
    }

    /// Records how much of that was done.
    pub(crate) fn worked(&mut self, bytes: usize) {
        self.owed = self.owed.saturating_sub(bytes);
    }

    /// Ends a step.
    pub(crate) fn stepped(&mut self, old_bytes: usize, marking: bool) {
        self.before = old_bytes;
        let soon = old_bytes + self.young_bytes.min(STEP_BYTES / RATE * 2);
        self.next_step = if marking { soon } else { self.trigger.max(soon) };
    }

    /// Marking has ended, with so many bytes alive.
    pub(crate) fn ended(&mut self, live_bytes: usize) {
        self.owed = 0;
        self.trigger = live_bytes + (live_bytes / GROWTH_DIVISOR).max(LEAST_YOUNG_SPACES * self.young_bytes);
        self.stepped(live_bytes, false);
    }
}
