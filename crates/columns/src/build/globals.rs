//! What the globals of a module are once its body has run, as far as its text tells.

use std::collections::{HashMap, HashSet};

use bytecode::{Constant, GlobalId, Module, Primitive};

use super::state::Item;
use crate::graph::Graph;

/// The globals that are set once, by the body, to a constant or a function.
pub(super) fn known_globals(module: &Module, graph: &mut Graph) -> HashMap<GlobalId, Item> {
    let mut stores: HashMap<GlobalId, usize> = HashMap::new();
    let mut known = HashMap::new();
    for (index, chunk) in module.chunks.iter().enumerate() {
        // Where a jump arrives, the text before does not tell what is on the stack.
        let arrivals: HashSet<u32> = chunk.code.iter().filter_map(|inst| Some(inst.target()?.0)).collect();
        let mut before = None;
        for (row, &inst) in (0..).zip(&chunk.code) {
            before = before.filter(|_| !arrivals.contains(&row));
            for &primitive in &*inst.primitives() {
                if let Primitive::StoreGlobal(global) = primitive {
                    *stores.entry(global).or_default() += 1;
                    let item = before.filter(|_| index == 0).and_then(|before| item(module, before, graph));
                    known.extend(item.map(|item| (global, item)));
                }
                before = Some(primitive);
            }
        }
    }
    known.retain(|global, _| stores[global] == 1);
    known
}

/// What a primitive pushes, if its text alone tells.
fn item(module: &Module, primitive: Primitive, graph: &mut Graph) -> Option<Item> {
    if let Primitive::Closure(chunk) = primitive {
        return Some(Item::Function(chunk));
    }
    if let Primitive::Imm(value) = primitive {
        return Some(Item::Value(graph.int(value)));
    }
    if let Primitive::Bool(value) = primitive {
        return Some(Item::Value(graph.bool(value)));
    }
    let Primitive::Const(constant) = primitive else { return None };
    match module.constants[constant.index()] {
        Constant::Int(value) => Some(Item::Value(graph.int(value))),
        Constant::Float(value) => Some(Item::Value(graph.float(value))),
        Constant::Str(_) => None,
    }
}
