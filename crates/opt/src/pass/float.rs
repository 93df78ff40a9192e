//! Loads into float registers: what is loaded from an object and only asked whether it is a float
//! never needs a general-purpose register. Until the guard it is a boxed word there, and the boxed
//! word of a float is the float.

use crate::ir::{Function, Op, Type};

/// Changes the types of such loads.
pub(super) fn run(f: &mut Function) {
    let mut guarded = vec![false; f.insts.len()];
    let mut other = vec![false; f.insts.len()];
    for block in f.block_ids() {
        for &value in &f.block(block).insts {
            let inst = f.inst(value);
            let uses = if inst.op == Op::GuardFloat { &mut guarded } else { &mut other };
            inst.args.iter().for_each(|arg| uses[arg.index()] = true);
        }
        f.block(block).end.value().into_iter().for_each(|value| other[value.index()] = true);
    }
    for (index, inst) in f.insts.iter_mut().enumerate() {
        if matches!(inst.op, Op::LoadElement | Op::LoadField(_)) && guarded[index] && !other[index] {
            inst.ty = Type::Float;
        }
    }
}
