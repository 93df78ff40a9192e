//! Checked programs: instructions as values, every jump to an instruction that exists.

use std::fmt;

use crate::decode::decode;
use crate::layout::{FRAME, STACK};

/// One of `r0` to `r10`, as a number up to 10.
pub(crate) type Register = u8;

/// The stack's register, which is read only.
pub(crate) const STACK_POINTER: Register = 10;

/// The second operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    Register(Register),
    /// Of 32 bits, extended with its sign.
    Immediate(i32),
}

/// How many bytes are loaded or stored, as a power of two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Size {
    B1,
    B2,
    B4,
    B8,
}

impl Size {
    pub(crate) fn bytes(self) -> usize {
        1 << self as usize
    }
}

/// Arithmetic, on 32 or 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// 0 for a divisor of 0.
    Divide,
    DivideSigned,
    /// What was there for a divisor of 0.
    Remainder,
    RemainderSigned,
    Or,
    And,
    Xor,
    ShiftLeft,
    ShiftRight,
    ShiftRightSigned,
    Move,
    /// Of the low bytes, extended with their sign.
    MoveSigned(Size),
}

/// When a jump is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Test {
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    SignedGreater,
    SignedGreaterEqual,
    SignedLess,
    SignedLessEqual,
    /// Some bit is in both.
    Set,
}

/// Atomic operations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Atomic {
    Add {
        fetch: bool,
    },
    Or {
        fetch: bool,
    },
    And {
        fetch: bool,
    },
    Xor {
        fetch: bool,
    },
    Exchange,
    /// With `r0`, which gets what was there.
    CompareExchange,
}

/// One instruction. Targets of jumps are indices of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Inst {
    Arithmetic {
        operation: Arithmetic,
        wide: bool,
        dst: Register,
        src: Source,
    },
    Negate {
        wide: bool,
        dst: Register,
    },
    /// Keeps the low `size` bytes, in the other order if `swap`.
    Order {
        dst: Register,
        size: Size,
        swap: bool,
    },
    LoadConstant {
        dst: Register,
        value: u64,
    },
    Load {
        dst: Register,
        base: Register,
        offset: i16,
        size: Size,
        signed: bool,
    },
    Store {
        base: Register,
        offset: i16,
        size: Size,
        src: Source,
    },
    Atomic {
        operation: Atomic,
        wide: bool,
        base: Register,
        offset: i16,
        src: Register,
    },
    Jump {
        target: usize,
    },
    JumpIf {
        test: Test,
        wide: bool,
        left: Register,
        right: Source,
        target: usize,
    },
    CallHelper {
        number: u32,
    },
    CallLocal {
        target: usize,
    },
    Exit,
    /// The second half of a constant of 64 bits, to which nothing jumps.
    Half,
}

/// Why bytes are no program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Mistake {
    /// The length is no multiple of eight bytes, or 0, or more than a million instructions.
    Length,
    /// The instruction at `at` does not exist, or is of a group that is not implemented.
    Unknown { at: usize },
    /// It names a register above `r10`, or writes `r10`.
    Register { at: usize },
    /// It jumps or calls outside the program, or into the middle of a constant.
    Target { at: usize },
    /// Execution would go on behind the last instruction.
    End,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mistake::Length => write!(f, "a program is 1 to 1000000 instructions of eight bytes"),
            Mistake::Unknown { at } => write!(f, "instruction {at} is unknown"),
            Mistake::Register { at } => write!(f, "instruction {at} names no register that it may use"),
            Mistake::Target { at } => write!(f, "instruction {at} jumps to no instruction"),
            Mistake::End => write!(f, "the last instruction must be a jump or an exit"),
        }
    }
}

impl std::error::Error for Mistake {}

/// A checked program.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) insts: Vec<Inst>,
    /// Whether something jumps to, or calls, the instruction of this index.
    pub(crate) is_target: Vec<bool>,
    /// Bytes of stack that it is given.
    pub(crate) stack_len: usize,
}

/// The most instructions of a program.
const MAX_INSTS: usize = 1_000_000;

impl Program {
    /// Decodes and checks a program.
    ///
    /// # Errors
    /// The first mistake.
    pub fn new(bytes: &[u8]) -> Result<Self, Mistake> {
        let (words, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() || words.is_empty() || words.len() > MAX_INSTS {
            return Err(Mistake::Length);
        }
        let mut insts = Vec::with_capacity(words.len());
        while insts.len() < words.len() {
            let inst = decode(words, insts.len())?;
            insts.push(inst);
            if matches!(inst, Inst::LoadConstant { .. }) {
                insts.push(Inst::Half);
            }
        }
        let is_target = targets(&insts)?;
        if !matches!(insts.last(), Some(Inst::Exit | Inst::Jump { .. })) {
            return Err(Mistake::End);
        }
        let stack_len = stack_len(words, &insts);
        Ok(Self { insts, is_target, stack_len })
    }
}

/// None for a program that never names `r10`, and one frame for one without local functions.
fn stack_len(words: &[[u8; 8]], insts: &[Inst]) -> usize {
    // Byte 1 of an instruction has its registers, four bits each.
    let names_it = |word: &[u8; 8]| word[1] & 15 == STACK_POINTER || word[1] >> 4 == STACK_POINTER;
    let calls = |inst: &Inst| matches!(inst, Inst::CallLocal { .. });
    match (words.iter().any(names_it), insts.iter().any(calls)) {
        (false, _) => 0,
        (true, false) => FRAME,
        (true, true) => STACK,
    }
}

fn targets(insts: &[Inst]) -> Result<Vec<bool>, Mistake> {
    let mut is_target = vec![false; insts.len()];
    for (at, inst) in insts.iter().enumerate() {
        if let Inst::Jump { target } | Inst::JumpIf { target, .. } | Inst::CallLocal { target } = inst {
            match insts.get(*target) {
                None | Some(Inst::Half) => return Err(Mistake::Target { at }),
                Some(_) => is_target[*target] = true,
            }
        }
    }
    Ok(is_target)
}
