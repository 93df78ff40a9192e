//! [`CompileError`]: why there is no code for a chunk.

use bytecode::LoopId;

/// The chunk cannot be compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CompileError {
    /// The frame or the code is beyond what displacements reach: 32 bits, or on ARM64 the 1 MiB of
    /// a conditional branch.
    TooLarge,
    /// The profile names a loop that the chunk does not have.
    NoSuchLoop(LoopId),
    /// By the profile, nothing leads to the loop where execution is to enter.
    UnreachableLoop(LoopId),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CompileError::TooLarge => f.write_str("function too large for machine code"),
            CompileError::NoSuchLoop(id) => write!(f, "the function has no loop {}", id.0),
            CompileError::UnreachableLoop(id) => write!(f, "nothing leads to loop {} by this profile", id.0),
        }
    }
}

impl std::error::Error for CompileError {}
