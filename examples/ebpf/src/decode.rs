//! Eight bytes as an instruction: opcode, registers, offset of 16 bits, immediate of 32 bits.
//! Numbers are those of RFC 9669; a field that must be 0 is held to it.

use crate::program::{Arithmetic, Atomic, Inst, Mistake, Register, STACK_POINTER, Size, Source, Test};

/// An instruction with its fields.
#[derive(Clone, Copy)]
struct Word {
    at: usize,
    opcode: u8,
    dst: Register,
    src: Register,
    offset: i16,
    immediate: i32,
}

impl Word {
    fn new(bytes: &[u8; 8], at: usize) -> Result<Self, Mistake> {
        let [opcode, registers, o0, o1, i0, i1, i2, i3] = *bytes;
        let (dst, src) = (registers & 15, registers >> 4);
        if dst > STACK_POINTER || src > STACK_POINTER {
            return Err(Mistake::Register { at });
        }
        let (offset, immediate) = (i16::from_le_bytes([o0, o1]), i32::from_le_bytes([i0, i1, i2, i3]));
        Ok(Self { at, opcode, dst, src, offset, immediate })
    }

    fn unknown<T>(self) -> Result<T, Mistake> {
        Err(Mistake::Unknown { at: self.at })
    }

    /// The second operand, by bit 3 of the opcode; the field that is not used must be 0.
    fn source(self) -> Result<Source, Mistake> {
        match (self.opcode & 8 != 0, self.src, self.immediate) {
            (true, src, 0) => Ok(Source::Register(src)),
            (false, 0, immediate) => Ok(Source::Immediate(immediate)),
            _ => self.unknown(),
        }
    }

    fn writable(self, register: Register) -> Result<Register, Mistake> {
        if register == STACK_POINTER { Err(Mistake::Register { at: self.at }) } else { Ok(register) }
    }

    fn size(self) -> Size {
        match self.opcode & 0x18 {
            0x00 => Size::B4,
            0x08 => Size::B2,
            0x10 => Size::B1,
            _ => Size::B8,
        }
    }

    /// The instruction that lies `distance` instructions behind the next one.
    fn target(self, distance: i32) -> Result<usize, Mistake> {
        let target = self.at as i64 + 1 + i64::from(distance);
        usize::try_from(target).map_err(|_| Mistake::Target { at: self.at })
    }
}

/// Decodes the instruction that begins with word `at`.
pub(crate) fn decode(words: &[[u8; 8]], at: usize) -> Result<Inst, Mistake> {
    let word = Word::new(&words[at], at)?;
    match word.opcode & 7 {
        0 => constant(word, words.get(at + 1)),
        1 => load(word),
        2 | 3 => store(word),
        4 => arithmetic(word, false),
        5 => jump(word, true),
        6 => jump(word, false),
        _ => arithmetic(word, true),
    }
}

fn constant(word: Word, next: Option<&[u8; 8]>) -> Result<Inst, Mistake> {
    let (Some([0, 0, 0, 0, high @ ..]), 0x18, 0, 0) = (next, word.opcode, word.src, word.offset) else {
        return word.unknown();
    };
    let value = u64::from(word.immediate as u32) | u64::from(u32::from_le_bytes(*high)) << 32;
    Ok(Inst::LoadConstant { dst: word.writable(word.dst)?, value })
}

fn load(word: Word) -> Result<Inst, Mistake> {
    let signed = match word.opcode & 0xe0 {
        0x60 => false,
        0x80 if word.size() != Size::B8 => true,
        _ => return word.unknown(),
    };
    if word.immediate != 0 {
        return word.unknown();
    }
    let dst = word.writable(word.dst)?;
    Ok(Inst::Load { dst, base: word.src, offset: word.offset, size: word.size(), signed })
}

fn store(word: Word) -> Result<Inst, Mistake> {
    let (base, offset, size) = (word.dst, word.offset, word.size());
    match (word.opcode & 0xe0, word.opcode & 7) {
        (0x60, 2) if word.src == 0 => Ok(Inst::Store { base, offset, size, src: Source::Immediate(word.immediate) }),
        (0x60, 3) if word.immediate == 0 => Ok(Inst::Store { base, offset, size, src: Source::Register(word.src) }),
        (0xc0, 3) if matches!(size, Size::B4 | Size::B8) => atomic(word),
        _ => word.unknown(),
    }
}

fn atomic(word: Word) -> Result<Inst, Mistake> {
    let fetch = word.immediate & 1 != 0;
    let operation = match word.immediate {
        0x00 | 0x01 => Atomic::Add { fetch },
        0x40 | 0x41 => Atomic::Or { fetch },
        0x50 | 0x51 => Atomic::And { fetch },
        0xa0 | 0xa1 => Atomic::Xor { fetch },
        0xe1 => Atomic::Exchange,
        0xf1 => Atomic::CompareExchange,
        _ => return word.unknown(),
    };
    let writes_src = fetch && operation != Atomic::CompareExchange;
    let src = if writes_src { word.writable(word.src)? } else { word.src };
    Ok(Inst::Atomic { operation, wide: word.size() == Size::B8, base: word.dst, offset: word.offset, src })
}

fn arithmetic(word: Word, wide: bool) -> Result<Inst, Mistake> {
    let dst = word.writable(word.dst)?;
    let operation = match (word.opcode >> 4, word.offset) {
        (0x0, 0) => Arithmetic::Add,
        (0x1, 0) => Arithmetic::Subtract,
        (0x2, 0) => Arithmetic::Multiply,
        (0x3, 0) => Arithmetic::Divide,
        (0x3, 1) => Arithmetic::DivideSigned,
        (0x4, 0) => Arithmetic::Or,
        (0x5, 0) => Arithmetic::And,
        (0x6, 0) => Arithmetic::ShiftLeft,
        (0x7, 0) => Arithmetic::ShiftRight,
        (0x8, 0) if word.source()? == Source::Immediate(0) => return Ok(Inst::Negate { wide, dst }),
        (0x9, 0) => Arithmetic::Remainder,
        (0x9, 1) => Arithmetic::RemainderSigned,
        (0xa, 0) => Arithmetic::Xor,
        (0xb, 0) => Arithmetic::Move,
        (0xb, 8) if word.opcode & 8 != 0 => Arithmetic::MoveSigned(Size::B1),
        (0xb, 16) if word.opcode & 8 != 0 => Arithmetic::MoveSigned(Size::B2),
        (0xb, 32) if word.opcode & 8 != 0 && wide => Arithmetic::MoveSigned(Size::B4),
        (0xc, 0) => Arithmetic::ShiftRightSigned,
        (0xd, 0) => return order(word, wide, dst),
        _ => return word.unknown(),
    };
    Ok(Inst::Arithmetic { operation, wide, dst, src: word.source()? })
}

/// To little-endian (`0xd4`), to big-endian (`0xdc`), and the unconditional swap (`0xd7`). The
/// machine is little-endian.
fn order(word: Word, wide: bool, dst: Register) -> Result<Inst, Mistake> {
    let size = match word.immediate {
        16 => Size::B2,
        32 => Size::B4,
        64 => Size::B8,
        _ => return word.unknown(),
    };
    let to_big = word.opcode & 8 != 0;
    match (wide && to_big, word.src) {
        (false, 0) => Ok(Inst::Order { dst, size, swap: wide || to_big }),
        _ => word.unknown(),
    }
}

fn jump(word: Word, wide: bool) -> Result<Inst, Mistake> {
    let test = match word.opcode >> 4 {
        0x0 => return jump_always(word, wide),
        0x8 if wide => return call(word),
        0x9 if wide && word.opcode & 8 == 0 => return Ok(Inst::Exit),
        0x1 => Test::Equal,
        0x2 => Test::Greater,
        0x3 => Test::GreaterEqual,
        0x4 => Test::Set,
        0x5 => Test::NotEqual,
        0x6 => Test::SignedGreater,
        0x7 => Test::SignedGreaterEqual,
        0xa => Test::Less,
        0xb => Test::LessEqual,
        0xc => Test::SignedLess,
        0xd => Test::SignedLessEqual,
        _ => return word.unknown(),
    };
    let target = word.target(word.offset.into())?;
    Ok(Inst::JumpIf { test, wide, left: word.dst, right: word.source()?, target })
}

/// The distance is the offset in the class of 64 bits, and the immediate in that of 32.
fn jump_always(word: Word, wide: bool) -> Result<Inst, Mistake> {
    match (word.opcode & 8, wide, word.offset, word.immediate) {
        (0, true, offset, 0) => Ok(Inst::Jump { target: word.target(offset.into())? }),
        (0, false, 0, distance) => Ok(Inst::Jump { target: word.target(distance)? }),
        _ => word.unknown(),
    }
}

fn call(word: Word) -> Result<Inst, Mistake> {
    match (word.opcode & 8, word.src, word.dst, word.offset) {
        (0, 0, 0, 0) => Ok(Inst::CallHelper { number: word.immediate as u32 }),
        (0, 1, 0, 0) => Ok(Inst::CallLocal { target: word.target(word.immediate)? }),
        _ => word.unknown(),
    }
}
