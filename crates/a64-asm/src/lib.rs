#![doc = include_str!("../README.md")]
//!
//! # What does not compile
//!
//! A register of the wrong kind:
//!
//! ```compile_fail,E0308
//! # let mut a = a64_asm::Assembler::new();
//! a.add_rrr64(a64_asm::X0, a64_asm::X1, a64_asm::V0);
//! ```
//!
//! A number as a register, whatever its value:
//!
//! ```compile_fail,E0308
//! # let mut a = a64_asm::Assembler::new();
//! a.br_r(31);
//! ```
//!
//! The stack pointer where number 31 is the zero register:
//!
//! ```compile_fail,E0277
//! # use a64_asm::*;
//! # let mut a = Assembler::new();
//! a.add_rrr64(X0, SP, X1);
//! ```
//!
//! The zero register where number 31 is the stack pointer:
//!
//! ```compile_fail,E0277
//! # use a64_asm::*;
//! # let mut a = Assembler::new();
//! a.ldr_ro64(X0, XZR, 8);
//! ```
//!
//! An immediate wider than the operand:
//!
//! ```compile_fail
//! # let mut a = a64_asm::Assembler::new();
//! a.movz_ri64(a64_asm::X0, 0x12345, 0);
//! ```
//!
//! A wrong immediate in a template:
//!
//! ```compile_fail,E0080
//! # use a64_asm::*;
//! const T: Template<()> = template!(Template::new().and_rri64(X0, X1, 5));
//! ```
//!
//! A hole that the instruction before does not have:
//!
//! ```compile_fail,E0080
//! # use a64_asm::*;
//! const T: Template<(Imm16,)> = template!(Template::new().add_rrr64(X0, X0, X0).hole::<Imm16>());
//! ```
//!
//! A template filled with other values than its holes:
//!
//! ```compile_fail,E0308
//! # use a64_asm::*;
//! const T: Template<(Imm16,)> = template!(Template::new().movz_ri64(X0, 0, 0).hole::<Imm16>());
//! Assembler::new().place_template(&T, (Imm12(1),));
//! ```
#![forbid(unsafe_code)]
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[macro_use]
mod kind;

mod assembler;
mod bitmask;
mod buffer;
mod code;
mod constant;
mod data;
#[cfg_attr(not(feature = "full"), allow(dead_code, reason = "what is used depends on the features"))]
mod encode;
mod error;
mod expand;
mod feature;
#[cfg(feature = "template")]
mod hole;
mod label;
mod listing;
mod method;
mod note;
#[cfg_attr(not(feature = "full"), allow(dead_code, reason = "what is used depends on the features"))]
mod operand;
mod patch;
mod pattern;
mod reach;
mod read;
mod reg;
mod resolve;
mod row;
mod spelling;
mod state;
mod table;
#[cfg(feature = "template")]
mod template;
mod value;

pub use assembler::{Assembler, Reserved};
pub use buffer::{Buffer, Growing, Window};
pub use code::{Code, Relocation, RelocationKind, Target};
pub use error::Error;
pub use feature::Features;
#[cfg(feature = "template")]
pub use hole::{Append, Fill, Holes, Imm12, Imm16, Imm64, Offset, Rd, Rm, Rn};
pub use label::{External, Label};
pub use listing::Listing;
pub use patch::{Field, PatchSite};
pub use read::Instruction;
pub use reg::*;
#[cfg(feature = "template")]
pub use template::Template;
pub use value::{Barrier, BitRange, Cond, Extended, Prefetch, Shifted, SysReg};
