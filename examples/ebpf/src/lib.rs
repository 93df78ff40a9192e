//! eBPF programs (RFC 9669) as machine code: arithmetic of 32 and 64 bits, byte order, jumps, loads
//! and stores with bounds, atomic operations, calls of helpers and of local functions.
//!
//! [`Program::new`] decodes and checks a program, [`interpret()`] says what it means, and
//! [`Compiled::new`] makes code that does the same. Whoever compiles many programs keeps a
//! [`Compiler`].
//!
//! # What a program sees
//!
//! `r1` is the address of the memory it is given, `r2` its length in bytes, and `r10` the end of 512
//! bytes of stack, which are zero at the start. The other registers are zero. Memory and stack can be
//! read and written, and nothing else. In a program that never writes `r1`, an access by it is one of
//! the memory. After a call of a helper `r1` to `r5` are zero. A local
//! function has 512 bytes of its own, below those of its caller, and functions may be nested to a
//! depth of [`MAX_DEPTH`]. A program that loops for ever does so: nothing counts its steps.

mod arithmetic;
mod compile;
mod decode;
mod emitter;
mod fault;
mod helper;
mod interpret;
mod layout;
mod memory;
mod program;
mod usage;

pub use compile::{Compiled, Compiler, Error};
pub use fault::{Fault, Reason};
pub use helper::{Helper, Helpers};
pub use interpret::interpret;
pub use layout::{FRAME, MAX_DEPTH};
pub use program::{Mistake, Program};

/// The example of the README, which is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
