//! [`Kind`], the kind of a value (its type, elsewhere), and [`Fact`], what is known of it.

use bytecode::{Hint, ScalarType};
use heap::layout::kind;

/// The kind of a value, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Kind {
    /// Nothing.
    #[default]
    Unknown,
    /// An int.
    Int,
    /// A float.
    Float,
    /// True or false.
    Bool,
    /// An object whose header has this kind or shape.
    Object(u32),
}

impl From<ScalarType> for Kind {
    fn from(kind: ScalarType) -> Kind {
        match kind {
            ScalarType::Int => Kind::Int,
            ScalarType::Float => Kind::Float,
            ScalarType::Bool => Kind::Bool,
        }
    }
}

/// The kind of one operand.
impl From<Hint> for Kind {
    fn from(hint: Hint) -> Kind {
        match hint {
            Hint::Ints => Kind::Int,
            Hint::Floats => Kind::Float,
        }
    }
}

impl Kind {
    /// An array.
    pub const ARRAY: Kind = Kind::Object(kind::ARRAY);
    /// A map.
    pub const MAP: Kind = Kind::Object(kind::MAP);

    /// This kind, or another where nothing is known.
    #[must_use]
    pub(crate) fn or(self, other: Kind) -> Kind {
        if self == Kind::Unknown { other } else { self }
    }

    /// The kind of a value that is of one of two kinds: unknown if they differ. An unknown kind
    /// agrees with any other.
    #[must_use]
    pub(crate) fn agree(self, other: Kind) -> Kind {
        match (self, other) {
            (Kind::Unknown, kind) | (kind, Kind::Unknown) => kind,
            (kind, other) if kind == other => kind,
            _ => Kind::Unknown,
        }
    }

    /// Whether values of this kind can live unboxed in a register.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Int | Kind::Float)
    }
}

/// What is known of a value's kind, and how well. A certain kind needs no guard; a likely one is
/// worth a guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fact {
    /// The value is of this kind: a guard, a store or the operation that made it says so.
    Certain(Kind),
    /// The value was of this kind when the profile was taken, or is by what the function stores.
    Likely(Kind),
}

impl Fact {
    /// A certain kind; where that is unknown, a likely one.
    pub fn new(certain: Kind, likely: impl FnOnce() -> Kind) -> Fact {
        if certain == Kind::Unknown { Fact::Likely(likely()) } else { Fact::Certain(certain) }
    }

    /// The kind, certain or likely.
    pub fn likely(self) -> Kind {
        match self {
            Fact::Certain(kind) | Fact::Likely(kind) => kind,
        }
    }
}
