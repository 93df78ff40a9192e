//! What hosts hold: the [`Vm`](vm::Vm) and its builder, calls into programs, conversions of values.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod convert;
pub(crate) mod deadline;
pub(crate) mod embed;
pub(crate) mod native;
pub(crate) mod object;
#[cfg(feature = "recording")]
mod recording;
pub(crate) mod vm;
