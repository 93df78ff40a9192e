//! Where the bits of a register's number go in a VEX or EVEX prefix and the ModRM byte.
//!
//! Prefix, opcode and ModRM byte are one word with the prefix in its low bytes. A table has, for each
//! number, the bits of that word which the number changes, so that an instruction is an `or` of what
//! its registers change, and one `xor` with what it is without them.

/// In a field of VEX, which has four bits: the number needs five.
pub(crate) const HIGH: u64 = 1 << 63;

/// The ModRM byte in a word that starts with a VEX prefix of three bytes, and with one of EVEX.
pub(crate) const VEX_MODRM: u32 = 32;
pub(crate) const EVEX_MODRM: u32 = 40;

/// Of VEX. One table, so that a method has one address to load.
///
/// A register in the ModRM byte's register field starts it: first of a word that loses its low byte
/// and then has the prefix of two bytes, from `VEX_LONG` on of one with three bytes.
pub(crate) const VEX: [u64; 4 * COUNT] = {
    let mut table = [0; 4 * COUNT];
    let mut number = 0;
    while number < COUNT {
        let short_r = if number & 8 == 0 { SHORT_R } else { 0 };
        table[number] = bits(number, VEX_MODRM + 3, 0, HIGH) | short_r | SHORT_FIRST;
        table[VEX_LONG + number] = bits(number, VEX_MODRM + 3, R, HIGH);
        table[VEX_RM + number] = bits(number, VEX_MODRM, B, HIGH) | REGISTER << VEX_MODRM;
        table[VEX_VVVV + number] = bits(number, VVVV, 1 << (VVVV + 3), HIGH);
        number += 1;
    }
    table
};
pub(crate) const VEX_LONG: usize = COUNT;
/// A register as the r/m operand.
pub(crate) const VEX_RM: usize = 2 * COUNT;
/// A register in the prefix.
pub(crate) const VEX_VVVV: usize = 3 * COUNT;

/// Of EVEX. A register in the ModRM byte's register field starts it.
pub(crate) const EVEX: [u64; 4 * COUNT] = {
    let mut table = [0; 4 * COUNT];
    let mut number = 0;
    while number < COUNT {
        table[number] = bits(number, EVEX_MODRM + 3, R, R4);
        table[EVEX_RM + number] = bits(number, EVEX_MODRM, B, X) | REGISTER << EVEX_MODRM;
        table[EVEX_RM_GENERAL + number] = bits(number, EVEX_MODRM, B, B4) | REGISTER << EVEX_MODRM;
        table[EVEX_VVVV + number] = bits(number, VVVV, 1 << (VVVV + 3), V4);
        number += 1;
    }
    table
};
/// A vector register as the r/m operand.
pub(crate) const EVEX_RM: usize = COUNT;
/// A general-purpose register as the r/m operand.
pub(crate) const EVEX_RM_GENERAL: usize = 2 * COUNT;
pub(crate) const EVEX_VVVV: usize = 3 * COUNT;

const COUNT: usize = 32;

const R: u64 = 1 << 15;
const X: u64 = 1 << 14;
const B: u64 = 1 << 13;
const R4: u64 = 1 << 12;
const B4: u64 = 1 << 11;
const VVVV: u32 = 19;
const V4: u64 = 1 << 27;
/// The mode of a register in the ModRM byte.
const REGISTER: u64 = 0xc0;
/// R in the prefix of two bytes, inverted.
const SHORT_R: u64 = 1 << 23;
/// Makes C5 of the second byte of the longer prefix, where R, X and B are inverted and the map is 1.
const SHORT_FIRST: u64 = (0xe1 ^ 0xc5) << 8;

/// The three low bits of a number from bit `low` on, and what its bits 3 and 4 change.
const fn bits(number: usize, low: u32, third: u64, fourth: u64) -> u64 {
    let bit_3 = if number & 8 != 0 { third } else { 0 };
    let bit_4 = if number & 16 != 0 { fourth } else { 0 };
    (number as u64 & 7) << low | bit_3 | bit_4
}
