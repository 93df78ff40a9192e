//! What an operand is in a word: the bits it takes, and what is allowed there.

/// How an address register is written back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Write {
    No,
    Before,
    After,
}

/// An operand of a row; `kind.rs` gives each name in the table one of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operand {
    X {
        at: u32,
    },
    W {
        at: u32,
    },
    /// One register that is both source operands.
    XTwice,
    WTwice,
    /// An even register and the one above it.
    XPair {
        at: u32,
    },
    WPair {
        at: u32,
    },
    XSp {
        at: u32,
    },
    WSp {
        at: u32,
    },
    /// The register of an address, with more of it to follow.
    Base,
    /// An address that is a register.
    At,
    Scalar {
        letter: char,
        at: u32,
    },
    Vector {
        at: u32,
    },
    VectorTwice,
    /// The upper half of a register.
    Top {
        at: u32,
    },
    /// So many registers in a row.
    List {
        count: u32,
        at: u32,
    },
    Lane {
        at: u32,
    },
    LaneTwo,
    LaneMultiplied,
    LaneMemory,
    Imm12,
    Bitmask {
        bits: u32,
    },
    WideShift {
        bits: u32,
    },
    Shifted {
        bits: u32,
        kinds: u32,
    },
    Extended {
        bits: u32,
    },
    Bit {
        at: u32,
        bits: u32,
    },
    Left {
        bits: u32,
    },
    Extract {
        bits: u32,
    },
    Insert {
        bits: u32,
    },
    FractionBits {
        bits: u32,
    },
    TestBit {
        bits: u32,
    },
    Uint {
        at: u32,
        width: u32,
    },
    Cond {
        at: u32,
    },
    Inverted,
    /// The condition in the mnemonic.
    BranchCond,
    Offset {
        log: u32,
    },
    Scaled {
        log: u32,
    },
    Unscaled {
        write: Write,
    },
    Pair {
        log: u32,
        write: Write,
    },
    Index {
        log: u32,
    },
    /// A distance in pages.
    Page,
    PostIndex,
    Barrier,
    SysReg,
    Prefetch,
    Float,
    VectorFloat,
    VectorImm8,
    VectorBytes,
    VectorShift {
        bits: u32,
    },
    VectorOnes,
    VectorLeft {
        bits: u32,
    },
    VectorRight {
        bits: u32,
    },
    Label {
        width: u32,
    },
}

const fn bits(at: u32, width: u32) -> u32 {
    (u32::MAX >> (32 - width)) << at
}

impl Operand {
    /// The bits of the word that belong to this operand, `arrangement` being its lanes.
    pub const fn mask(self, arrangement: &str) -> u32 {
        use Operand::*;
        match self {
            X { at } | W { at } | XPair { at } | WPair { at } | XSp { at } | WSp { at } => bits(at, 5),
            Scalar { at, .. } | Vector { at } | Top { at } | List { at, .. } => bits(at, 5),
            XTwice | WTwice | VectorTwice => bits(5, 5) | bits(16, 5),
            Base | At => bits(5, 5),
            Lane { at } => bits(at, 5) | bits(17 + crate::kind::log(arrangement), 4 - crate::kind::log(arrangement)),
            LaneTwo => bits(5, 5) | bits(11 + crate::kind::log(arrangement), 4 - crate::kind::log(arrangement)),
            LaneMultiplied if crate::kind::log(arrangement) == 3 => bits(16, 5) | bits(11, 1),
            LaneMultiplied => bits(16, 6) | bits(11, 1),
            LaneMemory => {
                let log = crate::kind::log(arrangement);
                let low = 15 & !((1 << log) - 1);
                bits(0, 5) | (low >> 3) << 30 | (low >> 2 & 1) << 12 | (low & 3) << 10
            }
            Imm12 => bits(10, 13),
            Bitmask { .. } => bits(10, 13),
            WideShift { bits: 64 } => bits(21, 2),
            WideShift { .. } => bits(21, 1),
            Shifted { .. } => bits(22, 2) | bits(16, 5) | bits(10, 6),
            Extended { .. } => bits(10, 11),
            Bit { at, .. } => bits(at, 6),
            Left { .. } | Extract { .. } | Insert { .. } => bits(10, 12),
            FractionBits { .. } => bits(10, 6),
            TestBit { bits: 64 } => bits(31, 1) | bits(19, 5),
            TestBit { .. } => bits(19, 5),
            Uint { at, width } => bits(at, width),
            Cond { at } => bits(at, 4),
            Inverted => bits(12, 4),
            BranchCond => bits(0, 4),
            Offset { .. } => bits(24, 1) | bits(10, 12),
            Scaled { .. } => bits(10, 12),
            Unscaled { .. } => bits(12, 9),
            Pair { .. } => bits(15, 7),
            Index { .. } => bits(12, 9),
            Page => bits(29, 2) | bits(5, 19),
            PostIndex => bits(16, 5),
            Barrier => bits(8, 4),
            SysReg => bits(5, 15),
            Prefetch => bits(0, 5),
            Float => bits(13, 8),
            VectorFloat | VectorImm8 | VectorBytes => bits(16, 3) | bits(5, 5),
            VectorShift { bits: 16 } => bits(13, 1),
            VectorShift { .. } => bits(13, 2),
            VectorOnes => bits(12, 1),
            VectorLeft { bits: size } | VectorRight { bits: size } => bits(16, size.trailing_zeros()),
            Label { width: 26 } => bits(0, 26),
            Label { width: 21 } => bits(29, 2) | bits(5, 19),
            Label { width } => bits(5, width),
        }
    }

    /// What fits, for a message.
    pub const fn range(self) -> &'static str {
        use Operand::*;
        match self {
            XPair { .. } | WPair { .. } => "a pair starts with an even register",
            Lane { .. } | LaneTwo | LaneMemory => "a lane's index is less than the lanes of 16 bytes",
            LaneMultiplied => {
                "a lane's index is less than the lanes of 16 bytes, and of lanes of 16 bits only V0 to V15 have one"
            }
            Imm12 => "an immediate is 0 to 4095, or 4096 times that",
            Bitmask { .. } => {
                "an immediate is a run of ones, rotated within 2 to 64 bits and repeated; put it in a register"
            }
            WideShift { .. } => "a shift is a multiple of 16 below the register's bits",
            Shifted { kinds: 3, .. } => "a shift is lsl, lsr or asr by less than the register's bits",
            Shifted { .. } => "a shift is by less than the register's bits",
            Extended { .. } => "an extended register is shifted by at most 4",
            Bit { .. } | TestBit { .. } | Left { .. } => "a position or count of bits is less than the register's bits",
            Extract { .. } | Insert { .. } => "a range of bits has at least one and lies within the register",
            FractionBits { .. } => "bits behind the point are 1 to the register's bits",
            Uint { .. } => "an unsigned number fits its field",
            Offset { .. } => "an offset is a multiple of the size up to 4095 times it, or -256 to 255",
            Scaled { .. } => "an offset is a multiple of the size up to 4095 times it",
            Unscaled { .. } => "an offset is -256 to 255",
            Pair { .. } => "an offset is a multiple of the size, -64 to 63 times it",
            Index { .. } => "an index is uxtw, sxtw, uxtx or sxtx, shifted by 0 or the logarithm of the size",
            Page => "a distance in pages is -2^20 to 2^20 - 1",
            PostIndex => "an index is not the zero register",
            Float | VectorFloat => "a floating-point immediate is n/16 times 2 to the -3 to 4, n being 16 to 31",
            VectorBytes => "each byte of the immediate is 0 or 0xff",
            VectorShift { .. } => "a shift is a multiple of 8 below the lane's bits",
            VectorOnes => "the shift is 8 or 16",
            VectorLeft { .. } => "a shift to the left is less than the lane's bits",
            VectorRight { .. } => "a shift to the right is 1 to the lane's bits",
            _ => "every value fits",
        }
    }
}
