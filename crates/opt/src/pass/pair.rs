//! Pairs of float guards: one comparison guards two floats that were loaded, if their guards follow
//! each other. This brings guards of a block together.
//!
//! The later guard moves up to the earlier one, with the load that it guards, and exits where that
//! one does. To leave early costs nothing but time: the interpreter does again what was pure.

use crate::ir::{Block, Function, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// The most instructions that a guard moves over: the float needs a register all the way.
const MOST_DISTANCE: usize = 24;

/// Takes each block by itself.
pub(super) fn run(f: &mut Function) {
    for block in f.block_ids() {
        let mut first = None;
        let mut at = 0;
        while at < f.block(block).insts.len() {
            if loaded(f, f.block(block).insts[at]).is_some() {
                first = match first {
                    Some(earlier) if bring(f, block, earlier, at) => None,
                    _ => Some(at),
                };
            }
            at += 1;
        }
    }
}

/// What a guard of a float guards, if that was loaded into a float register.
fn loaded(f: &Function, guard: Value) -> Option<Value> {
    let inst = f.inst(guard);
    if inst.op != Op::GuardFloat {
        return None;
    }
    let load = inst.args[0];
    let is_load = matches!(f.inst(load).op, Op::LoadElement | Op::LoadField(_));
    (is_load && f.inst(load).ty == Type::Float).then_some(load)
}

/// Brings the guard at `later` behind the one at `earlier`. Returns whether they are together.
fn bring(f: &mut Function, block: Block, earlier: usize, later: usize) -> bool {
    let insts = &f.block(block).insts;
    let (first, second) = (insts[earlier], insts[later]);
    let Some(load) = loaded(f, second).filter(|&load| Some(load) != loaded(f, first)) else { return false };
    if later - earlier > MOST_DISTANCE {
        return false;
    }
    // Its operands must be there, and nothing may store into that part of memory meanwhile.
    if let Some(made) = insts[earlier..later].iter().position(|&value| value == load) {
        let between = &insts[earlier..earlier + made];
        let reads = f.inst(load).op.reads();
        let is_changed = |value: &Value| {
            let inst = f.inst(*value);
            inst.op.is_safepoint() || inst.op.writes().any(|part| Some(part) == reads)
        };
        let is_changed = between.iter().any(is_changed) && !mutant::is(Mutant::PairedAcrossStore);
        if is_changed || f.inst(load).args.iter().any(|arg| between.contains(arg)) {
            return false;
        }
    } else if insts[earlier..later].iter().any(|&value| f.inst(value).op.is_safepoint()) {
        return false;
    }
    let state = f.inst(first).state;
    f.insts[second.index()].state = state;
    let insts = &mut f.blocks[block.index()].insts;
    insts.remove(later);
    insts.insert(earlier + 1, second);
    if let Some(at) = insts[earlier..].iter().position(|&value| value == load) {
        insts.remove(earlier + at);
        insts.insert(earlier, load);
    }
    true
}
