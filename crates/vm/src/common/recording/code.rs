//! The machine's side of a recording: each code with its instructions, exits and representation.

use serde::{Deserialize, Serialize};

/// Machine code of a function for one entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Code {
    /// The function.
    pub function: u32,
    /// Where it is entered.
    pub entry: CodeEntry,
    /// Which of the function's versions for different kinds of arguments it is, 0 for the first.
    pub variant: u32,
    /// Who made it.
    pub tier: CompilerTier,
    /// When it was published.
    pub made_ns: u64,
    /// How long it took to make.
    pub took_ns: u64,
    /// When it was taken out of use, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_ns: Option<u64>,
    /// Why it was made, as a text for people.
    pub why: String,
    /// What the compiler was told, in the text form of profiles.
    pub profile: String,
    /// The address of its first byte.
    pub address: u64,
    /// Its size in bytes.
    pub bytes: u32,
    /// How many of them are hot code, which slow paths and exits follow.
    pub hot_bytes: u32,
    /// How often running loops of the interpreter went on in it.
    pub entered: u64,
    /// The calls that were inlined, also those in others of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inlined: Vec<Inlined>,
    /// The calls that were not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_inlined: Vec<NotInlined>,
    /// The guards, by the exits that they take when they fail.
    pub exits: Vec<CodeExit>,
    /// Its instructions; none if [`left_out`](Self::left_out).
    pub instructions: Vec<Instruction>,
    /// In which registers locals are, by the places where that begins. Where no range says
    /// otherwise, a local is in its word of the frame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locals: Vec<LocalRange>,
    /// The representation of the optimising compiler as it was read from bytecode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ir_built: Vec<IrLine>,
    /// The same behind the last pass, which the code was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ir: Vec<IrLine>,
    /// Whether instructions and representation were left out, because the recording would be too
    /// large.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
}

/// Where a code is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeEntry {
    /// At the function's start.
    Function,
    /// At the header of the loop of this number.
    Loop(u32),
}

/// A compiler.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CompilerTier {
    /// The baseline compiler.
    Baseline,
    /// The optimising compiler.
    Optimised,
}

/// A row of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Site {
    /// The function: that of the code, or one that was inlined.
    pub function: u32,
    /// The row.
    pub row: u32,
}

/// A machine instruction, or a word of data.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Instruction {
    /// Its offset in bytes.
    pub at: u32,
    /// The instruction.
    pub text: String,
    /// The name of the place for jumps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The offset that it jumps to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u32>,
    /// The row that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// The line of [`Code::ir`] that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ir: Option<u32>,
    /// The exit that it is the stub of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u32>,
    /// What else it is for: `prologue`, `preheader`, `slow path`, `tail`, `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Samples of a profiler that fell on it, if a host has added them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u64>,
}

/// A register that holds a local in a stretch of the hot code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LocalRange {
    /// The function that the local is of: that of the code, or one that was inlined.
    pub function: u32,
    /// Its slot.
    pub slot: u32,
    /// The one of [`Code::inlined`] that the local is in; `None` in the code's own function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// The register.
    pub register: String,
    /// What of the local is there: `int`, `float`, `bool`, `boxed` or another kind of value of the
    /// optimising compiler, or `elements` for the address of an array's first element.
    pub held: String,
    /// The offset of its first instruction.
    pub from: u32,
    /// The offset behind its last.
    pub until: u32,
}

/// A side exit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CodeExit {
    /// Where the interpreter goes on.
    pub to: Site,
    /// The row that relies on what the guard tests.
    pub blame: Site,
    /// Why: the name of the reason, with the slot if it is that of a local.
    pub reason: String,
    /// How often it was taken.
    pub count: u64,
    /// When it was taken first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_ns: Option<u64>,
}

/// A call that was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inlined {
    /// The call.
    pub call: Site,
    /// The function that it calls.
    pub function: u32,
    /// The one of [`Code::inlined`] that the call is in; `None` in the code's own function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
}

/// A call that was not inlined.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotInlined {
    /// The call.
    pub call: Site,
    /// The function that it calls, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callee: Option<u32>,
    /// Why, as a text for people.
    pub why: String,
}

/// A line of the optimising compiler's representation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IrLine {
    /// The line.
    pub text: String,
    /// The row that the value was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// The one of [`Code::inlined`] that the row is in; `None` in the code's own function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// The register of the value, if the code has one for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The line behind the last use of the value, as far as it is used in this representation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_use: Option<u32>,
}
