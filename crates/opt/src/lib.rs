//! The optimising compiler of Unnarize: verified bytecode and profiles to machine code, through values in SSA
//! form over the whole function and the small functions that it calls.
//!
//! [`build()`] makes the representation ([`ir`]), the passes ([`pass`]) improve it, `emit` gives its values
//! registers and makes the bytes, in the same form and by the same conventions ([`jit::abi`]) as the baseline
//! compiler. What it cannot compile it refuses: the baseline is always there.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod analysis;
mod build;
mod compile;
mod emit;
mod feedback;
pub mod ir;
mod liveness;
mod mutant;
pub mod pass;
mod refusal;
mod text;
mod verify;

pub use build::build;
pub use compile::{Compiled, compile, compile_observed};
pub use feedback::Feedback;
#[cfg(feature = "mutants")]
pub use mutant::{Mutant, set_mutant};
pub use refusal::Refusal;
pub use verify::verify;

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
