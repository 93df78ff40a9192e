//! The 64-bit word every value is stored in, and the borrowed form safe code reads.
//!
//! A word is a double, a 32-bit int, a special, or a tagged pointer to an object. `Bits` is the
//! word alone: inert, it may be copied anywhere and proves nothing about the object behind it.
//! `Value` is a word that borrows the heap, so that no collection can happen while one is held.
//! Invariant: no NaN but the two canonical ones is ever made by a constructor here.

use std::fmt;
use std::marker::PhantomData;

use crate::heap::Heap;
use crate::layout::Header;

/// A storage word: what stack slots, fields, elements and constants hold.
///
/// Equality is equality of the word, not the language's `==` (see [`crate::equal()`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Bits(u64);

/// The operand of an arithmetic operator: bools act as the ints 1 and 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An int or a bool.
    Int(i32),
    /// A double.
    Float(f64),
}

impl Bits {
    /// The high half of every int; ints are `INT_TAG | u32`, at the top of the space.
    pub const INT_TAG: u64 = 0xFFFF_FFFF_0000_0000;
    /// The tag of every object pointer; the low 48 bits are the address.
    pub const HEAP_TAG: u64 = 0xFFFC << 48;
    /// The largest word that is a double: the negative canonical NaN.
    pub const MAX_FLOAT: u64 = 0xFFF8 << 48;
    /// The canonical NaN that replaces every other.
    pub const NAN: Bits = Bits(0x7FF8 << 48);
    /// `true`.
    pub const TRUE: Bits = Bits(Self::INT_TAG - 1);
    /// `false`.
    pub const FALSE: Bits = Bits(Self::INT_TAG - 2);
    /// `nil`.
    pub const NIL: Bits = Bits(Self::INT_TAG - 3);
    /// A global that is not defined; never a value a program sees.
    pub const UNDEF: Bits = Bits(Self::INT_TAG - 4);
    /// Result of a helper or of code that raised an error; never stored.
    pub const EXC: Bits = Bits(Self::INT_TAG - 5);
    /// Result of code that left for the interpreter; never stored.
    pub const EXIT: Bits = Bits(Self::INT_TAG - 6);

    const ADDRESS: u64 = (1 << 48) - 1;

    /// The word `raw` as it is. A word from outside must be canonical (see [`Bits::float`]) and
    /// must not carry the heap tag.
    pub const fn from_raw(raw: u64) -> Bits {
        Bits(raw)
    }

    /// The word.
    pub const fn raw(self) -> u64 {
        self.0
    }

    /// An int.
    pub const fn int(value: i32) -> Bits {
        Bits(Self::INT_TAG | value as u32 as u64)
    }

    /// A double. A NaN other than the two canonical ones becomes `7FF8_0000_0000_0000`, so that no
    /// double can look like a tagged word.
    pub const fn float(value: f64) -> Bits {
        let raw = value.to_bits();
        if value.is_nan() && raw != Self::MAX_FLOAT {
            return Self::NAN;
        }
        Bits(raw)
    }

    /// `true` or `false`.
    pub const fn bool(value: bool) -> Bits {
        Bits(Self::FALSE.0 + value as u64)
    }

    /// The word of the object at `object`.
    #[inline]
    pub fn object(object: *const Header) -> Bits {
        let address = object.expose_provenance() as u64;
        debug_assert!(
            address <= Self::ADDRESS && address.is_multiple_of(16),
            "object addresses have 48 bits and 16-byte alignment"
        );
        Bits(Self::HEAP_TAG | address)
    }

    /// Whether this is an int (a bool is not).
    #[inline]
    pub const fn is_int(self) -> bool {
        self.0 >= Self::INT_TAG
    }

    /// The int in the low half; meaningless unless [`Bits::is_int`].
    #[inline]
    pub const fn as_int(self) -> i32 {
        self.0 as i32
    }

    /// Whether this is a double.
    #[inline]
    pub const fn is_float(self) -> bool {
        self.0 <= Self::MAX_FLOAT
    }

    /// The word read as a double; meaningless unless [`Bits::is_float`].
    #[inline]
    pub const fn as_float(self) -> f64 {
        f64::from_bits(self.0)
    }

    /// Whether this points to an object.
    #[inline]
    pub const fn is_heap(self) -> bool {
        self.0 >> 48 == Self::HEAP_TAG >> 48
    }

    /// The address in the low 48 bits, as a pointer; an object only if [`Bits::is_heap`] and the
    /// word is not stale.
    #[inline]
    pub fn as_object(self) -> *mut Header {
        std::ptr::with_exposed_provenance_mut((self.0 & Self::ADDRESS) as usize)
    }

    /// Whether this is `nil`.
    #[inline]
    pub const fn is_nil(self) -> bool {
        self.0 == Self::NIL.0
    }

    /// Whether this is `true` or `false`.
    #[inline]
    pub const fn is_bool(self) -> bool {
        self.0 == Self::TRUE.0 || self.0 == Self::FALSE.0
    }

    /// Whether this is `UNDEF`.
    #[inline]
    pub const fn is_undef(self) -> bool {
        self.0 == Self::UNDEF.0
    }

    /// The bool, if it is one.
    #[inline]
    pub const fn as_bool(self) -> Option<bool> {
        match self {
            Self::TRUE => Some(true),
            Self::FALSE => Some(false),
            _ => None,
        }
    }

    /// What the arithmetic operators see: int and bool as an int, a double as a double, nothing
    /// else (LANGUAGE sections 5.1 and 6).
    #[inline]
    pub const fn as_number(self) -> Option<Number> {
        if self.is_int() {
            return Some(Number::Int(self.as_int()));
        }
        if self.is_float() {
            return Some(Number::Float(self.as_float()));
        }
        match self.as_bool() {
            Some(value) => Some(Number::Int(value as i32)),
            None => None,
        }
    }

    /// Whether a condition holds: all but nil, false, 0 and 0.0 (LANGUAGE section 5.3).
    #[inline]
    pub const fn truthy(self) -> bool {
        if self.is_float() {
            return self.as_float() != 0.0;
        }
        !matches!(self, Self::NIL | Self::FALSE) && self.0 != Self::INT_TAG
    }
}

impl Number {
    /// The number as a double (exact for ints).
    #[inline]
    pub const fn to_float(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Bits::NIL => write!(f, "nil"),
            Bits::TRUE => write!(f, "true"),
            Bits::FALSE => write!(f, "false"),
            Bits::UNDEF => write!(f, "undef"),
            Bits::EXC => write!(f, "exc"),
            Bits::EXIT => write!(f, "exit"),
            bits if bits.is_int() => write!(f, "{}", bits.as_int()),
            bits if bits.is_float() => write!(f, "{:?}", bits.as_float()),
            bits if bits.is_heap() => write!(f, "object {:#x}", bits.0 & Bits::ADDRESS),
            Bits(raw) => write!(f, "invalid {raw:#018x}"),
        }
    }
}

/// A live value: a word that borrows the heap it belongs to.
///
/// While one is held the borrow checker rejects everything that may allocate, so the object behind
/// it cannot move. Code that needs an object across an allocation keeps a [`crate::Handle`].
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Value<'h> {
    bits: Bits,
    heap: PhantomData<&'h Heap>,
}

impl<'h> Value<'h> {
    /// The value of `bits`.
    ///
    /// # Safety
    /// If `bits` is an object word, it is one of a heap that stays borrowed for `'h`, and not
    /// stale.
    #[inline]
    pub const unsafe fn new(bits: Bits) -> Value<'h> {
        Value { bits, heap: PhantomData }
    }

    /// The word.
    #[inline]
    pub const fn bits(self) -> Bits {
        self.bits
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bits.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bits: Bits, int: bool, float: bool, heap: bool, truthy: bool) {
        assert_eq!(
            (bits.is_int(), bits.is_float(), bits.is_heap(), bits.truthy()),
            (int, float, heap, truthy),
            "{bits:?}"
        );
    }

    #[test]
    fn classes_are_disjoint() {
        check(Bits::int(0), true, false, false, false);
        check(Bits::int(-1), true, false, false, true);
        check(Bits::int(i32::MIN), true, false, false, true);
        check(Bits::float(0.0), false, true, false, false);
        check(Bits::float(-0.0), false, true, false, false);
        check(Bits::float(f64::NEG_INFINITY), false, true, false, true);
        check(Bits::NAN, false, true, false, true);
        check(Bits::float(f64::from_bits(Bits::MAX_FLOAT)), false, true, false, true);
        check(Bits::TRUE, false, false, false, true);
        check(Bits::FALSE, false, false, false, false);
        check(Bits::NIL, false, false, false, false);
        for special in [Bits::UNDEF, Bits::EXC, Bits::EXIT] {
            check(special, false, false, false, true);
        }
        check(Bits::object(std::ptr::without_provenance(0x1230)), false, false, true, true);
    }

    #[test]
    fn forged_nans_become_canonical() {
        for raw in [
            0x7FFC_0000_0BAD_C0DE,
            0x7FFF_FFFF_0000_0007,
            0xFFFC_0000_0000_0010,
            0xFFFF_FFFF_0000_0001,
            0x7FF0_0000_0000_0001,
        ] {
            assert_eq!(Bits::float(f64::from_bits(raw)).raw(), 0x7FF8_0000_0000_0000, "{raw:x}");
            assert_eq!(Bits::float(-f64::from_bits(raw)).raw(), 0x7FF8_0000_0000_0000, "{raw:x}");
        }
        assert_eq!(Bits::float(f64::from_bits(0xFFF8 << 48)).raw(), 0xFFF8 << 48);
    }

    #[test]
    fn specials_sit_below_the_ints() {
        let specials = [Bits::TRUE, Bits::FALSE, Bits::NIL, Bits::UNDEF, Bits::EXC, Bits::EXIT];
        for (below, special) in (1..).zip(specials) {
            assert_eq!(special.raw(), Bits::int(0).raw() - below);
            assert_eq!(special.raw() >> 32, 0xFFFF_FFFE);
        }
        assert_eq!(Bits::int(-1).raw(), u64::MAX);
    }

    #[test]
    fn bools_count_as_ints() {
        assert_eq!(Bits::TRUE.as_number(), Some(Number::Int(1)));
        assert_eq!(Bits::FALSE.as_number(), Some(Number::Int(0)));
        assert_eq!(Bits::float(1.5).as_number(), Some(Number::Float(1.5)));
        assert_eq!(Bits::int(-7).as_number().map(Number::to_float), Some(-7.0));
        assert_eq!(Bits::NIL.as_number(), None);
        assert_eq!(Bits::bool(true), Bits::TRUE);
        assert_eq!(Bits::bool(false), Bits::FALSE);
    }
}
