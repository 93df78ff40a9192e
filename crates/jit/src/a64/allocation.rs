//! Allocation in the young space.
//!
//! A new object is a bare address until [`Masm::box_new`]. Its words are written through
//! [`Masm::store_new`] without a barrier, because it is young.

use a64_asm::Cond;
use heap::Bits;
use heap::layout::{self, Header};

use super::{Gp, Label, Masm, Scratch, TEMP};
use crate::abi::offset;

impl Masm {
    /// Takes `size` bytes of the young space; returns their address. Goes to `full` if there is no
    /// room.
    pub fn allocate(&mut self, size: usize, full: Label) -> Scratch<Gp> {
        let (new, buffer, end) = (self.scratch(), self.scratch2(), self.scratch3());
        self.load_context(*buffer, offset::ALLOC_BUFFER);
        self.load64(*new, *buffer, layout::BUFFER_NEXT as i32);
        self.add_imm(*end, *new, size as i64);
        self.load64(TEMP, *buffer, layout::BUFFER_END as i32);
        self.asm.cmp_rr64(*end, TEMP);
        self.asm.bcc_l(Cond::HI, full);
        self.store64(*end, *buffer, layout::BUFFER_NEXT as i32);
        new
    }

    /// Writes a word of new memory.
    pub fn store_new(&mut self, new: Gp, offset: usize, src: Gp) {
        self.store64(src, new, offset as i32);
    }

    /// Writes known bits into a word of new memory.
    pub fn store_new_bits(&mut self, new: Gp, offset: usize, bits: u64) {
        self.load_bits(TEMP, bits);
        self.store_new(new, offset, TEMP);
    }

    /// Writes the header of a new object.
    pub fn store_new_header(&mut self, new: Gp, offset: usize, kind: u32, size: usize) {
        self.store_new_bits(new, offset, Header::new(kind, size).word());
    }

    /// Writes the header of a new instance, whose shape is entry `index` of a table of shapes.
    pub fn store_new_shape(&mut self, new: Gp, shapes: Label, index: u32, size: usize) {
        self.load_address(TEMP, shapes);
        self.load32(TEMP, TEMP, 4 * index as i32);
        self.store32(TEMP, new, layout::HEADER_KIND as i32);
        self.asm.mov_ri32(TEMP, Header::new(0, size).gc);
        self.store32(TEMP, new, layout::HEADER_GC as i32);
    }

    /// Writes the address of byte `to` of new memory into its word at `offset`.
    pub fn store_new_address(&mut self, new: Gp, offset: usize, to: usize) {
        self.add_imm(TEMP, new, to as i64);
        self.store_new(new, offset, TEMP);
    }

    /// Makes the boxed pointer to the object at byte `offset` of new memory.
    pub fn box_new(&mut self, dst: Gp, new: Scratch<Gp>, offset: usize) {
        if offset != 0 {
            self.add_imm(*new, *new, offset as i64);
        }
        self.asm.orr_rri64(dst, *new, Bits::HEAP_TAG);
    }
}
