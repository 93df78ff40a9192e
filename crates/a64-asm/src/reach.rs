//! The field of an instruction that refers to a label: where it is, and how far it reaches.

/// What kind of reference an instruction holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// `b`, `bl`: 128 MiB.
    Branch,
    /// `b.cond`, `cbz`, `cbnz`: 1 MiB.
    Conditional,
    /// `tbz`, `tbnz`: 32 KiB.
    Test,
    /// `ldr` of a literal: 1 MiB.
    Literal,
    /// `adr`: 1 MiB, in bytes.
    Address,
}

impl Reach {
    /// The kind of a word that a method with a label made.
    pub fn of(word: u32) -> Reach {
        match word {
            _ if word & 0x7c00_0000 == 0x1400_0000 => Reach::Branch,
            _ if word & 0x7e00_0000 == 0x3600_0000 => Reach::Test,
            _ if word & 0x3b00_0000 == 0x1800_0000 => Reach::Literal,
            _ if word & 0x1f00_0000 == 0x1000_0000 => Reach::Address,
            _ => Reach::Conditional,
        }
    }

    /// Bits of the distance, its sign included, and how many zeros are left out below them.
    fn width(self) -> (u32, u32) {
        match self {
            Reach::Branch => (28, 2),
            Reach::Conditional | Reach::Literal => (21, 2),
            Reach::Test => (16, 2),
            Reach::Address => (21, 0),
        }
    }

    /// Whether the distance in bytes has a place in the field.
    pub fn holds(self, distance: i64) -> bool {
        let (bits, zeros) = self.width();
        let half = 1 << (bits - 1);
        (-half..half).contains(&distance) && distance.trailing_zeros() >= zeros
    }

    /// The word with this distance, which the field holds.
    pub fn set(self, word: u32, distance: i64) -> u32 {
        let bytes = distance as u32;
        let field = |at: u32, width: u32, value: u32| {
            let mask = (1_u32 << width) - 1;
            word & !(mask << at) | (value & mask) << at
        };
        match self {
            Reach::Branch => field(0, 26, bytes >> 2),
            Reach::Conditional | Reach::Literal => field(5, 19, bytes >> 2),
            Reach::Test => field(5, 14, bytes >> 2),
            Reach::Address => word & !0x60ff_ffe0 | (bytes & 3) << 29 | (bytes >> 2 & 0x7_ffff) << 5,
        }
    }

    /// The distance in a word.
    pub fn get(self, word: u32) -> i64 {
        let field = |at: u32, width: u32| ((word << (32 - at - width)).cast_signed() >> (32 - width)) as i64;
        match self {
            Reach::Branch => field(0, 26) * 4,
            Reach::Conditional | Reach::Literal => field(5, 19) * 4,
            Reach::Test => field(5, 14) * 4,
            Reach::Address => (field(5, 19) * 4) | i64::from(word >> 29 & 3),
        }
    }

    /// The branch that is taken exactly where this conditional one is not.
    pub fn invert(self, word: u32) -> u32 {
        match word & 0xff00_0000 {
            0x5400_0000 => word ^ 1,
            _ => word ^ 1 << 24,
        }
    }
}
