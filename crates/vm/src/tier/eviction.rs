//! The code cache's bound: which codes are evicted, and when the memory of codes out of use is
//! freed.
//!
//! Code is out of use once neither its function's entry slot nor its loop's version leads into it.
//! It is freed when no frame on the native stack returns into it either. A walk over the stack
//! finds that out, so that memory comes back also while a program never leaves its machine code. A
//! vm's code is run by the vm's own thread alone, so that one stack is all there is to walk.

use std::collections::BTreeSet;

use jit::Entry;

use super::code_map::Compiled;
use super::{Tier, tier, variant};
use crate::common::stats::Statistics;
use crate::common::step::EventKind;
use crate::runtime::context::ContextRef;
use crate::runtime::engine::{Engine, Thresholds};
use crate::runtime::frames;
use crate::runtime::instance::Instance;

/// Bytes of codes out of use that are not worth a walk.
const WALK_BYTES: u64 = 16 << 10;

/// How much code there is, and how much there may be before code is freed or evicted.
#[derive(Debug, Default)]
pub(super) struct Pressure {
    limit: u64,
    /// Bytes of all codes in memory.
    bytes: u64,
    /// Bytes of those among them that are out of use.
    retired_bytes: u64,
    /// Bytes beyond which codes are evicted: the limit, or more if so much is in use at once.
    evict_at: u64,
    /// Bytes out of use beyond which the stack is walked.
    walk_at: u64,
}

impl Pressure {
    pub(super) fn new(limit: u64) -> Pressure {
        Pressure { limit, evict_at: limit, walk_at: WALK_BYTES, ..Pressure::default() }
    }

    pub(super) fn made(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub(super) fn retired(&mut self, bytes: usize) {
        self.retired_bytes += bytes as u64;
    }

    fn freed(&mut self, bytes: usize) {
        self.bytes -= bytes as u64;
        self.retired_bytes -= bytes as u64;
    }

    fn is_high(&self) -> bool {
        self.bytes > self.evict_at || self.retired_bytes > self.walk_at
    }

    /// Sets the amounts at which to look again. They are a share of what is left, so that walking a
    /// deep stack costs little for each compilation.
    fn settle(&mut self) {
        self.evict_at = self.limit.max(self.bytes + self.limit / 4);
        if self.bytes <= self.limit - self.limit / 4 {
            self.evict_at = self.limit;
        }
        self.walk_at = WALK_BYTES.max(2 * self.retired_bytes);
    }
}

/// Frees codes out of use, and evicts others beyond the limit. This is done before each
/// compilation, because a program may compile much without ever leaving its machine code.
#[inline]
pub(super) fn make_room(cx: ContextRef) {
    if tier(cx).pressure.is_high() {
        free_and_evict(cx);
    }
}

#[cold]
fn free_and_evict(cx: ContextRef) {
    let returns = frames::native_returns(cx);
    debug_assert!(returns.is_some(), "compiled frames are found wherever something can be compiled");
    let Engine { tier, stats, thresholds, .. } = cx.engine();
    let tier = Tier::of(tier);
    if let Some(returns) = returns {
        let used = tier.codes_at(&returns);
        tier.free_unused(&used);
        tier.evict(&used, *thresholds, stats);
    }
    tier.pressure.settle();
}

impl Tier {
    /// Bytes of code in memory.
    pub(super) fn bytes_in_memory(&self) -> u64 {
        self.pressure.bytes
    }

    /// The codes that these addresses lie in.
    fn codes_at(&self, addresses: &BTreeSet<usize>) -> BTreeSet<usize> {
        let code_at = |&address: &usize| {
            let (&start, compiled) = self.codes.range(..=address).next_back()?;
            // Behind a code's last instruction no call returns.
            (address < start + compiled.code.len()).then_some(start)
        };
        addresses.iter().filter_map(code_at).collect()
    }

    /// The last frame of machine code has ended: frees all codes out of use, and evicts what
    /// exceeds the limit.
    #[inline]
    pub(super) fn left(&mut self, thresholds: Thresholds, stats: &mut Statistics) {
        if !self.retired.is_empty() || self.pressure.bytes > self.pressure.limit {
            self.free_unused(&BTreeSet::new());
            self.evict(&BTreeSet::new(), thresholds, stats);
            self.pressure.settle();
        }
    }

    /// Frees codes out of use but for those that are still running.
    fn free_unused(&mut self, used: &BTreeSet<usize>) {
        for address in std::mem::take(&mut self.retired) {
            if used.contains(&address) {
                self.retired.push(address);
            } else if let Some(compiled) = self.codes.remove(&address) {
                self.pressure.freed(compiled.code.len());
            }
        }
    }

    /// Evicts the oldest codes until half of the limit is left, but for those that are running.
    fn evict(&mut self, used: &BTreeSet<usize>, thresholds: Thresholds, stats: &mut Statistics) {
        if self.pressure.bytes <= self.pressure.limit {
            return;
        }
        let idle = self.codes.iter().filter(|(address, compiled)| !compiled.retired && !used.contains(address));
        let mut oldest: Vec<(u64, usize)> = idle.map(|(&address, compiled)| (compiled.number, address)).collect();
        oldest.sort_unstable();
        let before = self.pressure.bytes;
        let mut count = 0;
        for (_, address) in oldest {
            if self.pressure.bytes <= self.pressure.limit / 2 {
                break;
            }
            // A function's further versions go with its first.
            if self.codes.contains_key(&address) {
                self.evict_code(address, thresholds);
                self.free_unused(used);
                count += 1;
            }
        }
        let bytes = before - self.pressure.bytes;
        stats.evicted_codes += count;
        stats.evicted_bytes += bytes;
        self.options.log.evicted(count, bytes, used.len(), self.pressure.bytes);
    }

    /// Takes code out of use that is compiled again when it is hot again. Each time it must be
    /// twice as hot, so that compiling the same code again and again costs little beside running
    /// it.
    fn evict_code(&mut self, address: usize, thresholds: Thresholds) {
        self.retire(address);
        let compiled = &self.codes[&address];
        let record = compiled.record;
        self.options.recorder.note(record, Some(compiled.number), EventKind::Evicted, String::new);
        let version = self.versions.get(&(compiled.record, compiled.entry, compiled.variant));
        let earlier = version.map_or(0, |version| version.compiles.saturating_sub(1));
        let raised = |threshold: u32| threshold.saturating_mul(1u32.checked_shl(earlier).unwrap_or(u32::MAX));
        match compiled.entry {
            Entry::Function if compiled.variant != variant::FIRST => {}
            Entry::Function => record.set_countdown(raised(thresholds.calls)),
            // SAFETY: the record has a countdown for each loop, and nobody holds a reference to it.
            Entry::Loop(id) => unsafe { record.turns(id).write(raised(thresholds.turns)) },
        }
    }

    /// Takes all code out of use that relies on what an instance holds: its own, and what was made
    /// for other modules with its constants.
    pub(super) fn retire_all_of(&mut self, instance: &Instance) {
        self.retire_if(|compiled| compiled.relies_on(instance), "its module is used in another way now");
    }

    fn retire_if(&mut self, is_meant: impl Fn(&Compiled) -> bool, why: &str) {
        let codes = self.codes.iter().filter(|(_, compiled)| is_meant(compiled));
        for address in codes.map(|(&address, _)| address).collect::<Vec<usize>>() {
            self.note_dropped(address, why);
            self.retire(address);
        }
    }

    /// Drops what is known of an instance's functions, and takes their code out of use.
    pub(super) fn drop_all_of(&mut self, instance: &Instance) {
        // Other code that relies on it is of modules that die at the same time: a live module keeps
        // alive what its constant globals hold.
        let is_meant = |compiled: &Compiled| compiled.relies_on(instance) && !compiled.record.is_of(instance);
        self.retire_if(is_meant, "a module that it knows was freed");
        let Tier { versions, codes, retired, pressure, dispatchers, relearning, observed, options, .. } = self;
        relearning.forget(instance);
        observed.forget(instance);
        dispatchers.retain(|record, _| !record.is_of(instance));
        versions.retain(|&(record, ..), version| {
            let dies = record.is_of(instance);
            if dies && let Some(address) = version.code {
                let compiled = codes.get_mut(&address).expect("a version's code is kept");
                compiled.retired = true;
                let why = || "its module was freed".to_string();
                options.recorder.note(record, Some(compiled.number), EventKind::Dropped, why);
                pressure.retired(compiled.code.len());
                retired.push(address);
            }
            version.wrong_inlined.forget(instance);
            !dies
        });
        if self.active == 0 {
            self.free_unused(&BTreeSet::new());
        }
    }
}
