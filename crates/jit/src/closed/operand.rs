//! Operands of closed functions: where each is until it is used, and the registers for temporaries.

use bytecode::num::Num;
use bytecode::{ScalarType, Slot};

use crate::target::{Fp, Gp, Test, Word};

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Value {
    Int(i32),
    /// A float by its bits.
    Float(u64),
    Bool(bool),
    /// What a slot holds now.
    Local(Slot, ScalarType),
    /// An int, zero-extended, or a bool, in a register that is not a slot's.
    Gp(Gp, ScalarType),
    Fp(Fp),
    /// A bool that the flags hold; only the top operand.
    Flags(Test),
    /// In its home, the operand's word.
    Home(ScalarType),
}

impl Value {
    pub(super) fn kind(self) -> ScalarType {
        match self {
            Value::Int(_) => ScalarType::Int,
            Value::Float(_) | Value::Fp(_) => ScalarType::Float,
            Value::Bool(_) | Value::Flags(_) => ScalarType::Bool,
            Value::Local(_, kind) | Value::Gp(_, kind) | Value::Home(kind) => kind,
        }
    }
}

/// A popped operand: where it is, and the word that is its home.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    pub(super) value: Value,
    pub(super) home: Word,
}

impl Operand {
    /// Whether it counts as true, if that is known.
    pub(super) fn known_truth(self) -> Option<bool> {
        match self.value {
            Value::Int(value) => Some(value != 0),
            Value::Float(bits) => Some(f64::from_bits(bits) != 0.0),
            Value::Bool(value) => Some(value),
            Value::Local(..) | Value::Gp(..) | Value::Fp(_) | Value::Flags(_) | Value::Home(_) => None,
        }
    }

    /// The number, if it is known.
    pub(super) fn known_number(self) -> Option<Num> {
        match self.value {
            Value::Int(value) => Some(Num::Int(value)),
            Value::Float(bits) => Some(Num::Float(f64::from_bits(bits))),
            _ => None,
        }
    }

    pub(super) fn is_int(self) -> bool {
        self.value.kind() == ScalarType::Int
    }
}
