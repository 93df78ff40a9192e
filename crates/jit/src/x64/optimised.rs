//! Macro operations of the optimising compiler alone: values that wait in the context, stores into
//! objects in any register, bools and ints in registers.

use bytecode::num::Comparison;
use x64_asm::{Cond, Mem, R15, RDI, RDX, RSI};

use super::{Fp, Gp, IntSource, Label, Masm, Test, Word, context, field, frame};
use crate::abi::{Helper, offset};

/// A word of the context where a value waits.
pub(super) fn spill(place: u32) -> Mem {
    context(offset::SPILLS + 8 * place as i32)
}

impl Masm {
    /// Stores a register into a word of the context.
    pub fn spill(&mut self, place: u32, src: Gp) {
        self.asm.mov_mr64(spill(place), src);
    }

    /// Stores a float register into a word of the context.
    pub fn spill_float(&mut self, place: u32, src: Fp) {
        self.asm.movsd_mx(spill(place), src);
    }

    /// Loads a word of the context.
    pub fn unspill(&mut self, dst: Gp, place: u32) {
        self.asm.mov_rm64(dst, spill(place));
    }

    /// Loads a word of the context into a float register.
    pub fn unspill_float(&mut self, dst: Fp, place: u32) {
        self.asm.movsd_xm(dst, spill(place));
    }

    /// Moves the low half of a register, zero-extended, also where both registers are one.
    pub fn zero_extend(&mut self, dst: Gp, src: Gp) {
        self.asm.mov_rr32(dst, src);
    }

    /// Negates a boxed bool.
    pub fn flip_bool(&mut self, dst: Gp) {
        self.asm.xor_ri64(dst, 1);
    }

    /// Goes to `fail` unless an int is below a length, unsigned.
    pub fn check_below(&mut self, index: IntSource, length: IntSource, fail: Label) {
        let index = self.int_register(Masm::scratch2, index);
        match length {
            IntSource::Imm(length) => self.asm.cmp_ri32(*index, length),
            IntSource::Gp(length) => self.asm.cmp_rr32(*index, length),
            IntSource::Word(word) => self.asm.cmp_rm32(*index, frame(word)),
            IntSource::Spill(place) => self.asm.cmp_rm32(*index, spill(place)),
        }
        self.asm.jcc(Cond::AE, fail);
    }

    /// Goes to `fail` unless an int is below the length of an array, unsigned.
    pub fn check_below_length(&mut self, index: IntSource, array: Gp, fail: Label) {
        let index = self.int_register(Masm::scratch2, index);
        self.check_index(array, *index, fail);
    }

    /// Compares the low bits of an int with 0, for `Eq` or `Ne`. The mask is a power of two.
    pub fn test_low_bits(&mut self, comparison: Comparison, src: Gp, power: i32) -> Test {
        match i8::try_from(power - 1) {
            Ok(mask) => self.asm.test_ri8(src, mask),
            Err(_) => self.asm.test_ri32(src, power - 1),
        }
        Test::of(if comparison == Comparison::Eq { Cond::E } else { Cond::NE })
    }

    /// Computes the address of a word of an object.
    pub fn field_address(&mut self, dst: Gp, object: Gp, offset: i32) {
        self.asm.lea_rm64(dst, field(object, offset));
    }

    /// Computes the address of an element.
    pub fn element_address(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.asm.lea_rm64(dst, super::element(elements, at));
    }

    /// Calls a helper that is no safepoint on words of the context.
    pub fn call_leaf(&mut self, helper: Helper, place: u32) {
        self.asm.xor_rr32(RDX, RDX);
        self.asm.lea_rm64(RSI, spill(place));
        self.asm.mov_rr64(RDI, R15);
        self.asm.call_m(context(helper.offset()));
    }

    /// Tests whether a bool in a word is true.
    pub fn test_bool_word(&mut self, word: Word) -> Test {
        self.asm.test_mi8(frame(word), 1);
        Test::of(Cond::NE)
    }
}
