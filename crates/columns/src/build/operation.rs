//! What each primitive that does not jump does to values.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{Primitive, ScalarType};

use super::{Build, FOREIGN, State};
use crate::graph::{FloatOp, FloatRelation, IntOp, IntRelation, Node, Value};

impl Build<'_> {
    pub(super) fn operation(&mut self, primitive: Primitive, state: &mut State) {
        use Primitive as P;
        match primitive {
            P::Imm(value) => state.stack.push(self.graph.int(value)),
            P::Const(constant) => {
                let module = self.module;
                let value = self.constant(&module.constants[constant.index()]);
                state.stack.push(value);
            }
            P::Bool(value) => state.stack.push(self.graph.bool(value)),
            P::Pop => {
                state.pop();
            }
            P::Dup => {
                let top = state.pop();
                state.stack.extend([top, top]);
            }
            P::Dup2 => {
                let (b, a) = (state.pop(), state.pop());
                state.stack.extend([a, b, a, b]);
            }
            P::Local(slot) => state.stack.push(Build::slot(state, slot)),
            P::Store(slot) => {
                let value = state.pop();
                state.slots[slot.index()] = Some(value);
            }
            P::Arithmetic(op) => {
                let (b, a) = (state.pop(), state.pop());
                let value = self.arithmetic(op, a, b, state);
                state.stack.push(value);
            }
            P::Neg => {
                let value = state.pop();
                let negated = self.negate(value);
                state.stack.push(negated);
            }
            P::Plus => {}
            P::Compare(comparison) => {
                let (b, a) = (state.pop(), state.pop());
                let value = self.compare(comparison, a, b);
                state.stack.push(value);
            }
            P::Not | P::ToBool => {
                let value = state.pop();
                let truth = self.truth(value);
                state.stack.push(if primitive == P::Not { self.graph.not(truth) } else { truth });
            }
            P::Jump(_) | P::Branch { .. } | P::ShortCircuit { .. } | P::Return | P::CallClosed(..) => {
                unreachable!("what jumps or calls is treated before")
            }
            P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => unreachable!("loops are refused before"),
            P::Nil | P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) | P::LoadUpvalue(_) | P::StoreUpvalue(_) => {
                unreachable!("{FOREIGN}")
            }
            P::Closure(_) | P::LoadGlobal(_) | P::StoreGlobal(_) | P::Call(_) | P::ReturnNil | P::Halt => {
                unreachable!("{FOREIGN}")
            }
            P::LoadProperty(_) | P::StoreProperty(_) | P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap => {
                unreachable!("{FOREIGN}")
            }
            P::NewObject(..) | P::StructDef(_) | P::ArrayPush | P::ArrayPop | P::ArrayLen | P::Import(_) | P::Print => {
                unreachable!("{FOREIGN}")
            }
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, a: Value, b: Value, state: &State) -> Value {
        if self.graph.kind(a) == ScalarType::Int && self.graph.kind(b) == ScalarType::Int {
            return self.int_arithmetic(op, a, b, state);
        }
        let op = match op {
            Arithmetic::Add => FloatOp::Add,
            Arithmetic::Sub => FloatOp::Sub,
            Arithmetic::Mul => FloatOp::Mul,
            Arithmetic::Div => FloatOp::Div,
            Arithmetic::Mod => FloatOp::Rem,
        };
        let (a, b) = (self.graph.float_of(a), self.graph.float_of(b));
        self.graph.push(Node::FloatOp(op, a, b))
    }

    fn int_arithmetic(&mut self, op: Arithmetic, a: Value, b: Value, state: &State) -> Value {
        let op = match op {
            Arithmetic::Add => IntOp::Add,
            Arithmetic::Sub => IntOp::Sub,
            Arithmetic::Mul => IntOp::Mul,
            Arithmetic::Div => IntOp::Div,
            Arithmetic::Mod => IntOp::Rem,
        };
        if matches!(op, IntOp::Div | IntOp::Rem) {
            let zero = self.graph.int(0);
            let fails = self.graph.push(Node::CompareInt(IntRelation::Eq, b, zero));
            if !self.graph.is_bool(fails, false) {
                self.fail(&state.path, fails);
            }
        }
        self.graph.push(Node::IntOp(op, a, b))
    }

    fn negate(&mut self, value: Value) -> Value {
        if self.graph.kind(value) == ScalarType::Int {
            let zero = self.graph.int(0);
            return self.graph.push(Node::IntOp(IntOp::Sub, zero, value));
        }
        self.graph.push(Node::NegFloat(value))
    }

    fn compare(&mut self, comparison: Comparison, a: Value, b: Value) -> Value {
        let (comparison, a, b) = match comparison {
            Comparison::Gt | Comparison::Ge => (comparison.swapped(), b, a),
            Comparison::Lt | Comparison::Le | Comparison::Eq | Comparison::Ne => (comparison, a, b),
        };
        if self.graph.kind(a) == ScalarType::Int && self.graph.kind(b) == ScalarType::Int {
            let relation = match comparison {
                Comparison::Lt | Comparison::Gt => IntRelation::Lt,
                Comparison::Le | Comparison::Ge => IntRelation::Le,
                Comparison::Eq => IntRelation::Eq,
                Comparison::Ne => IntRelation::Ne,
            };
            return self.graph.push(Node::CompareInt(relation, a, b));
        }
        let relation = match comparison {
            Comparison::Lt | Comparison::Gt => FloatRelation::Lt,
            Comparison::Le | Comparison::Ge => FloatRelation::Le,
            Comparison::Eq => FloatRelation::Eq,
            Comparison::Ne => FloatRelation::Ne,
        };
        let (a, b) = (self.graph.float_of(a), self.graph.float_of(b));
        self.graph.push(Node::CompareFloat(relation, a, b))
    }

    /// Whether a value counts as true: any number but zero does, NaN too.
    pub(super) fn truth(&mut self, value: Value) -> Value {
        match self.graph.kind(value) {
            ScalarType::Bool => value,
            ScalarType::Int => {
                let zero = self.graph.int(0);
                self.graph.push(Node::CompareInt(IntRelation::Ne, value, zero))
            }
            ScalarType::Float => {
                let zero = self.graph.float(0.0);
                self.graph.push(Node::CompareFloat(FloatRelation::Ne, value, zero))
            }
        }
    }
}
