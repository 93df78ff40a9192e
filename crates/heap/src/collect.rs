//! When and how a collection happens. The moving itself is in `minor` and `evacuate`, the marking
//! in `mark`, the pace in `pace`.
//!
//! A step empties the young space and does a share of marking, if that runs. Invariant: a
//! collection that has started always ends; everything that can fail is done before the first
//! object moves.

use std::ptr;
use std::time::Instant;

use crate::error::HeapError;
use crate::evacuate::Evacuation;
use crate::forwarded::new_address;
use crate::heap::{Heap, SPARE_YOUNG_SPACES, ValueStack};
use crate::layout::{GC_LARGE, GC_MARK, GRANULE, Header, Module};
use crate::mark::MarkStep;
use crate::minor::Minor;
use crate::old::BLOCK;
use crate::pages::Mapping;
use crate::slice::SliceList;
use crate::slot::Range;
use crate::stats::Pause;
use crate::value::Bits;

/// Old spaces that stay inaccessible under `stress` before they are used again.
const QUARANTINE: usize = 16;
/// A collection that leaves less than this part of the limit free counts as out of memory:
/// otherwise a program at its limit would collect at every other allocation.
const RESERVE_DIVISOR: usize = 64;
/// Most memory given back to the system in one pause.
const RELEASE_BYTES: usize = 4 << 20;
/// Free blocks that are kept: this part of the old space, and so many young spaces.
const KEPT_DIVISOR: usize = 8;
const KEPT_YOUNG_SPACES: usize = 4;

impl Heap {
    /// Collects now: afterwards nothing is left but what is reachable.
    ///
    /// # Errors
    /// Out of memory if the system gives no space to move everything to, which only `stress` does;
    /// then nothing has changed.
    pub fn collect(&mut self) -> Result<(), HeapError> {
        if self.config.stress {
            return self.move_all(0);
        }
        let start = Instant::now();
        self.empty_young();
        self.mark_everything();
        self.end_pause(start, usize::MAX);
        Ok(())
    }

    /// Collects the young objects now, as when their space is full: under `stress` everything.
    ///
    /// # Errors
    /// Out of memory: what is alive leaves less than the reserve, or the system gives no space to
    /// move it to.
    pub fn collect_young(&mut self) -> Result<(), HeapError> {
        if self.config.stress { self.move_all(0) } else { self.step(0) }
    }

    /// Whether a collection is due before a large object of `large` bytes is made.
    pub(crate) fn is_due(&self, large: usize) -> bool {
        let old_bytes = self.old_bytes() + large;
        large > 0 && (self.pace.is_due(old_bytes) || self.footprint() + large > self.config.limit_bytes)
    }

    /// Bytes that count against the limit.
    fn footprint(&self) -> usize {
        self.old.in_use() + self.large.bytes() + self.space.len()
    }

    /// Empties the young space, goes on with marking, and makes sure that `large` more bytes keep
    /// within the limit.
    pub(crate) fn step(&mut self, large: usize) -> Result<(), HeapError> {
        let start = Instant::now();
        self.empty_young();
        if self.marker.active {
            self.mark_some();
        } else if self.pace.begins(self.old_bytes() + large) {
            self.begin_marking();
        }
        let limit = self.config.limit_bytes;
        let mut enough = true;
        if self.footprint().saturating_add(large) > limit || !self.has_spare() {
            self.mark_everything();
            let most = limit - limit / RESERVE_DIVISOR;
            enough = self.footprint().saturating_add(large) <= most && self.has_spare();
        }
        self.end_pause(start, RELEASE_BYTES);
        if enough { Ok(()) } else { Err(HeapError::OutOfMemory) }
    }

    /// Whether the old space has the room that it should have between collections. It grows if it
    /// has not.
    fn has_spare(&mut self) -> bool {
        let wanted = SPARE_YOUNG_SPACES * self.space.len();
        if self.old.spare() >= wanted {
            return true;
        }
        let Some((least, better)) = self.old.growth(wanted) else { return false };
        self.grow_old(better).or_else(|| self.grow_old(least)).is_some()
    }

    /// Grows the old space to `blocks` blocks, and the list of marking with it.
    fn grow_old(&mut self, blocks: usize) -> Option<()> {
        self.marker.grow(blocks * (BLOCK / GRANULE) + self.large.count())?;
        self.old.grow(blocks)
    }

    /// Grows the list of marking by the room for one large object.
    pub(crate) fn grow_marker(&mut self) -> Option<()> {
        self.marker.grow(self.old.capacity() / GRANULE + self.large.count() + 1)
    }

    /// Returns about `most` bytes of free memory to the system, and records the length of the
    /// pause.
    fn end_pause(&mut self, start: Instant, most: usize) {
        self.note_peak();
        if !self.config.stress && !self.has_spare() && self.old.spare() < self.space.len() {
            // The old space has no room to move objects that would be allocated now.
            self.set_buffer(self.space.base(), self.space.base());
        }
        let kept = self.old.in_use() / KEPT_DIVISOR + KEPT_YOUNG_SPACES * self.space.len();
        self.old.release(kept, most);
        self.large.release(most);
        self.pace.stepped(self.old_bytes(), self.marker.active);
        let pause = start.elapsed();
        let stats = &mut self.stats;
        stats.pauses += 1;
        stats.pause_total += pause;
        stats.pause_max = stats.pause_max.max(pause);
        self.pauses.add(pause);
        let (collections, major_collections) = (stats.collections, stats.major_collections);
        self.pauses.keep(Pause { start, took: pause, collections, major_collections });
    }

    /// Moves what is alive of the young objects to the old space.
    fn empty_young(&mut self) {
        let used = self.used();
        let roots = self.roots();
        let young = self.young();
        let mut minor = Minor {
            young,
            old: &mut self.old,
            marker: &mut self.marker,
            shapes: &self.shapes,
            list: &mut self.copies,
            slices: SliceList::EMPTY,
            copied: 0,
        };
        for range in roots {
            // SAFETY: the words of handles and of the value stack are accessible, and none is
            // stale.
            unsafe { minor.visit_all(range) };
        }
        minor.visit_tables(&self.tables);
        minor.visit_remembered();
        for module in &mut self.modules {
            let object = module.as_ptr().cast::<Header>();
            if (object as usize).wrapping_sub(young.0) < young.1 {
                // A module that is dead is moved too: only marking finds out. SAFETY: a young
                // object.
                let moved = unsafe { minor.forward(object) };
                *module = ptr::NonNull::new(moved.cast::<Module>()).unwrap_or(*module);
            }
        }
        let copied = minor.finish();
        if self.config.poison {
            self.space.poison(used);
        }
        let (base, end) = (self.space.base(), self.space.end());
        self.set_buffer(base, end);
        let stats = &mut self.stats;
        stats.collections += 1;
        stats.allocated_bytes += (used - stats.used_after) as u64;
        stats.bytes_copied += copied as u64;
        stats.used_after = 0;
    }

    /// The words that are always roots and are not in tables: handles, and the value stack.
    fn roots(&self) -> [Range; 2] {
        let stack = self.stack.map_or((ptr::null_mut(), 0), |ValueStack { bottom, top }| {
            // SAFETY: `set_stack` promised that `top` is readable at each collection.
            let top = unsafe { *top };
            (bottom, (top as usize).saturating_sub(bottom as usize) / size_of::<Bits>())
        });
        [self.handles.roots(), stack]
    }

    /// Begins marking. There are no young objects; the next collection of these shows marking the
    /// roots.
    fn begin_marking(&mut self) {
        self.marker.stop();
        self.old.clear_marks();
        self.large.clear_marks();
        self.tables.clear_reached();
        self.marker.active = true;
    }

    fn mark_step(&mut self) -> MarkStep<'_> {
        MarkStep { marker: &mut self.marker, old: &self.old, tables: &mut self.tables, shapes: &self.shapes }
    }

    /// Does a share of marking after a minor collection, and ends it if all is done.
    fn mark_some(&mut self) {
        let work = self.pace.work(self.old_bytes());
        self.reach_new_modules();
        let done = self.mark_step().run(work);
        self.stats.bytes_marked += done as u64;
        self.pace.worked(done);
        if self.marker.is_done() {
            self.end_marking();
        }
    }

    /// Marks from the beginning to the end. There are no young objects.
    fn mark_everything(&mut self) {
        self.begin_marking();
        let roots = self.roots();
        let mut step = self.mark_step();
        for range in roots {
            // SAFETY: words of roots, none of them stale.
            unsafe { step.reach_all(range) };
        }
        for place in 0..step.tables.count() {
            if let Some(words) = step.tables.root(place) {
                // SAFETY: root tables hold no stale words.
                unsafe { step.reach_all((words.as_ptr().cast(), words.len())) };
            }
        }
        let done = step.run(usize::MAX);
        self.stats.bytes_marked += done as u64;
        self.end_marking();
    }

    /// Modules that were made while marking runs are marked without having been looked at: their
    /// globals are reached here.
    fn reach_new_modules(&mut self) {
        for place in 0..self.modules.len() {
            let module = self.modules[place];
            if self.is_marked(module.as_ptr().cast()) {
                // SAFETY: modules in the list are intact.
                let Module { table, generation, .. } = unsafe { module.as_ref() };
                if let Some(words) = self.tables.reach(*table, *generation) {
                    // SAFETY: root tables hold no stale words.
                    unsafe { self.mark_step().reach_all((words.as_ptr().cast(), words.len())) };
                }
            }
        }
    }

    /// Whether marking has reached an object that is not young.
    pub(crate) fn is_marked(&self, object: *const Header) -> bool {
        if self.old.contains(object as usize) {
            // SAFETY: an object of the old space.
            return unsafe { self.old.is_marked(object) };
        }
        // SAFETY: what is neither young nor in the old space is large.
        unsafe { (*object).gc & GC_MARK != 0 }
    }

    /// Frees what is not marked: everything alive is.
    fn end_marking(&mut self) {
        let mut modules = std::mem::take(&mut self.modules);
        modules.retain(|module| {
            let alive = self.is_marked(module.as_ptr().cast());
            if !alive {
                // SAFETY: the memory of an object that is not swept yet is intact. The list has
                // room for every module.
                self.dead_modules.push(unsafe { module.as_ref() }.record);
            }
            alive
        });
        self.modules = modules;
        self.tables.clear_unreached();
        self.note_peak();
        self.large.sweep();
        self.old.sweep(self.config.poison);
        self.marker.stop();
        self.stats.major_collections += 1;
        self.stats.live_bytes = self.old_bytes() as u64;
        self.pace.ended(self.old_bytes());
    }
}

/// Under `stress`.
impl Heap {
    /// Moves everything to a new space, with `small` bytes to spare.
    pub(crate) fn move_all(&mut self, small: usize) -> Result<(), HeapError> {
        let start = Instant::now();
        let used = self.used();
        let to = self.take_stress_space(used + small.min(self.config.limit_bytes)).ok_or(HeapError::OutOfMemory)?;
        let end = self.evacuate(to.base());
        let copied = end as usize - to.base() as usize;
        let mut left = std::mem::replace(&mut self.space, to);
        if self.config.poison {
            left.poison(used);
        }
        left.forbid();
        self.quarantine.push(left);
        let stats = &mut self.stats;
        stats.allocated_bytes += (used - stats.used_after) as u64;
        stats.collections += 1;
        stats.major_collections += 1;
        stats.bytes_copied += copied as u64;
        stats.live_bytes = copied as u64;
        stats.used_after = copied;
        let limit = self.config.limit_bytes;
        let enough = copied.saturating_add(small) <= limit - limit / RESERVE_DIVISOR;
        self.set_buffer(end, if enough { end.wrapping_add(small) } else { end });
        self.end_pause(start, RELEASE_BYTES);
        if enough { Ok(()) } else { Err(HeapError::OutOfMemory) }
    }

    /// The space that was left longest ago, or a new one.
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

    /// Copies everything reachable to `to`; returns where the copies end.
    fn evacuate(&mut self, to: *mut u8) -> *mut u8 {
        let roots = self.roots();
        let mut evacuation = Evacuation::new(to, &mut self.tables, &self.shapes);
        for (slots, count) in roots {
            // SAFETY: the words of handles and of the value stack are accessible, and none is
            // stale.
            unsafe { evacuation.visit_all(slots, count) };
        }
        let end = evacuation.finish();
        self.bury_modules();
        self.tables.clear_unreached();
        end
    }

    /// Follows the modules that moved; lists the records of those that did not.
    fn bury_modules(&mut self) {
        let dead = &mut self.dead_modules;
        self.modules.retain_mut(|module| {
            // SAFETY: the old space is still readable; its objects are intact or forwarded.
            let header = unsafe { *module.as_ptr().cast::<Header>() };
            // SAFETY: its header.
            let Some(now) = (unsafe { new_address(module.as_ptr().cast(), header) }) else {
                // SAFETY: not forwarded, so the module is intact.
                dead.push(unsafe { module.as_ref() }.record);
                return false;
            };
            *module = ptr::NonNull::new(now.cast()).unwrap_or(*module);
            true
        });
    }
}

const _: () = assert!(GC_LARGE & GC_MARK == 0);
