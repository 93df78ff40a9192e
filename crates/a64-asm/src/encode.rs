//! From an operand to the bits of its fields. Every function is `const`, so that templates are
//! assembled with the program.

use crate::bitmask;
use crate::reg::{Gpr, Lane, OrStack, OrZero, Vreg};
use crate::row::Row;
use crate::value::{Barrier, BitRange, Cond, Extended, Prefetch, Shifted, SysReg};

/// The bits of an operand, or that it does not fit.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    bits: u32,
    valid: bool,
}

impl Field {
    /// Whether the operand fits.
    #[inline(always)]
    pub const fn is_valid(self) -> bool {
        self.valid
    }
}

/// An instruction, and which operand does not fit: 0 if all do, else its place from 1 on.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    pub bits: u32,
    pub wrong: u8,
    /// Operands so far.
    place: u8,
}

impl Word {
    #[inline(always)]
    pub const fn new(row: &Row) -> Word {
        Word { bits: row.pattern.value, wrong: 0, place: 0 }
    }

    /// This word with its next operand.
    #[inline(always)]
    pub const fn with(self, field: Field) -> Word {
        let place = self.place + 1;
        let wrong = if field.valid || self.wrong != 0 { self.wrong } else { place };
        Word { bits: self.bits | field.bits, wrong, place }
    }
}

#[inline(always)]
const fn fits(bits: u32) -> Field {
    Field { bits, valid: true }
}

#[inline(always)]
const fn when(valid: bool, bits: u32) -> Field {
    Field { bits, valid }
}

#[inline(always)]
pub const fn gpr<K: OrZero>(register: Gpr<K>, at: u32) -> Field {
    fits((register.number() as u32) << at)
}

#[inline(always)]
pub const fn gpr_sp<K: OrStack>(register: Gpr<K>, at: u32) -> Field {
    fits((register.number() as u32) << at)
}

#[inline(always)]
pub const fn gpr_twice<K: OrZero>(register: Gpr<K>, at: u32) -> Field {
    let number = register.number() as u32;
    fits(number << at | number << 16)
}

/// An even register; the next one is meant too.
#[inline(always)]
pub const fn gpr_pair<K: OrZero>(register: Gpr<K>, at: u32) -> Field {
    let number = register.number() as u32;
    when(number & 1 == 0, number << at)
}

#[inline(always)]
pub const fn vreg(register: Vreg, at: u32) -> Field {
    fits((register.number() as u32) << at)
}

#[inline(always)]
pub const fn vreg_twice(register: Vreg, at: u32) -> Field {
    let number = register.number() as u32;
    fits(number << at | number << 16)
}

/// A lane whose size and index are in `imm5`.
#[inline(always)]
pub const fn lane5(lane: Lane, at: u32, log: u32) -> Field {
    let index = lane.index as u32;
    when(index < 16 >> log, (lane.register.number() as u32) << at | index << (17 + log))
}

/// The second lane of a move between lanes: in `imm4`.
#[inline(always)]
pub const fn lane4(lane: Lane, log: u32) -> Field {
    let index = lane.index as u32;
    when(index < 16 >> log, (lane.register.number() as u32) << 5 | index << (11 + log))
}

/// A lane to multiply by: its index in `H`, `L` and `M`.
#[inline(always)]
pub const fn lane_m(lane: Lane, log: u32) -> Field {
    let (number, index) = (lane.register.number() as u32, lane.index as u32);
    match log {
        1 => when(
            number < 16 && index < 8,
            number << 16 | (index >> 2) << 11 | (index >> 1 & 1) << 21 | (index & 1) << 20,
        ),
        2 => when(index < 4, number << 16 | (index >> 1) << 11 | (index & 1) << 21),
        _ => when(index < 2, number << 16 | index << 11),
    }
}

/// The lane of a load or store: its index in `Q`, `S` and `size`.
#[inline(always)]
pub const fn lane_q(lane: Lane, log: u32) -> Field {
    let index = lane.index as u32;
    let low = index << log & 15;
    let bits = (low >> 3) << 30 | (low >> 2 & 1) << 12 | (low & 3) << 10;
    when(index < 16 >> log, lane.register.number() as u32 | bits)
}

/// An unsigned number.
#[inline(always)]
pub const fn uint(value: u32, at: u32, width: u32) -> Field {
    when(value < 1 << width, value << at)
}

#[inline(always)]
pub const fn uint8(value: u8, at: u32, width: u32) -> Field {
    uint(value as u32, at, width)
}

#[inline(always)]
pub const fn uint16(value: u16, at: u32) -> Field {
    fits((value as u32) << at)
}

/// A position of a bit, in six bits of which the top one is clear for 32-bit operands.
#[inline(always)]
pub const fn bit(value: u8, at: u32, bits: u8) -> Field {
    when(value < bits, (value as u32) << at)
}

#[inline(always)]
pub const fn test_bit(value: u8, bits: u8) -> Field {
    when(value < bits, (value as u32 >> 5) << 31 | (value as u32 & 31) << 19)
}

/// Twelve bits, or twelve bits and twelve zeros.
#[inline(always)]
pub const fn imm12(value: u32) -> Field {
    match value < 4096 {
        true => fits(value << 10),
        false => when(value & 0xff00_0fff == 0, 1 << 22 | value >> 12 << 10),
    }
}

#[inline(always)]
pub const fn bitmask64(value: u64) -> Field {
    match bitmask::encode(value) {
        Some(fields) => fits(fields << 10),
        None => when(false, 0),
    }
}

#[inline(always)]
pub const fn bitmask32(value: u32) -> Field {
    bitmask64((value as u64) << 32 | value as u64)
}

/// The shift of a wide immediate: 0, 16, 32 or 48, below so many bits.
#[inline(always)]
pub const fn wide_shift(shift: u8, bits: u8) -> Field {
    when(shift < bits && shift & 15 == 0, (shift as u32 >> 4) << 21)
}

#[inline(always)]
pub const fn shifted(value: Shifted, bits: u8, kinds: u8) -> Field {
    let fields = (value.kind as u32) << 22 | (value.register as u32) << 16 | (value.amount as u32) << 10;
    when(value.amount < bits && value.kind < kinds, fields)
}

#[inline(always)]
pub const fn extended(value: Extended) -> Field {
    let fields = (value.register as u32) << 16 | (value.option as u32) << 13 | (value.amount as u32) << 10;
    when(value.amount <= 4, fields)
}

/// A register that is added to an address, shifted by nothing or by the logarithm of the size.
#[inline(always)]
pub const fn index(value: Extended, log: u32) -> Field {
    let scaled = value.amount != 0;
    let fields = (value.register as u32) << 16 | (value.option as u32) << 13 | (scaled as u32) << 12;
    when(value.option & 2 != 0 && (!scaled || value.amount as u32 == log), fields)
}

/// An offset that is a multiple of the size up to 4095 times it, or -256 to 255.
#[inline(always)]
pub const fn offset(value: i32, log: u32) -> Field {
    let scaled = (value as u32) >> log;
    match scaled < 4096 && scaled << log == value as u32 {
        true => fits(1 << 24 | scaled << 10),
        false => simm9(value),
    }
}

#[inline(always)]
pub const fn scaled(value: i32, log: u32) -> Field {
    let scaled = (value as u32) >> log;
    when(scaled < 4096 && scaled << log == value as u32, scaled << 10)
}

#[inline(always)]
pub const fn simm9(value: i32) -> Field {
    when(value >= -256 && value < 256, (value as u32 & 0x1ff) << 12)
}

/// The offset of a pair: a multiple of the size, -64 to 63 times it.
#[inline(always)]
pub const fn pair(value: i32, log: u32) -> Field {
    let scaled = value >> log;
    when(scaled << log == value && scaled >= -64 && scaled < 64, (scaled as u32 & 0x7f) << 15)
}

/// A distance in pages, 21 bits with their sign.
#[inline(always)]
pub const fn page(pages: i32) -> Field {
    let bits = pages as u32;
    when(pages >= -(1 << 20) && pages < 1 << 20, (bits & 3) << 29 | (bits >> 2 & 0x7_ffff) << 5)
}

#[inline(always)]
pub const fn left(value: u8, bits: u8) -> Field {
    let value = value as u32;
    let bits = bits as u32;
    when(value < bits, (bits.wrapping_sub(value) & (bits - 1)) << 16 | (bits - 1).wrapping_sub(value) << 10 & 0xfc00)
}

#[inline(always)]
pub const fn extract(range: BitRange, bits: u8) -> Field {
    let (lsb, width) = (range.lsb as u32, range.width as u32);
    when(width > 0 && lsb + width <= bits as u32, (lsb & 63) << 16 | (lsb + width).wrapping_sub(1) << 10 & 0xfc00)
}

#[inline(always)]
pub const fn insert(range: BitRange, bits: u8) -> Field {
    let (lsb, width, bits) = (range.lsb as u32, range.width as u32, bits as u32);
    let fields = (bits.wrapping_sub(lsb) & (bits - 1)) << 16 | width.wrapping_sub(1) << 10 & 0xfc00;
    when(width > 0 && lsb + width <= bits, fields)
}

#[inline(always)]
pub const fn cond(cond: Cond, at: u32) -> Field {
    fits((cond as u32) << at)
}

#[inline(always)]
pub const fn inverted(cond: Cond) -> Field {
    fits((cond as u32 ^ 1) << 12)
}

#[inline(always)]
pub const fn barrier(barrier: Barrier) -> Field {
    fits((barrier.number() as u32) << 8)
}

#[inline(always)]
pub const fn prefetch(prefetch: Prefetch) -> Field {
    fits(prefetch.number() as u32)
}

#[inline(always)]
pub const fn sysreg(register: SysReg) -> Field {
    fits((register.number() as u32) << 5)
}

/// The eight bits of a floating-point immediate: a sign, three bits of exponent, four of mantissa.
pub const fn fp8(value: f64) -> Option<u32> {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1023;
    if bits & 0xffff_ffff_ffff != 0 || exponent < -3 || exponent > 4 {
        return None;
    }
    let sign = (bits >> 63) as u32;
    let exponent = (exponent + 3) as u32 ^ 4;
    Some(sign << 7 | exponent << 4 | (bits >> 48 & 15) as u32)
}

#[inline(always)]
pub const fn fpimm(value: f64) -> Field {
    match fp8(value) {
        Some(bits) => fits(bits << 13),
        None => when(false, 0),
    }
}

#[inline(always)]
pub const fn vfpimm(value: f64) -> Field {
    match fp8(value) {
        Some(bits) => fits(bits >> 5 << 16 | (bits & 31) << 5),
        None => when(false, 0),
    }
}

#[inline(always)]
pub const fn vimm8(value: u8) -> Field {
    let value = value as u32;
    fits(value >> 5 << 16 | (value & 31) << 5)
}

/// A constant whose bytes are all 0 or 0xff.
#[inline(always)]
pub const fn vbytes(value: u64) -> Field {
    let mut bits = 0;
    let mut byte = 0;
    let mut valid = true;
    while byte < 8 {
        match value >> (8 * byte) & 0xff {
            0 => {}
            0xff => bits |= 1 << byte,
            _ => valid = false,
        }
        byte += 1;
    }
    when(valid, vimm8(bits).bits)
}

/// The shift of a vector's constant: a multiple of 8 below `bits`.
#[inline(always)]
pub const fn vlsl(shift: u8, bits: u8) -> Field {
    when(shift < bits && shift & 7 == 0, (shift as u32 >> 3) << 13)
}

/// The shift of a vector's constant that fills with ones: 8 or 16.
#[inline(always)]
pub const fn vmsl(shift: u8) -> Field {
    when(shift == 8 || shift == 16, (shift as u32 >> 4) << 12)
}

/// The bits behind the point: 1 to `bits`.
#[inline(always)]
pub const fn fbits(value: u8, bits: u8) -> Field {
    when(value > 0 && value <= bits, 64_u32.wrapping_sub(value as u32) << 10 & 0xfc00)
}

#[inline(always)]
pub const fn vleft(value: u8, bits: u8) -> Field {
    when(value < bits, (value as u32) << 16)
}

#[inline(always)]
pub const fn vright(value: u8, bits: u8) -> Field {
    when(value > 0 && value <= bits, ((bits as u32).wrapping_sub(value as u32) & 63) << 16)
}

/// The register that is added to an address behind its use; 31 stands for a constant.
#[inline(always)]
pub const fn post_index<K: OrZero>(register: Gpr<K>) -> Field {
    when(register.number() < 31, (register.number() as u32) << 16)
}
