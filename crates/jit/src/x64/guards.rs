//! Guards: each goes to `fail` unless the fact holds.

use heap::layout;
use x64_asm::{Cond, Index, Mem, R14, Scale};

use super::{Gp, Label, Masm, Scratch, Test, Word, context, field, frame_high_half, word_at};
use crate::abi::offset;
use crate::mutant::{self, Mutant};

impl Masm {
    /// A word holds an int.
    pub fn guard_int_word(&mut self, word: Word, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.asm.cmp_mi32(frame_high_half(word), -1);
        self.asm.jcc(Cond::NE, fail);
    }

    /// A register holds a boxed int.
    pub fn guard_int(&mut self, boxed: Gp, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.asm.cmp_rr64(boxed, R14);
        self.asm.jcc(Cond::B, fail);
    }

    /// A register holds the bits of a float.
    pub fn guard_float(&mut self, boxed: Gp, fail: Label) {
        let most = self.scratch3();
        self.asm.mov_ri64(*most, heap::Bits::MAX_FLOAT.cast_signed());
        self.asm.cmp_rr64(boxed, *most);
        self.asm.jcc(Cond::A, fail);
    }

    /// A value is a bool, and not `EXC`. The test holds if the bool is true.
    pub fn guard_bool(&mut self, boxed: Scratch<Gp>, fail: Label) -> Test {
        self.asm.sub_rr64(*boxed, R14);
        self.asm.add_ri64(*boxed, 2);
        self.asm.cmp_ri64(*boxed, 1);
        self.asm.jcc(Cond::A, fail);
        Test::of(Cond::E)
    }

    /// Tests whether a value that is a bool is true.
    pub fn test_bool(&mut self, boxed: Gp) -> Test {
        self.asm.test_ri8(boxed, 1);
        Test::of(Cond::NE)
    }

    /// In forcible code: the guard of this site goes to `fail` when the context says so.
    pub fn force(&mut self, site: u32, fail: Label) {
        let skip = self.asm.label();
        self.asm.cmp_mi32(context(offset::FORCE_SITE), site.cast_signed());
        self.asm.jcc(Cond::NE, skip);
        self.asm.sub_mi32(context(offset::FORCE_COUNT), 1);
        self.asm.jcc(Cond::E, fail);
        self.asm.bind(skip);
    }

    /// A register holds a pointer to an object of a kind (or shape).
    pub fn guard_kind(&mut self, object: Gp, kind: u32, fail: Label) {
        self.guard_object(object, fail);
        self.guard_shape(object, kind, fail);
    }

    /// A register holds a pointer to an object.
    pub fn guard_object(&mut self, boxed: Gp, fail: Label) {
        let tag = self.scratch2();
        self.guard_object_by(*tag, boxed, fail);
    }

    /// As [`guard_object`](Self::guard_object), with a register to compute the tag in.
    pub(super) fn guard_object_by(&mut self, tag: Gp, boxed: Gp, fail: Label) {
        self.asm.lea_rm64(tag, Mem::base(boxed).index(Index::R13, Scale::X1));
        self.asm.shr_ri64(tag, 48);
        self.asm.jcc(Cond::NE, fail);
    }

    /// An object has this shape (or kind).
    pub fn guard_shape(&mut self, object: Gp, kind: u32, fail: Label) {
        self.asm.cmp_mi32(field(object, layout::HEADER_KIND as i32), kind.cast_signed());
        self.asm.jcc(Cond::NE, fail);
    }

    /// A module is the one with this id.
    pub fn guard_module(&mut self, object: Gp, id: u32, fail: Label) {
        let record = self.scratch2();
        self.asm.mov_rm64(*record, field(object, layout::MODULE_RECORD as i32));
        self.asm.cmp_mi32(word_at(*record, crate::abi::MODULE_ID as i32), id.cast_signed());
        self.asm.jcc(Cond::NE, fail);
    }

    /// A function has the record whose address is at `record`.
    pub fn guard_function(&mut self, function: Gp, record: Label, fail: Label) {
        let is_it = self.test_function(function, record);
        self.jump_if(is_it.negate(), fail);
    }

    /// Whether a function has the record whose address is at `record`.
    pub fn test_function(&mut self, function: Gp, record: Label) -> Test {
        let own = self.scratch2();
        self.asm.mov_rm64(*own, field(function, layout::FUNCTION_RECORD as i32));
        self.asm.cmp_rm64(*own, Mem::label(record));
        Test::of(Cond::E)
    }

    /// A register does not hold these bits.
    pub fn guard_not_bits(&mut self, boxed: Gp, bits: u64, fail: Label) {
        let other = self.scratch2();
        self.load_bits(*other, bits);
        self.asm.cmp_rr64(boxed, *other);
        self.asm.jcc(Cond::E, fail);
    }
}
