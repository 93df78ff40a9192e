//! Templates of map entries, and of `has`.

use heap::Bits;
use heap::layout::kind;

use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Type;
use crate::mutant::{self, Mutant};
use crate::state::cold::{Cold, MapStore, SlowResult};
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::x64::{Gp, IntSource, Label, SCRATCH, SCRATCH3};

impl Compiler<'_> {
    /// A call of `has` with two arguments.
    pub(crate) fn has(&mut self) {
        let dst = self.take_gp();
        let key = self.stack.pop();
        let map = self.stack.pop();
        let callee = self.stack.pop();
        let source = (self.kind_of(key) == Type::Int).then(|| self.int_source(key, ExitReason::Operand));
        let (slow, back) = self.slow(Helper::Has, &[map, key], 0, SlowResult::Boxed(dst));
        let missing = self.masm.label();
        self.load_operand(SCRATCH, map);
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        if source.is_none() {
            self.load_operand(SCRATCH3, key);
        }
        self.find_entry(source, missing, slow);
        self.masm.load_bits(dst, Bits::TRUE.raw());
        self.cold.push(Cold::MapMissing { label: missing, dst, back: back.label });
        self.resume(back);
        self.release_all(&[callee, map, key]);
        self.stack.push(Location::BoxedReg(dst, Type::Bool));
    }

    /// Loads what the map in the scratch has for a key: an int, or what is in the third scratch.
    pub(crate) fn map_load(&mut self, key: Option<IntSource>, dst: Gp, slow: Label) {
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        self.find_entry(key, slow, slow);
        self.masm.load_entry_value(dst);
    }

    /// Sets what the map in the scratch has for a key, as [`map_load`](Self::map_load). A value
    /// that may be a pointer is left to the helper if the map is old.
    pub(crate) fn map_store(&mut self, key: Option<IntSource>, store: MapStore, slow: Label) {
        let MapStore { checked, value } = store;
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        if checked && !mutant::is(Mutant::NoBarrier) {
            self.masm.jump_if_unlogged(slow);
        }
        self.find_entry(key, slow, slow);
        self.load_operand(SCRATCH, value);
        self.masm.store_entry_value(SCRATCH);
    }

    /// Finds the entry of a key in the map in the scratch: the one found last, or that of the first
    /// slot looked at.
    fn find_entry(&mut self, key: Option<IntSource>, missing: Label, other: Label) {
        let [searched, found] = std::array::from_fn(|_| self.masm.label());
        if let Some(source) = key {
            self.masm.load_boxed_source(SCRATCH3, source);
        }
        self.masm.find_last_entry(searched);
        self.masm.jump(found);
        self.masm.bind(searched);
        match key {
            Some(source) => self.masm.find_int_entry(source, missing, other),
            None => self.masm.find_string_entry(missing, other),
        }
        self.masm.bind(found);
    }

    /// The operand with an alias of a local replaced by the place where that is now, for cold code.
    pub(super) fn fixed_in_place(&self, operand: Operand) -> Operand {
        let Location::Local(slot) = operand.location else { return operand };
        match self.locals.place(slot) {
            Place::Int(gp) => Operand { location: Location::IntReg(gp), ..operand },
            Place::Float(fp) => Operand { location: Location::FloatReg(fp), ..operand },
            Place::Home => {
                Operand { location: Location::Home(self.locals.certain_at_home(slot)), home: self.locals.word(slot) }
            }
        }
    }
}
