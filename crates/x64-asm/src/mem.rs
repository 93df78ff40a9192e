//! Memory operands.
//!
//! A `Mem` holds its ModRM and SIB bits ready made, so that encoding one is an `or` and the
//! choice of the displacement's width. What has no encoding cannot be built, or is marked and
//! reported by `finish`.

use crate::family::Segment;
use crate::label::{External, Label};
use crate::reg::{Gpr, Index};

/// What an index register is multiplied by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "the names say it")]
#[repr(u8)]
pub enum Scale {
    X1,
    X2,
    X4,
    X8,
}

impl Scale {
    /// All four, ascending.
    pub const ALL: [Scale; 4] = [Scale::X1, Scale::X2, Scale::X4, Scale::X8];

    /// The scale that multiplies by 1, 2, 4 or 8.
    pub const fn new(factor: u8) -> Option<Scale> {
        match factor {
            1 => Some(Scale::X1),
            2 => Some(Scale::X2),
            4 => Some(Scale::X4),
            8 => Some(Scale::X8),
            _ => None,
        }
    }

    /// 1, 2, 4 or 8.
    pub const fn factor(self) -> u8 {
        1 << self as u8
    }
}

/// An address: `[base + index * scale + disp]`, or relative to a label.
///
/// The narrowest displacement that holds the value is encoded, unless [`Mem::disp32`] asks for
/// a fixed width.
///
/// ```
/// use x64_asm::{Index, Mem, Scale, RBP, RBX};
/// const SLOT: Mem = Mem::base(RBP).disp(8);
/// const ELEMENT: Mem = Mem::base(RBX).index(Index::RCX, Scale::X8).disp(16);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mem {
    /// Byte 0: REX bits. Byte 1: the flags below. Byte 2: ModRM. Byte 3: SIB.
    pub(crate) bits: u32,
    pub(crate) disp: i32,
    /// The label or external address of a RIP-relative operand; otherwise not read.
    pub(crate) target: Label,
}

/// A SIB byte follows the ModRM byte.
pub(crate) const SIB: u32 = 1 << 8;
/// A displacement of zero must be written all the same (bases `rbp` and `r13`).
const KEEP_ZERO: u32 = 1 << 9;
/// The mode bits are in place already and the displacement has four bytes.
const FIXED: u32 = 1 << 10;
/// Bit 4 of the base's and of the index's number: a register from 16 on.
pub(crate) const BASE_HIGH: u32 = 1 << 15;
pub(crate) const INDEX_HIGH: u32 = 1 << 11;
/// Relative to a label.
pub(crate) const RIP: u32 = 1 << 12;
/// Relative to an external address.
pub(crate) const EXTERNAL: u32 = 1 << 13;
/// Has no encoding: a displacement beyond 32 bits, or an index beside a label.
pub(crate) const INVALID: u32 = 1 << 14;
/// The bits of high registers that an encoder reads.
const HIGH: u32 = if cfg!(feature = "apx") { BASE_HIGH | INDEX_HIGH } else { 0 };
/// In a segment: the two flags that no other operand has together.
const SEGMENT: u32 = RIP | EXTERNAL;
/// An operand with one of these flags takes more than storing its bytes.
pub(crate) const SPECIAL: u32 = RIP | EXTERNAL | INVALID;

/// Where the mode is in the bits.
pub(crate) const MODE_SHIFT: u32 = 22;
const MODE_DISP32: u32 = 2 << MODE_SHIFT;
const RM_SIB: u32 = 4 << 16;
const RM_RIP: u32 = 5 << 16;

impl Mem {
    /// `[base]`.
    #[inline]
    pub const fn base(base: Gpr) -> Mem {
        Mem { bits: BASE_BITS[base as usize], disp: 0, target: Label::NONE }
    }

    /// `[disp]`, sign-extended from 32 bits; not relative to RIP.
    #[inline]
    pub const fn absolute(disp: i32) -> Mem {
        Mem { bits: RM_SIB | 0x25 << 24 | SIB | FIXED, disp, target: Label::NONE }
    }

    /// `[index * scale]`. With a scale of 1 this is the same as [`Mem::base`], which is shorter.
    #[inline]
    pub const fn scaled(index: Index, scale: Scale) -> Mem {
        match scale {
            Scale::X1 => Mem::base(index.gpr()),
            _ => Mem::absolute(0).index(index, scale),
        }
    }

    /// The address of a label, relative to RIP. The label may be bound later.
    #[inline]
    pub const fn label(label: Label) -> Mem {
        Mem { bits: RM_RIP | FIXED | RIP, disp: 0, target: label }
    }

    /// An address outside the code, relative to RIP: a relocation.
    #[inline]
    pub const fn external(external: External) -> Mem {
        Mem { bits: RM_RIP | FIXED | EXTERNAL, disp: 0, target: external.0 }
    }

    /// With this index; one given before is replaced. An address relative to a label has no
    /// room for one: that is reported by `finish`.
    #[inline]
    pub const fn index(self, index: Index, scale: Scale) -> Mem {
        let base = match self.bits & SIB {
            0 => self.bits >> 16 & 7,
            _ => self.bits >> 24 & 7,
        };
        self.with_index(index.gpr() as u32, base, scale)
    }

    #[inline]
    const fn with_index(self, number: u32, base: u32, scale: Scale) -> Mem {
        let sib = (scale as u32) << 6 | (number & 7) << 3 | base;
        let extensions = self.bits & 1 | (number >> 3 & 1) << 1;
        let rex = if extensions == 0 { 0 } else { 0x40 | extensions };
        let invalid = match self.bits & (RIP | EXTERNAL) {
            0 => 0,
            _ if self.has_segment() => 0,
            _ => INVALID,
        };
        let high = if number & 16 == 0 { 0 } else { INDEX_HIGH };
        let kept = self.bits & 0x00c0_ff00 & !INDEX_HIGH;
        Mem { bits: rex | kept | high | RM_SIB | sib << 24 | SIB | invalid, ..self }
    }

    /// With the low four bits of the number of a vector register as index.
    #[inline]
    pub(crate) const fn vector_index(self, number: u8, scale: Scale) -> Mem {
        let base = match self.bits & SIB {
            0 => self.bits >> 16 & 7,
            _ => self.bits >> 24 & 7,
        };
        self.with_index((number & 15) as u32, base, scale)
    }

    /// With a SIB byte in any case. A label has no room for one: that is reported by `finish`.
    #[inline]
    pub(crate) const fn with_sib(self) -> Mem {
        if self.bits & SIB != 0 {
            return self;
        }
        let invalid = if self.bits & (RIP | EXTERNAL) != 0 && !self.has_segment() { INVALID } else { 0 };
        let base = self.bits >> 16 & 7;
        let kept = self.bits & 0x00c0_ffff;
        Mem { bits: kept | RM_SIB | (0x20 | base) << 24 | SIB | invalid, ..self }
    }

    /// In this segment, whose base is added to the address. Beside a label it is reported by
    /// `finish`.
    #[inline]
    pub const fn segment(self, segment: Segment) -> Mem {
        match self.bits & (RIP | EXTERNAL) {
            0 => Mem { bits: self.bits | SEGMENT, target: Label(segment.prefix() as u64), ..self },
            _ if self.has_segment() => Mem { target: Label(segment.prefix() as u64), ..self },
            _ => Mem { bits: self.bits | INVALID, ..self },
        }
    }

    pub(crate) const fn has_segment(self) -> bool {
        self.bits & SEGMENT == SEGMENT
    }

    /// The prefix that says the segment.
    pub(crate) const fn segment_prefix(self) -> u8 {
        self.target.0 as u8
    }

    /// Whether base or index are registers from 16 on.
    #[inline(always)]
    pub(crate) const fn is_high(self) -> bool {
        cfg!(feature = "apx") && self.bits & (BASE_HIGH | INDEX_HIGH) != 0
    }

    #[inline(always)]
    pub(crate) const fn base_high(self) -> u32 {
        if cfg!(feature = "apx") { (self.bits / BASE_HIGH) & 1 } else { 0 }
    }

    #[inline(always)]
    pub(crate) const fn index_high(self) -> u32 {
        if cfg!(feature = "apx") { (self.bits / INDEX_HIGH) & 1 } else { 0 }
    }

    /// With this displacement in bytes; one given before is replaced.
    #[inline]
    pub const fn disp(self, disp: i32) -> Mem {
        Mem { disp, ..self }
    }

    /// With `bytes` more displacement. A sum beyond 32 bits is reported by `finish`.
    #[inline]
    pub const fn plus(self, bytes: i32) -> Mem {
        match self.disp.checked_add(bytes) {
            Some(disp) => Mem { disp, ..self },
            None => Mem { bits: self.bits | INVALID, ..self },
        }
    }

    /// With this displacement in a field of four bytes whatever its value: for patch sites and
    /// the holes of templates.
    #[inline]
    pub const fn disp32(self, disp: i32) -> Mem {
        let bits = match self.bits & FIXED {
            0 => self.bits | FIXED | MODE_DISP32,
            _ => self.bits,
        };
        Mem { bits, disp, ..self }
    }

    /// How many bytes ModRM and SIB are.
    #[inline(always)]
    pub(crate) const fn address_bytes(self) -> u32 {
        1 + (self.bits & SIB != 0) as u32
    }

    /// ModRM and SIB in their places among the bits, with a mode that [`Mem::mode`] gave.
    #[inline(always)]
    pub(crate) const fn address(self, mode: u64) -> u64 {
        (self.bits & 0xffff_0000) as u64 + mode
    }

    /// REX, ModRM and SIB in their places.
    #[inline(always)]
    pub(crate) const fn fields(self) -> u64 {
        (self.bits & !(0xff00 & !HIGH)) as u64
    }

    /// The same for an instruction that has a REX prefix anyway: only the bits to add to it.
    #[inline(always)]
    pub(crate) const fn wide_fields(self) -> u64 {
        (self.bits & !(0xff40 & !HIGH)) as u64
    }

    /// The mode bits of the ModRM byte, and the bytes of displacement.
    #[inline(always)]
    pub(crate) const fn mode(self) -> (u64, u32) {
        if self.bits & FIXED != 0 {
            return (0, 4);
        }
        // Computed without branches, because displacements are not predictable.
        let some = (self.disp != 0 || self.bits & KEEP_ZERO != 0) as u32;
        let wide = (self.disp != self.disp as i8 as i32) as u32;
        (((some as u64) << MODE_SHIFT) + ((wide as u64) << MODE_SHIFT), some + 3 * wide)
    }
}

/// `bits` of an address that is only a base.
const BASE_BITS: [u32; Gpr::COUNT] = {
    let mut table = [0; Gpr::COUNT];
    let mut number = 0;
    while number < Gpr::COUNT as u32 {
        let low = number & 7;
        let rex = if number & 8 != 0 { 0x41 } else { 0 } | if number & 16 != 0 { BASE_HIGH } else { 0 };
        table[number as usize] = match low {
            4 => rex | RM_SIB | 0x24 << 24 | SIB,
            5 => rex | low << 16 | KEEP_ZERO,
            _ => rex | low << 16,
        };
        number += 1;
    }
    table
};
