//! What happened when.

use serde::{Deserialize, Serialize};

use crate::common::step::EventKind;

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
    pub function: u32,
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
