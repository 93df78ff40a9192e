//! Templates of objects: a fast path for what instructions mostly meet, behind it the instruction's
//! helper, after which the hot code goes on.
//!
//! Invariant: a boxed pointer is in a scratch register only within one template, so that no
//! collection can happen meanwhile.

use heap::layout::kind;

use crate::abi::Helper;
use crate::artifact::ExitReason;
use crate::cold::{Cold, SlowCall, SlowResult};
use crate::compile::{Compiler, Operand};
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, Type};
use crate::x64::{Gp, IntSource, Label, SCRATCH, SCRATCH2};

impl Compiler<'_> {
    /// LOAD_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn load_property(&mut self) {
        let Some(field) = self.unit.profile.field(self.pc) else {
            return self.helper(Helper::LoadProperty, 1, self.pc, Some(Type::Unknown));
        };
        let target = self.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(field.shape, slow);
        self.masm.load_field(dst, field.offset as i32);
        self.masm.bind(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn store_property(&mut self) {
        let Some(field) = self.unit.profile.field(self.pc) else {
            return self.helper(Helper::StoreProperty, 2, self.pc, None);
        };
        let value = self.pop();
        let target = self.pop();
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(field.shape, slow);
        self.barrier(value, slow);
        self.load_entry(SCRATCH2, value);
        self.masm.store_field(field.offset as i32, SCRATCH2);
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
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadIndex, &[target, index], 0, SlowResult::Boxed(dst));
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(kind::ARRAY, slow);
        self.masm.index_array(source, slow);
        self.masm.load_element(dst);
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
        let (slow, back) = self.slow(Helper::StoreIndex, &[target, index, value], 0, SlowResult::None);
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(kind::ARRAY, slow);
        self.barrier(value, slow);
        self.masm.index_array(source, slow);
        self.load_entry(SCRATCH, value);
        self.masm.store_element(SCRATCH);
        self.masm.bind(back);
        self.release_all(&[target, index, value]);
    }

    /// ARRAY_PUSH onto an array with room.
    pub(crate) fn array_push(&mut self) {
        let value = self.pop();
        let target = self.pop();
        let (slow, back) = self.slow(Helper::ArrayPush, &[target, value], 0, SlowResult::None);
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(kind::ARRAY, slow);
        self.barrier(value, slow);
        self.masm.extend_array(slow);
        self.load_entry(SCRATCH, value);
        self.masm.store_element(SCRATCH);
        self.masm.bind(back);
        self.release_all(&[target, value]);
    }

    /// ARRAY_LEN of an array.
    pub(crate) fn array_len(&mut self) {
        let target = self.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::ArrayLen, &[target], 0, SlowResult::Int(dst));
        self.load_entry(SCRATCH, target);
        self.masm.guard_kind(kind::ARRAY, slow);
        self.masm.load_array_len(dst);
        self.masm.bind(back);
        self.release_all(&[target]);
        self.push(Entry::IntReg(dst));
    }

    /// The write barrier: before `value` is stored into the object in the scratch, leaves for `slow` if the heap has to be told, which
    /// the helper there does. Spoils the other scratches.
    fn barrier(&mut self, value: Operand, slow: Label) {
        if self.kind_of(value) != Type::Unknown || value.entry == Entry::Nil || mutant::is(Mutant::NoBarrier) {
            return;
        }
        let young = self.masm.label();
        self.masm.jump_unless_unlogged(young);
        self.load_entry(SCRATCH2, value);
        self.masm.jump_if_pointer(SCRATCH2, slow);
        self.masm.bind(young);
    }

    /// An index as an int; `None` if it is known, or was found, not to be one.
    fn index_source(&mut self, index: Operand) -> Option<IntSource> {
        let may_be = match (self.kind_of(index), index.entry) {
            (Type::Int, _) => true,
            (Type::Unknown, Entry::Nil | Entry::Pool(_) | Entry::Global(_)) | (Type::Float | Type::Bool, _) => false,
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
