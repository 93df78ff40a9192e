//! The templates: the code of each primitive.
//!
//! An instruction first passes all its guards, and then changes something. So an exit is always
//! *before* the instruction, with the operands as they were.

mod allocation;
mod arithmetic;
mod call;
mod cell;
mod compare;
mod control;
mod element;
pub(super) mod map;
mod object;
mod property;

use bytecode::{Constant, GlobalId, Hint, Primitive, Slot};
use heap::Bits;

use crate::abi::{Helper, Symbol};
use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::profile::Fixed;
use crate::state::operands::Location;
use crate::state::region::Place;
use crate::target::IntSource;

impl Compiler<'_> {
    pub(crate) fn part(&mut self, part: Primitive, hint: Option<Hint>, next: Option<Primitive>, polled: bool) {
        if !matches!(
            part,
            Primitive::Branch { .. }
                | Primitive::LoopIf { .. }
                | Primitive::ShortCircuit { .. }
                | Primitive::Not
                | Primitive::ToBool
        ) {
            self.settle_flags();
        }
        match part {
            Primitive::Imm(value) => self.stack.push(Location::Int(value)),
            Primitive::Const(constant) => {
                let location = match self.unit.module.constant(constant) {
                    Some(&Constant::Int(value)) => Location::Int(value),
                    Some(&Constant::Float(value)) => Location::Float(Bits::float(value).raw()),
                    Some(Constant::Str(_)) | None => Location::Pool(constant),
                };
                self.stack.push(location);
            }
            Primitive::Nil => self.stack.push(Location::Nil),
            Primitive::Bool(value) => self.stack.push(Location::Bool(value)),
            Primitive::Local(slot) => self.stack.push(Location::Local(slot)),
            Primitive::Store(slot) => self.store(slot),
            Primitive::Pop => {
                let operand = self.stack.pop();
                self.release(operand);
            }
            Primitive::Dup => self.duplicate(1),
            Primitive::Dup2 => {
                self.duplicate(2);
                self.duplicate(2);
            }
            Primitive::Arithmetic(op) => self.arithmetic(op, hint, next),
            Primitive::Neg => self.negate(hint),
            Primitive::Plus => self.plus(),
            Primitive::Compare(comparison) => self.compare(comparison, hint),
            Primitive::Not => self.truth_value(true),
            Primitive::ToBool => self.truth_value(false),
            Primitive::Jump(target) => self.jump(target.0),
            Primitive::Branch { when, target } => self.branch(when, target.0),
            Primitive::ShortCircuit { when, target } => self.short_circuit(when, target.0),
            Primitive::LoopHeader(id) => self.loop_header(id),
            Primitive::Loop(target) => self.loop_back(target.0, polled),
            Primitive::LoopIf { when, target } => self.loop_if(when, target.0, polled),
            Primitive::Call(argc) => self.call(u32::from(argc.0)),
            Primitive::CallClosed(argc, chunk) => {
                let result = self.unit.module.chunks[chunk.index()].closed.as_ref().map(|it| it.result.into());
                self.helper(Helper::CallClosed, argc.index(), chunk.0, result);
            }
            Primitive::Return => self.return_top(),
            Primitive::ReturnNil => {
                self.stack.push(Location::Nil);
                self.return_top();
            }
            Primitive::LoadGlobal(global) => self.load_global(global),
            Primitive::StoreGlobal(global) => self.store_global(global.0),
            Primitive::NewCell(slot) => self.new_cell(slot),
            Primitive::LoadCell(slot) => {
                let word = self.locals.word(slot);
                self.load_cell_value(|masm, cell| masm.load_boxed(cell, word));
            }
            Primitive::StoreCell(slot) => self.store_cell(slot),
            Primitive::LoadUpvalue(upvalue) => {
                self.load_cell_value(|masm, cell| masm.load_upvalue_cell(cell, u32::from(upvalue.0)));
            }
            Primitive::StoreUpvalue(upvalue) => self.store_upvalue(u32::from(upvalue.0)),
            Primitive::Closure(chunk) => {
                let base = self.locals.word(Slot(0));
                let closure = self.helper_at(Helper::MakeClosure, base, chunk.0);
                self.push_result(closure, Kind::Unknown);
            }
            Primitive::LoadProperty(_) => self.load_property(),
            Primitive::StoreProperty(_) => self.store_property(),
            Primitive::LoadIndex => self.load_index(),
            Primitive::StoreIndex => self.store_index(),
            Primitive::NewArray(count) => self.new_array(count.0),
            Primitive::NewMap => self.helper(Helper::NewMap, 0, 0, Some(Kind::MAP)),
            Primitive::NewObject(id, fields) => self.new_object(id, fields.index()),
            Primitive::StructDef(id) => self.helper(Helper::StructDef, 0, id.0, Some(Kind::Unknown)),
            Primitive::ArrayPush => self.array_push(),
            Primitive::ArrayPop => self.helper(Helper::ArrayPop, 1, 0, Some(Kind::Unknown)),
            Primitive::ArrayLen => self.array_len(),
            Primitive::Import(import) => self.helper(Helper::Import, 0, import.0, Some(Kind::Unknown)),
            Primitive::Print => self.helper(Helper::Print, 1, 0, None),
            Primitive::Halt => {
                let base = self.locals.word(Slot(0));
                self.helper_at(Helper::Halt, base, 0);
                self.masm.jump(self.labels.failed);
                self.reachable = false;
            }
        }
    }

    /// Boxes a bool that the flags hold, before they are lost.
    fn settle_flags(&mut self) {
        let Some(top) = self.stack.depth().checked_sub(1) else { return };
        if let Location::Flags(test) = self.stack.get(top) {
            let dst = self.take_gp();
            self.masm.box_test(dst, test);
            self.stack.set(top, Location::BoxedReg(dst, Kind::Bool));
        }
    }

    fn duplicate(&mut self, from_top: usize) {
        let depth = self.stack.depth() - from_top;
        let location = match self.stack.get(depth) {
            Location::IntReg(_) => {
                let dst = self.take_gp();
                match self.stack.get(depth) {
                    Location::IntReg(src) => self.masm.move_int(dst, src),
                    _ => self.masm.load_int(dst, self.stack.home(depth)), // it went home for this
                }
                Location::IntReg(dst)
            }
            Location::FloatReg(_) => {
                let dst = self.take_fp();
                match self.stack.get(depth) {
                    Location::FloatReg(src) => self.masm.move_float(dst, src),
                    _ => self.masm.load_float(dst, self.stack.home(depth)),
                }
                Location::FloatReg(dst)
            }
            Location::BoxedReg(_, kind) | Location::Home(kind) => {
                let dst = self.take_gp();
                let source = self.stack.operand(depth);
                self.load_operand(dst, source);
                Location::BoxedReg(dst, kind)
            }
            simple @ (Location::Int(_)
            | Location::Float(_)
            | Location::Nil
            | Location::Bool(_)
            | Location::Pool(_)
            | Location::Global(_)
            | Location::Local(_)) => simple,
            Location::Flags(_) => unreachable!("flags are settled before another part"),
        };
        self.stack.push(location);
    }

    // Locals and globals.

    fn store(&mut self, slot: Slot) {
        let mut operand = self.stack.pop();
        self.settle_aliases(slot);
        let place = self.locals.place(slot);
        let kind = self.kind_of(operand);
        match place {
            Place::Home => {
                self.store_operand(self.locals.word(slot), operand);
                self.locals.learn(slot, kind);
            }
            Place::Int(_) | Place::Float(_) if !may_become(operand.location, kind, place.kind()) => {
                self.guard(ExitReason::Local(slot), |masm, fail| masm.jump(fail));
                self.reachable = false;
            }
            Place::Int(dst) => {
                let source = self.int_source(operand, ExitReason::Local(slot));
                if source != IntSource::Gp(dst) || matches!(operand.location, Location::BoxedReg(..)) {
                    self.masm.load_source(dst, source);
                }
                self.locals.mark_dirty(slot);
            }
            Place::Float(dst) => {
                let source = self.float_source(&mut operand, ExitReason::Local(slot));
                self.masm.load_float_source(dst, source);
                self.locals.mark_dirty(slot);
            }
        }
        self.release(operand);
    }

    fn load_global(&mut self, global: GlobalId) {
        let fixed = match self.unit.profile.global(global) {
            Some(Fixed::Int(value)) => Location::Int(value),
            Some(Fixed::Float(bits)) => Location::Float(bits),
            Some(Fixed::Bool(value)) => Location::Bool(value),
            Some(Fixed::Nil) => Location::Nil,
            Some(Fixed::Function { .. } | Fixed::Struct { .. } | Fixed::Module(_) | Fixed::Has | Fixed::Object) => {
                Location::Global(global)
            }
            None => return self.load_changing_global(global.0),
        };
        self.stack.push(fixed);
    }

    fn load_changing_global(&mut self, global: u32) {
        let dst = self.take_gp();
        let table = self.symbol(Symbol::Globals);
        self.guard(ExitReason::Operand, |masm, unset| {
            masm.load_table(dst, table, global);
            if !mutant::is(Mutant::NoUnsetGuard) {
                masm.guard_not_bits(dst, Bits::UNDEF.raw(), unset);
            }
        });
        self.stack.push(Location::BoxedReg(dst, Kind::Unknown));
    }

    fn store_global(&mut self, global: u32) {
        let operand = self.stack.pop();
        let boxed = self.masm.scratch();
        self.load_operand(*boxed, operand);
        let table = self.symbol(Symbol::Globals);
        self.masm.store_table(table, global, *boxed);
        self.release(operand);
    }
}

/// Whether an operand of a kind can turn out to be of another.
fn may_become(location: Location, kind: Kind, wanted: Kind) -> bool {
    kind == wanted
        || (kind == Kind::Unknown && !matches!(location, Location::Nil | Location::Pool(_) | Location::Global(_)))
}
