//! Operands that are neither a register nor a plain number.

use crate::reg::{Gpr, OrZero};

/// A condition on the flags.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Cond {
    /// Equal.
    EQ,
    /// Not equal, or unordered.
    NE,
    /// Carry set, or unsigned higher or same: the manual's `HS`.
    CS,
    /// Carry clear, or unsigned lower: the manual's `LO`.
    CC,
    /// Negative.
    MI,
    /// Positive or zero.
    PL,
    /// Overflow, or unordered.
    VS,
    /// No overflow, or ordered.
    VC,
    /// Unsigned higher.
    HI,
    /// Unsigned lower or same.
    LS,
    /// Signed greater or equal.
    GE,
    /// Signed less.
    LT,
    /// Signed greater.
    GT,
    /// Signed less or equal.
    LE,
}

pub(crate) const COND_NAMES: [&str; 14] =
    ["eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le"];

impl Cond {
    /// All fourteen, in the order of their numbers.
    pub const ALL: [Cond; 14] = {
        use Cond::*;
        [EQ, NE, CS, CC, MI, PL, VS, VC, HI, LS, GE, LT, GT, LE]
    };

    /// True exactly where this one is false.
    #[inline]
    pub const fn negate(self) -> Cond {
        Cond::ALL[(self as u8 ^ 1) as usize]
    }
}

impl core::ops::Not for Cond {
    type Output = Cond;

    fn not(self) -> Cond {
        self.negate()
    }
}

/// A register shifted by a constant, made by `X1.lsl(3)` and its kin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shifted {
    pub(crate) register: u8,
    /// 0 to 3: `lsl`, `lsr`, `asr`, `ror`.
    pub(crate) kind: u8,
    pub(crate) amount: u8,
}

/// A register extended from a narrower one and shifted left, made by `X1.uxtw(2)` and its kin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Extended {
    pub(crate) register: u8,
    /// The manual's `option`: `uxtb` to `sxtx`.
    pub(crate) option: u8,
    pub(crate) amount: u8,
}

macro_rules! shifts {
    ($($name:ident $kind:literal $doc:literal)*) => {
        impl<K: OrZero> Gpr<K> {
            $(#[doc = concat!("This register ", $doc, " by so many bits: less than the operand has.")]
            #[inline]
            pub const fn $name(self, amount: u8) -> Shifted {
                Shifted { register: self.number(), kind: $kind, amount }
            })*
        }
    };
}

shifts! {
    lsl 0 "shifted left"
    lsr 1 "shifted right"
    asr 2 "shifted right with its sign"
    ror 3 "rotated right"
}

macro_rules! extensions {
    ($($name:ident $option:literal $doc:literal)*) => {
        impl<K: OrZero> Gpr<K> {
            $(#[doc = concat!("The low ", $doc, ", shifted left by so many bits.")]
            #[inline]
            pub const fn $name(self, amount: u8) -> Extended {
                Extended { register: self.number(), option: $option, amount }
            })*
        }
    };
}

extensions! {
    uxtb 0 "8 bits as an unsigned number"
    uxth 1 "16 bits as an unsigned number"
    uxtw 2 "32 bits as an unsigned number"
    uxtx 3 "64 bits; what the manual also writes `lsl`"
    sxtb 4 "8 bits as a signed number"
    sxth 5 "16 bits as a signed number"
    sxtw 6 "32 bits as a signed number"
    sxtx 7 "64 bits as a signed number"
}

/// Some bits of a register: so many, from this one up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BitRange {
    /// The lowest.
    pub lsb: u8,
    /// How many, at least one.
    pub width: u8,
}

impl BitRange {
    /// `width` bits from bit `lsb` up.
    #[inline]
    pub const fn new(lsb: u8, width: u8) -> BitRange {
        BitRange { lsb, width }
    }
}

macro_rules! named_numbers {
    ($(#[$doc:meta])* $type:ident $number:ident $limit:literal { $($name:ident $value:literal $text:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub struct $type(pub(crate) $number);

        #[allow(missing_docs, reason = "the names are the manual's")]
        impl $type {
            $(pub const $name: $type = $type($value);)*

            /// Those that have a name.
            pub const NAMED: &[$type] = &[$($type::$name),*];

            /// The one with this number in its field, if the field is wide enough.
            pub const fn new(number: $number) -> Option<$type> {
                if number < $limit { Some($type(number)) } else { None }
            }

            /// The number in the instruction's field.
            pub const fn number(self) -> $number {
                self.0
            }

            /// The name, if it has one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($text),)*
                    _ => None,
                }
            }
        }
    };
}

named_numbers! {
    /// Which accesses a `dmb` or `dsb` orders, and for whom.
    Barrier u8 16 {
        SY 15 "sy" ST 14 "st" LD 13 "ld" ISH 11 "ish" ISHST 10 "ishst" ISHLD 9 "ishld"
        NSH 7 "nsh" NSHST 6 "nshst" NSHLD 5 "nshld" OSH 3 "osh" OSHST 2 "oshst" OSHLD 1 "oshld"
    }
}

named_numbers! {
    /// What a `prfm` is to fetch: for a load (`PLD`), an instruction (`PLI`) or a store (`PST`),
    /// into which cache, to keep or to stream.
    Prefetch u8 32 {
        PLDL1KEEP 0 "pldl1keep" PLDL1STRM 1 "pldl1strm" PLDL2KEEP 2 "pldl2keep" PLDL2STRM 3 "pldl2strm"
        PLDL3KEEP 4 "pldl3keep" PLDL3STRM 5 "pldl3strm" PLIL1KEEP 8 "plil1keep" PLIL1STRM 9 "plil1strm"
        PLIL2KEEP 10 "plil2keep" PLIL2STRM 11 "plil2strm" PLIL3KEEP 12 "plil3keep" PLIL3STRM 13 "plil3strm"
        PSTL1KEEP 16 "pstl1keep" PSTL1STRM 17 "pstl1strm" PSTL2KEEP 18 "pstl2keep" PSTL2STRM 19 "pstl2strm"
        PSTL3KEEP 20 "pstl3keep" PSTL3STRM 21 "pstl3strm"
    }
}

named_numbers! {
    /// A system register: the low bit of op0, op1, CRn, CRm and op2 in fifteen bits.
    SysReg u16 0x8000 {
        NZCV 0x5a10 "nzcv" FPCR 0x5a20 "fpcr" FPSR 0x5a21 "fpsr" DAIF 0x5a11 "daif"
        TPIDR_EL0 0x5e82 "tpidr_el0" TPIDRRO_EL0 0x5e83 "tpidrro_el0"
        CTR_EL0 0x5801 "ctr_el0" DCZID_EL0 0x5807 "dczid_el0" MIDR_EL1 0x4000 "midr_el1"
        CNTFRQ_EL0 0x5f00 "cntfrq_el0" CNTVCT_EL0 0x5f02 "cntvct_el0"
        ID_AA64ISAR0_EL1 0x4030 "id_aa64isar0_el1" ID_AA64ISAR1_EL1 0x4031 "id_aa64isar1_el1"
        ID_AA64PFR0_EL1 0x4020 "id_aa64pfr0_el1" ID_AA64PFR1_EL1 0x4021 "id_aa64pfr1_el1"
    }
}
