//! Operands to bytes: one `const fn` per operand form, shared by every instruction that has it.
//!
//! An instruction is built in one or two words and stored whole; bytes beyond its length are
//! overwritten by what follows. Nothing here can fail: operands are legal by their types.

use crate::cond::Cond;
use crate::encoding::Encoding;
use crate::mem::{Mem, SIB};
use crate::reg::{Gpr, Xmm};

/// An instruction of at most eight bytes.
#[derive(Clone, Copy)]
pub(crate) struct Short {
    pub word: u64,
    pub len: u32,
    /// It names a register from 16 on; then a length of 0 is none.
    pub high: bool,
    /// Used by templates only.
    pub layout: Layout,
}

/// An instruction in two parts: up to the SIB byte, then displacement and immediate.
#[derive(Clone, Copy)]
pub(crate) struct Long {
    pub head: u64,
    /// At most seven.
    pub head_len: u32,
    pub tail: u64,
    /// The length of both parts.
    pub len: u32,
    /// As of [`Short`].
    pub high: bool,
    pub layout: Layout,
}

impl Long {
    pub const NONE: Long = Long { head: 0, head_len: 0, tail: 0, len: 0, high: false, layout: Layout::NONE };
}

/// Where the fields are that a template can leave open. It is computed from constants, and costs
/// nothing where it is not used.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "template"), allow(dead_code, reason = "templates read it"))]
pub(crate) struct Layout {
    /// Offset of the REX prefix, of an instruction that always has one.
    pub rex: u8,
    /// Offset of the ModRM byte, if its register field is a register.
    pub modrm: u8,
    /// Offset of the byte whose low bits are a register: ModRM or opcode.
    pub rm: u8,
    /// There is a displacement of four bytes.
    pub disp32: bool,
}

impl Layout {
    pub const NOWHERE: u8 = u8::MAX;

    pub const NONE: Layout =
        Layout { rex: Layout::NOWHERE, modrm: Layout::NOWHERE, rm: Layout::NOWHERE, disp32: false };

    /// For an encoding with `bytes` of ModRM and SIB at its end.
    #[inline(always)]
    const fn of(op: Encoding, len: u32, bytes: u32) -> Layout {
        if !op.wide() {
            return Layout::NONE;
        }
        let modrm = (len - bytes) as u8;
        Layout {
            rex: op.prefix_len() as u8,
            modrm: if op.has_register() { modrm } else { Layout::NOWHERE },
            rm: if bytes > 0 { modrm } else { Layout::NOWHERE },
            disp32: false,
        }
    }
}

/// An instruction with a memory operand, whose target may need more than bytes.
#[derive(Clone, Copy)]
pub(crate) struct WithMem {
    pub code: Long,
    pub mem: Mem,
    pub imm_len: u32,
}

impl WithMem {
    /// The register field holds no general-purpose register.
    #[inline(always)]
    const fn xmm_reg(mut self) -> WithMem {
        self.code.layout.modrm = Layout::NOWHERE;
        self
    }
}

/// An immediate: its bits and its length in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Imm {
    bits: u64,
    len: u32,
}

impl Short {
    pub const fn new(word: u64, len: u32) -> Short {
        Short { word, len, high: false, layout: Layout::NONE }
    }

    /// Of an instruction with a register from 16 on, whose length is in the word's high byte.
    #[inline(always)]
    const fn of_high(word: u64) -> Short {
        Short { word: word & !(0xff << 56), len: (word >> 56) as u32, high: true, layout: Layout::NONE }
    }

    pub const fn long(self) -> Long {
        Long { head: self.word, head_len: self.len, tail: 0, len: self.len, high: self.high, layout: self.layout }
    }

    /// Whether there is no encoding for its registers.
    #[inline(always)]
    const fn is_none(self) -> bool {
        ANY_HIGH && self.high && self.len == 0
    }

    /// The register field holds no general-purpose register.
    #[inline(always)]
    const fn xmm_reg(self) -> Short {
        Short { layout: Layout { modrm: Layout::NOWHERE, ..self.layout }, ..self }
    }

    /// The r/m field holds no general-purpose register.
    #[inline(always)]
    const fn xmm_rm(self) -> Short {
        Short { layout: Layout { rm: Layout::NOWHERE, ..self.layout }, ..self }
    }

    #[inline(always)]
    const fn with(self, imm: Imm) -> Long {
        let len = if self.is_none() { 0 } else { self.len + imm.len };
        Long { head: self.word, head_len: self.len, tail: imm.bits, len, high: self.high, layout: self.layout }
    }
}

impl Imm {
    #[inline(always)]
    pub const fn i8(value: i8) -> Imm {
        Imm { bits: value as u8 as u64, len: 1 }
    }

    #[inline(always)]
    pub const fn u8(value: u8) -> Imm {
        Imm { bits: value as u64, len: 1 }
    }

    #[inline(always)]
    pub const fn i16(value: i16) -> Imm {
        Imm { bits: value as u16 as u64, len: 2 }
    }

    #[inline(always)]
    pub const fn i32(value: i32) -> Imm {
        Imm { bits: value as u32 as u64, len: 4 }
    }

    #[inline(always)]
    pub const fn i64(value: i64) -> Imm {
        Imm { bits: value as u64, len: 8 }
    }

    /// Whether one byte, sign-extended, is this value.
    #[inline(always)]
    const fn fits_byte(self) -> bool {
        let value = match self.len {
            2 => self.bits as i16 as i32,
            _ => self.bits as i32,
        };
        value == value as i8 as i32
    }
}

// The fields of an instruction beside its opcode: REX in byte 0, ModRM in byte 2, SIB in byte 3.
// The fields of two registers are or-ed, because both may ask for a REX prefix. Everything else is
// added, for which the compiler makes fewer instructions. A wide instruction always has a REX
// prefix, so its fields are only the bits to add to that.

/// A register in the ModRM byte's register field.
const REG: [u32; COUNT] = fields(0x44, 19, 0, false);
/// The same for a byte register: `spl` to `dil` need a REX prefix.
const REG_BYTE: [u32; COUNT] = fields(0x44, 19, 0, true);
const REG_WIDE: [u32; COUNT] = fields(0x04, 19, 0, false);
/// A register as the r/m operand.
const RM: [u32; COUNT] = fields(0x41, 16, 0xc0 << 16, false);
const RM_BYTE: [u32; COUNT] = fields(0x41, 16, 0xc0 << 16, true);
const RM_WIDE: [u32; COUNT] = fields(0x01, 16, 0xc0 << 16, false);

const fn fields(rex: u32, shift: u32, always: u32, byte: bool) -> [u32; COUNT] {
    let mut table = [0; COUNT];
    let mut number = 0;
    while number < COUNT as u32 {
        let rex = match number {
            _ if number & 8 != 0 => rex,
            4..8 if byte => 0x40,
            _ => 0,
        };
        let high = match (number & 16 != 0, shift) {
            (false, _) => 0,
            (true, 19) => REG_HIGH,
            (true, _) => BASE_HIGH,
        };
        table[number as usize] = rex | (number & 7) << shift | always | high as u32;
        number += 1;
    }
    table
}

/// The number of registers of the larger of the two kinds.
const COUNT: usize = if Gpr::COUNT > Xmm::COUNT { Gpr::COUNT } else { Xmm::COUNT };
/// Whether registers from 16 on can be named at all.
pub(crate) const ANY_HIGH: bool = COUNT > 16;

// Bit 4 of a register's number, by where the register is: in the r/m field or the base, in the
// index, in the register field. The last is for vector registers, which these instructions cannot
// encode.
const BASE_HIGH: u64 = crate::mem::BASE_HIGH as u64;
const INDEX_HIGH: u64 = crate::mem::INDEX_HIGH as u64;
const REG_HIGH: u64 = 1 << 12;
const VECTOR_HIGH: u64 = 1 << 13;

#[inline(always)]
const fn reg(op: Encoding, bits: u8, register: Gpr) -> u64 {
    match bits {
        _ if op.wide() => REG_WIDE[register as usize] as u64,
        8 => REG_BYTE[register as usize] as u64,
        _ => REG[register as usize] as u64,
    }
}

#[inline(always)]
const fn rm(op: Encoding, bits: u8, register: Gpr) -> u64 {
    match bits {
        _ if op.wide() => RM_WIDE[register as usize] as u64,
        8 => RM_BYTE[register as usize] as u64,
        _ => RM[register as usize] as u64,
    }
}

#[inline(always)]
const fn reg_x(op: Encoding, register: Xmm) -> u64 {
    let fields = match op.wide() {
        true => REG_WIDE[register as usize] as u64,
        false => REG[register as usize] as u64,
    };
    fields | vector_high(register)
}

#[inline(always)]
const fn vector_high(register: Xmm) -> u64 {
    if ANY_HIGH && register as u8 > 15 { VECTOR_HIGH } else { 0 }
}

#[inline(always)]
const fn rm_x(op: Encoding, register: Xmm) -> u64 {
    let fields = match op.wide() {
        true => RM_WIDE[register as usize] as u64,
        false => RM[register as usize] as u64,
    };
    fields | vector_high(register)
}

#[inline(always)]
const fn digit(op: Encoding) -> u64 {
    match op.digit() {
        Some(digit) => (digit as u64) << 19,
        None => 0,
    }
}

/// Prefixes, REX, opcode, ModRM and SIB from added fields. `bytes` counts ModRM and SIB.
#[inline(always)]
const fn assemble(op: Encoding, fields: u64, bytes: u32, vvvv: u32) -> Short {
    if ANY_HIGH && (fields & 0xff00 != 0 || vvvv > 15) {
        return Short::of_high(assemble_high(op, fields, bytes, vvvv));
    }
    if op.is_vex() {
        return assemble_vex(op, fields, bytes, vvvv);
    }
    let opcode_len = op.opcode_len();
    let rex = fields & 0xff;
    // Where the opcode starts at byte 0, ModRM follows it.
    let rest = op.opcode_bytes()
        + match opcode_len {
            1 => fields >> 8,
            2 => fields & 0xffff_0000,
            _ => (fields & 0xffff_0000) << 8,
        };
    let (word, len) = if op.wide() {
        // Where the opcode has one byte the fields are in their places already.
        let word = match opcode_len {
            1 => fields + (op.opcode_bytes() << 8 | 0x48),
            _ => (rest << 8) + rex + 0x48,
        };
        (word, opcode_len + bytes + 1)
    } else {
        // A REX prefix (40 or more) moves the rest by 8 bits, without a branch.
        ((rest << (rex >> 3 & 8)) + rex, opcode_len + bytes + (rex as u32 >> 6))
    };
    let prefix_len = op.prefix_len();
    let layout = Layout::of(op, len + prefix_len, bytes);
    Short { word: (word << (8 * prefix_len)) + op.prefixes() as u64, len: len + prefix_len, high: false, layout }
}

/// With a register from 16 on: REX2, or EVEX where REX2 does not reach. At most seven bytes, and their
/// number in the high one, so that it is returned in a register; 0 where there is neither.
#[cold]
#[inline(never)]
const fn assemble_high(op: Encoding, fields: u64, bytes: u32, vvvv: u32) -> u64 {
    let is_movbe = op.map() == 2 && op.opcode() & 0xfe == 0xf0;
    if fields & VECTOR_HIGH != 0 || !cfg!(feature = "apx") || op.map() > 1 && !op.is_vex() && !is_movbe {
        return 0;
    }
    let (r, x, b) = (fields >> 2 & 1, fields >> 1 & 1, fields & 1);
    let r4 = (fields & REG_HIGH != 0) as u64;
    let x4 = (fields & INDEX_HIGH != 0) as u64;
    let b4 = (fields & BASE_HIGH != 0) as u64;
    let rest = fields >> 16 << 8;
    if op.is_vex() || is_movbe {
        let map = if op.is_vex() { op.map() } else { 4 } as u64;
        let opcode = if op.is_vex() { op.opcode() } else { op.opcode() & 1 | 0x60 } as u64;
        let first = (r << 7 | x << 6 | b << 5 | r4 << 4) ^ 0xf0 | b4 << 3 | map;
        let second = (op.wide() as u64) << 7 | (!vvvv as u64 & 15) << 3 | (x4 ^ 1) << 2 | op.prefix() as u64;
        let third = (!vvvv as u64 >> 4 & 1) << 3;
        let word = 0x62 | first << 8 | second << 16 | third << 24 | (opcode | rest) << 32;
        return word | ((5 + bytes) as u64) << 56;
    }
    let map = op.map() as u64;
    let payload = map << 7 | r4 << 6 | x4 << 5 | b4 << 4 | (op.wide() as u64) << 3 | r << 2 | x << 1 | b;
    let word = 0xd5 | payload << 8 | (op.opcode() as u64 | rest) << 16;
    let prefix_len = op.prefix_len();
    let len = 3 + bytes + prefix_len;
    word << (8 * prefix_len) | op.prefixes() as u64 | (len as u64) << 56
}

#[inline(always)]
const fn assemble_vex(op: Encoding, fields: u64, bytes: u32, vvvv: u32) -> Short {
    let rest = op.opcode() as u64 | fields >> 16 << 8;
    let low = (!vvvv & 15) << 3 | op.prefix();
    let inverted = !fields as u32;
    if fields & 3 == 0 && op.map() == 1 && !op.wide() {
        let second = (inverted & 4) << 5 | low;
        Short::new(rest << 16 | (second as u64) << 8 | 0xc5, bytes + 3)
    } else {
        let rxb = (inverted & 4) << 5 | (inverted & 2) << 5 | (inverted & 1) << 5;
        let second = rxb | op.map();
        let third = (op.wide() as u32) << 7 | low;
        Short::new(rest << 24 | (third as u64) << 16 | (second as u64) << 8 | 0xc4, bytes + 4)
    }
}

#[inline(always)]
const fn with_register(op: Encoding, fields: u64) -> Short {
    assemble(op, fields, 1, 0)
}

#[inline(always)]
const fn with_mem(op: Encoding, field: u64, vvvv: u32, mem: Mem, imm: Imm) -> WithMem {
    let (mode, disp_len) = mem.mode();
    let has_sib = (mem.bits & SIB != 0) as u32;
    let fields = match op.wide() {
        true => field + mem.wide_fields(),
        false => field | mem.fields(),
    };
    let head = assemble(op, fields + mode, 1 + has_sib, vvvv);
    let tail = if imm.len == 0 {
        mem.disp as u32 as u64
    } else {
        // Only the displacement's own bytes, then the immediate.
        let shift = 8 * disp_len;
        let disp = mem.disp as u32 as u64 & ((1 << shift) - 1);
        disp | imm.bits << shift
    };
    let len = if head.is_none() { 0 } else { head.len + disp_len + imm.len };
    let layout = Layout { rm: Layout::NOWHERE, disp32: disp_len == 4, ..head.layout };
    let code = Long { head: head.word, head_len: head.len, tail, len, high: head.high, layout };
    WithMem { code, mem, imm_len: imm.len }
}

const NO_IMM: Imm = Imm { bits: 0, len: 0 };

// The forms. A name spells the operands in Intel order: e = register as r/m, g = register in
// the ModRM register field, h = register in VEX.vvvv, o = register in the opcode, m = memory;
// u and v = SSE registers as r/m and in the register field; i = immediate.

#[inline(always)]
pub(crate) const fn z(op: Encoding) -> Short {
    match op.fixed_modrm() {
        Some(modrm) => assemble(op, (modrm as u64) << 16, 1, 0),
        None => assemble(op, 0, 0, 0),
    }
}

#[inline(always)]
pub(crate) const fn i(op: Encoding, imm: Imm) -> Long {
    z(op).with(imm)
}

#[inline(always)]
pub(crate) const fn push_i([narrow, wide]: [Encoding; 2], imm: Imm) -> Long {
    let (op, imm) = narrowest(narrow, wide, imm);
    i(op, imm)
}

#[inline(always)]
pub(crate) const fn o(op: Encoding, bits: u8, register: Gpr) -> Short {
    let fields = rm(op, bits, register);
    let low = fields >> 16 & 7;
    let code = assemble(op, fields & 0xffff, 0, 0);
    if code.is_none() {
        return code;
    }
    let layout = Layout { rm: (code.len - 1) as u8, ..code.layout };
    Short { word: code.word + (low << (8 * (code.len - 1))), layout, ..code }
}

#[inline(always)]
pub(crate) const fn oi(op: Encoding, bits: u8, register: Gpr, imm: Imm) -> Long {
    o(op, bits, register).with(imm)
}

#[inline(always)]
pub(crate) const fn e(op: Encoding, bits: u8, register: Gpr) -> Short {
    with_register(op, digit(op) + rm(op, bits, register))
}

#[inline(always)]
pub(crate) const fn m(op: Encoding, mem: Mem) -> WithMem {
    with_mem(op, digit(op), 0, mem, NO_IMM)
}

#[inline(always)]
pub(crate) const fn ei(op: Encoding, bits: u8, register: Gpr, imm: Imm) -> Long {
    e(op, bits, register).with(imm)
}

#[inline(always)]
pub(crate) const fn mi(op: Encoding, mem: Mem, imm: Imm) -> WithMem {
    with_mem(op, digit(op), 0, mem, imm)
}

#[inline(always)]
pub(crate) const fn eg(op: Encoding, bits: u8, dst: Gpr, src: Gpr) -> Short {
    with_register(op, rm(op, bits, dst) | reg(op, bits, src))
}

#[inline(always)]
pub(crate) const fn ge(op: Encoding, dst_bits: u8, src_bits: u8, dst: Gpr, src: Gpr) -> Short {
    with_register(op, reg(op, dst_bits, dst) | rm(op, src_bits, src))
}

#[inline(always)]
pub(crate) const fn gm(op: Encoding, bits: u8, dst: Gpr, mem: Mem) -> WithMem {
    with_mem(op, reg(op, bits, dst), 0, mem, NO_IMM)
}

#[inline(always)]
pub(crate) const fn mg(op: Encoding, bits: u8, mem: Mem, src: Gpr) -> WithMem {
    with_mem(op, reg(op, bits, src), 0, mem, NO_IMM)
}

#[inline(always)]
pub(crate) const fn gei(op: Encoding, bits: u8, dst: Gpr, src: Gpr, imm: Imm) -> Long {
    ge(op, bits, bits, dst, src).with(imm)
}

#[inline(always)]
pub(crate) const fn gmi(op: Encoding, bits: u8, dst: Gpr, mem: Mem, imm: Imm) -> WithMem {
    with_mem(op, reg(op, bits, dst), 0, mem, imm)
}

#[inline(always)]
pub(crate) const fn mgi(op: Encoding, bits: u8, mem: Mem, src: Gpr, imm: Imm) -> WithMem {
    gmi(op, bits, src, mem, imm)
}

#[inline(always)]
pub(crate) const fn egi(op: Encoding, bits: u8, dst: Gpr, src: Gpr, imm: Imm) -> Long {
    eg(op, bits, dst, src).with(imm)
}

/// The encoding with one byte of immediate where that holds it, else the wide one. They differ
/// in nothing but the opcode, so that no branch is needed.
#[inline(always)]
const fn narrowest(narrow: Encoding, wide: Encoding, imm: Imm) -> (Encoding, Imm) {
    let fits = imm.fits_byte();
    let opcode = if fits { narrow.opcode() } else { wide.opcode() };
    let len = if fits { 1 } else { imm.len };
    (wide.with_opcode(opcode), Imm { len, ..imm })
}

/// `imul` by a constant.
#[inline(always)]
pub(crate) const fn imul_ei([narrow, wide]: [Encoding; 2], bits: u8, dst: Gpr, src: Gpr, imm: Imm) -> Long {
    let (op, imm) = narrowest(narrow, wide, imm);
    gei(op, bits, dst, src, imm)
}

#[inline(always)]
pub(crate) const fn imul_mi([narrow, wide]: [Encoding; 2], bits: u8, dst: Gpr, mem: Mem, imm: Imm) -> WithMem {
    let (op, imm) = narrowest(narrow, wide, imm);
    gmi(op, bits, dst, mem, imm)
}

/// Arithmetic with a constant: one byte where it fits, else the accumulator's form, else the
/// general one.
#[inline(always)]
pub(crate) const fn alu_ei([narrow, accumulator, wide]: [Encoding; 3], bits: u8, dst: Gpr, imm: Imm) -> Long {
    match dst {
        Gpr::RAX if !imm.fits_byte() => i(accumulator, imm),
        _ => {
            let (op, imm) = narrowest(narrow, wide, imm);
            ei(op, bits, dst, imm)
        }
    }
}

/// The accumulator's form where the register is `rax`, else the general one.
#[inline(always)]
pub(crate) const fn acc_ei([accumulator, wide]: [Encoding; 2], bits: u8, dst: Gpr, imm: Imm) -> Long {
    match dst {
        Gpr::RAX => i(accumulator, imm),
        _ => ei(wide, bits, dst, imm),
    }
}

#[inline(always)]
pub(crate) const fn alu_mi([narrow, wide]: [Encoding; 2], mem: Mem, imm: Imm) -> WithMem {
    let (op, imm) = narrowest(narrow, wide, imm);
    mi(op, mem, imm)
}

/// A 64-bit constant: zero-extended from 32 bits, sign-extended from 32 bits, or whole.
#[inline(always)]
pub(crate) const fn mov_oi([zero, sign, whole]: [Encoding; 3], dst: Gpr, value: i64) -> Long {
    if value as u64 >> 32 == 0 {
        oi(zero, 32, dst, Imm::i32(value as i32))
    } else if value == value as i32 as i64 {
        ei(sign, 64, dst, Imm::i32(value as i32))
    } else {
        oi(whole, 64, dst, Imm::i64(value))
    }
}

/// A shift by a constant; by one has its own opcode.
#[inline(always)]
pub(crate) const fn shift_ei([one, many]: [Encoding; 2], bits: u8, dst: Gpr, count: u8) -> Long {
    match count {
        1 => e(one, bits, dst).long(),
        _ => ei(many, bits, dst, Imm::u8(count)),
    }
}

#[inline(always)]
pub(crate) const fn shift_mi([one, many]: [Encoding; 2], mem: Mem, count: u8) -> WithMem {
    match count {
        1 => m(one, mem),
        _ => mi(many, mem, Imm::u8(count)),
    }
}

/// `xchg`: one byte less where one register is `rax`. The opcode 90 alone is `nop`: what
/// `xchg rax, rax` does, but not `xchg eax, eax`, which clears the upper half.
#[inline(always)]
pub(crate) const fn xchg([short, long]: [Encoding; 2], bits: u8, a: Gpr, b: Gpr) -> Short {
    match (a, b) {
        (Gpr::RAX, Gpr::RAX) if bits == 32 => eg(long, bits, a, b),
        (Gpr::RAX, Gpr::RAX) if bits == 64 => Short::new(0x90, 1),
        (Gpr::RAX, _) => o(short, bits, b),
        (_, Gpr::RAX) => o(short, bits, a),
        _ => eg(long, bits, a, b),
    }
}

#[inline(always)]
const fn condition(op: Encoding, cond: Cond) -> Encoding {
    op.with_opcode(op.opcode() | cond as u32)
}

#[inline(always)]
pub(crate) const fn cc_e(op: Encoding, bits: u8, cond: Cond, dst: Gpr) -> Short {
    e(condition(op, cond), bits, dst)
}

#[inline(always)]
pub(crate) const fn cc_m(op: Encoding, cond: Cond, mem: Mem) -> WithMem {
    m(condition(op, cond), mem)
}

#[inline(always)]
pub(crate) const fn cc_ge(op: Encoding, bits: u8, cond: Cond, dst: Gpr, src: Gpr) -> Short {
    ge(condition(op, cond), bits, bits, dst, src)
}

#[inline(always)]
pub(crate) const fn cc_gm(op: Encoding, bits: u8, cond: Cond, dst: Gpr, mem: Mem) -> WithMem {
    gm(condition(op, cond), bits, dst, mem)
}

#[inline(always)]
pub(crate) const fn ghe(op: Encoding, dst: Gpr, first: Gpr, second: Gpr) -> Short {
    assemble(op, reg(op, 64, dst) | rm(op, 64, second), 1, first as u32)
}

#[inline(always)]
pub(crate) const fn ghm(op: Encoding, dst: Gpr, first: Gpr, mem: Mem) -> WithMem {
    with_mem(op, reg(op, 64, dst), first as u32, mem, NO_IMM)
}

#[inline(always)]
pub(crate) const fn geh(op: Encoding, dst: Gpr, src: Gpr, count: Gpr) -> Short {
    ghe(op, dst, count, src)
}

#[inline(always)]
pub(crate) const fn gmh(op: Encoding, dst: Gpr, mem: Mem, count: Gpr) -> WithMem {
    ghm(op, dst, count, mem)
}

#[inline(always)]
pub(crate) const fn he(op: Encoding, dst: Gpr, src: Gpr) -> Short {
    assemble(op, digit(op) + rm(op, 64, src), 1, dst as u32)
}

#[inline(always)]
pub(crate) const fn hm(op: Encoding, dst: Gpr, mem: Mem) -> WithMem {
    with_mem(op, digit(op), dst as u32, mem, NO_IMM)
}

#[inline(always)]
pub(crate) const fn vu(op: Encoding, dst: Xmm, src: Xmm) -> Short {
    with_register(op, reg_x(op, dst) | rm_x(op, src)).xmm_reg().xmm_rm()
}

#[inline(always)]
pub(crate) const fn vm(op: Encoding, dst: Xmm, mem: Mem) -> WithMem {
    with_mem(op, reg_x(op, dst), 0, mem, NO_IMM).xmm_reg()
}

#[inline(always)]
pub(crate) const fn mv(op: Encoding, mem: Mem, src: Xmm) -> WithMem {
    with_mem(op, reg_x(op, src), 0, mem, NO_IMM).xmm_reg()
}

#[inline(always)]
pub(crate) const fn ve(op: Encoding, dst: Xmm, src: Gpr) -> Short {
    with_register(op, reg_x(op, dst) | rm(op, 64, src)).xmm_reg()
}

#[inline(always)]
pub(crate) const fn ev(op: Encoding, dst: Gpr, src: Xmm) -> Short {
    with_register(op, rm(op, 64, dst) | reg_x(op, src)).xmm_reg()
}

#[inline(always)]
pub(crate) const fn gu(op: Encoding, dst: Gpr, src: Xmm) -> Short {
    with_register(op, reg(op, 64, dst) | rm_x(op, src)).xmm_rm()
}

#[inline(always)]
pub(crate) const fn ui(op: Encoding, dst: Xmm, imm: Imm) -> Long {
    with_register(op, digit(op) + rm_x(op, dst)).xmm_rm().with(imm)
}

#[inline(always)]
pub(crate) const fn vui(op: Encoding, dst: Xmm, src: Xmm, imm: Imm) -> Long {
    vu(op, dst, src).with(imm)
}

#[inline(always)]
pub(crate) const fn vmi(op: Encoding, dst: Xmm, mem: Mem, imm: Imm) -> WithMem {
    with_mem(op, reg_x(op, dst), 0, mem, imm).xmm_reg()
}

#[inline(always)]
pub(crate) const fn vei(op: Encoding, dst: Xmm, src: Gpr, imm: Imm) -> Long {
    ve(op, dst, src).with(imm)
}

#[inline(always)]
pub(crate) const fn evi(op: Encoding, dst: Gpr, src: Xmm, imm: Imm) -> Long {
    ev(op, dst, src).with(imm)
}

#[inline(always)]
pub(crate) const fn mvi(op: Encoding, mem: Mem, src: Xmm, imm: Imm) -> WithMem {
    with_mem(op, reg_x(op, src), 0, mem, imm).xmm_reg()
}
