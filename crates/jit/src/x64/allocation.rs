//! Allocation in the young space.
//!
//! A new object is a bare address until [`Masm::box_new`]. Its words are written through
//! [`Masm::store_new`] without a barrier, because it is young.

use heap::layout::{self, Header};
use x64_asm::{Cond, Mem, R13};

use super::{Gp, Label, Masm, Scratch, context, word_at};
use crate::abi::offset;

impl Masm {
    /// Takes `size` bytes of the young space; returns their address. Goes to `full` if there is no
    /// room.
    pub fn allocate(&mut self, size: usize, full: Label) -> Scratch<Gp> {
        let (new, buffer, end) = (self.scratch(), self.scratch2(), self.scratch3());
        self.asm.mov_rm64(*buffer, context(offset::ALLOC_BUFFER));
        self.asm.mov_rm64(*new, word_at(*buffer, layout::BUFFER_NEXT as i32));
        self.asm.lea_rm64(*end, word_at(*new, size as i32));
        self.asm.cmp_rm64(*end, word_at(*buffer, layout::BUFFER_END as i32));
        self.asm.jcc(Cond::A, full);
        self.asm.mov_mr64(word_at(*buffer, layout::BUFFER_NEXT as i32), *end);
        new
    }

    /// Writes a word of new memory.
    pub fn store_new(&mut self, new: Gp, offset: usize, src: Gp) {
        self.asm.mov_mr64(word_at(new, offset as i32), src);
    }

    /// Writes known bits into a word of new memory.
    pub fn store_new_bits(&mut self, new: Gp, offset: usize, bits: u64) {
        let value = self.scratch3();
        self.asm.mov_ri64(*value, bits.cast_signed());
        self.store_new(new, offset, *value);
    }

    /// Writes the header of a new object.
    pub fn store_new_header(&mut self, new: Gp, offset: usize, kind: u32, size: usize) {
        self.store_new_bits(new, offset, Header::new(kind, size).word());
    }

    /// Writes the header of a new instance, whose shape is entry `index` of a table of shapes.
    pub fn store_new_shape(&mut self, new: Gp, shapes: Label, index: u32, size: usize) {
        let shape = self.scratch3();
        self.asm.mov_rm64(*shape, Mem::label(shapes));
        self.asm.mov_rm32(*shape, word_at(*shape, 4 * index as i32));
        self.asm.mov_mr32(word_at(new, layout::HEADER_KIND as i32), *shape);
        let gc = Header::new(0, size).gc;
        self.asm.mov_mi32(word_at(new, layout::HEADER_GC as i32), gc.cast_signed());
    }

    /// Writes the address of byte `to` of new memory into its word at `offset`.
    pub fn store_new_address(&mut self, new: Gp, offset: usize, to: usize) {
        let address = self.scratch3();
        self.asm.lea_rm64(*address, word_at(new, to as i32));
        self.store_new(new, offset, *address);
    }

    /// Makes the boxed pointer to the object at byte `offset` of new memory.
    pub fn box_new(&mut self, dst: Gp, new: Scratch<Gp>, offset: usize) {
        if offset != 0 {
            self.asm.add_ri64(*new, offset as i32);
        }
        self.asm.sub_rr64(*new, R13);
        self.move_boxed(dst, *new);
    }
}
