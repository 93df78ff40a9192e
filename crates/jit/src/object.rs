//! Templates of objects: a fast path for what instructions mostly meet, behind it the instruction's
//! helper, after which the hot code goes on.
//!
//! Invariant: a boxed pointer is in a scratch register only within one template, so that no
//! collection can happen meanwhile.

use bytecode::{Flow, Slot, StructId};
use heap::Bits;
use heap::layout::{self, Array, Cell, kind};

use crate::abi::{Helper, Symbol};
use crate::artifact::ExitReason;
use crate::check::CHECKED;
use crate::cold::{Cold, MapStore, SlowCall, SlowResult};
use crate::compile::{Compiler, is_lost_by_helper};
use crate::exits::Back;
use crate::kind::Type;
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, Operand};
use crate::profile::{Field, Fixed};
use crate::region::Place;
use crate::view::View;
use crate::x64::{Fp, Gp, IntSource, Label, SCRATCH, SCRATCH2, SCRATCH3, survives_helper};

/// Whether an object with that many fields or elements is made inline: they are written one by one.
pub(crate) fn is_made_inline(count: usize) -> bool {
    (1..=16).contains(&count)
}

impl Compiler<'_> {
    /// LOAD_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn load_property(&mut self) {
        if let Some(module) = self.unit.profile.member(self.pc) {
            return self.load_member(module);
        }
        let field = match *self.unit.profile.fields_of(self.pc) {
            [(_, field)] => field,
            [(_, first), (_, second)] => return self.load_one_of_two(first, second),
            _ => return self.helper(Helper::LoadProperty, 1, self.pc, Some(Type::Unknown)),
        };
        let target = self.stack.pop();
        if self.settle_object(target, Type::Object(field.shape)) {
            let dst = self.take_gp();
            let object = self.object(target);
            self.masm.load_field(dst, object, field.offset as i32);
            return self.push_loaded(dst, &[target]);
        }
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let object = self.object(target);
        self.masm.guard_kind(object, field.shape, slow);
        self.masm.load_field(dst, object, field.offset as i32);
        self.resume(back);
        self.push_loaded(dst, &[target]);
    }

    /// LOAD_PROPERTY where two shapes were met.
    fn load_one_of_two(&mut self, first: Field, second: Field) {
        let target = self.stack.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let other = self.masm.label();
        let object = self.object(target);
        self.masm.guard_object(object, slow);
        self.masm.guard_shape(object, first.shape, other);
        self.masm.load_field(dst, object, first.offset as i32);
        self.masm.jump(back.label);
        self.masm.bind(other);
        self.masm.guard_shape(object, second.shape, slow);
        self.masm.load_field(dst, object, second.offset as i32);
        self.resume(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY where two shapes were met.
    fn store_one_of_two(&mut self, first: Field, second: Field) {
        let value = self.stack.pop();
        let target = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        let other = self.masm.label();
        self.load_entry(SCRATCH, target);
        self.masm.guard_object(SCRATCH, slow);
        self.barrier(value, slow);
        self.masm.guard_shape(SCRATCH, first.shape, other);
        self.store_field(first.offset as i32, value);
        self.masm.jump(back.label);
        self.masm.bind(other);
        self.masm.guard_shape(SCRATCH, second.shape, slow);
        self.store_field(second.offset as i32, value);
        self.resume(back);
        self.release_all(&[target, value]);
    }

    /// LOAD_PROPERTY: a global of the module that was met before.
    fn load_member(&mut self, module: u32) {
        let target = self.stack.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let is_certain = matches!(target.entry, Entry::Global(global)
            if self.unit.profile.global(global) == Some(Fixed::Module(module)));
        if !is_certain {
            let object = self.object(target);
            self.masm.guard_kind(object, kind::MODULE, slow);
            self.masm.guard_module(object, module, slow);
        }
        let member = self.symbol(Symbol::Member(self.pc));
        self.masm.load_table(dst, member, 0);
        self.masm.guard_not_bits(dst, Bits::UNDEF.raw(), slow);
        self.resume(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn store_property(&mut self) {
        let field = match *self.unit.profile.fields_of(self.pc) {
            [(_, field)] => field,
            [(_, first), (_, second)] => return self.store_one_of_two(first, second),
            _ => return self.helper(Helper::StoreProperty, 2, self.pc, None),
        };
        let value = self.stack.pop();
        let target = self.stack.pop();
        let certain = self.settle_object(target, Type::Object(field.shape));
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        self.load_entry(SCRATCH, target);
        if !certain {
            self.masm.guard_kind(SCRATCH, field.shape, slow);
        }
        self.barrier(value, slow);
        self.store_field(field.offset as i32, value);
        self.resume(back);
        self.release_all(&[target, value]);
    }

    /// LOAD_INDEX: an element of an array, or the value of an entry that a map has.
    pub(crate) fn load_index(&mut self) {
        let index = self.stack.pop();
        let target = self.stack.pop();
        let source = self.index_source(index);
        if source.is_none() && !self.may_be_pointer(index) {
            self.stack.unpop(target);
            self.stack.unpop(index);
            return self.helper(Helper::LoadIndex, 2, 0, Some(Type::Unknown));
        }
        let elements = source.filter(|_| self.kind_of(target) != Type::MAP);
        if elements.is_some() {
            self.expect_array(target);
        }
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadIndex, &[target, index], 0, SlowResult::Boxed(dst));
        if let Some(source) = elements {
            let other = self.not_an_array(target, slow);
            let view = self.view_of(target);
            let array = if knows_all(view) { SCRATCH } else { self.array(target, other) };
            let at = self.index_register(index, source);
            let elements = self.find_elements(array, view, at, slow);
            self.masm.load_element(dst, elements, at);
            if other != slow {
                self.cold.push(Cold::MapLoad { label: other, map: array, key: source, dst, slow, back: back.label });
            }
        } else {
            self.load_entry(SCRATCH, target);
            if source.is_none() {
                self.load_entry(SCRATCH3, index);
            }
            self.map_load(source, dst, slow);
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
        let elements = source.filter(|_| self.kind_of(target) != Type::MAP);
        if elements.is_some() {
            self.expect_array(target);
        }
        let (slow, back) = self.slow(Helper::StoreIndex, &[target, index, value], 0, SlowResult::None);
        if let Some(source) = elements {
            let other = self.not_an_array(target, slow);
            let view = self.view_of(target);
            if !knows_all(view) || self.may_be_pointer(value) {
                self.load_array(target, other);
            }
            self.barrier(value, slow);
            let at = self.index_register(index, source);
            let elements = self.find_elements(SCRATCH, view, at, slow);
            self.store_element(elements, at, value);
            if other != slow {
                let store = MapStore { checked: self.may_be_pointer(value), value: self.fixed_in_place(value) };
                self.cold.push(Cold::MapStore { label: other, key: source, store, slow, back: back.label });
            }
        } else {
            self.load_entry(SCRATCH, target);
            if source.is_none() {
                self.load_entry(SCRATCH3, index);
            }
            let store = MapStore { checked: self.may_be_pointer(value), value };
            self.map_store(source, store, slow);
        }
        self.resume(back);
        self.release_all(&[target, index, value]);
    }

    /// What the loop knows of an operand that is an array.
    fn view_of(&self, target: Operand) -> Option<View> {
        match target.entry {
            Entry::Local(slot) => self.view(slot),
            _ => None,
        }
    }

    /// Goes to `slow` unless an array, or the view of it, has an element at an index; returns the register with the
    /// address of the elements. It may be the third scratch.
    fn find_elements(&mut self, array: Gp, view: Option<View>, at: Gp, slow: Label) -> Gp {
        match view.and_then(|it| it.length) {
            Some(length) => self.masm.check_kept(length, at, slow),
            None => self.masm.check_index(array, at, slow),
        }
        let Some(view) = view else {
            self.masm.load_elements(SCRATCH3, array);
            return SCRATCH3;
        };
        view.elements
    }

    /// Where to go from what is no array: to code for a map, or to `slow` if it is certain to be an array.
    fn not_an_array(&mut self, target: Operand, slow: Label) -> Label {
        if self.kind_of(target) == Type::ARRAY { slow } else { self.masm.label() }
    }

    /// Loads what the map in the scratch has for a key: an int, or what is in the third scratch.
    pub(crate) fn map_load(&mut self, key: Option<IntSource>, dst: Gp, slow: Label) {
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        self.find_entry(key, slow, slow);
        self.masm.load_entry_value(dst);
    }

    /// Sets what the map in the scratch has for a key, as [`map_load`](Self::map_load). A value that may be a pointer is left to
    /// the helper if the map is old.
    pub(crate) fn map_store(&mut self, key: Option<IntSource>, store: MapStore, slow: Label) {
        let MapStore { checked, value } = store;
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        if checked && !mutant::is(Mutant::NoBarrier) {
            self.masm.jump_if_unlogged(slow);
        }
        self.find_entry(key, slow, slow);
        self.load_entry(SCRATCH, value);
        self.masm.store_entry_value(SCRATCH);
    }

    /// Finds the entry of a key in the map in the scratch: the one found last, or that of the first slot looked at.
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

    /// A call of `has` with two arguments.
    pub(crate) fn has(&mut self) {
        let dst = self.take_gp();
        let key = self.stack.pop();
        let map = self.stack.pop();
        let callee = self.stack.pop();
        let source = (self.kind_of(key) == Type::Int).then(|| self.int_source(key, ExitReason::Operand));
        let (slow, back) = self.slow(Helper::Has, &[map, key], 0, SlowResult::Boxed(dst));
        let missing = self.masm.label();
        self.load_entry(SCRATCH, map);
        self.masm.guard_kind(SCRATCH, kind::MAP, slow);
        if source.is_none() {
            self.load_entry(SCRATCH3, key);
        }
        self.find_entry(source, missing, slow);
        self.masm.load_bits(dst, Bits::TRUE.raw());
        self.cold.push(Cold::MapMissing { label: missing, dst, back: back.label });
        self.resume(back);
        self.release_all(&[callee, map, key]);
        self.stack.push(Entry::BoxedReg(dst, Type::Bool));
    }

    /// NEW_CELL into a slot.
    pub(crate) fn new_cell(&mut self, slot: Slot) {
        let dst = self.take_gp();
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::NewCell, &[value], 0, SlowResult::Boxed(dst));
        self.masm.allocate(size_of::<Cell>(), slow);
        self.masm.store_new_header(0, kind::CELL, size_of::<Cell>());
        self.load_entry(SCRATCH2, value);
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
        self.masm.load_boxed(SCRATCH, self.locals.word(slot));
        self.store_into_cell(value, slow);
        self.resume(back);
        self.release(value);
    }

    /// STORE_UPVALUE.
    pub(crate) fn store_upvalue(&mut self, upvalue: u32) {
        let value = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreUpvalue, &[value], upvalue, SlowResult::None);
        self.masm.load_upvalue_cell(upvalue);
        self.store_into_cell(value, slow);
        self.resume(back);
        self.release(value);
    }

    /// Sets the value of the cell in the scratch.
    fn store_into_cell(&mut self, value: Operand, slow: Label) {
        self.barrier(value, slow);
        self.store_field(layout::CELL_VALUE as i32, value);
    }

    /// NEW_OBJECT: an instance in the young space.
    pub(crate) fn new_object(&mut self, id: StructId, fields: usize) {
        if !is_made_inline(fields) {
            return self.helper(Helper::NewObject, fields, id.0, Some(Type::Unknown));
        }
        let (dst, operands) = self.take_operands(fields);
        let (slow, back) = self.slow(Helper::NewObject, &operands, id.0, SlowResult::Boxed(dst));
        let size = layout::instance_size(fields);
        self.masm.allocate(size, slow);
        let shapes = self.symbol(Symbol::Shapes);
        self.masm.store_new_shape(shapes, id.0, size);
        self.fill_instance(dst, &operands, back);
        self.push_loaded(dst, &operands);
    }

    /// A call of the definition of the struct whose instances have this shape: an instance in the young space.
    pub(crate) fn construct(&mut self, shape: u32, fields: usize) {
        let (dst, operands) = self.take_operands(1 + fields);
        let (slow, back) = self.slow(Helper::Construct, &operands, fields as u32, SlowResult::Boxed(dst));
        let size = layout::instance_size(fields);
        self.masm.allocate(size, slow);
        self.masm.store_new_header(0, shape, size);
        self.fill_instance(dst, &operands[1..], back);
        self.release_all(&operands);
        self.stack.push(Entry::BoxedReg(dst, Type::Object(shape)));
    }

    /// Writes the fields of a new instance that has its header; its boxed pointer is `dst`, and the slow path comes `back` there.
    fn fill_instance(&mut self, dst: Gp, fields: &[Operand], back: Back) {
        self.store_new_operands(layout::INSTANCE_FIELDS, fields);
        self.masm.box_new(dst, 0);
        self.resume(back);
    }

    /// NEW_ARRAY: an array in the young space, behind its elements.
    pub(crate) fn new_array(&mut self, count: u32) {
        let len = count as usize;
        if !is_made_inline(len) {
            return self.helper(Helper::NewArray, len, count, Some(Type::ARRAY));
        }
        let (dst, operands) = self.take_operands(len);
        let (slow, back) = self.slow(Helper::NewArray, &operands, count, SlowResult::Boxed(dst));
        let capacity = len.next_multiple_of(2);
        let storage = layout::round_up(layout::ELEMENTS_ITEMS + size_of::<Bits>() * capacity);
        self.masm.allocate(storage + size_of::<Array>(), slow);
        let lengths = (capacity as u64) << 32 | u64::from(count);
        self.masm.store_new_header(0, kind::ELEMENTS, storage);
        self.masm.store_new_bits(layout::ELEMENTS_LEN, lengths);
        self.store_new_operands(layout::ELEMENTS_ITEMS, &operands);
        self.masm.store_new_header(storage, kind::ARRAY, size_of::<Array>());
        self.masm.store_new_bits(storage + layout::ARRAY_LEN, lengths);
        self.masm.store_new_address(storage + layout::ARRAY_DATA, layout::ELEMENTS_ITEMS);
        self.masm.store_new_bits(storage + layout::ARRAY_DATA + size_of::<Bits>(), 0);
        self.masm.box_new(dst, storage);
        self.resume(back);
        self.release_all(&operands);
        self.stack.push(Entry::BoxedReg(dst, Type::ARRAY));
    }

    /// A register for a result, and the topmost `count` operands, lowest first.
    fn take_operands(&mut self, count: usize) -> (Gp, Vec<Operand>) {
        let dst = self.take_gp();
        let mut operands: Vec<Operand> = (0..count).map(|_| self.stack.pop()).collect();
        operands.reverse();
        (dst, operands)
    }

    /// Writes operands into the words of a new object from `offset` on.
    fn store_new_operands(&mut self, offset: usize, operands: &[Operand]) {
        for (place, &operand) in operands.iter().enumerate() {
            let boxed = self.boxed(operand, SCRATCH2);
            self.masm.store_new(offset + size_of::<Bits>() * place, boxed);
        }
    }

    /// Whether an operand's value may be a pointer.
    fn may_be_pointer(&self, value: Operand) -> bool {
        matches!(self.kind_of(value), Type::Unknown | Type::Object(_)) && value.entry != Entry::Nil
    }

    /// The operand with an alias of a local replaced by the place where that is now, for cold code.
    fn fixed_in_place(&self, operand: Operand) -> Operand {
        let Entry::Local(slot) = operand.entry else { return operand };
        match self.locals.place(slot) {
            Place::Int(gp) => Operand { entry: Entry::IntReg(gp), ..operand },
            Place::Float(fp) => Operand { entry: Entry::FloatReg(fp), ..operand },
            Place::Home => {
                Operand { entry: Entry::Home(self.locals.certain_at_home(slot)), home: self.locals.word(slot) }
            }
        }
    }

    /// ARRAY_PUSH onto an array with room.
    pub(crate) fn array_push(&mut self) {
        let value = self.stack.pop();
        let target = self.stack.pop();
        self.expect_array(target);
        let (slow, back) = self.slow(Helper::ArrayPush, &[target, value], 0, SlowResult::None);
        self.load_array(target, slow);
        self.barrier(value, slow);
        self.masm.extend_array(slow);
        self.store_element(SCRATCH3, SCRATCH2, value);
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
            return self.stack.push(Entry::IntReg(dst));
        }
        let (slow, back) = self.slow(Helper::ArrayLen, &[target], 0, SlowResult::Int(dst));
        let array = self.array(target, slow);
        self.masm.load_array_len(dst, array);
        self.resume(back);
        self.release_all(&[target]);
        self.stack.push(Entry::IntReg(dst));
    }

    /// Stores at an offset in the object in the scratch.
    fn store_field(&mut self, offset: i32, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_field(offset, fp);
        }
        let boxed = self.boxed(value, SCRATCH2);
        self.masm.store_field(offset, boxed);
    }

    /// Stores into the element at a checked index.
    fn store_element(&mut self, elements: Gp, at: Gp, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_element(elements, at, fp);
        }
        let boxed = self.boxed(value, SCRATCH);
        self.masm.store_element(elements, at, boxed);
    }

    /// The register that holds an operand as a float.
    fn float_of(&self, value: Operand) -> Option<Fp> {
        match value.entry {
            Entry::FloatReg(fp) => Some(fp),
            Entry::Local(slot) => match self.locals.place(slot) {
                Place::Float(fp) => Some(fp),
                Place::Home | Place::Int(_) => None,
            },
            _ => None,
        }
    }

    /// The write barrier: before `value` is stored into the object in the scratch, leaves for `slow` if the heap has to be told, which
    /// the helper there does. Spoils the other scratches.
    fn barrier(&mut self, value: Operand, slow: Label) {
        if !self.may_be_pointer(value) || mutant::is(Mutant::NoBarrier) {
            return;
        }
        let young = self.masm.label();
        self.masm.jump_unless_unlogged(young);
        let boxed = self.boxed(value, SCRATCH2);
        self.masm.jump_if_pointer(boxed, slow);
        self.masm.bind(young);
    }

    /// Whether an operand is certain to be an object of a kind; of a local it is made certain by a guard, for all
    /// that follows.
    fn settle_object(&mut self, target: Operand, kind: Type) -> bool {
        let known = self.kind_of(target);
        let Entry::Local(slot) = target.entry else { return known == kind };
        if known != Type::Unknown || self.unit.profile.is_refuted(self.pc) || self.unit.profile.is_untyped(slot) {
            return known == kind;
        }
        self.guard_word(self.locals.word(slot), kind, ExitReason::Operand);
        self.locals.learn(slot, kind);
        true
    }

    /// Makes certain that a local is an array, if it probably is.
    fn expect_array(&mut self, target: Operand) {
        let Entry::Local(slot) = target.entry else { return };
        if self.locals.fact(slot).likely() == Type::ARRAY {
            self.settle_object(target, Type::ARRAY);
        }
    }

    /// An operand in a register: its own, or the scratch.
    pub(crate) fn object(&mut self, target: Operand) -> Gp {
        self.boxed(target, SCRATCH)
    }

    /// An operand's boxed value in a register: its own, or one that is given.
    fn boxed(&mut self, operand: Operand, given: Gp) -> Gp {
        if let Entry::BoxedReg(gp, _) = operand.entry {
            return gp;
        }
        self.load_entry(given, operand);
        given
    }

    /// An operand in a register, as [`object`](Self::object); goes to `slow` if it is no array.
    fn array(&mut self, target: Operand, slow: Label) -> Gp {
        let array = self.object(target);
        self.guard_array(target, array, slow);
        array
    }

    /// Puts an operand into the scratch; goes to `slow` if it is no array.
    fn load_array(&mut self, target: Operand, slow: Label) {
        self.load_entry(SCRATCH, target);
        self.guard_array(target, SCRATCH, slow);
    }

    /// Goes to `slow` if an operand, which is in a register, is no array.
    fn guard_array(&mut self, target: Operand, register: Gp, slow: Label) {
        if self.kind_of(target) != Type::ARRAY {
            self.masm.guard_kind(register, kind::ARRAY, slow);
        }
    }

    /// An index zero-extended in a register: its own, or the second scratch.
    fn index_register(&mut self, index: Operand, source: IntSource) -> Gp {
        match (index.entry, source) {
            (Entry::IntReg(_) | Entry::Local(_), IntSource::Gp(gp)) => gp,
            _ => {
                self.masm.load_source(SCRATCH2, source);
                SCRATCH2
            }
        }
    }

    /// An index as an int; `None` if it is known, or was found, not to be one.
    fn index_source(&mut self, index: Operand) -> Option<IntSource> {
        let may_be = match (self.kind_of(index), index.entry) {
            (Type::Int, _) => true,
            (Type::Unknown, Entry::Nil | Entry::Pool(_) | Entry::Global(_))
            | (Type::Float | Type::Bool | Type::Object(_), _) => false,
            (Type::Unknown, _) => !self.unit.profile.is_refuted(self.pc),
        };
        may_be.then(|| self.int_source(index, ExitReason::Operand))
    }

    /// Where the fast path goes when it does not apply, and where the helper's result is awaited.
    pub(crate) fn slow(
        &mut self,
        helper: Helper,
        operands: &[Operand],
        immediate: u32,
        result: SlowResult,
    ) -> (Label, Back) {
        let (label, back) = (self.masm.label(), self.masm.label());
        let state = self.capture_with(operands);
        let words = operands[0].home;
        // A LOOP row pays behind what it compares, and without fuel all its operands go home again.
        let pays = self.unit.profile.metered && self.unit.chunk.code[self.pc as usize].opcode().flow() == Flow::LoopIf;
        let keeps_operands = pays && !mutant::is(Mutant::SlowPathLosesOperands);
        let call = SlowCall { helper, words, count: operands.len() as u32, immediate, result, keeps_operands };
        self.cold.push(Cold::Slow { label, pc: self.pc, state, call, back });
        (label, Back { label: back, since: self.registers.mark(), words, keeps_operands })
    }

    /// The hot code goes on here behind a slow path.
    pub(crate) fn resume(&mut self, back: Back) {
        self.registers.check_none_taken(back.since, "noting a slow path and its end");
        self.masm.bind(back.label);
        if CHECKED && !back.keeps_operands {
            let (locals, live) = (&self.locals, self.live_around());
            self.stack.lose(back.words, |entry| match entry {
                Entry::IntReg(gp) | Entry::BoxedReg(gp, _) => !survives_helper(gp),
                Entry::FloatReg(_) | Entry::Flags(_) => true,
                Entry::Local(slot) => !live.contains(slot) && is_lost_by_helper(locals.place(slot)),
                Entry::Int(_) | Entry::Float(_) | Entry::Nil | Entry::Bool(_) | Entry::Pool(_) => false,
                Entry::Global(_) | Entry::Home(_) => false,
            });
        }
    }

    fn push_loaded(&mut self, dst: Gp, operands: &[Operand]) {
        self.release_all(operands);
        self.stack.push(Entry::BoxedReg(dst, Type::Unknown));
    }

    pub(crate) fn release_all(&mut self, operands: &[Operand]) {
        for &operand in operands {
            self.release(operand);
        }
    }
}

/// Whether a view tells the length too, so that the array itself is not needed.
fn knows_all(view: Option<View>) -> bool {
    view.is_some_and(|view| view.length.is_some())
}
