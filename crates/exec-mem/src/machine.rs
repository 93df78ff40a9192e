//! What depends on the processor: breakpoints, how far a branch reaches, and how code that was
//! written becomes the code that runs.
//!
//! Invariant: a processor that this crate does not know is not [`SUPPORTED`], and the arena and the
//! classic verbs refuse to make executable memory on it.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(not(target_arch = "aarch64"))]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::*;
#[cfg(not(target_arch = "aarch64"))]
pub(crate) use x86_64::*;
