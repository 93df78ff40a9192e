//! [`Recording`]: what became of a run, from source lines to machine instructions, as plain data
//! that serde writes and reads.
//!
//! Lists refer to each other by index: a function is one of [`Recording::functions`], a row one of
//! its [`rows`](Function::rows), a code one of [`Recording::codes`]. Times are nanoseconds since
//! the vm was made.

mod code;
mod event;
mod function;

pub use crate::common::step::EventKind;
pub use code::{Code, CodeEntry, CodeExit, CompilerTier, Inlined, Instruction, IrLine, LocalRange, NotInlined, Site};
pub use event::{Event, Pause};
pub use function::{Function, HelperCall, Loop, Row, SampledCall, SampledStack, Samples, SourceFile};

use serde::{Deserialize, Serialize};

/// The version of the form. It grows when a field changes its meaning or goes away.
pub const RECORDING_SCHEMA: u32 = 1;

/// What a vm has done since it was made. It is made by [`Vm::recording`](crate::Vm::recording), for
/// `unna explore` and other tools.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// [`RECORDING_SCHEMA`] of the vm that made it.
    pub schema: u32,
    /// The version of the vm that made it.
    pub version: String,
    /// What is to be shown as the program's name; empty until a host sets it.
    pub program: String,
    /// How the program ended, as a text for people; empty until a host sets it.
    pub outcome: String,
    /// When the recording was made.
    pub duration_ns: u64,
    /// The modules that were run, in the order of their first run.
    pub modules: Vec<SourceFile>,
    /// Their functions, module by module.
    pub functions: Vec<Function>,
    /// All machine code that was made, in order.
    pub codes: Vec<Code>,
    /// What tiering did, in order.
    pub events: Vec<Event>,
    /// Events that were counted and not kept, because there were too many.
    pub events_left_out: u64,
    /// Pauses for the collector.
    pub pauses: Vec<Pause>,
    /// Where the time went.
    pub samples: Samples,
    /// What machine code left to helpers, most calls first.
    pub helpers: Vec<HelperCall>,
    /// The statistics of the vm.
    pub figures: Vec<Figure>,
}

/// A figure of the statistics.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Figure {
    /// What it counts.
    pub name: String,
    /// How much.
    pub value: u64,
    /// In which unit.
    pub unit: Unit,
}

/// The unit of a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Times.
    Count,
    /// Bytes.
    Bytes,
    /// Nanoseconds.
    Nanoseconds,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, value: u64, unit: Unit) -> Figure {
        Figure { name: name.into(), value, unit }
    }
}
