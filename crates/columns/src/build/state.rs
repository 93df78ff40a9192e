//! What holds before an instruction: the values of slots and operands, and which rows come there.

use crate::graph::{Graph, Value};
use crate::mutant::{self, Mutant};

/// The rows that come to an instruction: those in which all of some bools hold. The bools are in
/// the order of the branches, so what two paths have in common is where they begin.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Path(Vec<Value>);

/// By what to choose between the values of two paths that join.
#[derive(Clone, Copy, Debug)]
pub(super) enum Condition {
    /// The first path's value where the bool holds.
    First(Value),
    /// The second path's value where the bool holds.
    Second(Value),
}

impl Condition {
    pub(super) fn select(self, graph: &mut Graph, first: Value, second: Value) -> Value {
        match self {
            Condition::First(condition) if mutant::is(Mutant::SwappedJoin) => graph.select(condition, second, first),
            Condition::First(condition) => graph.select(condition, first, second),
            Condition::Second(condition) => graph.select(condition, second, first),
        }
    }
}

impl Path {
    pub(super) fn push(&mut self, condition: Value) {
        self.0.push(condition);
    }

    /// The bool that holds in the path's rows.
    pub(super) fn condition(&self, graph: &mut Graph) -> Value {
        conjunction(&self.0, graph)
    }

    /// The rows of either path, of which no row is in both, and how to tell which it is in.
    pub(super) fn join(&self, other: &Path, graph: &mut Graph) -> (Path, Condition) {
        let common = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        let (first, second) = (&self.0[common..], &other.0[common..]);
        let (a, b) = (conjunction(first, graph), conjunction(second, graph));
        let mut joined = Path(self.0[..common].to_vec());
        let either = graph.or(a, b);
        if !graph.is_bool(either, true) {
            joined.push(either);
        }
        // The shorter condition is the cheaper one.
        let condition = if first.len() <= second.len() { Condition::First(a) } else { Condition::Second(b) };
        (joined, condition)
    }
}

fn conjunction(conditions: &[Value], graph: &mut Graph) -> Value {
    let all = graph.bool(true);
    conditions.iter().fold(all, |all, &condition| graph.and(all, condition))
}

/// What holds before an instruction.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// `None` before the first write.
    pub(super) slots: Vec<Option<Value>>,
    pub(super) stack: Vec<Value>,
    pub(super) path: Path,
}

impl State {
    /// Before a function's first instruction.
    pub(super) fn new(arguments: Vec<Value>, slots: u16, path: Path) -> State {
        let mut all: Vec<Option<Value>> = arguments.into_iter().map(Some).collect();
        all.resize(slots.into(), None);
        State { slots: all, stack: Vec::new(), path }
    }

    pub(super) fn pop(&mut self) -> Value {
        self.stack.pop().expect("V2: the operand is there")
    }

    /// What holds where both come to.
    pub(super) fn join(self, other: State, graph: &mut Graph) -> State {
        let (path, condition) = self.path.join(&other.path, graph);
        let mut choose = |first, second| condition.select(graph, first, second);
        let slots = self.slots.into_iter().zip(other.slots).map(|pair| match pair {
            (Some(first), Some(second)) => Some(choose(first, second)),
            // V11: it is written again before it is read.
            _ => None,
        });
        let slots = slots.collect();
        let stack = self.stack.into_iter().zip(other.stack).map(|(first, second)| choose(first, second)).collect();
        State { slots, stack, path }
    }
}
