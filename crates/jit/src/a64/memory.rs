//! Loads and stores at any displacement, and arithmetic with any constant.

use super::{ADDRESS, BASE, CONTEXT, Fp, Gp, Masm, TEMP, TEMP2, Word};

/// A load and a store of a size: at a displacement that an instruction holds, else by way of
/// [`TEMP2`].
macro_rules! accesses {
    ($($(#[doc = $doc:literal])* $name:ident($register:ty, $size:literal) $near:ident $far:ident;)*) => {
        impl Masm {
            $($(#[doc = $doc])*
            pub(super) fn $name(&mut self, register: $register, base: Gp, disp: i32) {
                if is_near(disp, $size) {
                    return self.asm.$near(register, base, disp);
                }
                self.asm.mov_ri64(TEMP2, i64::from(disp).cast_unsigned());
                self.asm.$far(register, base, TEMP2.uxtx(0));
            })*
        }
    };
}

accesses! {
    /// Loads 8 bytes.
    load64(Gp, 8) ldr_ro64 ldr_rx64;
    /// Loads 4 bytes, zero-extended.
    load32(Gp, 4) ldr_ro32 ldr_rx32;
    /// Loads a byte, zero-extended.
    load8(Gp, 1) ldrb_ro ldrb_rx;
    /// Loads a float.
    load_double(Fp, 8) ldr_do ldr_dx;
    /// Stores 8 bytes.
    store64(Gp, 8) str_ro64 str_rx64;
    /// Stores the lower 4 bytes.
    store32(Gp, 4) str_ro32 str_rx32;
    /// Stores a float.
    store_double(Fp, 8) str_do str_dx;
}

/// Whether an instruction holds the displacement: a multiple of the size up to 4095 times it, or
/// -256 to 255.
fn is_near(disp: i32, size: i32) -> bool {
    (-256..256).contains(&disp) || (disp > 0 && disp % size == 0 && disp / size < 4096)
}

/// What an instruction adds or subtracts: 12 bits, or 12 bits with 12 zeros behind them.
pub(super) fn is_imm12(value: u64) -> bool {
    value < 1 << 12 || (value < 1 << 24 && value.is_multiple_of(1 << 12))
}

impl Masm {
    /// Loads a word of the frame.
    pub(super) fn load_word(&mut self, dst: Gp, word: Word) {
        self.load64(dst, BASE, displacement(word));
    }

    /// Stores a word of the frame.
    pub(super) fn store_word(&mut self, word: Word, src: Gp) {
        self.store64(src, BASE, displacement(word));
    }

    /// Loads 8 bytes of the context.
    pub(super) fn load_context(&mut self, dst: Gp, disp: i32) {
        self.load64(dst, CONTEXT, disp);
    }

    /// Stores 8 bytes of the context.
    pub(super) fn store_context(&mut self, disp: i32, src: Gp) {
        self.store64(src, CONTEXT, disp);
    }

    /// The address of the object whose boxed pointer is in a register, in [`TEMP`]. It takes no
    /// instruction right behind an operation that has left it there.
    pub(super) fn object(&mut self, boxed: Gp) -> Gp {
        if self.untagged != Some((boxed, self.offset())) {
            self.asm.and_rri64(TEMP, boxed, ADDRESS);
        }
        TEMP
    }

    /// Notes that [`TEMP`] holds what [`object`](Self::object) gives, where the code now ends.
    pub(super) fn leave_object(&mut self, boxed: Gp) {
        self.untagged = Some((boxed, self.offset()));
    }

    /// Emits what writes a register or none, and not [`TEMP`]: the address of an object stays
    /// there, unless its boxed pointer was overwritten.
    pub(super) fn keep_object(&mut self, written: Option<Gp>, emit: impl FnOnce(&mut Masm)) {
        let known = self.untagged.filter(|&(_, end)| end == self.offset());
        emit(self);
        if let Some((boxed, _)) = known
            && ![Some(boxed), Some(TEMP)].contains(&written)
        {
            self.leave_object(boxed);
        }
    }

    /// `dst = src + value`; keeps the flags. Clobbers [`TEMP2`] if no instruction holds the value.
    pub(super) fn add_imm(&mut self, dst: Gp, src: Gp, value: i64) {
        let magnitude = value.unsigned_abs();
        match value {
            0 => self.move_boxed(dst, src),
            1.. if is_imm12(magnitude) => self.asm.add_rri64(dst, src, magnitude as u32),
            ..0 if is_imm12(magnitude) => self.asm.sub_rri64(dst, src, magnitude as u32),
            _ => {
                self.asm.mov_ri64(TEMP2, value.cast_unsigned());
                self.asm.add_rrr64(dst, src, TEMP2);
            }
        }
    }

    /// `dst = src + value` of ints; keeps the flags. Clobbers [`TEMP2`] as
    /// [`add_imm`](Self::add_imm).
    pub(super) fn add_int_imm(&mut self, dst: Gp, src: Gp, value: i32) {
        let magnitude = value.unsigned_abs();
        if !is_imm12(magnitude.into()) {
            self.asm.mov_ri32(TEMP2, value.cast_unsigned());
            self.asm.add_rrr32(dst, src, TEMP2);
        } else if value < 0 {
            self.asm.sub_rri32(dst, src, magnitude);
        } else {
            self.asm.add_rri32(dst, src, magnitude);
        }
    }

    /// Compares an int with a constant. Clobbers [`TEMP2`] if no instruction holds the value.
    pub(super) fn compare_imm(&mut self, int: Gp, value: i32) {
        let magnitude = value.unsigned_abs();
        if !is_imm12(magnitude.into()) {
            self.asm.mov_ri32(TEMP2, value.cast_unsigned());
            self.asm.cmp_rr32(int, TEMP2);
        } else if value < 0 {
            self.asm.cmn_ri32(int, magnitude);
        } else {
            self.asm.cmp_ri32(int, magnitude);
        }
    }
}

/// Where a word of the frame is, in bytes from the base.
pub(super) fn displacement(word: Word) -> i32 {
    8 * word.0 as i32
}

#[cfg(test)]
mod tests {
    use a64_asm::{X20, X21};
    use bytecode::num::{Arithmetic, Comparison};

    use super::*;
    use crate::a64::{Instruction, IntSource, SCRATCH, SCRATCH2};

    #[track_caller]
    fn check(emit: impl FnOnce(&mut Masm), expected: &[&str]) {
        let mut masm = Masm::with_capacity(0);
        emit(&mut masm);
        let bytes = masm.finish().expect("every operand has an encoding");
        let (words, _) = bytes.as_chunks::<4>();
        let text = words.iter().map(|&word| Instruction::read(u32::from_le_bytes(word)).map(|read| read.text(None)));
        let text: Option<Vec<String>> = text.collect();
        assert_eq!(text.expect("each word is an instruction"), expected);
    }

    #[test]
    fn a_word_that_no_displacement_reaches_is_loaded_by_an_index() {
        check(|masm| masm.load_word(SCRATCH, Word(0)), &["ldr x0, [x29]"]);
        check(|masm| masm.load_word(SCRATCH, Word(4095)), &["ldr x0, [x29, #32760]"]);
        check(|masm| masm.load_word(SCRATCH, Word(4096)), &["movz x17, #0x8000", "ldr x0, [x29, x17]"]);
        check(|masm| masm.load64(SCRATCH, BASE, -256), &["ldur x0, [x29, #-256]"]);
        check(|masm| masm.load64(SCRATCH, BASE, -264), &["movn x17, #0x107", "ldr x0, [x29, x17]"]);
        check(|masm| masm.load32(SCRATCH, BASE, 16380), &["ldr w0, [x29, #16380]"]);
        check(|masm| masm.load32(SCRATCH, BASE, 16384), &["movz x17, #0x4000", "ldr w0, [x29, x17]"]);
        check(|masm| masm.load8(SCRATCH, BASE, 4096), &["movz x17, #0x1000", "ldrb w0, [x29, x17]"]);
    }

    #[test]
    fn a_constant_that_no_instruction_holds_is_made_first() {
        check(|masm| masm.add_imm(SCRATCH, BASE, 4095), &["add x0, x29, #4095"]);
        check(|masm| masm.add_imm(SCRATCH, BASE, 0x5000), &["add x0, x29, #5, lsl #12"]);
        check(|masm| masm.add_imm(SCRATCH, BASE, -1), &["sub x0, x29, #1"]);
        check(|masm| masm.add_imm(BASE, BASE, 0), &[]);
        check(|masm| masm.add_imm(SCRATCH, BASE, 4097), &["movz x17, #0x1001", "add x0, x29, x17"]);
        check(|masm| masm.add_int_imm(SCRATCH, SCRATCH, i32::MIN), &["movz w17, #0x8000, lsl #16", "add w0, w0, w17"]);
    }

    #[test]
    fn an_address_is_made_once_for_neighbouring_accesses() {
        check(
            |masm| {
                masm.load_field(SCRATCH2, SCRATCH, 8);
                masm.store_field(SCRATCH, 16, SCRATCH2);
                masm.load_field(SCRATCH2, SCRATCH2, 8);
                masm.load_field(SCRATCH2, SCRATCH2, 8);
            },
            &[
                "and x16, x0, #0xffffffffffff",
                "ldr x1, [x16, #8]",
                "str x1, [x16, #16]",
                "and x16, x1, #0xffffffffffff",
                "ldr x1, [x16, #8]",
                "and x16, x1, #0xffffffffffff",
                "ldr x1, [x16, #8]",
            ],
        );
    }

    /// What stands between may write neither the temporary nor the boxed pointer.
    #[test]
    fn an_address_outlives_checks_and_accesses_of_elements() {
        check(
            |masm| {
                let fail = masm.label();
                masm.load_field32(SCRATCH2, SCRATCH, 8);
                masm.check_below(IntSource::Gp(X20), IntSource::Gp(SCRATCH2), fail);
                masm.load_element(SCRATCH2, X21, X20);
                masm.int_op(Arithmetic::Add, X20, IntSource::Gp(X20), IntSource::Imm(5000));
                let test = masm.int_compare(Comparison::Lt, IntSource::Gp(X20), IntSource::Word(Word(2)));
                masm.jump_if(test, fail);
                masm.store_element(X21, X20, SCRATCH2);
                masm.load_field(SCRATCH2, SCRATCH, 16);
                masm.bind(fail);
            },
            &[
                "and x16, x0, #0xffffffffffff",
                "ldr w1, [x16, #8]",
                "cmp w20, w1",
                "b.hs .+0x24",
                "ldr x1, [x21, w20, uxtw #3]",
                "movz w17, #0x1388",
                "add w20, w20, w17",
                "ldr w17, [x29, #16]",
                "cmp w20, w17",
                "b.lt .+0xc",
                "str x1, [x21, w20, uxtw #3]",
                "ldr x1, [x16, #16]",
            ],
        );
        check(
            |masm| {
                masm.load_field(SCRATCH2, SCRATCH, 8);
                masm.load_element(SCRATCH, X21, X20);
                masm.load_field(SCRATCH2, SCRATCH, 8);
                masm.int_compare(Comparison::Lt, IntSource::Word(Word(2)), IntSource::Gp(X20));
                masm.load_field(SCRATCH2, SCRATCH, 8);
            },
            &[
                "and x16, x0, #0xffffffffffff",
                "ldr x1, [x16, #8]",
                "ldr x0, [x21, w20, uxtw #3]",
                "and x16, x0, #0xffffffffffff",
                "ldr x1, [x16, #8]",
                "ldr w16, [x29, #16]",
                "cmp w16, w20",
                "and x16, x0, #0xffffffffffff",
                "ldr x1, [x16, #8]",
            ],
        );
    }

    /// Whoever jumps to the label may have left anything in the temporary.
    #[test]
    fn an_address_is_made_again_behind_a_label() {
        check(
            |masm| {
                let label = masm.label();
                masm.guard_object(SCRATCH, label);
                masm.load_field(SCRATCH2, SCRATCH, 8);
                masm.bind(label);
                masm.load_field(SCRATCH2, SCRATCH, 8);
            },
            &[
                "eor x16, x0, #0xfffc000000000000",
                "lsr x17, x16, #48",
                "cbnz x17, .+0x8",
                "ldr x1, [x16, #8]",
                "and x16, x0, #0xffffffffffff",
                "ldr x1, [x16, #8]",
            ],
        );
    }

    /// A comparison with `-n` sets the same flags as one with `n` added.
    #[test]
    fn constants_are_compared_in_the_shorter_way() {
        check(|masm| masm.compare_imm(SCRATCH, -5), &["cmn w0, #5"]);
        check(|masm| masm.compare_imm(SCRATCH, 0), &["cmp w0, #0"]);
        check(|masm| masm.compare_imm(SCRATCH, i32::MIN), &["movz w17, #0x8000, lsl #16", "cmp w0, w17"]);
    }
}
