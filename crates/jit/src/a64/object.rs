//! Fields and elements of objects, and the write barrier.
//!
//! The boxed pointer of an object is in a scratch or in an operand's register, and is not used
//! beyond the template.

use a64_asm::Cond;
use heap::{Bits, layout};

use super::{CONTEXT, Fp, Gp, Label, Masm, Scratch, TEMP, TEMP2, Test};
use crate::abi::{FIELD_OFFSETS, offset};

fn kept_length(length: u32) -> i32 {
    offset::LENGTHS + 4 * length as i32
}

impl Masm {
    /// Loads a word of an object.
    pub fn load_field(&mut self, dst: Gp, object: Gp, offset: i32) {
        let address = self.object(object);
        self.load64(dst, address, offset);
        self.leave_object_unless(dst, object);
    }

    /// Loads the field of an object whose offset a table has, as
    /// [`Symbol::Fields`](crate::abi::Symbol::Fields) says. Goes to `fail` if it is no object of
    /// which the table tells.
    pub fn load_field_of_many(&mut self, dst: Gp, object: Gp, table: Label, fail: Label) {
        self.guard_object(object, fail);
        let address = self.object(object);
        self.load32(TEMP2, address, layout::HEADER_KIND as i32);
        self.asm.cmp_ri32(TEMP2, FIELD_OFFSETS as u32);
        self.asm.bcc_l(Cond::CS, fail);
        self.load_address(dst, table);
        self.asm.ldrh_rx(TEMP2, dst, TEMP2.uxtw(1));
        self.asm.cbz_rl32(TEMP2, fail);
        self.asm.ldr_rx64(dst, address, TEMP2.uxtw(0));
        self.leave_object(object);
    }

    /// Loads a word of an object into a float register.
    pub fn load_float_field(&mut self, dst: Fp, object: Gp, offset: i32) {
        let address = self.object(object);
        self.load_double(dst, address, offset);
        self.leave_object(object);
    }

    /// Loads the lower half of a word of an object, zero-extended.
    pub(super) fn load_field32(&mut self, dst: Gp, object: Gp, offset: usize) {
        let address = self.object(object);
        self.load32(dst, address, offset as i32);
        self.leave_object_unless(dst, object);
    }

    /// As [`leave_object`](Self::leave_object), if a load into `dst` has kept pointer and address.
    fn leave_object_unless(&mut self, dst: Gp, object: Gp) {
        if dst != object && dst != TEMP {
            self.leave_object(object);
        }
    }

    /// Sets a word of an object.
    pub fn store_field(&mut self, object: Gp, offset: i32, src: Gp) {
        let address = self.object(object);
        self.store64(src, address, offset);
        self.leave_object(object);
    }

    /// Sets a word of an object to a float.
    pub fn store_float_field(&mut self, object: Gp, offset: i32, src: Fp) {
        let address = self.object(object);
        self.store_double(src, address, offset);
        self.leave_object(object);
    }

    /// Loads the length of an array.
    pub fn load_array_len(&mut self, dst: Gp, array: Gp) {
        self.load_field32(dst, array, layout::ARRAY_LEN);
    }

    /// Goes to `fail` unless a zero-extended index is below the length of an array.
    pub fn check_index(&mut self, array: Gp, index: Gp, fail: Label) {
        let length = if index == TEMP2 { TEMP } else { TEMP2 };
        self.load_array_len(length, array);
        self.asm.cmp_rr32(index, length);
        self.asm.bcc_l(Cond::CS, fail);
        self.leave_object_unless(length, array);
    }

    /// Goes to `fail` unless a zero-extended index is below a length that the context keeps.
    pub fn check_kept(&mut self, length: u32, index: Gp, fail: Label) {
        self.load_kept(TEMP, length);
        self.asm.cmp_rr32(index, TEMP);
        self.asm.bcc_l(Cond::CS, fail);
    }

    /// Stores the length of an array into a word of the context.
    pub fn keep_length(&mut self, length: u32, array: Scratch<Gp>) {
        self.load_array_len(TEMP, *array);
        self.store32(TEMP, CONTEXT, kept_length(length));
    }

    /// Loads a length that the context keeps.
    pub fn load_kept(&mut self, dst: Gp, length: u32) {
        self.load32(dst, CONTEXT, kept_length(length));
    }

    /// Loads the address of an array's elements.
    pub fn load_elements(&mut self, dst: Gp, array: Gp) {
        self.load_field(dst, array, layout::ARRAY_DATA as i32);
    }

    /// Loads the element at a checked index.
    pub fn load_element(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.keep_object(Some(dst), |masm| masm.asm.ldr_rx64(dst, elements, at.uxtw(3)));
    }

    /// Loads the element at a checked index into a float register.
    pub fn load_float_element(&mut self, dst: Fp, elements: Gp, at: Gp) {
        self.keep_object(None, |masm| masm.asm.ldr_dx(dst, elements, at.uxtw(3)));
    }

    /// Sets the element at a checked index.
    pub fn store_element(&mut self, elements: Gp, at: Gp, src: Gp) {
        self.keep_object(None, |masm| masm.asm.str_rx64(src, elements, at.uxtw(3)));
    }

    /// Sets the element at a checked index to a float.
    pub fn store_float_element(&mut self, elements: Gp, at: Gp, src: Fp) {
        self.keep_object(None, |masm| masm.asm.str_dx(src, elements, at.uxtw(3)));
    }

    /// Makes an array longer by one element; goes to `full` if it has no room. Returns the new
    /// element's index, and the address of the elements.
    pub fn extend_array(&mut self, array: Gp, full: Label) -> (Scratch<Gp>, Scratch<Gp>) {
        let (at, elements) = (self.scratch2(), self.scratch3());
        let array = self.object(array);
        self.load32(*at, array, layout::ARRAY_LEN as i32);
        self.load32(TEMP2, array, layout::ARRAY_CAPACITY as i32);
        self.asm.cmp_rr32(*at, TEMP2);
        self.asm.bcc_l(Cond::CS, full);
        self.load64(*elements, array, layout::ARRAY_DATA as i32);
        self.asm.add_rri32(TEMP2, *at, 1);
        self.store32(TEMP2, array, layout::ARRAY_LEN as i32);
        (at, elements)
    }

    /// Goes to a label if the heap has to know of stores into an object (write barrier).
    pub fn jump_if_unlogged(&mut self, object: Gp, label: Label) {
        self.test_unlogged(object);
        self.asm.bcc_l(Cond::NE, label);
        self.leave_object(object);
    }

    /// Goes to a label if the heap need not know of stores into an object.
    pub fn jump_unless_unlogged(&mut self, object: Gp, label: Label) {
        self.test_unlogged(object);
        self.asm.bcc_l(Cond::EQ, label);
        self.leave_object(object);
    }

    fn test_unlogged(&mut self, object: Gp) {
        let (offset, bit) = layout::BARRIER_BYTE;
        let address = self.object(object);
        self.load8(TEMP2, address, offset as i32);
        self.asm.tst_ri32(TEMP2, bit.into());
    }

    /// Goes to a label if a register holds a pointer.
    pub fn jump_if_pointer(&mut self, boxed: Gp, label: Label) {
        self.tag_of_pointer(boxed);
        self.asm.cbz_rl64(TEMP2, label);
    }

    /// Tests whether a register holds nil.
    pub fn test_nil(&mut self, boxed: Gp) -> Test {
        self.load_bits(TEMP, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, TEMP);
        Test::of(Cond::EQ)
    }
}
