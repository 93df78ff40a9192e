//! Values that never get a register, because the only instruction that uses them makes them too:
//! comparisons at branches, low bits that are compared with 0, lengths that an index is checked
//! against. Neither does an object that is not made.

use bytecode::num::Comparison;

use crate::ir::{BlockData, End, Function, Op, StateId, Value};

/// Whether each value is such a one.
pub(super) fn fused(f: &Function) -> Vec<bool> {
    let counts = counts(f);
    let mut fused = vec![false; f.insts.len()];
    for block in f.block_ids() {
        let data = f.block(block);
        if let End::Branch { condition, .. } = data.end {
            let is_test =
                matches!(f.inst(condition).op, Op::CompareInt(_) | Op::CompareFloat(_) | Op::IsNil | Op::IsFunction(_));
            let is_last = is_at_hand(f, data, condition, data.insts.len());
            fused[condition.index()] = is_test && is_last && counts[condition.index()] == 1;
        }
        for (at, &value) in data.insts.iter().enumerate() {
            // Exits and safepoints have its fields instead.
            fused[value.index()] |= f.inst(value).op == Op::Virtual;
            let until = if fused[value.index()] { data.insts.len() } else { at };
            if let Some(operand) = operand(f, value)
                && counts[operand.index()] == 1
                && is_made_behind(f, data, operand, at, until)
            {
                fused[operand.index()] = true;
            }
        }
    }
    fused
}

/// How often each value is used, frame states included.
fn counts(f: &Function) -> Vec<u32> {
    let mut counts = vec![0u32; f.insts.len()];
    let mut count = |value: Value| {
        if value != Value::DEAD {
            counts[value.index()] += 1;
        }
    };
    let mut states = vec![false; f.states.len()];
    for block in f.block_ids() {
        for &value in &f.block(block).insts {
            f.inst(value).args.iter().for_each(|&arg| count(arg));
            if let Some(state) = f.inst(value).state {
                states[state.index()] = true;
            }
        }
        f.block(block).end.value().into_iter().for_each(&mut count);
        if let End::Leave(state) = f.block(block).end {
            states[state.index()] = true;
        }
    }
    for (at, _) in states.iter().enumerate().filter(|(_, used)| **used) {
        f.words(StateId(at as u32)).for_each(|(_, value)| count(value));
    }
    counts
}

/// Whether a block makes a value with no safepoint from there to a place.
fn is_at_hand(f: &Function, data: &BlockData, value: Value, until: usize) -> bool {
    data.insts[..until].iter().rev().take_while(|&&it| !f.inst(it).op.is_safepoint()).any(|&it| it == value)
}

/// The operand that an instruction can make itself.
fn operand(f: &Function, value: Value) -> Option<Value> {
    let inst = f.inst(value);
    let operand = match inst.op {
        Op::CompareInt(Comparison::Eq | Comparison::Ne) if f.inst(inst.args[1]).op == Op::Int(0) => inst.args[0],
        Op::CheckIndex => inst.args[1],
        _ => return None,
    };
    let made = f.inst(operand);
    let fits = match made.op {
        Op::IntLowBits(_) => inst.op != Op::CheckIndex && !f.inst(made.args[0]).op.is_constant(),
        Op::Length => inst.op == Op::CheckIndex,
        _ => false,
    };
    fits.then_some(operand)
}

/// Whether an operand may be made later, where it is used. A length may be another one then, unless
/// nothing comes between.
fn is_made_behind(f: &Function, data: &BlockData, operand: Value, at: usize, until: usize) -> bool {
    match f.inst(operand).op {
        Op::Length => at > 0 && data.insts[at - 1] == operand,
        _ => is_at_hand(f, data, operand, until),
    }
}
