//! Bounds checks of loops: where an index only counts, or is between constants, guards before the
//! loop take the place of a check in each turn.
//!
//! Let the index be `i + c` or `i` plus or minus what the loop does not change, `i` a [`Counter`]
//! from `init` to `last`, and every sum wrapped around. If the index is in the array for `init`
//! and for `last`, then for all between, as long as `i` itself does not wrap around and
//! `last - init` is at most 2^31: the difference of two indices below 2^31 - 1 is the same modulo
//! 2^32 as that of the counters only if it is the same.
//! Guards make certain what is not known of that. A loop may be left before `i` gets to `last`, so
//! such a guard may fail although no check would: it exits for [`ExitReason::Hoisted`].

use bytecode::num::Arithmetic;
use jit::ExitReason;

use super::licm::{entry, may_be_made_early};
use crate::analysis::Blocks;
use crate::ir::{Blame, Block, Function, Inst, Op, StateId, Type, Value};
use crate::mutant::{self, Mutant};
use crate::range::{Counter, Range, Ranges, offset};

/// The highest index between constants that a guard is made for.
const HIGHEST: i32 = 1 << 16;
/// The farthest that an index `i + c` may be from `i`.
const FARTHEST: i32 = 1 << 20;
/// The most operations that an index is made by from a counter.
const DEEPEST: u32 = 8;

/// An index that counts.
#[derive(Clone, Copy, Debug)]
struct Form {
    counter: Counter,
    /// The constant that is added, if the index is the phi and nothing else.
    constant: Option<i32>,
    /// Whether it goes down where the counter goes up.
    is_negated: bool,
}

/// The guards that take the place of a check.
#[derive(Clone, Copy, Default, Debug)]
struct Plan {
    /// The index is in the array in the first turn.
    first: bool,
    /// And in the last.
    last: bool,
    /// The first value of the counter is not negative.
    init: bool,
    /// The last is not.
    least: bool,
    /// The first, and the last, can be counted on from.
    init_counts: bool,
    last_counts: bool,
    /// The counter counts up.
    stride: bool,
}

impl Plan {
    fn count(&self) -> u32 {
        let all = [self.first, self.last, self.init, self.least, self.init_counts, self.last_counts, self.stride];
        all.map(u32::from).iter().sum()
    }
}

/// What takes the place of a check.
#[derive(Clone, Copy, Debug)]
enum Proof {
    Counted(Form, Plan),
    /// The index is at most this, and not negative.
    Below(i32),
}

impl Proof {
    /// Proofs with higher orders may make others needless.
    fn order(&self) -> i32 {
        match self {
            Proof::Below(high) => *high,
            Proof::Counted(form, _) => form.constant.unwrap_or(0),
        }
    }
}

/// Has guards before a loop take the place of checks in it, which has no safepoint.
pub(super) fn run(f: &mut Function, blocks: &Blocks, ranges: &mut Ranges, header: Block) {
    let heads = f.block(header).heads.expect("a header heads a loop");
    let mut found: Vec<(Value, Proof)> = Vec::new();
    for block in (header.0..heads.end.0).map(Block) {
        for &value in &f.block(block).insts {
            if let Some(proof) = proof(f, blocks, ranges, header, value) {
                found.push((value, proof));
            }
        }
    }
    found.sort_by_key(|(_, proof)| std::cmp::Reverse(proof.order()));
    let before = f.block(header).preds[0];
    let state = entry(f, header);
    let mut guards = Guards { f, ranges, before, state, made: Vec::new() };
    for (check, proof) in found {
        guards.prove(check, proof);
    }
}

fn proof(f: &Function, blocks: &Blocks, ranges: &mut Ranges, header: Block, check: Value) -> Option<Proof> {
    let inst = f.inst(check);
    if inst.op != Op::CheckIndex {
        return None;
    }
    let (index, length) = (inst.args[0], inst.args[1]);
    if !ranges.is_outside(f, length, header) || ranges.is_outside(f, index, header) {
        return None;
    }
    let form = form(f, blocks, ranges, header, index, DEEPEST);
    let counted = form.and_then(|form| Some((form, plan(f, blocks, ranges, form, length)?)));
    if let Some((form, plan)) = counted.filter(|(_, plan)| plan.count() == 0) {
        return Some(Proof::Counted(form, plan));
    }
    if !may_be_made_early(inst) {
        return None;
    }
    let range = ranges.of(f, blocks, index);
    if range.low >= 0 && range.high <= HIGHEST {
        return Some(Proof::Below(range.high));
    }
    counted.map(|(form, plan)| Proof::Counted(form, plan))
}

/// How an index is made from a phi of a loop's header.
fn form(f: &Function, blocks: &Blocks, ranges: &mut Ranges, header: Block, index: Value, depth: u32) -> Option<Form> {
    let inst = f.inst(index);
    if inst.op == Op::Phi && f.block(header).insts.contains(&index) {
        let counter = ranges.counter(f, blocks, index)?;
        return Some(Form { counter, constant: Some(0), is_negated: false });
    }
    let Op::IntArithmetic(op @ (Arithmetic::Add | Arithmetic::Sub)) = inst.op else { return None };
    let (a, b) = (inst.args[0], inst.args[1]);
    let depth = depth.checked_sub(1)?;
    let (of, other) = if ranges.is_outside(f, b, header) { (a, b) } else { (b, a) };
    if !ranges.is_outside(f, other, header) {
        return None;
    }
    let inner = form(f, blocks, ranges, header, of, depth)?;
    let is_negated = inner.is_negated != (op == Arithmetic::Sub && of == b);
    let constant = match (f.inst(other).op, inner.constant) {
        (Op::Int(int), Some(sum)) if !is_negated => {
            let sum = if op == Arithmetic::Add { sum.checked_add(int) } else { sum.checked_sub(int) };
            sum.filter(|sum| (-FARTHEST..=FARTHEST).contains(sum))
        }
        _ => None,
    };
    Some(Form { constant, is_negated, ..inner })
}

/// The guards that are needed; see the module.
fn plan(f: &Function, blocks: &Blocks, ranges: &mut Ranges, form: Form, length: Value) -> Option<Plan> {
    let counter = form.counter;
    let (init, limit) = (ranges.of(f, blocks, counter.init), ranges.of(f, blocks, counter.limit));
    let past = counter.past_limit();
    let least = |range: Range, more: i64| i64::from(range.low) + more;
    let most = |range: Range, more: i64| i64::from(range.high) + more;
    let mut plan = Plan { first: true, last: true, ..Plan::default() };
    plan.stride = counter.stride.is_some_and(|stride| ranges.of(f, blocks, stride).low < 1);
    // The guards of the first and the last index say of `i + c` with such a `c` that `i` is not
    // negative by more than `c`.
    let upwards = form.constant.filter(|&constant| constant >= 0).map(i64::from);
    // How far the index is below the length in the turn with this value of the counter.
    let below_length = |value: Value, more: i32| {
        let (root, sum) = offset(f, value);
        let constant = form.constant?;
        let sum = if root == Some(length) && sum <= 0 { i64::from(sum) } else { return None };
        Some(sum + i64::from(more) + i64::from(constant)).filter(|&sum| sum < 0)
    };
    if counter.is_up() {
        let is_entered = counter.is_entered || most(init, 0) <= least(limit, past.into());
        let low = form.constant.map(|constant| least(init, constant.into()));
        plan.first = !(is_entered && low.is_some_and(|low| low >= 0));
        let below = below_length(counter.limit, past);
        plan.last = below.is_none();
        plan.init = upwards.is_none() && init.low < -1;
        // The highest value that the guards leave.
        let left = upwards.map_or(i64::from(i32::MAX), |constant| i64::from(i32::MAX) - 1 - constant);
        let last = match below {
            Some(below) => i64::from(i32::MAX) + below - i64::from(form.constant.unwrap_or(0)),
            None => left,
        };
        plan.last_counts = last.min(most(limit, past.into())) + counter.step > i32::MAX.into();
        plan.init_counts = !is_entered && left.min(most(init, 0)) + counter.step > i32::MAX.into();
    } else {
        let is_entered = counter.is_entered || least(init, 0) >= most(limit, past.into());
        let low = form.constant.map(|constant| least(limit, i64::from(past) + i64::from(constant)));
        plan.last = low.is_none_or(|low| low < 0);
        plan.first = !(is_entered && below_length(counter.init, 0).is_some());
        plan.least = upwards.is_none() && least(limit, past.into()) < -1;
        plan.init = !is_entered && upwards.is_none() && init.low < -1;
        let left =
            |range: Range, more: i64| upwards.map_or(least(range, more), |constant| least(range, more).max(-constant));
        let is_low = |low: i64| low + counter.step < i32::MIN.into();
        plan.least |= is_low(left(limit, past.into()));
        plan.init |= !is_entered && is_low(left(init, 0));
    }
    i32::try_from(counter.step).ok()?;
    plan.stride &= !mutant::is(Mutant::UnknownStride);
    if mutant::is(Mutant::LaterTurnsOnly) {
        plan.first = false;
    }
    if mutant::is(Mutant::NoOverflow) {
        (plan.init_counts, plan.last_counts) = (false, false);
    }
    Some(plan)
}

/// Makes guards before a loop.
struct Guards<'a> {
    f: &'a mut Function,
    ranges: &'a mut Ranges,
    before: Block,
    state: StateId,
    /// What was made, and below what.
    made: Vec<(Made, Value)>,
}

/// The value that is guarded to be in an array.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Made {
    Constant(i32),
    /// The first or last value of a counter, and a constant. Lower ones are known not to be
    /// negative.
    First(Value, i32),
    Last(Value, i32),
    Other(Value),
}

impl Made {
    /// Whether the guard of one makes that of another needless, if lower ones are not negative.
    fn covers(self, other: Made) -> bool {
        match (self, other) {
            (Made::Constant(a), Made::Constant(b)) => a >= b,
            (Made::First(x, a), Made::First(y, b)) | (Made::Last(x, a), Made::Last(y, b)) => x == y && a >= b,
            (a, b) => a == b,
        }
    }
}

impl Guards<'_> {
    fn prove(&mut self, check: Value, proof: Proof) {
        let inst = self.f.inst(check);
        let (index, length, blame) = (inst.args[0], inst.args[1], inst.blame);
        let blame = blame.expect("a check is a guard");
        match proof {
            Proof::Below(high) => {
                let high = self.constant(high);
                let Op::Int(int) = self.f.inst(high).op else { unreachable!("it is a constant") };
                self.guard(Made::Constant(int), high, length, blame);
            }
            Proof::Counted(form, plan) => self.count(index, length, blame, form, plan),
        }
        let inst = &mut self.f.insts[check.index()];
        inst.op = Op::ProvenIndex;
        inst.unguard();
    }

    fn count(&mut self, index: Value, length: Value, blame: Blame, form: Form, plan: Plan) {
        let counter = form.counter;
        let past =
            counter.past_limit() - if mutant::is(Mutant::LimitOffByOne) { counter.step.signum() as i32 } else { 0 };
        let most = self.constant(i32::MAX);
        if let Some(stride) = counter.stride.filter(|_| plan.stride) {
            let less = self.sum(stride, -1);
            self.guard(Made::Other(less), less, most, blame);
        }
        if plan.init {
            self.guard(Made::Other(counter.init), counter.init, most, blame);
        }
        if plan.init_counts {
            let next = self.next(counter, counter.init);
            self.guard(Made::Other(next), next, most, blame);
        }
        if plan.first {
            let first = self.with(index, counter.phi, counter.init);
            let made = match form.constant {
                Some(constant) if !plan.last && !counter.is_up() => Made::First(counter.phi, constant),
                _ => Made::Other(first),
            };
            self.guard(made, first, length, blame);
        }
        if !(plan.last || plan.least || plan.last_counts) {
            return;
        }
        let last = self.sum(counter.limit, past);
        if plan.least {
            self.guard(Made::Other(last), last, most, blame);
        }
        if plan.last_counts && !self.counts(counter) {
            let next = self.next(counter, last);
            self.guard(Made::Other(next), next, most, blame);
        }
        if plan.last {
            let last = self.with(index, counter.phi, last);
            let made = match form.constant {
                Some(constant) if !plan.first && counter.is_up() => Made::Last(counter.phi, constant),
                _ => Made::Other(last),
            };
            self.guard(made, last, length, blame);
        }
    }

    /// What a value of a counter is followed by.
    fn next(&mut self, counter: Counter, value: Value) -> Value {
        match counter.stride {
            Some(stride) => self.add(Op::IntArithmetic(Arithmetic::Add), &[value, stride]),
            None => self.sum(value, i32::try_from(counter.step).expect("other counters have no plan")),
        }
    }

    /// Whether a guard that was made says already that a counter can be counted on from its last
    /// value: that `last + c` is below a length, which is an int.
    fn counts(&self, counter: Counter) -> bool {
        let far =
            |made| matches!(made, Made::Last(phi, more) if phi == counter.phi && i64::from(more) + 1 >= counter.step);
        self.made.iter().any(|&(made, _)| far(made))
    }

    /// What an index is if the phi that it is made from is another value.
    fn with(&mut self, index: Value, phi: Value, value: Value) -> Value {
        if index == phi {
            return value;
        }
        let inst = self.f.inst(index);
        let Op::IntArithmetic(op) = inst.op else { return index };
        if self.is_before(index) {
            return index;
        }
        let (a, b) = (inst.args[0], inst.args[1]);
        let (x, y) = (self.with(a, phi, value), self.with(b, phi, value));
        match (self.f.inst(x).op, self.f.inst(y).op, op) {
            (_, Op::Int(constant), Arithmetic::Add) => self.sum(x, constant),
            (_, Op::Int(constant), Arithmetic::Sub) => self.sum(x, constant.wrapping_neg()),
            (Op::Int(constant), _, Arithmetic::Add) => self.sum(y, constant),
            _ => self.add(Op::IntArithmetic(op), &[x, y]),
        }
    }

    /// Whether a value is made before the loop.
    fn is_before(&self, value: Value) -> bool {
        let header = self.header();
        self.ranges.is_outside(self.f, value, header)
    }

    fn header(&self) -> Block {
        self.f.block(self.before).end.successors()[0]
    }

    /// The wrapped sum of a value and a constant.
    fn sum(&mut self, value: Value, constant: i32) -> Value {
        let (root, sum) = offset(self.f, value);
        let sum = sum.wrapping_add(constant);
        match root {
            None => self.constant(sum),
            Some(root) if sum == 0 => root,
            Some(root) => {
                let constant = self.constant(sum);
                self.add(Op::IntArithmetic(Arithmetic::Add), &[root, constant])
            }
        }
    }

    fn constant(&mut self, int: i32) -> Value {
        let first = &self.f.block(Block(0)).insts;
        if let Some(&known) = first.iter().find(|&&value| self.f.inst(value).op == Op::Int(int)) {
            return known;
        }
        self.new_inst(Block(0), Op::Int(int), &[], None)
    }

    fn add(&mut self, op: Op, args: &[Value]) -> Value {
        let same = |&&value: &&Value| self.f.inst(value).op == op && self.f.inst(value).args.as_slice() == args;
        if let Some(&known) = self.f.block(self.before).insts.iter().rev().find(same) {
            return known;
        }
        self.new_inst(self.before, op, args, None)
    }

    /// Guards that a value is below a bound, unsigned.
    fn guard(&mut self, made: Made, value: Value, bound: Value, blame: Blame) {
        if self.made.iter().any(|&(it, of)| of == bound && it.covers(made)) {
            return;
        }
        self.made.push((made, bound));
        let blame = Blame { reason: ExitReason::Hoisted, ..blame };
        self.new_inst(self.before, Op::CheckIndex, &[value, bound], Some(blame));
    }

    fn new_inst(&mut self, block: Block, op: Op, args: &[Value], blame: Option<Blame>) -> Value {
        let source = args.first().map(|arg| self.f.inst(*arg).source).unwrap_or_default();
        let state = blame.map(|_| self.state);
        let value = self.f.add(Inst { state, blame, ..Inst::plain(op, Type::Int, args, source) });
        self.f.blocks[block.index()].insts.push(value);
        self.ranges.moved(value, block);
        value
    }
}
