//! Loop-invariant code motion: what is the same in every turn of a loop is done once, before it.
//! That goes for computations, for loads from memory that the loop does not change, and for guards.
//! A guard then exits at the loop's header.
//!
//! A loop may not come to a guard at all. Such a guard is made before the loop all the same
//! (speculatively), unless it has failed there: it exits for [`ExitReason::Hoisted`], which says
//! nothing of the expectation.

use jit::ExitReason;

use super::bounds;
use crate::analysis::Blocks;
use crate::ir::{Block, End, Function, Inst, Memory, Op, StateId, Value};
use crate::mutant::{self, Mutant};
use crate::range::Ranges;

/// Takes inner loops first, so that an instruction may leave several loops.
pub(super) fn run(f: &mut Function) {
    let headers: Vec<Block> = f.block_ids().filter(|&block| f.block(block).heads.is_some()).collect();
    if headers.is_empty() {
        return;
    }
    let blocks = Blocks::new(f);
    let mut ranges = Ranges::new(f);
    for header in headers.into_iter().rev() {
        if f.block(header).preds.is_empty() {
            continue;
        }
        let effects = effects(f, header);
        hoist(f, &blocks, &mut ranges, header, &effects);
        if !effects.calls {
            bounds::run(f, &blocks, &mut ranges, header);
        }
    }
}

/// What a loop does to memory.
struct Effects {
    calls: bool,
    writes: Vec<Memory>,
}

/// The blocks of a loop.
fn body(f: &Function, header: Block) -> impl DoubleEndedIterator<Item = Block> + use<> {
    let end = f.block(header).heads.map_or(header, |heads| heads.end);
    (header.0..end.0).map(Block)
}

fn effects(f: &Function, header: Block) -> Effects {
    let mut effects = Effects { calls: false, writes: Vec::new() };
    for block in body(f, header) {
        for &value in &f.block(block).insts {
            let inst = f.inst(value);
            effects.calls |= inst.is_call();
            effects.writes.extend(inst.op.writes());
        }
    }
    effects
}

/// The frames before a loop, which guards that are made there exit to.
pub(super) fn entry(f: &Function, header: Block) -> StateId {
    let heads = |block: Block| f.block(block).heads.filter(|heads| header < heads.end);
    let mut around = f.block_ids().filter(|&block| block < header).filter_map(heads);
    if mutant::is(Mutant::OuterEntry)
        && let Some(outer) = around.next_back()
    {
        return outer.entry;
    }
    f.block(header).heads.expect("a header heads a loop").entry
}

/// The blocks that every turn goes through, the one that leaves the loop too, dominate all these.
fn ends_of_turns(f: &Function, header: Block) -> Vec<Block> {
    let end = f.block(header).heads.map_or(header, |heads| heads.end);
    let leaves = |&block: &Block| match f.block(block).end {
        End::Jump(_) | End::Branch { .. } => {
            f.block(block).end.successors().iter().any(|&next| next <= header || next >= end)
        }
        End::Open | End::Return(_) | End::Leave(_) => true,
    };
    body(f, header).filter(|&block| f.is_reached(block)).filter(leaves).collect()
}

fn hoist(f: &mut Function, blocks: &Blocks, ranges: &mut Ranges, header: Block, effects: &Effects) {
    let (before, entry) = (f.block(header).preds[0], entry(f, header));
    let ends = ends_of_turns(f, header);
    for block in body(f, header) {
        if f.block(block).insts.is_empty() || !f.is_reached(block) {
            continue;
        }
        let every_turn = ends.iter().all(|&end| blocks.dominates(block, end));
        let insts = std::mem::take(&mut f.blocks[block.index()].insts);
        let (moved, kept): (Vec<Value>, Vec<Value>) = insts.into_iter().partition(|&value| {
            let inst = f.inst(value);
            let is_constant = inst.args.iter().all(|&arg| ranges.is_outside(f, arg, header));
            let moves = is_constant && may_move(inst, effects) && (every_turn || may_be_made_early(inst));
            if moves {
                ranges.moved(value, before);
            }
            moves
        });
        f.blocks[block.index()].insts = kept;
        for value in moved {
            let inst = &mut f.insts[value.index()];
            if let Some(blame) = &mut inst.blame {
                if !every_turn {
                    blame.reason = ExitReason::Hoisted;
                }
                inst.state = Some(entry);
            }
            f.blocks[before.index()].insts.push(value);
        }
    }
    ranges.forget();
}

fn may_move(inst: &Inst, effects: &Effects) -> bool {
    let op = inst.op;
    match op {
        Op::Phi | Op::Param(_) | Op::Poll | Op::Charge | Op::ProvenIndex | Op::AsFunction(_) => false,
        // The result of a guard shares the place of its operand.
        _ if op.keeps_operand() && op != Op::GuardFloat => true,
        _ if op.is_constant() || effects.calls => false,
        _ => match op.reads() {
            Some(memory) => !effects.writes.contains(&memory) || mutant::is(Mutant::HoistedLoad),
            None => op.is_pure(),
        },
    }
}

/// Whether an instruction may be made before a loop that might not come to it.
pub(super) fn may_be_made_early(inst: &Inst) -> bool {
    inst.blame.is_none_or(|blame| blame.may_move)
}
