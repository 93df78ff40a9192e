//! The verifier and what it lets pass: instructions as values, every jump to an instruction that exists.

use std::fmt;

use crate::decode::decode;
use crate::usage::Usage;

/// One of `r0` to `r10`, as a number up to 10.
pub(crate) type Register = u8;

/// The register that has the address of the memory at the start.
pub(crate) const MEMORY_POINTER: Register = 1;

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
///
/// No field is of 64 bits, which has the compiler copy an instruction as it was written, in pieces of
/// at most 32. Decoding takes a third less time for that.
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
        low: u32,
        high: u32,
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
        target: u32,
    },
    JumpIf {
        test: Test,
        wide: bool,
        left: Register,
        right: Source,
        target: u32,
    },
    CallHelper {
        number: u32,
    },
    CallLocal {
        target: u32,
    },
    Exit,
    /// The second half of a constant of 64 bits, to which nothing jumps.
    Half,
}

impl Inst {
    /// The instruction that it may go to other than the next one.
    fn target(self) -> Option<u32> {
        match self {
            Inst::Jump { target } | Inst::JumpIf { target, .. } | Inst::CallLocal { target } => Some(target),
            _ => None,
        }
    }
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
    pub(crate) usage: Usage,
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
        let mut insts = vec![Inst::Half; words.len()];
        let mut usage = Usage::new(words.len());
        let (mut at, mut has_halves) = (0, false);
        while at < words.len() {
            decode(words, at, &mut insts[at])?;
            usage.look_at(&insts[at], at)?;
            let is_wide = matches!(insts[at], Inst::LoadConstant { .. });
            has_halves |= is_wide;
            at += if is_wide { 2 } else { 1 };
        }
        if has_halves {
            reject_halves(&insts, &usage)?;
        }
        if !matches!(insts.last(), Some(Inst::Exit | Inst::Jump { .. })) {
            return Err(Mistake::End);
        }
        Ok(Self { insts, usage })
    }
}

/// Nothing may jump into the middle of a constant.
fn reject_halves(insts: &[Inst], usage: &Usage) -> Result<(), Mistake> {
    let mut halves = (0..insts.len()).filter(|at| usage.is_target[*at] && insts[*at] == Inst::Half);
    match halves.next() {
        None => Ok(()),
        Some(half) => {
            let at = insts.iter().position(|inst| inst.target() == Some(half as u32));
            Err(Mistake::Target { at: at.expect("something has it as its target") })
        }
    }
}
