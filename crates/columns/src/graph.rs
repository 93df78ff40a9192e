//! What formulas compute for one row, as a graph of pure operations with numbered values.
//!
//! Nothing branches: what was a branch is a [`Node::Select`] behind both sides. Nothing fails
//! either: a division by zero has some value, and the [roots](Graph::failures) say in which rows it
//! counts.

mod fold;

use std::collections::HashMap;

use bytecode::ScalarType;
use bytecode::num::Arithmetic;

/// A value, by the number of its node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Value(u32);

impl Value {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// An order of two ints.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum IntRelation {
    Lt,
    Le,
    Eq,
    Ne,
}

impl IntRelation {
    /// The relation that holds where this one does not, and whether its operands change places.
    fn negated(self) -> (IntRelation, bool) {
        match self {
            IntRelation::Lt => (IntRelation::Le, true),
            IntRelation::Le => (IntRelation::Lt, true),
            IntRelation::Eq => (IntRelation::Ne, false),
            IntRelation::Ne => (IntRelation::Eq, false),
        }
    }
}

/// An order of two floats. `Nlt` holds where `Lt` does not, with a NaN too.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum FloatRelation {
    Lt,
    Le,
    Eq,
    Ne,
    Nlt,
    Nle,
}

impl FloatRelation {
    fn negated(self) -> FloatRelation {
        match self {
            FloatRelation::Lt => FloatRelation::Nlt,
            FloatRelation::Le => FloatRelation::Nle,
            FloatRelation::Eq => FloatRelation::Ne,
            FloatRelation::Ne => FloatRelation::Eq,
            FloatRelation::Nlt => FloatRelation::Lt,
            FloatRelation::Nle => FloatRelation::Le,
        }
    }
}

/// How a value comes about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Node {
    /// The row's value in a column.
    Input(u16),
    Int(i32),
    /// A float by its bits.
    Float(u64),
    Bool(bool),
    /// Add, subtract and multiply wrap; a quotient or remainder by 0 is some value.
    IntOp(Arithmetic, Value, Value),
    FloatOp(Arithmetic, Value, Value),
    NegFloat(Value),
    ToFloat(Value),
    CompareInt(IntRelation, Value, Value),
    CompareFloat(FloatRelation, Value, Value),
    Not(Value),
    And(Value, Value),
    Or(Value, Value),
    /// The second value where the bool holds, else the third; ints or floats.
    Select(Value, Value, Value),
}

impl Node {
    /// The values it is made of.
    pub(crate) fn operands(self) -> impl Iterator<Item = Value> {
        let operands = match self {
            Node::Input(_) | Node::Int(_) | Node::Float(_) | Node::Bool(_) => [None; 3],
            Node::NegFloat(a) | Node::ToFloat(a) | Node::Not(a) => [Some(a), None, None],
            Node::IntOp(_, a, b) | Node::CompareInt(_, a, b) => [Some(a), Some(b), None],
            Node::FloatOp(_, a, b) | Node::CompareFloat(_, a, b) => [Some(a), Some(b), None],
            Node::And(a, b) | Node::Or(a, b) => [Some(a), Some(b), None],
            Node::Select(condition, a, b) => [Some(condition), Some(a), Some(b)],
        };
        operands.into_iter().flatten()
    }
}

/// The graph, with what is wanted of it.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    numbers: HashMap<Node, Value>,
    /// The types of the columns.
    pub(crate) inputs: Vec<ScalarType>,
    /// The result of each formula.
    pub(crate) results: Vec<Value>,
    /// For each formula in which rows it divides by zero.
    pub(crate) failures: Vec<Value>,
}

impl Graph {
    pub(crate) fn new(inputs: Vec<ScalarType>) -> Graph {
        Graph { inputs, ..Graph::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, value: Value) -> Node {
        self.nodes[value.index()]
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = Value> + use<> {
        (0..self.nodes.len() as u32).map(Value)
    }

    pub(crate) fn kind(&self, value: Value) -> ScalarType {
        match self.node(value) {
            Node::Input(column) => self.inputs[usize::from(column)],
            Node::Int(_) | Node::IntOp(..) => ScalarType::Int,
            Node::Float(_) | Node::FloatOp(..) | Node::NegFloat(_) | Node::ToFloat(_) => ScalarType::Float,
            Node::Bool(_) | Node::CompareInt(..) | Node::CompareFloat(..) => ScalarType::Bool,
            Node::Not(_) | Node::And(..) | Node::Or(..) => ScalarType::Bool,
            Node::Select(_, value, _) => self.kind(value),
        }
    }

    /// The value of a node, simplified: an equal one that is there, or a new one.
    pub(crate) fn push(&mut self, node: Node) -> Value {
        match fold::simplify(self, node) {
            fold::Simple::Value(value) => value,
            fold::Simple::Node(node) => self.number(node),
        }
    }

    fn number(&mut self, node: Node) -> Value {
        let next = Value(self.nodes.len() as u32);
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.nodes.push(node);
        }
        number
    }

    pub(crate) fn int(&mut self, value: i32) -> Value {
        self.number(Node::Int(value))
    }

    pub(crate) fn float(&mut self, value: f64) -> Value {
        self.number(Node::Float(value.to_bits()))
    }

    pub(crate) fn bool(&mut self, value: bool) -> Value {
        self.number(Node::Bool(value))
    }

    pub(crate) fn not(&mut self, value: Value) -> Value {
        self.push(Node::Not(value))
    }

    pub(crate) fn and(&mut self, a: Value, b: Value) -> Value {
        self.push(Node::And(a, b))
    }

    pub(crate) fn or(&mut self, a: Value, b: Value) -> Value {
        self.push(Node::Or(a, b))
    }

    /// An int as a float; a float as it is.
    pub(crate) fn float_of(&mut self, value: Value) -> Value {
        match self.kind(value) {
            ScalarType::Int => self.push(Node::ToFloat(value)),
            ScalarType::Float | ScalarType::Bool => value,
        }
    }

    /// `a` where the condition holds, else `b`, of any type.
    pub(crate) fn select(&mut self, condition: Value, a: Value, b: Value) -> Value {
        if self.kind(a) != ScalarType::Bool || a == b {
            return self.push(Node::Select(condition, a, b));
        }
        let chosen = self.and(condition, a);
        let otherwise = self.not(condition);
        let other = self.and(otherwise, b);
        self.or(chosen, other)
    }

    pub(crate) fn is_bool(&self, value: Value, expected: bool) -> bool {
        self.node(value) == Node::Bool(expected)
    }

    /// Whether all bits of a number are 0.
    pub(crate) fn is_zero(&self, value: Value) -> bool {
        matches!(self.node(value), Node::Int(0) | Node::Float(0))
    }

    /// Which values the roots need, by number.
    pub(crate) fn needed(&self) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        for &root in self.results.iter().chain(&self.failures) {
            needed[root.index()] = true;
        }
        for value in self.values().rev() {
            if needed[value.index()] {
                self.node(value).operands().for_each(|operand| needed[operand.index()] = true);
            }
        }
        needed
    }
}
