//! The scalar methods, one for each row of `table/base.txt`, as the build script writes them.

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::cond::{Cond, Predicate, Rounding};
use crate::encode::{self, Imm};
use crate::encoding::Encoding;
use crate::feature::Features;
use crate::mem::Mem;
use crate::reg::{Gpr, Xmm};
#[cfg(feature = "template")]
use crate::template::Template;

include!(concat!(env!("OUT_DIR"), "/base_methods.rs"));
