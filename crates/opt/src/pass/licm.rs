//! Loop-invariant code motion: what is the same in every turn of a loop is done once, before it.
//! That goes for computations, for loads from memory that the loop does not change, and for guards
//! that every turn comes to. Such a guard then exits at the loop's header.

use crate::analysis::Blocks;
use crate::ir::{Block, Function, Memory, Op, Value};
use crate::mutant::{self, Mutant};

/// Takes inner loops first, so that an instruction may leave several loops.
pub(super) fn run(f: &mut Function) {
    let blocks = Blocks::new(f);
    let headers: Vec<Block> = f.block_ids().filter(|&block| f.block(block).heads.is_some()).collect();
    for header in headers.into_iter().rev() {
        if !f.block(header).preds.is_empty() {
            hoist(f, &blocks, header);
        }
    }
}

/// What a loop does to memory.
struct Effects {
    calls: bool,
    writes: Vec<Memory>,
}

fn effects(f: &Function, header: Block, end: Block) -> Effects {
    let mut effects = Effects { calls: false, writes: Vec::new() };
    for block in (header.0..end.0).map(Block) {
        for &value in &f.block(block).insts {
            let inst = f.inst(value);
            effects.calls |= inst.is_call();
            effects.writes.extend(inst.op.writes());
        }
    }
    effects
}

fn hoist(f: &mut Function, blocks: &Blocks, header: Block) {
    let heads = f.block(header).heads.expect("a header heads a loop");
    let before = f.block(header).preds[0];
    let latches: Vec<Block> = f.block(header).preds[1..].to_vec();
    let effects = effects(f, header, heads.end);
    let mut outside: Vec<bool> = vec![true; f.insts.len()];
    for block in (header.0..heads.end.0).map(Block) {
        f.block(block).insts.iter().for_each(|value| outside[value.index()] = false);
    }
    for block in (header.0..heads.end.0).map(Block) {
        let every_turn = latches.iter().all(|&latch| blocks.dominates(block, latch));
        if f.block(block).insts.is_empty() || (block != header && f.block(block).preds.is_empty()) {
            continue;
        }
        let insts = std::mem::take(&mut f.blocks[block.index()].insts);
        let (moved, kept): (Vec<Value>, Vec<Value>) = insts.into_iter().partition(|&value| {
            let inst = f.inst(value);
            let is_constant = inst.args.iter().all(|arg| outside[arg.index()] || f.inst(*arg).op.is_constant());
            let moves = is_constant && may_move(f, value, &effects, every_turn);
            outside[value.index()] |= moves;
            moves
        });
        f.blocks[block.index()].insts = kept;
        for value in moved {
            let inst = &mut f.insts[value.index()];
            if inst.state.is_some() {
                inst.state = Some(heads.entry);
            }
            f.blocks[before.index()].insts.push(value);
        }
    }
}

fn may_move(f: &Function, value: Value, effects: &Effects, every_turn: bool) -> bool {
    let inst = f.inst(value);
    let op = inst.op;
    if op.is_guard() && !every_turn {
        return false;
    }
    match op {
        Op::Phi | Op::Param(_) | Op::Poll | Op::Charge | Op::AsFunction(_) => false,
        Op::IntDivide { .. } => f.constant_divisor(value).is_some() && !effects.calls,
        // The result of a guard shares the place of its operand.
        _ if op.keeps_operand() && op != Op::GuardFloat => true,
        _ if op.is_constant() || effects.calls => false,
        _ => match op.reads() {
            Some(memory) => !effects.writes.contains(&memory) || mutant::is(Mutant::HoistedLoad),
            None => op.is_pure(),
        },
    }
}
