//! Families of instructions beyond the scalar ones, made from `table/*.txt` by the build script.
//!
//! A method hands its operands to `registers` or `memory` here, with the encodings to choose
//! from and the features that each needs. The first encoding is the shorter one.

mod encode;
mod field;
mod operand;
mod read;
mod row;
mod spell;
#[cfg(feature = "template")]
mod template;

pub use operand::KMask::*;
pub use operand::Mm::*;
pub use operand::Segment::*;
pub use operand::St::*;
pub use operand::Tmm::*;
pub use operand::Ymm::*;
pub use operand::Zmm::*;
pub use operand::{
    Broadcast, DefaultFlags, KMask, Masked, Merging, Mm, Rounded, Sae, Segment, SourceCond, St, StaticRounding, Tmm,
    VectorMem, Ymm, Zmm,
};
pub(crate) use read::{Found, read};

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::cond::Cond;
use crate::encode::{Layout, Long, Short, WithMem};
use crate::encoding::{Encoding, Space};
use crate::error::Error;
use crate::feature::Features;
use crate::mem::Mem;
use crate::reg::{Gpr, Xmm};
#[cfg(feature = "template")]
use crate::template::Template;
use encode::{Behind, Head, Registers};
use operand::extra;

/// The methods, as the build script writes them.
mod methods {
    #![allow(clippy::unnecessary_cast, reason = "one shape for all widths of immediates")]

    use super::*;

    include!(concat!(env!("OUT_DIR"), "/methods.rs"));
}

/// Operands of a packed instruction, before an encoding is chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inst {
    encodings: [Encoding; 2],
    registers: Registers,
    mem: Option<Mem>,
    extra: u32,
    imm: u64,
}

/// The instruction's bytes, and what `finish` has to do about it.
#[derive(Clone, Copy)]
pub(crate) struct Bytes {
    pub code: Long,
    pub mem: Option<Mem>,
    pub imm_len: u32,
    /// A prefix before all others.
    pub outer: Option<u8>,
}

impl Inst {
    #[inline(always)]
    const fn new(encodings: [u64; 2], registers: [u8; 4], mem: Option<Mem>, extra: u32, imm: u64) -> Inst {
        let encodings = [Encoding(encodings[0]), Encoding(encodings[1])];
        Inst { encodings, registers: Registers::new(registers), mem, extra, imm }
    }

    /// The first encoding, unless only the second can hold the operands.
    #[inline(always)]
    const fn choice(&self) -> usize {
        let high = match self.mem {
            Some(mem) => mem.is_high(),
            None => false,
        };
        let only_second = self.encodings[1].is_some() && (self.registers.any_high() || high);
        if self.is_by_imm() { self.asked() } else { (only_second || self.asked() != 0) as usize }
    }

    /// Which encoding immediate and decorations ask for.
    #[inline(always)]
    const fn asked(&self) -> usize {
        let [first, second] = self.encodings;
        if !self.is_by_imm() {
            return (second.is_some() && self.extra != 0) as usize;
        }
        if first.imm_bytes() == 0 {
            // A shift, by one and by any count.
            return (self.imm != 1) as usize;
        }
        // The same with a narrow and a wide immediate.
        let value = if second.imm_bytes() == 2 { self.imm as i16 as i32 } else { self.imm as i32 };
        (value != value as i8 as i32) as usize
    }

    /// Whether the encodings differ by their immediates.
    #[inline(always)]
    const fn is_by_imm(&self) -> bool {
        let [first, second] = self.encodings;
        let (first, wide) = (first.imm_bytes(), second.imm_bytes());
        second.is_some() && (first == 0 && wide == 1 || first == 1 && wide > 1)
    }

    /// Whether it names a general-purpose register from 16 on.
    #[inline(always)]
    const fn needs_apx(&self, encoding: Encoding) -> bool {
        if !cfg!(feature = "apx") {
            return false;
        }
        let high = match self.mem {
            Some(mem) => mem.is_high(),
            None => encoding.general_rm() && self.registers.rm > 15,
        };
        high || encoding.general_reg() && self.registers.reg > 15
    }

    /// Encodes; a length of 0 where the encoding cannot hold the operands.
    #[inline(always)]
    pub(crate) const fn encode(&self, encoding: Encoding) -> Bytes {
        let decorated = self.extra != 0 && !matches!(encoding.space(), Space::Evex);
        let narrow = !encoding.register_in_imm() || self.imm < 16;
        let valid = narrow && !decorated && self.extra & extra::INVALID == 0;
        let imm_len = encoding.imm_bytes() + encoding.register_in_imm() as u32;
        let imm = match encoding.register_in_imm() {
            true => (self.registers.is4 << 4) as u64 | self.imm,
            false => self.imm,
        };
        let mem = self.address(encoding);
        let code = match mem {
            _ if !valid => Long::NONE,
            None => self.with_register(encoding, imm, imm_len),
            Some(mem) => self.with_memory(encoding, mem, imm, imm_len),
        };
        Bytes { code, mem, imm_len, outer: encoding.outer() }
    }

    /// The memory operand, with a SIB byte where the instruction has no encoding without one.
    #[inline(always)]
    const fn address(&self, encoding: Encoding) -> Option<Mem> {
        match self.mem {
            Some(mem) if encoding.needs_sib() => Some(mem.with_sib()),
            mem => mem,
        }
    }

    /// An immediate byte is in the head, so that the instruction is one word.
    #[inline(always)]
    const fn with_register(&self, encoding: Encoding, imm: u64, imm_len: u32) -> Long {
        let in_head = imm_len == 1;
        let behind = if in_head { Behind { bits: imm, len: 1 } } else { Behind { bits: 0, len: 0 } };
        let Head { word, len } = encode::with_register(encoding, self.registers, self.extra, behind);
        if len == 0 {
            return Long::NONE;
        }
        let (tail, tail_len) = if in_head { (0, 0) } else { (imm, imm_len) };
        Long { head: word, head_len: len, tail, len: len + tail_len, high: false, layout: Layout::NONE }
    }

    /// With EVEX, registers only, and nothing that decorates them.
    #[inline(always)]
    const fn undecorated(&self, encoding: Encoding) -> Head {
        let len = encoding.imm_bytes();
        encode::with_register(encoding, self.registers, 0, Behind { bits: self.imm, len })
    }

    #[inline(always)]
    const fn with_memory(&self, encoding: Encoding, mem: Mem, imm: u64, imm_len: u32) -> Long {
        let shift = encoding.disp_shift(self.extra & extra::B != 0);
        let (mode, disp_len, disp) = encode::displacement(mem, shift);
        let head = encode::with_memory(encoding, self.registers, mem, mode, self.extra);
        if head.len == 0 {
            return Long::NONE;
        }
        let tail = if imm_len == 0 {
            disp as u64
        } else {
            // Only the displacement's own bytes, then the immediate.
            disp as u64 & ((1 << (8 * disp_len)) - 1) | imm << (8 * disp_len)
        };
        let len = head.len + disp_len + imm_len;
        let layout = Layout { disp32: disp_len == 4, ..Layout::NONE };
        Long { head: head.word, head_len: head.len, tail, len, high: false, layout }
    }
}

/// What the second encoding has beside its head, where it is EVEX with a memory operand.
#[derive(Clone, Copy)]
struct EvexMem {
    /// Of the units of a displacement: of the whole operand, of a broadcast element.
    shifts: [u8; 2],
    imm_len: u8,
    imm: u8,
}

impl EvexMem {
    #[inline(always)]
    const fn new(encoding: Encoding, imm: u64) -> EvexMem {
        let shifts = [encoding.disp_shift(false) as u8, encoding.disp_shift(true) as u8];
        EvexMem { shifts, imm_len: encoding.imm_bytes() as u8, imm: imm as u8 }
    }
}

impl<B: Buffer> Assembler<B> {
    #[cfg_attr(debug_assertions, inline(never))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn registers(
        &mut self,
        encodings: [u64; 2],
        registers: [u8; 4],
        extra: u32,
        imm: u64,
        needs: &'static [Features; 2],
    ) {
        self.put_inst(Inst::new(encodings, registers, None, extra, imm), needs);
    }

    #[cfg_attr(debug_assertions, inline(never))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn memory(
        &mut self,
        encodings: [u64; 2],
        registers: [u8; 4],
        mem: Mem,
        extra: u32,
        imm: u64,
        needs: &'static [Features; 2],
    ) {
        self.put_inst(Inst::new(encodings, registers, Some(mem), extra, imm), needs);
    }

    /// Each encoding is a branch of its own: with a constant index its fields are constants, and what
    /// remains are the registers. The second one is apart, so that a call stays small.
    #[inline(always)]
    fn put_inst(&mut self, inst: Inst, needs: &'static [Features; 2]) {
        let [first, second] = inst.encodings;
        if first.is_vex() && second.is_evex() {
            return self.put_vex_or_evex(inst, needs);
        }
        let at = inst.choice();
        if !self.buffer.state().features.contains(needs[at]) {
            self.put_other(inst, needs);
        } else if at == 0 {
            self.put_as(&inst, first, inst.encode(first));
        } else {
            self.put_second(inst);
        }
    }

    /// Encoding with VEX finds what only EVEX can hold, so nothing looks at the registers before.
    #[inline(always)]
    fn put_vex_or_evex(&mut self, inst: Inst, needs: &'static [Features; 2]) {
        let [vex, evex] = inst.encodings;
        if inst.extra == 0 && !self.buffer.state().features.contains(needs[0]) {
            return self.put_other(inst, needs);
        }
        let bytes = inst.encode(vex);
        if bytes.code.len != 0 {
            return self.put_as(&inst, vex, bytes);
        }
        let apx = if inst.needs_apx(evex) { extra::APX } else { 0 };
        match inst.address(evex) {
            None => {
                let Head { word, len } = inst.undecorated(evex);
                self.put_evex(word, len, inst.extra | apx, needs);
            }
            Some(mem) => {
                let undecorated = encode::without_memory(evex, inst.registers);
                self.put_evex_memory(undecorated, mem, inst.extra | apx, EvexMem::new(evex, inst.imm), needs);
            }
        }
    }

    /// The head of an instruction with EVEX and registers only, without what it is decorated with.
    #[inline(never)]
    fn put_evex(&mut self, word: u64, len: u32, extra: u32, needs: &'static [Features; 2]) {
        self.require_evex(extra, needs);
        match extra & extra::INVALID {
            0 => self.put(Short::new(encode::decorated(word, extra), len)),
            _ => self.no_encoding(),
        }
    }

    #[inline(never)]
    fn put_evex_memory(
        &mut self,
        word: u64,
        mem: Mem,
        extra: u32,
        EvexMem { shifts, imm_len, imm }: EvexMem,
        needs: &'static [Features; 2],
    ) {
        self.require_evex(extra, needs);
        if extra & extra::INVALID != 0 {
            return self.no_encoding();
        }
        let shift = shifts[(extra & extra::B != 0) as usize];
        let (mode, disp_len, disp) = encode::displacement(mem, shift.into());
        let head = encode::decorated(word, extra) ^ encode::evex_address(mem, mode);
        let head_len = 5 + mem.address_bytes();
        let tail = disp as u64 & ((1 << (8 * disp_len)) - 1) | u64::from(imm) << (8 * disp_len);
        let imm_len = imm_len.into();
        let len = head_len + disp_len + imm_len;
        let code = Long { head, head_len, tail, len, high: false, layout: Layout::NONE };
        self.put(WithMem { code, mem, imm_len });
    }

    #[inline(always)]
    fn require_evex(&mut self, extra: u32, needs: &'static [Features; 2]) {
        self.require(needs[1]);
        if extra & extra::APX != 0 {
            self.require(Features::APX_F);
        }
    }

    #[inline(never)]
    fn put_second(&mut self, inst: Inst) {
        let encoding = inst.encodings[1];
        self.put_as(&inst, encoding, inst.encode(encoding));
    }

    #[inline(always)]
    fn put_as(&mut self, inst: &Inst, encoding: Encoding, bytes: Bytes) {
        if inst.needs_apx(encoding) {
            self.require(Features::APX_F);
        }
        if let Some(prefix) = bytes.outer {
            self.put(Short::new(prefix as u64, 1));
        }
        match bytes.mem {
            _ if bytes.code.len == 0 => self.no_encoding(),
            None if bytes.imm_len <= 1 => self.put(Short::new(bytes.code.head, bytes.code.len)),
            None => self.put(bytes.code),
            Some(mem) => self.put(WithMem { code: bytes.code, mem, imm_len: bytes.imm_len }),
        }
    }

    /// Takes the second encoding where only its features are there; otherwise notes what is missing.
    #[cold]
    #[inline(never)]
    fn put_other(&mut self, inst: Inst, needs: &'static [Features; 2]) {
        let at = inst.choice();
        let [first, second] = inst.encodings;
        let is_second = at == 0 && second.is_some() && self.buffer.state().features.contains(needs[1]);
        if !is_second {
            self.require(needs[at]);
        }
        let encoding = if is_second || at != 0 { second } else { first };
        self.put_as(&inst, encoding, inst.encode(encoding));
    }

    #[cold]
    #[inline(never)]
    fn no_encoding(&mut self) {
        let at = self.buffer.pos();
        self.fail(Error::NoEncoding { at });
    }
}
