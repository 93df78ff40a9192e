//! The codes of a vm by their addresses: which instruction an exit or a call of machine code
//! belongs to, and when exits show that a fact the code relies on is wrong.

use bytecode::Primitive;
use exec_mem::Code;
use heap::layout::kind;
use heap::{Bits, raw};
use jit::{CallSite, Entry, Exit, ExitReason, Profile};

use super::publication::reset_entries;
use super::{ExitOrigin, Inlined, Tier, log, variant};
use crate::common::stats::Statistics;
use crate::common::step::EventKind;
use crate::runtime::instance::Instance;
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::{ExitPoint, Tiering};

/// Exits by one guard until the fact behind it counts as wrong.
const EXITS_UNTIL_WRONG: u32 = 8;

/// Codes of one entry that are taken out of use because a guard failed that was made before a loop,
/// until such codes count as relying on wrong facts. From the second on, no guard that this code
/// makes so is made so again.
const MOST_UNHOISTED: u32 = 3;

/// Published code.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Keeps the bytes in memory.
    pub(super) code: Code,
    /// Its number in the order of compilation, which is its age.
    pub(super) number: u64,
    pub(super) record: RecordRef,
    pub(super) entry: Entry,
    pub(super) variant: u8,
    /// What it was made by.
    pub(super) profile: Profile,
    /// The functions that were inlined.
    pub(super) inlined: Inlined,
    /// The ids of the other modules that it knows constants of.
    pub(super) others: Box<[u32]>,
    pub(super) exits: Vec<(Exit, u32)>,
    /// By exit; empty for baseline code.
    pub(super) origins: Vec<ExitOrigin>,
    pub(super) calls: Box<[CallSite]>,
    pub(super) retired: bool,
}

impl Compiled {
    /// Whether it is in use and relies on what an instance holds.
    pub(super) fn relies_on(&self, instance: &Instance) -> bool {
        !self.retired && (self.record.is_of(instance) || self.others.contains(&instance.namespace.id))
    }

    /// Where the interpreter goes on after an exit.
    fn exit_point(&self, id: u32) -> ExitPoint {
        let pc = self.exits[id as usize].0.pc;
        match self.origins.get(id as usize) {
            Some(origin) => ExitPoint { pc, inlined: origin.inlined.clone(), objects: origin.objects.clone() },
            None => ExitPoint { pc, inlined: None, objects: None },
        }
    }

    /// The function of the innermost frame that an exit leaves.
    fn innermost(&self, point: &ExitPoint) -> RecordRef {
        let frame = point.inlined.as_ref().and_then(|frames| frames.last());
        frame.map_or(self.record, |frame| frame.record)
    }

    /// The function and instruction whose fact an exit says is wrong.
    fn blame(&self, id: usize) -> (RecordRef, u32) {
        self.origins.get(id).map_or((self.record, self.exits[id].0.pc), |origin| origin.blame)
    }

    /// Of optimised code, the exits that were taken half as often as makes a fact wrong: theirs are
    /// about to be wrong too.
    fn shaky(&self) -> impl Iterator<Item = usize> {
        (0..self.origins.len()).filter(|&id| self.exits[id].1 >= EXITS_UNTIL_WRONG / 2)
    }

    /// The exits of guards that were made before a loop.
    fn hoisted(&self) -> impl Iterator<Item = usize> {
        (0..self.origins.len()).filter(|&id| self.exits[id].0.reason == ExitReason::Hoisted)
    }
}

impl Tier {
    /// Notes an exit from the frame at `base`; returns where the interpreter goes on.
    ///
    /// # Safety
    /// The frame is one of the code's function, its slots are valid.
    pub(super) unsafe fn exit(
        &mut self,
        address: usize,
        id: u32,
        base: *mut Bits,
        stats: &mut Statistics,
    ) -> ExitPoint {
        let compiled = self.codes.get_mut(&address).expect("code is kept while it may be left");
        let (exit, count) = &mut compiled.exits[id as usize];
        *count += 1;
        let (exit, count) = (*exit, *count);
        let point = compiled.exit_point(id);
        self.options.recorder.exited(compiled.number, id, exit);
        let innermost = compiled.innermost(&point);
        let (record, is_retired) = (compiled.record, compiled.retired);
        if exit.reason == ExitReason::Poll {
            self.polled = Some((innermost, exit.pc));
        }
        let may_be_for_new_code = exit.reason == ExitReason::Poll && is_retired && point.inlined.is_none();
        let is_for_new_code = may_be_for_new_code && self.left_loop(record, exit.pc);
        *stats.exits.entry(if is_for_new_code { "relearned" } else { exit.reason.name() }).or_default() += 1;
        if let Some(coverage) = &self.options.coverage {
            coverage.note_exit(innermost.original(exit.pc).opcode());
        }
        if exit.reason == ExitReason::Hot {
            self.promote(address);
        } else if count >= EXITS_UNTIL_WRONG && !is_retired {
            // SAFETY: the frame is one of the code's function, whose slots the caller vouches for.
            let is_diverged = point.inlined.is_none() && unsafe { self.diverge(address, id, base, stats) };
            if !is_diverged {
                // SAFETY: the caller vouches for the frame, and the exit has written the operands.
                let is_taught = unsafe { self.take_target(address, id, &point, base) };
                self.refute(address, id, is_taught);
            }
        }
        point
    }

    /// Notes whom a call is about to call that optimised code was left at, because the callee was
    /// another function than expected. Returns whether code can be made for that one too.
    ///
    /// # Safety
    /// The frame at `base` is one of the code's function, which the exit has just left.
    unsafe fn take_target(&mut self, address: usize, id: u32, point: &ExitPoint, base: *mut Bits) -> bool {
        let compiled = &self.codes[&address];
        let (caller, reason) = (compiled.innermost(point), compiled.exits[id as usize].0.reason);
        let [Primitive::Call(argc)] = caller.original(point.pc).primitives()[..] else { return false };
        if reason != ExitReason::Operand || compiled.blame(id as usize) != (caller, point.pc) {
            return false;
        }
        let (depth, argc) = (usize::from(caller.facts().depths[point.pc as usize]), argc.index());
        let inner = point.inlined.as_ref().and_then(|frames| frames.last()).map_or(0, |frame| frame.base);
        let callee = base.wrapping_add(inner as usize + caller.slots() as usize + depth - argc - 1);
        // SAFETY: the caller vouches for the frames, which have that many operands before a call.
        let callee = unsafe { *callee };
        // SAFETY: a valid word that is a pointer is a live object.
        if !callee.is_heap() || unsafe { raw::kind_of(callee) } != kind::FUNCTION {
            return false;
        }
        // SAFETY: a live function. The record is used here alone.
        let callee = unsafe { RecordRef::of(callee) };
        self.observed.note_target(caller, point.pc, callee)
    }

    /// Has code made again without the fact behind an exit, if that is one; with the fact if it is
    /// known how to put it right (`is_taught`).
    fn refute(&mut self, address: usize, id: u32, is_taught: bool) {
        let compiled = &self.codes[&address];
        let key = (compiled.record, compiled.entry, compiled.variant);
        let version = self.versions.get_mut(&key).expect("code has a version");
        let (exit, count) = compiled.exits[id as usize];
        let (blame, own) = (compiled.blame(id as usize), compiled.record);
        if !is_taught && !version.learn(exit.reason, blame, own) {
            return;
        }
        for other in compiled.shaky().filter(|&other| other != id as usize) {
            version.learn(compiled.exits[other].0.reason, compiled.blame(other), own);
        }
        if exit.reason == ExitReason::Hoisted && version.unhoisted < MOST_UNHOISTED {
            if version.unhoisted > 0 {
                compiled.hoisted().for_each(|other| _ = version.learn(ExitReason::Hoisted, compiled.blame(other), own));
            }
            version.unhoisted += 1;
        } else {
            version.refutations += 1;
        }
        let (blamed, pc) = blame;
        let wrong = Exit { pc, reason: exit.reason };
        self.options.log.refuted(compiled.record, compiled.entry, blamed, wrong, count);
        let why = || log::wrong_fact(blamed, wrong);
        self.options.recorder.note(compiled.record, Some(compiled.number), EventKind::Invalidated, why);
        self.retire(address);
    }

    /// The instruction whose call returns to an address; `None` if that is in no code.
    pub(super) fn site_of_return(&self, address: usize) -> Option<u32> {
        let (&start, compiled) = self.codes.range(..=address).next_back()?;
        let offset = u32::try_from(address - start).ok()?;
        let at = compiled.calls.binary_search_by_key(&offset, |site| site.returns_to).ok()?;
        Some(compiled.calls[at].pc)
    }

    /// Notes that code is about to be taken out of use with something that it belongs to.
    pub(super) fn note_dropped(&self, address: usize, why: &str) {
        if let Some(compiled) = self.codes.get(&address).filter(|compiled| !compiled.retired) {
            let (record, number) = (compiled.record, compiled.number);
            self.options.recorder.note(record, Some(number), EventKind::Dropped, || why.to_string());
        }
    }

    /// The number of the code that an entry leads to.
    pub(super) fn number(&self, record: RecordRef, entry: Entry) -> Option<u64> {
        let address = self.versions.get(&(record, entry, variant::FIRST))?.code?;
        Some(self.codes.get(&address)?.number)
    }

    /// Takes code out of use: nothing enters it any more. Frames that are in it stay there.
    pub(super) fn retire(&mut self, address: usize) {
        let Some(compiled) = self.codes.get_mut(&address) else { return };
        if std::mem::replace(&mut compiled.retired, true) {
            return;
        }
        self.pressure.retired(compiled.code.len());
        self.retired.push(address);
        let (record, entry, variant) = (compiled.record, compiled.entry, compiled.variant);
        if let Some(version) = self.versions.get_mut(&(record, entry, variant)) {
            version.code = None;
        }
        if entry != Entry::Function {
            return;
        }
        if variant != variant::FIRST {
            return self.dispatch(record);
        }
        self.retire_variants(record);
        // SAFETY: the stub is published for as long as the tier lives.
        unsafe { reset_entries(record, self.interpreter_entry()) };
    }
}
