//! [`Samples`]: stacks of calls, each with how often it was seen.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use vm::{FrameInfo, FrameTier, Frames};

/// Of a deeper stack only so many of the innermost calls are kept.
const MAX_DEPTH: usize = 1000;

/// A place where time is spent: one call at one line.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Call {
    pub function: String,
    pub module: String,
    pub line: u32,
    pub tier: FrameTier,
}

/// Which call of [`Samples::call`].
pub type CallId = u32;

/// All samples of a run.
#[derive(Default)]
pub struct Samples {
    calls: Vec<Call>,
    /// By the hash of a call's fields; calls with one hash are told apart by looking.
    ids: HashMap<u64, Vec<CallId>>,
    /// Innermost call first.
    stacks: HashMap<Stack, u64>,
    total: u64,
    /// The stack being read.
    scratch: Vec<CallId>,
}

/// The calls of a stack, innermost first.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Stack {
    pub calls: Vec<CallId>,
    /// There were more calls further out.
    pub cut: bool,
}

impl Samples {
    /// Adds a stack that was seen for `weight` requests.
    pub fn add(&mut self, mut frames: Frames<'_>, weight: u64) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        scratch.extend(frames.by_ref().take(MAX_DEPTH).map(|frame| self.id(&frame)));
        let stack = Stack { calls: scratch, cut: frames.next().is_some() };
        self.total += weight;
        match self.stacks.get_mut(&stack) {
            Some(count) => {
                *count += weight;
                self.scratch = stack.calls;
            }
            None => {
                self.stacks.insert(stack, weight);
            }
        }
    }

    /// How many requests were answered.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// All calls, in the order of their ids.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    pub fn call(&self, id: CallId) -> &Call {
        &self.calls[id as usize]
    }

    /// The stacks with their weights.
    pub fn stacks(&self) -> impl Iterator<Item = (&Stack, u64)> {
        self.stacks.iter().map(|(stack, &weight)| (stack, weight))
    }

    fn id(&mut self, frame: &FrameInfo<'_>) -> CallId {
        let mut hasher = DefaultHasher::new();
        (frame.function, frame.module, frame.line, frame.tier).hash(&mut hasher);
        let ids = self.ids.entry(hasher.finish()).or_default();
        let calls = &mut self.calls;
        let known = ids.iter().copied().find(|&id| {
            let call = &calls[id as usize];
            call.function == frame.function
                && call.module == frame.module
                && call.line == frame.line
                && call.tier == frame.tier
        });
        known.unwrap_or_else(|| {
            let id = calls.len() as CallId;
            let (function, module) = (frame.function.to_owned(), frame.module.to_owned());
            calls.push(Call { function, module, line: frame.line, tier: frame.tier });
            ids.push(id);
            id
        })
    }
}
