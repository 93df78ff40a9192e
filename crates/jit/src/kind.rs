//! [`Type`], a value's kind, and [`Fact`], what is known of it and how well.

use bytecode::{Hint, ScalarType};
use heap::layout::kind;

/// What is known of a value's kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Type {
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

impl From<ScalarType> for Type {
    fn from(kind: ScalarType) -> Type {
        match kind {
            ScalarType::Int => Type::Int,
            ScalarType::Float => Type::Float,
            ScalarType::Bool => Type::Bool,
        }
    }
}

/// The kind of one operand.
impl From<Hint> for Type {
    fn from(hint: Hint) -> Type {
        match hint {
            Hint::Ints => Type::Int,
            Hint::Floats => Type::Float,
        }
    }
}

impl Type {
    /// An array.
    pub const ARRAY: Type = Type::Object(kind::ARRAY);
    /// A map.
    pub const MAP: Type = Type::Object(kind::MAP);

    /// This kind, or another where nothing is known.
    #[must_use]
    pub(crate) fn or(self, other: Type) -> Type {
        if self == Type::Unknown { other } else { self }
    }

    /// The kind of what is of this kind or of another; where of one nothing is known, it does not
    /// disagree.
    #[must_use]
    pub(crate) fn agree(self, other: Type) -> Type {
        match (self, other) {
            (Type::Unknown, kind) | (kind, Type::Unknown) => kind,
            (kind, other) if kind == other => kind,
            _ => Type::Unknown,
        }
    }

    /// Whether values of this kind can live unboxed in a register.
    pub fn is_number(self) -> bool {
        matches!(self, Type::Int | Type::Float)
    }
}

/// What is known of a value's kind. The order is that of knowledge: what is certain needs no guard,
/// what is likely is worth one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fact {
    /// It is of this kind: a guard, a store or the operation that made it says so.
    Certain(Type),
    /// It was of this kind before, or is by what the function stores.
    Likely(Type),
}

impl Fact {
    /// Something certain, or else something likely.
    pub fn new(certain: Type, likely: impl FnOnce() -> Type) -> Fact {
        if certain == Type::Unknown { Fact::Likely(likely()) } else { Fact::Certain(certain) }
    }

    /// The kind, certain or likely.
    pub fn likely(self) -> Type {
        match self {
            Fact::Certain(kind) | Fact::Likely(kind) => kind,
        }
    }
}
