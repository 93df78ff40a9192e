//! Checks that cannot fail: of indices that an earlier check or a branch says enough of, and of
//! divisors that are never 0. It comes when no code is moved any more, since what a branch says
//! holds only behind it.

use std::collections::HashMap;

use bytecode::num::Comparison;
use smallvec::SmallVec;

use crate::analysis::Blocks;
use crate::ir::{Block, Function, Op, Value};
use crate::mutant::{self, Mutant};
use crate::range::{Ranges, facts_above, offset};

/// The farthest that two indices `i + c` may be from each other.
const FARTHEST: i32 = 1 << 20;

/// Takes the blocks in their order, in which dominators come first.
pub(super) fn run(f: &mut Function) {
    let (blocks, ranges) = (Blocks::new(f), Ranges::new(f));
    let mut checks = Checks { blocks, ranges, known: HashMap::new() };
    for block in f.block_ids() {
        if !f.is_reached(block) {
            continue;
        }
        for at in 0..f.block(block).insts.len() {
            let value = f.block(block).insts[at];
            checks.visit(f, block, value);
        }
    }
}

/// What an index is the sum of, if not a constant alone, and the length of the array.
type Key = (Option<Value>, Value);

struct Checks {
    blocks: Blocks,
    ranges: Ranges,
    /// The constants of the sums that were checked, and where.
    known: HashMap<Key, SmallVec<[(i32, Block); 4]>>,
}

impl Checks {
    fn visit(&mut self, f: &mut Function, block: Block, value: Value) {
        let inst = f.inst(value);
        match inst.op {
            Op::IntDivide { .. } if self.ranges.of(f, &self.blocks, inst.args[1]).is_nonzero() => {
                f.insts[value.index()].unguard();
            }
            Op::CheckIndex => {
                if self.is_proven(f, block, inst.args[0], inst.args[1]) {
                    let inst = &mut f.insts[value.index()];
                    inst.op = Op::ProvenIndex;
                    inst.unguard();
                }
                self.note(f, block, value);
            }
            Op::ProvenIndex => self.note(f, block, value),
            _ => {}
        }
        // Nothing needs the length of what is proven any more.
        let inst = &mut f.insts[value.index()];
        if inst.op == Op::ProvenIndex {
            inst.args.truncate(1);
        }
    }

    fn key(f: &Function, index: Value, length: Value) -> (Key, i32) {
        let (root, constant) = offset(f, index);
        let length = if mutant::is(Mutant::AnyLength) { Value::DEAD } else { length };
        ((root, length), constant)
    }

    fn note(&mut self, f: &Function, block: Block, check: Value) {
        let args = &f.inst(check).args;
        let (key, constant) = Checks::key(f, args[0], args[1]);
        self.known.entry(key).or_default().push((constant, block));
    }

    fn is_proven(&mut self, f: &Function, block: Block, index: Value, length: Value) -> bool {
        let range = self.ranges.of(f, &self.blocks, index);
        let (key, constant) = Checks::key(f, index, length);
        let known = self.known.get(&key).map_or(&[][..], |known| known);
        let near = |&&(other, made): &&(i32, Block)| {
            other.checked_sub(constant).is_some_and(|it| (-FARTHEST..=FARTHEST).contains(&it))
                && self.blocks.dominates(made, block)
        };
        let is_above = known.iter().filter(near).any(|&(other, _)| other >= constant);
        let is_below = known.iter().filter(near).any(|&(other, _)| other <= constant);
        if is_above && (is_below || range.low >= 0) {
            return true;
        }
        let (mut is_short, mut is_positive) = (is_above, range.low >= 0);
        for (comparison, other) in facts_above(f, &self.blocks, block).filter_map(|fact| fact.about(index)) {
            let (root, sum) = offset(f, other);
            is_short |= match comparison {
                Comparison::Lt => root == Some(length) && sum <= 0,
                Comparison::Le => root == Some(length) && sum < 0,
                _ => false,
            };
            is_positive |= match comparison {
                Comparison::Ge => root.is_none() && sum >= 0,
                Comparison::Gt => root.is_none() && sum >= -1,
                _ => false,
            };
        }
        is_short && is_positive
    }
}
