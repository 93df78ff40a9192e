//! The abstract operand stack: where each operand is while the compiler walks over the code.
//!
//! An operand costs nothing until it is used: a constant stays a constant, a local an alias, a
//! comparison a condition of the flags. What no register holds is *home*, in its word of the frame.
//! Invariants: a temporary register belongs to one entry; only the top entry may be `Flags`; all
//! entries below `home` are `Home`.

use bytecode::{ConstId, GlobalId, Hint, ScalarType, Slot};
use heap::layout::kind;

use crate::x64::{Fp, Gp, Test};

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

    /// Whether values of this kind can live unboxed in a register.
    pub fn is_number(self) -> bool {
        matches!(self, Type::Int | Type::Float)
    }
}

/// One operand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Entry {
    /// An int known while compiling.
    Int(i32),
    /// A float known while compiling, by its bits.
    Float(u64),
    /// nil.
    Nil,
    /// True or false.
    Bool(bool),
    /// A constant of the pool that lives on the heap.
    Pool(ConstId),
    /// A global that has its value for good, an object.
    Global(GlobalId),
    /// The value a local has now.
    Local(Slot),
    /// An unboxed int, zero-extended, in a temporary.
    IntReg(Gp),
    /// An unboxed float in a temporary.
    FloatReg(Fp),
    /// A boxed value in a temporary.
    BoxedReg(Gp, Type),
    /// A bool that the flags hold.
    Flags(Test),
    /// A boxed value in its word of the frame.
    Home(Type),
}

/// The operands, lowest first.
#[derive(Debug, Default)]
pub struct OperandStack {
    entries: Vec<Entry>,
    home: usize,
}

impl OperandStack {
    /// Forgets everything and starts with `depth` operands at home.
    pub fn reset(&mut self, depth: usize) {
        self.entries.clear();
        self.entries.resize(depth, Entry::Home(Type::Unknown));
        self.home = depth;
    }

    /// How many operands there are.
    pub fn depth(&self) -> usize {
        self.entries.len()
    }

    /// Pushes an operand.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Pops an operand; the verifier has counted them (V2).
    pub fn pop(&mut self) -> Entry {
        let entry = self.entries.pop().expect("V2: the operand is there");
        self.home = self.home.min(self.entries.len());
        entry
    }

    /// The operand at a depth.
    pub fn get(&self, depth: usize) -> Entry {
        self.entries[depth]
    }

    /// Replaces the operand at a depth.
    pub fn set(&mut self, depth: usize, entry: Entry) {
        self.entries[depth] = entry;
        self.home = self.home.min(depth);
    }

    /// How many operands there are from the lowest that may not be at home on.
    pub fn spread(&self) -> usize {
        self.entries.len() - self.home
    }

    /// The operands that are not at home, with their depths. Amortised: what was found at home is
    /// not looked at again.
    pub fn away(&mut self) -> impl Iterator<Item = (usize, Entry)> + '_ {
        while self.entries.get(self.home).is_some_and(|entry| matches!(entry, Entry::Home(_))) {
            self.home += 1;
        }
        let home = self.home;
        self.entries[home..]
            .iter()
            .enumerate()
            .filter(|(_, entry)| !matches!(entry, Entry::Home(_)))
            .map(move |(at, &entry)| (home + at, entry))
    }
}
