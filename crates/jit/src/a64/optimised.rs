//! Macro operations of the optimising compiler alone: values that wait in the context, stores into
//! objects in any register, bools and ints in registers.

use a64_asm::{Cond, XZR};
use bytecode::num::Comparison;

use super::memory::displacement;
use super::{BASE, CONTEXT, Fp, Gp, IntSource, Label, Masm, SCRATCH, SCRATCH2, SCRATCH3, TEMP, TEMP2, Test, Word};
use crate::abi::{Helper, offset};

/// Where a value waits in the context.
fn spill(place: u32) -> i32 {
    offset::SPILLS + 8 * place as i32
}

impl Masm {
    /// Stores a register into a word of the context.
    pub fn spill(&mut self, place: u32, src: Gp) {
        self.store_context(spill(place), src);
    }

    /// Stores a float register into a word of the context.
    pub fn spill_float(&mut self, place: u32, src: Fp) {
        self.store_double(src, CONTEXT, spill(place));
    }

    /// Loads a word of the context.
    pub fn unspill(&mut self, dst: Gp, place: u32) {
        self.load_context(dst, spill(place));
    }

    /// Loads the low half of a word of the context, zero-extended.
    pub(super) fn unspill_int(&mut self, dst: Gp, place: u32) {
        self.load32(dst, CONTEXT, spill(place));
    }

    /// Loads a word of the context into a float register.
    pub fn unspill_float(&mut self, dst: Fp, place: u32) {
        self.load_double(dst, CONTEXT, spill(place));
    }

    /// Moves the low half of a register, zero-extended, also where both registers are one.
    pub fn zero_extend(&mut self, dst: Gp, src: Gp) {
        self.asm.mov_rr32(dst, src);
    }

    /// Negates a boxed bool.
    pub fn flip_bool(&mut self, dst: Gp) {
        self.asm.eor_rri64(dst, dst, 1);
    }

    /// Goes to `fail` unless an int is below a length, unsigned.
    pub fn check_below(&mut self, index: IntSource, length: IntSource, fail: Label) {
        let index = self.int_register(TEMP, index);
        self.compare_register(index, length);
        self.keep_object(None, |masm| masm.asm.bcc_l(Cond::CS, fail));
    }

    /// Goes to `fail` unless an int is below the length of an array, unsigned.
    pub fn check_below_length(&mut self, index: IntSource, array: Gp, fail: Label) {
        let index = self.int_register(TEMP2, index);
        self.check_index(array, index, fail);
    }

    /// Compares the low bits of an int with 0, for `Eq` or `Ne`. The power is one of two.
    pub fn test_low_bits(&mut self, comparison: Comparison, src: Gp, power: i32) -> Test {
        match power.cast_unsigned() - 1 {
            0 => self.asm.tst_rr32(src, XZR), // no instruction holds an empty mask
            mask => self.asm.tst_ri32(src, mask),
        }
        Test::of(if comparison == Comparison::Eq { Cond::EQ } else { Cond::NE })
    }

    /// Computes the address of a word of an object.
    pub fn field_address(&mut self, dst: Gp, object: Gp, offset: i32) {
        let object = self.object(object);
        self.add_imm(dst, object, offset.into());
    }

    /// Computes the address of an element.
    pub fn element_address(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.asm.add_rre64(dst, elements, at.uxtw(3));
    }

    /// Calls a helper that is no safepoint on words of the context.
    pub fn call_leaf(&mut self, helper: Helper, place: u32) {
        self.load_imm(SCRATCH3, 0);
        self.add_imm(SCRATCH2, CONTEXT, spill(place).into());
        self.asm.mov_rr64(SCRATCH, CONTEXT);
        self.load_context(TEMP, helper.offset());
        self.asm.blr_r(TEMP);
    }

    /// Tests whether a bool in a word is true.
    pub fn test_bool_word(&mut self, word: Word) -> Test {
        self.load8(TEMP, BASE, displacement(word));
        self.test_bool(TEMP)
    }
}
