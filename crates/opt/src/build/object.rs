//! Fields, elements, lengths, members of modules.

use bytecode::GlobalId;
use heap::layout::kind;
use jit::abi::Helper;
use jit::{ExitReason, Field, Fixed, InModule, Kind};

use super::Builder;
use crate::ir::{Op, Type, Value};

impl Builder<'_> {
    pub(super) fn load_field(&mut self, object: Value, offset: u32) {
        let value = self.push_inst(Op::LoadField(offset), Type::Boxed, &[object]);
        self.push(value);
    }

    pub(super) fn store_field(&mut self, object: Value, offset: u32, value: Value) {
        self.push_inst(Op::StoreField(offset), Type::None, &[object, value]);
    }

    /// Where a property instruction found its field, if the code may expect that again.
    fn field(&self) -> Option<Field> {
        let field = self.frame.profile.field(self.frame.pc)?;
        (!self.frame.is_refuted()).then_some(field)
    }

    pub(super) fn load_property(&mut self) {
        let object = self.pop();
        let pc = self.frame.pc;
        if let Some(module) = self.frame.profile.member(pc)
            && !self.frame.is_refuted()
        {
            return self.load_member(object, module);
        }
        let Some(field) = self.field().filter(|field| self.can_be(object, field.shape)) else {
            return self.load_field_of_many(object);
        };
        let object = self.object(object, field.shape);
        self.load_field(object, field.offset);
    }

    /// A field of an object of any of the shapes that came, if they were many.
    fn load_field_of_many(&mut self, object: Value) {
        let pc = self.frame.pc;
        let may_be_object = self.ty(object) == Type::Boxed && !self.op(object).is_constant();
        if !self.frame.profile.meets_many(pc) || !may_be_object || self.frame.is_refuted() {
            return self.push_helper(Helper::LoadProperty, &[object], pc);
        }
        let op = Op::LoadFieldOfMany(self.frame.chunk_id, pc);
        let value = self.guard(op, Type::Boxed, &[object], ExitReason::Operand);
        self.push(value);
    }

    pub(super) fn store_property(&mut self) {
        let value = self.pop();
        let object = self.pop();
        let Some(field) = self.field().filter(|field| self.can_be(object, field.shape)) else {
            self.helper(Helper::StoreProperty, &[object, value], self.frame.pc, Type::Boxed);
            return;
        };
        let object = self.object(object, field.shape);
        self.store_field(object, field.offset, value);
    }

    fn load_member(&mut self, object: Value, module: u32) {
        let is_certain = matches!(self.op(object), Op::Fixed(global)
            if self.fixed.get(&global) == Some(&Fixed::Module(module)));
        if is_certain && let Some((global, fixed)) = self.constant_member(module) {
            return self.push_fixed(global, fixed);
        }
        if !is_certain {
            let object = self.object(object, kind::MODULE);
            self.guard(Op::GuardModule(module), Type::Boxed, &[object], ExitReason::Operand);
        }
        let (chunk, pc) = (self.frame.chunk_id, self.frame.pc);
        let value = self.guard(Op::LoadMember(chunk, pc), Type::Boxed, &[], ExitReason::Operand);
        self.push(value);
    }

    /// The member of a module that the current instruction reads, if that keeps its value.
    ///
    /// The module must be what a constant global holds, and not only guarded. Then it lives as long
    /// as the code runs, and what is inlined of it may be moved out of loops.
    fn constant_member(&self, module: u32) -> Option<(InModule<GlobalId>, Fixed)> {
        let (global, fixed) = self.frame.profile.constant(self.frame.pc)?;
        let module = self.unit.modules.find(module)?;
        Some((InModule { module, id: global }, fixed))
    }

    /// Whether a value may be an object of a kind.
    pub(super) fn can_be(&self, value: Value, kind: u32) -> bool {
        let known = self.kind(value);
        self.ty(value) == Type::Boxed && !self.op(value).is_constant() && (known == 0 || known == kind)
    }

    /// A value as an object of a kind, guarded if that is not certain.
    pub(super) fn object(&mut self, value: Value, kind: u32) -> Value {
        if self.kind(value) == kind {
            return value;
        }
        let refined = self.guard(Op::GuardKind(kind), Type::Boxed, &[value], ExitReason::Operand);
        self.f.insts[refined.index()].kind = kind;
        self.learn(value, refined);
        refined
    }

    /// Whether an element access is to be compiled for an array and an int.
    fn is_array_access(&self, target: Value, index: Value) -> bool {
        let index_fits = match self.ty(index) {
            Type::Int => true,
            Type::Boxed => self.kind(index) == 0 && !self.op(index).is_constant() && !self.is_joined(index),
            _ => false,
        };
        let target_fits = self.kind(target) == kind::ARRAY || !self.is_otherwise(target);
        index_fits && target_fits && self.can_be(target, kind::ARRAY) && !self.frame.is_refuted()
    }

    /// Whether a value is a parameter that was something else than an array.
    fn is_otherwise(&self, value: Value) -> bool {
        !matches!(self.expected(value), Kind::Unknown | Kind::Object(kind::ARRAY))
    }

    pub(super) fn load_index(&mut self) {
        let index = self.pop();
        let target = self.pop();
        if !self.is_array_access(target, index) {
            return self.push_helper(Helper::LoadIndex, &[target, index], 0);
        }
        let (_, elements, index) = self.element(target, index);
        let value = self.push_inst(Op::LoadElement, Type::Boxed, &[elements, index]);
        self.push(value);
    }

    pub(super) fn store_index(&mut self) {
        let value = self.pop();
        let index = self.pop();
        let target = self.pop();
        if !self.is_array_access(target, index) {
            self.helper(Helper::StoreIndex, &[target, index, value], 0, Type::Boxed);
            return;
        }
        // The operand may be the result of a guard of the parameter.
        let (array, elements, index) = self.element(target, index);
        self.push_inst(Op::StoreElement, Type::None, &[array, elements, index, value]);
    }

    /// Guards an array and an index; returns the array, its elements and the checked index.
    fn element(&mut self, target: Value, index: Value) -> (Value, Value, Value) {
        let array = self.object(target, kind::ARRAY);
        let index = self.int(index);
        let length = self.push_inst(Op::Length, Type::Int, &[array]);
        let index = self.guard(Op::CheckIndex, Type::Int, &[index, length], ExitReason::Operand);
        let elements = self.push_inst(Op::Elements, Type::Raw, &[array]);
        (array, elements, index)
    }

    pub(super) fn array_len(&mut self) {
        let target = self.pop();
        let may_be_array = self.can_be(target, kind::ARRAY) && !self.is_otherwise(target) && !self.is_joined(target);
        if !may_be_array || self.frame.is_refuted() {
            return self.push_helper(Helper::ArrayLen, &[target], 0);
        }
        let array = self.object(target, kind::ARRAY);
        let length = self.push_inst(Op::Length, Type::Int, &[array]);
        self.push(length);
    }
}
