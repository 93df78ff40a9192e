//! The optimising compiler of Unnarize. It makes machine code of verified bytecode and profiles,
//! through values in SSA form. They cover a whole function and the small functions that it calls.
//!
//! [`build()`] makes the representation ([`ir`]). The passes ([`pass`]) improve it. `emit` gives
//! its values registers and makes the bytes. The result has the same form as the baseline
//! compiler's, and follows the same conventions ([`jit::abi`]). A function that this compiler
//! refuses stays in the baseline.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod analysis;
mod build;
mod compile;
mod emit;
mod feedback;
pub mod ir;
mod liveness;
mod modules;
mod mutant;
pub mod pass;
mod range;
mod refusal;
mod text;
mod verify;

pub use build::{MOST_INLINED, build};
pub use compile::{Compiled, compile, compile_observed};
pub use emit::{LocalRange, Register, Span};
pub use feedback::Feedback;
pub use modules::{Linked, Modules};
#[cfg(feature = "mutants")]
pub use mutant::{Mutant, set_mutant};
pub use refusal::Refusal;
pub use text::Line;
pub use verify::verify;

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
