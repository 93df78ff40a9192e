//! An x86-64 assembler that cannot be given a wrong operand.
#![forbid(unsafe_code)]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod assembler;
mod buffer;
mod code;
mod cond;
mod data;
mod decode;
mod encode;
mod error;
mod feature;
mod form;
mod jump;
mod label;
mod listing;
mod mem;
mod method;
mod note;
mod op;
mod patch;
mod reg;
mod relax;
mod resolve;
mod row;
mod table;
mod template;

pub use assembler::{Assembler, Reserved};
pub use buffer::{Buffer, Growing, Window};
pub use code::{Code, Relocation, RelocationKind, Target};
pub use cond::{Cond, Predicate, Rounding};
pub use error::Error;
pub use feature::Features;
pub use label::{External, Label};
pub use listing::Listing;
pub use mem::{Mem, Scale};
pub use patch::{Field, PatchSite};
pub use reg::Gpr::*;
pub use reg::Xmm::*;
pub use reg::{Gpr, Index, NotAnIndex, Xmm};
pub use template::{Append, Disp32, Fill, Holes, Imm32, Imm64, Reg, Rm, Template};
