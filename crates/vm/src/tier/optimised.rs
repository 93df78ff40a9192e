//! What tiering does for the optimising compiler: it gathers what is known of the functions that
//! may be inlined, and keeps where exits from inlined frames go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytecode::{ChunkId, Inst, Slot};
use jit::{Artifact, Entry, Fixed, InlinedFrame, Origin, Profile};
use opt::Feedback;

use super::observed::{OBSERVED_RUNS, Observed, Observing, calls_unknown};
use super::profile::{globals, most_refutations, note_properties, quickened};
use super::relearn::Relearning;
use super::{RecordRef, Tier, TierOptions, Version};
use crate::common::step::EventKind;
use crate::runtime::tiers::Tiering;

/// The most functions whose profiles one compilation gets.
const MOST_CALLEES: usize = 64;

/// When the optimising compiler makes the code, as far as it can.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Optimise {
    /// Never.
    #[default]
    Never,
    /// When the baseline's has run entries and LOOP rows so often.
    After(u32),
    /// At once.
    Always,
}

impl Tier {
    /// Has code that has run often be made by the optimising compiler when it is entered next.
    pub(super) fn promote(&mut self, address: usize) {
        let compiled = &self.codes[&address];
        let record = compiled.record;
        let key = (record, compiled.entry, compiled.variant);
        let heat = self.heat();
        if let Some(version) = self.versions.get_mut(&key) {
            version.promoted = true;
            if version.observing == Observing::Running {
                version.observing = Observing::Done;
            }
            record.set_heat(heat);
        }
        self.options.recorder.note(compiled.record, Some(compiled.number), EventKind::Promoted, String::new);
        self.retire(address);
    }
}

impl Version {
    /// Whether baseline code of it is to count how often it runs.
    pub(super) fn may_be_promoted(&self, options: &TierOptions) -> bool {
        let after = matches!(options.optimise, Optimise::After(_)) || self.observing == Observing::Running;
        after && !self.refused && self.refutations < most_refutations(options)
    }

    /// Whether the optimising compiler is to make it now. If it calls functions that are not known,
    /// it is to be observed first.
    pub(super) fn is_due(&mut self, record: RecordRef, profile: &Profile, options: &TierOptions) -> bool {
        let is_hot = self.promoted || options.optimise == Optimise::Always;
        if self.refused || !is_hot {
            return false;
        }
        if self.observing == Observing::NotYet && calls_unknown(record, profile) {
            self.observing = Observing::Running;
            record.set_heat(OBSERVED_RUNS);
        }
        self.observing != Observing::Running || !self.may_be_promoted(options)
    }
}

/// What an exit of optimised code leaves.
#[derive(Clone, Debug)]
pub(super) struct ExitOrigin {
    /// The function and instruction whose fact was wrong.
    pub(super) blame: (ChunkId, u32),
    /// The frames of calls that were inlined, the outermost first.
    pub(super) inlined: Option<Arc<[InlinedFrame]>>,
}

impl ExitOrigin {
    /// Those of all exits; none for baseline code.
    pub(super) fn all_of(artifact: &Artifact) -> Vec<ExitOrigin> {
        (0..artifact.exits().len() as u32).filter_map(|id| artifact.origin(id)).map(ExitOrigin::of).collect()
    }

    fn of(origin: &Origin) -> ExitOrigin {
        let inlined = (!origin.frames.is_empty()).then(|| origin.frames.clone().into());
        ExitOrigin { blame: origin.blame, inlined }
    }
}

/// Facts about inlined functions that were wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct WrongInlined {
    /// Instructions whose operands were of other kinds than expected.
    pub(super) instructions: Vec<(ChunkId, u32)>,
    /// Locals that were.
    pub(super) locals: Vec<(ChunkId, Slot)>,
}

/// What is known of the functions that may be inlined, beside what their records keep.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// By slow paths.
    pub(super) relearning: &'a Relearning,
    /// By calls.
    pub(super) observed: &'a Observed,
}

/// The functions that were inlined into a code, and the profiles that they were inlined by.
pub(super) type Inlined = BTreeMap<ChunkId, Profile>;

/// What the optimising compiler is told.
pub(super) fn feedback(record: RecordRef, profile: &Profile, wrong: &WrongInlined, known: Known<'_>) -> Feedback {
    Feedback { root: profile.clone(), callees: callees(record, profile, wrong, known) }
}

/// The profiles of the functions that a function calls by constant globals, and of those that they
/// call.
fn callees(record: RecordRef, root: &Profile, wrong: &WrongInlined, known: Known<'_>) -> BTreeMap<ChunkId, Profile> {
    let mut callees = BTreeMap::new();
    let mut waiting = called(record, root);
    while let Some(chunk) = waiting.pop() {
        if callees.len() >= MOST_CALLEES || callees.contains_key(&chunk) {
            continue;
        }
        let callee = record.instance().record(chunk);
        let profile = profile_of(callee, root, wrong, known);
        waiting.extend(called(callee, &profile));
        callees.insert(chunk, profile);
    }
    callees
}

/// The functions that a function calls, as far as that is known, and those that it makes.
fn called(record: RecordRef, profile: &Profile) -> Vec<ChunkId> {
    let function = |fixed: &Fixed| if let Fixed::Function { chunk, .. } = *fixed { Some(chunk) } else { None };
    let module = &record.instance().module;
    let code = &module.chunks[record.chunk().index()].code;
    let made = code.iter().filter_map(|inst| if let Inst::MakeClosure { chunk } = *inst { Some(chunk) } else { None });
    let targets = profile.targets.iter().map(|&(_, chunk)| chunk);
    profile.globals.iter().filter_map(|(_, fixed)| function(fixed)).chain(targets).chain(made).collect()
}

pub(super) fn profile_of(record: RecordRef, root: &Profile, wrong: &WrongInlined, known: Known<'_>) -> Profile {
    let chunk = record.chunk();
    let mut profile = Profile::new(Entry::Function);
    (profile.metered, profile.forcible) = (root.metered, root.forcible);
    profile.kinds = known.observed.kinds(record).to_vec();
    profile.quickened = quickened(record);
    profile.seen = known.relearning.seen(record);
    profile.targets = known.observed.targets(record);
    note_properties(record, &mut profile);
    profile.globals = globals(record);
    let of_chunk = |&&(it, _): &&(ChunkId, u32)| it == chunk;
    profile.refuted = wrong.instructions.iter().filter(of_chunk).map(|&(_, pc)| pc).collect();
    profile.refuted.sort_unstable();
    profile.untyped = wrong.locals.iter().filter(|&&(it, _)| it == chunk).map(|&(_, slot)| slot).collect();
    profile.untyped.sort_unstable();
    profile
}
