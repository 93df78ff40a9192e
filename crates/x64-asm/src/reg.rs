//! Registers: types that hold one of the sixteen and nothing else.
//!
//! The operand size is in the method's name, so one `Gpr` serves all sizes: `RAX` is `al` to
//! `mov_rr8` and `eax` to `mov_rr32`. The high byte registers `ah` to `bh` are not offered.

use core::fmt;

/// A general-purpose register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names say it")]
#[repr(u8)]
pub enum Gpr {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    #[cfg(feature = "apx")]
    R16,
    #[cfg(feature = "apx")]
    R17,
    #[cfg(feature = "apx")]
    R18,
    #[cfg(feature = "apx")]
    R19,
    #[cfg(feature = "apx")]
    R20,
    #[cfg(feature = "apx")]
    R21,
    #[cfg(feature = "apx")]
    R22,
    #[cfg(feature = "apx")]
    R23,
    #[cfg(feature = "apx")]
    R24,
    #[cfg(feature = "apx")]
    R25,
    #[cfg(feature = "apx")]
    R26,
    #[cfg(feature = "apx")]
    R27,
    #[cfg(feature = "apx")]
    R28,
    #[cfg(feature = "apx")]
    R29,
    #[cfg(feature = "apx")]
    R30,
    #[cfg(feature = "apx")]
    R31,
}

/// An SSE register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names say it")]
#[repr(u8)]
pub enum Xmm {
    XMM0,
    XMM1,
    XMM2,
    XMM3,
    XMM4,
    XMM5,
    XMM6,
    XMM7,
    XMM8,
    XMM9,
    XMM10,
    XMM11,
    XMM12,
    XMM13,
    XMM14,
    XMM15,
    #[cfg(feature = "avx512")]
    XMM16,
    #[cfg(feature = "avx512")]
    XMM17,
    #[cfg(feature = "avx512")]
    XMM18,
    #[cfg(feature = "avx512")]
    XMM19,
    #[cfg(feature = "avx512")]
    XMM20,
    #[cfg(feature = "avx512")]
    XMM21,
    #[cfg(feature = "avx512")]
    XMM22,
    #[cfg(feature = "avx512")]
    XMM23,
    #[cfg(feature = "avx512")]
    XMM24,
    #[cfg(feature = "avx512")]
    XMM25,
    #[cfg(feature = "avx512")]
    XMM26,
    #[cfg(feature = "avx512")]
    XMM27,
    #[cfg(feature = "avx512")]
    XMM28,
    #[cfg(feature = "avx512")]
    XMM29,
    #[cfg(feature = "avx512")]
    XMM30,
    #[cfg(feature = "avx512")]
    XMM31,
}

use Gpr::*;
use Xmm::*;

impl Gpr {
    /// The sixteen that every instruction can name, in the order of their numbers.
    pub const ALL: [Gpr; 16] = [RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15];

    /// How many there are: 32 with the feature `apx`.
    pub(crate) const COUNT: usize = if cfg!(feature = "apx") { 32 } else { 16 };

    /// The sixteen that only APX has.
    #[cfg(feature = "apx")]
    pub const EXTENDED: [Gpr; 16] = [R16, R17, R18, R19, R20, R21, R22, R23, R24, R25, R26, R27, R28, R29, R30, R31];

    /// The register with this number, if there is one.
    #[inline]
    pub const fn new(number: u8) -> Option<Gpr> {
        match number {
            0..16 => Some(Gpr::ALL[number as usize]),
            #[cfg(feature = "apx")]
            16..32 => Some(Gpr::EXTENDED[number as usize - 16]),
            _ => None,
        }
    }

    /// 0 to 15; to 31 with the feature `apx`.
    #[inline]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// This register as an index of an address; `None` for `RSP`, which cannot be one.
    #[inline]
    pub const fn index(self) -> Option<Index> {
        match self {
            RSP => None,
            _ => Some(Index(self)),
        }
    }

    /// The name at a size of 8, 16, 32 or 64 bits (64 for any other).
    pub const fn name(self, bits: u8) -> &'static str {
        Gpr::name_of(self as u8, bits)
    }

    /// The name of the register with this number, which may be one that only APX has.
    pub(crate) const fn name_of(number: u8, bits: u8) -> &'static str {
        let names = match bits {
            8 => &NAMES_8,
            16 => &NAMES_16,
            32 => &NAMES_32,
            _ => &NAMES_64,
        };
        names[(number & 31) as usize]
    }
}

impl Xmm {
    /// The sixteen that every instruction can name, in the order of their numbers.
    pub const ALL: [Xmm; 16] =
        [XMM0, XMM1, XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15];

    /// How many there are: 32 with the feature `avx512`.
    pub(crate) const COUNT: usize = if cfg!(feature = "avx512") { 32 } else { 16 };

    /// The sixteen that only EVEX can name.
    #[cfg(feature = "avx512")]
    pub const EXTENDED: [Xmm; 16] = [
        XMM16, XMM17, XMM18, XMM19, XMM20, XMM21, XMM22, XMM23, XMM24, XMM25, XMM26, XMM27, XMM28, XMM29, XMM30, XMM31,
    ];

    /// The register with this number, if there is one.
    #[inline]
    pub const fn new(number: u8) -> Option<Xmm> {
        match number {
            0..16 => Some(Xmm::ALL[number as usize]),
            #[cfg(feature = "avx512")]
            16..32 => Some(Xmm::EXTENDED[number as usize - 16]),
            _ => None,
        }
    }

    /// 0 to 15; to 31 with the feature `avx512`.
    #[inline]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The name, `xmm0` to `xmm15`.
    pub const fn name(self) -> &'static str {
        NAMES_XMM[self as usize]
    }
}

/// A register that may be the index of an address: any but `RSP`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Index(Gpr);

#[allow(missing_docs, reason = "the names say it")]
impl Index {
    pub const RAX: Index = Index(RAX);
    pub const RCX: Index = Index(RCX);
    pub const RDX: Index = Index(RDX);
    pub const RBX: Index = Index(RBX);
    pub const RBP: Index = Index(RBP);
    pub const RSI: Index = Index(RSI);
    pub const RDI: Index = Index(RDI);
    pub const R8: Index = Index(R8);
    pub const R9: Index = Index(R9);
    pub const R10: Index = Index(R10);
    pub const R11: Index = Index(R11);
    pub const R12: Index = Index(R12);
    pub const R13: Index = Index(R13);
    pub const R14: Index = Index(R14);
    pub const R15: Index = Index(R15);
    #[cfg(feature = "apx")]
    pub const R16: Index = Index(R16);
    #[cfg(feature = "apx")]
    pub const R17: Index = Index(R17);
    #[cfg(feature = "apx")]
    pub const R18: Index = Index(R18);
    #[cfg(feature = "apx")]
    pub const R19: Index = Index(R19);
    #[cfg(feature = "apx")]
    pub const R20: Index = Index(R20);
    #[cfg(feature = "apx")]
    pub const R21: Index = Index(R21);
    #[cfg(feature = "apx")]
    pub const R22: Index = Index(R22);
    #[cfg(feature = "apx")]
    pub const R23: Index = Index(R23);
    #[cfg(feature = "apx")]
    pub const R24: Index = Index(R24);
    #[cfg(feature = "apx")]
    pub const R25: Index = Index(R25);
    #[cfg(feature = "apx")]
    pub const R26: Index = Index(R26);
    #[cfg(feature = "apx")]
    pub const R27: Index = Index(R27);
    #[cfg(feature = "apx")]
    pub const R28: Index = Index(R28);
    #[cfg(feature = "apx")]
    pub const R29: Index = Index(R29);
    #[cfg(feature = "apx")]
    pub const R30: Index = Index(R30);
    #[cfg(feature = "apx")]
    pub const R31: Index = Index(R31);

    /// The index register with this name; `None` for `RSP`.
    #[inline]
    pub const fn new(register: Gpr) -> Option<Index> {
        register.index()
    }

    /// The register.
    #[inline]
    pub const fn gpr(self) -> Gpr {
        self.0
    }
}

impl TryFrom<Gpr> for Index {
    type Error = NotAnIndex;

    fn try_from(register: Gpr) -> Result<Index, NotAnIndex> {
        register.index().ok_or(NotAnIndex)
    }
}

/// `RSP` was asked to be an index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAnIndex;

impl fmt::Display for NotAnIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rsp cannot be the index of an address")
    }
}

impl core::error::Error for NotAnIndex {}

impl fmt::Display for Gpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name(64))
    }
}

impl fmt::Display for Xmm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const NAMES_8: [&str; 32] = [
    "al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b",
    "r16b", "r17b", "r18b", "r19b", "r20b", "r21b", "r22b", "r23b", "r24b", "r25b", "r26b", "r27b", "r28b", "r29b",
    "r30b", "r31b",
];
const NAMES_16: [&str; 32] = [
    "ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w",
    "r16w", "r17w", "r18w", "r19w", "r20w", "r21w", "r22w", "r23w", "r24w", "r25w", "r26w", "r27w", "r28w", "r29w",
    "r30w", "r31w",
];
const NAMES_32: [&str; 32] = [
    "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d",
    "r15d", "r16d", "r17d", "r18d", "r19d", "r20d", "r21d", "r22d", "r23d", "r24d", "r25d", "r26d", "r27d", "r28d",
    "r29d", "r30d", "r31d",
];
const NAMES_64: [&str; 32] = [
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
    "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "r30", "r31",
];
const NAMES_XMM: [&str; 32] = [
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
    "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",
    "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31",
];
