//! [`Exits`]: the side exits of a function, and what each has to bring home.
//!
//! An exit deoptimises: it leaves before the current instruction, with the operands and locals in
//! the frame as the interpreter wants them. Guards of one instruction share an exit if nothing that
//! it saves has changed.

use crate::artifact::{Exit, ExitReason};
use crate::chunk::liveness::SlotSet;
use crate::state::operands::Location;
use crate::state::registers::Mark;
use crate::x64::{Label, Word};

/// What has to go home on a cold edge, as it was where the edge begins.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// Operands, a range of what [`Exits`] saves.
    pub first: u32,
    /// The end of the range.
    pub last: u32,
    /// Locals whose words are stale.
    pub dirty: SlotSet,
    /// The region whose registers they are in.
    pub region: Option<u32>,
}

/// A mark that is another one whenever operands or locals have changed such that an exit saves
/// others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// [`OperandStack::stamp`](crate::state::operands::OperandStack::stamp).
    pub operands: u32,
    /// [`Locals::stamp`](crate::state::locals::Locals::stamp).
    pub locals: u32,
}

/// Where a guard goes when it fails. Until the guard is emitted no register may be taken: the exit
/// saves operands from where they are now.
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
    /// Whether the slow path nevertheless loads them into their registers again.
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

    /// The latest exit, if it is for the same reason and would save the same.
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
