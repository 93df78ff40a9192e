//! What tiering does for the optimising compiler: it gathers what is known of the functions that
//! may be inlined, and keeps where exits from inlined frames go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytecode::{ChunkId, Slot};
use jit::{Artifact, Entry, Fixed, InlinedFrame, Origin, Profile};
use opt::Feedback;

use super::profile::{globals, most_refutations, note_properties, quickened};
use super::relearn::Relearning;
use super::{RecordRef, Tier, TierOptions, Version};
use crate::runtime::recorder::Step;
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
        compiled.record.set_heat(self.heat());
        let key = (compiled.record, compiled.entry, compiled.variant);
        if let Some(version) = self.versions.get_mut(&key) {
            version.promoted = true;
        }
        self.options.recorder.note(compiled.record, Some(compiled.number), Step::Promoted, String::new);
        self.retire(address);
    }
}

impl Version {
    /// Whether baseline code of it is to count how often it runs.
    pub(super) fn may_be_promoted(&self, options: &TierOptions) -> bool {
        let after = matches!(options.optimise, Optimise::After(_));
        after && !self.refused && self.refutations < most_refutations(options)
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

/// What the optimising compiler is told.
pub(super) fn feedback(
    record: RecordRef,
    profile: &Profile,
    wrong: &WrongInlined,
    relearning: &Relearning,
) -> Feedback {
    Feedback { root: profile.clone(), callees: callees(record, profile, wrong, relearning) }
}

/// The profiles of the functions that a function calls by constant globals, and of those that they
/// call.
fn callees(
    record: RecordRef,
    root: &Profile,
    wrong: &WrongInlined,
    relearning: &Relearning,
) -> BTreeMap<ChunkId, Profile> {
    let mut callees = BTreeMap::new();
    let mut waiting = called(root);
    while let Some(chunk) = waiting.pop() {
        if callees.len() >= MOST_CALLEES || callees.contains_key(&chunk) {
            continue;
        }
        let callee = record.instance().record(chunk);
        let profile = Profile { seen: relearning.seen(callee), ..profile_of(callee, chunk, root, wrong) };
        waiting.extend(called(&profile));
        callees.insert(chunk, profile);
    }
    callees
}

fn called(profile: &Profile) -> Vec<ChunkId> {
    let function = |fixed: &Fixed| if let Fixed::Function { chunk, .. } = *fixed { Some(chunk) } else { None };
    profile.globals.iter().filter_map(|(_, fixed)| function(fixed)).collect()
}

fn profile_of(record: RecordRef, chunk: ChunkId, root: &Profile, wrong: &WrongInlined) -> Profile {
    let mut profile = Profile::new(Entry::Function);
    (profile.metered, profile.forcible) = (root.metered, root.forcible);
    profile.quickened = quickened(record);
    note_properties(record, &mut profile);
    profile.globals = globals(record);
    let of_chunk = |&&(it, _): &&(ChunkId, u32)| it == chunk;
    profile.refuted = wrong.instructions.iter().filter(of_chunk).map(|&(_, pc)| pc).collect();
    profile.refuted.sort_unstable();
    profile.untyped = wrong.locals.iter().filter(|&&(it, _)| it == chunk).map(|&(_, slot)| slot).collect();
    profile.untyped.sort_unstable();
    profile
}
