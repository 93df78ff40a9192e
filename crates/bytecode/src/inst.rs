//! [`Inst`] and [`Opcode`], made from the opcode table.
//!
//! `Inst` is the one form of a program in memory: 8 bytes, operands as typed fields. Everything
//! that treats instructions alike (text form, verifier) goes through [`Inst::operands`] and
//! [`Inst::from_operands`] instead of naming rows.

use crate::operand::{Argc, CacheId, ChunkId, ConstId, Count, GlobalId, ImportId, LoopId, LowConst, LowSlot, NameId};
use crate::operand::{Operand, OperandKind, Operands, Slot, StructId, Target, UpvalueId};

/// What an instruction does to control.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// Goes to the next instruction.
    Next,
    /// Goes forward to its target.
    Jump,
    /// Goes forward to its target or to the next instruction.
    Branch,
    /// As `Branch`; the taken edge keeps the operand that the other one pops.
    ShortCircuit,
    /// Goes back to its target.
    Loop,
    /// Goes back to its target or to the next instruction.
    LoopIf,
    /// Leaves the chunk.
    End,
}

/// What an instruction expects its operands to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// All ints.
    Ints,
    /// All floats.
    Floats,
}

macro_rules! hint {
    () => {
        None
    };
    ($hint:ident) => {
        Some(Hint::$hint)
    };
}

macro_rules! define_inst {
    ($( $(#[doc = $doc:literal])+ $mnemonic:ident $variant:ident { $( $field:ident : $type:ident ),* } ($pops:expr => $pushes:expr) $flow:ident
        $(= $primitives:tt)? $(as $acts_as:tt)? $(expects $hint:ident)?; )*) => {
        /// An instruction with its operands.
        #[repr(u8)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "the operands' types say what they are")]
        pub enum Inst {
            $( $(#[doc = $doc])+ $variant { $( $field: $type ),* }, )*
        }

        /// An instruction without its operands: a row of the table.
        #[repr(u8)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Opcode {
            $( $(#[doc = $doc])+ $variant, )*
        }

        impl Opcode {
            /// Every row, in the order of the table.
            pub const ALL: &'static [Opcode] = &[ $( Opcode::$variant ),* ];

            /// The name in the text form.
            pub const fn mnemonic(self) -> &'static str {
                match self { $( Opcode::$variant => stringify!($mnemonic), )* }
            }

            /// The row's meaning, one sentence.
            pub const fn doc(self) -> &'static str {
                match self { $( Opcode::$variant => concat!($($doc),+), )* }
            }

            /// The operands' names and kinds, in order.
            #[inline]
            pub const fn operands(self) -> &'static [(&'static str, OperandKind)] {
                match self { $( Opcode::$variant => &[ $( (stringify!($field), <$type as Operand>::KIND) ),* ], )* }
            }

            /// What the row does to control.
            #[inline]
            pub const fn flow(self) -> Flow {
                static FLOWS: [Flow; Opcode::ALL.len()] = [ $( Flow::$flow ),* ];
                FLOWS[self as usize]
            }

            /// What a quickened row expects its operands to be. `None` for rows that are not
            /// quickened.
            #[inline]
            pub const fn hint(self) -> Option<Hint> {
                static HINTS: [Option<Hint>; Opcode::ALL.len()] = [ $( hint!($($hint)?) ),* ];
                HINTS[self as usize]
            }

            /// The stack effect as written in the table, `(pops, pushes)`.
            pub const fn effect_text(self) -> (&'static str, &'static str) {
                match self { $( Opcode::$variant => (stringify!($pops), stringify!($pushes)), )* }
            }
        }

        impl Inst {
            /// The row of this instruction.
            #[inline]
            pub const fn opcode(self) -> Opcode {
                match self { $( Inst::$variant { .. } => Opcode::$variant, )* }
            }

            /// How many operands it pops and pushes on the edge that falls through.
            #[allow(unused_variables, reason = "most effects do not depend on the operands")]
            #[inline]
            pub fn effect(self) -> (u32, u32) {
                match self { $( Inst::$variant { $( $field ),* } => ($pops, $pushes), )* }
            }

            /// The operands' values, in the order of the row.
            #[inline]
            pub fn operands(self) -> Operands {
                match self { $( Inst::$variant { $( $field ),* } => Operands::new(&[ $( Operand::to_word($field) ),* ]), )* }
            }

            /// Where the instruction may jump to.
            #[inline]
            pub fn target(self) -> Option<Target> {
                match self {
                    $( Inst::$variant { $( $field ),* } => {
                        #[allow(unused_mut, reason = "most rows have no target")]
                        let mut target = None;
                        $( if let OperandKind::Target = <$type as Operand>::KIND {
                            target = Some(Target(Operand::to_word($field)));
                        } )*
                        target
                    } )*
                }
            }

            /// The instruction of a row with these operands, or `None` if their number is wrong or
            /// one is out of its kind's range.
            pub fn from_operands(opcode: Opcode, operands: &[u32]) -> Option<Inst> {
                match opcode {
                    $( Opcode::$variant => {
                        let &[ $( $field ),* ] = operands else { return None };
                        Some(Inst::$variant { $( $field: <$type as Operand>::from_word($field)? ),* })
                    } )*
                }
            }
        }
    };
}
crate::for_each_opcode!(define_inst);

const _: () = assert!(size_of::<Inst>() == 8);

/// The kinds of one row's operands, in a form that is quick to look up.
struct Kinds {
    kinds: [OperandKind; 3],
    len: u8,
}

static KINDS: [Kinds; Opcode::ALL.len()] = {
    let mut rows = [const { Kinds { kinds: [OperandKind::Imm; 3], len: 0 } }; Opcode::ALL.len()];
    let mut row = 0;
    while row < rows.len() {
        let operands = Opcode::ALL[row].operands();
        let mut at = 0;
        while at < operands.len() {
            rows[row].kinds[at] = operands[at].1;
            at += 1;
        }
        rows[row].len = operands.len() as u8;
        row += 1;
    }
    rows
};

impl Opcode {
    /// The operands' kinds, in order.
    #[inline]
    pub fn kinds(self) -> &'static [OperandKind] {
        let row = &KINDS[self as usize];
        &row.kinds[..usize::from(row.len)]
    }
}

impl Inst {
    /// The same instruction with another jump target; one without a target is returned as it is.
    #[must_use]
    pub fn with_target(self, target: Target) -> Inst {
        let kinds = self.opcode().kinds();
        let Some(at) = kinds.iter().position(|&kind| kind == OperandKind::Target) else { return self };
        let mut operands = self.operands();
        operands.as_mut_slice()[at] = target.0;
        Inst::from_operands(self.opcode(), operands.as_slice()).unwrap_or(self)
    }
}

impl Opcode {
    /// The row with this mnemonic.
    pub fn from_mnemonic(mnemonic: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|opcode| opcode.mnemonic() == mnemonic)
    }

    /// The rows that this row may be rewritten to while it runs (quickening), the row itself among
    /// them. They have the same operands, effect and meaning, and stand together in the table
    /// behind one without a hint. Empty for a row that no other one specialises.
    pub fn quickened(self) -> &'static [Opcode] {
        let is_hinted = |row: &&Opcode| row.hint().is_some();
        let (before, after) = Opcode::ALL.split_at(self as usize + 1);
        let first = self as usize - before.iter().rev().take_while(is_hinted).count();
        let last = self as usize + after.iter().take_while(is_hinted).count();
        if first == last { &[] } else { &Opcode::ALL[first..=last] }
    }
}
