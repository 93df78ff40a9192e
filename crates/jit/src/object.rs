//! Templates of objects: a fast path for what instructions mostly meet, behind it the instruction's
//! helper, after which the hot code goes on.
//!
//! Invariant: a boxed pointer is in a scratch register only within one template, so that no
//! collection can happen meanwhile.

use heap::Bits;
use heap::layout::kind;

use crate::abi::{Helper, Symbol};
use crate::artifact::ExitReason;
use crate::cold::{Cold, SlowCall, SlowResult};
use crate::compile::{Compiler, Operand};
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, Type};
use crate::profile::Field;
use crate::region::Place;
use crate::x64::{Fp, Gp, IntSource, Label, SCRATCH, SCRATCH2};

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
        let target = self.pop();
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
        self.masm.bind(back);
        self.push_loaded(dst, &[target]);
    }

    /// LOAD_PROPERTY where two shapes were met.
    fn load_one_of_two(&mut self, first: Field, second: Field) {
        let target = self.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let other = self.masm.label();
        let object = self.object(target);
        self.masm.guard_object(object, slow);
        self.masm.guard_shape(object, first.shape, other);
        self.masm.load_field(dst, object, first.offset as i32);
        self.masm.jump(back);
        self.masm.bind(other);
        self.masm.guard_shape(object, second.shape, slow);
        self.masm.load_field(dst, object, second.offset as i32);
        self.masm.bind(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY where two shapes were met.
    fn store_one_of_two(&mut self, first: Field, second: Field) {
        let value = self.pop();
        let target = self.pop();
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        let other = self.masm.label();
        self.load_entry(SCRATCH, target);
        self.masm.guard_object(SCRATCH, slow);
        self.barrier(value, slow);
        self.masm.guard_shape(SCRATCH, first.shape, other);
        self.store_field(first, value);
        self.masm.jump(back);
        self.masm.bind(other);
        self.masm.guard_shape(SCRATCH, second.shape, slow);
        self.store_field(second, value);
        self.masm.bind(back);
        self.release_all(&[target, value]);
    }

    /// LOAD_PROPERTY: a global of the module that was met before.
    fn load_member(&mut self, module: u32) {
        let target = self.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let object = self.object(target);
        self.masm.guard_kind(object, kind::MODULE, slow);
        self.masm.guard_module(object, module, slow);
        let member = self.symbol(Symbol::Member(self.pc));
        self.masm.load_table(dst, member, 0);
        self.masm.guard_not_bits(dst, Bits::UNDEF.raw(), slow);
        self.masm.bind(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn store_property(&mut self) {
        let field = match *self.unit.profile.fields_of(self.pc) {
            [(_, field)] => field,
            [(_, first), (_, second)] => return self.store_one_of_two(first, second),
            _ => return self.helper(Helper::StoreProperty, 2, self.pc, None),
        };
        let value = self.pop();
        let target = self.pop();
        let certain = self.settle_object(target, Type::Object(field.shape));
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        self.load_entry(SCRATCH, target);
        if !certain {
            self.masm.guard_kind(SCRATCH, field.shape, slow);
        }
        self.barrier(value, slow);
        self.store_field(field, value);
        self.masm.bind(back);
        self.release_all(&[target, value]);
    }

    /// LOAD_INDEX: an element of an array.
    pub(crate) fn load_index(&mut self) {
        let index = self.pop();
        let target = self.pop();
        let Some(source) = self.index_source(index) else {
            self.unpop(target);
            self.unpop(index);
            return self.helper(Helper::LoadIndex, 2, 0, Some(Type::Unknown));
        };
        self.expect_array(target);
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadIndex, &[target, index], 0, SlowResult::Boxed(dst));
        let array = self.array(target, slow);
        let at = self.index_register(index, source);
        self.masm.index_array(array, at, slow);
        self.masm.load_element(dst, at);
        self.masm.bind(back);
        self.push_loaded(dst, &[target, index]);
    }

    /// STORE_INDEX: an element that an array has.
    pub(crate) fn store_index(&mut self) {
        let value = self.pop();
        let index = self.pop();
        let target = self.pop();
        let Some(source) = self.index_source(index) else {
            for operand in [target, index, value] {
                self.unpop(operand);
            }
            return self.helper(Helper::StoreIndex, 3, 0, None);
        };
        self.expect_array(target);
        let (slow, back) = self.slow(Helper::StoreIndex, &[target, index, value], 0, SlowResult::None);
        self.load_array(target, slow);
        self.barrier(value, slow);
        let at = self.index_register(index, source);
        self.masm.index_array(SCRATCH, at, slow);
        self.store_element(at, value);
        self.masm.bind(back);
        self.release_all(&[target, index, value]);
    }

    /// ARRAY_PUSH onto an array with room.
    pub(crate) fn array_push(&mut self) {
        let value = self.pop();
        let target = self.pop();
        self.expect_array(target);
        let (slow, back) = self.slow(Helper::ArrayPush, &[target, value], 0, SlowResult::None);
        self.load_array(target, slow);
        self.barrier(value, slow);
        self.masm.extend_array(slow);
        self.store_element(SCRATCH2, value);
        self.masm.bind(back);
        self.release_all(&[target, value]);
    }

    /// ARRAY_LEN of an array.
    pub(crate) fn array_len(&mut self) {
        let target = self.pop();
        self.expect_array(target);
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::ArrayLen, &[target], 0, SlowResult::Int(dst));
        let array = self.array(target, slow);
        self.masm.load_array_len(dst, array);
        self.masm.bind(back);
        self.release_all(&[target]);
        self.push(Entry::IntReg(dst));
    }

    /// Stores into a field of the object in the scratch.
    fn store_field(&mut self, field: Field, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_field(field.offset as i32, fp);
        }
        self.load_entry(SCRATCH2, value);
        self.masm.store_field(field.offset as i32, SCRATCH2);
    }

    /// Stores into the element that was found at an index.
    fn store_element(&mut self, at: Gp, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_element(at, fp);
        }
        self.load_entry(SCRATCH, value);
        self.masm.store_element(at, SCRATCH);
    }

    /// The register that holds an operand as a float.
    fn float_of(&self, value: Operand) -> Option<Fp> {
        match value.entry {
            Entry::FloatReg(fp) => Some(fp),
            Entry::Local(slot) => match self.place(slot) {
                Place::Float(fp) => Some(fp),
                Place::Home | Place::Int(_) => None,
            },
            _ => None,
        }
    }

    /// The write barrier: before `value` is stored into the object in the scratch, leaves for `slow` if the heap has to be told, which
    /// the helper there does. Spoils the other scratches.
    fn barrier(&mut self, value: Operand, slow: Label) {
        let may_be_pointer =
            matches!(self.kind_of(value), Type::Unknown | Type::Object(_)) && value.entry != Entry::Nil;
        if !may_be_pointer || mutant::is(Mutant::NoBarrier) {
            return;
        }
        let young = self.masm.label();
        self.masm.jump_unless_unlogged(young);
        self.load_entry(SCRATCH2, value);
        self.masm.jump_if_pointer(SCRATCH2, slow);
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
        self.guard_word(self.slot_word(slot), kind, ExitReason::Operand);
        self.learn(slot, kind);
        true
    }

    /// Makes certain that a local is an array, if it probably is.
    fn expect_array(&mut self, target: Operand) {
        let Entry::Local(slot) = target.entry else { return };
        if self.likely_kind(slot) == Type::ARRAY {
            self.settle_object(target, Type::ARRAY);
        }
    }

    /// An operand in a register: its own, or the scratch.
    fn object(&mut self, target: Operand) -> Gp {
        if let Entry::BoxedReg(gp, _) = target.entry {
            return gp;
        }
        self.load_entry(SCRATCH, target);
        SCRATCH
    }

    /// An operand in a register, as [`object`](Self::object); goes to `slow` if it is no array.
    fn array(&mut self, target: Operand, slow: Label) -> Gp {
        let certain = self.kind_of(target) == Type::ARRAY;
        let array = self.object(target);
        if !certain {
            self.masm.guard_kind(array, kind::ARRAY, slow);
        }
        array
    }

    /// Puts an operand into the scratch; goes to `slow` if it is no array.
    fn load_array(&mut self, target: Operand, slow: Label) {
        let certain = self.kind_of(target) == Type::ARRAY;
        self.load_entry(SCRATCH, target);
        if !certain {
            self.masm.guard_kind(SCRATCH, kind::ARRAY, slow);
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
    ) -> (Label, Label) {
        let (label, back) = (self.masm.label(), self.masm.label());
        let state = self.capture_with(operands);
        let call = SlowCall { helper, words: operands[0].home, count: operands.len() as u32, immediate, result };
        self.cold.push(Cold::Slow { label, pc: self.pc, state, call, back });
        (label, back)
    }

    fn push_loaded(&mut self, dst: Gp, operands: &[Operand]) {
        self.release_all(operands);
        self.push(Entry::BoxedReg(dst, Type::Unknown));
    }

    pub(crate) fn release_all(&mut self, operands: &[Operand]) {
        for &operand in operands {
            self.release(operand);
        }
    }
}
