//! Moves between words of the frame and registers, and between boxed and unboxed values.

use heap::{Bits, layout};

use super::memory::displacement;
use super::{BASE, Fp, Gp, INTS, IntSource, Masm, TEMP, Word};

impl Masm {
    /// Loads the low half of a word, zero-extended.
    pub fn load_int(&mut self, dst: Gp, word: Word) {
        self.load32(dst, BASE, displacement(word));
    }

    /// Loads a whole word.
    pub fn load_boxed(&mut self, dst: Gp, word: Word) {
        self.load_word(dst, word);
    }

    /// Loads the function that runs.
    pub fn load_callee(&mut self, dst: Gp) {
        self.load64(dst, BASE, -8);
    }

    /// Loads the cell that is an upvalue of the function that runs.
    pub fn load_upvalue_cell(&mut self, dst: Gp, upvalue: u32) {
        self.load_callee(dst);
        self.load_field(dst, dst, (layout::FUNCTION_UPVALUES + 8 * upvalue as usize) as i32);
    }

    /// Loads a word as a float.
    pub fn load_float(&mut self, dst: Fp, word: Word) {
        self.load_double(dst, BASE, displacement(word));
    }

    /// Stores an int (upper half zero) into a word, boxed.
    pub fn store_int(&mut self, word: Word, src: Gp) {
        self.box_int(TEMP, src);
        self.store_word(word, TEMP);
    }

    /// Stores a whole word.
    pub fn store_boxed(&mut self, word: Word, src: Gp) {
        self.store_word(word, src);
    }

    /// Stores a float into a word.
    pub fn store_float(&mut self, word: Word, src: Fp) {
        self.store_double(src, BASE, displacement(word));
    }

    /// Stores known bits into a word; keeps the flags.
    pub fn store_bits(&mut self, word: Word, bits: u64) {
        self.load_bits(TEMP, bits);
        self.store_word(word, TEMP);
    }

    /// Copies a word.
    pub fn copy_word(&mut self, dst: Word, src: Word) {
        self.load_word(TEMP, src);
        self.store_word(dst, TEMP);
    }

    /// Loads known bits; keeps the flags.
    pub fn load_bits(&mut self, dst: Gp, bits: u64) {
        let distance = bits.wrapping_sub(Bits::INT_TAG).cast_signed();
        match distance {
            -4095..=4095 => self.add_imm(dst, INTS, distance),
            _ => self.asm.mov_ri64(dst, bits),
        }
    }

    /// Loads a known int, zero-extended; keeps the flags.
    pub fn load_imm(&mut self, dst: Gp, value: i32) {
        self.asm.mov_ri32(dst, value.cast_unsigned());
    }

    /// Loads a known float.
    pub fn load_float_bits(&mut self, dst: Fp, bits: u64) {
        self.asm.mov_di(dst, f64::from_bits(bits));
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
            self.asm.fmov_dd(dst, src);
        }
    }

    /// Boxes an int (upper half zero).
    pub fn box_int(&mut self, dst: Gp, src: Gp) {
        self.asm.orr_rrr64(dst, src, INTS);
    }

    /// Moves the bits of a float to a general-purpose register.
    pub fn box_float(&mut self, dst: Gp, src: Fp) {
        self.asm.fmov_rd64(dst, src);
    }

    /// Moves the bits of a float to a float register.
    pub fn float_from_boxed(&mut self, dst: Fp, src: Gp) {
        self.asm.fmov_dr64(dst, src);
    }

    /// Loads an int source, zero-extended.
    pub fn load_source(&mut self, dst: Gp, src: IntSource) {
        match src {
            IntSource::Imm(value) => self.load_imm(dst, value),
            IntSource::Gp(gp) => self.asm.mov_rr32(dst, gp),
            IntSource::Word(word) => self.load_int(dst, word),
            IntSource::Spill(place) => self.unspill_int(dst, place),
        }
    }
}
