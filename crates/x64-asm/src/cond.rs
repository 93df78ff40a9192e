//! Conditions and the other small operand sets that an instruction encodes in a few bits.

use core::fmt;

/// A condition on the flags, numbered as the machine numbers it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Cond {
    /// Overflow.
    O,
    /// No overflow.
    NO,
    /// Below (unsigned), carry.
    B,
    /// Above or equal (unsigned), no carry.
    AE,
    /// Equal, zero.
    E,
    /// Not equal, not zero.
    NE,
    /// Below or equal (unsigned).
    BE,
    /// Above (unsigned).
    A,
    /// Sign: negative.
    S,
    /// No sign: not negative.
    NS,
    /// Parity even; after `ucomisd`, unordered.
    P,
    /// Parity odd; after `ucomisd`, ordered.
    NP,
    /// Less (signed).
    L,
    /// Greater or equal (signed).
    GE,
    /// Less or equal (signed).
    LE,
    /// Greater (signed).
    G,
}

impl Cond {
    /// All sixteen, in the order of their numbers.
    pub const ALL: [Cond; 16] = {
        use Cond::*;
        [O, NO, B, AE, E, NE, BE, A, S, NS, P, NP, L, GE, LE, G]
    };

    /// 0 to 15.
    #[inline]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The condition that holds exactly when this one does not.
    #[inline]
    pub const fn negate(self) -> Cond {
        Cond::ALL[(self as u8 ^ 1) as usize]
    }

    /// As it ends a mnemonic: `e` of `je`.
    pub const fn suffix(self) -> &'static str {
        const NAMES: [&str; 16] =
            ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];
        NAMES[self as usize]
    }
}

impl fmt::Display for Cond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.suffix())
    }
}

/// How `roundsd` and its kin round. The inexact exception is suppressed, as `floor` wants it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Rounding {
    /// To the nearest, ties to even.
    Nearest = 8,
    /// Toward negative infinity: `floor`.
    Down = 9,
    /// Toward positive infinity: `ceil`.
    Up = 10,
    /// Toward zero: `trunc`.
    Zero = 11,
}

impl Rounding {
    /// All four, in the order of their numbers.
    pub const ALL: [Rounding; 4] = [Rounding::Nearest, Rounding::Down, Rounding::Up, Rounding::Zero];

    pub(crate) const fn imm(self) -> u8 {
        self as u8
    }
}

/// What `cmpsd` and its kin compare.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Predicate {
    /// Equal, ordered.
    Eq,
    /// Less than, ordered.
    Lt,
    /// Less than or equal, ordered.
    Le,
    /// One is a NaN.
    Unord,
    /// Not equal, or unordered.
    Neq,
    /// Not less than, or unordered.
    Nlt,
    /// Not less than or equal, or unordered.
    Nle,
    /// Neither is a NaN.
    Ord,
}

impl Predicate {
    /// All eight, in the order of their numbers.
    pub const ALL: [Predicate; 8] = {
        use Predicate::*;
        [Eq, Lt, Le, Unord, Neq, Nlt, Nle, Ord]
    };

    pub(crate) const fn imm(self) -> u8 {
        self as u8
    }
}
