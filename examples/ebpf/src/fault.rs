//! How a program ends other than by `exit`.

use std::fmt;

/// What a program did that it must not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// A load, a store or an atomic operation outside memory and stack.
    OutOfBounds,
    /// A local function was called at a depth of [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep,
}

/// Why and where a program was stopped. What it stored before remains.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What it did.
    pub reason: Reason,
    /// The instruction that did it, counted in units of eight bytes.
    pub at: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::OutOfBounds => write!(f, "instruction {} is out of bounds of memory and stack", self.at),
            Reason::TooDeep => write!(f, "instruction {} calls more deeply than is allowed", self.at),
        }
    }
}

impl std::error::Error for Fault {}
