//! What the operations of closed functions become: arithmetic and comparisons.

use bytecode::num::{Arithmetic, Comparison, Num};
use bytecode::{ScalarType, Slot};
use smallvec::SmallVec;

use super::function::Function;
use super::layout::Place;
use super::operand::{Operand, Value};
use crate::target::{FloatSource, Fp, Gp, IntSource, Test, survives_helper};

impl Function<'_> {
    pub(super) fn arithmetic(&mut self, op: Arithmetic, store: Option<Slot>) {
        let (b, a) = (self.pop(), self.pop());
        if let (Some(x), Some(y)) = (a.known_number(), b.known_number())
            && let Ok(result) = op.apply(x, y)
        {
            return self.stack.push(known(result));
        }
        let is_division = matches!(op, Arithmetic::Div | Arithmetic::Mod);
        match (a.is_int() && b.is_int(), op) {
            (true, _) if is_division => self.divide(a, b, op == Arithmetic::Mod, store),
            (true, _) => self.int_arithmetic(op, a, b, store),
            (false, Arithmetic::Mod) => self.float_remainder(a, b, store),
            (false, _) => self.float_arithmetic(op, a, b, store),
        }
    }

    fn int_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, store: Option<Slot>) {
        let commutes = matches!(op, Arithmetic::Add | Arithmetic::Mul);
        let (a, b) = if commutes && a.known_number().is_some() { (b, a) } else { (a, b) };
        let dst = self.int_target(a, Some(b), store);
        self.masm.int_op(op, dst, self.int_source(a), self.int_source(b));
        self.push_int(dst, &[a, b]);
    }

    fn divide(&mut self, a: Operand, b: Operand, remainder: bool, store: Option<Slot>) {
        let source = self.int_source(a);
        match self.int_source(b) {
            IntSource::Imm(0) => {
                self.masm.jump(self.labels.division_by_zero);
                // What follows is compiled, and never runs.
                self.release(a);
                self.stack.push(Value::Int(0));
            }
            IntSource::Imm(divisor) => {
                let dst = self.int_target(a, None, store);
                self.masm.int_divide_const(dst, source, divisor, remainder);
                self.push_int(dst, &[a]);
            }
            IntSource::Gp(divisor) => {
                let dst = self.int_target(a, None, store);
                self.divide_by(dst, source, divisor, remainder);
                self.push_int(dst, &[a, b]);
            }
            IntSource::Word(_) | IntSource::Spill(_) => {
                let divisor = self.take_gp();
                self.load_int(divisor, b);
                let dst = self.int_target(a, None, store);
                self.divide_by(dst, source, divisor, remainder);
                self.push_int(dst, &[a, Operand { value: Value::Gp(divisor, ScalarType::Int), ..b }]);
            }
        }
    }

    /// Divides by what a register holds.
    fn divide_by(&mut self, dst: Gp, dividend: IntSource, divisor: Gp, remainder: bool) {
        self.masm.guard_nonzero(divisor, self.labels.division_by_zero);
        let cold = self.masm.int_divide(dst, dividend, divisor, remainder);
        self.cold.extend(cold);
    }

    /// The register for a result that begins as `a`: of the slot where it goes at once, unless `b`
    /// is there, or that of `a`, or a free one.
    fn int_target(&mut self, a: Operand, b: Option<Operand>, store: Option<Slot>) -> Gp {
        if let Some(slot) = store
            && let Place::Gp(gp) = self.layout.slot(slot)
            && b.is_none_or(|b| self.int_source(b) != IntSource::Gp(gp))
        {
            self.settle_aliases(slot);
            return gp;
        }
        match a.value {
            Value::Gp(gp, _) => gp,
            _ => self.take_gp(),
        }
    }

    /// Pushes a result; the registers of what it was made from are free, but for its own.
    fn push_int(&mut self, dst: Gp, operands: &[Operand]) {
        for &operand in operands.iter().filter(|operand| !matches!(operand.value, Value::Gp(gp, _) if gp == dst)) {
            self.release(operand);
        }
        self.stack.push(Value::Gp(dst, ScalarType::Int));
    }

    fn float_arithmetic(&mut self, op: Arithmetic, a: Operand, b: Operand, store: Option<Slot>) {
        let dst = self.float_target(a, Some(b), store);
        let (first, second) = (self.float_source(a), self.float_source(b));
        self.masm.float_op(op, dst, first, second);
        self.push_float(dst, &[a, b]);
    }

    /// As [`Self::int_target`].
    fn float_target(&mut self, a: Operand, b: Option<Operand>, store: Option<Slot>) -> Fp {
        if let Some(slot) = store
            && let Place::Fp(fp) = self.layout.slot(slot)
            && b.is_none_or(|b| self.float_source(b) != FloatSource::Fp(fp))
        {
            self.settle_aliases(slot);
            return fp;
        }
        match a.value {
            Value::Fp(fp) => fp,
            _ => self.take_fp(),
        }
    }

    fn push_float(&mut self, dst: Fp, operands: &[Operand]) {
        for &operand in operands.iter().filter(|operand| !matches!(operand.value, Value::Fp(fp) if fp == dst)) {
            self.release(operand);
        }
        self.stack.push(Value::Fp(dst));
    }

    /// By C's function: everything in a register that it may lose is saved.
    fn float_remainder(&mut self, a: Operand, b: Operand, store: Option<Slot>) {
        self.flush();
        let (first, second) = (self.float_source(a), self.float_source(b));
        let passed = [self.masm.float_scratch(), self.masm.float_scratch2()];
        self.masm.load_float_source(*passed[0], first);
        self.masm.load_float_source(*passed[1], second);
        self.release(a);
        self.release(b);
        let lost = |&(_, place): &(Slot, Place)| !matches!(place, Place::Gp(gp) if survives_helper(gp));
        let saved: SmallVec<[(Slot, Place); 16]> = self.live_registers().into_iter().filter(lost).collect();
        self.save(&saved);
        self.masm.closed_remainder(passed);
        self.reload(&saved);
        let result = Operand { value: Value::Bool(false), home: a.home };
        let dst = self.float_target(result, None, store);
        let remainder = self.masm.float_scratch();
        self.masm.move_float(dst, *remainder);
        self.stack.push(Value::Fp(dst));
    }

    pub(super) fn negate(&mut self, store: Option<Slot>) {
        let operand = self.pop();
        if let Some(number) = operand.known_number() {
            return self.stack.push(known(number.neg()));
        }
        if operand.is_int() {
            let dst = self.int_target(operand, None, store);
            self.load_int(dst, operand);
            self.masm.int_neg(dst);
            self.push_int(dst, &[operand]);
        } else {
            let dst = self.float_target(operand, None, store);
            let source = self.float_source(operand);
            self.masm.load_float_source(dst, source);
            self.masm.float_neg(dst);
            self.push_float(dst, &[operand]);
        }
    }

    pub(super) fn compare(&mut self, comparison: Comparison) {
        let (b, a) = (self.pop(), self.pop());
        if let (Some(x), Some(y)) = (a.known_number(), b.known_number()) {
            return self.stack.push(Value::Bool(comparison.holds(x.order(y))));
        }
        let test = if a.is_int() && b.is_int() {
            let (a, b) = (self.int_source(a), self.int_source(b));
            self.masm.int_compare(comparison, a, b)
        } else {
            let (a, b) = (self.float_source(a), self.float_source(b));
            self.masm.float_compare(comparison, a, b)
        };
        self.release(a);
        self.release(b);
        self.stack.push(Value::Flags(test));
    }

    /// NOT and TO_BOOL.
    pub(super) fn truth(&mut self, negated: bool) {
        let operand = self.pop();
        let entry = match operand.known_truth() {
            Some(truth) => Value::Bool(truth != negated),
            None => Value::Flags(self.test(operand, !negated)),
        };
        self.stack.push(entry);
    }

    /// The test that holds if an operand is true.
    pub(super) fn truth_test(&mut self, operand: Operand) -> Test {
        if let Value::Flags(test) = operand.value {
            return test;
        }
        if operand.value.kind() == ScalarType::Float {
            let source = self.float_source(operand);
            return self.masm.test_float(source);
        }
        let source = self.int_source(operand);
        self.masm.test_int(source)
    }
}

fn known(number: Num) -> Value {
    match number {
        Num::Int(value) => Value::Int(value),
        Num::Float(value) => Value::Float(heap::Bits::float(value).raw()),
    }
}
