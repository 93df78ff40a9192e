//! The methods of the families as data, each with a function that calls it.

#![allow(clippy::redundant_closure, reason = "made by the build script")]

use x64_asm::{Assembler, Features, Template};
#[allow(unused_imports, reason = "which of them are used depends on the features")]
use x64_asm::{Cond, DefaultFlags, Gpr, KMask, Mem, Mm, Segment, SourceCond, St, Tmm, VectorMem, Xmm, Ymm, Zmm};

use super::value::Value;

/// A method of a family.
pub struct Call {
    pub name: &'static str,
    pub mnemonic: &'static str,
    pub args: &'static [Arg],
    /// The encodings to choose from, in the manual's notation.
    pub encodings: &'static [&'static str],
    pub features: &'static [&'static [&'static str]],
    /// The sources change places where that saves a byte.
    pub commutes: bool,
    pub needs: [Features; 2],
    pub run: fn(&mut Assembler, &[Value]),
    pub template: fn(Template<()>, &[Value]) -> Template<()>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arg {
    pub kind: Kind,
    pub place: Place,
    pub decoration: Decoration,
}

/// What an operand is; sizes in bits.
#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Vector(u32),
    Gpr(u32),
    Mask,
    Mmx,
    Tile,
    Stack,
    Segment,
    Mem(u32),
    Broadcast(u32, u32),
    Gather(u32, u32),
    Imm(u32, bool),
    Cond,
    SourceCond,
    Flags,
    Fixed(&'static str),
}

#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Reg,
    Vvvv,
    Rm,
    Is4,
    Imm,
    Opcode,
    Cond,
    Nowhere,
}

#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decoration {
    None,
    Merging,
    Masked,
    Zeroing,
    Rounding,
    Sae,
}

include!(concat!(env!("OUT_DIR"), "/calls.rs"));
