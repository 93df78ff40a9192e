//! Operands to bytes, for the packed instructions: prefixes, opcode, ModRM and SIB as one word.
//!
//! Registers come as numbers from 0 to 31. What an encoding cannot name has a length of 0.

use super::operand::extra;
use crate::encoding::{Encoding, Space};
use crate::mem::{Mem, SIB};

/// The registers of an instruction by where they are encoded. What is not there is 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registers {
    /// The ModRM byte's register field, or its digit.
    pub reg: u32,
    pub vvvv: u32,
    /// The r/m field, or the register in the opcode; beside memory, bit 4 of the vector index.
    pub rm: u32,
    pub is4: u32,
}

impl Registers {
    #[inline(always)]
    pub const fn new([reg, vvvv, rm, is4]: [u8; 4]) -> Registers {
        Registers { reg: reg as u32, vvvv: vvvv as u32, rm: rm as u32, is4: is4 as u32 }
    }

    /// Whether only EVEX can name them all.
    #[inline(always)]
    pub const fn any_high(self) -> bool {
        (self.reg | self.vvvv | self.rm | self.is4) & 16 != 0
    }
}

/// Prefixes, opcode, ModRM and SIB; a length of 0 where there is no encoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub word: u64,
    pub len: u32,
}

/// The bits of REX by their inverse sense in the later prefixes: R, X and B of bit 3 of a number.
#[derive(Clone, Copy)]
struct Extension {
    r: u32,
    x: u32,
    b: u32,
}

/// An instruction with a register, or nothing, as r/m.
#[inline(always)]
pub(crate) const fn with_register(encoding: Encoding, registers: Registers, extra: u32) -> Head {
    let reg = match encoding.digit() {
        Some(digit) => digit,
        None => registers.reg,
    };
    let modrm = match (encoding.fixed_modrm(), encoding.has_modrm()) {
        (Some(modrm), _) => (modrm, 1),
        (None, true) => (0xc0 | (reg & 7) << 3 | registers.rm & 7, 1),
        (None, false) => (0, 0),
    };
    let plus = if encoding.plus_register() { registers.rm & 7 } else { 0 };
    let rest = ((encoding.opcode() | plus) as u64) | (modrm.0 as u64) << 8;
    let extension = Extension { r: registers.reg >> 3 & 1, x: 0, b: registers.rm >> 3 & 1 };
    match encoding.space() {
        Space::Evex => {
            let general = encoding.general_rm();
            let x = if general { 0 } else { registers.rm >> 4 };
            let b4 = if general { registers.rm >> 4 } else { 0 };
            let prefix = evex(encoding, Extension { x, ..extension }, registers, registers.vvvv, b4, 0, extra);
            Head { word: prefix as u64 | rest << 32, len: 5 + modrm.1 }
        }
        _ if registers.any_high() => high_legacy(encoding, registers, rest, 1 + modrm.1, None),
        Space::Legacy => legacy(encoding, extension, needs_rex(encoding, registers, true), rest, 1 + modrm.1),
        Space::Vex | Space::Xop => vex(encoding, extension, registers.vvvv, rest, 1 + modrm.1),
    }
}

/// An instruction with a memory operand, up to its SIB byte. `mode` is in the ModRM byte's place.
#[inline(always)]
pub(crate) const fn with_memory(encoding: Encoding, registers: Registers, mem: Mem, mode: u32, extra: u32) -> Head {
    let reg = match encoding.digit() {
        Some(digit) => digit,
        None => registers.reg,
    };
    let modrm = mem.bits >> 16 & 0xff | mode | (reg & 7) << 3;
    let sib = mem.bits >> 24;
    let count = 2 + (mem.bits & SIB != 0) as u32;
    let rest = encoding.opcode() as u64 | (modrm as u64) << 8 | (sib as u64) << 16;
    let extension = Extension { r: registers.reg >> 3 & 1, x: mem.bits >> 1 & 1, b: mem.bits & 1 };
    match encoding.space() {
        Space::Evex => {
            // Bit 4 of a vector index stands where bit 4 of a second source would.
            let vvvv = registers.vvvv | registers.rm & 16;
            let prefix = evex(encoding, extension, registers, vvvv, mem.base_high(), mem.index_high(), extra);
            Head { word: prefix as u64 | rest << 32, len: 4 + count }
        }
        _ if registers.any_high() || mem.is_high() => high_legacy(encoding, registers, rest, count, Some(mem)),
        Space::Legacy => legacy(encoding, extension, needs_rex(encoding, registers, false), rest, count),
        Space::Vex | Space::Xop => vex(encoding, extension, registers.vvvv, rest, count),
    }
}

/// Whether a byte register needs a REX prefix to be `spl` to `dil`.
#[inline(always)]
const fn needs_rex(encoding: Encoding, registers: Registers, register: bool) -> bool {
    let (rm, reg) = encoding.byte_registers();
    rm && register && registers.rm > 3 || reg && registers.reg > 3
}

#[inline(always)]
const fn legacy(encoding: Encoding, extension: Extension, rex: bool, rest: u64, count: u32) -> Head {
    let bits = (encoding.wide() as u32) << 3 | extension.r << 2 | extension.x << 1 | extension.b;
    let (mut word, mut len) = match encoding.map() {
        0 => (rest, count),
        1 => (rest << 8 | 0x0f, count + 1),
        2 => (rest << 16 | 0x380f, count + 2),
        _ => (rest << 16 | 0x3a0f, count + 2),
    };
    if bits != 0 || rex {
        word = word << 8 | (0x40 | bits) as u64;
        len += 1;
    }
    match encoding.prefix() {
        0 => Head { word, len },
        prefix => Head { word: word << 8 | mandatory(prefix), len: len + 1 },
    }
}

const fn mandatory(prefix: u32) -> u64 {
    match prefix {
        1 => 0x66,
        2 => 0xf3,
        _ => 0xf2,
    }
}

/// A legacy instruction with a register from 16 on: REX2, where the encoding can have it.
#[inline(always)]
const fn high_legacy(encoding: Encoding, registers: Registers, rest: u64, count: u32, mem: Option<Mem>) -> Head {
    let none = Head { word: 0, len: 0 };
    let is_legacy = matches!(encoding.space(), Space::Legacy);
    if !cfg!(feature = "apx") || encoding.map() > 1 || !is_legacy || !encoding.has_rex2() {
        return none;
    }
    // A vector register from 16 on is beyond REX2.
    let vector = !encoding.only_general();
    if vector && (registers.reg > 15 && !encoding.general_reg() || registers.rm > 15 && !encoding.general_rm()) {
        return none;
    }
    let (xb, high) = match mem {
        Some(mem) => (mem.bits & 3, mem.base_high() | mem.index_high() << 1),
        None => (registers.rm >> 3 & 1, registers.rm >> 4),
    };
    let payload = encoding.map() << 7
        | (registers.reg >> 4) << 6
        | (high & 2) << 4
        | (high & 1) << 4
        | (encoding.wide() as u32) << 3
        | (registers.reg >> 3 & 1) << 2
        | xb;
    let word = rest << 16 | (payload as u64) << 8 | 0xd5;
    match encoding.prefix() {
        0 => Head { word, len: count + 2 },
        prefix => Head { word: word << 8 | mandatory(prefix), len: count + 3 },
    }
}

#[inline(always)]
const fn vex(encoding: Encoding, extension: Extension, vvvv: u32, rest: u64, count: u32) -> Head {
    let low = (!vvvv & 15) << 3 | encoding.length() << 2 | encoding.prefix();
    let is_vex = matches!(encoding.space(), Space::Vex);
    if is_vex && encoding.map() == 1 && !encoding.wide() && extension.x | extension.b == 0 {
        let second = (extension.r ^ 1) << 7 | low;
        return Head { word: rest << 16 | (second as u64) << 8 | 0xc5, len: count + 2 };
    }
    let second = (extension.r << 7 | extension.x << 6 | extension.b << 5) ^ 0xe0 | encoding.map();
    let third = (encoding.wide() as u32) << 7 | low;
    let first = if is_vex { 0xc4 } else { 0x8f };
    Head { word: rest << 24 | (third as u64) << 16 | (second as u64) << 8 | first, len: count + 3 }
}

/// The four bytes of an EVEX prefix.
#[inline(always)]
const fn evex(
    encoding: Encoding,
    extension: Extension,
    registers: Registers,
    vvvv: u32,
    base_high: u32,
    index_high: u32,
    extra: u32,
) -> u32 {
    let inverted = extension.r << 7 | extension.x << 6 | extension.b << 5 | (registers.reg >> 4) << 4;
    let first = inverted ^ 0xf0 | base_high << 3 | encoding.map();
    let second = (encoding.wide() as u32) << 7 | (!vvvv & 15) << 3 | (index_high ^ 1) << 2 | encoding.prefix();
    // With rounding, its mode stands where the length would.
    let length = match extra & extra::ROUNDING {
        0 => encoding.length(),
        _ => extra >> extra::ROUNDING_SHIFT & 3,
    };
    let b = (extra & extra::B != 0 || encoding.new_data()) as u32;
    let third = (extra & extra::ZEROING) << 4
        | length << 5
        | b << 4
        | (!vvvv >> 4 & 1) << 3
        | (encoding.no_flags() as u32) << 2
        | extra & extra::MASK;
    0x62 | first << 8 | second << 16 | third << 24
}

/// The mode bits in the ModRM byte's place, and length and value of the displacement, which
/// EVEX counts in units of `1 << shift` bytes if it has eight bits.
#[inline(always)]
pub(crate) const fn displacement(mem: Mem, shift: u32) -> (u32, u32, u32) {
    let (mode, len) = mem.mode();
    let mode = (mode >> 16) as u32;
    if shift == 0 || mode == 0 {
        return (mode, len, mem.disp as u32);
    }
    let counted = mem.disp >> shift;
    if counted << shift != mem.disp || counted != counted as i8 as i32 {
        return (0x80, 4, mem.disp as u32);
    }
    (0x40, 1, counted as u8 as u32)
}
