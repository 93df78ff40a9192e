//! Closed functions as machine code that needs no vm: what a formula compiler is made of.
//!
//! [`compile()`] makes one piece of code of all closed chunks of a module. Each chunk has an entry
//! that a host calls as a [`ClosedFn`]: `status = f(context, args, result)`. The verifier has
//! proved all types (V12), so there are no guards. Results are those of the interpreter, bit for
//! bit but for the sign of a NaN. [`ClosedStatus`] lists the ways in which a function can fail.
//!
//! # Convention
//!
//! Behind the entry r15 holds the context, r14 the fuel left and r13d how many calls may still
//! nest; on ARM64 these are x28, x27 and w25. The first ints and bools among the arguments have
//! registers, and so have the first floats; the others are above the return address. The result is
//! in rax or xmm0, x0 or v0. A function may clobber all other registers: its caller saves what it
//! needs. A failure at any depth goes to the exit
//! that all entries share, which restores the host's stack pointer.

mod call;
mod compile;
mod control;
mod function;
mod label;
mod layout;
mod operand;
mod operation;
mod value;

use bytecode::{ChunkId, Module, ScalarType, Verified};

pub use crate::abi::closed::ClosedContext;
use crate::error::CompileError;
use crate::target::RETURN_WORDS;

/// The entry of a closed function: `(context, one word for each argument, the word for the
/// result)`. It returns a [`ClosedStatus`], and writes the result if that is `Ok`.
///
/// A word is an int's 32 bits, a float's 64, or 0 or 1; see [`to_word`] and [`from_word`].
///
/// # Safety
/// * The code is that of [`ClosedCode::bytes`], published and entered at the function's
///   [`ClosedCode::entry`].
/// * Nothing else uses `context` and `result` meanwhile.
/// * There are as many words behind `args` as the function has parameters.
/// * The native stack has room for [`ClosedCode::stack_bytes`] of the context's depth.
pub type ClosedFn =
    crate::machine_fn!(unsafe fn(context: *mut ClosedContext, args: *const u64, result: *mut u64) -> u32);

/// How a closed function ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum ClosedStatus {
    /// With a result.
    Ok = 0,
    /// Division or remainder of ints by zero.
    DivisionByZero = 1,
    /// The context's fuel did not suffice.
    OutOfFuel = 2,
    /// Calls nested deeper than the context allows.
    TooDeep = 3,
}

impl ClosedStatus {
    /// The status that a [`ClosedFn`] has returned; `None` for any other number.
    pub const fn from_code(code: u32) -> Option<ClosedStatus> {
        match code {
            0 => Some(ClosedStatus::Ok),
            1 => Some(ClosedStatus::DivisionByZero),
            2 => Some(ClosedStatus::OutOfFuel),
            3 => Some(ClosedStatus::TooDeep),
            _ => None,
        }
    }
}

/// A value as a word of a [`ClosedFn`].
pub fn to_word(value: bytecode::Scalar) -> u64 {
    match value {
        bytecode::Scalar::Int(int) => int.cast_unsigned().into(),
        bytecode::Scalar::Float(float) => float.to_bits(),
        bytecode::Scalar::Bool(bool) => bool.into(),
    }
}

/// The value that a word of a [`ClosedFn`] is.
pub fn from_word(kind: ScalarType, word: u64) -> bytecode::Scalar {
    match kind {
        ScalarType::Int => bytecode::Scalar::Int((word as u32).cast_signed()),
        ScalarType::Float => bytecode::Scalar::Float(f64::from_bits(word)),
        ScalarType::Bool => bytecode::Scalar::Bool(word & 1 == 1),
    }
}

/// All closed functions of a module as machine code. It may be published at any address that is a
/// multiple of 16.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClosedCode {
    bytes: Vec<u8>,
    /// By `ChunkId`.
    entries: Vec<Option<u32>>,
    largest_frame: u32,
}

impl ClosedCode {
    /// The code.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where in the code a chunk's [`ClosedFn`] begins; `None` for one that is not closed.
    pub fn entry(&self, chunk: ChunkId) -> Option<u32> {
        self.entries.get(chunk.index()).copied().flatten()
    }

    /// The native stack that calls take at most when they nest so deep, in bytes.
    pub fn stack_bytes(&self, depth: u32) -> usize {
        const ENTRY_BYTES: usize = 4096;
        ENTRY_BYTES + depth as usize * (self.largest_frame + 8 * RETURN_WORDS) as usize
    }
}

/// Compiles all closed chunks of a module. The same module always gives the same bytes.
///
/// # Errors
/// The code is too large.
pub fn compile(module: &Verified<Module>) -> Result<ClosedCode, CompileError> {
    compile::compile_all(module)
}
