//! Templates of properties: fields of instances of one shape (monomorphic), of two or of many,
//! members of modules.

use heap::Bits;
use heap::layout::kind;

use crate::abi::{Helper, Symbol};
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::profile::{Field, Fixed};
use crate::state::cold::SlowResult;
use crate::state::operands::Location;

impl Compiler<'_> {
    /// LOAD_PROPERTY: a field of an instance of the shape that was met before.
    pub(crate) fn load_property(&mut self) {
        if let Some(module) = self.unit.profile.member(self.pc) {
            return self.load_member(module);
        }
        let field = match *self.unit.profile.fields_of(self.pc) {
            [(_, field)] => field,
            [(_, first), (_, second)] => return self.load_one_of_two(first, second),
            _ if self.unit.profile.meets_many(self.pc) => return self.load_one_of_many(),
            _ => return self.helper(Helper::LoadProperty, 1, self.pc, Some(Kind::Unknown)),
        };
        let target = self.stack.pop();
        if self.settle_object(target, Kind::Object(field.shape)) {
            let dst = self.take_gp();
            let object = self.object(target);
            self.masm.load_field(dst, *object, field.offset as i32);
            return self.push_loaded(dst, &[target]);
        }
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let object = self.object(target);
        self.masm.guard_kind(*object, field.shape, slow);
        self.masm.load_field(dst, *object, field.offset as i32);
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
        self.masm.guard_object(*object, slow);
        self.masm.guard_shape(*object, first.shape, other);
        self.masm.load_field(dst, *object, first.offset as i32);
        self.masm.jump(back.label);
        self.masm.bind(other);
        self.masm.guard_shape(*object, second.shape, slow);
        self.masm.load_field(dst, *object, second.offset as i32);
        self.resume(back);
        self.push_loaded(dst, &[target]);
    }

    /// LOAD_PROPERTY where many shapes were met.
    fn load_one_of_many(&mut self) {
        let target = self.stack.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let table = self.symbol(Symbol::Fields(self.unit.chunk_id, self.pc));
        let object = self.object(target);
        self.masm.load_field_of_many(dst, *object, table, slow);
        self.resume(back);
        self.push_loaded(dst, &[target]);
    }

    /// STORE_PROPERTY where two shapes were met.
    fn store_one_of_two(&mut self, first: Field, second: Field) {
        let value = self.stack.pop();
        let target = self.stack.pop();
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        let other = self.masm.label();
        let object = self.masm.scratch();
        self.load_operand(*object, target);
        self.masm.guard_object(*object, slow);
        self.barrier(*object, value, slow);
        self.masm.guard_shape(*object, first.shape, other);
        self.store_field(*object, first.offset as i32, value);
        self.masm.jump(back.label);
        self.masm.bind(other);
        self.masm.guard_shape(*object, second.shape, slow);
        self.store_field(*object, second.offset as i32, value);
        self.resume(back);
        self.release_all(&[target, value]);
    }

    /// LOAD_PROPERTY: a global of the module that was met before.
    fn load_member(&mut self, module: u32) {
        let target = self.stack.pop();
        let dst = self.take_gp();
        let (slow, back) = self.slow(Helper::LoadProperty, &[target], self.pc, SlowResult::Boxed(dst));
        let is_certain = matches!(target.location, Location::Global(global)
            if self.unit.profile.global(global) == Some(Fixed::Module(module)));
        if !is_certain {
            let object = self.object(target);
            self.masm.guard_kind(*object, kind::MODULE, slow);
            self.masm.guard_module(*object, module, slow);
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
        let certain = self.settle_object(target, Kind::Object(field.shape));
        let (slow, back) = self.slow(Helper::StoreProperty, &[target, value], self.pc, SlowResult::None);
        let object = self.masm.scratch();
        self.load_operand(*object, target);
        if !certain {
            self.masm.guard_kind(*object, field.shape, slow);
        }
        self.barrier(*object, value, slow);
        self.store_field(*object, field.offset as i32, value);
        self.resume(back);
        self.release_all(&[target, value]);
    }
}
