//! What each primitive that neither jumps nor calls does to values.

use bytecode::num::{Arithmetic, Comparison};
use bytecode::{ConstId, Constant, NameId, Primitive, ScalarType};

use super::Build;
use super::state::{Item, State};
use crate::error::CompileError;
use crate::graph::{FloatRelation, IntRelation, Node, Value};

impl Build<'_> {
    pub(super) fn operation(&mut self, primitive: Primitive, state: &mut State) -> Result<(), CompileError> {
        use Primitive as P;
        match primitive {
            P::Imm(value) => state.push(self.graph.int(value)),
            P::Const(constant) => {
                let value = self.constant(constant)?;
                state.push(value);
            }
            P::Bool(value) => state.push(self.graph.bool(value)),
            P::Nil => state.stack.push(Item::Nil),
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
            P::Local(slot) => state.stack.push(state.slots[slot.index()]),
            P::Store(slot) => state.slots[slot.index()] = state.pop(),
            P::Arithmetic(op) => {
                let (b, a) = (state.pop(), state.pop());
                let (a, b) = (self.number(a)?, self.number(b)?);
                let value = self.arithmetic(op, a, b, state);
                state.push(value);
            }
            P::Neg | P::Plus => {
                let operand = state.pop();
                let number = self.number(operand)?;
                state.push(if primitive == P::Neg { self.negate(number) } else { number });
            }
            P::Compare(comparison) => {
                let (b, a) = (state.pop(), state.pop());
                let (a, b) = (self.number(a)?, self.number(b)?);
                state.push(self.compare(comparison, a, b));
            }
            P::Not | P::ToBool => {
                let operand = state.pop();
                let truth = self.truth(operand)?;
                state.push(if primitive == P::Not { self.graph.not(truth) } else { truth });
            }
            P::Closure(chunk) => state.stack.push(Item::Function(chunk)),
            P::LoadGlobal(global) => match self.globals.get(&global) {
                Some(&item) => state.stack.push(item),
                None => return Err(self.unknown_global(self.module.globals[global.index()])),
            },
            P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) | P::LoadUpvalue(_) | P::StoreUpvalue(_) => {
                return Err(self.unsupported("a variable that a function captures: pass it as an argument"));
            }
            P::StoreGlobal(_) => return Err(self.unsupported("a global is set: use a local variable")),
            P::LoadProperty(_) | P::StoreProperty(_) | P::NewObject(..) | P::StructDef(_) => {
                return Err(self.unsupported("a field: pass its value as an argument"));
            }
            P::LoadIndex | P::StoreIndex | P::NewArray(_) | P::NewMap => {
                return Err(self.unsupported("an array or a map: pass its values as arguments"));
            }
            P::ArrayPush | P::ArrayPop | P::ArrayLen => {
                return Err(self.unsupported("an array or a map: pass its values as arguments"));
            }
            P::Import(_) => return Err(self.unsupported("an import: write the function into this module")),
            P::Print => return Err(self.unsupported("output: return the value instead")),
            P::Jump(_) | P::Branch { .. } | P::ShortCircuit { .. } | P::Return | P::ReturnNil | P::Halt => {
                unreachable!("{TREATED}")
            }
            P::Call(_) | P::CallClosed(..) | P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => {
                unreachable!("{TREATED}")
            }
        }
        Ok(())
    }

    fn unknown_global(&self, name: NameId) -> CompileError {
        let name = self.module.name(name);
        self.unsupported(format!(
            "`{name}` is no function or constant of this module, set once: pass it as an argument"
        ))
    }

    fn constant(&mut self, constant: ConstId) -> Result<Value, CompileError> {
        match self.module.constants[constant.index()] {
            Constant::Int(value) => Ok(self.graph.int(value)),
            Constant::Float(value) => Ok(self.graph.float(value)),
            Constant::Str(_) => Err(self.unsupported("a text: columns hold numbers and bools")),
        }
    }

    /// A number; bools act as the ints 0 and 1.
    fn number(&mut self, item: Item) -> Result<Value, CompileError> {
        let value = self.value(item)?;
        if self.graph.kind(value) != ScalarType::Bool {
            return Ok(value);
        }
        let (one, zero) = (self.graph.int(1), self.graph.int(0));
        Ok(self.graph.select(value, one, zero))
    }

    fn arithmetic(&mut self, op: Arithmetic, a: Value, b: Value, state: &State) -> Value {
        if self.graph.kind(a) == ScalarType::Int && self.graph.kind(b) == ScalarType::Int {
            return self.int_arithmetic(op, a, b, state);
        }
        let (a, b) = (self.graph.float_of(a), self.graph.float_of(b));
        self.graph.push(Node::FloatOp(op, a, b))
    }

    fn int_arithmetic(&mut self, op: Arithmetic, a: Value, b: Value, state: &State) -> Value {
        if matches!(op, Arithmetic::Div | Arithmetic::Mod) {
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
            return self.graph.push(Node::IntOp(Arithmetic::Sub, zero, value));
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
    pub(super) fn truth(&mut self, item: Item) -> Result<Value, CompileError> {
        let value = self.value(item)?;
        Ok(match self.graph.kind(value) {
            ScalarType::Bool => value,
            ScalarType::Int => {
                let zero = self.graph.int(0);
                self.graph.push(Node::CompareInt(IntRelation::Ne, value, zero))
            }
            ScalarType::Float => {
                let zero = self.graph.float(0.0);
                self.graph.push(Node::CompareFloat(FloatRelation::Ne, value, zero))
            }
        })
    }
}

const TREATED: &str = "what jumps, calls or turns is treated before";
