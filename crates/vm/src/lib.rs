//! The Unnarize virtual machine: interpreter, tiering, the interface for host functions.
//!
//! A [`Vm`] runs [`Verified`](bytecode::Verified) modules. It never ends the process, never panics
//! on a program's account, and writes only to the sinks it was given.
#![warn(missing_docs)]

mod error;
mod host;
mod output;

pub use error::Error;
pub use host::{BoxedNative, CHARGE_BYTES, Ctx, HostModule, NativeFn, Permissions, Return};
