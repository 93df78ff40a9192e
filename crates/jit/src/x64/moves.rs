//! Moves between words of the frame and registers, and between boxed and unboxed values.

use heap::layout;
use x64_asm::{Mem, R14, RBP, Scale};

use super::{Fp, Gp, IntSource, Masm, Word, frame, index, word_at};

impl Masm {
    /// Loads the low half of a word, zero-extended.
    pub fn load_int(&mut self, dst: Gp, word: Word) {
        self.asm.mov_rm32(dst, frame(word));
    }

    /// Loads a whole word.
    pub fn load_boxed(&mut self, dst: Gp, word: Word) {
        self.asm.mov_rm64(dst, frame(word));
    }

    /// Loads the function that runs.
    pub fn load_callee(&mut self, dst: Gp) {
        self.asm.mov_rm64(dst, word_at(RBP, -8));
    }

    /// Loads the cell that is an upvalue of the function that runs.
    pub fn load_upvalue_cell(&mut self, dst: Gp, upvalue: u32) {
        self.load_callee(dst);
        self.load_field(dst, dst, (layout::FUNCTION_UPVALUES + 8 * upvalue as usize) as i32);
    }

    /// Loads a word as a float.
    pub fn load_float(&mut self, dst: Fp, word: Word) {
        self.asm.movsd_xm(dst, frame(word));
    }

    /// Stores an int (upper half zero) into a word, boxed.
    pub fn store_int(&mut self, word: Word, src: Gp) {
        let boxed = self.scratch();
        self.box_int(*boxed, src);
        self.store_boxed(word, *boxed);
    }

    /// Stores a whole word.
    pub fn store_boxed(&mut self, word: Word, src: Gp) {
        self.asm.mov_mr64(frame(word), src);
    }

    /// Stores a float into a word.
    pub fn store_float(&mut self, word: Word, src: Fp) {
        self.asm.movsd_mx(frame(word), src);
    }

    /// Stores known bits into a word; keeps the flags.
    pub fn store_bits(&mut self, word: Word, bits: u64) {
        let value = self.scratch();
        self.load_bits(*value, bits);
        self.store_boxed(word, *value);
    }

    /// Copies a word.
    pub fn copy_word(&mut self, dst: Word, src: Word) {
        let value = self.scratch();
        self.load_boxed(*value, src);
        self.store_boxed(dst, *value);
    }

    /// Loads known bits; keeps the flags.
    pub fn load_bits(&mut self, dst: Gp, bits: u64) {
        let distance = bits.wrapping_sub(heap::Bits::INT_TAG).cast_signed();
        match i32::try_from(distance) {
            Ok(distance) => self.asm.lea_rm64(dst, word_at(R14, distance)),
            Err(_) => self.asm.mov_ri64(dst, bits.cast_signed()),
        }
    }

    /// Loads a known int, zero-extended; keeps the flags.
    pub fn load_imm(&mut self, dst: Gp, value: i32) {
        self.asm.mov_ri32(dst, value);
    }

    /// Loads a known float.
    pub fn load_float_bits(&mut self, dst: Fp, bits: u64) {
        if bits == 0 {
            self.asm.xorps_xx(dst, dst);
        } else {
            let constant = self.asm.constant(bits);
            self.asm.movsd_xm(dst, constant);
        }
    }

    /// Moves a zero-extended int.
    pub fn move_int(&mut self, dst: Gp, src: Gp) {
        if dst != src {
            self.asm.mov_rr32(dst, src);
        }
    }

    /// Moves a whole register.
    pub fn move_boxed(&mut self, dst: Gp, src: Gp) {
        if dst != src {
            self.asm.mov_rr64(dst, src);
        }
    }

    /// Moves a float.
    pub fn move_float(&mut self, dst: Fp, src: Fp) {
        if dst != src {
            self.asm.movaps_xx(dst, src);
        }
    }

    /// Boxes an int (upper half zero).
    pub fn box_int(&mut self, dst: Gp, src: Gp) {
        self.asm.lea_rm64(dst, Mem::base(R14).index(index(src), Scale::X1));
    }

    /// Moves the bits of a float to a general-purpose register.
    pub fn box_float(&mut self, dst: Gp, src: Fp) {
        self.asm.movq_rx(dst, src);
    }

    /// Moves the bits of a float to a float register.
    pub fn float_from_boxed(&mut self, dst: Fp, src: Gp) {
        self.asm.movq_xr(dst, src);
    }

    /// Loads an int source, zero-extended.
    pub fn load_source(&mut self, dst: Gp, src: IntSource) {
        match src {
            IntSource::Imm(value) => self.load_imm(dst, value),
            IntSource::Gp(gp) => self.asm.mov_rr32(dst, gp),
            IntSource::Word(word) => self.load_int(dst, word),
            IntSource::Spill(place) => self.asm.mov_rm32(dst, super::optimised::spill(place)),
        }
    }
}
