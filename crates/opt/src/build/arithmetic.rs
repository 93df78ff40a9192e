//! Arithmetic and comparisons: of ints and floats where these are certain or were seen, else by
//! helpers.

use bytecode::Hint;
use bytecode::num::{Arithmetic, Comparison, Num};
use jit::abi::Helper;
use jit::{ExitReason, Kind};

use super::Builder;
use crate::ir::{Op, Type, Value};

/// How two operands are treated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    Ints,
    /// As floats, those of the kind int converted.
    Floats(Type, Type),
    Other,
}

impl Builder<'_> {
    pub(super) fn arithmetic(&mut self, op: Arithmetic, hint: Option<Hint>) {
        let b = self.pop();
        let a = self.pop();
        if let (Some(x), Some(y)) = (self.number(a), self.number(b))
            && let Ok(result) = op.apply(x, y)
        {
            return self.push_number(result);
        }
        let result = match (self.pair(a, b, hint, Type::Int), op) {
            (Pair::Ints, Arithmetic::Div | Arithmetic::Mod) => {
                let (a, b) = (self.int(a), self.int(b));
                let op = Op::IntDivide { remainder: op == Arithmetic::Mod };
                match self.op(b) {
                    Op::Int(divisor) if divisor != 0 => self.push_inst(op, Type::Int, &[a, b]),
                    _ => self.guard(op, Type::Int, &[a, b], ExitReason::Division),
                }
            }
            (Pair::Ints, _) => {
                let (a, b) = (self.int(a), self.int(b));
                self.push_inst(Op::IntArithmetic(op), Type::Int, &[a, b])
            }
            (Pair::Floats(..), Arithmetic::Mod) | (Pair::Other, _) => {
                return self.push_helper(arithmetic_helper(op), &[a, b], 0);
            }
            (Pair::Floats(x, y), _) => {
                let (a, b) = self.floats(a, x, b, y);
                self.push_inst(Op::FloatArithmetic(op), Type::Float, &[a, b])
            }
        };
        self.push(result);
    }

    pub(super) fn negate(&mut self, hint: Option<Hint>) {
        let value = self.pop();
        if let Some(number) = self.number(value) {
            return self.push_number(number.neg());
        }
        let result = match self.likely(value, hint) {
            Some(Type::Int) => {
                let value = self.int(value);
                self.push_inst(Op::IntNegate, Type::Int, &[value])
            }
            Some(Type::Float) => {
                let value = self.float(value, Type::Float);
                self.push_inst(Op::FloatNegate, Type::Float, &[value])
            }
            _ => return self.push_helper(Helper::Neg, &[value], 0),
        };
        self.push(result);
    }

    pub(super) fn plus(&mut self) {
        let value = self.pop();
        if matches!(self.ty(value), Type::Int | Type::Float) {
            return self.push(value);
        }
        self.push_helper(Helper::Plus, &[value], 0);
    }

    pub(super) fn compare(&mut self, comparison: Comparison, hint: Option<Hint>) {
        let b = self.pop();
        let a = self.pop();
        if let (Some(x), Some(y)) = (self.number(a), self.number(b)) {
            return self.push_constant(Op::Bool(comparison.holds(x.order(y))));
        }
        // Operands of an equality are often no numbers, so that a guess does not pay.
        let is_equality = matches!(comparison, Comparison::Eq | Comparison::Ne);
        let unknown = if is_equality { Type::Boxed } else { Type::Int };
        let result = match self.pair(a, b, hint, unknown) {
            Pair::Ints => {
                let (a, b) = (self.int(a), self.int(b));
                self.push_inst(Op::CompareInt(comparison), Type::Bool, &[a, b])
            }
            Pair::Floats(x, y) => {
                let (a, b) = self.floats(a, x, b, y);
                self.push_inst(Op::CompareFloat(comparison), Type::Bool, &[a, b])
            }
            Pair::Other if is_equality && self.is_nil_test(a, b) => {
                let tested = if self.op(b) == Op::Nil { a } else { b };
                let is_nil = self.nil_test(tested);
                if comparison == Comparison::Eq { is_nil } else { self.negated(is_nil) }
            }
            Pair::Other => self.helper(comparison_helper(comparison), &[a, b], 0, Type::Bool),
        };
        self.push(result);
    }

    fn is_nil_test(&self, a: Value, b: Value) -> bool {
        self.op(a) == Op::Nil || self.op(b) == Op::Nil
    }

    fn nil_test(&mut self, value: Value) -> Value {
        if self.op(value) == Op::Nil {
            return self.constant(Op::Bool(true));
        }
        let certain = self.ty(value) != Type::Boxed || self.kind(value) != 0 || self.op(value).is_constant();
        if certain { self.constant(Op::Bool(false)) } else { self.push_inst(Op::IsNil, Type::Bool, &[value]) }
    }

    fn negated(&mut self, value: Value) -> Value {
        match self.op(value) {
            Op::Bool(truth) => self.constant(Op::Bool(!truth)),
            _ => self.push_inst(Op::Not, Type::Bool, &[value]),
        }
    }

    /// The number that a value is known to be.
    fn number(&self, value: Value) -> Option<Num> {
        match self.op(value) {
            Op::Int(int) => Some(Num::Int(int)),
            Op::Float(bits) => Some(Num::Float(f64::from_bits(bits))),
            _ => None,
        }
    }

    fn push_number(&mut self, number: Num) {
        let op = match number {
            Num::Int(int) => Op::Int(int),
            Num::Float(float) => Op::Float(heap::Bits::float(float).raw()),
        };
        self.push_constant(op);
    }

    /// What kind of number a value probably is.
    fn likely(&self, value: Value, hint: Option<Hint>) -> Option<Type> {
        match self.ty(value) {
            Type::Int => Some(Type::Int),
            Type::Float => Some(Type::Float),
            Type::Boxed if self.kind(value) == 0 && !self.op(value).is_constant() && !self.frame.is_refuted() => {
                match (hint, self.expected(value)) {
                    (Some(Hint::Ints), _) | (None, Kind::Int) => Some(Type::Int),
                    (Some(Hint::Floats), _) | (None, Kind::Float) => Some(Type::Float),
                    (None, Kind::Unknown) if self.is_joined(value) => None,
                    (None, Kind::Unknown) => Some(Type::Boxed),
                    (None, Kind::Bool | Kind::Object(_)) => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a value is probably a string: it comes from an addition of which is known that it is
    /// none of numbers.
    pub(super) fn is_joined(&self, value: Value) -> bool {
        matches!(self.op(value), Op::Helper { helper: Helper::Add, .. })
    }

    fn pair(&self, a: Value, b: Value, hint: Option<Hint>, unknown: Type) -> Pair {
        let (Some(x), Some(y)) = (self.likely(a, hint), self.likely(b, hint)) else { return Pair::Other };
        // The best guess for an unknown operand is the kind of the other one. Two unknown operands
        // are guessed to be ints. Code that has not run yet exits if that is wrong.
        let other = |kind: Type| if kind == Type::Boxed { unknown } else { kind };
        let guess = |kind: Type, b: Type| if kind == Type::Boxed { other(b) } else { kind };
        match (guess(x, y), guess(y, x)) {
            (Type::Int, Type::Int) => Pair::Ints,
            (x @ (Type::Int | Type::Float), y @ (Type::Int | Type::Float)) => Pair::Floats(x, y),
            _ => Pair::Other,
        }
    }

    /// A value as an int, guarded if that is not certain.
    pub(super) fn int(&mut self, value: Value) -> Value {
        if self.ty(value) == Type::Int {
            return value;
        }
        let refined = self.guard(Op::GuardInt, Type::Int, &[value], ExitReason::Operand);
        self.learn(value, refined);
        refined
    }

    /// A value as a float: if it is of the kind int, converted.
    fn float(&mut self, value: Value, kind: Type) -> Value {
        if let Op::Int(int) = self.op(value) {
            return self.constant(Op::Float(f64::from(int).to_bits()));
        }
        if kind == Type::Int {
            let int = self.int(value);
            return self.push_inst(Op::IntToFloat, Type::Float, &[int]);
        }
        if self.ty(value) == Type::Float {
            return value;
        }
        let refined = self.guard(Op::GuardFloat, Type::Float, &[value], ExitReason::Operand);
        self.learn(value, refined);
        refined
    }

    fn floats(&mut self, a: Value, x: Type, b: Value, y: Type) -> (Value, Value) {
        let first = self.float(a, x);
        // Both operands may be one value, which the guard of the first has made certain.
        if a == b && x == y {
            return (first, first);
        }
        (first, self.float(b, y))
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
