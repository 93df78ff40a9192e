//! The templates: what each part of an instruction becomes.
//!
//! An instruction first passes all its guards, then changes something; so an exit always stands
//! *before* the instruction, with the operands as they were.

use bytecode::num::{Arithmetic, Comparison, Num};
use bytecode::{ChunkId, Constant, GlobalId, Slot};
use heap::{Bits, layout};

use crate::abi::{Helper, Signature, Symbol};
use crate::artifact::ExitReason;
use crate::cold::{Cold, FloatOrigin, SlowResult, State};
use crate::compile::{Compiler, Operand};
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, Type};
use crate::plain::Plain;
use crate::profile::{self, Fixed, Hint};
use crate::region::Place;
use crate::x64::{FloatSource, Fp, Gp, IntSource, Label, SCRATCH, Test};

/// How two operands are treated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pair {
    /// As ints, guarded where that is not certain.
    Ints,
    /// As floats. An operand that is not certain is guarded to be of its kind here, and converted
    /// if that is int.
    Floats(Type, Type),
    /// By a helper.
    Other,
}

/// The truth of an operand.
enum Truth {
    Known(bool),
    Test(Test),
}

impl Compiler<'_> {
    pub(crate) fn part(&mut self, part: Plain, hint: Option<Hint>, next: Option<Plain>, polled: bool) {
        if !matches!(
            part,
            Plain::Branch { .. } | Plain::LoopIf { .. } | Plain::ShortCircuit { .. } | Plain::Not | Plain::ToBool
        ) {
            self.settle_flags();
        }
        match part {
            Plain::Imm(value) => self.push(Entry::Int(value)),
            Plain::Const(constant) => {
                let entry = match self.unit.module.constant(constant) {
                    Some(&Constant::Int(value)) => Entry::Int(value),
                    Some(&Constant::Float(value)) => Entry::Float(Bits::float(value).raw()),
                    Some(Constant::Str(_)) | None => Entry::Pool(constant),
                };
                self.push(entry);
            }
            Plain::Nil => self.push(Entry::Nil),
            Plain::Bool(value) => self.push(Entry::Bool(value)),
            Plain::Local(slot) => self.push(Entry::Local(slot)),
            Plain::Store(slot) => self.store(slot),
            Plain::Pop => {
                let operand = self.pop();
                self.release(operand);
            }
            Plain::Dup => self.duplicate(1),
            Plain::Dup2 => {
                self.duplicate(2);
                self.duplicate(2);
            }
            Plain::Arithmetic(op) => self.arithmetic(op, hint, next),
            Plain::Neg => self.negate(hint),
            Plain::Plus => self.plus(),
            Plain::Compare(comparison) => self.compare(comparison, hint),
            Plain::Not => self.truth_value(true),
            Plain::ToBool => self.truth_value(false),
            Plain::Jump(target) => self.jump(target.0),
            Plain::Branch { when, target } => self.branch(when, target.0),
            Plain::ShortCircuit { when, target } => self.short_circuit(when, target.0),
            Plain::LoopHeader(id) => self.loop_header(id),
            Plain::Loop(target) => self.loop_back(target.0, polled),
            Plain::LoopIf { when, target } => self.loop_if(when, target.0, polled),
            Plain::Call(argc) => self.call(u32::from(argc.0)),
            Plain::CallClosed(argc, chunk) => {
                let result = self.unit.module.chunks[chunk.index()].closed.as_ref().map(|it| it.result.into());
                self.helper(Helper::CallClosed, argc.index(), chunk.0, result);
            }
            Plain::Return => self.return_top(),
            Plain::ReturnNil => {
                self.push(Entry::Nil);
                self.return_top();
            }
            Plain::LoadGlobal(global) => self.load_global(global),
            Plain::StoreGlobal(global) => self.store_global(global.0),
            Plain::NewCell(slot) => self.new_cell(slot),
            Plain::LoadCell(slot) => {
                let cell = self.slot_word(slot);
                self.masm.load_boxed(SCRATCH, cell);
                self.load_cell_value();
            }
            Plain::StoreCell(slot) => self.store_cell(slot),
            Plain::LoadUpvalue(upvalue) => {
                self.masm.load_callee(SCRATCH);
                self.masm.load_field(SCRATCH, SCRATCH, (layout::FUNCTION_UPVALUES + 8 * upvalue.index()) as i32);
                self.load_cell_value();
            }
            Plain::StoreUpvalue(upvalue) => self.store_upvalue(u32::from(upvalue.0)),
            Plain::Closure(chunk) => {
                let base = self.slot_word(Slot(0));
                self.helper_at(Helper::MakeClosure, base, chunk.0);
                self.push_scratch(Type::Unknown);
            }
            Plain::LoadProperty => self.load_property(),
            Plain::StoreProperty => self.store_property(),
            Plain::LoadIndex => self.load_index(),
            Plain::StoreIndex => self.store_index(),
            Plain::NewArray(count) => self.new_array(count.0),
            Plain::NewMap => self.helper(Helper::NewMap, 0, 0, Some(Type::MAP)),
            Plain::NewObject(id, fields) => self.new_object(id, fields.index()),
            Plain::StructDef(id) => self.helper(Helper::StructDef, 0, id.0, Some(Type::Unknown)),
            Plain::ArrayPush => self.array_push(),
            Plain::ArrayPop => self.helper(Helper::ArrayPop, 1, 0, Some(Type::Unknown)),
            Plain::ArrayLen => self.array_len(),
            Plain::Import(import) => self.helper(Helper::Import, 0, import.0, Some(Type::Unknown)),
            Plain::Print => self.helper(Helper::Print, 1, 0, None),
            Plain::Halt => {
                let base = self.slot_word(Slot(0));
                self.helper_at(Helper::Halt, base, 0);
                self.masm.jump(self.failed);
                self.reachable = false;
            }
        }
    }

    /// The value in the cell (V9) that is in the scratch.
    fn load_cell_value(&mut self) {
        let dst = self.take_gp();
        self.masm.load_field(dst, SCRATCH, layout::CELL_VALUE as i32);
        self.push(Entry::BoxedReg(dst, Type::Unknown));
    }

    fn push_scratch(&mut self, kind: Type) {
        let dst = self.take_gp();
        self.masm.take_result(dst);
        self.push(Entry::BoxedReg(dst, kind));
    }

    /// Boxes a bool that the flags hold, before they are lost.
    fn settle_flags(&mut self) {
        let Some(top) = self.stack.depth().checked_sub(1) else { return };
        if let Entry::Flags(test) = self.stack.get(top) {
            let dst = self.take_gp();
            self.masm.box_test(dst, test);
            self.stack.set(top, Entry::BoxedReg(dst, Type::Bool));
        }
    }

    fn duplicate(&mut self, from_top: usize) {
        let depth = self.stack.depth() - from_top;
        let entry = match self.stack.get(depth) {
            Entry::IntReg(_) => {
                let dst = self.take_gp();
                match self.stack.get(depth) {
                    Entry::IntReg(src) => self.masm.move_int(dst, src),
                    _ => self.masm.load_int(dst, self.home(depth)), // it was spilled for this
                }
                Entry::IntReg(dst)
            }
            Entry::FloatReg(_) => {
                let dst = self.take_fp();
                match self.stack.get(depth) {
                    Entry::FloatReg(src) => self.masm.move_float(dst, src),
                    _ => self.masm.load_float(dst, self.home(depth)),
                }
                Entry::FloatReg(dst)
            }
            Entry::BoxedReg(_, kind) | Entry::Home(kind) => {
                let dst = self.take_gp();
                let source = Operand { entry: self.stack.get(depth), home: self.home(depth) };
                self.load_entry(dst, source);
                Entry::BoxedReg(dst, kind)
            }
            simple @ (Entry::Int(_)
            | Entry::Float(_)
            | Entry::Nil
            | Entry::Bool(_)
            | Entry::Pool(_)
            | Entry::Global(_)
            | Entry::Local(_)) => simple,
            Entry::Flags(_) => unreachable!("flags are settled before another part"),
        };
        self.push(entry);
    }

    // Locals and globals.

    fn store(&mut self, slot: Slot) {
        let mut operand = self.pop();
        self.settle_aliases(slot);
        let place = self.place(slot);
        let kind = self.kind_of(operand);
        match place {
            Place::Home => {
                self.store_entry(self.slot_word(slot), operand);
                self.learn(slot, kind);
            }
            Place::Int(_) | Place::Float(_) if !may_become(operand.entry, kind, place.kind()) => {
                let fail = self.fail(ExitReason::Local(slot));
                self.masm.jump(fail);
                self.reachable = false;
            }
            Place::Int(dst) => {
                let source = self.int_source(operand, ExitReason::Local(slot));
                if source != IntSource::Gp(dst) || matches!(operand.entry, Entry::BoxedReg(..)) {
                    self.masm.load_source(dst, source);
                }
                self.dirty.insert(slot);
            }
            Place::Float(dst) => {
                let source = self.float_source(&mut operand, ExitReason::Local(slot));
                self.masm.load_float_source(dst, source);
                self.dirty.insert(slot);
            }
        }
        self.release(operand);
    }

    fn load_global(&mut self, global: GlobalId) {
        let fixed = match self.unit.profile.global(global) {
            Some(Fixed::Int(value)) => Entry::Int(value),
            Some(Fixed::Float(bits)) => Entry::Float(bits),
            Some(Fixed::Bool(value)) => Entry::Bool(value),
            Some(Fixed::Nil) => Entry::Nil,
            Some(Fixed::Function { .. } | Fixed::Has | Fixed::Object) => Entry::Global(global),
            None => return self.load_changing_global(global.0),
        };
        self.push(fixed);
    }

    fn load_changing_global(&mut self, global: u32) {
        let dst = self.take_gp();
        let unset = self.fail(ExitReason::Operand);
        let table = self.symbol(Symbol::Globals);
        self.masm.load_table(dst, table, global);
        if !mutant::is(Mutant::NoUnsetGuard) {
            self.masm.guard_not_bits(dst, Bits::UNDEF.raw(), unset);
        }
        self.push(Entry::BoxedReg(dst, Type::Unknown));
    }

    fn store_global(&mut self, global: u32) {
        let operand = self.pop();
        self.load_entry(SCRATCH, operand);
        let table = self.symbol(Symbol::Globals);
        self.masm.store_table(table, global, SCRATCH);
        self.release(operand);
    }

    // Arithmetic.

    fn arithmetic(&mut self, op: Arithmetic, hint: Option<Hint>, next: Option<Plain>) {
        let mut b = self.pop();
        let mut a = self.pop();
        if let Some(folded) = fold(op, a.entry, b.entry) {
            return self.push(folded);
        }
        let into = match next {
            Some(Plain::Store(slot)) => Some(slot),
            Some(_) => None,
            None => self.store_ahead(),
        };
        let pair = self.pair(a, b, hint);
        if let Pair::Floats(a_kind, b_kind) = pair
            && op != Arithmetic::Mod
        {
            self.settle_kind(&mut a, a_kind);
            self.settle_kind(&mut b, b_kind);
        }
        match (pair, op) {
            (Pair::Ints, Arithmetic::Add | Arithmetic::Sub | Arithmetic::Mul) => self.int_arithmetic(op, a, b, into),
            (Pair::Ints, Arithmetic::Div | Arithmetic::Mod) => self.int_division(op, a, b, into),
            (Pair::Other, Arithmetic::Add | Arithmetic::Sub | Arithmetic::Mul) if self.may_be_ints(a, b) => {
                self.mostly_ints(op, a, b);
            }
            (Pair::Floats(..), Arithmetic::Mod) | (Pair::Other, _) => {
                self.unpop(a);
                self.unpop(b);
                self.helper(arithmetic_helper(op), 2, 0, Some(Type::Unknown));
            }
            (Pair::Floats(..), _) => self.float_arithmetic(op, a, b, into),
        }
    }

    /// Whether nothing is known that keeps two operands from being ints.
    fn may_be_ints(&self, a: Operand, b: Operand) -> bool {
        [a, b].into_iter().all(|operand| {
            let is_other = matches!(operand.entry, Entry::Nil | Entry::Pool(_) | Entry::Global(_));
            !is_other && matches!(self.kind_of(operand), Type::Unknown | Type::Int)
        })
    }

    /// Arithmetic of operands of which nothing is known: inline for ints, else by the helper.
    fn mostly_ints(&mut self, op: Arithmetic, a: Operand, b: Operand) {
        let dst = self.take_gp();
        let (slow, back) = self.slow(arithmetic_helper(op), &[a, b], 0, SlowResult::Boxed(dst));
        let x = self.int_source_or(a, slow);
        let y = self.int_source_or(b, slow);
        self.masm.load_source(SCRATCH, x);
        self.masm.int_op(op, SCRATCH, y);
        self.masm.box_int(dst, SCRATCH);
        self.masm.bind(back);
        self.release_all(&[a, b]);
        self.push(Entry::BoxedReg(dst, Type::Unknown));
    }

    /// An operand as an int; goes to `slow` if it is none.
    fn int_source_or(&mut self, operand: Operand, slow: Label) -> IntSource {
        let certain = self.kind_of(operand) == Type::Int;
        match operand.entry {
            Entry::BoxedReg(gp, _) if !certain => {
                self.masm.guard_int(gp, slow);
                IntSource::Gp(gp)
            }
            Entry::Local(slot) if !certain => {
                self.masm.guard_int_word(self.slot_word(slot), slow);
                IntSource::Word(self.slot_word(slot))
            }
            Entry::Home(_) if !certain => {
                self.masm.guard_int_word(operand.home, slow);
                IntSource::Word(operand.home)
            }
            _ => self.int_source(operand, ExitReason::Operand),
        }
    }

    /// How to treat two operands: by what is certain, else by what was seen here, else by the
    /// other operand's kind.
    fn pair(&self, a: Operand, b: Operand, hint: Option<Hint>) -> Pair {
        let likely = |operand: Operand| match (self.kind_of(operand), operand.entry) {
            (_, Entry::Nil | Entry::Pool(_) | Entry::Global(_) | Entry::Bool(_) | Entry::Flags(_)) => None,
            (Type::Bool, _) => None,
            (Type::Unknown, _) if self.unit.profile.is_refuted(self.pc) => None,
            (Type::Unknown, Entry::Local(slot)) => Some((self.likely_kind(slot), false)),
            (kind, _) => Some((kind, kind != Type::Unknown)),
        };
        let (Some((a, a_certain)), Some((b, b_certain))) = (likely(a), likely(b)) else { return Pair::Other };
        let seen = hint.map_or(Type::Unknown, Hint::kind);
        let guess = |kind: Type, certain: bool, other: Type| match kind {
            kind if certain => kind,
            _ if seen != Type::Unknown => seen,
            Type::Unknown | Type::Bool => other,
            kind => kind,
        };
        match (guess(a, a_certain, b), guess(b, b_certain, a)) {
            (Type::Int, Type::Int) => Pair::Ints,
            (a @ (Type::Int | Type::Float), b @ (Type::Int | Type::Float)) => Pair::Floats(a, b),
            _ => Pair::Other,
        }
    }

    /// What a local probably holds: by the snapshot, else by what is stored into it.
    pub(crate) fn likely_kind(&self, slot: Slot) -> Type {
        match self.unit.profile.slot_type(slot) {
            Type::Unknown => self.guess.likely.get(slot.index()).copied().unwrap_or_default(),
            kind => kind,
        }
    }

    /// Guards that an operand of an unknown kind is an int, if that is what it counts as.
    fn settle_kind(&mut self, operand: &mut Operand, kind: Type) {
        if kind != Type::Int || self.kind_of(*operand) == Type::Int {
            return;
        }
        self.int_source(*operand, ExitReason::Operand);
        operand.entry = match operand.entry {
            Entry::BoxedReg(gp, _) => Entry::BoxedReg(gp, Type::Int),
            Entry::Home(_) => Entry::Home(Type::Int),
            local => local, // learned
        };
    }

    /// An operand as an int, guarded if that is not certain.
    pub(crate) fn int_source(&mut self, operand: Operand, reason: ExitReason) -> IntSource {
        let certain = self.kind_of(operand) == Type::Int;
        match operand.entry {
            Entry::Int(value) => IntSource::Imm(value),
            Entry::IntReg(gp) => IntSource::Gp(gp),
            Entry::BoxedReg(gp, _) => {
                if !certain {
                    let fail = self.fail(reason);
                    self.masm.guard_int(gp, fail);
                }
                IntSource::Gp(gp)
            }
            Entry::Local(slot) => match self.place(slot) {
                Place::Int(gp) => IntSource::Gp(gp),
                Place::Home | Place::Float(_) => {
                    let word = self.slot_word(slot);
                    if !certain {
                        self.guard_word(word, Type::Int, reason);
                        self.learn(slot, Type::Int);
                    }
                    IntSource::Word(word)
                }
            },
            Entry::Home(_) => {
                if !certain {
                    self.guard_word(operand.home, Type::Int, reason);
                }
                IntSource::Word(operand.home)
            }
            Entry::Float(_) | Entry::Nil | Entry::Bool(_) | Entry::FloatReg(_) | Entry::Flags(_) => {
                unreachable!("known not to be an int")
            }
            Entry::Pool(_) | Entry::Global(_) => {
                unreachable!("known to be an object")
            }
        }
    }

    /// An operand as a float, an int to be converted; guarded if it is not certain to be a number
    /// of either kind.
    fn float_source(&mut self, operand: &mut Operand, reason: ExitReason) -> FloatSource {
        let kind = self.kind_of(*operand);
        match operand.entry {
            Entry::Int(value) => FloatSource::Bits(f64::from(value).to_bits()),
            _ if kind == Type::Int => FloatSource::Int(self.int_source(*operand, reason)),
            Entry::Float(bits) => FloatSource::Bits(bits),
            Entry::FloatReg(fp) => FloatSource::Fp(fp),
            Entry::BoxedReg(gp, _) if kind == Type::Float => FloatSource::Boxed(gp),
            Entry::BoxedReg(gp, _) => {
                let fail = self.fail(reason);
                let fp = self.take_fp();
                self.masm.float_from_boxed(fp, gp);
                self.check_float(fp, FloatOrigin::Gp(gp), fail);
                self.replace_taken(operand.entry, Entry::FloatReg(fp));
                self.release(*operand);
                operand.entry = Entry::FloatReg(fp);
                FloatSource::Fp(fp)
            }
            Entry::Local(slot) => match self.place(slot) {
                Place::Float(fp) => FloatSource::Fp(fp),
                Place::Home | Place::Int(_) => {
                    let word = self.slot_word(slot);
                    if kind != Type::Float {
                        self.guard_word(word, Type::Float, reason);
                        self.learn(slot, Type::Float);
                    }
                    FloatSource::Word(word)
                }
            },
            Entry::Home(_) => {
                if kind != Type::Float {
                    self.guard_word(operand.home, Type::Float, reason);
                }
                FloatSource::Word(operand.home)
            }
            Entry::Nil | Entry::Bool(_) | Entry::Pool(_) | Entry::Global(_) | Entry::IntReg(_) | Entry::Flags(_) => {
                unreachable!("known not to be a float")
            }
        }
    }

    /// The register that a local to be stored has, if the result may be made there at once.
    fn int_target(&mut self, into: Option<Slot>) -> Option<Gp> {
        let slot = into?;
        let Place::Int(gp) = self.place(slot) else { return None };
        self.settle_aliases(slot);
        Some(gp)
    }

    fn float_target(&mut self, into: Option<Slot>) -> Option<Fp> {
        let slot = into?;
        let Place::Float(fp) = self.place(slot) else { return None };
        self.settle_aliases(slot);
        Some(fp)
    }

    /// A register for an int result: the target, an operand's own, or a free one.
    fn int_result(&mut self, target: Option<Gp>, a: Operand) -> Gp {
        match (target, a.entry) {
            (Some(gp), _) => gp,
            (None, Entry::IntReg(gp) | Entry::BoxedReg(gp, _)) if self.is_temporary(gp) => gp,
            _ => self.take_gp(),
        }
    }

    fn float_result(&mut self, target: Option<Fp>, a: Operand) -> Fp {
        match (target, a.entry) {
            (Some(fp), _) => fp,
            (None, Entry::FloatReg(fp)) if self.is_temporary_fp(fp) => fp,
            _ => self.take_fp(),
        }
    }

    fn int_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let (mut a, mut b) = (a, b);
        let mut x = self.int_source(a, ExitReason::Operand);
        let mut y = self.int_source(b, ExitReason::Operand);
        let mut target = self.int_target(into);
        let commutes = op != Arithmetic::Sub;
        let b_in_target = target.is_some_and(|gp| y == IntSource::Gp(gp));
        let b_is_temporary = matches!(b.entry, Entry::IntReg(_) | Entry::BoxedReg(..))
            && !matches!(a.entry, Entry::IntReg(_) | Entry::BoxedReg(..));
        if commutes && (b_in_target || matches!(x, IntSource::Imm(_)) || (target.is_none() && b_is_temporary)) {
            (a, b, x, y) = (b, a, y, x);
        }
        if target.is_some_and(|gp| y == IntSource::Gp(gp) && x != y) {
            target = None;
        }
        let dst = self.int_result(target, a);
        match (op, x) {
            (Arithmetic::Add, IntSource::Gp(src)) if src != dst => self.masm.int_add3(dst, src, y),
            _ => {
                if x != IntSource::Gp(dst) {
                    self.masm.load_source(dst, x);
                }
                self.masm.int_op(op, dst, y);
            }
        }
        self.finish_int(dst, a, b);
    }

    /// Releases the operands, but for the register that has the result, and pushes it.
    fn finish_int(&mut self, dst: Gp, a: Operand, b: Operand) {
        for operand in [a, b] {
            match operand.entry {
                Entry::IntReg(gp) | Entry::BoxedReg(gp, _) if gp == dst => {}
                _ => self.release(operand),
            }
        }
        self.push(Entry::IntReg(dst));
    }

    fn int_division(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let remainder = op == Arithmetic::Mod;
        if b.entry == Entry::Int(0) {
            self.unpop(a);
            self.unpop(b);
            return self.helper(arithmetic_helper(op), 2, 0, Some(Type::Unknown));
        }
        let x = self.int_source(a, ExitReason::Operand);
        if let Entry::Int(divisor) = b.entry {
            let target = self.int_target(into);
            let dst = self.int_result(target, a);
            if remainder && self.only_compared_with_zero() {
                self.masm.int_low_bits(dst, x, divisor);
            } else {
                self.masm.int_divide_const(dst, x, divisor, remainder);
            }
            return self.finish_int(dst, a, b);
        }
        let y = self.int_source(b, ExitReason::Operand);
        let divisor = match y {
            IntSource::Gp(gp) => gp,
            IntSource::Word(_) | IntSource::Imm(_) => {
                let gp = self.take_gp();
                self.masm.load_source(gp, y);
                gp
            }
        };
        let zero = self.fail(ExitReason::Division);
        self.masm.guard_nonzero(divisor, zero);
        let target = self.int_target(into);
        let dst = self.int_result(target, a);
        let (minus_one, back) = (self.masm.label(), self.masm.label());
        self.masm.int_divide(x, divisor, minus_one);
        self.masm.bind(back);
        self.masm.take_quotient(dst, remainder);
        self.cold.push(Cold::DivideByMinusOne { label: minus_one, back });
        if !matches!(y, IntSource::Gp(_)) {
            self.release_gp(divisor);
        }
        self.finish_int(dst, a, b);
    }

    /// Whether the result of the current instruction is used only by a comparison with 0 for equality,
    /// so that of a remainder by a power of two the low bits will do.
    fn only_compared_with_zero(&self) -> bool {
        use bytecode::Inst as I;
        let next = self.pc as usize + 1;
        let joined = |pc: usize| self.is_joined(pc as u32);
        if self.unit.decoded.parts(self.pc).last() != Some(&Plain::Arithmetic(Arithmetic::Mod)) {
            return false;
        }
        match self.unit.chunk.code.get(next..next + 2) {
            Some([I::LoadImm { value: 0 }, compare]) if !joined(next) && !joined(next + 1) => matches!(
                compare,
                I::Eq {} | I::EqIi {} | I::Ne {} | I::NeIi {} | I::JumpUnlessEq { .. } | I::JumpUnlessNe { .. }
            ),
            _ => false,
        }
    }

    fn float_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, into: Option<Slot>) {
        let (mut a, mut b) = (a, b);
        let mut x = self.float_source(&mut a, ExitReason::Operand);
        let mut y = self.float_source(&mut b, ExitReason::Operand);
        let mut target = self.float_target(into);
        let commutes = matches!(op, Arithmetic::Add | Arithmetic::Mul);
        let b_in_target = target.is_some_and(|fp| y == FloatSource::Fp(fp));
        let b_is_temporary = matches!(b.entry, Entry::FloatReg(_)) && !matches!(a.entry, Entry::FloatReg(_));
        if commutes && (b_in_target || (target.is_none() && b_is_temporary)) {
            (a, b, x, y) = (b, a, y, x);
        }
        if target.is_some_and(|fp| y == FloatSource::Fp(fp) && x != y) {
            target = None;
        }
        let dst = self.float_result(target, a);
        self.masm.load_float_source(dst, x);
        self.masm.float_op(op, dst, y);
        self.finish_float(dst, a, b);
    }

    fn finish_float(&mut self, dst: Fp, a: Operand, b: Operand) {
        for operand in [a, b] {
            if operand.entry != Entry::FloatReg(dst) {
                self.release(operand);
            }
        }
        self.push(Entry::FloatReg(dst));
    }

    fn negate(&mut self, hint: Option<Hint>) {
        let mut a = self.pop();
        let kind = match (self.kind_of(a), a.entry, hint) {
            (_, Entry::Nil | Entry::Pool(_) | Entry::Global(_), _) => Type::Unknown,
            (Type::Unknown, _, Some(hint)) if !self.unit.profile.is_refuted(self.pc) => hint.kind(),
            (kind, ..) => kind,
        };
        match (kind, a.entry) {
            (Type::Int, Entry::Int(value)) => self.push(Entry::Int(value.wrapping_neg())),
            (Type::Float, Entry::Float(bits)) => self.push(Entry::Float(Bits::float(-f64::from_bits(bits)).raw())),
            (Type::Int, _) => {
                let x = self.int_source(a, ExitReason::Operand);
                let dst = self.int_result(None, a);
                self.masm.load_source(dst, x);
                self.masm.int_neg(dst);
                self.finish_int(dst, a, a);
            }
            (Type::Float, _) => {
                let x = self.float_source(&mut a, ExitReason::Operand);
                let dst = self.float_result(None, a);
                self.masm.load_float_source(dst, x);
                self.masm.float_neg(dst);
                self.finish_float(dst, a, a);
            }
            (Type::Unknown | Type::Bool | Type::Object(_), _) => {
                self.unpop(a);
                self.helper(Helper::Neg, 1, 0, Some(Type::Unknown));
            }
        }
    }

    fn plus(&mut self) {
        let a = self.pop();
        let kind = self.kind_of(a);
        self.unpop(a);
        if !kind.is_number() {
            self.helper(Helper::Plus, 1, 0, Some(Type::Unknown));
        }
    }

    // Comparisons and truth.

    fn compare(&mut self, comparison: Comparison, hint: Option<Hint>) {
        let mut b = self.pop();
        let mut a = self.pop();
        if let (Some(x), Some(y)) = (number(a.entry), number(b.entry)) {
            return self.push(Entry::Bool(comparison.holds(x.order(y))));
        }
        let test = match self.pair(a, b, hint) {
            Pair::Ints => {
                let x = self.int_source(a, ExitReason::Operand);
                let y = self.int_source(b, ExitReason::Operand);
                self.masm.int_compare(comparison, x, y)
            }
            Pair::Floats(a_kind, b_kind) => {
                self.settle_kind(&mut a, a_kind);
                self.settle_kind(&mut b, b_kind);
                let x = self.float_source(&mut a, ExitReason::Operand);
                let y = self.float_source(&mut b, ExitReason::Operand);
                self.masm.float_compare(comparison, x, y)
            }
            Pair::Other if self.may_be_ints(a, b) => {
                let helper = comparison_helper(comparison);
                let tested = if matches!(a.entry, Entry::Int(_)) { comparison.swapped() } else { comparison };
                let (slow, back) = self.slow(helper, &[a, b], 0, SlowResult::Flags(tested));
                let x = self.int_source_or(a, slow);
                let y = self.int_source_or(b, slow);
                let test = self.masm.int_compare(comparison, x, y);
                self.masm.bind(back);
                test
            }
            Pair::Other => {
                self.unpop(a);
                self.unpop(b);
                self.helper(comparison_helper(comparison), 2, 0, None);
                let test = self.masm.test_bool(SCRATCH);
                return self.push(Entry::Flags(test));
            }
        };
        self.release(a);
        self.release(b);
        self.push(Entry::Flags(test));
    }

    fn truth_value(&mut self, negated: bool) {
        let operand = self.pop();
        let entry = match self.truth(operand) {
            Truth::Known(value) => Entry::Bool(value != negated),
            Truth::Test(test) => Entry::Flags(if negated { test.negate() } else { test }),
        };
        self.push(entry);
    }

    /// The truth of a popped operand, in the flags or known.
    fn truth(&mut self, operand: Operand) -> Truth {
        let mut operand = operand;
        let kind = self.kind_of(operand);
        let test = match (kind, operand.entry) {
            (_, Entry::Flags(test)) => test,
            (_, Entry::Nil) => return Truth::Known(false),
            (_, Entry::Bool(value)) => return Truth::Known(value),
            (_, Entry::Pool(_) | Entry::Global(_)) => return Truth::Known(true),
            (Type::Object(_), _) => {
                self.release(operand);
                return Truth::Known(true);
            }
            (_, Entry::Int(value)) => return Truth::Known(value != 0),
            (_, Entry::Float(bits)) => return Truth::Known(f64::from_bits(bits) != 0.0),
            (Type::Int, _) => {
                let x = self.int_source(operand, ExitReason::Operand);
                self.masm.test_int(x)
            }
            (Type::Float, _) => {
                let x = self.float_source(&mut operand, ExitReason::Operand);
                self.masm.test_float(x)
            }
            (Type::Bool, _) => {
                self.load_entry(SCRATCH, operand);
                self.masm.test_bool(SCRATCH)
            }
            (Type::Unknown, _) if self.unit.profile.is_refuted(self.pc) => {
                self.unpop(operand);
                self.helper(Helper::ToBool, 1, 0, None);
                return Truth::Test(self.masm.test_bool(SCRATCH));
            }
            (Type::Unknown, _) => {
                let fail = self.fail(ExitReason::Operand);
                self.load_entry(SCRATCH, operand);
                self.masm.guard_bool(SCRATCH, fail)
            }
        };
        self.release(operand);
        Truth::Test(test)
    }

    // Control.

    fn jump(&mut self, target: u32) {
        self.flush_operands();
        self.go(target);
    }

    /// Goes on to an instruction further on, unconditionally.
    fn go(&mut self, target: u32) {
        if self.leaves_region(target) {
            let state = self.state_for(target);
            if let Some(region) = state.region {
                for slot in state.dirty.iter() {
                    self.store_place(self.regions[region as usize].place(slot), self.slot_word(slot));
                }
            }
        }
        let label = self.note_edge(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    /// Goes on to an instruction further on if a test holds.
    fn go_if(&mut self, test: Test, target: u32) {
        let to = self.note_edge(target);
        let state = self.state_for(target);
        if self.leaves_region(target) && state.dirty.0 != 0 {
            let label = self.masm.label();
            self.cold.push(Cold::Leave { label, state, to });
            self.masm.jump_if(test, label);
        } else {
            self.masm.jump_if(test, to);
        }
    }

    fn state_for(&self, target: u32) -> State {
        let dirty = crate::liveness::SlotSet(self.dirty.0 & self.live[target as usize].0);
        State { first: 0, last: 0, dirty, region: self.current_region() }
    }

    fn branch(&mut self, when: bool, target: u32) {
        let operand = self.pop();
        self.flush_operands();
        match self.truth(operand) {
            Truth::Known(value) if value == when => self.go(target),
            Truth::Known(_) => {}
            Truth::Test(test) => self.go_if(if when { test } else { test.negate() }, target),
        }
    }

    fn short_circuit(&mut self, when: bool, target: u32) {
        let operand = self.pop();
        self.flush_operands();
        let truth = self.truth(operand);
        if matches!(truth, Truth::Known(value) if value != when) {
            return;
        }
        self.masm.store_bits(operand.home, Bits::bool(when).raw());
        match truth {
            Truth::Known(_) => self.go(target),
            Truth::Test(test) => self.go_if(if when { test } else { test.negate() }, target),
        }
    }

    fn loop_back(&mut self, target: u32, polled: bool) {
        if !polled {
            self.poll();
        }
        self.charge();
        self.flush_operands();
        let label = self.back_label(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    fn loop_if(&mut self, when: bool, target: u32, polled: bool) {
        let operand = self.pop();
        self.flush_operands();
        let test = match self.truth(operand) {
            Truth::Known(value) if value != when => return,
            Truth::Known(_) => {
                return self.loop_back(target, polled);
            }
            Truth::Test(test) if when => test,
            Truth::Test(test) => test.negate(),
        };
        let label = self.back_label(target);
        if polled && !self.unit.profile.metered {
            return self.masm.jump_if(test, label);
        }
        let stay = self.masm.label();
        self.masm.jump_if(test.negate(), stay);
        self.know_flags(when);
        if !polled {
            self.poll();
        }
        self.charge();
        self.masm.jump(label);
        self.masm.bind(stay);
    }

    fn charge(&mut self) {
        if self.unit.profile.metered {
            let out = self.fail(ExitReason::Fuel);
            self.masm.charge(out);
        }
    }

    fn back_label(&mut self, header: u32) -> Label {
        let loops = &self.unit.facts.loops;
        let at = loops.partition_point(|it| it.header < header);
        self.loop_label(bytecode::LoopId(at as u16))
    }

    // Calls.

    fn call(&mut self, argc: u32) {
        if argc == 2 && self.calls_has() {
            return self.has();
        }
        let depth = self.stack.depth();
        let callee = self.home(depth - argc as usize - 1);
        let args = self.home(depth - argc as usize);
        let [failed, back] = std::array::from_fn(|_| self.masm.label());
        if let Some((chunk, signature)) = self.known_callee(argc) {
            let typed = signature != Signature::NONE && self.arguments_fit(argc, signature);
            self.flush_for_call();
            match self.own_entry(chunk, typed) {
                Some(entry) => self.masm.call_label(args, entry),
                None => {
                    let record = self.symbol(Symbol::Record(chunk));
                    self.masm.load_address(SCRATCH, record);
                    self.masm.call_record(args, typed);
                }
            }
        } else {
            let slow = self.masm.label();
            self.flush_for_call();
            self.masm.load_callee_record(callee, argc, slow);
            self.masm.call_record(args, false);
            self.cold.push(Cold::CallSlow { label: slow, pc: self.pc, callee, argc, back });
        }
        self.note_call(self.pc);
        self.masm.take_back(args, failed);
        self.masm.bind(back);
        self.cold.push(Cold::CallFailed { label: failed, pc: self.pc, args, back });
        for _ in 0..=argc {
            self.pop();
        }
        self.push_scratch(Type::Unknown);
        self.reload_after_call();
    }

    /// The callee, if it is a function with as many parameters as there are arguments that a global
    /// holds for good, and what its typed entry relies on.
    fn known_callee(&self, argc: u32) -> Option<(ChunkId, Signature)> {
        let Entry::Global(global) = self.stack.get(self.stack.depth() - argc as usize - 1) else { return None };
        let Some(Fixed::Function { chunk, signature }) = self.unit.profile.global(global) else { return None };
        let callee = &self.unit.module.chunks[chunk.index()];
        let is_self = std::ptr::eq(callee, self.unit.chunk);
        let settled = if is_self && signature == Signature::NONE { self.signature } else { signature };
        (u32::from(callee.params) == argc).then_some((chunk, settled))
    }

    /// Whether what is called with two arguments is the builtin `has`.
    fn calls_has(&self) -> bool {
        let callee = self.stack.get(self.stack.depth() - 3);
        matches!(callee, Entry::Global(global) if self.unit.profile.global(global) == Some(Fixed::Has))
    }

    /// The entry in this very code, if it is the callee's. Code that was taken out of use meanwhile
    /// is still right.
    fn own_entry(&self, callee: ChunkId, typed: bool) -> Option<Label> {
        let is_self = std::ptr::eq(&self.unit.module.chunks[callee.index()], self.unit.chunk);
        if !is_self || self.unit.profile.entry != profile::Entry::Function {
            return None;
        }
        Some(if typed || self.signature == Signature::NONE { self.start } else { self.untyped })
    }

    /// Whether the arguments on the stack are certain to be of the kinds a typed entry relies on.
    fn arguments_fit(&self, argc: u32, signature: Signature) -> bool {
        let first = self.stack.depth() - argc as usize;
        signature.kinds().enumerate().all(|(param, wanted)| {
            let depth = first + param;
            let operand = Operand { entry: self.stack.get(depth), home: self.home(depth) };
            wanted == Type::Unknown || self.kind_of(operand) == wanted
        })
    }

    fn return_top(&mut self) {
        let operand = self.pop();
        self.load_entry(SCRATCH, operand);
        self.masm.return_value();
        self.reachable = false;
    }
}

/// Whether an operand of a kind can turn out to be of another.
fn may_become(entry: Entry, kind: Type, wanted: Type) -> bool {
    kind == wanted || (kind == Type::Unknown && !matches!(entry, Entry::Nil | Entry::Pool(_) | Entry::Global(_)))
}

fn number(entry: Entry) -> Option<Num> {
    match entry {
        Entry::Int(value) => Some(Num::Int(value)),
        Entry::Float(bits) => Some(Num::Float(f64::from_bits(bits))),
        _ => None,
    }
}

fn fold(op: Arithmetic, a: Entry, b: Entry) -> Option<Entry> {
    match op.apply(number(a)?, number(b)?).ok()? {
        Num::Int(value) => Some(Entry::Int(value)),
        Num::Float(value) => Some(Entry::Float(Bits::float(value).raw())),
    }
}

fn arithmetic_helper(op: Arithmetic) -> Helper {
    match op {
        Arithmetic::Add => Helper::Add,
        Arithmetic::Sub => Helper::Sub,
        Arithmetic::Mul => Helper::Mul,
        Arithmetic::Div => Helper::Div,
        Arithmetic::Mod => Helper::Mod,
    }
}

fn comparison_helper(comparison: Comparison) -> Helper {
    match comparison {
        Comparison::Lt => Helper::Lt,
        Comparison::Le => Helper::Le,
        Comparison::Gt => Helper::Gt,
        Comparison::Ge => Helper::Ge,
        Comparison::Eq => Helper::Eq,
        Comparison::Ne => Helper::Ne,
    }
}
