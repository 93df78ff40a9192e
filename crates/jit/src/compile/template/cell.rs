//! Templates of cells: locals that closures capture.

use bytecode::Slot;
use heap::layout::{self, Cell, kind};

use crate::abi::Helper;
use crate::compile::Compiler;
use crate::kind::Type;
use crate::mutant::{self, Mutant};
use crate::state::cold::SlowResult;
use crate::state::operands::{Location, Operand};
use crate::x64::{Gp, Label, Masm, SCRATCH2};

impl Compiler<'_> {
    /// The value in the cell (V9) that `find_cell` puts into the register it is given.
    pub(crate) fn load_cell_value(&mut self, find_cell: impl FnOnce(&mut Masm, Gp)) {
        let early = (!mutant::is(Mutant::RegisterBehindScratch)).then(|| self.take_gp());
        let dst = self.with_scratch(|this, cell| {
            find_cell(&mut this.masm, cell);
            let dst = early.unwrap_or_else(|| this.take_gp());
            this.masm.load_field(dst, cell, layout::CELL_VALUE as i32);
            dst
        });
        self.stack.push(Location::BoxedReg(dst, Type::Unknown));
    }

    /// NEW_CELL into a slot.
    pub(crate) fn new_cell(&mut self, slot: Slot) {
        let dst = self.take_gp();
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::NewCell, &[value], 0, SlowResult::Boxed(dst));
        self.masm.allocate(size_of::<Cell>(), slow);
        self.masm.store_new_header(0, kind::CELL, size_of::<Cell>());
        self.load_operand(SCRATCH2, value);
        self.masm.store_new(layout::CELL_VALUE, SCRATCH2);
        self.masm.box_new(dst, 0);
        self.resume(back);
        self.masm.store_boxed(self.locals.word(slot), dst);
        self.release(value);
        self.release_gp(dst);
    }

    /// STORE_CELL.
    pub(crate) fn store_cell(&mut self, slot: Slot) {
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreCell, &[value], u32::from(slot.0), SlowResult::None);
        self.with_scratch(|this, cell| {
            this.masm.load_boxed(cell, this.locals.word(slot));
            this.store_into_cell(value, slow);
        });
        self.resume(back);
        self.release(value);
    }

    /// STORE_UPVALUE.
    pub(crate) fn store_upvalue(&mut self, upvalue: u32) {
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreUpvalue, &[value], upvalue, SlowResult::None);
        self.with_scratch(|this, _| {
            this.masm.load_upvalue_cell(upvalue);
            this.store_into_cell(value, slow);
        });
        self.resume(back);
        self.release(value);
    }

    /// Sets the value of the cell in the scratch.
    fn store_into_cell(&mut self, value: Operand, slow: Label) {
        self.barrier(value, slow);
        self.store_field(layout::CELL_VALUE as i32, value);
    }
}
