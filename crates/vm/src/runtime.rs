//! The state of a vm: its context and stacks, the modules that it runs, the calls that are active.

#[macro_use]
mod fields;

pub(crate) mod activation;
pub(crate) mod census;
pub(crate) mod context;
pub(crate) mod engine;
pub(crate) mod frame;
pub(crate) mod frames;
pub(crate) mod global;
pub(crate) mod host;
pub(crate) mod instance;
mod instances;
mod natives;
pub(crate) mod poll;
mod predefined;
mod raise;
pub(crate) mod record;
pub(crate) mod recorder;
pub(crate) mod roots;
pub(crate) mod sampler;
pub(crate) mod session;
pub(crate) mod stack;
pub(crate) mod tiers;
