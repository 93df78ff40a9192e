//! What holds before an instruction: the values of slots and operands, and which rows come there.

use bytecode::{Chunk, ChunkId};

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

/// What a slot or an operand is. In closed functions all that is read is a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Item {
    Value(Value),
    Function(ChunkId),
    Nil,
    /// Of different types on different paths.
    Mixed,
    /// Nil on some paths, as behind the end of a function that returns elsewhere.
    PartlyNil,
    /// Before the first write, on some path.
    Unset,
}

impl Item {
    pub(super) fn join(self, other: Item, condition: Condition, graph: &mut Graph) -> Item {
        match (self, other) {
            (Item::Value(first), Item::Value(second)) if graph.kind(first) == graph.kind(second) => {
                Item::Value(condition.select(graph, first, second))
            }
            _ if self == other => self,
            // V11: it is written again before it is read.
            (Item::Unset, _) | (_, Item::Unset) => Item::Unset,
            (Item::Nil | Item::PartlyNil, _) | (_, Item::Nil | Item::PartlyNil) => Item::PartlyNil,
            _ => Item::Mixed,
        }
    }
}

/// What holds before an instruction.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) slots: Vec<Item>,
    pub(super) stack: Vec<Item>,
    pub(super) path: Path,
}

impl State {
    /// Before a function's first instruction.
    pub(super) fn new(arguments: Vec<Item>, chunk: &Chunk, path: Path) -> State {
        let mut slots = arguments;
        slots.resize(chunk.slots.into(), Item::Unset);
        chunk.nil_slots.iter().for_each(|slot| slots[slot.index()] = Item::Nil);
        State { slots, stack: Vec::new(), path }
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(Item::Value(value));
    }

    pub(super) fn pop(&mut self) -> Item {
        self.stack.pop().expect("V2: the operand is there")
    }

    /// What holds where both come to.
    pub(super) fn join(self, other: State, graph: &mut Graph) -> State {
        let (path, condition) = self.path.join(&other.path, graph);
        let mut join = |first: Vec<Item>, second: Vec<Item>| {
            first.into_iter().zip(second).map(|(first, second)| first.join(second, condition, graph)).collect()
        };
        let slots = join(self.slots, other.slots);
        let stack = join(self.stack, other.stack);
        State { slots, stack, path }
    }
}
