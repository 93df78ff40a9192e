//! eBPF programs (RFC 9669) as machine code: arithmetic of 32 and 64 bits, byte order, jumps, loads
//! and stores with bounds, atomic operations, calls of helpers and of local functions.
//!
//! [`Program::new`] decodes and checks a program, [`interpret`] says what it means, and
//! [`Compiled::new`] makes code that does the same.
//!
//! ```
//! use ebpf::{Compiled, Helpers, Program};
//!
//! let bytes = [
//!     0x71, 0x10, 0, 0, 0, 0, 0, 0, // r0 = *(u8 *)(r1 + 0)
//!     0x07, 0x00, 0, 0, 1, 0, 0, 0, // r0 += 1
//!     0x95, 0x00, 0, 0, 0, 0, 0, 0, // exit
//! ];
//! let program = Program::new(&bytes)?;
//! let arena = exec_mem::Arena::new()?;
//! let compiled = Compiled::new(&arena, &program, &Helpers::new())?;
//! assert_eq!(compiled.call(&mut [41])?, 42);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a program sees
//!
//! `r1` is the address of the memory it is given, `r2` its length in bytes, and `r10` the end of 512
//! bytes of stack, which are zero at the start. The other registers are zero. Memory and stack can be
//! read and written, and nothing else. After a call of a helper `r1` to `r5` are zero. A local
//! function has 512 bytes of its own, below those of its caller, and functions may be nested to a
//! depth of [`MAX_DEPTH`]. A program that loops for ever does so: nothing counts its steps.

mod arithmetic;
mod compile;
mod decode;
mod fault;
mod helper;
mod interpret;
mod layout;
mod memory;
mod program;

pub use compile::{Compiled, Error};
pub use fault::{Fault, Reason};
pub use helper::{Helper, Helpers};
pub use interpret::interpret;
pub use layout::{FRAME, MAX_DEPTH};
pub use program::{Mistake, Program};
