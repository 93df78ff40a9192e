//! A [`Graph`] to the vector instructions of a machine.
//!
//! Floats fill the registers; ints are then half as wide, so that a group has one vector of each.
//! Where there are no floats, ints fill the registers.

mod bools;
mod divide;
mod ints;
mod shape;

use std::collections::HashMap;

use bytecode::ScalarType;
use bytecode::num::Arithmetic;
use smallvec::{SmallVec, smallvec};

use crate::graph::{FloatRelation, Graph, Node, Value};
use crate::inst::{Class, Inst, Line, Op, Program, Vreg, Width};
use crate::machine::Machine;
pub(crate) use bools::Mask;
pub(crate) use shape::Shape;

/// The instructions for a graph. Results are the columns behind the inputs; those of the formulas
/// that can fail have failures, in the order of `failing`.
pub(crate) fn lower(graph: &Graph, shape: Shape, failing: &[usize]) -> Program {
    let program = Program { insts: Vec::new(), classes: Vec::new(), constant_of: Vec::new(), constants: Vec::new() };
    let mut lower = Lower { graph, shape, program, values: vec![None; graph.len()], constants: HashMap::new() };
    let mut stores: HashMap<Value, Vec<Root>> = HashMap::new();
    for (formula, &value) in graph.results.iter().enumerate() {
        stores.entry(value).or_default().push(Root::Result((graph.inputs.len() + formula) as u16));
    }
    for (number, &formula) in failing.iter().enumerate() {
        stores.entry(graph.failures[formula]).or_default().push(Root::Failure(number as u16));
    }
    let needed = graph.needed();
    for value in graph.values().filter(|value| needed[value.index()]) {
        // Inputs and constants come where they are first used.
        if !matches!(graph.node(value), Node::Input(_) | Node::Int(_) | Node::Float(_) | Node::Bool(_)) {
            lower.value(value);
        }
        for &root in stores.get(&value).into_iter().flatten() {
            lower.root(value, root);
        }
    }
    lower.program
}

/// What becomes of a value that is wanted.
#[derive(Clone, Copy)]
enum Root {
    /// It is written to a column.
    Result(u16),
    Failure(u16),
}

/// Where a value is.
#[derive(Clone, Copy, Debug)]
enum Lowered {
    Number(Vreg),
    Mask(Mask),
}

struct Lower<'a> {
    graph: &'a Graph,
    shape: Shape,
    program: Program,
    values: Vec<Option<Lowered>>,
    constants: HashMap<Line, Vreg>,
}

impl Lower<'_> {
    fn is_avx512(&self) -> bool {
        self.shape.machine == Machine::Avx512
    }

    fn vreg(&mut self, class: Class) -> Vreg {
        self.program.classes.push(class);
        self.program.constant_of.push(None);
        Vreg(self.program.classes.len() as u32 - 1)
    }

    fn emit(&mut self, op: Op, width: Width, class: Class, sources: &[Vreg]) -> Vreg {
        let dst = self.vreg(class);
        let sources: SmallVec<[Vreg; 3]> = sources.into();
        self.program.insts.push(Inst { op, width, dst: Some(dst), sources });
        dst
    }

    fn vector(&mut self, op: Op, width: Width, sources: &[Vreg]) -> Vreg {
        self.emit(op, width, Class::Vector, sources)
    }

    fn float_op(&mut self, op: Op, sources: &[Vreg]) -> Vreg {
        self.vector(op, self.shape.float, sources)
    }

    fn int_op(&mut self, op: Op, sources: &[Vreg]) -> Vreg {
        self.vector(op, self.shape.int, sources)
    }

    fn store(&mut self, op: Op, width: Width, source: Vreg) {
        self.program.insts.push(Inst { op, width, dst: None, sources: smallvec![source] });
    }

    /// A vector of the same 64 bits throughout.
    fn constant(&mut self, bits: u64) -> Vreg {
        let line = Line([bits; 8]);
        if let Some(&vreg) = self.constants.get(&line) {
            return vreg;
        }
        let vreg = self.vreg(Class::Vector);
        self.program.constant_of[vreg.index()] = Some(self.program.constants.len() as u32);
        self.program.constants.push(line);
        self.constants.insert(line, vreg);
        vreg
    }

    fn int_constant(&mut self, value: i32) -> Vreg {
        let bits = u64::from(value.cast_unsigned());
        self.constant(bits << 32 | bits)
    }

    fn float_constant(&mut self, value: f64) -> Vreg {
        self.constant(value.to_bits())
    }

    /// An int or a float.
    fn number(&mut self, value: Value) -> Vreg {
        match self.value(value) {
            Lowered::Number(vreg) => vreg,
            Lowered::Mask(_) => unreachable!("V12: arithmetic takes numbers"),
        }
    }

    fn value(&mut self, value: Value) -> Lowered {
        if let Some(lowered) = self.values[value.index()] {
            return lowered;
        }
        let lowered = self.node(value);
        self.values[value.index()] = Some(lowered);
        lowered
    }

    fn node(&mut self, value: Value) -> Lowered {
        let number = match self.graph.node(value) {
            Node::Input(column) => return self.input(column, value),
            Node::Int(value) => self.int_constant(value),
            Node::Float(bits) => self.constant(bits),
            Node::Bool(value) => return Lowered::Mask(self.known_mask(value)),
            Node::IntOp(op, a, b) => self.int_arithmetic(op, a, b),
            Node::FloatOp(op, a, b) => {
                let sources = [self.number(a), self.number(b)];
                let op = match op {
                    Arithmetic::Add => Op::AddFloat,
                    Arithmetic::Sub => Op::SubFloat,
                    Arithmetic::Mul => Op::MulFloat,
                    Arithmetic::Div => Op::DivFloat,
                    Arithmetic::Mod => Op::Remainder,
                };
                self.float_op(op, &sources)
            }
            Node::NegFloat(a) => {
                let (a, sign) = (self.number(a), self.float_constant(-0.0));
                self.float_op(Op::Xor, &[a, sign])
            }
            Node::ToFloat(a) => match self.graph.node(a) {
                Node::Input(column) if self.values[a.index()].is_none() => {
                    self.float_op(Op::LoadConverted(column), &[])
                }
                _ => {
                    let a = self.number(a);
                    self.float_op(Op::ToFloat, &[a])
                }
            },
            Node::CompareInt(relation, a, b) => return Lowered::Mask(self.compare_int(relation, a, b)),
            Node::CompareFloat(relation, a, b) => return Lowered::Mask(self.compare_float(relation, a, b)),
            Node::Not(a) => return Lowered::Mask(self.mask(a).not()),
            Node::And(a, b) => return Lowered::Mask(self.both(a, b, false)),
            Node::Or(a, b) => return Lowered::Mask(self.both(a, b, true)),
            Node::Select(condition, a, b) => self.select(condition, a, b),
        };
        Lowered::Number(number)
    }

    fn input(&mut self, column: u16, value: Value) -> Lowered {
        match self.graph.kind(value) {
            ScalarType::Int => Lowered::Number(self.int_op(Op::LoadInts(column), &[])),
            ScalarType::Float => Lowered::Number(self.float_op(Op::LoadFloats(column), &[])),
            ScalarType::Bool => Lowered::Mask(self.load_bools(column)),
        }
    }

    fn compare_float(&mut self, relation: FloatRelation, a: Value, b: Value) -> Mask {
        let predicate = match relation {
            FloatRelation::Eq => 0,
            FloatRelation::Lt => 1,
            FloatRelation::Le => 2,
            FloatRelation::Ne => 4,
            FloatRelation::Nlt => 5,
            FloatRelation::Nle => 6,
        };
        let sources = [self.number(a), self.number(b)];
        let mask = self.emit(Op::CompareFloat(predicate), self.shape.float, self.shape.mask_class(), &sources);
        Mask::floats(mask, self.shape)
    }

    fn int_arithmetic(&mut self, op: Arithmetic, a: Value, b: Value) -> Vreg {
        match op {
            Arithmetic::Add => self.int_pair(Op::AddInt, a, b),
            Arithmetic::Sub => self.int_pair(Op::SubInt, a, b),
            Arithmetic::Mul => self.multiply(a, b),
            Arithmetic::Div => self.divide(a, b, false),
            Arithmetic::Mod => self.divide(a, b, true),
        }
    }

    fn int_pair(&mut self, op: Op, a: Value, b: Value) -> Vreg {
        let sources = [self.number(a), self.number(b)];
        self.int_op(op, &sources)
    }

    fn select(&mut self, condition: Value, a: Value, b: Value) -> Vreg {
        let is_float = self.graph.kind(a) == ScalarType::Float;
        let (mask, width) = if is_float {
            (self.float_mask(condition), self.shape.float)
        } else {
            (self.int_mask(condition), self.shape.int)
        };
        let (a, b) = if mask.inverted { (b, a) } else { (a, b) };
        let (set, clear) = (self.number(a), self.number(b));
        if !self.is_avx512() && self.graph.is_zero(b) {
            return self.vector(Op::And, width, &[mask.vreg, set]);
        }
        if !self.is_avx512() && self.graph.is_zero(a) {
            return self.vector(Op::AndNot, width, &[mask.vreg, clear]);
        }
        if self.shape.machine != Machine::Sse2 {
            return self.vector(Op::Blend, width, &[mask.vreg, clear, set]);
        }
        let chosen = self.vector(Op::And, width, &[mask.vreg, set]);
        let other = self.vector(Op::AndNot, width, &[mask.vreg, clear]);
        self.vector(Op::Or, width, &[chosen, other])
    }

    fn root(&mut self, value: Value, root: Root) {
        match root {
            Root::Failure(number) => self.store_failures(value, number),
            Root::Result(column) => match self.graph.kind(value) {
                ScalarType::Int => {
                    let source = self.number(value);
                    self.store(Op::StoreInts(column), self.shape.int, source);
                }
                ScalarType::Float => {
                    let source = self.number(value);
                    self.store(Op::StoreFloats(column), self.shape.float, source);
                }
                ScalarType::Bool => self.store_bools(value, column),
            },
        }
    }
}
