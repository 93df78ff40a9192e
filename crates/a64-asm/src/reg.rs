//! Registers: types that hold one of them and nothing else.
//!
//! The operand size is in the method's name, so one `Gpr` serves both: `X3` is `w3` to
//! `add_rrr32`. What number 31 means is in the type: `XZR` is a `Gpr<Zero>`, `SP` a
//! `Gpr<Stack>`, and a method takes those that its operand can be.

use core::fmt;

/// Number 31 does not occur.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct General;

/// Number 31 is the zero register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Zero;

/// Number 31 is the stack pointer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Stack;

/// A general-purpose register: `X0` to `X30`, or also `XZR` (`Gpr<Zero>`), or also `SP`
/// (`Gpr<Stack>`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gpr<K = General> {
    number: u8,
    kind: K,
}

/// What an operand takes for which number 31 is the zero register.
pub trait OrZero: Copy + sealed::Kind {}
impl OrZero for General {}
impl OrZero for Zero {}

/// What an operand takes for which number 31 is the stack pointer.
pub trait OrStack: Copy + sealed::Kind {}
impl OrStack for General {}
impl OrStack for Stack {}

mod sealed {
    pub trait Kind {
        const NAME_31: &'static str;
    }
    impl Kind for super::General {
        const NAME_31: &'static str = "x31";
    }
    impl Kind for super::Zero {
        const NAME_31: &'static str = "xzr";
    }
    impl Kind for super::Stack {
        const NAME_31: &'static str = "sp";
    }
}

/// The zero register.
pub const XZR: Gpr<Zero> = Gpr { number: 31, kind: Zero };
/// The stack pointer.
pub const SP: Gpr<Stack> = Gpr { number: 31, kind: Stack };
/// The frame pointer of the procedure call standard, `X29`.
pub const FP: Gpr = X29;
/// The link register, `X30`.
pub const LR: Gpr = X30;

impl Gpr {
    /// `X0` to `X30`, in the order of their numbers.
    pub const ALL: [Gpr; 31] = {
        let mut all = [X0; 31];
        let mut number = 0;
        while number < 31 {
            all[number as usize].number = number;
            number += 1;
        }
        all
    };

    /// The register with this number, if it is 0 to 30.
    #[inline]
    pub const fn new(number: u8) -> Option<Gpr> {
        match number {
            0..=30 => Some(Gpr { number, kind: General }),
            _ => None,
        }
    }

    /// This register, of the type that could also hold `XZR`.
    #[inline]
    pub const fn or_zero(self) -> Gpr<Zero> {
        Gpr { number: self.number, kind: Zero }
    }

    /// This register, of the type that could also hold `SP`.
    #[inline]
    pub const fn or_stack(self) -> Gpr<Stack> {
        Gpr { number: self.number, kind: Stack }
    }
}

impl<K: Copy> Gpr<K> {
    /// 0 to 31.
    #[inline]
    pub const fn number(self) -> u8 {
        self.number
    }
}

impl<K: sealed::Kind> fmt::Debug for Gpr<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            31 => f.write_str(K::NAME_31),
            number => write!(f, "x{number}"),
        }
    }
}

/// A SIMD and floating-point register. The method's name says how much of it is meant, and how
/// it is divided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Vreg {
    number: u8,
}

impl Vreg {
    /// All 32, in the order of their numbers.
    pub const ALL: [Vreg; 32] = {
        let mut all = [V0; 32];
        let mut number = 0;
        while number < 32 {
            all[number as usize].number = number;
            number += 1;
        }
        all
    };

    /// The register with this number, if it is 0 to 31.
    #[inline]
    pub const fn new(number: u8) -> Option<Vreg> {
        match number {
            0..=31 => Some(Vreg { number }),
            _ => None,
        }
    }

    /// 0 to 31.
    #[inline]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// One lane of this register, counted from 0. How many there are is a matter of the method:
    /// one too high is an error at `finish`.
    #[inline]
    pub const fn lane(self, index: u8) -> Lane {
        Lane { register: self, index }
    }
}

impl fmt::Debug for Vreg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.number)
    }
}

/// A lane of a register; see [`Vreg::lane`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lane {
    pub(crate) register: Vreg,
    pub(crate) index: u8,
}

macro_rules! constants {
    ($($gpr:ident $vreg:ident $number:literal)*) => {
        $(#[allow(missing_docs, reason = "the name says it")]
        pub const $gpr: Gpr = Gpr { number: $number, kind: General };
        #[allow(missing_docs, reason = "the name says it")]
        pub const $vreg: Vreg = Vreg { number: $number };)*
    };
}

constants! {
    X0 V0 0 X1 V1 1 X2 V2 2 X3 V3 3 X4 V4 4 X5 V5 5 X6 V6 6 X7 V7 7
    X8 V8 8 X9 V9 9 X10 V10 10 X11 V11 11 X12 V12 12 X13 V13 13 X14 V14 14 X15 V15 15
    X16 V16 16 X17 V17 17 X18 V18 18 X19 V19 19 X20 V20 20 X21 V21 21 X22 V22 22 X23 V23 23
    X24 V24 24 X25 V25 25 X26 V26 26 X27 V27 27 X28 V28 28 X29 V29 29 X30 V30 30
}

#[allow(missing_docs, reason = "the name says it")]
pub const V31: Vreg = Vreg { number: 31 };
