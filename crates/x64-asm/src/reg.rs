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
}

use Gpr::*;
use Xmm::*;

impl Gpr {
    /// All sixteen, in the order of their numbers.
    pub const ALL: [Gpr; 16] = [RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15];

    /// The register with this number, if there is one.
    #[inline]
    pub const fn new(number: u8) -> Option<Gpr> {
        if number < 16 { Some(Gpr::ALL[number as usize]) } else { None }
    }

    /// 0 to 15.
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
        let names = match bits {
            8 => &NAMES_8,
            16 => &NAMES_16,
            32 => &NAMES_32,
            _ => &NAMES_64,
        };
        names[self as usize]
    }
}

impl Xmm {
    /// All sixteen, in the order of their numbers.
    pub const ALL: [Xmm; 16] =
        [XMM0, XMM1, XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15];

    /// The register with this number, if there is one.
    #[inline]
    pub const fn new(number: u8) -> Option<Xmm> {
        if number < 16 { Some(Xmm::ALL[number as usize]) } else { None }
    }

    /// 0 to 15.
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

const NAMES_8: [&str; 16] =
    ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"];
const NAMES_16: [&str; 16] =
    ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"];
const NAMES_32: [&str; 16] = [
    "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d",
    "r15d",
];
const NAMES_64: [&str; 16] =
    ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];
const NAMES_XMM: [&str; 16] = [
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
    "xmm14", "xmm15",
];
