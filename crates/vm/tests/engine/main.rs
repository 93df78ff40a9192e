//! The engine as a host sees it: natives, limits, errors, lifetimes, threads.

#[path = "../common/mod.rs"]
mod common;

mod cache;
mod calls;
mod deadlines;
mod depth;
mod errors;
mod instances;
mod limits;
mod members;
mod natives;
mod objects;
mod optimised;
mod polls;
mod relearn;
mod sampler;
mod session;
mod steps;
mod threads;
mod trace;
