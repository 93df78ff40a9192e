//! Strength reduction: a remainder that is only asked whether it is 0 needs no division. By a power
//! of two it is 0 exactly if the low bits of the dividend are. Where they are 0, a division by that
//! power is a shift. Where the quotient is made too, a remainder needs no division of its own.

use bytecode::num::{Arithmetic, Comparison};
use smallvec::SmallVec;

use crate::analysis::Blocks;
use crate::ir::{Block, End, Function, Inst, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// Has such comparisons test the low bits, divisions behind them shift, and remainders use
/// quotients.
pub(super) fn run(f: &mut Function) {
    test_low_bits(f);
    share_quotients(f);
    let multiples: Vec<Multiple> = f.block_ids().filter_map(|block| multiple(f, block)).collect();
    if !multiples.is_empty() {
        shift(f, &multiples);
    }
}

/// Has comparisons test the low bits. What else uses the remainder keeps it.
fn test_low_bits(f: &mut Function) {
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
    f.add(Inst::plain(Op::IntLowBits(bits), Type::Int, &[dividend], source))
}

/// A value that is a multiple of a power of two wherever control has come through a block.
#[derive(Clone, Copy, Debug)]
struct Multiple {
    value: Value,
    bits: u8,
    within: Block,
}

/// What the branch at the end of a block makes certain.
fn multiple(f: &Function, block: Block) -> Option<Multiple> {
    let End::Branch { condition, yes, no } = f.block(block).end else { return None };
    let compare = f.inst(condition);
    let within = match compare.op {
        Op::CompareInt(Comparison::Eq) => yes,
        Op::CompareInt(Comparison::Ne) => no,
        _ => return None,
    };
    let low = f.inst(compare.args[0]);
    let Op::IntLowBits(bits) = low.op else { return None };
    let is_zero = f.inst(compare.args[1]).op == Op::Int(0);
    // Other ways into that block would come without having asked.
    let is_only_way = f.block(within).preds.as_slice() == [block] && yes != no;
    let within = if mutant::is(Mutant::MultipleEverywhere) { block } else { within };
    (is_zero && is_only_way).then_some(Multiple { value: low.args[0], bits, within })
}

/// Makes shifts of the divisions that are known to leave no remainder.
fn shift(f: &mut Function, multiples: &[Multiple]) {
    let blocks = Blocks::new(f);
    for block in f.block_ids() {
        for at in 0..f.block(block).insts.len() {
            let value = f.block(block).insts[at];
            let Some(bits) = power_of_two(f, value) else { continue };
            let dividend = f.inst(value).args[0];
            let is_multiple =
                |it: &Multiple| it.value == dividend && it.bits >= bits && blocks.dominates(it.within, block);
            if multiples.iter().any(is_multiple) {
                let inst = &mut f.insts[value.index()];
                inst.op = Op::IntShiftRight(bits);
                inst.args.truncate(1);
                (inst.state, inst.blame) = (None, None);
            }
        }
    }
}

/// The number of bits, if an instruction is the quotient by a power of two above 1.
fn power_of_two(f: &Function, value: Value) -> Option<u8> {
    if f.inst(value).op != (Op::IntDivide { remainder: false }) {
        return None;
    }
    let divisor = u32::try_from(f.constant_divisor(value)?).ok()?;
    (divisor > 1 && divisor.is_power_of_two()).then(|| divisor.trailing_zeros() as u8)
}

/// A quotient or remainder by a constant, where one of the other kind may follow.
#[derive(Clone, Copy, Debug)]
struct Division {
    value: Value,
    dividend: Value,
    divisor: i32,
    is_remainder: bool,
}

/// Makes remainders of the quotients by the same constant in their blocks: `a - a / b * b`. Where
/// the remainder comes first, the quotient is made before it.
fn share_quotients(f: &mut Function) {
    let mut with: Vec<Value> = (0..f.insts.len() as u32).map(Value).collect();
    let mut changed = false;
    for block in f.block_ids() {
        let mut before: SmallVec<[Division; 4]> = SmallVec::new();
        let mut at = 0;
        while at < f.block(block).insts.len() {
            let value = f.block(block).insts[at];
            at += 1;
            if f.inst(value).op.is_safepoint() {
                before.clear();
            }
            let Some(division) = division(f, value) else { continue };
            let is_same = |it: &Division| it.divisor == division.divisor || mutant::is(Mutant::AnyDivisor);
            let is_other = |it: &&Division| it.dividend == division.dividend && is_same(it);
            let Some(&other) = before.iter().find(is_other) else {
                before.push(division);
                continue;
            };
            let (quotient, remainder) = match (other.is_remainder, division.is_remainder) {
                (false, true) => (other.value, division.value),
                (true, false) => {
                    let quotient = f.add(f.inst(division.value).clone());
                    with.push(quotient);
                    insert_before(f, block, other.value, quotient);
                    with[division.value.index()] = quotient;
                    at += 1;
                    (quotient, other.value)
                }
                _ => continue,
            };
            let product = product(f, remainder, quotient);
            with.push(product);
            insert_before(f, block, remainder, product);
            at += 1;
            let inst = &mut f.insts[remainder.index()];
            inst.op = Op::IntArithmetic(Arithmetic::Sub);
            inst.args = SmallVec::from_slice(&[other.dividend, product]);
            changed = true;
            before.retain(|it| it.value != other.value);
            before.push(Division { value: quotient, is_remainder: false, ..other });
        }
    }
    if changed {
        f.replace(&with);
        for block in &mut f.blocks {
            block.insts.retain(|value| with[value.index()] == *value);
        }
    }
}

/// A remainder by a power of two is made of the low bits.
fn division(f: &Function, value: Value) -> Option<Division> {
    let divisor = f.constant_divisor(value)?;
    let is_remainder = f.inst(value).op == Op::IntDivide { remainder: true };
    let fits = !divisor.unsigned_abs().is_power_of_two();
    fits.then_some(Division { value, dividend: f.inst(value).args[0], divisor, is_remainder })
}

fn product(f: &mut Function, remainder: Value, quotient: Value) -> Value {
    let inst = f.inst(remainder);
    let product = Op::IntArithmetic(Arithmetic::Mul);
    f.add(Inst::plain(product, Type::Int, &[quotient, inst.args[1]], inst.source))
}

fn insert_before(f: &mut Function, block: Block, before: Value, value: Value) {
    let insts = &mut f.blocks[block.index()].insts;
    let at = insts.iter().position(|&it| it == before).expect("it stands in the block");
    insts.insert(at, value);
}
