//! The program's side of a recording: files, functions, rows, and where the time went.

use serde::{Deserialize, Serialize};

/// A module.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceFile {
    /// Its path, as messages show it.
    pub path: String,
    /// Its text, if a host has given it: a vm runs bytecode and has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A function, or the body of a module.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Function {
    /// Which module it is of.
    pub module: u32,
    /// Its name; `script` for the body of a module.
    pub name: String,
    /// The source line of its first row, 0 if unknown.
    pub line: u32,
    /// How many parameters it has: the slots `s0` and so on.
    pub params: u32,
    /// Parameters and locals together.
    pub slots: u32,
    /// The names of the slots in the source, if a host has given them: bytecode has none. A slot
    /// that the source has no name for has an empty one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locals: Vec<String>,
    /// Its bytecode.
    pub rows: Vec<Row>,
    /// Its loops, by their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loops: Vec<Loop>,
}

/// An instruction of the bytecode.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Row {
    /// The row in text form.
    pub text: String,
    /// Its source line, 0 if unknown.
    pub line: u32,
}

/// A loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Loop {
    /// Its first row.
    pub header: u32,
    /// The row behind its last.
    pub end: u32,
}

/// Samples of the active calls.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Samples {
    /// How many there are.
    pub count: u64,
    /// The time that they stand for.
    pub total_ns: u64,
    /// Places that calls were seen at.
    pub calls: Vec<SampledCall>,
    /// The stacks that were seen.
    pub stacks: Vec<SampledStack>,
}

/// A place that an active call was seen at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SampledCall {
    /// The function.
    pub function: u32,
    /// The row, if it is known.
    pub row: Option<u32>,
    /// Whether machine code ran it.
    pub compiled: bool,
}

/// A stack of calls.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SampledStack {
    /// The calls, innermost first, as indexes into [`Samples::calls`].
    pub calls: Vec<u32>,
    /// How often it was seen.
    pub count: u64,
    /// The time that it stands for: each sample stands for the time since the one before.
    pub ns: u64,
}

/// Calls of a helper by the machine code of a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HelperCall {
    /// The function.
    pub function: u32,
    /// The row that the helper does.
    pub row: u32,
    /// The helper's name, as listings have it.
    pub helper: String,
    /// How often it was called.
    pub calls: u64,
}
