//! The baseline compiler of Unnarize: it makes machine code of verified bytecode and a profile, in
//! one forward pass. It emits code and does not run it; a vm does, by the contract in [`abi`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[doc(hidden)]
pub mod a64;
pub mod abi;
mod artifact;
mod check;
mod chunk;
pub mod closed;
mod compile;
mod error;
mod in_module;
mod kind;
#[cfg(feature = "listing")]
mod listing;
mod machine;
mod mutant;
mod profile;
mod state;
#[doc(hidden)]
pub mod target;
#[doc(hidden)]
pub mod x64;

pub use artifact::{Artifact, CallSite, Comment, Exit, ExitReason, Fixup, InlinedFrame, Origin, Parts, VirtualObject};
pub use chunk::decoded::unfused_len;
pub use compile::compile;
#[cfg(feature = "listing")]
pub use compile::{Held, LocationRange, compile_located};
pub use error::CompileError;
pub use in_module::{InModule, ModuleId};
pub use kind::Kind;
#[cfg(feature = "listing")]
pub use listing::{Line, Listing, listing};
#[cfg(feature = "mutants")]
pub use mutant::{Mutant, set_mutant};
pub use profile::{Entry, Field, Fixed, Profile, ProfileError};
pub use target::{RUNS_HERE, trampoline};

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
