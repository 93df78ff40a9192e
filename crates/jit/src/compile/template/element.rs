//! Templates of array elements and lengths. What is no array may be a map.

use heap::layout::kind;

use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::state::cold::{Cold, MapStore, SlowResult};
use crate::state::operands::{Location, Operand};
use crate::state::view::View;
use crate::target::{Gp, Held, IntSource, Label, Masm, Scratch};

impl Compiler<'_> {
    /// LOAD_INDEX: an element of an array, or the value of an entry that a map has.
    pub(crate) fn load_index(&mut self) {
        let index = self.stack.pop();
        let target = self.stack.pop();
        let source = self.index_source(index);
        if source.is_none() && !self.may_be_pointer(index) {
            self.stack.unpop(target);
            self.stack.unpop(index);
            return self.helper(Helper::LoadIndex, 2, 0, Some(Kind::Unknown));
        }
        let elements = source.filter(|_| self.kind_of(target) != Kind::MAP);
        if elements.is_some() {
            self.expect_array(target);
        }
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadIndex, &[target, index], 0, SlowResult::Boxed(dst));
        if let Some(source) = elements {
            let other = self.not_an_array(target, slow);
            let view = self.view_of(target);
            let array = (!knows_all(view)).then(|| self.array(target, other));
            let at = self.index_register(index, source);
            let elements = self.find_elements(array.as_deref().copied(), view, *at, slow);
            self.masm.load_element(dst, *elements, *at);
            if let Some(map) = array.filter(|_| other != slow) {
                self.cold.push(Cold::MapLoad { label: other, map: *map, key: source, dst, slow, back: back.label });
            }
        } else {
            let map = self.masm.scratch();
            self.load_operand(*map, target);
            let key = self.key(source, index);
            self.map_load(map, key, dst, slow);
        }
        self.resume(back);
        self.push_loaded(dst, &[target, index]);
    }

    /// STORE_INDEX: an element that an array has, or an entry that a map has.
    pub(crate) fn store_index(&mut self) {
        let value = self.stack.pop();
        let index = self.stack.pop();
        let target = self.stack.pop();
        let source = self.index_source(index);
        if source.is_none() && !self.may_be_pointer(index) {
            for operand in [target, index, value] {
                self.stack.unpop(operand);
            }
            return self.helper(Helper::StoreIndex, 3, 0, None);
        }
        let elements = source.filter(|_| self.kind_of(target) != Kind::MAP);
        if elements.is_some() {
            self.expect_array(target);
        }
        let (slow, back) = self.slow(Helper::StoreIndex, &[target, index, value], 0, SlowResult::None);
        if let Some(source) = elements {
            let other = self.not_an_array(target, slow);
            let view = self.view_of(target);
            let array = (!knows_all(view) || self.may_be_pointer(value)).then(|| self.load_array(target, other));
            if let Some(array) = &array {
                self.barrier(**array, value, slow);
            }
            let at = self.index_register(index, source);
            let elements = self.find_elements(array.as_deref().copied(), view, *at, slow);
            drop(array);
            self.store_element(*elements, *at, value);
            if other != slow {
                let store = MapStore { checked: self.may_be_pointer(value), value: self.fixed_in_place(value) };
                self.cold.push(Cold::MapStore { label: other, key: source, store, slow, back: back.label });
            }
        } else {
            let map = self.masm.scratch();
            self.load_operand(*map, target);
            let key = self.key(source, index);
            let store = MapStore { checked: self.may_be_pointer(value), value };
            self.map_store(map, key, store, slow);
        }
        self.resume(back);
        self.release_all(&[target, index, value]);
    }

    /// ARRAY_PUSH onto an array with room.
    pub(crate) fn array_push(&mut self) {
        let value = self.stack.pop();
        let target = self.stack.pop();
        self.expect_array(target);
        let (slow, back) = self.slow(Helper::ArrayPush, &[target, value], 0, SlowResult::None);
        let array = self.load_array(target, slow);
        self.barrier(*array, value, slow);
        let (at, elements) = self.masm.extend_array(*array, slow);
        drop(array);
        self.store_element(*elements, *at, value);
        self.resume(back);
        self.release_all(&[target, value]);
    }

    /// ARRAY_LEN of an array.
    pub(crate) fn array_len(&mut self) {
        let target = self.stack.pop();
        self.expect_array(target);
        let dst = self.take_gp();
        if let Some(length) = self.view_of(target).and_then(|view| view.length) {
            self.masm.load_kept(dst, length);
            return self.stack.push(Location::IntReg(dst));
        }
        let (slow, back) = self.slow(Helper::ArrayLen, &[target], 0, SlowResult::Int(dst));
        let array = self.array(target, slow);
        self.masm.load_array_len(dst, *array);
        self.resume(back);
        self.release_all(&[target]);
        self.stack.push(Location::IntReg(dst));
    }

    /// What the loop knows of an operand that is an array.
    fn view_of(&self, target: Operand) -> Option<View> {
        match target.location {
            Location::Local(slot) => self.view(slot),
            _ => None,
        }
    }

    /// Goes to `slow` unless an array, or the view of it, has an element at an index; returns the
    /// register with the address of the elements. A view that knows all needs no array.
    fn find_elements(&mut self, array: Option<Gp>, view: Option<View>, at: Gp, slow: Label) -> Held<Gp> {
        let array = || array.expect("the view does not know all");
        match view.and_then(|it| it.length) {
            Some(length) => self.masm.check_kept(length, at, slow),
            None => self.masm.check_index(array(), at, slow),
        }
        if let Some(view) = view {
            return Held::Own(view.elements);
        }
        let elements = self.masm.scratch3();
        self.masm.load_elements(*elements, array());
        Held::Scratch(elements)
    }

    /// The label for an object that is no array: code for a map, or `slow` if the operand is
    /// certain to be an array.
    fn not_an_array(&mut self, target: Operand, slow: Label) -> Label {
        if self.kind_of(target) == Kind::ARRAY { slow } else { self.masm.label() }
    }

    /// Stores into the element at a checked index.
    fn store_element(&mut self, elements: Gp, at: Gp, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_element(elements, at, fp);
        }
        let boxed = self.boxed(value, Masm::scratch);
        self.masm.store_element(elements, at, *boxed);
    }

    /// Guards that a local is an array, if it probably is.
    fn expect_array(&mut self, target: Operand) {
        let Location::Local(slot) = target.location else { return };
        if self.locals.fact(slot).likely() == Kind::ARRAY {
            self.settle_object(target, Kind::ARRAY);
        }
    }

    /// An operand in a register, as [`object`](Self::object); goes to `slow` if it is no array.
    fn array(&mut self, target: Operand, slow: Label) -> Held<Gp> {
        let array = self.object(target);
        self.guard_array(target, *array, slow);
        array
    }

    /// Puts an operand into the scratch; goes to `slow` if it is no array.
    fn load_array(&mut self, target: Operand, slow: Label) -> Scratch<Gp> {
        let array = self.masm.scratch();
        self.load_operand(*array, target);
        self.guard_array(target, *array, slow);
        array
    }

    /// Goes to `slow` if an operand, which is in a register, is no array.
    fn guard_array(&mut self, target: Operand, register: Gp, slow: Label) {
        if self.kind_of(target) != Kind::ARRAY {
            self.masm.guard_kind(register, kind::ARRAY, slow);
        }
    }

    /// An index zero-extended in a register: its own, or the second scratch.
    fn index_register(&mut self, index: Operand, source: IntSource) -> Held<Gp> {
        match (index.location, source) {
            (Location::IntReg(_) | Location::Local(_), IntSource::Gp(gp)) => Held::Own(gp),
            _ => {
                let at = self.masm.scratch2();
                self.masm.load_source(*at, source);
                Held::Scratch(at)
            }
        }
    }

    /// An index as an int; `None` if it is certain not to be one, or was too often not one.
    fn index_source(&mut self, index: Operand) -> Option<IntSource> {
        let may_be = match (self.kind_of(index), index.location) {
            (Kind::Int, _) => true,
            (Kind::Unknown, Location::Nil | Location::Pool(_) | Location::Global(_))
            | (Kind::Float | Kind::Bool | Kind::Object(_), _) => false,
            (Kind::Unknown, _) => !self.unit.profile.is_refuted(self.pc),
        };
        may_be.then(|| self.int_source(index, ExitReason::Operand))
    }
}

/// Whether a view tells the length too, so that the array itself is not needed.
fn knows_all(view: Option<View>) -> bool {
    view.is_some_and(|view| view.length.is_some())
}
