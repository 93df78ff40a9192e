//! Eight bytes as an instruction: opcode, registers, offset of 16 bits, immediate of 32 bits.
//! Numbers are those of RFC 9669. A field that must be 0 is held to it, but for the fields of `exit`
//! and the registers of an unconditional jump.

use crate::program::{Arithmetic, Atomic, Inst, Mistake, Register, STACK_POINTER, Size, Source, Test};

/// The eight bytes of an instruction, as a number: it stays in a register.
#[derive(Clone, Copy)]
struct Word {
    at: usize,
    bits: u64,
}

impl Word {
    fn new(bytes: [u8; 8], at: usize) -> Result<Self, Mistake> {
        let word = Self { at, bits: u64::from_le_bytes(bytes) };
        if word.dst() > STACK_POINTER || word.src() > STACK_POINTER {
            return Err(Mistake::Register { at });
        }
        Ok(word)
    }

    fn opcode(self) -> u8 {
        self.bits as u8
    }

    fn dst(self) -> Register {
        (self.bits >> 8 & 15) as u8
    }

    fn src(self) -> Register {
        (self.bits >> 12 & 15) as u8
    }

    fn offset(self) -> i16 {
        (self.bits >> 16) as i16
    }

    fn immediate(self) -> i32 {
        (self.bits >> 32) as i32
    }

    fn unknown<T>(self) -> Result<T, Mistake> {
        Err(Mistake::Unknown { at: self.at })
    }

    /// The second operand, by bit 3 of the opcode; the field that is not used must be 0.
    fn source(self) -> Result<Source, Mistake> {
        match (self.opcode() & 8 != 0, self.src(), self.immediate()) {
            (true, src, 0) => Ok(Source::Register(src)),
            (false, 0, immediate) => Ok(Source::Immediate(immediate)),
            _ => self.unknown(),
        }
    }

    fn writable(self, register: Register) -> Result<Register, Mistake> {
        if register == STACK_POINTER { Err(Mistake::Register { at: self.at }) } else { Ok(register) }
    }

    fn size(self) -> Size {
        match self.opcode() & 0x18 {
            0x00 => Size::B4,
            0x08 => Size::B2,
            0x10 => Size::B1,
            _ => Size::B8,
        }
    }

    /// The instruction that lies `distance` instructions behind the next one.
    fn target(self, distance: i32) -> Result<u32, Mistake> {
        let target = self.at as i64 + 1 + i64::from(distance);
        u32::try_from(target).map_err(|_| Mistake::Target { at: self.at })
    }
}

/// Decodes the instruction that begins with word `at`, to where it is kept.
pub(crate) fn decode(words: &[[u8; 8]], at: usize, place: &mut Inst) -> Result<(), Mistake> {
    let word = Word::new(words[at], at)?;
    match word.opcode() & 7 {
        0 => constant(word, words.get(at + 1), place),
        1 => load(word, place),
        2 | 3 => store(word, place),
        4 => arithmetic(word, false, place),
        5 => jump(word, true, place),
        6 => jump(word, false, place),
        _ => arithmetic(word, true, place),
    }
}

/// Writes an instruction field by field. As a result that is handed on it would be put together on
/// the stack, and copying it from there waits for each of its bytes.
#[inline(always)]
fn keep(place: &mut Inst, inst: Inst) -> Result<(), Mistake> {
    *place = inst;
    Ok(())
}

fn constant(word: Word, next: Option<&[u8; 8]>, place: &mut Inst) -> Result<(), Mistake> {
    let (Some([0, 0, 0, 0, high @ ..]), 0x18, 0, 0) = (next, word.opcode(), word.src(), word.offset()) else {
        return word.unknown();
    };
    let (low, high) = (word.immediate() as u32, u32::from_le_bytes(*high));
    keep(place, Inst::LoadConstant { dst: word.writable(word.dst())?, low, high })
}

fn load(word: Word, place: &mut Inst) -> Result<(), Mistake> {
    let signed = match word.opcode() & 0xe0 {
        0x60 => false,
        0x80 if word.size() != Size::B8 => true,
        _ => return word.unknown(),
    };
    if word.immediate() != 0 {
        return word.unknown();
    }
    let dst = word.writable(word.dst())?;
    keep(place, Inst::Load { dst, base: word.src(), offset: word.offset(), size: word.size(), signed })
}

fn store(word: Word, place: &mut Inst) -> Result<(), Mistake> {
    let (base, offset, size) = (word.dst(), word.offset(), word.size());
    match (word.opcode() & 0xe0, word.opcode() & 7) {
        (0x60, 2) if word.src() == 0 => {
            keep(place, Inst::Store { base, offset, size, src: Source::Immediate(word.immediate()) })
        }
        (0x60, 3) if word.immediate() == 0 => {
            keep(place, Inst::Store { base, offset, size, src: Source::Register(word.src()) })
        }
        (0xc0, 3) if matches!(size, Size::B4 | Size::B8) => atomic(word, place),
        _ => word.unknown(),
    }
}

fn atomic(word: Word, place: &mut Inst) -> Result<(), Mistake> {
    let fetch = word.immediate() & 1 != 0;
    let operation = match word.immediate() {
        0x00 | 0x01 => Atomic::Add { fetch },
        0x40 | 0x41 => Atomic::Or { fetch },
        0x50 | 0x51 => Atomic::And { fetch },
        0xa0 | 0xa1 => Atomic::Xor { fetch },
        0xe1 => Atomic::Exchange,
        0xf1 => Atomic::CompareExchange,
        _ => return word.unknown(),
    };
    let writes_src = fetch && operation != Atomic::CompareExchange;
    let src = if writes_src { word.writable(word.src())? } else { word.src() };
    keep(place, Inst::Atomic { operation, wide: word.size() == Size::B8, base: word.dst(), offset: word.offset(), src })
}

/// Operations by the upper four bits of the opcode, where the offset is 0. A table, since a branch by
/// the operation is seldom predicted.
const ARITHMETIC: [Option<Arithmetic>; 16] = [
    Some(Arithmetic::Add),
    Some(Arithmetic::Subtract),
    Some(Arithmetic::Multiply),
    Some(Arithmetic::Divide),
    Some(Arithmetic::Or),
    Some(Arithmetic::And),
    Some(Arithmetic::ShiftLeft),
    Some(Arithmetic::ShiftRight),
    None,
    Some(Arithmetic::Remainder),
    Some(Arithmetic::Xor),
    Some(Arithmetic::Move),
    Some(Arithmetic::ShiftRightSigned),
    None,
    None,
    None,
];

fn arithmetic(word: Word, wide: bool, place: &mut Inst) -> Result<(), Mistake> {
    let dst = word.writable(word.dst())?;
    match (ARITHMETIC[usize::from(word.opcode() >> 4)], word.offset()) {
        (Some(operation), 0) => keep(place, Inst::Arithmetic { operation, wide, dst, src: word.source()? }),
        _ => other_arithmetic(word, wide, dst, place),
    }
}

fn other_arithmetic(word: Word, wide: bool, dst: Register, place: &mut Inst) -> Result<(), Mistake> {
    let operation = match (word.opcode() >> 4, word.offset()) {
        (0x3, 1) => Arithmetic::DivideSigned,
        (0x8, 0) if word.source()? == Source::Immediate(0) => return keep(place, Inst::Negate { wide, dst }),
        (0x9, 1) => Arithmetic::RemainderSigned,
        (0xb, 8) if word.opcode() & 8 != 0 => Arithmetic::MoveSigned(Size::B1),
        (0xb, 16) if word.opcode() & 8 != 0 => Arithmetic::MoveSigned(Size::B2),
        (0xb, 32) if word.opcode() & 8 != 0 && wide => Arithmetic::MoveSigned(Size::B4),
        (0xd, 0) => return order(word, wide, dst, place),
        _ => return word.unknown(),
    };
    keep(place, Inst::Arithmetic { operation, wide, dst, src: word.source()? })
}

/// To little-endian (`0xd4`), to big-endian (`0xdc`), and the unconditional swap (`0xd7`). The
/// machine is little-endian.
fn order(word: Word, wide: bool, dst: Register, place: &mut Inst) -> Result<(), Mistake> {
    let size = match word.immediate() {
        16 => Size::B2,
        32 => Size::B4,
        64 => Size::B8,
        _ => return word.unknown(),
    };
    let to_big = word.opcode() & 8 != 0;
    match (wide && to_big, word.src()) {
        (false, 0) => keep(place, Inst::Order { dst, size, swap: wide || to_big }),
        _ => word.unknown(),
    }
}

/// Tests by the upper four bits of the opcode.
const TESTS: [Option<Test>; 16] = [
    None,
    Some(Test::Equal),
    Some(Test::Greater),
    Some(Test::GreaterEqual),
    Some(Test::Set),
    Some(Test::NotEqual),
    Some(Test::SignedGreater),
    Some(Test::SignedGreaterEqual),
    None,
    None,
    Some(Test::Less),
    Some(Test::LessEqual),
    Some(Test::SignedLess),
    Some(Test::SignedLessEqual),
    None,
    None,
];

fn jump(word: Word, wide: bool, place: &mut Inst) -> Result<(), Mistake> {
    let Some(test) = TESTS[usize::from(word.opcode() >> 4)] else {
        return match word.opcode() >> 4 {
            0x0 => jump_always(word, wide, place),
            0x8 if wide => call(word, place),
            0x9 if wide && word.opcode() & 8 == 0 => keep(place, Inst::Exit),
            _ => word.unknown(),
        };
    };
    let target = word.target(word.offset().into())?;
    keep(place, Inst::JumpIf { test, wide, left: word.dst(), right: word.source()?, target })
}

/// The distance is the offset in the class of 64 bits, and the immediate in that of 32.
fn jump_always(word: Word, wide: bool, place: &mut Inst) -> Result<(), Mistake> {
    match (word.opcode() & 8, wide, word.offset(), word.immediate()) {
        (0, true, offset, 0) => keep(place, Inst::Jump { target: word.target(offset.into())? }),
        (0, false, 0, distance) => keep(place, Inst::Jump { target: word.target(distance)? }),
        _ => word.unknown(),
    }
}

fn call(word: Word, place: &mut Inst) -> Result<(), Mistake> {
    match (word.opcode() & 8, word.src(), word.dst(), word.offset()) {
        (0, 0, 0, 0) => keep(place, Inst::CallHelper { number: word.immediate() as u32 }),
        (0, 1, 0, 0) => keep(place, Inst::CallLocal { target: word.target(word.immediate())? }),
        _ => word.unknown(),
    }
}
