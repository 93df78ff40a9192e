//! Executable memory that is never writable and executable at once.
#![deny(missing_docs)]

mod arena;
mod batch;
mod bins;
mod builder;
mod chunk;
mod code;
mod constants;
mod draft;
mod entry;
mod epoch;
mod error;
#[cfg(test)]
mod fault_tests;
mod fork;
mod harden;
mod inner;
mod lock;
mod patch;
mod record;
mod reservation;
mod shard;
mod space;
mod stats;
mod strategy;
mod sys;

pub mod audit;
pub mod classic;
pub mod observer;

pub use arena::Arena;
pub use batch::{Batch, BatchDraft, BatchError};
pub use builder::Builder;
pub use code::Code;
pub use constants::Constants;
pub use draft::{Draft, PublishError};
pub use entry::{Entry, EntryFn};
pub use epoch::{EpochGuard, Participant};
pub use error::{Call, Error, OsError};
pub use fork::ForkGuard;
pub use harden::Frozen;
pub use observer::Observer;
pub use patch::PatchSite;
pub use stats::{Quiesced, Stats};
pub use strategy::{Attempt, Report, Strategy};
