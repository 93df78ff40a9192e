//! Quotients and remainders of ints.
//!
//! `sdiv` does not trap: `MIN / -1` is `MIN`, which is what wrapping gives.

use a64_asm::XZR;

use super::{Gp, IntSource, Label, Masm, TEMP, TEMP2};
use crate::mutant::{self, Mutant};

/// The part of a macro operation that stands behind the hot code: on ARM64 none has one.
#[derive(Clone, Copy, Debug)]
pub enum ColdPiece {}

impl Masm {
    /// Goes to `zero` if a divisor is 0.
    pub fn guard_nonzero(&mut self, divisor: Gp, zero: Label) {
        self.asm.cbz_rl32(divisor, zero);
    }

    /// Quotient or remainder of an int by a divisor that is not 0. What it returns is to be given
    /// to [`emit_cold`](Self::emit_cold) behind the hot code.
    #[must_use]
    pub fn int_divide(&mut self, dst: Gp, a: IntSource, divisor: Gp, remainder: bool) -> Option<ColdPiece> {
        let dividend = self.int_register(TEMP, a);
        if remainder {
            self.asm.sdiv_rrr32(TEMP2, dividend, divisor);
            self.asm.msub_rrrr32(dst, TEMP2, divisor, dividend);
        } else {
            self.asm.sdiv_rrr32(dst, dividend, divisor);
        }
        None
    }

    /// Emits the part of a macro operation that stands behind the hot code.
    pub fn emit_cold(&mut self, cold: ColdPiece) {
        match cold {}
    }

    /// The bits of an int that are 0 exactly if the int is a multiple of a constant other than 0;
    /// for a constant that is no power of two the remainder itself.
    pub fn int_low_bits(&mut self, dst: Gp, a: IntSource, divisor: i32) {
        let magnitude = divisor.unsigned_abs();
        if !magnitude.is_power_of_two() || magnitude == 1 << 31 {
            return self.int_divide_const(dst, a, divisor, true);
        }
        match magnitude {
            1 => self.load_imm(dst, 0),
            _ => {
                let int = self.int_register(TEMP, a);
                self.asm.and_rri32(dst, int, magnitude - 1);
            }
        }
    }

    /// Shifts an int right by 1 to 31 bits, with its sign.
    pub fn int_shift_right(&mut self, dst: Gp, a: IntSource, shift: u8) {
        let int = self.int_register(TEMP, a);
        self.asm.asr_rri32(dst, int, shift);
    }

    /// Quotient or remainder of ints by a constant other than 0, without a division: by shifts for
    /// a power of two, else by the reciprocal (Granlund and Montgomery, "Division by Invariant
    /// Integers using Multiplication", 1994, figure 5.2).
    pub fn int_divide_const(&mut self, dst: Gp, a: IntSource, divisor: i32, remainder: bool) {
        let magnitude = divisor.unsigned_abs();
        let dividend = self.int_register(TEMP, a);
        if magnitude == 1 {
            return self.divide_by_one(dst, dividend, divisor, remainder);
        }
        if magnitude.is_power_of_two() {
            self.bias_by_power(dividend, magnitude, remainder);
        } else {
            self.quotient_by_reciprocal(dividend, magnitude);
        }
        match (remainder, magnitude.is_power_of_two()) {
            (true, true) => {
                self.asm.and_rri32(TEMP2, TEMP2, magnitude.wrapping_neg());
                self.asm.sub_rrr32(dst, dividend, TEMP2);
            }
            (true, false) => self.subtract_multiple(dst, dividend, magnitude),
            (false, true) if divisor < 0 => {
                let shift = magnitude.trailing_zeros() as u8;
                self.asm.sub_rrs32(dst, XZR, TEMP2.asr(shift));
            }
            (false, true) => self.asm.asr_rri32(dst, TEMP2, magnitude.trailing_zeros() as u8),
            (false, false) if divisor < 0 => self.asm.neg_rr32(dst, TEMP2),
            (false, false) => self.asm.mov_rr32(dst, TEMP2),
        }
    }

    fn divide_by_one(&mut self, dst: Gp, dividend: Gp, divisor: i32, remainder: bool) {
        match (remainder, divisor < 0) {
            (true, _) => self.load_imm(dst, 0),
            (false, true) => self.asm.neg_rr32(dst, dividend),
            // Also where both are one register: it may hold a boxed int.
            (false, false) => self.asm.mov_rr32(dst, dividend),
        }
    }

    /// The dividend in [`TEMP2`], and 2^shift - 1 added to it if it is negative, so that a shift
    /// rounds toward zero.
    fn bias_by_power(&mut self, dividend: Gp, magnitude: u32, remainder: bool) {
        let shift = magnitude.trailing_zeros() as u8;
        if remainder && mutant::is(Mutant::UnsignedRemainder) {
            return self.asm.mov_rr32(TEMP2, dividend);
        }
        if shift == 1 {
            return self.asm.add_rrs32(TEMP2, dividend, dividend.lsr(31));
        }
        self.asm.asr_rri32(TEMP2, dividend, 31);
        self.asm.add_rrs32(TEMP2, dividend, TEMP2.lsr(32 - shift));
    }

    /// `dividend / magnitude` in [`TEMP2`].
    fn quotient_by_reciprocal(&mut self, dividend: Gp, magnitude: u32) {
        let shift = 32 - (magnitude - 1).leading_zeros() - 1; // ceil(log2) - 1
        let reciprocal = ((1u64 << (32 + shift)) / u64::from(magnitude) + 1) as u32;
        let factor = self.scratch3();
        self.asm.sxtw_rr64(TEMP2, dividend);
        self.asm.mov_ri32(*factor, reciprocal);
        self.asm.mul_rrr64(TEMP2, TEMP2, *factor);
        self.asm.asr_rri64(TEMP2, TEMP2, 32 + shift as u8);
        self.asm.sub_rrs32(TEMP2, TEMP2, dividend.asr(31));
    }

    /// `dst = dividend - TEMP2 * magnitude`.
    fn subtract_multiple(&mut self, dst: Gp, dividend: Gp, magnitude: u32) {
        let factor = self.scratch3();
        self.asm.mov_ri32(*factor, magnitude);
        self.asm.msub_rrrr32(dst, TEMP2, *factor, dividend);
    }
}
