//! What a node is equal to that costs less: constants, identities, bools that are known.
//!
//! Floats keep every rounding, the sign of zero, and NaN where it arises. So there are no
//! identities of floats but one: a division by a power of two is a multiplication.

use bytecode::num::{self, Arithmetic, Num};

use super::{FloatRelation, Graph, IntRelation, Node, Value};
use crate::mutant::{self, Mutant};

/// What has become of a node.
pub(super) enum Simple {
    Value(Value),
    Node(Node),
}

pub(super) fn simplify(graph: &mut Graph, node: Node) -> Simple {
    if let Some(value) = of_each(graph, node) {
        return Simple::Value(value);
    }
    match node {
        Node::Input(_) | Node::Int(_) | Node::Float(_) | Node::Bool(_) => Simple::Node(node),
        Node::IntOp(op, a, b) => int_op(graph, op, a, b),
        Node::FloatOp(op, a, b) => float_op(graph, op, a, b),
        Node::NegFloat(a) => match graph.node(a) {
            Node::Float(bits) => Simple::Value(graph.float(-f64::from_bits(bits))),
            _ => Simple::Node(node),
        },
        Node::ToFloat(a) => match graph.node(a) {
            Node::Int(int) => Simple::Value(graph.float(int.into())),
            _ => Simple::Node(node),
        },
        Node::CompareInt(relation, a, b) => compare_int(graph, relation, a, b),
        Node::CompareFloat(relation, a, b) => compare_float(graph, relation, a, b),
        Node::Not(a) => not(graph, a),
        Node::And(a, b) => both(graph, a, b, true),
        Node::Or(a, b) => both(graph, a, b, false),
        Node::Select(condition, a, b) => select(graph, condition, a, b),
    }
}

/// Of a selection between constants and a constant, the selection between what the operation makes
/// of each.
fn of_each(graph: &mut Graph, node: Node) -> Option<Value> {
    let (a, b) = match node {
        Node::IntOp(_, a, b) | Node::FloatOp(_, a, b) => (a, b),
        Node::CompareInt(_, a, b) | Node::CompareFloat(_, a, b) => (a, b),
        Node::ToFloat(a) => (a, a),
        _ => return None,
    };
    let is_constant = |value: Value| matches!(graph.node(value), Node::Int(_) | Node::Float(_));
    let (condition, set, clear) = match (graph.node(a), graph.node(b)) {
        (Node::Select(condition, x, y), _) if is_constant(x) && is_constant(y) && (a == b || is_constant(b)) => {
            if a == b { (condition, (x, x), (y, y)) } else { (condition, (x, b), (y, b)) }
        }
        (_, Node::Select(condition, x, y)) if is_constant(a) && is_constant(x) && is_constant(y) => {
            (condition, (a, x), (a, y))
        }
        _ => return None,
    };
    let mut of = |(a, b)| match node {
        Node::IntOp(op, ..) => graph.push(Node::IntOp(op, a, b)),
        Node::FloatOp(op, ..) => graph.push(Node::FloatOp(op, a, b)),
        Node::CompareInt(relation, ..) => graph.push(Node::CompareInt(relation, a, b)),
        Node::CompareFloat(relation, ..) => graph.push(Node::CompareFloat(relation, a, b)),
        _ => graph.push(Node::ToFloat(a)),
    };
    let (set, clear) = (of(set), of(clear));
    Some(graph.select(condition, set, clear))
}

fn int_op(graph: &mut Graph, op: Arithmetic, a: Value, b: Value) -> Simple {
    let (a, b) = match (op, graph.node(a), graph.node(b)) {
        (Arithmetic::Add | Arithmetic::Mul, Node::Int(_), Node::Int(_)) => (a, b),
        (Arithmetic::Add | Arithmetic::Mul, Node::Int(_), _) => (b, a),
        (Arithmetic::Add | Arithmetic::Mul, _, Node::Int(_)) => (a, b),
        (Arithmetic::Add | Arithmetic::Mul, ..) => (a.min(b), a.max(b)),
        _ => (a, b),
    };
    match (op, graph.node(a), graph.node(b)) {
        (_, Node::Int(x), Node::Int(y)) => match op.apply(Num::Int(x), Num::Int(y)) {
            Ok(Num::Int(int)) => Simple::Value(graph.int(int)),
            // Nobody sees the value: the row fails.
            _ => Simple::Value(graph.int(0)),
        },
        (Arithmetic::Add | Arithmetic::Sub, _, Node::Int(0)) | (Arithmetic::Mul | Arithmetic::Div, _, Node::Int(1)) => {
            Simple::Value(a)
        }
        (Arithmetic::Mul, _, Node::Int(0)) | (Arithmetic::Mod, _, Node::Int(1 | -1)) => Simple::Value(graph.int(0)),
        (Arithmetic::Div | Arithmetic::Mod, _, Node::Int(0)) => Simple::Value(graph.int(0)),
        (Arithmetic::Div | Arithmetic::Mul, _, Node::Int(-1)) => {
            let zero = graph.int(0);
            Simple::Node(Node::IntOp(Arithmetic::Sub, zero, a))
        }
        (Arithmetic::Sub, ..) if a == b => Simple::Value(graph.int(0)),
        _ => Simple::Node(Node::IntOp(op, a, b)),
    }
}

fn float_op(graph: &mut Graph, op: Arithmetic, a: Value, b: Value) -> Simple {
    match (op, graph.node(a), graph.node(b)) {
        (_, Node::Float(x), Node::Float(y)) => {
            let (x, y) = (f64::from_bits(x), f64::from_bits(y));
            let result = match op {
                Arithmetic::Add => x + y,
                Arithmetic::Sub => x - y,
                Arithmetic::Mul => x * y,
                Arithmetic::Div => x / y,
                Arithmetic::Mod => x % y,
            };
            Simple::Value(graph.float(result))
        }
        (Arithmetic::Div, _, Node::Float(y)) => match exact_reciprocal(f64::from_bits(y)) {
            Some(reciprocal) => {
                let factor = graph.float(reciprocal);
                Simple::Node(Node::FloatOp(Arithmetic::Mul, a, factor))
            }
            None => Simple::Node(Node::FloatOp(op, a, b)),
        },
        // A constant is the second operand: an instruction may read that one from memory.
        (Arithmetic::Add | Arithmetic::Mul, Node::Float(_), _) => Simple::Node(Node::FloatOp(op, b, a)),
        _ => Simple::Node(Node::FloatOp(op, a, b)),
    }
}

/// The reciprocal of a power of two, if neither is subnormal: multiplying by it rounds the same
/// number as dividing does.
fn exact_reciprocal(divisor: f64) -> Option<f64> {
    const FRACTION: u64 = (1 << 52) - 1;
    let reciprocal = 1.0 / divisor;
    let is_power = divisor.to_bits() & FRACTION == 0 || mutant::is(Mutant::InexactReciprocal);
    (is_power && divisor.is_normal() && reciprocal.is_normal()).then_some(reciprocal)
}

fn compare_int(graph: &mut Graph, relation: IntRelation, a: Value, b: Value) -> Simple {
    let known = match (graph.node(a), graph.node(b)) {
        (Node::Int(x), Node::Int(y)) => Some((x < y, x == y)),
        _ if a == b => Some((false, true)),
        _ => None,
    };
    if let Some((less, equal)) = known {
        let holds = match relation {
            IntRelation::Lt => less,
            IntRelation::Le => less || equal,
            IntRelation::Eq => equal,
            IntRelation::Ne => !equal,
        };
        return Simple::Value(graph.bool(holds));
    }
    match relation {
        IntRelation::Lt | IntRelation::Le => Simple::Node(Node::CompareInt(relation, a, b)),
        // A constant is the second operand.
        IntRelation::Eq | IntRelation::Ne => match graph.node(a) {
            Node::Int(_) => Simple::Node(Node::CompareInt(relation, b, a)),
            _ if matches!(graph.node(b), Node::Int(_)) => Simple::Node(Node::CompareInt(relation, a, b)),
            _ => Simple::Node(Node::CompareInt(relation, a.min(b), a.max(b))),
        },
    }
}

fn compare_float(graph: &mut Graph, relation: FloatRelation, a: Value, b: Value) -> Simple {
    let (Node::Float(x), Node::Float(y)) = (graph.node(a), graph.node(b)) else {
        return Simple::Node(Node::CompareFloat(relation, a, b));
    };
    let order = Num::Float(f64::from_bits(x)).order(Num::Float(f64::from_bits(y)));
    let holds = match relation {
        FloatRelation::Lt => num::Comparison::Lt.holds(order),
        FloatRelation::Le => num::Comparison::Le.holds(order),
        FloatRelation::Eq => num::Comparison::Eq.holds(order),
        FloatRelation::Ne => num::Comparison::Ne.holds(order),
        FloatRelation::Nlt => !num::Comparison::Lt.holds(order),
        FloatRelation::Nle => !num::Comparison::Le.holds(order),
    };
    Simple::Value(graph.bool(holds))
}

fn not(graph: &mut Graph, a: Value) -> Simple {
    match graph.node(a) {
        Node::Bool(value) => Simple::Value(graph.bool(!value)),
        Node::Not(inner) => Simple::Value(inner),
        Node::CompareInt(relation, x, y) => match relation.negated() {
            (negated, true) => Simple::Node(Node::CompareInt(negated, y, x)),
            (negated, false) => Simple::Node(Node::CompareInt(negated, x, y)),
        },
        Node::CompareFloat(relation, x, y) => {
            let negated = match (relation, mutant::is(Mutant::OrderedNegation)) {
                // As if `not <` were `>=`, which differs where an operand is NaN.
                (FloatRelation::Lt, true) => return Simple::Node(Node::CompareFloat(FloatRelation::Le, y, x)),
                _ => relation.negated(),
            };
            Simple::Node(Node::CompareFloat(negated, x, y))
        }
        _ => Simple::Node(Node::Not(a)),
    }
}

/// A conjunction, of which `true` is the neutral bool, or a disjunction.
fn both(graph: &mut Graph, a: Value, b: Value, neutral: bool) -> Simple {
    if a == b || graph.is_bool(b, neutral) || graph.is_bool(a, !neutral) {
        return Simple::Value(a);
    }
    if graph.is_bool(a, neutral) || graph.is_bool(b, !neutral) {
        return Simple::Value(b);
    }
    let (not_a, not_b) = (graph.not(a), graph.not(b));
    if not_a == b {
        return Simple::Value(graph.bool(!neutral));
    }
    let (less_a, less_b) = (without(graph, a, not_b, neutral), without(graph, b, not_a, neutral));
    if (less_a, less_b) != (a, b) {
        return both(graph, less_a, less_b, neutral);
    }
    let (a, b) = (a.min(b), a.max(b));
    Simple::Node(if neutral { Node::And(a, b) } else { Node::Or(a, b) })
}

/// What counts of an operand beside one whose negation is given: of `x && y` beside `!x` in a
/// disjunction, `y`.
fn without(graph: &Graph, operand: Value, negated: Value, neutral: bool) -> Value {
    match graph.node(operand) {
        Node::And(x, y) if !neutral && x == negated => y,
        Node::And(x, y) if !neutral && y == negated => x,
        Node::Or(x, y) if neutral && x == negated => y,
        Node::Or(x, y) if neutral && y == negated => x,
        _ => operand,
    }
}

fn select(graph: &mut Graph, condition: Value, a: Value, b: Value) -> Simple {
    match graph.node(condition) {
        _ if a == b => Simple::Value(a),
        Node::Bool(true) => Simple::Value(a),
        Node::Bool(false) => Simple::Value(b),
        Node::Not(inner) => Simple::Node(Node::Select(inner, b, a)),
        // A comparison that is there for another selection may be the negated one.
        Node::CompareInt(IntRelation::Le | IntRelation::Ne, ..)
        | Node::CompareFloat(FloatRelation::Nlt | FloatRelation::Nle | FloatRelation::Ne, ..) => {
            Simple::Node(Node::Select(graph.not(condition), b, a))
        }
        _ => Simple::Node(Node::Select(condition, a, b)),
    }
}
