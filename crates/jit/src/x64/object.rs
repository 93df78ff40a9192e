//! Fields and elements of objects, and the write barrier.
//!
//! The boxed pointer is in a scratch or in an operand's register, and is not used beyond the
//! template.

use heap::Bits;
use heap::layout;
use x64_asm::{Cond, Index, Mem, RAX, RBP, RCX, RDX, Scale};

use super::{Fp, Gp, Label, Masm, Test, element, field, kept_length, word_at};

impl Masm {
    /// A word of an object.
    pub fn load_field(&mut self, dst: Gp, object: Gp, offset: i32) {
        self.asm.mov_rm64(dst, field(object, offset));
    }

    /// Sets a word of the object in the scratch.
    pub fn store_field(&mut self, offset: i32, src: Gp) {
        self.asm.mov_mr64(field(RAX, offset), src);
    }

    /// Sets a word of the object in the scratch to a float.
    pub fn store_float_field(&mut self, offset: i32, src: Fp) {
        self.asm.movsd_mx(field(RAX, offset), src);
    }

    /// The length of an array.
    pub fn load_array_len(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm32(dst, field(array, layout::ARRAY_LEN as i32));
    }

    /// The zero-extended index is one of the array's.
    pub fn check_index(&mut self, array: Gp, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, field(array, layout::ARRAY_LEN as i32));
        self.asm.jcc(Cond::AE, fail);
    }

    /// The zero-extended index is below a length that the context keeps.
    pub fn check_kept(&mut self, length: u32, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, kept_length(length));
        self.asm.jcc(Cond::AE, fail);
    }

    /// Has the context keep the length of an array, whose register it clobbers.
    pub fn keep_length(&mut self, length: u32, array: Gp) {
        self.asm.mov_rm32(array, field(array, layout::ARRAY_LEN as i32));
        self.asm.mov_mr32(kept_length(length), array);
    }

    /// A length that the context keeps.
    pub fn load_kept(&mut self, dst: Gp, length: u32) {
        self.asm.mov_rm32(dst, kept_length(length));
    }

    /// The address of an array's elements.
    pub fn load_elements(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm64(dst, field(array, layout::ARRAY_DATA as i32));
    }

    /// The element at a checked index.
    pub fn load_element(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.asm.mov_rm64(dst, element(elements, at));
    }

    /// Sets the element at a checked index.
    pub fn store_element(&mut self, elements: Gp, at: Gp, src: Gp) {
        self.asm.mov_mr64(element(elements, at), src);
    }

    /// Sets the element at a checked index to a float.
    pub fn store_float_element(&mut self, elements: Gp, at: Gp, src: Fp) {
        self.asm.movsd_mx(element(elements, at), src);
    }

    /// Room for one more element in the array in the scratch: makes it longer, and leaves the new
    /// element's index in the second scratch, the address of the elements in the third.
    pub fn extend_array(&mut self, full: Label) {
        self.asm.mov_rm32(RCX, field(RAX, layout::ARRAY_LEN as i32));
        self.asm.cmp_rm32(RCX, field(RAX, layout::ARRAY_CAPACITY as i32));
        self.asm.jcc(Cond::AE, full);
        self.asm.mov_rm64(RDX, field(RAX, layout::ARRAY_DATA as i32));
        self.asm.add_mi32(field(RAX, layout::ARRAY_LEN as i32), 1);
    }

    /// Goes to a label if the object in the scratch is one whose stores the heap wants to know of.
    pub fn jump_if_unlogged(&mut self, label: Label) {
        self.test_unlogged();
        self.asm.jcc(Cond::NE, label);
    }

    /// Goes to a label if it is not, as [`jump_if_unlogged`](Self::jump_if_unlogged).
    pub fn jump_unless_unlogged(&mut self, label: Label) {
        self.test_unlogged();
        self.asm.jcc(Cond::E, label);
    }

    fn test_unlogged(&mut self) {
        let (offset, bit) = layout::BARRIER_BYTE;
        self.asm.test_mi8(field(RAX, offset as i32), bit.cast_signed());
    }

    /// Goes to a label if a register holds a pointer. Clobbers the third scratch.
    pub fn jump_if_pointer(&mut self, boxed: Gp, label: Label) {
        self.asm.lea_rm64(RDX, Mem::base(boxed).index(Index::R13, Scale::X1));
        self.asm.shr_ri64(RDX, 48);
        self.asm.jcc(Cond::E, label);
    }

    /// The test for nil in a register. Clobbers the second scratch.
    pub fn test_nil(&mut self, boxed: Gp) -> Test {
        self.load_bits(RCX, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, RCX);
        Test::of(Cond::E)
    }

    /// The cell that is upvalue `upvalue` of the running function, into the scratch.
    pub fn load_upvalue_cell(&mut self, upvalue: u32) {
        self.asm.mov_rm64(RAX, word_at(RBP, -8));
        self.asm.mov_rm64(RAX, field(RAX, (layout::FUNCTION_UPVALUES + 8 * upvalue as usize) as i32));
    }
}
