//! [`Shape`]: how wide the vectors of a group are.

use bytecode::ScalarType;
use bytecode::num::Arithmetic;

use crate::graph::{Graph, Node, Value};
use crate::inst::{Class, Width};
use crate::machine::Machine;

/// How many rows a group has, and how wide their vectors are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) machine: Machine,
    pub(crate) rows: usize,
    /// Of floats, and of masks of 64-bit lanes.
    pub(crate) float: Width,
    /// Of ints, and of masks of 32-bit lanes. Under SSE2 two ints are the lower half of it.
    pub(crate) int: Width,
}

impl Shape {
    /// The shape for a graph: half the rows if anything is computed with floats.
    pub(crate) fn new(graph: &Graph, machine: Machine) -> Shape {
        let needed = graph.needed();
        let floats = graph.values().any(|value| needed[value.index()] && takes_floats(graph, value));
        let (float, half, rows) = match machine {
            Machine::Sse2 => (Width::X, Width::X, 2),
            Machine::Avx2 => (Width::Y, Width::X, 4),
            Machine::Avx512 => (Width::Z, Width::Y, 8),
        };
        match floats {
            true => Shape { machine, rows, float, int: half },
            false => Shape { machine, rows: 2 * rows, float, int: float },
        }
    }

    /// Where a comparison's result is.
    pub(crate) fn mask_class(self) -> Class {
        if self.machine == Machine::Avx512 { Class::Mask } else { Class::Vector }
    }

    /// Whether its masks of 64-bit lanes differ from those of 32-bit lanes.
    pub(crate) fn has_two_masks(self) -> bool {
        self.machine != Machine::Avx512
    }
}

fn takes_floats(graph: &Graph, value: Value) -> bool {
    match graph.node(value) {
        Node::IntOp(Arithmetic::Div | Arithmetic::Mod, _, divisor) => power_of_two(graph, divisor).is_none(),
        _ => graph.kind(value) == ScalarType::Float,
    }
}

/// A divisor by which ints are divided with shifts, without floats.
pub(super) fn power_of_two(graph: &Graph, divisor: Value) -> Option<i32> {
    match graph.node(divisor) {
        Node::Int(divisor) if divisor.unsigned_abs().is_power_of_two() => Some(divisor),
        _ => None,
    }
}
