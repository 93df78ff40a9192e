//! The rows of the families as data, for reading code back.

use crate::encoding::Encoding;

/// One method of a family.
pub(crate) struct Row {
    pub mnemonic: &'static str,
    pub args: &'static [Arg],
    /// The encodings the method chooses from; one that there is not is 0.
    pub encodings: [Encoding; 2],
}

/// An operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Arg {
    pub kind: Kind,
    pub place: Place,
    pub decoration: Decoration,
}

/// What an operand is; sizes in bits.
#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Vector(u32),
    Gpr(u32),
    Mask,
    Mmx,
    Tile,
    Stack,
    Segment,
    Mem(u32),
    /// Memory, or a broadcast of an element from it.
    Broadcast(u32, u32),
    /// Memory at a vector of indexes, of elements.
    Gather(u32, u32),
    /// Bits, and whether it is signed.
    Imm(u32, bool),
    Cond,
    SourceCond,
    Flags,
    /// Written, not encoded.
    Fixed(&'static str),
}

/// Where an operand is encoded.
#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Reg,
    Vvvv,
    Rm,
    Is4,
    Imm,
    Opcode,
    Cond,
    Nowhere,
}

/// What EVEX may add to an operand.
#[allow(dead_code, reason = "which of them there are depends on the features")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decoration {
    None,
    Merging,
    Masked,
    Zeroing,
    Rounding,
    Sae,
}

include!(concat!(env!("OUT_DIR"), "/rows.rs"));
