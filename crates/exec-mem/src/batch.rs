//! Several drafts that are published together, all or none.
//!
//! Under the dual strategies a batch is a convenience. Under page toggling it is the way to share
//! pages and the system call: its drafts are parts of runs of pages, which become executable at
//! once. That is why a batch keeps its drafts and lends them out.

use std::fmt;
use std::ops::Deref;

use crate::arena::Arena;
use crate::chunk::Kind;
use crate::code::Code;
use crate::constants::Constants;
use crate::draft::Draft;
use crate::error::Error;
use crate::machine;
use crate::protect::{protect, unprotect};
use crate::record::State;
use crate::shard::Want;
use crate::share::Share;

/// Bytes of a new run of pages, unless one draft needs more. What is not used goes back.
const RUN: usize = 16 << 10;
/// Parts of a run begin at multiples of this.
const GRANULE: usize = 16;

/// Drafts that are published together.
pub struct Batch {
    arena: Arena,
    drafts: Vec<Draft>,
    runs: Vec<Share>,
    /// Bytes used of the last run.
    used: usize,
}

impl Arena {
    /// Several drafts that are published together: one system call for all of them under
    /// [`Strategy::Toggle`](crate::Strategy::Toggle), and all or none.
    pub fn batch(&self) -> Batch {
        Batch { arena: self.clone(), drafts: Vec::new(), runs: Vec::new(), used: 0 }
    }
}

impl Batch {
    /// One more draft, for at least `len` bytes. Its index is the number of drafts before it.
    ///
    /// # Errors
    ///
    /// As [`Arena::draft`].
    pub fn draft(&mut self, len: usize) -> Result<BatchDraft<'_>, Error> {
        self.drafts.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
        let draft = if self.arena.strategy().is_dual() { self.arena.draft(len)? } else { self.draft_in_run(len)? };
        self.drafts.push(draft);
        let last = self.drafts.len() - 1;
        Ok(BatchDraft { draft: &mut self.drafts[last] })
    }

    /// The draft of this index, to go on writing it.
    pub fn get(&mut self, index: usize) -> Option<BatchDraft<'_>> {
        self.drafts.get_mut(index).map(|draft| BatchDraft { draft })
    }

    /// How many drafts there are.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Makes all drafts runnable, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// A [`BatchError`], which gives the batch back with none of its drafts published: the errors
    /// of [`Draft::publish`](crate::Draft::publish).
    pub fn publish(mut self) -> Result<Vec<Code>, BatchError> {
        match self.seal() {
            Ok(mut codes) => {
                codes.extend(self.drafts.drain(..).map(|draft| Code::new(draft.into_handle())));
                Ok(codes)
            }
            Err(error) => Err(BatchError { error, batch: self }),
        }
    }

    fn seal(&mut self) -> Result<Vec<Code>, Error> {
        let mut codes = Vec::new();
        codes.try_reserve_exact(self.drafts.len()).map_err(|_| Error::OutOfMemory)?;
        self.drafts.iter().try_for_each(Draft::check)?;
        if machine::NEEDS_BARRIER && !self.drafts.is_empty() {
            self.drafts.iter().for_each(Draft::make_visible);
            self.arena.inner().synchronise()?;
        }
        if self.arena.strategy().is_dual() {
            // Nothing of this can fail: page toggling alone is refused.
            self.drafts.iter().try_for_each(Draft::finish)?;
        } else {
            self.trim_last_run();
            self.protect_runs()?;
            self.drafts.iter().for_each(Draft::announce);
        }
        Ok(codes)
    }

    fn trim_last_run(&self) {
        if let Some(run) = self.runs.last().map(Share::handle) {
            let inner = self.arena.inner();
            inner.shards[run.record().shard()].lock().trim(inner, run, self.used);
        }
    }

    fn protect_runs(&self) -> Result<(), Error> {
        for (done, run) in self.runs.iter().enumerate() {
            if let Err(error) = protect(run.handle()) {
                self.runs[..done].iter().for_each(|run| unprotect(run.handle()));
                return Err(error);
            }
        }
        Ok(())
    }

    fn draft_in_run(&mut self, len: usize) -> Result<Draft, Error> {
        let inner = self.arena.inner();
        if inner.forked() {
            return Err(Error::Forked);
        }
        if len == 0 || len > inner.limit {
            return Err(Error::BadLength { requested: len, max: inner.limit });
        }
        let len = (len + inner.margin).next_multiple_of(GRANULE);
        let room = self.runs.last().map_or(0, |run| run.handle().record().capacity() - self.used);
        if room < len {
            self.runs.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
            let want = Want { len: len.max(RUN), align: 1, kind: Kind::Code, state: State::Run };
            let exact = Want { len, ..want };
            let run = inner.allocate(want).or_else(|_| inner.allocate(exact))?;
            self.runs.push(Share::new(run));
            self.used = 0;
        }
        let run = &self.runs[self.runs.len() - 1];
        let part = inner.allocate_part(run.handle().body().base + self.used, len)?;
        let mut draft = Draft::new(part);
        draft.extra().run = Some(run.handle().share());
        self.used += len;
        Ok(draft)
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("drafts", &self.drafts).finish_non_exhaustive()
    }
}

/// A draft of a batch: as a [`Draft`], but published with its batch only.
#[derive(Debug)]
pub struct BatchDraft<'a> {
    draft: &'a mut Draft,
}

impl Deref for BatchDraft<'_> {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        self.draft
    }
}

impl BatchDraft<'_> {
    /// As [`Draft::append`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn append(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.draft.append(bytes)
    }

    /// As [`Draft::write_at`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn write_at(&mut self, offset: usize, bytes: &[u8]) -> Result<(), Error> {
        self.draft.write_at(offset, bytes)
    }

    /// As [`Draft::align_to`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn align_to(&mut self, align: usize, fill: u8) -> Result<usize, Error> {
        self.draft.align_to(align, fill)
    }

    /// As [`Draft::set_name`].
    pub fn set_name(&mut self, name: &str) {
        self.draft.set_name(name);
    }

    /// As [`Draft::keep`].
    pub fn keep(&mut self, constants: Constants) {
        self.draft.keep(constants);
    }
}

/// Why a batch was not published, and the batch.
#[derive(Debug)]
pub struct BatchError {
    /// The reason.
    pub error: Error,
    /// The batch, none of it published: it can be tried again, or dropped.
    pub batch: Batch,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for BatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<BatchError> for Error {
    fn from(error: BatchError) -> Self {
        error.error
    }
}
