//! Vector instructions over virtual registers: what one group of rows takes, in order.
//!
//! Every register is written once. A group is as many rows as fit a vector; the loop around it is
//! the encoder's.

use smallvec::SmallVec;

/// The width of a vector register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Width {
    /// 128 bits.
    X,
    /// 256 bits.
    Y,
    /// 512 bits.
    Z,
}

/// What a register is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    Vector,
    /// A mask register of AVX-512.
    Mask,
}

/// A virtual register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Vreg(pub(crate) u32);

impl Vreg {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// An instruction's operation. The comments give the sources in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Op {
    AddFloat,
    SubFloat,
    MulFloat,
    DivFloat,
    /// With the processor's predicate; the result is a vector mask or a mask register.
    CompareFloat(u8),
    And,
    /// Not the first, and the second.
    AndNot,
    Or,
    Xor,
    AddInt,
    SubInt,
    MulInt,
    /// The 64-bit products of every other unsigned int.
    MulWide,
    Greater,
    Equal,
    /// With the processor's predicate; the result is a mask register.
    CompareInt(u8),
    UnpackDwords,
    PackDwords,
    PackWords,
    /// Two elements of the first source, two of the second.
    ShuffleFloat(u8),
    ToFloat,
    /// Toward zero.
    ToInt,
    /// From a mask of 32-bit lanes to one of 64-bit lanes.
    WidenMask,
    UpperHalf,
    ShuffleInt(u8),
    ShiftLeft(u8),
    ShiftRight(u8),
    ShiftArithmetic(u8),
    ShiftRightQuads(u8),
    /// A mask, the value where it is clear, the value where it is set.
    Blend,
    MaskAnd,
    /// Not the first, and the second.
    MaskAndNot,
    MaskOr,
    MaskNot,
    MaskOnes,
    /// The mask of the elements that are not zero.
    TestMask,
    /// Ones in the bytes of a mask, else zeros: the mask, the vector of ones.
    MaskBytes,
    /// C's `fmod` of each pair.
    Remainder,
    LoadFloats(u16),
    LoadInts(u16),
    /// Ints as floats.
    LoadConverted(u16),
    /// The bools of a column as the ints 0 and 1, or, of SSE2, as ints above 0 and 0.
    LoadBools(u16),
    StoreFloats(u16),
    StoreInts(u16),
    /// From the lowest bytes.
    StoreBools(u16),
    /// The bits of a mask of 64-bit lanes to the failures of a formula.
    StoreFailures64(u16),
    /// The bits of a mask of 32-bit lanes, or of a mask register.
    StoreFailures32(u16),
}

impl Op {
    /// The source that may be in memory, if there is one.
    pub(crate) fn memory_source(self) -> Option<usize> {
        match self {
            Op::AddFloat | Op::SubFloat | Op::MulFloat | Op::DivFloat | Op::CompareFloat(_) => Some(1),
            Op::And | Op::AndNot | Op::Or | Op::Xor | Op::AddInt | Op::SubInt | Op::MulInt | Op::MulWide => Some(1),
            Op::Greater | Op::Equal | Op::CompareInt(_) | Op::MaskBytes => Some(1),
            Op::Blend => Some(2),
            _ => None,
        }
    }

    /// Whether it reads a column, and could do so again.
    pub(crate) fn is_load(self) -> bool {
        matches!(self, Op::LoadFloats(_) | Op::LoadInts(_) | Op::LoadConverted(_))
    }
}

/// An instruction.
#[derive(Clone, Debug)]
pub(crate) struct Inst {
    pub(crate) op: Op,
    pub(crate) width: Width,
    pub(crate) dst: Option<Vreg>,
    pub(crate) sources: SmallVec<[Vreg; 3]>,
}

/// 64 bytes as a vector register holds them: a constant in every element, the last rows, or an
/// address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [u64; 8]);

/// What one group of rows takes.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) insts: Vec<Inst>,
    /// Of each virtual register.
    pub(crate) classes: Vec<Class>,
    /// The constant that a register is, by its number in `constants`.
    pub(crate) constant_of: Vec<Option<u32>>,
    pub(crate) constants: Vec<Line>,
}
