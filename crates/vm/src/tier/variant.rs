//! Versions of a function for arguments of different kinds, so that a function which is called with
//! ints here and with floats there has fast code for both. When the first version's test of the
//! arguments fails often, another version is made for the kinds that came. A dispatcher, a few
//! instructions that look at the arguments, becomes the function's entry.
//!
//! Loops have one version: a loop that runs long enough to be entered rarely meets other kinds
//! later.

use exec_mem::Code;
use heap::Bits;
use jit::{Entry, ExitReason, Kind};

use super::profile::snapshot;
use super::{Backend, RecordRef, Tier};
use crate::common::stats::Statistics;
use crate::tier::trampoline;

/// The version for all arguments that no other version is for.
pub(super) const FIRST: u8 = 0;
/// How many versions a function may have, the first included.
const VARIANTS: u8 = 4;

impl Tier {
    /// Makes a version for the kinds of arguments in the frame at `base`, if the exit from it was a
    /// test of an argument.
    ///
    /// # Safety
    /// The frame is one of the code's function, its slots are valid.
    pub(super) unsafe fn diverge(&mut self, address: usize, id: u32, base: *mut Bits, stats: &mut Statistics) -> bool {
        let compiled = &self.codes[&address];
        let (record, exit) = (compiled.record, compiled.exits[id as usize].0);
        let (Entry::Function, FIRST, ExitReason::Local(slot), 0) =
            (compiled.entry, compiled.variant, exit.reason, exit.pc)
        else {
            return false;
        };
        let params = record.params();
        // SAFETY: the slots of the frame are valid, and the parameters are its first.
        let kinds = unsafe { snapshot(base, params) };
        let kind = |kinds: &[Kind]| kinds.get(slot.index()).copied();
        if kind(&kinds).is_none() || kind(&kinds) == kind(&self.versions[&(record, Entry::Function, FIRST)].kinds) {
            return false;
        }
        let Some(variant) = self.free_variant(record, &kinds) else { return false };
        if self.compile(record, Entry::Function, variant, kinds, stats).is_none() {
            return false;
        }
        if let Some(compiled) = self.codes.get_mut(&address) {
            compiled.exits[id as usize].1 = 0;
        }
        self.dispatch(record);
        true
    }

    /// A version without code: preferably the one that was for these kinds before it was evicted.
    fn free_variant(&self, record: RecordRef, kinds: &[Kind]) -> Option<u8> {
        let version = |variant: u8| self.versions.get(&(record, Entry::Function, variant));
        let mut others = FIRST + 1..VARIANTS;
        if let Some(same) = others.clone().find(|&it| version(it).is_some_and(|version| version.kinds == kinds)) {
            return version(same).is_none_or(|version| version.code.is_none() && !version.failed).then_some(same);
        }
        others.find(|&it| version(it).is_none_or(|version| version.code.is_none() && !version.failed))
    }

    /// Takes all but the first version out of use.
    pub(super) fn retire_variants(&mut self, record: RecordRef) {
        self.dispatchers.remove(&record);
        for variant in FIRST + 1..VARIANTS {
            let version = self.versions.get_mut(&(record, Entry::Function, variant));
            let Some(address) = version.and_then(|version| version.code.take()) else { continue };
            self.note_dropped(address, "with the function's first version");
            if let Some(compiled) = self.codes.get_mut(&address) {
                compiled.retired = true;
                self.pressure.retired(compiled.code.len());
                self.retired.push(address);
            }
        }
    }

    /// Has the entry of a function whose first version is in use lead to all of its versions.
    pub(super) fn dispatch(&mut self, record: RecordRef) {
        // Nothing returns into a dispatcher, so that it can be freed at once.
        self.dispatchers.remove(&record);
        let Some(first) = self.ready(record, Entry::Function) else { return };
        let dispatcher = self.dispatcher(record, first);
        let entry = dispatcher.as_ref().map_or(first, |code| std::ptr::with_exposed_provenance(code.base()));
        record.set_entry(entry);
        if let Some(code) = dispatcher {
            self.dispatchers.insert(record, code);
        }
    }

    fn dispatcher(&self, record: RecordRef, first: *const u8) -> Option<Code> {
        let Backend::Made { arena, .. } = &self.machine else { return None };
        let case = |variant: u8| {
            let version = self.versions.get(&(record, Entry::Function, variant))?;
            let offset = version.typed_entry.map_or(version.entry, |(offset, _)| offset);
            let start: *const u8 = std::ptr::with_exposed_provenance(version.code?);
            Some((version.kinds.as_slice(), start.wrapping_add(offset as usize)))
        };
        let cases: Vec<_> = (FIRST..VARIANTS).filter_map(case).collect();
        if cases.len() < 2 {
            return None;
        }
        trampoline::dispatcher(arena, &cases, first).ok()
    }
}
