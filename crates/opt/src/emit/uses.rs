//! [`Uses`]: where values are used, and which are live where a block begins.
//!
//! The result of a guard is in the register of the value that it guards, its *root*. Constants are
//! made where they are used, and are never live.

use smallvec::SmallVec;

use super::fuse::fused;
use crate::ir::{Block, End, Function, Op, Type, Value};
use crate::refusal::Refusal;

/// The most bits that the sets of live values may have together.
const MOST_BITS: usize = 1 << 25;

/// Where values are used.
#[derive(Debug)]
pub(super) struct Uses {
    roots: Vec<Value>,
    /// The place of the first instruction of each block.
    block_first: Vec<u32>,
    words: usize,
    live_in: Vec<u64>,
    live_out: Vec<u64>,
    /// Values that the only instruction that uses them makes.
    fused: Vec<bool>,
    /// The last use of each value in a block, and the block that this was noted for.
    last: Vec<(Block, u32)>,
    current: Block,
}

impl Uses {
    pub(super) fn new(f: &Function) -> Result<Uses, Refusal> {
        let count = f.insts.len();
        let words = count.div_ceil(64);
        if 2 * words * 64 * f.blocks.len() > MOST_BITS {
            return Err(Refusal::TooLarge);
        }
        let mut uses = Uses {
            roots: (0..count as u32).map(Value).collect(),
            block_first: Vec::with_capacity(f.blocks.len()),
            words,
            live_in: vec![0; words * f.blocks.len()],
            live_out: vec![0; words * f.blocks.len()],
            fused: fused(f),
            last: vec![(Block(u32::MAX), 0); count],
            current: Block(u32::MAX),
        };
        uses.find_roots(f);
        uses.find_places(f);
        uses.find_live(f);
        Ok(uses)
    }

    fn find_roots(&mut self, f: &Function) {
        for block in f.block_ids() {
            for &value in &f.block(block).insts {
                let inst = f.inst(value);
                let is_same = match inst.op {
                    // The bits of a load into a float register are those of the float.
                    Op::GuardFloat => f.inst(self.root(inst.args[0])).ty == Type::Float,
                    Op::Box => f.inst(self.root(inst.args[0])).ty == Type::Boxed,
                    op => op.keeps_operand() || op.is_index(),
                };
                if is_same {
                    self.roots[value.index()] = self.root(inst.args[0]);
                }
            }
        }
    }

    /// The value whose register a value shares.
    pub(super) fn root(&self, value: Value) -> Value {
        self.roots[value.index()]
    }

    /// Whether the only instruction that uses a value makes it too.
    pub(super) fn is_fused(&self, value: Value) -> bool {
        self.fused[value.index()]
    }

    /// The values, by their roots, that an instruction uses, and those of its frame state.
    pub(super) fn of(&self, f: &Function, value: Value, each: &mut impl FnMut(Value)) {
        let inst = f.inst(value);
        if matches!(inst.op, Op::Phi | Op::ProvenIndex) || self.is_fused(value) {
            return;
        }
        inst.args.iter().for_each(|&arg| self.one(f, arg, each));
        if let Some(state) = inst.state {
            f.words(state).for_each(|(_, word)| self.one(f, word, each));
        }
    }

    /// The values that a block's end uses, but for the phis of where it goes.
    pub(super) fn of_end(&self, f: &Function, block: Block, each: &mut impl FnMut(Value)) {
        match f.block(block).end {
            End::Leave(state) => f.words(state).for_each(|(_, word)| self.one(f, word, each)),
            end => end.value().into_iter().for_each(|value| self.one(f, value, each)),
        }
    }

    fn one(&self, f: &Function, value: Value, each: &mut impl FnMut(Value)) {
        if value == Value::DEAD || f.inst(self.root(value)).op.is_constant() {
            return;
        }
        match self.is_fused(value) {
            true => f.inst(value).args.iter().for_each(|&arg| self.one(f, arg, each)),
            false => each(self.root(value)),
        }
    }

    fn find_places(&mut self, f: &Function) {
        let mut at = 0;
        for block in f.block_ids() {
            self.block_first.push(at);
            at += f.block(block).insts.len() as u32 + 1;
        }
    }

    /// The operands of a block's phis that come from a predecessor.
    pub(super) fn phi_operands(&self, f: &Function, from: Block, to: Block, each: &mut impl FnMut(Value)) {
        let data = f.block(to);
        let Some(pred) = data.preds.iter().position(|&pred| pred == from) else { return };
        for &phi in data.insts.iter().take_while(|&&value| f.inst(value).op == Op::Phi) {
            self.one(f, f.inst(phi).args[pred], each);
        }
    }

    fn find_live(&mut self, f: &Function) {
        loop {
            let mut changed = false;
            for block in f.block_ids().rev() {
                if !f.is_reached(block) {
                    continue;
                }
                let mut live = vec![0u64; self.words];
                for next in f.block(block).end.successors() {
                    let from = next.index() * self.words;
                    live.iter_mut().zip(&self.live_in[from..]).for_each(|(word, more)| *word |= more);
                    self.phi_operands(f, block, next, &mut |value| set(&mut live, value));
                }
                let out = block.index() * self.words;
                self.live_out[out..out + self.words].copy_from_slice(&live);
                self.of_end(f, block, &mut |value| set(&mut live, value));
                for &value in f.block(block).insts.iter().rev() {
                    live[value.index() / 64] &= !(1 << (value.index() % 64));
                    self.of(f, value, &mut |used| set(&mut live, used));
                }
                let before = &mut self.live_in[out..out + self.words];
                if *before != live[..] {
                    before.copy_from_slice(&live);
                    changed = true;
                }
            }
            let has_loops = f.blocks.iter().any(|block| block.heads.is_some());
            if !changed || !has_loops {
                return;
            }
        }
    }

    /// The place of a block's first instruction.
    pub(super) fn first(&self, block: Block) -> u32 {
        self.block_first[block.index()]
    }

    /// The values that are live at the beginning of a block, without its phis.
    pub(super) fn live_in(&self, block: Block) -> impl Iterator<Item = Value> {
        let from = block.index() * self.words;
        bits(&self.live_in[from..from + self.words])
    }

    fn lives_out(&self, block: Block, value: Value) -> bool {
        self.live_out[block.index() * self.words + value.index() / 64] & 1 << (value.index() % 64) != 0
    }

    /// The block that was entered last.
    pub(super) fn current(&self) -> Block {
        self.current
    }

    /// Notes the last uses in a block.
    pub(super) fn enter(&mut self, f: &Function, block: Block) {
        self.current = block;
        let mut last = std::mem::take(&mut self.last);
        let mut at = self.block_first[block.index()];
        for &value in &f.block(block).insts {
            self.of(f, value, &mut |used| last[used.index()] = (block, at));
            at += 1;
        }
        self.of_end(f, block, &mut |used| last[used.index()] = (block, at));
        self.last = last;
    }

    /// Whether a value is not used behind a place of the current block.
    pub(super) fn is_dead_after(&self, value: Value, at: u32) -> bool {
        let (block, last) = self.last[value.index()];
        (block != self.current || last <= at) && !self.lives_out(self.current, value)
    }
}

fn set(live: &mut [u64], value: Value) {
    live[value.index() / 64] |= 1 << (value.index() % 64);
}

fn bits(words: &[u64]) -> impl Iterator<Item = Value> {
    words.iter().zip(0u32..).filter(|(word, _)| **word != 0).flat_map(|(&word, at)| {
        let places: SmallVec<[u32; 8]> = (0..64).filter(|bit| word & 1 << bit != 0).collect();
        places.into_iter().map(move |bit| Value(64 * at + bit))
    })
}
