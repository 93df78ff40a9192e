//! *Closed* chunks: functions of ints, floats and bools with declared types, which need nothing of
//! a heap or an interpreter. V12 of the [verifier](mod@crate::verify) proves their types.

/// What a slot or operand of a closed chunk holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScalarType {
    /// A 32-bit int.
    Int,
    /// A double.
    Float,
    /// True or false.
    Bool,
}

impl ScalarType {
    /// All of them.
    pub const ALL: [ScalarType; 3] = [ScalarType::Int, ScalarType::Float, ScalarType::Bool];

    /// The name in the text form.
    pub const fn name(self) -> &'static str {
        match self {
            ScalarType::Int => "int",
            ScalarType::Float => "float",
            ScalarType::Bool => "bool",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<ScalarType> {
        ScalarType::ALL.into_iter().find(|scalar| scalar.name() == name)
    }

    /// Whether arithmetic takes values of this type.
    pub const fn is_number(self) -> bool {
        matches!(self, ScalarType::Int | ScalarType::Float)
    }
}

/// An argument or a result of a closed chunk.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar {
    /// An int.
    Int(i32),
    /// A float.
    Float(f64),
    /// True or false.
    Bool(bool),
}

impl Scalar {
    /// Its type.
    pub const fn scalar_type(self) -> ScalarType {
        match self {
            Scalar::Int(_) => ScalarType::Int,
            Scalar::Float(_) => ScalarType::Float,
            Scalar::Bool(_) => ScalarType::Bool,
        }
    }
}

/// The types of a closed chunk: its slots', the parameters first, and its result's. A slot has one
/// type for the whole chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// One for each slot.
    pub slots: Vec<ScalarType>,
    /// Of what RETURN gives.
    pub result: ScalarType,
}

/// The deepest operand stack a closed chunk may have.
pub const MAX_CLOSED_DEPTH: usize = 64;

/// The types of the operands before an instruction of a closed chunk, at most [`MAX_CLOSED_DEPTH`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OperandTypes {
    /// Two bits each, the top operand lowest.
    bits: u128,
    len: u8,
}

impl OperandTypes {
    /// How many operands there are.
    pub fn len(self) -> usize {
        self.len.into()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The type of the operand at a depth, from the bottom.
    ///
    /// # Panics
    /// If there is none.
    pub fn get(self, depth: usize) -> ScalarType {
        assert!(depth < self.len(), "an operand that is there");
        let above = self.len() - 1 - depth;
        ScalarType::ALL[(self.bits >> (2 * above) & 3) as usize]
    }

    /// Pushes an operand. The caller keeps to the limit.
    pub(crate) fn push(&mut self, scalar: ScalarType) {
        self.bits = self.bits << 2 | scalar as u128;
        self.len += 1;
    }

    /// Pops the top operand; `None` if there is none.
    pub(crate) fn pop(&mut self) -> Option<ScalarType> {
        let top = self.len().checked_sub(1)?;
        let scalar = self.get(top);
        self.bits >>= 2;
        self.len -= 1;
        Some(scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_types_as_there_may_be() {
        let mut types = OperandTypes::default();
        let scalar = |at: usize| ScalarType::ALL[at * 7 % 3];
        (0..MAX_CLOSED_DEPTH).for_each(|at| types.push(scalar(at)));
        assert!((0..MAX_CLOSED_DEPTH).all(|at| types.get(at) == scalar(at)));
        assert!((0..MAX_CLOSED_DEPTH).rev().all(|at| types.pop() == Some(scalar(at))));
        assert_eq!((types, types.pop(), types.is_empty()), (OperandTypes::default(), None, true));
    }
}
