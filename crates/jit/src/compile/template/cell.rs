//! Templates of cells: locals that closures capture.

use bytecode::Slot;
use heap::layout::{self, Cell, kind};

use crate::abi::Helper;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::cold::SlowResult;
use crate::state::operands::{Location, Operand};
use crate::target::{Gp, Label, Masm, Scratch};

impl Compiler<'_> {
    /// Pushes the value in a cell (V9). `find_cell` puts the cell into the register that it gets.
    pub(crate) fn load_cell_value(&mut self, find_cell: impl FnOnce(&mut Masm, Gp)) {
        let early = (!mutant::is(Mutant::RegisterBehindScratch)).then(|| self.take_gp());
        let cell = self.masm.scratch();
        find_cell(&mut self.masm, *cell);
        let dst = early.unwrap_or_else(|| self.take_gp());
        self.masm.load_field(dst, *cell, layout::CELL_VALUE as i32);
        self.stack.push(Location::BoxedReg(dst, Kind::Unknown));
    }

    /// NEW_CELL into a slot.
    pub(crate) fn new_cell(&mut self, slot: Slot) {
        let dst = self.take_gp();
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::NewCell, &[value], 0, SlowResult::Boxed(dst));
        let new = self.masm.allocate(size_of::<Cell>(), slow);
        self.masm.store_new_header(*new, 0, kind::CELL, size_of::<Cell>());
        let boxed = self.masm.scratch2();
        self.load_operand(*boxed, value);
        self.masm.store_new(*new, layout::CELL_VALUE, *boxed);
        self.masm.box_new(dst, new, 0);
        self.resume(back);
        self.masm.store_boxed(self.locals.word(slot), dst);
        self.release(value);
        self.release_gp(dst);
    }

    /// STORE_CELL.
    pub(crate) fn store_cell(&mut self, slot: Slot) {
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreCell, &[value], u32::from(slot.0), SlowResult::None);
        let cell = self.masm.scratch();
        self.masm.load_boxed(*cell, self.locals.word(slot));
        self.store_into_cell(cell, value, slow);
        self.resume(back);
        self.release(value);
    }

    /// STORE_UPVALUE.
    pub(crate) fn store_upvalue(&mut self, upvalue: u32) {
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreUpvalue, &[value], upvalue, SlowResult::None);
        let cell = self.masm.scratch();
        self.masm.load_upvalue_cell(*cell, upvalue);
        self.store_into_cell(cell, value, slow);
        self.resume(back);
        self.release(value);
    }

    /// Sets the value of a cell.
    fn store_into_cell(&mut self, cell: Scratch<Gp>, value: Operand, slow: Label) {
        self.barrier(*cell, value, slow);
        self.store_field(*cell, layout::CELL_VALUE as i32, value);
    }
}
