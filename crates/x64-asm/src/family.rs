//! Families of instructions beyond the scalar ones, made from `table/*.txt` by the build script.
//!
//! A method hands its operands to `registers` or `memory` here, with the encodings to choose
//! from and the features that each needs. The first encoding is the shorter one.

mod encode;
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
use crate::encode::{Layout, Long, WithMem};
use crate::encoding::{Encoding, Space};
use crate::error::Error;
use crate::feature::Features;
use crate::mem::Mem;
use crate::reg::{Gpr, Xmm};
#[cfg(feature = "template")]
use crate::template::Template;
use encode::Registers;
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
        let [first, second] = self.encodings;
        if second.is_some() && first.imm_bytes() == 0 && second.imm_bytes() == 1 {
            // A shift, by one and by any count.
            return (self.imm != 1) as usize;
        }
        if second.is_some() && first.imm_bytes() == 1 && second.imm_bytes() > 1 {
            // The same with a narrow and a wide immediate.
            let value = if second.imm_bytes() == 2 { self.imm as i16 as i32 } else { self.imm as i32 };
            return (value != value as i8 as i32) as usize;
        }
        let high = match self.mem {
            Some(mem) => mem.is_high(),
            None => false,
        };
        (self.encodings[1].is_some() && (self.extra != 0 || self.registers.any_high() || high)) as usize
    }

    /// Whether it names a general-purpose register from 16 on.
    #[inline(always)]
    const fn needs_apx(&self, at: usize) -> bool {
        if !cfg!(feature = "apx") {
            return false;
        }
        let encoding = self.encodings[at];
        let high = match self.mem {
            Some(mem) => mem.is_high(),
            None => encoding.general_rm() && self.registers.rm > 15,
        };
        high || encoding.general_reg() && self.registers.reg > 15
    }

    /// Encodes; a length of 0 where the encoding cannot hold the operands.
    #[inline(always)]
    pub(crate) const fn encode(&self, at: usize) -> Bytes {
        let mut encoding = self.encodings[at];
        let mut registers = self.registers;
        let decorated = self.extra != 0 && !matches!(encoding.space(), Space::Evex);
        let imm_len = encoding.imm_bytes() + encoding.register_in_imm() as u32;
        let imm = match encoding.register_in_imm() {
            true => (registers.is4 << 4) as u64 | self.imm,
            false => self.imm,
        };
        let (head, disp_len, disp) = match self.mem {
            None => {
                // A register from 8 on as r/m takes the longer prefix.
                let long = matches!(encoding.space(), Space::Vex) && registers.rm & 8 != 0;
                if long && encoding.stores() && registers.reg & 8 == 0 {
                    encoding = encoding.stored();
                    registers = Registers { reg: registers.rm, rm: registers.reg, ..registers };
                } else if long && encoding.commutes() && registers.vvvv & 8 == 0 {
                    registers = Registers { vvvv: registers.rm, rm: registers.vvvv, ..registers };
                }
                (encode::with_register(encoding, registers, self.extra), 0, 0)
            }
            Some(mem) => {
                let mem = if encoding.needs_sib() { mem.with_sib() } else { mem };
                let shift = encoding.disp_shift(self.extra & extra::B != 0);
                let (mode, len, disp) = encode::displacement(mem, shift);
                (encode::with_memory(encoding, registers, mem, mode, self.extra), len, disp)
            }
        };
        let narrow = !encoding.register_in_imm() || self.imm < 16;
        let valid = head.len > 0 && narrow && !decorated && self.extra & extra::INVALID == 0;
        let disp = disp as u64 & ((1 << (8 * disp_len)) - 1);
        let len = if valid { head.len + disp_len + imm_len } else { 0 };
        let tail = disp | imm << (8 * disp_len);
        let layout = Layout { disp32: disp_len == 4, ..Layout::NONE };
        let code = Long { head: head.word, head_len: head.len, tail, len, high: false, layout };
        Bytes { code, mem: self.mem, imm_len, outer: encoding.outer() }
    }
}

impl<B: Buffer> Assembler<B> {
    #[cfg_attr(debug_assertions, inline(never))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn registers(&mut self, encodings: [u64; 2], registers: [u8; 4], extra: u32, imm: u64, needs: [Features; 2]) {
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
        needs: [Features; 2],
    ) {
        self.put_inst(Inst::new(encodings, registers, Some(mem), extra, imm), needs);
    }

    /// Each encoding is a branch of its own: with a constant index its fields are constants, and what
    /// remains are the registers. The second one is apart, so that a call stays small.
    #[inline(always)]
    fn put_inst(&mut self, inst: Inst, needs: [Features; 2]) {
        let at = inst.choice();
        if !self.buffer.state().features.contains(needs[at]) {
            self.put_other(inst, at, needs);
        } else if at == 0 {
            self.put_at(&inst, 0);
        } else {
            self.put_second(inst);
        }
    }

    #[inline(never)]
    fn put_second(&mut self, inst: Inst) {
        self.put_at(&inst, 1);
    }

    #[inline(always)]
    fn put_at(&mut self, inst: &Inst, at: usize) {
        if inst.needs_apx(at) {
            self.require(Features::APX_F);
        }
        let bytes = inst.encode(at);
        if let Some(prefix) = bytes.outer {
            self.put(crate::encode::Short::new(prefix as u64, 1));
        }
        match bytes.mem {
            _ if bytes.code.len == 0 => self.no_encoding(),
            None => self.put(bytes.code),
            Some(mem) => self.put(WithMem { code: bytes.code, mem, imm_len: bytes.imm_len }),
        }
    }

    /// Takes the second encoding where only its features are there; otherwise notes what is missing.
    #[cold]
    #[inline(never)]
    fn put_other(&mut self, inst: Inst, at: usize, needs: [Features; 2]) {
        let second = at == 0 && inst.encodings[1].is_some() && self.buffer.state().features.contains(needs[1]);
        if !second {
            self.require(needs[at]);
        }
        self.put_at(&inst, if second { 1 } else { at });
    }

    #[cold]
    #[inline(never)]
    fn no_encoding(&mut self) {
        let at = self.buffer.pos();
        self.fail(Error::NoEncoding { at });
    }
}
