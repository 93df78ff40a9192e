//! [`EventKind`]: the steps of tiering.

/// The steps of tiering.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(feature = "recording", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
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
