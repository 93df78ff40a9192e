//! Relearning: code that runs its slow paths often is made again with what they have shown.
//!
//! What code was not told when it was made, because the place had not been reached by then, it does
//! by helpers. They count, for each function, the runs that a better profile could spare
//! ([`Lesson`]). When there were many, the next ones are looked at, and those codes of the function
//! whose profile would be another one now are taken out of use: the next call or turn makes them
//! anew. Each round comes after twice as many slow runs as the one before, so that a place that is
//! truly of many kinds costs little.
//!
//! A frame that runs in a loop gets into the new code by way of the interpreter: the poll byte has
//! it leave at the back edge.

use std::collections::{BTreeMap, HashMap};

use bytecode::{Hint, Inst};
use jit::Profile;

use super::code_map::Compiled;
use super::optimised::{Known, profile_of};
use super::{Key, Tier, TierOptions, Version, log, tier};
use crate::common::stats::Statistics;
use crate::common::step::EventKind;
use crate::runtime::context::ContextRef;
use crate::runtime::engine::Thresholds;
use crate::runtime::instance::Instance;
use crate::runtime::poll::RELEARN;
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::Lesson;

/// Slow runs that are looked at before code is judged: enough for a loop with so many places.
const LOOKED_AT: u32 = 64;

/// Codes of an entry that are made again because more is known of functions that were inlined.
const MOST_RELEARNED_INLINED: u32 = 4;

/// How often the number of slow runs between two rounds doubles.
const DOUBLINGS: u32 = 16;

/// Polls that a frame which is to leave its code may take to come to its back edge.
const POLLS: u32 = 64;

/// What code was not told when it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum News {
    /// Values of globals that keep them.
    Globals,
    /// Something about the instruction at this index.
    Inst(u32),
}

/// What is known of the functions whose slow paths ran often.
#[derive(Debug, Default)]
pub(super) struct Relearning {
    functions: HashMap<RecordRef, Lessons>,
    /// The function that has a frame in code out of use, and how many polls may still pass until
    /// that leaves it.
    wanted: Option<(RecordRef, u32)>,
}

/// What the slow paths of a function have shown.
#[derive(Debug, Default)]
struct Lessons {
    rounds: u32,
    /// Slow runs that are still to be looked at in this round; 0 between rounds.
    left: u32,
    /// What this round has found, by instruction; nothing if the operands were of several kinds.
    found: BTreeMap<u32, Lesson>,
    /// What all rounds have found; nothing for good if they do not agree.
    seen: BTreeMap<u32, Option<Hint>>,
}

impl Relearning {
    /// What slow paths found the operands of a function's instructions to be.
    pub(super) fn seen(&self, record: RecordRef) -> Vec<(u32, Hint)> {
        let lessons = self.functions.get(&record);
        lessons
            .map(|lessons| lessons.seen.iter().filter_map(|(&pc, &hint)| Some((pc, hint?))).collect())
            .unwrap_or_default()
    }

    /// An instance is about to be freed.
    pub(super) fn forget(&mut self, instance: &Instance) {
        self.functions.retain(|record, _| !record.is_of(instance));
        self.wanted.take_if(|(record, _)| record.is_of(instance));
    }
}

impl Lessons {
    fn note(&mut self, pc: u32, lesson: Lesson) {
        let found = self.found.entry(pc).or_insert(lesson);
        if *found != lesson {
            *found = Lesson::Nothing;
        }
    }

    /// Ends a round; gives the instructions of which something is known now, ascending.
    fn conclude(&mut self) -> Vec<u32> {
        self.rounds += 1;
        let mut known = Vec::new();
        for (pc, lesson) in std::mem::take(&mut self.found) {
            let is_known = match lesson {
                Lesson::Operands(hint) => *self.seen.entry(pc).or_insert(Some(hint)) == Some(hint),
                Lesson::Index => true,
                Lesson::Nothing | Lesson::Place => false,
            };
            if is_known {
                known.push(pc);
            } else if lesson != Lesson::Place {
                self.seen.insert(pc, None);
            }
        }
        known
    }
}

/// Looks at a slow run, and at the end of a round at the function's code.
#[cold]
#[inline(never)]
pub(super) fn look(cx: ContextRef, record: RecordRef, lesson: Lesson) {
    let thresholds = cx.engine().thresholds;
    let lessons = tier(cx).relearning.functions.entry(record).or_default();
    if lessons.left == 0 {
        lessons.left = thresholds.slow_runs.min(LOOKED_AT);
    }
    lessons.note(cx.pc(), lesson);
    lessons.left -= 1;
    if lessons.left > 0 {
        return record.set_slow_left(1);
    }
    let known = lessons.conclude();
    record.set_slow_left(threshold(thresholds, lessons.rounds));
    let engine = cx.engine();
    let tier = Tier::of(&mut engine.tier);
    tier.relearn(record, &known, &mut engine.stats);
    if tier.relearning.wanted.is_some() {
        cx.ask(RELEARN);
    }
}

/// Slow runs until a round.
fn threshold(thresholds: Thresholds, rounds: u32) -> u32 {
    thresholds.slow_runs.saturating_mul(1 << rounds.min(DOUBLINGS))
}

impl Tier {
    /// Takes those codes of a function out of use that would be made by another profile now.
    /// `known` are the instructions whose operands a round has found to be of one kind.
    fn relearn(&mut self, record: RecordRef, known: &[u32], stats: &mut Statistics) {
        let keys: Vec<Key> = self.versions.keys().filter(|key| key.0 == record).copied().collect();
        for key in keys {
            let known_by_now = Known { relearning: &self.relearning, observed: &self.observed };
            let version = self.versions.get_mut(&key).expect("its key was just found");
            version.trust_again(known, &self.options);
            let Some(address) = version.code else { continue };
            let compiled = &self.codes[&address];
            let now = version.profile(record, key.1, compiled.profile.kinds.clone(), known_by_now, &self.options);
            if let Some(news) = News::of(record, &compiled.profile, &now) {
                version.relearned += 1;
                self.retire_for(address, record, news, stats);
            }
        }
        self.relearn_callers(record, stats);
        if self.retired.iter().any(|address| self.codes[address].record == record) {
            self.relearning.wanted = Some((record, POLLS));
        }
    }

    /// Takes those codes out of use that a function was inlined into, and would be by another
    /// profile now.
    fn relearn_callers(&mut self, record: RecordRef, stats: &mut Statistics) {
        let has_inlined = |compiled: &Compiled| !compiled.retired && compiled.inlined.contains_key(&record);
        let codes: Vec<usize> =
            self.codes.iter().filter(|(_, compiled)| has_inlined(compiled)).map(|(&address, _)| address).collect();
        for address in codes {
            let compiled = &self.codes[&address];
            let caller = compiled.record;
            let known = Known { relearning: &self.relearning, observed: &self.observed };
            let key = (caller, compiled.entry, compiled.variant);
            let version = self.versions.get_mut(&key).expect("code has a version");
            if version.relearned_inlined >= MOST_RELEARNED_INLINED {
                continue;
            }
            let now = profile_of(record, &compiled.profile, &version.wrong_inlined, known);
            if let Some(news) = News::of(record, &compiled.inlined[&record], &now) {
                version.relearned += 1;
                version.relearned_inlined += 1;
                self.retire_for(address, record, news, stats);
                self.relearning.wanted = Some((caller, POLLS));
            }
        }
    }

    /// Takes a code out of use for what is known now of `learned`, its function or one that was
    /// inlined.
    fn retire_for(&mut self, address: usize, learned: RecordRef, news: News, stats: &mut Statistics) {
        stats.relearned += 1;
        let compiled = &self.codes[&address];
        self.options.log.relearned(compiled.record, compiled.entry, learned, news);
        let why = || log::news_text(learned, news);
        self.options.recorder.note(compiled.record, Some(compiled.number), EventKind::Relearned, why);
        self.retire(address);
    }

    /// Machine code of a function has left a loop because of the poll byte, before the LOOP row at
    /// `pc`. If it is code out of use that was to be left, the loop is to be compiled at once;
    /// returns whether it is.
    pub(super) fn left_loop(&mut self, record: RecordRef, pc: u32) -> bool {
        if self.relearning.wanted.take_if(|(wanted, _)| *wanted == record).is_none() {
            return false;
        }
        let header = record.original(pc).target().expect("machine code polls before LOOP rows");
        if let Inst::LoopHeader { loop_id } = record.original(header.0) {
            // SAFETY: the record has a countdown for each loop.
            unsafe { record.turns(loop_id).write(1) };
        }
        true
    }

    /// Whether a frame below the running one is still to leave its code, and whether more polls may
    /// pass until then.
    pub(super) fn waits_for_poll(&self) -> bool {
        self.relearning.wanted.is_some()
    }

    /// A poll was answered by another function than the one that is to leave its code.
    pub(super) fn count_missed_poll(&mut self) {
        if let Some((_, polls)) = &mut self.relearning.wanted {
            *polls -= 1;
            self.relearning.wanted.take_if(|(_, polls)| *polls == 0);
        }
    }
}

impl Version {
    /// Forgets which of these instructions had operands of other kinds than expected: they have
    /// been of one kind of late. Each has one such chance, and so has a version of which nothing is
    /// expected any more.
    fn trust_again(&mut self, known: &[u32], options: &TierOptions) {
        let is_new = |pc: &u32, trusted: &[u32]| known.binary_search(pc).is_ok() && !trusted.contains(pc);
        let chosen: Vec<u32> = self.refuted.iter().copied().filter(|pc| is_new(pc, &self.trusted)).collect();
        let is_pardoned = !self.pardoned && self.expects_nothing(options) && !known.is_empty();
        if !chosen.is_empty() || is_pardoned {
            self.pardoned |= self.expects_nothing(options);
            self.refutations = 0;
            self.refuted.retain(|pc| !chosen.contains(pc));
            self.trusted.extend(chosen);
        }
    }
}

impl News {
    /// The first of what a function's profile says now and did not say before.
    fn of(record: RecordRef, before: &Profile, now: &Profile) -> Option<News> {
        let len = record.instance().module.chunks[record.chunk().index()].code.len() as u32;
        let is_new = |&pc: &u32| is_new(pc, before, now);
        if before.globals != now.globals { Some(News::Globals) } else { (0..len).find(is_new).map(News::Inst) }
    }
}

/// Whether a profile says something of an instruction that another does not.
fn is_new(pc: u32, before: &Profile, now: &Profile) -> bool {
    let fields = now.fields_of(pc).iter().any(|field| !before.fields_of(pc).contains(field));
    let is_of_many = |profile: &Profile| profile.meets_many(pc) && profile.fields_of(pc).is_empty();
    let many = is_of_many(now) && !is_of_many(before);
    let member = now.member(pc).is_some() && now.member(pc) != before.member(pc);
    let operands = now.seen.iter().any(|seen| seen.0 == pc && !before.seen.contains(seen));
    let constant = now.constant(pc).is_some() && before.constant(pc).is_none();
    fields || many || member || constant || operands || (before.is_refuted(pc) && !now.is_refuted(pc))
}
