//! The rows as data, each with a function that assembles it, and the operands that it is given.

use x64_asm::{Assembler, Cond, Features, Gpr, Mem, Mm, Predicate, Rounding, Segment, St, VectorMem, Xmm, Ymm};

/// A row of the table.
pub struct Run {
    /// The file that holds it.
    pub table: &'static str,
    pub name: &'static str,
    pub mnemonic: &'static str,
    pub args: &'static [Kind],
    /// In the manual's notation.
    pub encoding: &'static str,
    pub needs: Features,
    pub run: fn(&mut Assembler, &[Operand]),
}

/// What an operand is; sizes in bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Vector(u32),
    Gpr(u32),
    Mmx,
    Mask,
    Stack,
    Segment,
    Mem(u32),
    /// Memory; a broadcast with EVEX only.
    Broadcast(u32, u32),
    /// Bits of the vector of indexes, and of an element.
    Gather(u32, u32),
    Imm(u32, bool),
    Predicate,
    RoundingMode,
    Cond,
    Fixed(&'static str),
}

/// An operand of one routine.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    Number(u8),
    Mem(Mem),
    /// Base and scale in the address, and the number of the vector of indexes.
    Gather(Mem, x64_asm::Scale, u8),
    Imm(i64),
    Nothing,
}

/// What an operand gives to a method.
pub trait Take {
    fn from(operand: &Operand) -> Self;
}

impl Operand {
    pub fn take<T: Take>(&self) -> T {
        T::from(self)
    }

    fn number(&self) -> u8 {
        match self {
            Operand::Number(number) => *number,
            other => panic!("{other:?} has no number"),
        }
    }

    pub fn imm(&self) -> i64 {
        match self {
            Operand::Imm(value) => *value,
            other => panic!("{other:?} is no constant"),
        }
    }
}

macro_rules! registers {
    ($($type:ident)*) => {$(
        impl Take for $type {
            fn from(operand: &Operand) -> $type {
                $type::new(operand.number()).unwrap()
            }
        }
    )*};
}

registers!(Xmm Ymm Mm St Gpr);

macro_rules! members {
    ($($type:ident)*) => {$(
        impl Take for $type {
            fn from(operand: &Operand) -> $type {
                let at = match operand {
                    Operand::Imm(value) => *value as usize,
                    other => usize::from(other.number()),
                };
                $type::ALL[at % $type::ALL.len()]
            }
        }
    )*};
}

members!(Segment Cond Predicate Rounding);

macro_rules! constants {
    ($($type:ident)*) => {$(
        impl Take for $type {
            fn from(operand: &Operand) -> $type {
                operand.imm() as $type
            }
        }
    )*};
}

constants!(u8 i8 u16 i16 u32 i32 i64);

impl Take for Mem {
    fn from(operand: &Operand) -> Mem {
        match operand {
            Operand::Mem(mem) => *mem,
            other => panic!("{other:?} is no address"),
        }
    }
}

macro_rules! gathers {
    ($($type:ident $index:ident)*) => {$(
        impl Take for VectorMem<$type> {
            fn from(operand: &Operand) -> VectorMem<$type> {
                match *operand {
                    Operand::Gather(base, scale, index) => base.$index($type::new(index).unwrap(), scale),
                    other => panic!("{other:?} has no vector of indexes"),
                }
            }
        }
    )*};
}

gathers!(Xmm index_xmm Ymm index_ymm);

include!(concat!(env!("OUT_DIR"), "/runs.rs"));
