//! What helpers do, done inline where it is common: allocation in the young space, elements pushed
//! onto arrays with room, entries that maps have, comparisons of short strings.

use heap::Bits;
use heap::layout::{self, Array, Cell, kind};
use jit::abi::{Helper, Symbol};
use jit::target::{Gp, IntSource, Label, MapSearch, SCRATCH, SCRATCH2, Scratch, Word};

use super::Emitter;
use super::home::Source;
use super::place::Mem;
use crate::ir::{Inst, Op, Type, Value};

/// The most fields or elements of an object that is made inline: they are written one by one.
const MOST_WORDS: usize = 16;

/// Whether a helper's work on so many operands can be made inline in a frame that is inlined too,
/// where the code leaves instead of calling the helper. That has to be rare.
pub(crate) fn may_leave_instead(helper: Helper, count: usize) -> bool {
    match helper {
        Helper::ArrayPush | Helper::NewCell => true,
        Helper::Construct => (2..=1 + MOST_WORDS).contains(&count),
        Helper::NewObject | Helper::NewArray => (1..=MOST_WORDS).contains(&count),
        _ => false,
    }
}

/// Whether a helper's work is done inline, so that registers keep their values.
pub(crate) fn is_inline(inst: &Inst) -> bool {
    let (Op::Helper { helper, .. } | Op::Inline { helper, .. }) = inst.op else { return false };
    let fits = |count: usize| (1..=MOST_WORDS).contains(&count);
    match helper {
        Helper::ArrayPush | Helper::NewCell | Helper::Has | Helper::LoadIndex | Helper::StoreIndex => true,
        Helper::Eq | Helper::Ne => true,
        Helper::Construct => inst.kind != 0 && fits(inst.args.len() - 1),
        Helper::NewObject | Helper::NewArray => fits(inst.args.len()),
        _ => false,
    }
}

impl Emitter<'_> {
    /// Emits inline code for a helper, with a detour to it. Returns whether there is such code.
    pub(super) fn inline_helper(&mut self, value: Value, inst: &Inst, helper: Helper, immediate: u32) -> bool {
        let args = inst.args.as_slice();
        if !is_inline(inst) {
            return false;
        }
        match helper {
            Helper::ArrayPush => self.push_inline(value, inst, args[0], args[1]),
            Helper::NewCell => {
                let (slow, back) = self.other_way(inst, helper, immediate);
                let new = self.masm.allocate(size_of::<Cell>(), slow);
                self.masm.store_new_header(*new, 0, kind::CELL, size_of::<Cell>());
                self.fill(*new, layout::CELL_VALUE, args);
                self.masm.box_new(SCRATCH, new, 0);
                self.take_result(value, back);
            }
            Helper::Construct => {
                let (slow, back) = self.other_way(inst, helper, immediate);
                let size = layout::instance_size(args.len() - 1);
                let new = self.masm.allocate(size, slow);
                self.masm.store_new_header(*new, 0, inst.kind, size);
                self.fill(*new, layout::INSTANCE_FIELDS, &args[1..]);
                self.masm.box_new(SCRATCH, new, 0);
                self.take_result(value, back);
            }
            Helper::NewObject => {
                let (slow, back) = self.other_way(inst, helper, immediate);
                let size = layout::instance_size(args.len());
                let new = self.masm.allocate(size, slow);
                let module = self.f.frames[inst.source.frame.index()].chunk.module;
                let shapes = self.symbol(module, Symbol::Shapes);
                self.masm.store_new_shape(*new, shapes, immediate, size);
                self.fill(*new, layout::INSTANCE_FIELDS, args);
                self.masm.box_new(SCRATCH, new, 0);
                self.take_result(value, back);
            }
            Helper::NewArray => self.new_array(value, inst, immediate),
            Helper::Has => self.has_inline(value, inst, args[0], args[1]),
            Helper::Eq | Helper::Ne => self.equal_inline(value, inst, helper),
            Helper::LoadIndex => {
                let key = self.key(args[1]);
                let (slow, back) = self.other_way(inst, helper, immediate);
                let map = self.scratch_object(args[0], kind::MAP, slow);
                let entry = self.find_key(*map, args[1], key, slow, slow);
                drop(map);
                self.masm.load_entry_value(SCRATCH, *entry);
                drop(entry);
                self.take_result(value, back);
            }
            Helper::StoreIndex => self.store_entry(value, inst, immediate),
            _ => unreachable!("only what has inline code is made inline"),
        }
        true
    }

    /// Where inline code goes when it cannot do the work, and where both ways meet: a detour to the
    /// helper, or for a guard its exit.
    fn other_way(&mut self, inst: &Inst, helper: Helper, immediate: u32) -> (Label, Label) {
        match inst.op.is_guard() {
            true => (self.fail(inst), self.masm.label()),
            false => self.detour(inst, helper, immediate),
        }
    }

    /// An array with elements, behind its storage.
    fn new_array(&mut self, value: Value, inst: &Inst, count: u32) {
        let (slow, back) = self.other_way(inst, Helper::NewArray, count);
        let capacity = inst.args.len().next_multiple_of(2);
        let storage = layout::round_up(layout::ELEMENTS_ITEMS + size_of::<Bits>() * capacity);
        let new = self.masm.allocate(storage + size_of::<Array>(), slow);
        let lengths = (capacity as u64) << 32 | u64::from(count);
        self.masm.store_new_header(*new, 0, kind::ELEMENTS, storage);
        self.masm.store_new_bits(*new, layout::ELEMENTS_LEN, lengths);
        self.fill(*new, layout::ELEMENTS_ITEMS, &inst.args);
        self.masm.store_new_header(*new, storage, kind::ARRAY, size_of::<Array>());
        self.masm.store_new_bits(*new, storage + layout::ARRAY_LEN, lengths);
        self.masm.store_new_address(*new, storage + layout::ARRAY_DATA, layout::ELEMENTS_ITEMS);
        self.masm.store_new_bits(*new, storage + layout::ARRAY_DATA + size_of::<Bits>(), 0);
        self.masm.box_new(SCRATCH, new, storage);
        self.take_result(value, back);
    }

    /// Writes values into the words of a new object from `offset` on.
    fn fill(&mut self, new: Gp, offset: usize, values: &[Value]) {
        for (at, &value) in values.iter().enumerate() {
            let boxed = self.boxed_or_in(SCRATCH2, value);
            self.masm.store_new(new, offset + size_of::<Bits>() * at, boxed);
        }
    }

    fn push_inline(&mut self, value: Value, inst: &Inst, array: Value, element: Value) {
        let (slow, back) = self.other_way(inst, Helper::ArrayPush, 0);
        let is_certain = self.f.inst(array).kind == kind::ARRAY;
        let array = self.scratch_object(array, if is_certain { 0 } else { kind::ARRAY }, slow);
        self.pass_barrier(*array, element, slow);
        let (at, elements) = self.masm.extend_array(*array, slow);
        drop(array);
        let boxed = self.boxed_or_in(SCRATCH, element);
        self.masm.store_element(*elements, *at, boxed);
        drop((at, elements));
        self.take_result(value, back);
    }

    fn has_inline(&mut self, value: Value, inst: &Inst, map: Value, key: Value) {
        let source = self.key(key);
        let (slow, back) = self.other_way(inst, Helper::Has, 0);
        let missing = self.masm.label();
        let map = self.scratch_object(map, kind::MAP, slow);
        drop(self.find_key(*map, key, source, missing, slow));
        drop(map);
        self.masm.load_bits(SCRATCH, Bits::TRUE.raw());
        self.masm.jump(back);
        self.masm.bind(missing);
        self.masm.load_bits(SCRATCH, Bits::FALSE.raw());
        self.take_result(value, back);
    }

    /// An equality of operands that may be strings, or of an int with what mostly is none.
    fn equal_inline(&mut self, value: Value, inst: &Inst, helper: Helper) {
        let (slow, back) = self.other_way(inst, helper, 0);
        let different = self.masm.label();
        let left = self.boxed_or_in(SCRATCH, inst.args[0]);
        let right = self.boxed_or_in(SCRATCH2, inst.args[1]);
        match inst.args[..] {
            [_, int] if self.ty(int) == Type::Int => self.masm.compare_with_int(left, right, different, slow),
            [int, _] if self.ty(int) == Type::Int => self.masm.compare_with_int(right, left, different, slow),
            _ => self.masm.compare_strings(left, right, different, slow),
        }
        let truth = |holds: bool| Bits::bool(holds == (helper == Helper::Eq)).raw();
        self.masm.load_bits(SCRATCH, truth(true));
        self.masm.jump(back);
        self.masm.bind(different);
        self.masm.load_bits(SCRATCH, truth(false));
        self.take_result(value, back);
    }

    fn store_entry(&mut self, value: Value, inst: &Inst, immediate: u32) {
        let [map, key, stored] = inst.args[..] else { unreachable!("STORE_INDEX has three operands") };
        let source = self.key(key);
        let (slow, back) = self.other_way(inst, Helper::StoreIndex, immediate);
        let map = self.scratch_object(map, kind::MAP, slow);
        self.pass_barrier(*map, stored, slow);
        let entry = self.find_key(*map, key, source, slow, slow);
        drop(map);
        let boxed = self.boxed_or_in(SCRATCH, stored);
        self.masm.store_entry_value(*entry, boxed);
        drop(entry);
        self.take_result(value, back);
    }

    /// An object in the scratch, of a kind, or of any if that is 0.
    fn scratch_object(&mut self, object: Value, kind: u32, slow: Label) -> Scratch<Gp> {
        let boxed = self.boxed_or_in(SCRATCH, object);
        let scratch = self.masm.scratch();
        self.masm.move_boxed(*scratch, boxed);
        if kind != 0 {
            self.masm.guard_kind(*scratch, kind, slow);
        }
        scratch
    }

    /// Goes to `slow` if the heap has to be told that a value is stored into an object.
    fn pass_barrier(&mut self, object: Gp, stored: Value, slow: Label) {
        if !self.may_be_pointer(stored) {
            return;
        }
        let is_known = self.masm.label();
        self.masm.jump_unless_unlogged(object, is_known);
        let boxed = self.boxed_or_in(SCRATCH2, stored);
        self.masm.jump_if_pointer(boxed, slow);
        self.masm.bind(is_known);
    }

    /// A key that is certainly an int, in its register. To be asked for before the detour is noted.
    fn key(&mut self, key: Value) -> Option<IntSource> {
        (self.ty(key) == Type::Int).then(|| self.int_source(key))
    }

    /// Finds the entry of a key in a map: the one found last, or that of the first slot looked at.
    /// Returns its address.
    fn find_key(&mut self, map: Gp, key: Value, source: Option<IntSource>, missing: Label, slow: Label) -> Scratch<Gp> {
        let [searched, found] = std::array::from_fn(|_| self.masm.label());
        let (entry, boxed) = (self.masm.scratch2(), self.masm.scratch3());
        match source {
            Some(source) => self.masm.load_boxed_source(*boxed, source),
            None => {
                let own = self.boxed_or_in(*boxed, key);
                self.masm.move_boxed(*boxed, own);
            }
        }
        let search = MapSearch { map, key: *boxed, entry: *entry };
        self.masm.find_last_entry(search, searched);
        self.masm.jump(found);
        self.masm.bind(searched);
        match source {
            Some(source) => self.masm.find_int_entry(source, search, missing, slow),
            None => self.masm.find_string_entry(search, missing, slow),
        }
        self.masm.bind(found);
        entry
    }

    /// A value's boxed word: in its own register, or else in the given one. No other register
    /// changes.
    fn boxed_or_in(&mut self, dst: Gp, value: Value) -> Gp {
        let Some((source, ty)) = self.source(value) else { return dst };
        match (source, ty) {
            (Source::Constant(op), _) => self.load_constant_into(dst, op),
            (Source::Reg(reg), Type::Float) => self.masm.box_float(dst, reg.fp()),
            (Source::Reg(reg), Type::Int) => self.masm.box_int(dst, reg.gp()),
            (Source::Reg(reg), _) => return reg.gp(),
            (Source::Mem(Mem::Word(word)), _) => self.masm.load_boxed(dst, Word(word)),
            (Source::Mem(Mem::Spill(place)), ty) => {
                self.masm.unspill(dst, place);
                if ty == Type::Int {
                    self.masm.box_int(dst, dst);
                }
            }
        }
        dst
    }
}
