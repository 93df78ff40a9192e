//! What happened when.

use serde::{Deserialize, Serialize};

/// A step of tiering.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// When it was over.
    pub at_ns: u64,
    /// How long it took; 0 where that was not measured.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub took_ns: u64,
    /// What it was.
    pub kind: EventKind,
    /// The function that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<u32>,
    /// The code that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// The exit of that code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u32>,
    /// Why, as a text for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The steps of tiering.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// Code was made.
    Compiled,
    /// The optimising compiler has refused a function, which the baseline compiler makes then.
    Refused,
    /// A running loop of the interpreter went on in machine code (OSR entry).
    Entered,
    /// Machine code was left for the interpreter by a side exit.
    Exited,
    /// Code was taken out of use because a fact it relies on was wrong.
    Invalidated,
    /// Code was taken out of use because slow paths have shown what makes better code.
    Relearned,
    /// Code was taken out of use because it has run so often that the optimising compiler is due.
    Promoted,
    /// Code was dropped to make room for other code.
    Evicted,
    /// Code was taken out of use with something it belongs to: another version, or its module.
    Dropped,
}

/// A pause for the collector.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Pause {
    /// When it began.
    pub at_ns: u64,
    /// How long it was.
    pub took_ns: u64,
    /// Whether a collection of everything ended in it.
    pub major: bool,
}
