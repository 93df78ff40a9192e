//! Fields and elements of objects, and the write barrier.
//!
//! The boxed pointer of an object is in a scratch or in an operand's register, and is not used
//! beyond the template.

use heap::Bits;
use heap::layout;
use x64_asm::{Cond, Index, Mem, Scale};

use super::{Fp, Gp, Label, Masm, Scratch, Test, element, field, index, kept_length};
use crate::abi::FIELD_OFFSETS;

impl Masm {
    /// Loads a word of an object.
    pub fn load_field(&mut self, dst: Gp, object: Gp, offset: i32) {
        self.asm.mov_rm64(dst, field(object, offset));
    }

    /// Loads the field of an object whose offset a table has, as
    /// [`Symbol::Fields`](crate::abi::Symbol::Fields) says. Goes to `fail` if it is no object of
    /// which the table tells.
    pub fn load_field_of_many(&mut self, dst: Gp, object: Gp, table: Label, fail: Label) {
        self.guard_object(object, fail);
        let found = self.scratch2();
        self.asm.mov_rm32(*found, field(object, layout::HEADER_KIND as i32));
        self.asm.cmp_ri32(*found, FIELD_OFFSETS as i32);
        self.asm.jcc(Cond::AE, fail);
        self.load_address(dst, table);
        self.asm.movzx_rm32_16(*found, Mem::base(dst).index(index(*found), Scale::X2));
        self.asm.test_rr32(*found, *found);
        self.asm.jcc(Cond::E, fail);
        self.asm.add_rr64(*found, object);
        self.asm.mov_rm64(dst, field(*found, 0));
    }

    /// Loads a word of an object into a float register.
    pub fn load_float_field(&mut self, dst: Fp, object: Gp, offset: i32) {
        self.asm.movsd_xm(dst, field(object, offset));
    }

    /// Sets a word of an object.
    pub fn store_field(&mut self, object: Gp, offset: i32, src: Gp) {
        self.asm.mov_mr64(field(object, offset), src);
    }

    /// Sets a word of an object to a float.
    pub fn store_float_field(&mut self, object: Gp, offset: i32, src: Fp) {
        self.asm.movsd_mx(field(object, offset), src);
    }

    /// Loads the length of an array.
    pub fn load_array_len(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm32(dst, field(array, layout::ARRAY_LEN as i32));
    }

    /// Goes to `fail` unless a zero-extended index is below the length of an array.
    pub fn check_index(&mut self, array: Gp, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, field(array, layout::ARRAY_LEN as i32));
        self.asm.jcc(Cond::AE, fail);
    }

    /// Goes to `fail` unless a zero-extended index is below a length that the context keeps.
    pub fn check_kept(&mut self, length: u32, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, kept_length(length));
        self.asm.jcc(Cond::AE, fail);
    }

    /// Stores the length of an array into a word of the context.
    pub fn keep_length(&mut self, length: u32, array: Scratch<Gp>) {
        self.asm.mov_rm32(*array, field(*array, layout::ARRAY_LEN as i32));
        self.asm.mov_mr32(kept_length(length), *array);
    }

    /// Loads a length that the context keeps.
    pub fn load_kept(&mut self, dst: Gp, length: u32) {
        self.asm.mov_rm32(dst, kept_length(length));
    }

    /// Loads the address of an array's elements.
    pub fn load_elements(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm64(dst, field(array, layout::ARRAY_DATA as i32));
    }

    /// Loads the element at a checked index.
    pub fn load_element(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.asm.mov_rm64(dst, element(elements, at));
    }

    /// Loads the element at a checked index into a float register.
    pub fn load_float_element(&mut self, dst: Fp, elements: Gp, at: Gp) {
        self.asm.movsd_xm(dst, element(elements, at));
    }

    /// Sets the element at a checked index.
    pub fn store_element(&mut self, elements: Gp, at: Gp, src: Gp) {
        self.asm.mov_mr64(element(elements, at), src);
    }

    /// Sets the element at a checked index to a float.
    pub fn store_float_element(&mut self, elements: Gp, at: Gp, src: Fp) {
        self.asm.movsd_mx(element(elements, at), src);
    }

    /// Makes an array longer by one element; goes to `full` if it has no room. Returns the new
    /// element's index, and the address of the elements.
    pub fn extend_array(&mut self, array: Gp, full: Label) -> (Scratch<Gp>, Scratch<Gp>) {
        let (at, elements) = (self.scratch2(), self.scratch3());
        self.asm.mov_rm32(*at, field(array, layout::ARRAY_LEN as i32));
        self.asm.cmp_rm32(*at, field(array, layout::ARRAY_CAPACITY as i32));
        self.asm.jcc(Cond::AE, full);
        self.asm.mov_rm64(*elements, field(array, layout::ARRAY_DATA as i32));
        self.asm.add_mi32(field(array, layout::ARRAY_LEN as i32), 1);
        (at, elements)
    }

    /// Goes to a label if the heap has to know of stores into an object (write barrier).
    pub fn jump_if_unlogged(&mut self, object: Gp, label: Label) {
        self.test_unlogged(object);
        self.asm.jcc(Cond::NE, label);
    }

    /// Goes to a label if the heap need not know of stores into an object.
    pub fn jump_unless_unlogged(&mut self, object: Gp, label: Label) {
        self.test_unlogged(object);
        self.asm.jcc(Cond::E, label);
    }

    fn test_unlogged(&mut self, object: Gp) {
        let (offset, bit) = layout::BARRIER_BYTE;
        self.asm.test_mi8(field(object, offset as i32), bit.cast_signed());
    }

    /// Goes to a label if a register holds a pointer.
    pub fn jump_if_pointer(&mut self, boxed: Gp, label: Label) {
        let tag = self.scratch3();
        self.asm.lea_rm64(*tag, Mem::base(boxed).index(Index::R13, Scale::X1));
        self.asm.shr_ri64(*tag, 48);
        self.asm.jcc(Cond::E, label);
    }

    /// Tests whether a register holds nil.
    pub fn test_nil(&mut self, boxed: Gp) -> Test {
        let nil = self.scratch2();
        self.load_bits(*nil, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, *nil);
        Test::of(Cond::E)
    }
}
