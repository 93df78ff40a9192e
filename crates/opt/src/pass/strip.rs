//! Strip mining: an inner loop that counts up by one to a bound polls once in a strip of turns, and
//! not in every turn.
//!
//! The loop compares its counter with the end of the strip. There it polls, compares with the bound
//! as it did before, and sets the next end, which is never behind the bound. A loop that constants
//! give few turns is one strip, and polls behind it.
//!
//! Invariant: between two polls are at most [`TURNS`] turns of a loop of at most [`MOST_INSTS`]
//! instructions, none of them a safepoint.

use bytecode::num::{Arithmetic, Comparison};
use smallvec::SmallVec;

use crate::ir::{Block, BlockData, End, Function, Inst, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// The low bits of what is left to the bound, so many, are the length of a strip.
const BITS: u8 = 10;
/// The most turns of a strip.
const TURNS: i64 = 1 << BITS;
/// The most instructions of a loop for which a poll in every turn counts.
const MOST_INSTS: usize = 24;

/// Has such loops poll less often, the later ones first: new blocks stand behind a loop's.
pub(super) fn run(f: &mut Function) {
    for header in f.block_ids().rev() {
        if let Some(counted) = Counted::find(f, header) {
            f.has_strips = true;
            if counted.is_one_strip(f) { counted.poll_behind(f) } else { counted.poll_between_strips(f) }
        }
    }
}

/// A loop that counts.
struct Counted {
    header: Block,
    /// The block that polls, compares, and ends every turn.
    latch: Block,
    /// Leads from there to the header, and does nothing else.
    turn: Block,
    /// Where the loop is left to.
    behind: Block,
    poll: Value,
    /// What the counter begins with.
    first: Value,
    /// The counter of the next turn.
    next: Value,
    bound: Value,
}

impl Counted {
    fn find(f: &Function, header: Block) -> Option<Counted> {
        let heads = f.block(header).heads?;
        let &[_, turn] = f.block(header).preds.as_slice() else { return None };
        let &[latch] = f.block(turn).preds.as_slice() else { return None };
        let End::Branch { condition, yes, no: behind } = f.block(latch).end else { return None };
        if yes != turn || !f.block(turn).insts.is_empty() || f.block(turn).end != End::Jump(header) {
            return None;
        }
        // New blocks stand behind that of the turn, and lead forward.
        if behind < turn || f.block(behind).heads.is_some() {
            return None;
        }
        let polls = polls(f, header, heads.end)?;
        let &[(poll, at)] = polls.as_slice() else { return None };
        let after = f.block(latch).insts.iter().skip_while(|&&it| it != poll).skip(1);
        if at != latch || after.into_iter().any(|&it| f.inst(it).op.writes().next().is_some()) {
            return None;
        }
        let compare = f.inst(condition);
        let (next, bound) = match compare.op {
            Op::CompareInt(Comparison::Lt) => (compare.args[0], compare.args[1]),
            Op::CompareInt(Comparison::Gt) => (compare.args[1], compare.args[0]),
            _ => return None,
        };
        let is_inside = |value: Value| (header.0..heads.end.0).any(|at| f.block(Block(at)).insts.contains(&value));
        if is_inside(bound) && !f.inst(bound).op.is_constant() {
            return None;
        }
        let phi = f.inst(counter(f, next)?);
        let is_phi = f.block(header).insts.contains(&counter(f, next)?) && phi.op == Op::Phi;
        let counted = Counted { header, latch, turn, behind, poll, first: *phi.args.first()?, next, bound };
        (is_phi && phi.args[1] == next).then_some(counted)
    }

    /// Whether constants say that the loop has no more turns than a strip.
    fn is_one_strip(&self, f: &Function) -> bool {
        match (f.inst(self.first).op, f.inst(self.bound).op) {
            (Op::Int(first), Op::Int(bound)) => (0..=TURNS).contains(&(i64::from(bound) - i64::from(first))),
            _ => false,
        }
    }

    fn poll_behind(&self, f: &mut Function) {
        self.take_poll(f);
        f.blocks[self.behind.index()].insts.insert(0, self.poll);
    }

    fn poll_between_strips(&self, f: &mut Function) {
        let source = f.inst(self.poll).source;
        let mut add = |op, ty, args: &[Value]| f.add(Inst::plain(op, ty, args, source));
        let least = add(Op::Int(i32::MIN), Type::Int, &[]);
        let end = add(Op::Phi, Type::Int, &[]);
        let within = if mutant::is(Mutant::TurnTooMany) { Comparison::Le } else { Comparison::Lt };
        let is_within = add(Op::CompareInt(within), Type::Bool, &[self.next, end]);
        let goes_on = add(Op::CompareInt(Comparison::Lt), Type::Bool, &[self.next, self.bound]);
        let left = add(Op::IntArithmetic(Arithmetic::Sub), Type::Int, &[self.bound, self.next]);
        let length = add(Op::IntLowBits(BITS), Type::Int, &[left]);
        let new_end = add(Op::IntArithmetic(Arithmetic::Add), Type::Int, &[length, self.next]);

        self.take_poll(f);
        let (ask, set) = insert_behind(f, self.turn);
        let moved = |block: Block| if block > self.turn { Block(block.0 + 2) } else { block };
        let (behind, latch) = (moved(self.behind), self.latch);
        f.blocks[latch.index()].insts.push(is_within);
        f.blocks[latch.index()].end = End::Branch { condition: is_within, yes: self.turn, no: ask };
        let asks = BlockData {
            insts: vec![self.poll, goes_on],
            end: End::Branch { condition: goes_on, yes: set, no: behind },
            preds: SmallVec::from_slice(&[latch]),
            heads: None,
        };
        let sets = BlockData {
            insts: vec![left, length, new_end],
            end: End::Jump(self.header),
            preds: SmallVec::from_slice(&[ask]),
            heads: None,
        };
        (f.blocks[ask.index()], f.blocks[set.index()]) = (asks, sets);
        f.blocks[behind.index()].preds.iter_mut().filter(|pred| **pred == latch).for_each(|pred| *pred = ask);
        f.insts[end.index()].args.extend([least, end, new_end]);
        self.enter_from(f, set, end);
    }

    /// Adds an edge to the header, which brings what the other one brings, and the phi of the end.
    fn enter_from(&self, f: &mut Function, from: Block, end: Value) {
        let header = &mut f.blocks[self.header.index()];
        header.preds.push(from);
        let phis = header.insts.iter().take_while(|&&value| f.insts[value.index()].op == Op::Phi).count();
        for &phi in &header.insts[..phis] {
            let args = &mut f.insts[phi.index()].args;
            args.push(args[1]);
        }
        header.insts.insert(phis, end);
    }

    fn take_poll(&self, f: &mut Function) {
        f.blocks[self.latch.index()].insts.retain(|&value| value != self.poll);
    }
}

/// The polls of a loop, with their blocks; `None` if it has other loops inside or safepoints, or is
/// large.
fn polls(f: &Function, header: Block, end: Block) -> Option<SmallVec<[(Value, Block); 2]>> {
    let (mut polls, mut count) = (SmallVec::new(), 0);
    for block in (header.0..end.0).map(Block) {
        let data = f.block(block);
        if (block != header && data.heads.is_some()) || data.insts.iter().any(|&it| f.inst(it).op.is_safepoint()) {
            return None;
        }
        count += data.insts.len();
        polls.extend(data.insts.iter().filter(|&&it| f.inst(it).op == Op::Poll).map(|&it| (it, block)));
    }
    (count <= MOST_INSTS).then_some(polls)
}

/// The value that an instruction adds 1 to.
fn counter(f: &Function, next: Value) -> Option<Value> {
    let inst = f.inst(next);
    let &[a, b] = inst.args.as_slice() else { return None };
    let is_one = |value: Value| f.inst(value).op == Op::Int(1);
    match inst.op {
        Op::IntArithmetic(Arithmetic::Add) if is_one(b) => Some(a),
        Op::IntArithmetic(Arithmetic::Add) if is_one(a) => Some(b),
        _ => None,
    }
}

/// Makes room for two blocks behind one.
fn insert_behind(f: &mut Function, block: Block) -> (Block, Block) {
    let moved = |it: &mut Block| it.0 += if *it > block { 2 } else { 0 };
    for data in &mut f.blocks {
        data.preds.iter_mut().for_each(moved);
        data.heads.iter_mut().for_each(|heads| moved(&mut heads.end));
        match &mut data.end {
            End::Jump(to) => moved(to),
            End::Branch { yes, no, .. } => [yes, no].into_iter().for_each(moved),
            End::Open | End::Return(_) | End::Leave(_) => {}
        }
    }
    let at = block.index() + 1;
    let open = BlockData { insts: Vec::new(), end: End::Open, preds: SmallVec::new(), heads: None };
    f.blocks.splice(at..at, [open.clone(), open]);
    (Block(block.0 + 1), Block(block.0 + 2))
}
