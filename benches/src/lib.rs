//! The fixed work that benchmarks share: it is the same for criterion, for instruction counts and
//! for every peer, and never random, so that figures of two commits compare.

pub mod stream;
