//! Templates that allocate in the young space: instances and arrays.

use bytecode::StructId;
use heap::Bits;
use heap::layout::{self, Array, kind};

use crate::abi::{Helper, Symbol};
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::state::cold::SlowResult;
use crate::state::exits::Back;
use crate::state::operands::{Location, Operand};
use crate::target::{Gp, Masm, Scratch};

/// Whether an object with that many fields or elements is made inline: they are written one by one.
pub(crate) fn is_made_inline(count: usize) -> bool {
    (1..=16).contains(&count)
}

impl Compiler<'_> {
    /// NEW_OBJECT: an instance in the young space.
    pub(crate) fn new_object(&mut self, id: StructId, fields: usize) {
        if !is_made_inline(fields) {
            return self.helper(Helper::NewObject, fields, id.0, Some(Kind::Unknown));
        }
        let (dst, operands) = self.take_operands(fields);
        let (slow, back) = self.slow(Helper::NewObject, &operands, id.0, SlowResult::Boxed(dst));
        let size = layout::instance_size(fields);
        let new = self.masm.allocate(size, slow);
        let shapes = self.symbol(Symbol::Shapes);
        self.masm.store_new_shape(*new, shapes, id.0, size);
        self.fill_instance(dst, new, &operands, back);
        self.push_loaded(dst, &operands);
    }

    /// A call of the definition of the struct whose instances have this shape: an instance in the
    /// young space.
    pub(crate) fn construct(&mut self, shape: u32, fields: usize) {
        let (dst, operands) = self.take_operands(1 + fields);
        let (slow, back) = self.slow(Helper::Construct, &operands, fields as u32, SlowResult::Boxed(dst));
        let size = layout::instance_size(fields);
        let new = self.masm.allocate(size, slow);
        self.masm.store_new_header(*new, 0, shape, size);
        self.fill_instance(dst, new, &operands[1..], back);
        self.release_all(&operands);
        self.stack.push(Location::BoxedReg(dst, Kind::Object(shape)));
    }

    /// Writes the fields of a new instance that has its header, and puts its boxed pointer into
    /// `dst`, where the slow path has its result too.
    fn fill_instance(&mut self, dst: Gp, new: Scratch<Gp>, fields: &[Operand], back: Back) {
        self.store_new_operands(*new, layout::INSTANCE_FIELDS, fields);
        self.masm.box_new(dst, new, 0);
        self.resume(back);
    }

    /// NEW_ARRAY: an array in the young space, behind its elements.
    pub(crate) fn new_array(&mut self, count: u32) {
        let len = count as usize;
        if !is_made_inline(len) {
            return self.helper(Helper::NewArray, len, count, Some(Kind::ARRAY));
        }
        let (dst, operands) = self.take_operands(len);
        let (slow, back) = self.slow(Helper::NewArray, &operands, count, SlowResult::Boxed(dst));
        let capacity = len.next_multiple_of(2);
        let storage = layout::round_up(layout::ELEMENTS_ITEMS + size_of::<Bits>() * capacity);
        let new = self.masm.allocate(storage + size_of::<Array>(), slow);
        let lengths = (capacity as u64) << 32 | u64::from(count);
        self.masm.store_new_header(*new, 0, kind::ELEMENTS, storage);
        self.masm.store_new_bits(*new, layout::ELEMENTS_LEN, lengths);
        self.store_new_operands(*new, layout::ELEMENTS_ITEMS, &operands);
        self.masm.store_new_header(*new, storage, kind::ARRAY, size_of::<Array>());
        self.masm.store_new_bits(*new, storage + layout::ARRAY_LEN, lengths);
        self.masm.store_new_address(*new, storage + layout::ARRAY_DATA, layout::ELEMENTS_ITEMS);
        self.masm.store_new_bits(*new, storage + layout::ARRAY_DATA + size_of::<Bits>(), 0);
        self.masm.box_new(dst, new, storage);
        self.resume(back);
        self.release_all(&operands);
        self.stack.push(Location::BoxedReg(dst, Kind::ARRAY));
    }

    /// A register for a result, and the topmost `count` operands, lowest first.
    fn take_operands(&mut self, count: usize) -> (Gp, Vec<Operand>) {
        let dst = self.take_gp();
        let mut operands: Vec<Operand> = (0..count).map(|_| self.stack.pop()).collect();
        operands.reverse();
        (dst, operands)
    }

    /// Writes operands into the words of a new object from `offset` on.
    fn store_new_operands(&mut self, new: Gp, offset: usize, operands: &[Operand]) {
        for (place, &operand) in operands.iter().enumerate() {
            let boxed = self.boxed(operand, Masm::scratch2);
            self.masm.store_new(new, offset + size_of::<Bits>() * place, *boxed);
        }
    }
}
