//! [`Primitive`]: what an instruction means, with fused and specialised rows taken apart.
//!
//! A fused row is the sequence of its primitives, which pass values on the operand stack. A pass
//! that treats each primitive treats every row, so it never names a family of rows.

use std::ops::Deref;

use crate::inst::{Inst, Opcode};
use crate::num::{Arithmetic, Comparison};
use crate::operand::{
    Argc, ChunkId, ConstId, Count, GlobalId, ImportId, LoopId, NameId, Slot, StructId, Target, UpvalueId,
};

/// One operation of those that an instruction consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as the rows, which are documented in the opcode table")]
pub enum Primitive {
    Imm(i32),
    Const(ConstId),
    Nil,
    Bool(bool),
    Pop,
    Dup,
    Dup2,
    Local(Slot),
    Store(Slot),
    NewCell(Slot),
    LoadCell(Slot),
    StoreCell(Slot),
    LoadUpvalue(UpvalueId),
    StoreUpvalue(UpvalueId),
    Closure(ChunkId),
    LoadGlobal(GlobalId),
    StoreGlobal(GlobalId),
    Arithmetic(Arithmetic),
    Neg,
    Plus,
    Compare(Comparison),
    Not,
    ToBool,
    Jump(Target),
    /// Pops; goes to the target when the operand's truth is `when`.
    Branch {
        when: bool,
        target: Target,
    },
    /// AND (`when` false) and OR (`when` true).
    ShortCircuit {
        when: bool,
        target: Target,
    },
    LoopHeader(LoopId),
    Loop(Target),
    /// Pops; goes back to the target when the operand's truth is `when`.
    LoopIf {
        when: bool,
        target: Target,
    },
    Call(Argc),
    CallClosed(Argc, ChunkId),
    Return,
    ReturnNil,
    Halt,
    LoadProperty(NameId),
    StoreProperty(NameId),
    LoadIndex,
    StoreIndex,
    NewArray(Count),
    NewMap,
    NewObject(StructId, Argc),
    StructDef(StructId),
    ArrayPush,
    ArrayPop,
    ArrayLen,
    Import(ImportId),
    Print,
}

/// The primitives of each instruction of a chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Primitives {
    all: Vec<Primitive>,
    /// Where in `all` those of each instruction begin; one more entry at the end.
    starts: Vec<u32>,
}

impl Primitives {
    /// Takes each instruction of `code` apart.
    pub fn new(code: &[Inst]) -> Primitives {
        let mut all = Vec::with_capacity(2 * code.len());
        let mut starts = Vec::with_capacity(code.len() + 1);
        for &inst in code {
            starts.push(all.len() as u32);
            inst.append_primitives(&mut all);
        }
        starts.push(all.len() as u32);
        Primitives { all, starts }
    }

    /// The primitives of the instruction at index `pc`, in order; none for NOP.
    ///
    /// # Panics
    /// If the code has no such instruction.
    pub fn of(&self, pc: u32) -> &[Primitive] {
        &self.all[self.starts[pc as usize] as usize..self.starts[pc as usize + 1] as usize]
    }
}

/// The primitives of one instruction, as a slice.
#[derive(Clone, Copy, Debug)]
pub struct Expansion {
    primitives: [Primitive; Expansion::MOST],
    len: u8,
}

impl Expansion {
    /// No instruction has more.
    pub const MOST: usize = 4;

    #[inline]
    fn new(of: &[Primitive]) -> Expansion {
        let mut primitives = [Primitive::Nil; Expansion::MOST];
        primitives[..of.len()].copy_from_slice(of);
        Expansion { primitives, len: of.len() as u8 }
    }
}

impl Opcode {
    /// Whether all the row's primitives are [scalar](Primitive::is_scalar).
    pub(crate) fn is_scalar(self) -> bool {
        self.pattern().iter().all(|primitive| primitive.is_scalar())
    }
}

impl Deref for Expansion {
    type Target = [Primitive];
    #[inline]
    fn deref(&self) -> &[Primitive] {
        &self.primitives[..usize::from(self.len)]
    }
}

macro_rules! define_primitives {
    ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident { $( $field:ident : $type:ident ),* } ($pops:expr => $pushes:expr) $flow:ident
        $(= $primitives:tt)? $(as $acts_as:tt)? $(expects $hint:ident)?; )*) => {
        #[allow(unused_variables, reason = "caches are no part of the meaning")]
        impl Inst {
            /// The primitives of the instruction, in order; none for NOP.
            pub fn primitives(self) -> Expansion {
                match self {
                    $( Inst::$variant { $( $field ),* } => {
                        $( let $field = Wide::widen($field); )*
                        Expansion::new(&$($primitives)? $($acts_as)?)
                    } )*
                }
            }

            /// Appends the primitives, without the copy that an [`Expansion`] would take.
            pub(super) fn append_primitives(self, out: &mut Vec<Primitive>) {
                match self {
                    $( Inst::$variant { $( $field ),* } => {
                        $( let $field = Wide::widen($field); )*
                        out.extend_from_slice(&$($primitives)? $($acts_as)?);
                    } )*
                }
            }
        }

        impl Opcode {
            /// The primitives of a row whose operands number their places in it: a slot that is
            /// the row's second operand is `Slot(1)`.
            pub(crate) const fn pattern(self) -> &'static [Primitive] {
                const PATTERNS: [&[Primitive]; Opcode::ALL.len()] = [ $( {
                    #[allow(unused_assignments, unused_mut, unused_variables, reason = "some rows have no operand")]
                    const PATTERN: &[Primitive] = &{
                        let mut place = 0;
                        $( let $field = <$type as Wide>::PLACES[place]; place += 1; )*
                        $($primitives)? $($acts_as)?
                    };
                    PATTERN
                } ),* ];
                PATTERNS[self as usize]
            }
        }
    };
}

macro_rules! define_from_primitives {
    ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident $fields:tt ($pops:expr => $pushes:expr) $flow:ident
        $(= $primitives:tt)? $(as $acts_as:tt)? $(expects $hint:ident)?; )*) => {
        impl Inst {
            /// The instruction of the row that these primitives name. `None` if there is no such
            /// row, or if it has no room for an operand.
            pub fn from_primitives(primitives: &[Primitive]) -> Option<Inst> {
                match *primitives {
                    $( $( $primitives => row!($variant $fields), )? )*
                    _ => None,
                }
            }
        }
    };
}

/// The instruction of a row from the operands that are bound to the names of its fields.
macro_rules! row {
    ($variant:ident { $( $field:ident : $type:ident ),* }) => {
        Some(Inst::$variant { $( $field: Narrow::narrow($field)? ),* })
    };
}

/// The rows' primitives are written with these names.
mod rows {
    use super::Primitive::*;
    use super::{Expansion, Primitive};
    use crate::inst::{Inst, Opcode};
    use crate::num::Arithmetic::*;
    use crate::num::Comparison::*;
    use crate::operand::*;
    use crate::wide::{Narrow, Wide};

    crate::for_each_opcode!(define_primitives);
    crate::for_each_opcode!(define_from_primitives);
}
