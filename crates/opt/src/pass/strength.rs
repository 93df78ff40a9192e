//! Strength reduction: a remainder that is only asked whether it is 0 needs no division. By a power
//! of two it is 0 exactly if the low bits of the dividend are.

use bytecode::num::Comparison;
use smallvec::SmallVec;

use crate::ir::{Block, Function, Inst, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// Has such comparisons test the low bits. What else uses the remainder keeps it.
pub(super) fn run(f: &mut Function) {
    for block in f.block_ids() {
        let mut at = 0;
        while at < f.block(block).insts.len() {
            let compare = f.block(block).insts[at];
            if let Some((dividend, bits)) = divisibility(f, block, at) {
                let low = low_bits(f, dividend, bits);
                f.insts[compare.index()].args[0] = low;
                f.blocks[block.index()].insts.insert(at, low);
                at += 1;
            }
            at += 1;
        }
    }
}

/// The dividend and the number of bits, if the instruction asks whether a remainder by a power of
/// two is 0. The dividend must be at hand: it is, in the block of the division and before a
/// safepoint.
fn divisibility(f: &Function, block: Block, at: usize) -> Option<(Value, u8)> {
    let insts = &f.block(block).insts;
    let inst = f.inst(insts[at]);
    let Op::CompareInt(Comparison::Eq | Comparison::Ne) = inst.op else { return None };
    let (remainder, zero) = (inst.args[0], inst.args[1]);
    if f.inst(zero).op != Op::Int(0) || f.inst(remainder).op != (Op::IntDivide { remainder: true }) {
        return None;
    }
    let made = insts[..at].iter().position(|&value| value == remainder)?;
    if insts[made..at].iter().any(|&value| f.inst(value).op.is_safepoint()) {
        return None;
    }
    let magnitude = f.constant_divisor(remainder)?.unsigned_abs();
    let bits = u8::try_from(magnitude.trailing_zeros()).ok()?;
    (magnitude.is_power_of_two() && bits <= 30).then_some((f.inst(remainder).args[0], bits))
}

/// A new instruction for the low bits, which stands in no block yet.
fn low_bits(f: &mut Function, dividend: Value, bits: u8) -> Value {
    let bits = if mutant::is(Mutant::FewerBits) { bits.saturating_sub(1) } else { bits };
    let source = f.inst(dividend).source;
    f.insts.push(Inst {
        op: Op::IntLowBits(bits),
        ty: Type::Int,
        kind: 0,
        args: SmallVec::from_slice(&[dividend]),
        state: None,
        blame: None,
        source,
    });
    Value(f.insts.len() as u32 - 1)
}
