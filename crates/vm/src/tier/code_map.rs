//! The codes of a vm by their addresses: which instruction an exit or a call of machine code belongs
//! to, and when exits show that a fact the code relies on is wrong.

use exec_mem::Code;
use heap::Bits;
use jit::{CallSite, Entry, Exit, ExitReason};

use super::publication::reset_entries;
use super::{Tier, variant};
use crate::common::stats::Statistics;
use crate::runtime::record::RecordRef;
use crate::runtime::tiers::Tiering;

/// Exits by one guard until the fact behind it counts as wrong.
const EXITS_UNTIL_WRONG: u32 = 8;

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
    pub(super) exits: Vec<(Exit, u32)>,
    pub(super) calls: Box<[CallSite]>,
    pub(super) retired: bool,
}

impl Tier {
    /// Notes an exit from the frame at `base`; returns the instruction it stands before.
    ///
    /// # Safety
    /// The frame is one of the code's function, its slots are valid.
    pub(super) unsafe fn exit(&mut self, address: usize, id: u32, base: *mut Bits, stats: &mut Statistics) -> u32 {
        let compiled = self.codes.get_mut(&address).expect("code is kept while it may be left");
        let (exit, count) = &mut compiled.exits[id as usize];
        *count += 1;
        let (exit, count) = (*exit, *count);
        *stats.exits.entry(exit.reason.name()).or_default() += 1;
        if exit.reason == ExitReason::Poll {
            self.polled = Some((compiled.record, exit.pc));
        }
        if let Some(coverage) = &self.options.coverage {
            let inst = compiled.record.original(exit.pc);
            coverage.note_exit(inst.opcode());
        }
        if count >= EXITS_UNTIL_WRONG && !compiled.retired {
            // SAFETY: the frame is one of the code's function, whose slots the caller vouches for.
            if unsafe { self.diverge(address, id, base, stats) } {
                return exit.pc;
            }
            let compiled = &self.codes[&address];
            let key = (compiled.record, compiled.entry, compiled.variant);
            let version = self.versions.get_mut(&key).expect("code has a version");
            if version.learn(exit) {
                version.refutations += 1;
                self.options.log.refuted(compiled.record, compiled.entry, exit, count);
                self.retire(address);
            }
        }
        exit.pc
    }

    /// The instruction whose call returns to an address; `None` if that is in no code.
    pub(super) fn site_of_return(&self, address: usize) -> Option<u32> {
        let (&start, compiled) = self.codes.range(..=address).next_back()?;
        let offset = u32::try_from(address - start).ok()?;
        let at = compiled.calls.binary_search_by_key(&offset, |site| site.returns_to).ok()?;
        Some(compiled.calls[at].pc)
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
