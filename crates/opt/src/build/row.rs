//! What each primitive of the bytecode becomes.

use bytecode::{Constant, Flow, GlobalId, Module, Primitive, Verified};
use heap::layout::{self, kind};
use jit::abi::Helper;
use jit::{ExitReason, Fixed, InModule};

use super::control::Truth;
use super::{Builder, Stop, plain};
use crate::emit::may_leave_instead;
use crate::ir::{End, Inst, Op, State, Type, Value};

impl<'a> Builder<'a> {
    pub(super) fn instruction(&mut self, pc: u32) -> Result<(), Stop> {
        let inst = self.frame.chunk.code[pc as usize];
        if matches!(inst.opcode().flow(), Flow::Loop | Flow::LoopIf) {
            self.poll();
        }
        let hint = self.frame.profile.hint(pc, inst);
        for at in 0..self.frame.primitives.of(pc).len() {
            if self.current.is_none() {
                break;
            }
            let primitive = self.frame.primitives.of(pc)[at];
            self.primitive(primitive, hint)?;
        }
        Ok(())
    }

    fn primitive(&mut self, primitive: Primitive, hint: Option<bytecode::Hint>) -> Result<(), Stop> {
        use Primitive as P;
        match primitive {
            P::Imm(value) => self.push_constant(Op::Int(value)),
            P::Const(constant) => {
                let op = match self.module().constants[constant.index()] {
                    Constant::Int(value) => Op::Int(value),
                    Constant::Float(value) => Op::Float(value.to_bits()),
                    Constant::Str(_) => Op::Pool(self.frame.own(constant)),
                };
                self.push_constant(op);
            }
            P::Nil => self.push_constant(Op::Nil),
            P::Bool(value) => self.push_constant(Op::Bool(value)),
            P::Pop => {
                self.pop();
            }
            P::Dup => self.duplicate(1),
            P::Dup2 => self.duplicate(2),
            P::Local(slot) => self.push(self.frame.locals[slot.index()]),
            P::Store(slot) => {
                let value = self.pop();
                self.frame.locals[slot.index()] = value;
            }
            P::NewCell(slot) => {
                let value = self.pop();
                let cell = self.helper(Helper::NewCell, &[value], 0, Type::Boxed);
                self.frame.locals[slot.index()] = cell;
            }
            P::LoadCell(slot) => {
                let cell = self.frame.locals[slot.index()];
                self.load_field(cell, layout::CELL_VALUE as u32);
            }
            P::StoreCell(slot) => {
                let value = self.pop();
                let cell = self.frame.locals[slot.index()];
                self.store_field(cell, layout::CELL_VALUE as u32, value);
            }
            P::LoadUpvalue(upvalue) => {
                let callee = self.callee();
                let cell = self.push_inst(Op::LoadUpvalue(upvalue), Type::Boxed, &[callee]);
                self.load_field(cell, layout::CELL_VALUE as u32);
            }
            P::StoreUpvalue(upvalue) => {
                let value = self.pop();
                let callee = self.callee();
                let cell = self.push_inst(Op::LoadUpvalue(upvalue), Type::Boxed, &[callee]);
                self.store_field(cell, layout::CELL_VALUE as u32, value);
            }
            P::Closure(chunk) => {
                let function = self.helper(Helper::MakeClosure, &[], chunk.0, Type::Boxed);
                self.f.insts[function.index()].kind = kind::FUNCTION;
                self.push(function);
            }
            P::LoadGlobal(global) => self.load_global(global),
            P::StoreGlobal(global) => {
                let value = self.pop();
                let value = self.boxed(value);
                let global = self.frame.own(global);
                self.push_inst(Op::StoreGlobal(global), Type::None, &[value]);
            }
            P::Arithmetic(op) => self.arithmetic(op, hint),
            P::Neg => self.negate(hint),
            P::Plus => self.plus(),
            P::Compare(comparison) => self.compare(comparison, hint),
            P::Not => self.truth_value(true),
            P::ToBool => self.truth_value(false),
            P::Jump(target) => self.go(target.0),
            P::Branch { when, target } => self.branch(when, target.0),
            P::ShortCircuit { when, target } => self.short_circuit(when, target.0),
            P::LoopHeader(id) => self.loop_header(id),
            P::Loop(target) => self.loop_back(target.0)?,
            P::LoopIf { when, target } => self.loop_if(when, target.0)?,
            P::Call(argc) => self.call(argc.index())?,
            P::CallClosed(argc, chunk) => {
                let args = self.pop_all(argc.index());
                self.push_helper(Helper::CallClosed, &args, chunk.0);
            }
            P::Return => {
                let value = self.pop();
                self.return_value(value);
            }
            P::ReturnNil => {
                let nil = self.constant(Op::Nil);
                self.return_value(nil);
            }
            P::Halt => {
                self.helper(Helper::Halt, &[], 0, Type::Boxed);
                let state = self.state_before();
                self.finish(End::Leave(state));
            }
            P::LoadProperty(_) => self.load_property(),
            P::StoreProperty(_) => self.store_property(),
            P::LoadIndex => self.load_index(),
            P::StoreIndex => self.store_index(),
            P::NewArray(count) => {
                let args = self.pop_all(count.0 as usize);
                let array = self.helper(Helper::NewArray, &args, count.0, Type::Boxed);
                self.f.insts[array.index()].kind = kind::ARRAY;
                self.push(array);
            }
            P::NewMap => {
                let map = self.helper(Helper::NewMap, &[], 0, Type::Boxed);
                self.f.insts[map.index()].kind = kind::MAP;
                self.push(map);
            }
            P::NewObject(id, fields) => {
                let args = self.pop_all(fields.index());
                self.push_helper(Helper::NewObject, &args, id.0);
            }
            P::StructDef(id) => self.push_helper(Helper::StructDef, &[], id.0),
            P::ArrayPush => {
                let args = self.pop_all(2);
                self.helper(Helper::ArrayPush, &args, 0, Type::Boxed);
            }
            P::ArrayPop => {
                let args = self.pop_all(1);
                self.push_helper(Helper::ArrayPop, &args, 0);
            }
            P::ArrayLen => self.array_len(),
            P::Import(import) => self.push_helper(Helper::Import, &[], import.0),
            P::Print => {
                let args = self.pop_all(1);
                self.helper(Helper::Print, &args, 0, Type::Boxed);
            }
        }
        Ok(())
    }

    pub(super) fn push_constant(&mut self, op: Op) {
        let value = self.constant(op);
        self.push(value);
    }

    fn duplicate(&mut self, count: usize) {
        let first = self.frame.stack.len() - count;
        self.frame.stack.extend_from_within(first..);
    }

    /// The topmost operands, lowest first.
    pub(super) fn pop_all(&mut self, count: usize) -> Vec<Value> {
        let first = self.frame.stack.len() - count;
        self.frame.stack.split_off(first)
    }

    /// The module of the current frame.
    fn module(&self) -> &'a Verified<Module> {
        self.unit.modules.get(self.frame.chunk_id.module)
    }

    fn callee(&mut self) -> Value {
        match self.frame.callee {
            Some(callee) => callee,
            None => self.constant(Op::Callee),
        }
    }

    fn load_global(&mut self, global: GlobalId) {
        let fixed = self.frame.profile.global(global);
        let global = self.frame.own(global);
        if let Some(fixed) = fixed {
            return self.push_fixed(global, fixed);
        }
        let value = self.guard(Op::LoadGlobal(global), Type::Boxed, &[], ExitReason::Operand);
        self.push(value);
    }

    /// Pushes the value of a global that no code stores into any more.
    pub(super) fn push_fixed(&mut self, global: InModule<GlobalId>, fixed: Fixed) {
        self.fixed.insert(global, fixed);
        self.push_constant(match fixed {
            Fixed::Int(value) => Op::Int(value),
            Fixed::Float(bits) => Op::Float(bits),
            Fixed::Bool(value) => Op::Bool(value),
            Fixed::Nil => Op::Nil,
            Fixed::Function { .. } | Fixed::Struct { .. } | Fixed::Module(_) | Fixed::Has | Fixed::Object => {
                Op::Fixed(global)
            }
        });
    }

    fn truth_value(&mut self, negated: bool) {
        let value = self.pop();
        let result = match self.truth(value) {
            Truth::Known(truth) => self.constant(Op::Bool(truth != negated)),
            Truth::Bool(truth) if negated => self.push_inst(Op::Not, Type::Bool, &[truth]),
            Truth::Bool(truth) => truth,
        };
        self.push(result);
    }

    // Safepoints.

    /// Calls a helper on values that were popped.
    pub(super) fn helper(&mut self, helper: Helper, args: &[Value], immediate: u32, ty: Type) -> Value {
        self.safepoint(Op::Helper { helper, immediate }, args, ty)
    }

    pub(super) fn push_helper(&mut self, helper: Helper, args: &[Value], immediate: u32) {
        let result = self.helper(helper, args, immediate, Type::Boxed);
        self.push(result);
    }

    /// Adds a safepoint. Its frame state has the slots and the operands that are left.
    pub(super) fn safepoint(&mut self, op: Op, args: &[Value], ty: Type) -> Value {
        if let Some(value) = self.without_safepoint(op, args, ty) {
            return value;
        }
        if matches!(op, Op::Helper { .. }) {
            self.note_helper();
        }
        self.safepoints += 1;
        let stack = std::mem::take(&mut self.frame.stack);
        let state = self.state_at(self.frame.pc, &stack);
        self.frame.stack = stack;
        self.add(Inst { state: Some(state), ..plain(op, ty, args) })
    }

    /// Adds what would be a safepoint in an inlined frame as inline code, if it can be. That leaves
    /// where it cannot do the work. An array without room counts as a wrong fact, since arrays grow
    /// again and again. A full young space does not.
    fn without_safepoint(&mut self, op: Op, args: &[Value], ty: Type) -> Option<Value> {
        let Op::Helper { helper, immediate } = op else { return None };
        if self.callers.is_empty() || !may_leave_instead(helper, args.len()) || self.frame.is_refuted() {
            return None;
        }
        let reason = if helper == Helper::ArrayPush { ExitReason::Operand } else { ExitReason::Room };
        Some(self.guard(Op::Inline { helper, immediate }, ty, args, reason))
    }

    /// The frame state of the current frame at a call whose arguments were popped.
    pub(super) fn state_of_call(&mut self) -> crate::ir::StateId {
        let frame = &self.frame;
        let pc = frame.pc;
        let slot = |(slot, &value)| if frame.live.is_live(pc + 1, slot) { value } else { Value::DEAD };
        let words = (0..).zip(&frame.locals).map(slot).chain(frame.stack.iter().copied()).collect();
        let state = State { frame: frame.id, pc, words, caller: frame.caller_state };
        self.new_state(state)
    }
}
