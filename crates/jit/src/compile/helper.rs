//! Calls of helpers and of other functions: what goes home before them, what is loaded behind them.

use super::Compiler;
use crate::abi::{Covered, Helper, Symbol, coverage_index};
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::operands::Location;
use crate::state::region::Place;
use crate::target::{Gp, Scratch, Word};

impl Compiler<'_> {
    /// Calls a helper on the top `words` operands, which it pops, and pushes the result if it has a
    /// kind.
    pub fn helper(&mut self, helper: Helper, words: usize, immediate: u32, result: Option<Kind>) {
        let value = self.helper_result(helper, words, immediate);
        if let Some(kind) = result {
            self.push_result(value, kind);
        }
    }

    /// Calls a helper on the top `words` operands, which it pops; returns the result.
    pub fn helper_result(&mut self, helper: Helper, words: usize, immediate: u32) -> Scratch<Gp> {
        let first = self.stack.home(self.stack.depth() - words);
        let value = self.helper_at(helper, first, immediate);
        for _ in 0..words {
            let operand = self.stack.pop();
            self.release(operand);
        }
        value
    }

    /// Pushes the result of a helper or of a call, behind which all operands are at home.
    pub fn push_result(&mut self, value: Scratch<Gp>, kind: Kind) {
        let dst = self.registers.take_gp().expect("no operand is in a temporary");
        self.masm.move_boxed(dst, *value);
        self.stack.push(Location::BoxedReg(dst, kind));
    }

    /// Calls a helper with everything at home; returns the result.
    pub fn helper_at(&mut self, helper: Helper, words: Word, immediate: u32) -> Scratch<Gp> {
        self.flush_operands();
        let live = self.live_around();
        self.flush_locals(live, Place::is_lost_by_helper);
        self.stack.take_home();
        let top = self.stack.home(self.stack.depth());
        self.masm.sync(top, self.pc);
        if matches!(helper, Helper::Import | Helper::CallClosed) {
            self.masm.sync_native();
        }
        let value = self.call_helper(self.pc, helper, words, immediate);
        self.masm.check_exc(self.labels.failed);
        self.reload_locals(live, Place::is_lost_by_helper);
        self.reload_views(self.locals.current_region(), self.pc);
        value
    }

    /// Calls a helper for an instruction; returns the result.
    pub fn call_helper(&mut self, pc: u32, helper: Helper, words: Word, immediate: u32) -> Scratch<Gp> {
        let value = self.masm.call_helper(helper, words, immediate);
        self.note_call(pc);
        value
    }

    /// Notes a call, right behind it.
    pub fn note_call(&mut self, pc: u32) {
        self.notes.call(pc, &self.masm);
    }

    /// Brings everything home before a call that keeps no register.
    pub fn flush_for_call(&mut self) {
        self.flush_operands();
        let live = self.live_around();
        self.flush_locals(live, |_| !mutant::is(Mutant::MissingFlush));
    }

    /// Loads the region's registers again after a call that keeps none.
    pub fn reload_after_call(&mut self) {
        let live = self.live[self.pc as usize + 1];
        self.reload_locals(live, |_| !mutant::is(Mutant::NoReload));
        self.reload_views(self.locals.current_region(), self.pc);
    }

    /// In covered code: counts that a template or its slow path runs. Keeps the flags.
    pub fn cover(&mut self, pc: u32, what: Covered) {
        if self.unit.profile.covered {
            let table = self.symbol(Symbol::Coverage);
            let opcode = self.unit.chunk.code[pc as usize].opcode();
            self.masm.count(table, coverage_index(opcode, what));
        }
    }
}
