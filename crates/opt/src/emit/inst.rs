//! The code of each operation but calls.

use bytecode::num::Arithmetic;
use heap::{Bits, layout};
use jit::abi::Symbol;
use jit::target::{FloatSource, Fp, Gp, IntSource, Label, SCRATCH, SCRATCH2, Test, Word};
use smallvec::SmallVec;

use super::Emitter;
use super::exit::{Boxed, Cold, Slot};
use super::home::Source;
use super::place::{Mem, Place, Places, Reg};
use crate::ir::{Inst, Op, Type, Value};
use crate::mutant::{self, Mutant};

impl Emitter<'_> {
    pub(super) fn inst(&mut self, value: Value) {
        let f = self.f;
        let inst = f.inst(value);
        let args = inst.args.as_slice();
        if inst.op.is_constant() || inst.op == Op::Phi || self.uses.is_fused(value) {
            return;
        }
        match inst.op {
            Op::Param(word) => self.places.set_mem(value, Some(Mem::Word(word))),
            Op::GuardInt => self.guard_int(inst, args[0]),
            Op::GuardBool => {
                self.load_result(args[0]);
                let fail = self.fail(inst);
                let boxed = self.masm.scratch();
                self.masm.guard_bool(boxed, fail);
            }
            Op::GuardKind(kind) => {
                let object = self.gp_or_scratch(args[0]);
                let fail = self.fail(inst);
                self.masm.guard_kind(object, kind, fail);
            }
            Op::GuardModule(id) => {
                let object = self.gp_or_scratch(args[0]);
                let fail = self.fail(inst);
                self.masm.guard_module(object, id, fail);
            }
            Op::GuardFunction(chunk) => {
                let function = self.gp_or_scratch(args[0]);
                let fail = self.fail(inst);
                let record = self.symbol(chunk.module, Symbol::Record(chunk.id));
                if !mutant::is(Mutant::AnyFunction) {
                    self.masm.guard_function(function, record, fail);
                }
            }
            Op::AsFunction(_) => {}
            Op::GuardFloat => self.guard_float(value, inst, args[0]),
            Op::ProvenIndex => {} // its operand's register has it
            Op::CheckIndex => self.check_index(inst, args[0], args[1]),
            Op::Box => self.box_number(value, args[0]),
            Op::IntArithmetic(op) => self.int_arithmetic(value, op, args[0], args[1]),
            Op::IntDivide { remainder } => self.int_divide(value, inst, remainder),
            Op::IntLowBits(count) => {
                let a = self.int_operand(args[0]);
                let dst = self.define_gp(value);
                self.masm.int_low_bits(dst, a, 1 << count);
            }
            Op::IntShiftRight(count) => {
                let a = self.int_operand(args[0]);
                let dst = self.define_gp(value);
                self.masm.int_shift_right(dst, a, count);
            }
            Op::IntNegate => {
                let a = self.int_operand(args[0]);
                let dst = self.define_gp(value);
                self.masm.load_source(dst, a);
                self.masm.int_neg(dst);
            }
            Op::FloatArithmetic(op) => self.float_arithmetic(value, op, args[0], args[1]),
            Op::FloatNegate => {
                let a = self.float_source(args[0]);
                let dst = self.define(value).fp();
                self.masm.load_float_source(dst, a);
                self.masm.float_neg(dst);
            }
            Op::IntToFloat => {
                let a = self.int_operand(args[0]);
                let dst = self.define(value).fp();
                self.masm.load_float_source(dst, FloatSource::Int(a));
            }
            Op::CompareInt(_) | Op::CompareFloat(_) | Op::IsNil | Op::IsFunction(_) => {
                let test = self.compare(value);
                let dst = self.define_gp(value);
                self.masm.box_test(dst, test);
            }
            Op::Not => {
                let a = self.gp_or_scratch(args[0]);
                let dst = self.define_gp(value);
                self.masm.move_boxed(dst, a);
                self.masm.flip_bool(dst);
            }
            Op::Length => {
                let array = self.gp(args[0]);
                let dst = self.define_gp(value);
                self.masm.load_array_len(dst, array);
            }
            Op::Elements => {
                let array = self.gp(args[0]);
                let dst = self.define_gp(value);
                self.masm.load_elements(dst, array);
            }
            Op::LoadElement => {
                let elements = self.gp(args[0]);
                let at = self.index(args[1]);
                match self.define(value) {
                    dst @ Reg::Gp(_) => self.masm.load_element(dst.gp(), elements, at),
                    dst @ Reg::Fp(_) => self.masm.load_float_element(dst.fp(), elements, at),
                }
            }
            Op::StoreElement => self.store_element(args),
            Op::LoadField(offset) => {
                let object = self.gp(args[0]);
                match self.define(value) {
                    dst @ Reg::Gp(_) => self.masm.load_field(dst.gp(), object, offset as i32),
                    dst @ Reg::Fp(_) => self.masm.load_float_field(dst.fp(), object, offset as i32),
                }
            }
            Op::LoadFieldOfMany(chunk, pc) => {
                let object = self.gp(args[0]);
                let reg = self.take(Type::Boxed, self.places.hints[value.index()]);
                let fail = self.fail(inst);
                let table = self.symbol(chunk.module, Symbol::Fields(chunk.id, pc));
                if mutant::is(Mutant::FirstField) {
                    self.masm.load_field(reg.gp(), object, layout::INSTANCE_FIELDS as i32);
                } else {
                    self.masm.load_field_of_many(reg.gp(), object, table, fail);
                }
                self.places.put(value, reg);
            }
            Op::StoreField(offset) => self.store_field(args[0], offset as i32, args[1]),
            Op::LoadUpvalue(upvalue) => {
                let callee = self.gp_or_scratch(args[0]);
                let dst = self.define_gp(value);
                self.masm.load_field(dst, callee, (layout::FUNCTION_UPVALUES + 8 * upvalue.index()) as i32);
            }
            Op::LoadGlobal(global) => {
                let table = self.symbol(global.module, Symbol::Globals);
                self.load_word(value, inst, table, global.id.0);
            }
            Op::LoadMember(chunk, pc) => {
                let is_own = chunk == self.unit.own();
                let symbol = if is_own { Symbol::Member(pc) } else { Symbol::MemberOf(chunk.id, pc) };
                let word = self.symbol(chunk.module, symbol);
                self.load_word(value, inst, word, 0);
            }
            Op::StoreGlobal(global) => {
                let src = self.gp_or_scratch(args[0]);
                let table = self.symbol(global.module, Symbol::Globals);
                self.masm.store_table(table, global.id.0, src);
            }
            Op::Poll => {
                let fail = self.fail(inst);
                self.masm.poll(fail);
            }
            Op::Charge => {
                let fail = self.fail(inst);
                self.masm.charge(fail);
            }
            Op::Helper { helper, immediate } => return self.helper(value, inst, helper, immediate),
            Op::Inline { helper, immediate } => {
                let is_made = self.inline_helper(value, inst, helper, immediate);
                assert!(is_made, "only what has inline code is made inline");
                return;
            }
            Op::Call(callee) => return self.call(value, inst, callee),
            Op::Int(_) | Op::Float(_) | Op::Bool(_) | Op::Nil | Op::Pool(_) | Op::Fixed(_) => {
                unreachable!("made where it is used")
            }
            Op::Callee | Op::Phi | Op::Virtual => {
                unreachable!("made where it is used")
            }
        }
        self.free_dead(value);
        if inst.ty != Type::None && self.root(value) == value && self.uses.is_dead_after(value, self.at) {
            self.places.release(value);
        }
    }

    // Registers.

    /// The register of a value that is no constant. Behind a guard that a constant never passes,
    /// such as that of a stored 2.5 for an int, there is none: then the function is refused.
    pub(super) fn gp(&mut self, value: Value) -> Gp {
        match self.reg(value) {
            Reg::Fp(_) => {
                self.homeless = true;
                SCRATCH2
            }
            reg @ Reg::Gp(_) => reg.gp(),
        }
    }

    fn reg(&mut self, value: Value) -> Reg {
        let root = self.root(value);
        let place = self.places.of(root);
        if let Some(reg) = place.reg {
            self.places.pin(reg);
            return reg;
        }
        let ty = self.ty(root);
        let reg = self.take(ty, None);
        match place.mem {
            Some(mem) => self.load(reg, Source::Mem(mem), ty, false),
            None => self.homeless = true,
        }
        self.places.put(root, reg);
        self.places.pin(reg);
        reg
    }

    /// The register of a value, or the scratch with a constant.
    fn gp_or_scratch(&mut self, value: Value) -> Gp {
        let op = self.op(value);
        if op.is_constant() {
            self.load_constant(op);
            return SCRATCH;
        }
        self.gp(value)
    }

    /// A free register; if there is none, that of the value whose next use is farthest.
    pub(super) fn take(&mut self, ty: Type, hint: Option<Reg>) -> Reg {
        if let Some(reg) = self.places.free(ty, hint) {
            return reg;
        }
        let victim = Places::class(ty).filter(|&reg| !self.places.is_pinned(reg)).max_by_key(|&reg| self.distance(reg));
        let victim = victim.expect("an instruction has fewer operands than there are registers");
        let value = self.places.owner(victim).expect("a register that is not free is a value's");
        if self.places.of(value).mem.is_none() {
            let spill = self.places.spill_of(value);
            match victim {
                Reg::Gp(_) => self.masm.spill(spill, victim.gp()),
                Reg::Fp(_) => self.masm.spill_float(spill, victim.fp()),
            }
            self.places.set_mem(value, Some(Mem::Spill(spill)));
        }
        self.places.release(value);
        victim
    }

    /// How far the next read of a register's value is. What is in memory too needs no store, which
    /// counts as much as the load.
    fn distance(&self, reg: Reg) -> u32 {
        let Some(value) = self.places.owner(reg) else { return 0 };
        let distance = self.reads.distance(value, self.uses.current(), self.at);
        if self.places.of(value).mem.is_some() { distance.saturating_mul(2) } else { distance }
    }

    /// A register for the result of an instruction, which may be that of an operand that is dead
    /// now.
    fn define(&mut self, value: Value) -> Reg {
        let is_guard = self.f.inst(value).is_guard();
        let mut hint = self.places.hints[value.index()];
        if !is_guard {
            let first = self.f.inst(value).args.first().copied();
            let first = first.filter(|&arg| !self.op(arg).is_constant()).map(|arg| self.root(arg));
            let own = first.and_then(|first| self.places.of(first).reg);
            self.free_dead(value);
            let is_free = |reg: Reg| self.places.owner(reg).is_none();
            let fits = |reg: &Reg| matches!(reg, Reg::Fp(_)) == (self.ty(value) == Type::Float);
            hint = hint.filter(|&reg| is_free(reg)).or(own.filter(|&reg| is_free(reg))).filter(fits);
        }
        // The registers that were just freed are no longer pinned.
        if let Some(reg) = hint.filter(|&reg| self.places.owner(reg).is_none()) {
            self.places.put(value, reg);
            self.places.pin(reg);
            return reg;
        }
        let reg = self.take(self.ty(value), None);
        self.places.put(value, reg);
        self.places.pin(reg);
        reg
    }

    fn define_gp(&mut self, value: Value) -> Gp {
        self.define(value).gp()
    }

    /// Frees the places of the values that an instruction uses for the last time.
    pub(super) fn free_dead(&mut self, value: Value) {
        let (f, at) = (self.f, self.at);
        let (uses, places) = (&self.uses, &mut self.places);
        uses.of(f, value, &mut |used| {
            if uses.is_dead_after(used, at) {
                places.release(used);
            }
        });
    }

    /// An int where it is: in memory, unless it is read again soon and a register is free.
    fn int_operand(&mut self, value: Value) -> IntSource {
        match self.memory_operand(value) {
            Some(Mem::Word(word)) => IntSource::Word(Word(word)),
            Some(Mem::Spill(place)) => IntSource::Spill(place + u32::from(mutant::is(Mutant::NextWord))),
            None => self.int_source(value),
        }
    }

    /// Where an operand waits that an instruction may as well take from memory.
    fn memory_operand(&self, value: Value) -> Option<Mem> {
        let root = self.root(value);
        let Place { reg: None, mem: Some(mem) } = self.places.of(root) else { return None };
        let has_room = self.places.free(self.ty(root), None).is_some();
        let stays = has_room && self.reads.is_read_again(root, self.uses.current(), self.at + 1);
        (!stays).then_some(mem)
    }

    pub(super) fn int_source(&mut self, value: Value) -> IntSource {
        match self.op(value) {
            Op::Int(value) => IntSource::Imm(value),
            _ => IntSource::Gp(self.gp(value)),
        }
    }

    fn float_source(&mut self, value: Value) -> FloatSource {
        match self.op(value) {
            Op::Float(bits) => FloatSource::Bits(bits),
            _ => match self.memory_operand(value) {
                Some(Mem::Word(word)) => FloatSource::Word(Word(word)),
                Some(Mem::Spill(place)) => FloatSource::Spill(place),
                None => FloatSource::Fp(self.reg(value).fp()),
            },
        }
    }

    /// A checked index, zero-extended: in its register, or in the second scratch.
    fn index(&mut self, value: Value) -> Gp {
        let source = self.int_source(value);
        match source {
            IntSource::Gp(gp) if self.ty(self.root(value)) == Type::Int => gp,
            _ => {
                self.masm.load_source(SCRATCH2, source);
                SCRATCH2
            }
        }
    }

    // Guards.

    fn guard_int(&mut self, inst: &Inst, arg: Value) {
        match self.places.of(self.root(arg)) {
            Place { reg: None, mem: Some(Mem::Word(word)) } => {
                let fail = self.fail(inst);
                self.masm.guard_int_word(Word(word), fail);
            }
            _ => {
                let boxed = self.gp_or_scratch(arg);
                let fail = self.fail(inst);
                self.masm.guard_int(boxed, fail);
            }
        }
    }

    fn guard_float(&mut self, value: Value, inst: &Inst, arg: Value) {
        if self.root(value) != value {
            return self.guard_loaded_float(value, inst, arg);
        }
        let place = self.places.of(self.root(arg));
        if let Place { reg: None, mem: Some(Mem::Word(word)) } = place {
            let reg = self.take(Type::Float, self.places.hints[value.index()]);
            let fail = self.fail(inst);
            self.places.put(value, reg);
            self.masm.load_float(reg.fp(), Word(word));
            return self.check_float(reg.fp(), Boxed::Word(word), fail);
        }
        let boxed = self.gp_or_scratch(arg);
        // The register comes first: making room for it may move a value that the exit saves.
        let reg = self.take(Type::Float, self.places.hints[value.index()]);
        let fail = self.fail(inst);
        self.places.put(value, reg);
        self.masm.float_from_boxed(reg.fp(), boxed);
        self.check_float(reg.fp(), Boxed::Gp(boxed), fail);
    }

    /// Guards a value that was loaded into a float register. One comparison guards two such values
    /// if the next instruction is the guard of the other.
    fn guard_loaded_float(&mut self, value: Value, inst: &Inst, arg: Value) {
        if std::mem::take(&mut self.guarded) == Some(value) {
            return;
        }
        let fp = self.reg(arg).fp();
        let Some((next, other)) = self.next_guard(arg) else {
            let fail = self.fail(inst);
            return self.check_float(fp, Boxed::Fp(fp), fail);
        };
        let other = self.reg(other).fp();
        let fails = [self.fail(inst), self.fail(self.f.inst(next))];
        self.guarded = Some(next);
        self.check_floats(fp, other, [(Boxed::Fp(fp), fails[0]), (Boxed::Fp(other), fails[1])].into());
    }

    /// The next instruction and what it guards, if that is a value in a float register.
    fn next_guard(&self, arg: Value) -> Option<(Value, Value)> {
        let block = self.uses.current();
        let at = self.at - self.uses.first(block);
        let next = *self.f.block(block).insts.get(at as usize + 1)?;
        let inst = self.f.inst(next);
        let is_other = inst.op == Op::GuardFloat && self.root(next) != next && self.root(next) != self.root(arg);
        is_other.then(|| (next, inst.args[0]))
    }

    /// Goes to `fail` unless a register holds a float: all other values are NaNs to the machine.
    pub(super) fn check_float(&mut self, fp: Fp, boxed: Boxed, fail: Label) {
        self.check_floats(fp, fp, [(boxed, fail)].into_iter().collect());
    }

    fn check_floats(&mut self, a: Fp, b: Fp, checks: SmallVec<[(Boxed, Label); 2]>) {
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(a, if mutant::is(Mutant::UncheckedFloat) { a } else { b }, label);
        self.masm.bind(back);
        self.cold.push(Cold::NotOrdered { label, checks, back });
    }

    fn check_index(&mut self, inst: &Inst, index: Value, length: Value) {
        let index = self.int_source(index);
        if self.uses.is_fused(length) {
            let array = self.gp(self.f.inst(length).args[0]);
            let fail = self.fail(inst);
            if !mutant::is(Mutant::UncheckedIndex) {
                self.masm.check_below_length(index, array, fail);
            }
            return;
        }
        let length = self.int_operand(length);
        let fail = self.fail(inst);
        if !mutant::is(Mutant::UncheckedIndex) {
            self.masm.check_below(index, length, fail);
        }
    }

    fn load_word(&mut self, value: Value, inst: &Inst, table: Label, index: u32) {
        let reg = self.take(Type::Boxed, self.places.hints[value.index()]);
        let fail = self.fail(inst);
        self.masm.load_table(reg.gp(), table, index);
        self.masm.guard_not_bits(reg.gp(), Bits::UNDEF.raw(), fail);
        self.places.put(value, reg);
    }

    // Numbers.

    fn box_number(&mut self, value: Value, arg: Value) {
        if self.root(value) != value {
            return;
        }
        match self.ty(arg) {
            Type::Float => {
                let src = self.reg(arg).fp();
                let dst = self.define_gp(value);
                self.masm.box_float(dst, src);
            }
            _ => {
                let src = self.gp(arg);
                let dst = self.define_gp(value);
                self.masm.box_int(dst, src);
            }
        }
    }

    fn int_arithmetic(&mut self, value: Value, op: Arithmetic, a: Value, b: Value) {
        let (mut x, mut y) = (self.int_operand(a), self.int_operand(b));
        if op != Arithmetic::Sub && matches!(x, IntSource::Imm(_)) {
            std::mem::swap(&mut x, &mut y);
        }
        let dst = self.define_gp(value);
        if op != Arithmetic::Sub && y == IntSource::Gp(dst) {
            std::mem::swap(&mut x, &mut y);
        }
        match (op, x, y) {
            // The sum needs no move on any machine.
            (Arithmetic::Sub, IntSource::Gp(gp), IntSource::Imm(y)) if gp != dst && y != i32::MIN => {
                self.masm.int_op(Arithmetic::Add, dst, x, IntSource::Imm(-y));
            }
            _ => self.masm.int_op(op, dst, x, y),
        }
    }

    fn int_divide(&mut self, value: Value, inst: &Inst, remainder: bool) {
        let (a, b) = (inst.args[0], inst.args[1]);
        if let Op::Int(divisor) = self.op(b)
            && divisor != 0
        {
            let a = self.int_operand(a);
            let dst = self.define_gp(value);
            return self.masm.int_divide_const(dst, a, divisor, remainder);
        }
        let a = self.int_operand(a);
        let b = self.int_source(b);
        let reg = self.take(Type::Int, self.places.hints[value.index()]);
        let fail = inst.is_guard().then(|| self.fail(inst));
        let divisor = match b {
            IntSource::Gp(gp) => gp,
            other => {
                self.masm.load_source(SCRATCH2, other);
                SCRATCH2
            }
        };
        if let Some(fail) = fail {
            self.masm.guard_nonzero(divisor, fail);
        }
        let cold = self.masm.int_divide(reg.gp(), a, divisor, remainder);
        self.cold.extend(cold.map(Cold::Piece));
        self.places.put(value, reg);
    }

    fn float_arithmetic(&mut self, value: Value, op: Arithmetic, a: Value, b: Value) {
        let (mut x, mut y) = (self.float_source(a), self.float_source(b));
        let dst = self.define(value).fp();
        let commutes = matches!(op, Arithmetic::Add | Arithmetic::Mul);
        if commutes && y == FloatSource::Fp(dst) {
            std::mem::swap(&mut x, &mut y);
        }
        self.masm.float_op(op, dst, x, y);
    }

    /// Makes a comparison; the flags hold it.
    pub(super) fn compare(&mut self, value: Value) -> Test {
        let f = self.f;
        let inst = f.inst(value);
        match inst.op {
            Op::CompareInt(comparison) if self.uses.is_fused(inst.args[0]) => {
                let low = f.inst(inst.args[0]);
                let Op::IntLowBits(count) = low.op else { unreachable!("low bits are what a comparison makes") };
                let a = self.gp(low.args[0]);
                self.masm.test_low_bits(comparison, a, 1 << count)
            }
            Op::CompareInt(comparison) => {
                let (a, b) = (self.int_operand(inst.args[0]), self.int_operand(inst.args[1]));
                self.masm.int_compare(comparison, a, b)
            }
            Op::CompareFloat(comparison) => {
                let (a, b) = (self.float_source(inst.args[0]), self.float_source(inst.args[1]));
                self.masm.float_compare(comparison, a, b)
            }
            Op::IsFunction(chunk) => {
                let function = self.gp_or_scratch(inst.args[0]);
                let record = self.symbol(chunk.module, Symbol::Record(chunk.id));
                self.masm.test_function(function, record)
            }
            _ => {
                let tested = self.gp_or_scratch(inst.args[0]);
                self.masm.test_nil(tested)
            }
        }
    }

    // Objects.

    pub(super) fn may_be_pointer(&self, value: Value) -> bool {
        match self.op(value) {
            Op::Int(_) | Op::Float(_) | Op::Bool(_) | Op::Nil => false,
            _ => self.ty(value) == Type::Boxed,
        }
    }

    /// A value's boxed word in its register or the scratch.
    fn boxed(&mut self, value: Value) -> Gp {
        let is_number = self.ty(self.root(value)) == Type::Int && !self.op(value).is_constant();
        if is_number {
            let gp = self.gp(value);
            self.masm.box_int(SCRATCH, gp);
            return SCRATCH;
        }
        self.gp_or_scratch(value)
    }

    fn store_field(&mut self, object: Value, offset: i32, value: Value) {
        let object = self.gp(object);
        if self.ty(value) == Type::Float && !self.op(value).is_constant() {
            let src = self.reg(value).fp();
            return self.masm.store_float_field(object, offset, src);
        }
        let checked = self.may_be_pointer(value);
        let src = self.boxed(value);
        let done = self.barrier(checked, object, src, Slot::Field(offset));
        self.masm.store_field(object, offset, src);
        if let Some(done) = done {
            self.masm.bind(done);
        }
    }

    fn store_element(&mut self, args: &[Value]) {
        let &[array, elements, index, value] = args else { unreachable!("a store has four operands") };
        let elements = self.gp(elements);
        let checked = self.may_be_pointer(value);
        if self.ty(value) == Type::Float && !self.op(value).is_constant() {
            let src = self.reg(value).fp();
            let at = self.index(index);
            return self.masm.store_float_element(elements, at, src);
        }
        let array = if checked { self.gp(array) } else { SCRATCH };
        let src = self.boxed(value);
        let at = self.index(index);
        let done = self.barrier(checked, array, src, Slot::Element(elements, at));
        self.masm.store_element(elements, at, src);
        if let Some(done) = done {
            self.masm.bind(done);
        }
    }

    /// The write barrier: a helper makes the stores that the heap has to know of. It comes back at
    /// the label that is returned.
    fn barrier(&mut self, checked: bool, object: Gp, value: Gp, slot: Slot) -> Option<Label> {
        if !checked {
            return None;
        }
        let [label, back, done] = std::array::from_fn(|_| self.masm.label());
        self.masm.jump_if_unlogged(object, label);
        self.masm.bind(back);
        let live = self.places.owned().map(|(reg, _)| reg).collect();
        self.cold.push(Cold::StorePointer { label, object, value, slot, live, back, done });
        Some(done)
    }
}
