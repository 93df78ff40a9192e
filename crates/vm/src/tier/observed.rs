//! [`Observed`]: what calls have shown of the functions of a vm, for code that inlines them.
//!
//! Neither the interpreter nor baseline code notes whom it calls. When the optimising compiler is
//! due for a function that calls what is not known, baseline code is made that tells the vm whom it
//! calls ([`Observing`]). That runs a few times, and then the optimising compiler is asked. So
//! observing costs nothing before and nothing after.

use std::collections::{BTreeMap, HashMap};

use bytecode::{ChunkId, Primitive, callees};
use jit::{Fixed, Kind, Profile};

use super::tier;
use crate::runtime::context::ContextRef;
use crate::runtime::instance::Instance;
use crate::runtime::record::RecordRef;

/// How often the entry and the LOOP rows of observing code run until it is left.
pub(super) const OBSERVED_RUNS: u32 = 16;

/// The most functions that one call may have called and still be compiled for them.
const MOST_TARGETS: usize = 2;

/// How far the observing of calls has come, for one entry of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Observing {
    /// It has not begun.
    #[default]
    NotYet,
    /// Observing code is to be made, or runs.
    Running,
    /// It is over.
    Done,
}

/// What calls have shown.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// The kinds of the arguments that a function's first version was made for.
    kinds: HashMap<RecordRef, Box<[Kind]>>,
    /// By caller.
    targets: HashMap<RecordRef, Targets>,
}

/// By the instruction that calls, the functions that it has called; nothing if they are many, or
/// another module's.
type Targets = BTreeMap<u32, Option<Vec<ChunkId>>>;

impl Observed {
    /// Notes the kinds of a function's arguments.
    pub(super) fn note_kinds(&mut self, record: RecordRef, kinds: &[Kind]) {
        self.kinds.insert(record, kinds.into());
    }

    /// The kinds that the arguments of a function had; none if it was not compiled.
    pub(super) fn kinds(&self, record: RecordRef) -> &[Kind] {
        self.kinds.get(&record).map_or(&[], |kinds| kinds)
    }

    /// Notes whom a call calls. Returns whether that is news, and code can still be made for all
    /// that it has called.
    pub(super) fn note_target(&mut self, caller: RecordRef, pc: u32, callee: RecordRef) -> bool {
        let targets = self.targets.entry(caller).or_default().entry(pc).or_insert_with(|| Some(Vec::new()));
        let Some(chunks) = targets else { return false };
        if callee.instance_address() == caller.instance_address() {
            if chunks.contains(&callee.chunk()) {
                return false;
            }
            if chunks.len() < MOST_TARGETS {
                chunks.push(callee.chunk());
                return true;
            }
        }
        *targets = None;
        false
    }

    /// The functions that the calls of a function have called, ascending by instruction.
    pub(super) fn targets(&self, caller: RecordRef) -> Vec<(u32, ChunkId)> {
        let targets = self.targets.get(&caller).into_iter().flatten();
        targets.flat_map(|(&pc, chunks)| chunks.iter().flatten().map(move |&chunk| (pc, chunk))).collect()
    }

    /// An instance is about to be freed.
    pub(super) fn forget(&mut self, instance: &Instance) {
        self.kinds.retain(|record, _| !record.is_of(instance));
        self.targets.retain(|record, _| !record.is_of(instance));
    }
}

/// Notes that the running CALL of a function calls another.
pub(super) fn called(cx: ContextRef, caller: RecordRef, callee: RecordRef) {
    let pc = cx.pc();
    tier(cx).observed.note_target(caller, pc, callee);
}

/// Whether a function calls what is not known from a global that keeps its value, of its module or
/// another.
pub(super) fn calls_unknown(record: RecordRef, profile: &Profile) -> bool {
    let module = &record.instance().module;
    let mut calls = callees(&module.chunks[record.chunk().index()].code, module.facts(record.chunk()));
    calls.any(|(_, pushed)| {
        let fixed = if let Some((_, Primitive::LoadGlobal(global))) = pushed {
            profile.global(global)
        } else if let Some((at, Primitive::LoadProperty(_))) = pushed {
            profile.constant(at).map(|(_, fixed)| fixed)
        } else {
            None
        };
        !matches!(fixed, Some(Fixed::Function { .. } | Fixed::Struct { .. } | Fixed::Has))
    })
}
