//! Operands of the packed instructions: registers, and what EVEX adds to them.
//!
//! What EVEX adds (a mask, zeroing, a broadcast, rounding) is a type of its own, which a method
//! takes only where the manual has it: `ZMM1.zeroing(K2)`, `ZMM3.rounding(StaticRounding::Up)`,
//! `Mem::base(RAX).broadcast()`.

use core::fmt;
use core::marker::PhantomData;

use crate::mem::{Mem, Scale};
use crate::reg::{Gpr, Xmm};
use crate::set::set;

macro_rules! registers {
    ($(#[$doc:meta])* $type:ident $count:literal $prefix:literal $($name:ident)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[allow(missing_docs, reason = "the names say it")]
        #[repr(u8)]
        pub enum $type {
            $($name,)*
        }

        impl $type {
            /// All of them, in the order of their numbers.
            pub const ALL: [$type; $count] = [$($type::$name),*];

            /// The register with this number, if there is one.
            #[inline]
            pub const fn new(number: u8) -> Option<$type> {
                if number < $count { Some($type::ALL[number as usize]) } else { None }
            }

            /// The register's number.
            #[inline]
            pub const fn number(self) -> u8 {
                self as u8
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.number())
            }
        }
    };
}

registers! {
    /// A vector register of 256 bits. From `YMM16` on only EVEX can name it.
    Ymm 32 "ymm"
    YMM0 YMM1 YMM2 YMM3 YMM4 YMM5 YMM6 YMM7 YMM8 YMM9 YMM10 YMM11 YMM12 YMM13 YMM14 YMM15
    YMM16 YMM17 YMM18 YMM19 YMM20 YMM21 YMM22 YMM23 YMM24 YMM25 YMM26 YMM27 YMM28 YMM29 YMM30 YMM31
}

registers! {
    /// A vector register of 512 bits.
    Zmm 32 "zmm"
    ZMM0 ZMM1 ZMM2 ZMM3 ZMM4 ZMM5 ZMM6 ZMM7 ZMM8 ZMM9 ZMM10 ZMM11 ZMM12 ZMM13 ZMM14 ZMM15
    ZMM16 ZMM17 ZMM18 ZMM19 ZMM20 ZMM21 ZMM22 ZMM23 ZMM24 ZMM25 ZMM26 ZMM27 ZMM28 ZMM29 ZMM30 ZMM31
}

registers! {
    /// A mask register. `K0` cannot be a mask, only an operand.
    KMask 8 "k"
    K0 K1 K2 K3 K4 K5 K6 K7
}

registers! {
    /// An MMX register.
    Mm 8 "mm"
    MM0 MM1 MM2 MM3 MM4 MM5 MM6 MM7
}

registers! {
    /// A tile register of AMX.
    Tmm 8 "tmm"
    TMM0 TMM1 TMM2 TMM3 TMM4 TMM5 TMM6 TMM7
}

registers! {
    /// A register of the x87 stack, counted from its top.
    St 8 "st"
    ST0 ST1 ST2 ST3 ST4 ST5 ST6 ST7
}

/// A segment register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names say it")]
#[repr(u8)]
pub enum Segment {
    ES,
    CS,
    SS,
    DS,
    FS,
    GS,
}

impl Segment {
    /// All of them, in the order of their numbers.
    pub const ALL: [Segment; 6] = [Segment::ES, Segment::CS, Segment::SS, Segment::DS, Segment::FS, Segment::GS];

    /// The name, `es` to `gs`.
    pub const fn name(self) -> &'static str {
        ["es", "cs", "ss", "ds", "fs", "gs"][self as usize]
    }

    pub(crate) const fn prefix(self) -> u8 {
        [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65][self as usize]
    }
}

/// How one instruction rounds, whatever MXCSR says; it then raises no exception.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum StaticRounding {
    /// To the nearest, ties to even.
    Nearest,
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// Towards zero.
    Zero,
}

impl StaticRounding {
    /// All four, in the order of their numbers.
    pub const ALL: [StaticRounding; 4] =
        [StaticRounding::Nearest, StaticRounding::Down, StaticRounding::Up, StaticRounding::Zero];
}

/// The bits of EVEX beyond the registers, as operands bring them along.
pub(crate) mod extra {
    /// The mask register: bits 0 to 2.
    pub const MASK: u32 = 7;
    pub const ZEROING: u32 = 1 << 3;
    /// The EVEX form was asked for.
    pub const EVEX: u32 = 1 << 4;
    /// Broadcast, rounding or the suppression of exceptions.
    pub const B: u32 = 1 << 5;
    /// Bits 6 and 7 are a rounding mode, in the place of the vector length.
    pub const ROUNDING: u32 = 1 << 8;
    /// A mask of `K0`.
    pub const INVALID: u32 = 1 << 9;
    /// A general-purpose register from 16 on is named, which the assembler adds.
    pub const APX: u32 = 1 << 10;
    pub const ROUNDING_SHIFT: u32 = 6;
}

/// A destination of which a mask leaves elements as they were. A plain register is one too,
/// without a mask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merging<R> {
    pub(crate) number: u8,
    pub(crate) extra: u32,
    pub(crate) value: R,
}

/// A destination whose other elements are left as they were, or zeroed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Masked<R> {
    pub(crate) number: u8,
    pub(crate) extra: u32,
    of: PhantomData<R>,
}

/// A source with a rounding mode, or without.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rounded<R> {
    pub(crate) number: u8,
    pub(crate) extra: u32,
    of: PhantomData<R>,
}

/// A source at which exceptions are suppressed, or are not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sae<R> {
    pub(crate) number: u8,
    pub(crate) extra: u32,
    of: PhantomData<R>,
}

/// A memory operand that is one element for all, or as long as the register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Broadcast {
    pub(crate) mem: Mem,
    pub(crate) extra: u32,
}

/// An address for each element: `[base + vector * scale + disp]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VectorMem<V> {
    pub(crate) mem: Mem,
    /// Bit 4 of the index register's number.
    pub(crate) high: u8,
    of: PhantomData<V>,
}

pub(crate) const fn mask_bits(mask: KMask) -> u32 {
    match mask {
        KMask::K0 => extra::INVALID,
        mask => mask as u32,
    }
}

macro_rules! decorations {
    ($($type:ident)*) => {$(
        impl $type {
            /// As a destination of which only the elements in `mask` are written. A mask of `K0`
            /// is reported by `finish`.
            #[inline]
            pub const fn mask(self, mask: KMask) -> Merging<$type> {
                Merging { number: self as u8, extra: mask_bits(mask), value: self }
            }

            /// As a destination whose elements outside `mask` become zero.
            #[inline]
            pub const fn zeroing(self, mask: KMask) -> Masked<$type> {
                Masked { number: self as u8, extra: mask_bits(mask) | extra::ZEROING, of: PhantomData }
            }

            /// As a destination without a mask of an instruction that is to be encoded with EVEX,
            /// even if VEX is shorter.
            #[inline]
            pub const fn evex(self) -> Masked<$type> {
                Masked { number: self as u8, extra: extra::EVEX, of: PhantomData }
            }

            /// As a source, the instruction rounding in this way.
            #[inline]
            pub const fn rounding(self, rounding: StaticRounding) -> Rounded<$type> {
                Rounded { number: self as u8, extra: rounding_bits(rounding), of: PhantomData }
            }

            /// As a source, the instruction raising no exceptions.
            #[inline]
            pub const fn sae(self) -> Sae<$type> {
                Sae { number: self as u8, extra: extra::B, of: PhantomData }
            }
        }

        impl From<$type> for Masked<$type> {
            #[inline(always)]
            fn from(register: $type) -> Masked<$type> {
                Masked { number: register as u8, extra: 0, of: PhantomData }
            }
        }

        impl From<Merging<$type>> for Masked<$type> {
            #[inline(always)]
            fn from(merging: Merging<$type>) -> Masked<$type> {
                Masked { number: merging.number, extra: merging.extra, of: PhantomData }
            }
        }

        impl From<$type> for Sae<$type> {
            #[inline(always)]
            fn from(register: $type) -> Sae<$type> {
                Sae { number: register as u8, extra: 0, of: PhantomData }
            }
        }

        impl From<$type> for Rounded<$type> {
            #[inline(always)]
            fn from(register: $type) -> Rounded<$type> {
                Rounded { number: register as u8, extra: 0, of: PhantomData }
            }
        }

        impl From<$type> for Merging<$type> {
            #[inline(always)]
            fn from(register: $type) -> Merging<$type> {
                Merging { number: register as u8, extra: 0, value: register }
            }
        }
    )*};
}

decorations!(Xmm Ymm Zmm);

pub(crate) const fn rounding_bits(rounding: StaticRounding) -> u32 {
    extra::B | extra::ROUNDING | (rounding as u32) << extra::ROUNDING_SHIFT
}

impl Gpr {
    /// As the source of a conversion, the instruction rounding in this way.
    #[inline]
    pub const fn rounding(self, rounding: StaticRounding) -> Rounded<Gpr> {
        Rounded { number: self as u8, extra: rounding_bits(rounding), of: PhantomData }
    }
}

impl From<Gpr> for Rounded<Gpr> {
    #[inline(always)]
    fn from(register: Gpr) -> Rounded<Gpr> {
        Rounded { number: register as u8, extra: 0, of: PhantomData }
    }
}

impl KMask {
    /// As the destination of a comparison that is made only where `mask` is set.
    #[inline]
    pub const fn mask(self, mask: KMask) -> Merging<KMask> {
        Merging { number: self as u8, extra: mask_bits(mask), value: self }
    }
}

impl From<KMask> for Merging<KMask> {
    #[inline(always)]
    fn from(register: KMask) -> Merging<KMask> {
        Merging { number: register as u8, extra: 0, value: register }
    }
}

impl Mem {
    /// As a source whose one element stands for all.
    #[inline]
    pub const fn broadcast(self) -> Broadcast {
        Broadcast { mem: self, extra: extra::B }
    }

    /// As a destination of which only the elements in `mask` are written.
    #[inline]
    pub const fn mask(self, mask: KMask) -> Merging<Mem> {
        Merging { number: 0, extra: mask_bits(mask), value: self }
    }

    /// With a vector of indexes of 128 bits.
    #[inline]
    pub const fn index_xmm(self, index: Xmm, scale: Scale) -> VectorMem<Xmm> {
        VectorMem { mem: self.vector_index(index as u8, scale), high: index as u8 & 16, of: PhantomData }
    }

    /// With a vector of indexes of 256 bits.
    #[inline]
    pub const fn index_ymm(self, index: Ymm, scale: Scale) -> VectorMem<Ymm> {
        VectorMem { mem: self.vector_index(index as u8, scale), high: index as u8 & 16, of: PhantomData }
    }

    /// With a vector of indexes of 512 bits.
    #[inline]
    pub const fn index_zmm(self, index: Zmm, scale: Scale) -> VectorMem<Zmm> {
        VectorMem { mem: self.vector_index(index as u8, scale), high: index as u8 & 16, of: PhantomData }
    }
}

impl<V: Copy> VectorMem<V> {
    /// Of which a scatter or a gather reaches only the elements in `mask`.
    #[inline]
    pub const fn mask(self, mask: KMask) -> Merging<VectorMem<V>> {
        Merging { number: 0, extra: mask_bits(mask), value: self }
    }
}

impl From<Mem> for Broadcast {
    #[inline(always)]
    fn from(mem: Mem) -> Broadcast {
        Broadcast { mem, extra: 0 }
    }
}

impl From<Mem> for Merging<Mem> {
    #[inline(always)]
    fn from(mem: Mem) -> Merging<Mem> {
        Merging { number: 0, extra: 0, value: mem }
    }
}

set! {
    /// What CCMP and CTEST set the flags to where they do not compare.
    pub struct DefaultFlags: u8 {
        /// Carry.
        CF = 0;
        /// Zero.
        ZF = 1;
        /// Sign.
        SF = 2;
        /// Overflow.
        OF = 3;
    }
}

/// The condition under which CCMP and CTEST compare.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names are those of `Cond`")]
#[repr(u8)]
pub enum SourceCond {
    O,
    NO,
    B,
    AE,
    E,
    NE,
    BE,
    A,
    S,
    NS,
    /// Always.
    True,
    /// Never.
    False,
    L,
    GE,
    LE,
    G,
}

impl SourceCond {
    /// All of them, in the order of their numbers.
    pub const ALL: [SourceCond; 16] = {
        use SourceCond::*;
        [O, NO, B, AE, E, NE, BE, A, S, NS, True, False, L, GE, LE, G]
    };

    /// The letters behind `ccmp` and `ctest`.
    pub const fn suffix(self) -> &'static str {
        match self {
            SourceCond::True => "t",
            SourceCond::False => "f",
            _ => crate::Cond::ALL[self as usize].suffix(),
        }
    }

    /// What stands in the place of a second source: the flags, and bit 3 of this condition.
    #[allow(dead_code, reason = "only APX needs it")]
    pub(crate) const fn vvvv(self, flags: DefaultFlags) -> u8 {
        !flags.bits() & 15 | (!(self as u8) >> 3 & 1) << 4
    }

    #[allow(dead_code, reason = "only APX needs it")]
    pub(crate) const fn extra(self) -> u32 {
        self as u32 & 7
    }
}
