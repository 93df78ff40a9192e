//! The fixed work that benchmarks share: it is the same for criterion, for instruction counts and
//! for every peer, and never random, so that figures of two commits compare.

#[cfg(feature = "peers")]
pub mod clif;
pub mod cpu_time;
pub mod function;
pub mod stream;
pub mod stream_a64;
