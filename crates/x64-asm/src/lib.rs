#![doc = include_str!("../README.md")]
//!
//! # What does not compile
//!
//! A register of the wrong kind:
//!
//! ```compile_fail,E0308
//! # let mut a = x64_asm::Assembler::new();
//! a.add_rr64(x64_asm::RAX, x64_asm::XMM0);
//! ```
//!
//! A number as a register, whatever its value:
//!
//! ```compile_fail,E0308
//! # let mut a = x64_asm::Assembler::new();
//! a.push_r(20);
//! ```
//!
//! `rsp` as an index:
//!
//! ```compile_fail,E0599
//! # use x64_asm::*;
//! let address = Mem::base(RAX).index(Index::RSP, Scale::X1);
//! ```
//!
//! An immediate wider than the operand:
//!
//! ```compile_fail
//! # let mut a = x64_asm::Assembler::new();
//! a.add_ri16(x64_asm::RAX, 0x12345);
//! ```
//!
//! Two operands in memory, or one where there is none:
//!
//! ```compile_fail,E0308
//! # use x64_asm::*;
//! # let mut a = Assembler::new();
//! a.mov_rm64(Mem::base(RAX), Mem::base(RCX));
//! ```
//!
//! A hole that the instruction before does not have:
//!
//! ```compile_fail,E0080
//! # use x64_asm::*;
//! const T: Template<(Imm32,)> = template!(Template::new().add_ri64(RAX, 1).hole::<Imm32>());
//! ```
//!
//! A template filled with other values than its holes:
//!
//! ```compile_fail,E0308
//! # use x64_asm::*;
//! const T: Template<(Imm32,)> = template!(Template::new().add_ri64_full(RAX, 0).hole::<Imm32>());
//! Assembler::new().place_template(&T, (Disp32(1),));
//! ```
#![forbid(unsafe_code)]
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod assembler;
mod branch;
mod buffer;
mod code;
mod cond;
mod data;
mod decode;
mod encode;
mod encoding;
mod error;
mod family;
mod feature;
#[cfg(feature = "template")]
mod hole;
mod jump;
mod label;
mod listing;
mod mem;
mod method;
mod note;
mod patch;
mod reg;
mod relax;
mod resolve;
mod row;
mod set;
mod spelling;
mod state;
#[cfg(feature = "template")]
mod template;

pub use assembler::{Assembler, Reserved};
pub use buffer::{Buffer, Growing, Window};
pub use code::{Code, Relocation, RelocationKind, Target};
pub use cond::{Cond, Predicate, Rounding};
pub use error::Error;
pub use family::*;
pub use feature::Features;
#[cfg(feature = "template")]
pub use hole::{Append, Disp32, Fill, Holes, Imm32, Imm64, Reg, Rm};
pub use label::{External, Label};
pub use listing::Listing;
pub use mem::{Mem, Scale};
pub use patch::{Field, PatchSite};
pub use reg::Gpr::*;
pub use reg::Xmm::*;
pub use reg::{Gpr, Index, NotAnIndex, Xmm};
#[cfg(feature = "template")]
pub use template::Template;
