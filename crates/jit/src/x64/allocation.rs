//! Allocation in the young space.
//!
//! A new object is a bare address in the scratch until [`Masm::box_new`]; its words are written
//! through [`Masm::store_new`] without a barrier, because it is young.

use heap::layout::{self, Header};
use x64_asm::{Cond, Mem, R13, RAX, RCX, RDX};

use super::{Gp, Label, Masm, context, word_at};
use crate::abi::offset;

impl Masm {
    /// Takes `size` bytes of the young space; the address is in the scratch. Goes to `full` if
    /// there is no room. Clobbers the other scratches.
    pub fn allocate(&mut self, size: usize, full: Label) {
        self.asm.mov_rm64(RCX, context(offset::WINDOW));
        self.asm.mov_rm64(RAX, word_at(RCX, layout::WINDOW_NEXT as i32));
        self.asm.lea_rm64(RDX, word_at(RAX, size as i32));
        self.asm.cmp_rm64(RDX, word_at(RCX, layout::WINDOW_END as i32));
        self.asm.jcc(Cond::A, full);
        self.asm.mov_mr64(word_at(RCX, layout::WINDOW_NEXT as i32), RDX);
    }

    /// Writes a word of a new object.
    pub fn store_new(&mut self, offset: usize, src: Gp) {
        self.asm.mov_mr64(word_at(RAX, offset as i32), src);
    }

    /// Writes known bits into a word of a new object. Clobbers the third scratch.
    pub fn store_new_bits(&mut self, offset: usize, bits: u64) {
        self.asm.mov_ri64(RDX, bits.cast_signed());
        self.store_new(offset, RDX);
    }

    /// Writes the header of a new object. Clobbers the third scratch.
    pub fn store_new_header(&mut self, offset: usize, kind: u32, size: usize) {
        self.store_new_bits(offset, Header::new(kind, size).word());
    }

    /// Writes the header of a new instance, whose shape is entry `index` of a table of shapes.
    /// Clobbers the third scratch.
    pub fn store_new_shape(&mut self, shapes: Label, index: u32, size: usize) {
        self.asm.mov_rm64(RDX, Mem::label(shapes));
        self.asm.mov_rm32(RDX, word_at(RDX, 4 * index as i32));
        self.asm.mov_mr32(word_at(RAX, layout::HEADER_KIND as i32), RDX);
        let gc = Header::new(0, size).gc;
        self.asm.mov_mi32(word_at(RAX, layout::HEADER_GC as i32), gc.cast_signed());
    }

    /// Writes the address of byte `to` of new memory into its word at `offset`. Clobbers the third
    /// scratch.
    pub fn store_new_address(&mut self, offset: usize, to: usize) {
        self.asm.lea_rm64(RDX, word_at(RAX, to as i32));
        self.store_new(offset, RDX);
    }

    /// The boxed pointer to the object at byte `offset` of the new memory in the scratch, which it
    /// clobbers.
    pub fn box_new(&mut self, dst: Gp, offset: usize) {
        if offset != 0 {
            self.asm.add_ri64(RAX, offset as i32);
        }
        self.asm.sub_rr64(RAX, R13);
        self.move_boxed(dst, RAX);
    }
}
