//! Guards: each goes to `fail` unless the fact holds.

use a64_asm::Cond;
use heap::{Bits, layout};

use super::memory::{displacement, is_imm12};
use super::{BASE, CONTEXT, Gp, INTS, Label, Masm, Scratch, TEMP, TEMP2, Test, Word};
use crate::abi::offset;
use crate::mutant::{self, Mutant};

impl Masm {
    /// A word holds an int.
    pub fn guard_int_word(&mut self, word: Word, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.load32(TEMP, BASE, displacement(word) + 4);
        self.compare_imm(TEMP, -1);
        self.asm.bcc_l(Cond::NE, fail);
    }

    /// A register holds a boxed int.
    pub fn guard_int(&mut self, boxed: Gp, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.keep_object(None, |masm| {
            masm.asm.cmp_rr64(boxed, INTS);
            masm.asm.bcc_l(Cond::CC, fail);
        });
    }

    /// A register holds the bits of a float.
    pub fn guard_float(&mut self, boxed: Gp, fail: Label) {
        self.asm.mov_ri64(TEMP, Bits::MAX_FLOAT);
        self.asm.cmp_rr64(boxed, TEMP);
        self.asm.bcc_l(Cond::HI, fail);
    }

    /// A value is a bool, and not `EXC`. The test holds if the bool is true.
    pub fn guard_bool(&mut self, boxed: Scratch<Gp>, fail: Label) -> Test {
        self.asm.sub_rrr64(*boxed, *boxed, INTS);
        self.asm.add_rri64(*boxed, *boxed, 2);
        self.asm.cmp_ri64(*boxed, 1);
        self.asm.bcc_l(Cond::HI, fail);
        Test::of(Cond::EQ)
    }

    /// Tests whether a value that is a bool is true.
    pub fn test_bool(&mut self, boxed: Gp) -> Test {
        self.asm.tst_ri32(boxed, 1);
        Test::of(Cond::NE)
    }

    /// In forcible code: the guard of this site goes to `fail` when the context says so.
    pub fn force(&mut self, site: u32, fail: Label) {
        let skip = self.asm.label();
        self.load32(TEMP, CONTEXT, offset::FORCE_SITE);
        self.compare_imm(TEMP, site.cast_signed());
        self.asm.bcc_l(Cond::NE, skip);
        self.load32(TEMP, CONTEXT, offset::FORCE_COUNT);
        self.asm.subs_rri32(TEMP, TEMP, 1);
        self.store32(TEMP, CONTEXT, offset::FORCE_COUNT);
        self.asm.bcc_l(Cond::EQ, fail);
        self.bind(skip);
    }

    /// A register holds a pointer to an object of a kind (or shape).
    pub fn guard_kind(&mut self, object: Gp, kind: u32, fail: Label) {
        self.guard_object(object, fail);
        self.guard_shape(object, kind, fail);
    }

    /// A register holds a pointer to an object.
    pub fn guard_object(&mut self, boxed: Gp, fail: Label) {
        self.tag_of_pointer(boxed);
        self.asm.cbnz_rl64(TEMP2, fail);
        self.leave_object(boxed);
    }

    /// 0 in [`TEMP2`] exactly if a register holds a pointer, whose address is in [`TEMP`] then.
    pub(super) fn tag_of_pointer(&mut self, boxed: Gp) {
        self.asm.eor_rri64(TEMP, boxed, Bits::HEAP_TAG);
        self.asm.lsr_rri64(TEMP2, TEMP, 48);
    }

    /// An object has this shape (or kind).
    pub fn guard_shape(&mut self, object: Gp, kind: u32, fail: Label) {
        let address = self.object(object);
        if !is_imm12(kind.into()) {
            self.load32(TEMP, address, layout::HEADER_KIND as i32);
            self.compare_imm(TEMP, kind.cast_signed());
            return self.asm.bcc_l(Cond::NE, fail);
        }
        self.load32(TEMP2, address, layout::HEADER_KIND as i32);
        self.compare_imm(TEMP2, kind.cast_signed());
        self.asm.bcc_l(Cond::NE, fail);
        self.leave_object(object);
    }

    /// A module is the one with this id.
    pub fn guard_module(&mut self, object: Gp, id: u32, fail: Label) {
        let object = self.object(object);
        self.load64(TEMP, object, layout::MODULE_RECORD as i32);
        self.load32(TEMP, TEMP, crate::abi::MODULE_ID as i32);
        self.compare_imm(TEMP, id.cast_signed());
        self.asm.bcc_l(Cond::NE, fail);
    }

    /// A function has the record whose address is at `record`.
    pub fn guard_function(&mut self, function: Gp, record: Label, fail: Label) {
        let is_it = self.test_function(function, record);
        self.jump_if(is_it.negate(), fail);
    }

    /// Whether a function has the record whose address is at `record`.
    pub fn test_function(&mut self, function: Gp, record: Label) -> Test {
        self.load_field(TEMP, function, layout::FUNCTION_RECORD as i32);
        self.load_address(TEMP2, record);
        self.asm.cmp_rr64(TEMP, TEMP2);
        Test::of(Cond::EQ)
    }

    /// A register does not hold these bits.
    pub fn guard_not_bits(&mut self, boxed: Gp, bits: u64, fail: Label) {
        self.load_bits(TEMP, bits);
        self.asm.cmp_rr64(boxed, TEMP);
        self.asm.bcc_l(Cond::EQ, fail);
    }
}
