//! Sets of flags in an integer, for the crate's two types of them.
//!
//! Apart, and not of the crate `bitflags`, because that would be a sixth of what it takes to build
//! this crate: most of its methods and traits serve nobody here.

use core::fmt;

/// Makes a set type from its members, each with its bit.
macro_rules! set {
    (
        $(#[$outer:meta])*
        pub struct $set:ident: $bits:ident { $($(#[doc = $doc:literal])* $name:ident = $bit:literal;)* }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $set($bits);

        impl $set {
            $($(#[doc = $doc])* pub const $name: $set = $set(1 << $bit);)*

            /// The names of the members, each with a space behind it, in the order of the bits: a
            /// table of 109 texts would add 17 KB to a program.
            const NAMES: &str = concat!($(stringify!($name), " "),*);

            /// The set without members.
            #[inline]
            pub const fn empty() -> $set {
                $set(0)
            }

            /// The set of all members.
            #[inline]
            pub const fn all() -> $set {
                $set(0 $(| 1 << $bit)*)
            }

            /// The members as bits of a number.
            #[inline]
            pub const fn bits(self) -> $bits {
                self.0
            }

            /// The set of the bits of a number. Those that stand for no member are kept.
            #[inline]
            pub const fn from_bits_retain(bits: $bits) -> $set {
                $set(bits)
            }

            /// Whether there are no members.
            #[inline]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether all members of the other set are in this one.
            #[inline]
            pub const fn contains(self, other: $set) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether the sets have members in common.
            #[inline]
            pub const fn intersects(self, other: $set) -> bool {
                self.0 & other.0 != 0
            }

            /// What is in one set or the other.
            #[inline]
            pub const fn union(self, other: $set) -> $set {
                $set(self.0 | other.0)
            }

            /// What is in both sets.
            #[inline]
            pub const fn intersection(self, other: $set) -> $set {
                $set(self.0 & other.0)
            }

            /// What is in this set and not in the other.
            #[inline]
            pub const fn difference(self, other: $set) -> $set {
                $set(self.0 & !other.0)
            }

            /// Adds the members of the other set.
            #[inline]
            pub fn insert(&mut self, other: $set) {
                *self = self.union(other);
            }

            /// Removes the members of the other set.
            #[inline]
            pub fn remove(&mut self, other: $set) {
                *self = self.difference(other);
            }

            /// Adds the members of the other set, or removes them.
            #[inline]
            pub fn set(&mut self, other: $set, wanted: bool) {
                *self = if wanted { self.union(other) } else { self.difference(other) };
            }

            /// The names of the members, in the order of their bits.
            #[inline]
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                let names = $set::NAMES.split_ascii_whitespace().enumerate();
                names.filter(move |(bit, _)| self.0 >> bit & 1 != 0).map(|(_, name)| name)
            }

            /// The member of this name, which is written as the constant is.
            #[inline]
            pub fn from_name(name: &str) -> Option<$set> {
                let bit = $set::NAMES.split_ascii_whitespace().position(|it| it == name)?;
                Some($set(1 << bit))
            }
        }

        impl core::ops::BitOr for $set {
            type Output = $set;

            #[inline]
            fn bitor(self, other: $set) -> $set {
                self.union(other)
            }
        }

        impl core::ops::BitOrAssign for $set {
            #[inline]
            fn bitor_assign(&mut self, other: $set) {
                self.insert(other);
            }
        }

        impl core::ops::BitAnd for $set {
            type Output = $set;

            #[inline]
            fn bitand(self, other: $set) -> $set {
                self.intersection(other)
            }
        }

        impl core::ops::Sub for $set {
            type Output = $set;

            #[inline]
            fn sub(self, other: $set) -> $set {
                self.difference(other)
            }
        }

        impl core::fmt::Debug for $set {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let nameless = self.difference($set::all()).bits();
                crate::set::show(f, stringify!($set), &mut self.names(), nameless.into())
            }
        }
    };
}
pub(crate) use set;

/// Writes `Features(AVX | FMA)`; bits without a name, which only `from_bits_retain` lets in, as a
/// number.
#[inline]
pub(crate) fn show(
    f: &mut fmt::Formatter<'_>,
    set: &str,
    names: &mut dyn Iterator<Item = &'static str>,
    nameless: u128,
) -> fmt::Result {
    write!(f, "{set}(")?;
    let mut separator = "";
    for name in names {
        write!(f, "{separator}{name}")?;
        separator = " | ";
    }
    if nameless != 0 || separator.is_empty() {
        write!(f, "{separator}{nameless:#x}")?;
    }
    f.write_str(")")
}
