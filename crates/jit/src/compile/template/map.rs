//! Templates of map entries, and of `has`.

use heap::Bits;
use heap::layout::kind;

use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::cold::{Cold, MapStore, SlowResult};
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::target::{Gp, IntSource, Label, MapSearch, Scratch};

/// A key that is looked for in a map.
pub(crate) enum Key {
    /// An int.
    Int(IntSource),
    /// A boxed value, which may be a string.
    Boxed(Scratch<Gp>),
}

impl Compiler<'_> {
    /// A call of `has` with two arguments.
    pub(crate) fn has(&mut self) {
        let dst = self.take_gp();
        let key = self.stack.pop();
        let map = self.stack.pop();
        let callee = self.stack.pop();
        let source = (self.kind_of(key) == Kind::Int).then(|| self.int_source(key, ExitReason::Operand));
        let (slow, back) = self.slow(Helper::Has, &[map, key], 0, SlowResult::Boxed(dst));
        let missing = self.masm.label();
        let object = self.masm.scratch();
        self.load_operand(*object, map);
        self.masm.guard_kind(*object, kind::MAP, slow);
        let searched = self.key(source, key);
        self.find_entry(*object, searched, missing, slow);
        self.masm.load_bits(dst, Bits::TRUE.raw());
        self.cold.push(Cold::MapMissing { label: missing, dst, back: back.label });
        self.resume(back);
        self.release_all(&[callee, map, key]);
        self.stack.push(Location::BoxedReg(dst, Kind::Bool));
    }

    /// A key: an int if it has a source as one, else a boxed value.
    pub(super) fn key(&mut self, source: Option<IntSource>, key: Operand) -> Key {
        source.map_or_else(
            || {
                let boxed = self.masm.scratch3();
                self.load_operand(*boxed, key);
                Key::Boxed(boxed)
            },
            Key::Int,
        )
    }

    /// Loads what an object, if it is a map, has for a key.
    pub(crate) fn map_load(&mut self, map: Scratch<Gp>, key: Key, dst: Gp, slow: Label) {
        self.masm.guard_kind(*map, kind::MAP, slow);
        let entry = self.find_entry(*map, key, slow, slow);
        self.masm.load_entry_value(dst, *entry);
    }

    /// Sets what an object, if it is a map, has for a key. A value that may be a pointer is left to
    /// the helper if the map is old.
    pub(crate) fn map_store(&mut self, map: Scratch<Gp>, key: Key, store: MapStore, slow: Label) {
        let MapStore { checked, value } = store;
        self.masm.guard_kind(*map, kind::MAP, slow);
        if checked && !mutant::is(Mutant::NoBarrier) {
            self.masm.jump_if_unlogged(*map, slow);
        }
        let entry = self.find_entry(*map, key, slow, slow);
        drop(map);
        let boxed = self.masm.scratch();
        self.load_operand(*boxed, value);
        self.masm.store_entry_value(*entry, *boxed);
    }

    /// Finds the entry of a key in a map: the one found last, or that of the first slot looked at.
    /// Returns its address.
    fn find_entry(&mut self, map: Gp, key: Key, missing: Label, other: Label) -> Scratch<Gp> {
        let [searched, found] = std::array::from_fn(|_| self.masm.label());
        let (source, boxed) = match key {
            Key::Int(source) => {
                let boxed = self.masm.scratch3();
                self.masm.load_boxed_source(*boxed, source);
                (Some(source), boxed)
            }
            Key::Boxed(boxed) => (None, boxed),
        };
        let entry = self.masm.scratch2();
        let search = MapSearch { map, key: *boxed, entry: *entry };
        self.masm.find_last_entry(search, searched);
        self.masm.jump(found);
        self.masm.bind(searched);
        match source {
            Some(source) => self.masm.find_int_entry(source, search, missing, other),
            None => self.masm.find_string_entry(search, missing, other),
        }
        self.masm.bind(found);
        entry
    }

    /// The operand for cold code, where an alias of a local is replaced by the place of the local
    /// now.
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
