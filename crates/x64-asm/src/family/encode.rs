//! Operands to bytes, for the packed instructions: prefixes, opcode, ModRM and SIB as one word.
//!
//! Registers come as numbers from 0 to 31. What an encoding cannot name has a length of 0.

use super::field::{
    EVEX, EVEX_MODRM, EVEX_RM, EVEX_RM_GENERAL, EVEX_VVVV, HIGH, VEX, VEX_LONG, VEX_MODRM, VEX_RM, VEX_VVVV,
};
use super::operand::extra;
use crate::encoding::{Encoding, Space};
use crate::mem::{MODE_SHIFT, Mem};

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

/// An immediate byte in the same word as the ModRM byte, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behind {
    pub bits: u64,
    pub len: u32,
}

/// An instruction with a register, or nothing, as r/m, and its immediate byte.
#[inline(always)]
pub(crate) const fn with_register(encoding: Encoding, registers: Registers, extra: u32, imm: Behind) -> Head {
    match encoding.space() {
        Space::Legacy => legacy_register(encoding, registers, imm),
        Space::Vex | Space::Xop => vex_register(encoding, registers, imm),
        Space::Evex => evex_register(encoding, registers, extra, imm),
    }
}

/// An instruction with a memory operand, up to its SIB byte. `mode` is what is added to its bits.
#[inline(always)]
pub(crate) const fn with_memory(encoding: Encoding, registers: Registers, mem: Mem, mode: u64, extra: u32) -> Head {
    match encoding.space() {
        Space::Legacy => legacy_memory(encoding, registers, mem, mode),
        Space::Vex | Space::Xop => vex_memory(encoding, registers, mem, mode),
        Space::Evex => evex_memory(encoding, registers, mem, mode, extra),
    }
}

#[inline(always)]
const fn vex_register(encoding: Encoding, registers: Registers, imm: Behind) -> Head {
    let Registers { reg, vvvv, rm, .. } = registers;
    // A register from 8 on as r/m takes the longer prefix.
    let commutes = encoding.commutes() && matches!(encoding.space(), Space::Vex) && rm > vvvv | 7;
    let (vvvv, rm) = if commutes { (rm, vvvv) } else { (vvvv, rm) };
    let stored = encoding.stores() && matches!(encoding.space(), Space::Vex) && rm & !reg & 8 != 0;
    let (reg, rm) = if stored { (rm, reg) } else { (reg, rm) };
    let rest = if stored { vex_rest(encoding.stored()) } else { vex_rest(encoding) };
    let bytes = encoding.modrm_bytes();
    let rest = rest | imm.bits << (VEX_MODRM + 8 * bytes);
    let fields = if encoding.has_register_rm() { VEX[VEX_RM + (rm & 31) as usize] } else { 0 };
    let long = if encoding.may_be_short() { rm & 8 } else { 8 };
    vex(Registers { reg, vvvv, ..registers }, fields, rest, long, bytes + imm.len)
}

#[inline(always)]
const fn vex_memory(encoding: Encoding, registers: Registers, mem: Mem, mode: u64) -> Head {
    let high = if registers.rm & 16 != 0 || mem.is_high() { HIGH } else { 0 };
    let extension = (mem.bits & 3) as u64;
    let fields = mem.address(mode) << (VEX_MODRM - 16) | extension << 13 | high;
    let long = if encoding.may_be_short() && extension == 0 { 0 } else { 8 };
    vex(registers, fields, vex_rest(encoding), long, mem.address_bytes())
}

/// What registers change in `rest`, `fields` being those of the r/m operand. `long` is 8 for three bytes
/// of prefix, and 0 for two. `bytes` follow the opcode.
#[inline(always)]
const fn vex(registers: Registers, fields: u64, rest: u64, long: u32, bytes: u32) -> Head {
    // No branch chooses the prefix: registers are not predictable.
    let reg = VEX[(registers.reg & 31) as usize + VEX_LONG / 8 * long as usize];
    let is4 = if registers.is4 & 16 != 0 { HIGH } else { 0 };
    let fields = reg | VEX[VEX_VVVV + (registers.vvvv & 31) as usize] | fields | is4;
    if fields & HIGH != 0 {
        return Head { word: 0, len: 0 };
    }
    Head { word: (fields ^ rest) >> (8 - long), len: 3 + long / 8 + bytes }
}

/// The instruction with three bytes of prefix and the number 0 in all fields.
#[inline(always)]
const fn vex_rest(encoding: Encoding) -> u64 {
    let first = if matches!(encoding.space(), Space::Vex) { 0xc4 } else { 0x8f };
    let second = 0xe0 | encoding.map();
    let third = (encoding.wide() as u32) << 7 | 0x78 | encoding.length() << 2 | encoding.prefix();
    let prefix = first | second << 8 | third << 16 | encoding.opcode() << 24;
    prefix as u64 | (encoding.modrm_rest() as u64) << VEX_MODRM
}

#[inline(always)]
const fn evex_register(encoding: Encoding, registers: Registers, extra: u32, imm: Behind) -> Head {
    let at = registers.rm as usize & 31;
    let bytes = encoding.modrm_bytes();
    let rm = match (encoding.has_register_rm(), encoding.general_rm()) {
        (false, _) => 0,
        (_, true) => EVEX[EVEX_RM_GENERAL + at],
        (_, false) => EVEX[EVEX_RM + at],
    };
    let fields = EVEX[registers.reg as usize & 31] | EVEX[EVEX_VVVV + (registers.vvvv & 31) as usize] | rm;
    let word = decorated(fields ^ evex_rest(encoding), extra) | imm.bits << (EVEX_MODRM + 8 * bytes);
    Head { word, len: 5 + bytes + imm.len }
}

#[inline(always)]
const fn evex_memory(encoding: Encoding, registers: Registers, mem: Mem, mode: u64, extra: u32) -> Head {
    let word = decorated(without_memory(encoding, registers), extra) ^ evex_address(mem, mode);
    Head { word, len: 5 + mem.address_bytes() }
}

/// An instruction with EVEX but for its memory operand, and without what it is decorated with.
#[inline(always)]
pub(crate) const fn without_memory(encoding: Encoding, registers: Registers) -> u64 {
    // Bit 4 of a vector index stands where bit 4 of a second source would.
    let vvvv = registers.vvvv | registers.rm & 16;
    EVEX[(registers.reg & 31) as usize] ^ EVEX[EVEX_VVVV + (vvvv & 31) as usize] ^ evex_rest(encoding)
}

/// What a memory operand changes in an instruction with EVEX.
#[inline(always)]
pub(crate) const fn evex_address(mem: Mem, mode: u64) -> u64 {
    let high = mem.base_high() << 11 | mem.index_high() << 18;
    mem.address(mode) << (EVEX_MODRM - 16) | ((mem.bits & 3) << 13 | high) as u64
}

/// The instruction with the number 0 in all fields.
#[inline(always)]
const fn evex_rest(encoding: Encoding) -> u64 {
    let first = 0xf0 | encoding.map();
    let second = (encoding.wide() as u32) << 7 | 0x7c | encoding.prefix();
    let (b, no_flags) = (encoding.new_data() as u32, encoding.no_flags() as u32);
    let third = encoding.length() << 5 | b << 4 | 8 | no_flags << 2;
    let prefix = 0x62 | first << 8 | second << 16 | third << 24;
    prefix as u64 | (encoding.opcode() as u64) << 32 | (encoding.modrm_rest() as u64) << EVEX_MODRM
}

/// With a mask, zeroing, a broadcast or a rounding mode, which stands where the length would.
#[inline(always)]
pub(crate) const fn decorated(word: u64, extra: u32) -> u64 {
    let b = (extra & extra::B != 0) as u32;
    let third = (extra & extra::ZEROING) << 4 | b << 4 | extra & extra::MASK;
    let word = match extra & extra::ROUNDING {
        0 => word,
        _ => word & !(3 << 29) | ((extra >> extra::ROUNDING_SHIFT & 3) as u64) << 29,
    };
    word | (third as u64) << 24
}

#[inline(always)]
const fn legacy_register(encoding: Encoding, registers: Registers, imm: Behind) -> Head {
    let bytes = encoding.modrm_bytes();
    let modrm = match encoding.has_register_rm() {
        true => 0xc0 | (registers.reg & 7) << 3 | registers.rm & 7 | encoding.modrm_rest(),
        false => encoding.modrm_rest(),
    };
    let plus = if encoding.plus_register() { registers.rm & 7 } else { 0 };
    let rest = (encoding.opcode() | plus) as u64 | (modrm as u64) << 8 | imm.bits << (8 + 8 * bytes);
    let bytes = 1 + bytes + imm.len;
    if registers.any_high() {
        return high_legacy(encoding, registers, rest, bytes, None);
    }
    let bits = (registers.reg >> 3 & 1) << 2 | registers.rm >> 3 & 1;
    legacy(encoding, bits, needs_rex(encoding, registers, true), rest, bytes)
}

#[inline(always)]
const fn legacy_memory(encoding: Encoding, registers: Registers, mem: Mem, mode: u64) -> Head {
    let modrm = (registers.reg & 7) << 3 | encoding.modrm_rest();
    let rest = encoding.opcode() as u64 | (modrm as u64) << 8 | mem.address(mode) >> 8;
    let bytes = 1 + mem.address_bytes();
    if registers.any_high() || mem.is_high() {
        return high_legacy(encoding, registers, rest, bytes, Some(mem));
    }
    let bits = (registers.reg >> 3 & 1) << 2 | mem.bits & 3;
    legacy(encoding, bits, needs_rex(encoding, registers, false), rest, bytes)
}

/// Whether a byte register needs a REX prefix to be `spl` to `dil`.
#[inline(always)]
const fn needs_rex(encoding: Encoding, registers: Registers, register: bool) -> bool {
    let (rm, reg) = encoding.byte_registers();
    rm && register && registers.rm > 3 || reg && registers.reg > 3
}

#[inline(always)]
const fn legacy(encoding: Encoding, bits: u32, rex: bool, rest: u64, count: u32) -> Head {
    let bits = (encoding.wide() as u32) << 3 | bits;
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

/// The mode as `Mem::mode` has it, and length and value of the displacement, which EVEX counts in units
/// of `1 << shift` bytes if it has eight bits.
#[inline(always)]
pub(crate) const fn displacement(mem: Mem, shift: u32) -> (u64, u32, u32) {
    let (mode, len) = mem.mode();
    if shift == 0 || mode == 0 {
        return (mode, len, mem.disp as u32);
    }
    let counted = mem.disp >> shift;
    if counted << shift != mem.disp || counted != counted as i8 as i32 {
        return (2 << MODE_SHIFT, 4, mem.disp as u32);
    }
    (1 << MODE_SHIFT, 1, counted as u8 as u32)
}
