//! [`Recorder`]: notes what tiering does and where the time goes, for
//! `Vm::recording`. A vm that is not recorded pays a test at each step of
//! tiering, sample and collection.
//!
//! Code itself is not kept: a compiler makes the same of the same profiles again, so that those are
//! enough.
#![cfg_attr(not(feature = "recording"), allow(dead_code, reason = "a host asks for recordings by that feature"))]

mod journal;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytecode::{Module, Verified};
use jit::Exit;

use crate::common::step::EventKind;
use crate::runtime::frames::Frames;
use crate::runtime::record::RecordRef;
#[cfg(feature = "recording")]
pub(crate) use journal::{Call, FunctionKey, Happening, Noted};
pub(crate) use journal::{Journal, MadeCode};

/// The most calls of a stack that a sample keeps, the innermost ones.
const MOST_CALLS: usize = 200;

/// Where notes go, if anywhere. Clones write into the same journal.
#[derive(Clone, Default, Debug)]
pub(crate) struct Recorder(Option<Arc<Mutex<Journal>>>);

impl Recorder {
    /// A recorder whose clock starts now.
    pub(crate) fn on() -> Recorder {
        Recorder(Some(Arc::new(Mutex::new(Journal::new(Instant::now())))))
    }

    /// Whether anything is noted.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// What was noted.
    pub(crate) fn journal(&self) -> Option<MutexGuard<'_, Journal>> {
        self.0.as_ref().map(|journal| journal.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A module is about to be run.
    pub(crate) fn module(&self, module: &Arc<Verified<Module>>) {
        if let Some(mut journal) = self.journal() {
            journal.module(module);
        }
    }

    /// Code was made and published. Codes are given in the order of their numbers.
    #[cold]
    pub(crate) fn compiled(&self, record: RecordRef, made: MadeCode) {
        if let Some(mut journal) = self.journal() {
            let function = journal.key(record);
            journal.compiled(function, made);
        }
    }

    /// Something happened to a function's code, by its number if it has one.
    #[inline]
    pub(crate) fn note(&self, record: RecordRef, number: Option<u64>, kind: EventKind, why: impl FnOnce() -> String) {
        if let Some(mut journal) = self.journal() {
            let function = journal.key(record);
            journal.note(function, number, kind, why());
        }
    }

    /// Code was left by an exit.
    #[inline]
    pub(crate) fn exited(&self, number: u64, id: u32, exit: Exit) {
        if let Some(mut journal) = self.journal() {
            journal.exited(number, id, exit);
        }
    }

    /// A sample: these calls are active.
    pub(crate) fn sample(&self, mut frames: Frames<'_>) {
        let Some(mut journal) = self.journal() else { return };
        let calls = std::iter::from_fn(|| frames.next_record()).take(MOST_CALLS);
        let calls: Vec<(RecordRef, Option<u32>, bool)> = calls.collect();
        journal.sample(&calls);
    }
}
