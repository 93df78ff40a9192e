//! The Unnarize virtual machine: interpreter, tiering, the interface for host functions.
//!
//! A [`Vm`] runs [`Verified`](bytecode::Verified) modules. It never ends the process, never panics
//! on a program's account, and writes only to the sinks it was given.
//!
//! ```
//! use vm::Vm;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut vm = Vm::builder().build()?;
//! vm.register("shout", |text: &str| text.to_uppercase())?;
//! let source = b"function greet(name) { return shout('hello, ' + name) + '!'; }";
//! let program = lang::compile_verified("greet.unna", source).map_err(|errors| errors[0].to_string())?;
//! vm.run(program.into())?;
//! assert_eq!(vm.call::<String>("greet", ("world",))?, "HELLO, WORLD!");
//! # Ok(())
//! # }
//! ```
//!
//! * Programs come from source text (the crate `lang`), or from bytecode in text or binary form
//!   (`bytecode`); what they import, from a [`Loader`].
//! * [`Vm::call`] and [`Object::call`] call their functions, [`Vm::register`] and [`HostModule`]
//!   give them functions of the host. Arguments and results convert by [`ToValue`] and
//!   [`FromValue`]; an [`Object`] stays where it is.
//! * [`VmBuilder`] sets limits: memory, depth, [fuel](VmBuilder::fuel),
//!   [time](VmBuilder::deadline), [permissions](VmBuilder::permissions). An [`InterruptHandle`]
//!   stops a program from another thread.
//! * An [`Error`] has a kind and a [`Trace`] of the calls that were active, in whatever tier they
//!   ran.
#![deny(missing_docs)]
#![allow(clippy::result_large_err, reason = "the interpreter's state travels in registers, not in memory")]

mod common;
mod embedding;
mod helpers;
mod interpreter;
mod runtime;
mod tier;

#[doc(hidden)]
pub use common::coverage::Coverage;
pub use common::error::{Error, ErrorKind};
pub use common::loader::{LoadError, Loader, NoLoader, import_path};
pub use common::objects::Objects;
pub use common::os::{os_bytes, os_string};
#[cfg(feature = "recording")]
pub use common::recording;
pub use common::stats::{HelperCalls, Statistics};
pub use common::suggest::nearest;
pub use common::trace::{Place, Trace};
pub use embedding::builder::{
    DEFAULT_JIT_CACHE_BYTES, DEFAULT_JIT_THRESHOLD, DEFAULT_OPTIMISE_AFTER, JitMode, VmBuilder,
};
pub use embedding::convert::{Args, Argument, Bytes, FromValue, NativeResult, ToValue, Value};
pub use embedding::native::Native;
pub use embedding::object::{Kind, Machine};
pub use embedding::vm::{Exit, Vm};
pub use heap::{self, Handle};
pub use runtime::frames::{FrameInfo, FrameTier, Frames};
pub use runtime::host::{BoxedNative, CHARGE_BYTES, Ctx, HostModule, NativeFn, Permissions, Return};
pub use runtime::poll::InterruptHandle;
pub use runtime::roots::Object;
pub use runtime::sampler::SampleHandle;
pub use runtime::session::MAX_SESSION_GLOBALS;
pub use tier::trampoline::native_frame_bytes;

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The examples of the page for those who know the C interface, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/c-api.md")]
struct CApi;
