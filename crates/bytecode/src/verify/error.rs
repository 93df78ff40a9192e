//! [`VerifyError`]: which rule a module breaks, and where.

use std::fmt;

use crate::operand::ChunkId;

/// One of the verifier's invariants; their text stands in [`verify`](mod@crate::verify).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the rules are documented at the module")]
pub enum Rule {
    V1,
    V2,
    V3,
    V4,
    V5,
    V6,
    V7,
    V8,
    V9,
    V10,
    V11,
    V12,
}

/// A module that breaks a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct VerifyError {
    /// The broken rule.
    pub rule: Rule,
    /// The chunk, unless the mistake is in the module's tables.
    pub chunk: Option<ChunkId>,
    /// The chunk's name, cut to 64 characters; empty without a chunk.
    pub chunk_name: Box<str>,
    /// Index of the instruction, where it is about one.
    pub at: Option<u32>,
    /// The instruction's mnemonic, where it is about one.
    pub mnemonic: Option<&'static str>,
    /// What is wrong, in lower case.
    pub detail: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(chunk) = self.chunk {
            write!(f, "chunk {} `{}`, ", chunk.0, self.chunk_name.escape_debug())?;
        }
        if let Some(at) = self.at {
            write!(f, "instruction {at} {}, ", self.mnemonic.unwrap_or("?"))?;
        }
        write!(f, "{:?}: {}", self.rule, self.detail)
    }
}

impl std::error::Error for VerifyError {}

/// A broken rule inside one chunk or table, before the chunk is named.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) rule: Rule,
    pub(super) at: Option<u32>,
    pub(super) detail: String,
}

impl Fault {
    /// A fault of one instruction.
    pub(super) fn at<T>(rule: Rule, at: u32, detail: impl Into<String>) -> Result<T, Fault> {
        Err(Fault { rule, at: Some(at), detail: detail.into() })
    }

    /// A fault of a table.
    pub(super) fn new<T>(rule: Rule, detail: impl Into<String>) -> Result<T, Fault> {
        Err(Fault { rule, at: None, detail: detail.into() })
    }
}
