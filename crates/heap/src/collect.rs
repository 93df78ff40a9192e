//! When and how a collection happens: spaces, goals, and what becomes of the old space. The copying itself is in `evacuate`.
//!
//! Invariant: a collection that has started always ends; everything that can fail is done before the first object moves.

use std::time::Instant;

use crate::error::HeapError;
use crate::evacuate::Collector;
use crate::heap::{Heap, ValueStack};
use crate::layout::{Header, Module, kind};
use crate::pages::Mapping;
use crate::value::Bits;

/// Largest old space kept for the next collection instead of being unmapped.
const SPARE_BYTES: usize = 32 << 20;
/// Old spaces that stay inaccessible under `stress` before they are used again.
const QUARANTINE: usize = 16;
/// A collection that leaves less than this part of the limit free counts as out of memory: otherwise a program at its limit would
/// collect at every other allocation.
const RESERVE_DIVISOR: usize = 64;

impl Heap {
    /// Collects now.
    ///
    /// # Errors
    /// Out of memory if the system gives no space to copy into; then nothing has changed.
    pub fn collect(&mut self) -> Result<(), HeapError> {
        self.move_all(0)?;
        // That the heap is full is no failure of the collection.
        let _ = self.set_goal(0, 0);
        Ok(())
    }

    /// Collects, and makes room for `small` bytes of small and `large` bytes of large objects.
    pub(crate) fn collect_for(&mut self, small: usize, large: usize) -> Result<(), HeapError> {
        self.move_all(small)?;
        self.set_goal(small, large)
    }

    /// The collection itself, into a space with `small` bytes to spare.
    fn move_all(&mut self, small: usize) -> Result<(), HeapError> {
        let start = Instant::now();
        let to = self.take_space(small).ok_or(HeapError::OutOfMemory)?;
        let used = self.used();
        let copied = self.evacuate(&to);
        self.switch_to(to, copied, used);
        let pause = start.elapsed();
        let stats = &mut self.stats;
        stats.allocated_bytes += (used - stats.used_after) as u64;
        stats.collections += 1;
        stats.bytes_copied += copied as u64;
        stats.live_bytes = (copied + self.large.bytes()) as u64;
        stats.used_after = copied;
        stats.pause_total += pause;
        stats.pause_max = stats.pause_max.max(pause);
        Ok(())
    }

    /// A space that holds all that may survive and `small` bytes more.
    fn take_space(&mut self, small: usize) -> Option<Mapping> {
        let used = self.used();
        // Nothing beyond the limit can be granted, however much is asked for.
        let least = used + small.min(self.config.limit_bytes);
        if self.config.stress {
            return self.take_stress_space(least);
        }
        let least = least + self.config.budget_bytes.min(self.config.limit_bytes);
        if let Some(spare) = self.spare.take_if(|spare| spare.len() >= least) {
            return Some(spare);
        }
        self.spare = None;
        Mapping::new_filled(least + used + self.large.bytes())
    }

    /// Under `stress`: the space that was left longest ago, or a new one.
    fn take_stress_space(&mut self, least: usize) -> Option<Mapping> {
        if self.quarantine.len() < QUARANTINE {
            return Mapping::new(least.checked_next_power_of_two()?);
        }
        let oldest = self.quarantine.remove(0);
        if oldest.len() < least || oldest.commit(oldest.len()).is_none() {
            return Mapping::new(least.checked_next_power_of_two()?);
        }
        Some(oldest)
    }

    /// Copies everything reachable to `to`; returns how many bytes.
    fn evacuate(&mut self, to: &Mapping) -> usize {
        let from = (self.space.base() as usize, self.used());
        let mut collector = Collector::new(from, to.base(), &mut self.large, &mut self.tables, &self.shapes);
        let (handles, count) = self.handles.roots();
        // SAFETY: the handle stack holds `count` words, none stale.
        unsafe { collector.visit_all(handles, count) };
        if let Some(ValueStack { bottom, top }) = self.stack {
            // SAFETY: `set_stack` promised that `top` is readable at each collection.
            let top = unsafe { *top };
            let count = (top as usize).saturating_sub(bottom as usize) / size_of::<Bits>();
            // SAFETY: `set_stack` promised that these words are accessible and not stale.
            unsafe { collector.visit_all(bottom, count) };
        }
        let end = collector.finish();
        self.bury_modules();
        self.tables.clear_unreached();
        self.large.sweep();
        end as usize - to.base() as usize
    }

    /// Follows the modules that moved; lists the records of those that did not.
    fn bury_modules(&mut self) {
        let dead = &mut self.dead_modules;
        self.modules.retain_mut(|module| {
            // SAFETY: the old space is still readable; its objects are intact or forwarded.
            let header = unsafe { *module.as_ptr().cast::<Header>() };
            if header.kind != kind::FORWARDED {
                // SAFETY: not forwarded, so the module is intact.
                dead.push(unsafe { module.as_ref() }.record);
                return false;
            }
            // SAFETY: a forwarded object has its new address in the second word.
            *module = unsafe { Collector::new_address(module.as_ptr().cast()) }.cast::<Module>();
            true
        });
    }

    /// Makes `to`, with `copied` bytes in it, the space, and does away with the old one, of which `used` bytes are dirty.
    fn switch_to(&mut self, to: Mapping, copied: usize, used: usize) {
        let next = to.base().wrapping_add(copied);
        let mut old = std::mem::replace(&mut self.space, to);
        self.set_window(next, next);
        if self.config.poison {
            old.poison(used);
        }
        if self.config.stress {
            old.forbid();
            self.quarantine.push(old);
        } else if old.len() <= SPARE_BYTES {
            self.spare = Some(old);
        }
    }

    /// Decides after a collection how much may be allocated before the next.
    fn set_goal(&mut self, small: usize, large: usize) -> Result<(), HeapError> {
        let limit = self.config.limit_bytes;
        let live = self.used() + self.large.bytes();
        let wanted = live.saturating_add(small).saturating_add(large);
        let most = limit - limit / RESERVE_DIVISOR;
        if wanted > most {
            self.goal = most;
            self.fit_window();
            return Err(HeapError::OutOfMemory);
        }
        self.goal = (wanted + live.max(self.config.budget_bytes)).min(limit);
        self.fit_window();
        if self.config.stress {
            let next = self.next();
            self.set_window(next, next.wrapping_add(small));
        }
        Ok(())
    }
}
