//! [`Exits`]: the side exits of a function, and what each has to bring home.
//!
//! An exit deoptimises. It leaves the code before the current instruction, with all operands and
//! locals in their words of the frame, where the interpreter expects them. Guards of one
//! instruction share an exit as long as nothing changes that it saves.

use crate::artifact::{Exit, ExitReason};
use crate::chunk::liveness::SlotSet;
use crate::state::operands::Location;
use crate::state::registers::Mark;
use crate::target::{Label, Word};

/// The operands and locals that have to go home on a cold edge, with where they are at its start.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// The first of the operands, in the list that [`Exits`] saves.
    pub first: u32,
    /// The end of the operands in that list.
    pub last: u32,
    /// Locals whose words are stale.
    pub dirty: SlotSet,
    /// The region whose registers the locals are in.
    pub region: Option<u32>,
}

/// Identifies what an exit would save. It is another one whenever that changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// [`OperandStack::stamp`](crate::state::operands::OperandStack::stamp).
    pub operands: u32,
    /// [`Locals::stamp`](crate::state::locals::Locals::stamp).
    pub locals: u32,
}

/// Where a guard goes when it fails. No register may be taken before the guard is emitted, because
/// the exit saves the operands from where they are now.
#[derive(Debug)]
#[must_use]
pub struct Fail {
    /// The exit's stub.
    pub label: Label,
    /// When the exit was noted.
    pub since: Mark,
}

/// Where a slow path comes back to. Until then no register may be taken, as for [`Fail`].
#[derive(Debug)]
#[must_use]
pub struct Back {
    /// Where the hot code goes on.
    pub label: Label,
    /// When the slow path was noted.
    pub since: Mark,
    /// The home of the lowest operand that the slow path uses up.
    pub words: Word,
    /// Whether the slow path loads these operands into their registers again all the same.
    pub keeps_operands: bool,
}

#[derive(Clone, Copy, Debug)]
struct Shared {
    reason: ExitReason,
    stamp: Stamp,
    label: Label,
    id: u32,
}

/// The exits so far.
#[derive(Debug)]
pub struct Exits {
    list: Vec<Exit>,
    saved: Vec<(Word, Location)>,
    latest: Option<Shared>,
}

impl Exits {
    /// None, with room for a function of so many instructions.
    pub fn with_capacity(insts: usize) -> Exits {
        Exits { list: Vec::with_capacity(insts / 4), saved: Vec::with_capacity(insts / 4), latest: None }
    }

    /// The latest exit, if it has this reason and saves the same.
    pub fn find(&self, reason: ExitReason, stamp: Stamp) -> Option<(Label, u32)> {
        let found = self.latest.filter(|it| it.reason == reason && it.stamp == stamp)?;
        Some((found.label, found.id))
    }

    /// Adds an exit, whose stub will be at `label`; returns its id.
    pub fn add(&mut self, exit: Exit, stamp: Stamp, label: Label) -> u32 {
        let id = self.list.len() as u32;
        self.list.push(exit);
        self.latest = Some(Shared { reason: exit.reason, stamp, label, id });
        id
    }

    /// Saves where operands are; returns the range.
    pub fn save(&mut self, operands: impl Iterator<Item = (Word, Location)>) -> (u32, u32) {
        let first = self.saved.len() as u32;
        self.saved.extend(operands);
        (first, self.saved.len() as u32)
    }

    /// The home of an operand that was saved, and where it was.
    pub fn saved(&self, at: u32) -> (Word, Location) {
        self.saved[at as usize]
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The exits, by their ids.
    pub fn into_list(self) -> Vec<Exit> {
        self.list
    }
}
