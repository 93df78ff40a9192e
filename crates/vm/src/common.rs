//! Values and texts that know of no vm: what the layers above it are told, limited and counted by.

pub(crate) mod cache;
pub(crate) mod coverage;
pub(crate) mod error;
pub(crate) mod fixed;
pub(crate) mod loader;
pub(crate) mod memory;
pub(crate) mod native_stack;
pub(crate) mod objects;
pub(crate) mod os;
pub(crate) mod output;
#[cfg(feature = "recording")]
pub mod recording;
pub(crate) mod stats;
pub(crate) mod step;
pub(crate) mod suggest;
pub(crate) mod trace;
