//! What is known of ints without running the code: between which bounds a value is, and which phis
//! of a loop count.
//!
//! Everything here follows from how a value is computed, never from where it is used, so that it
//! holds wherever the value does.

use bytecode::num::{Arithmetic, Comparison};
use smallvec::SmallVec;

use crate::analysis::Blocks;
use crate::ir::{Block, End, Function, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// The most operations that a question looks through.
const DEEPEST: u32 = 24;
/// The most branches above a block that a question looks at.
const BRANCHES: usize = 16;

/// The ints from `low` to `high`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Range {
    pub low: i32,
    pub high: i32,
}

impl Range {
    /// All ints.
    pub(crate) const ALL: Range = Range { low: i32::MIN, high: i32::MAX };

    fn one(value: i32) -> Range {
        Range { low: value, high: value }
    }

    /// These bounds; all ints if an operation may have wrapped around.
    fn exact(low: i64, high: i64) -> Range {
        match (i32::try_from(low), i32::try_from(high)) {
            (Ok(low), Ok(high)) => Range { low, high },
            _ if mutant::is(Mutant::NoOverflow) => {
                let within = |it: i64| it.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
                Range { low: within(low), high: within(high) }
            }
            _ => Range::ALL,
        }
    }

    fn union(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Whether 0 is none of them.
    pub(crate) fn is_nonzero(self) -> bool {
        self.low > 0 || self.high < 0 || (self.low == 0 && mutant::is(Mutant::ZeroDivisor))
    }
}

/// A phi of a loop's header that each turn changes in the same direction, as long as it is on the
/// right side of a limit that the loop does not change.
///
/// The loop goes on only if what the phi is to be next has not passed the limit. What it is in the
/// first turn may have, unless `is_entered`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Counter {
    pub phi: Value,
    /// What it is in the first turn.
    pub init: Value,
    /// By how much it changes at most: above 0 if it counts up, else below.
    pub step: i64,
    /// What it changes by in each turn, if that is no constant. It counts up then, as long as this
    /// is above 0.
    pub stride: Option<Value>,
    pub limit: Value,
    /// Whether it may be the limit itself.
    pub is_inclusive: bool,
    /// Whether the first turn comes only if the first value has not passed the limit.
    pub is_entered: bool,
}

impl Counter {
    /// Whether it counts up.
    pub(crate) fn is_up(&self) -> bool {
        self.step > 0
    }

    /// How far the last value that it can be in a later turn is from the limit.
    pub(crate) fn past_limit(&self) -> i32 {
        match (self.is_inclusive, self.is_up()) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

/// The answers so far.
#[derive(Debug)]
pub(crate) struct Ranges {
    /// Where values stand.
    place: Vec<Block>,
    known: Vec<Option<Range>>,
    counters: Vec<Option<Option<Counter>>>,
}

impl Ranges {
    pub(crate) fn new(f: &Function) -> Ranges {
        let count = f.insts.len();
        let mut ranges = Ranges { place: vec![Block(0); count], known: vec![None; count], counters: vec![None; count] };
        for block in f.block_ids() {
            f.block(block).insts.iter().for_each(|value| ranges.place[value.index()] = block);
        }
        ranges
    }

    /// Notes where an instruction stands now.
    pub(crate) fn moved(&mut self, value: Value, to: Block) {
        let count = self.place.len().max(value.index() + 1);
        self.place.resize(count, Block(0));
        self.known.resize(count, None);
        self.counters.resize(count, None);
        self.place[value.index()] = to;
    }

    /// Forgets which phis do not count: more values are made before their loops now.
    pub(crate) fn forget(&mut self) {
        self.known.iter_mut().for_each(|it| *it = None);
        self.counters.iter_mut().for_each(|it| *it = None);
    }

    /// Whether a value is the same in all turns of a loop.
    pub(crate) fn is_outside(&self, f: &Function, value: Value, header: Block) -> bool {
        let end = f.block(header).heads.map_or(header, |heads| heads.end);
        let place = self.place[value.index()];
        f.inst(value).op.is_constant() || place < header || place >= end
    }

    /// The bounds of a value.
    pub(crate) fn of(&mut self, f: &Function, blocks: &Blocks, value: Value) -> Range {
        self.within(f, blocks, value, 0)
    }

    fn within(&mut self, f: &Function, blocks: &Blocks, value: Value, depth: u32) -> Range {
        if let Some(range) = self.known[value.index()] {
            return range;
        }
        if f.inst(value).ty != Type::Int || depth > DEEPEST {
            return Range::ALL;
        }
        let range = self.find(f, blocks, value, depth + 1);
        self.known[value.index()] = Some(range);
        range
    }

    fn find(&mut self, f: &Function, blocks: &Blocks, value: Value, depth: u32) -> Range {
        let inst = f.inst(value);
        let args = &inst.args;
        match inst.op {
            Op::Int(int) => Range::one(int),
            Op::Length => Range { low: 0, high: i32::MAX },
            Op::IntLowBits(bits) => Range { low: 0, high: (1 << bits) - 1 },
            Op::IntShiftRight(bits) => {
                let a = self.within(f, blocks, args[0], depth);
                Range { low: a.low >> bits, high: a.high >> bits }
            }
            Op::CheckIndex | Op::ProvenIndex => {
                let a = self.within(f, blocks, args[0], depth);
                Range { low: a.low.max(0), high: a.high.clamp(0, i32::MAX - 1) }
            }
            Op::IntNegate => {
                let a = self.within(f, blocks, args[0], depth);
                Range::exact(-i64::from(a.high), -i64::from(a.low))
            }
            Op::IntArithmetic(op) => {
                let a = self.within(f, blocks, args[0], depth);
                let b = self.within(f, blocks, args[1], depth);
                arithmetic(op, a, b)
            }
            Op::IntDivide { remainder } => match f.constant_divisor(value) {
                Some(divisor) => quotient(self.within(f, blocks, args[0], depth), divisor, remainder),
                None => Range::ALL,
            },
            Op::Phi if f.block(self.place[value.index()]).heads.is_some() => self.counted(f, blocks, value, depth),
            Op::Phi => {
                let all: SmallVec<[Range; 4]> = args.iter().map(|&arg| self.within(f, blocks, arg, depth)).collect();
                all.into_iter().reduce(Range::union).unwrap_or(Range::ALL)
            }
            _ => Range::ALL,
        }
    }

    /// The bounds of a phi that counts without wrapping around.
    fn counted(&mut self, f: &Function, blocks: &Blocks, phi: Value, depth: u32) -> Range {
        let Some(counter) = self.counter_within(f, blocks, phi, depth) else { return Range::ALL };
        if counter.stride.is_some_and(|stride| self.within(f, blocks, stride, depth).low < 1) {
            return Range::ALL;
        }
        let init = self.within(f, blocks, counter.init, depth);
        let limit = self.within(f, blocks, counter.limit, depth);
        let past = i64::from(counter.past_limit());
        // A limit that nothing is on the right side of lets no later turn come.
        let (low, high) = if counter.is_up() {
            let last = (i64::from(limit.high) + past).max(i32::MIN.into());
            let first = if counter.is_entered { last.min(init.high.into()) } else { init.high.into() };
            (i64::from(init.low), last.max(first))
        } else {
            let last = (i64::from(limit.low) + past).min(i32::MAX.into());
            let first = if counter.is_entered { last.max(init.low.into()) } else { init.low.into() };
            (last.min(first), i64::from(init.high))
        };
        let next = if counter.is_up() { high } else { low } + counter.step;
        let wraps = i32::try_from(next).is_err() && !mutant::is(Mutant::NoOverflow);
        if wraps { Range::ALL } else { Range::exact(low, high) }
    }

    /// How a phi counts, if it does.
    pub(crate) fn counter(&mut self, f: &Function, blocks: &Blocks, phi: Value) -> Option<Counter> {
        self.counter_within(f, blocks, phi, 0)
    }

    fn counter_within(&mut self, f: &Function, blocks: &Blocks, phi: Value, depth: u32) -> Option<Counter> {
        if let Some(known) = self.counters[phi.index()] {
            return known;
        }
        let found = self.find_counter(f, blocks, phi, depth);
        self.counters[phi.index()] = Some(found);
        found
    }

    fn find_counter(&mut self, f: &Function, blocks: &Blocks, phi: Value, depth: u32) -> Option<Counter> {
        let header = self.place[phi.index()];
        let inst = f.inst(phi);
        if inst.op != Op::Phi || inst.ty != Type::Int || f.block(header).heads.is_none() {
            return None;
        }
        let preds = &f.block(header).preds;
        let stride = self.stride(f, header, phi);
        let (mut low, mut high, mut budget) = (0, 0, DEEPEST);
        let mut test = None;
        for (&next, &latch) in inst.args.iter().zip(preds).skip(1) {
            let steps = match stride {
                Some(stride) => (0, self.within(f, blocks, stride, depth).high.into()),
                None => steps(f, phi, next, &mut budget)?,
            };
            (low, high) = (low.min(steps.0), high.max(steps.1));
            let is_up = high > 0;
            let found = self.test(f, blocks, header, (next, latch), is_up)?;
            if test.is_some_and(|it| it != found) {
                return None;
            }
            test = Some(found);
        }
        let (limit, is_inclusive) = test?;
        let step = match (low, high) {
            (0, 1..) => high,
            (..=-1, 0) => low,
            _ => return None,
        };
        let init = inst.args[0];
        let wanted = match (step > 0, is_inclusive) {
            (true, false) => Comparison::Lt,
            (true, true) => Comparison::Le,
            (false, false) => Comparison::Gt,
            (false, true) => Comparison::Ge,
        };
        let is_entered = holds(f, blocks, preds[0], wanted, init, limit);
        Some(Counter { phi, init, step, stride, limit, is_inclusive, is_entered })
    }

    /// What a phi is changed by in each turn, if that is no constant and the loop does not change
    /// it.
    fn stride(&self, f: &Function, header: Block, phi: Value) -> Option<Value> {
        let &[_, next] = f.inst(phi).args.as_slice() else { return None };
        let inst = f.inst(next);
        if inst.op != Op::IntArithmetic(Arithmetic::Add) {
            return None;
        }
        let stride = if inst.args[0] == phi { inst.args[1] } else { inst.args[0] };
        let is_other = inst.args.contains(&phi) && stride != phi && !f.inst(stride).op.is_constant();
        (is_other && self.is_outside(f, stride, header)).then_some(stride)
    }

    /// The test that a value passes on the way to a latch: the limit, and whether the value may be
    /// the limit itself.
    fn test(
        &self,
        f: &Function,
        blocks: &Blocks,
        header: Block,
        (next, latch): (Value, Block),
        is_up: bool,
    ) -> Option<(Value, bool)> {
        let mut block = latch;
        for _ in 0..BRANCHES {
            for (comparison, other) in facts(f, block).filter_map(|fact| fact.about(next)) {
                let is_inclusive = match (comparison, is_up) {
                    (Comparison::Lt, true) | (Comparison::Gt, false) => false,
                    (Comparison::Le, true) | (Comparison::Ge, false) => true,
                    _ => continue,
                };
                if self.is_outside(f, other, header) {
                    return Some((other, is_inclusive));
                }
            }
            if block == header {
                return None;
            }
            block = blocks.idom(block);
        }
        None
    }
}

/// By how much at least and at most a value is more than a phi, wrapped around. Looks at so many
/// values at most.
fn steps(f: &Function, phi: Value, value: Value, budget: &mut u32) -> Option<(i64, i64)> {
    if value == phi {
        return Some((0, 0));
    }
    *budget = budget.checked_sub(1)?;
    if let Some((base, constant)) = plus(f, value) {
        let (low, high) = steps(f, phi, base, budget)?;
        return Some((low + i64::from(constant), high + i64::from(constant)));
    }
    if f.inst(value).op != Op::Phi {
        return None;
    }
    let mut all: Option<(i64, i64)> = None;
    for &arg in &f.inst(value).args {
        let (low, high) = steps(f, phi, arg, budget)?;
        let (least, most) = all.unwrap_or((low, high));
        all = Some((least.min(low), most.max(high)));
    }
    all
}

/// The value and the constant that a value is the wrapped sum of.
pub(crate) fn plus(f: &Function, value: Value) -> Option<(Value, i32)> {
    let inst = f.inst(value);
    let Op::IntArithmetic(op) = inst.op else { return None };
    let constant = |value: Value| if let Op::Int(int) = f.inst(value).op { Some(int) } else { None };
    let (a, b) = (inst.args[0], inst.args[1]);
    match op {
        Arithmetic::Add => match (constant(a), constant(b)) {
            (_, Some(b)) => Some((a, b)),
            (Some(a), _) => Some((b, a)),
            _ => None,
        },
        Arithmetic::Sub => Some((a, constant(b)?.checked_neg()?)),
        _ => None,
    }
}

/// The value and the constant, as of [`plus`], behind all such sums. `None` in place of the value
/// means that it is the constant.
pub(crate) fn offset(f: &Function, mut value: Value) -> (Option<Value>, i32) {
    let mut sum = 0i32;
    for _ in 0..DEEPEST {
        if let Op::Int(int) = f.inst(value).op {
            return (None, sum.wrapping_add(int));
        }
        let Some((base, constant)) = plus(f, value) else { break };
        (value, sum) = (base, sum.wrapping_add(constant));
    }
    (Some(value), sum)
}

fn arithmetic(op: Arithmetic, a: Range, b: Range) -> Range {
    let wide = |it: Range| (i64::from(it.low), i64::from(it.high));
    let ((a, c), (b, d)) = (wide(a), wide(b));
    match op {
        Arithmetic::Add => Range::exact(a + b, c + d),
        Arithmetic::Sub => Range::exact(a - d, c - b),
        Arithmetic::Mul => {
            let all = [a * b, a * d, c * b, c * d];
            Range::exact(all.into_iter().min().unwrap_or(a), all.into_iter().max().unwrap_or(a))
        }
        Arithmetic::Div | Arithmetic::Mod => Range::ALL,
    }
}

/// The quotient, or the remainder, whose sign is that of the dividend.
fn quotient(a: Range, divisor: i32, remainder: bool) -> Range {
    let most = i64::from(divisor.unsigned_abs()) - 1;
    if remainder {
        let low = if a.low >= 0 || mutant::is(Mutant::PositiveRemainder) { 0 } else { (-most).max(a.low.into()) };
        let high = if a.high <= 0 { 0 } else { most.min(a.high.into()) };
        return Range::exact(low, high);
    }
    let (x, y) = (i64::from(a.low) / i64::from(divisor), i64::from(a.high) / i64::from(divisor));
    Range::exact(x.min(y), x.max(y))
}

/// A comparison of two ints that holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    comparison: Comparison,
    a: Value,
    b: Value,
}

impl Fact {
    /// The comparison with the value first, and the other value.
    pub(crate) fn about(self, value: Value) -> Option<(Comparison, Value)> {
        match value {
            _ if value == self.a => Some((self.comparison, self.b)),
            _ if value == self.b => Some((self.comparison.swapped(), self.a)),
            _ => None,
        }
    }
}

/// What the branch that a block is reached by makes certain.
fn facts(f: &Function, block: Block) -> impl Iterator<Item = Fact> {
    let fact = || {
        let &[pred] = f.block(block).preds.as_slice() else { return None };
        let End::Branch { condition, yes, no } = f.block(pred).end else { return None };
        let inst = f.inst(condition);
        let Op::CompareInt(comparison) = inst.op else { return None };
        let is_true = block == yes;
        if yes == no {
            return None;
        }
        let comparison = if is_true || mutant::is(Mutant::BothWays) { comparison } else { negated(comparison) };
        Some(Fact { comparison, a: inst.args[0], b: inst.args[1] })
    };
    fact().into_iter()
}

/// What the branches above a block make certain in it, the nearest first.
pub(crate) fn facts_above<'a>(f: &'a Function, blocks: &'a Blocks, block: Block) -> impl Iterator<Item = Fact> + 'a {
    let above = move |&block: &Block| Some(blocks.idom(block)).filter(|&above| above != block);
    std::iter::successors(Some(block), above).take(BRANCHES).flat_map(move |block| facts(f, block))
}

/// Whether a comparison of two ints holds wherever control comes to a block: because of a branch
/// before it, or because both are constants.
pub(crate) fn holds(f: &Function, blocks: &Blocks, block: Block, wanted: Comparison, a: Value, b: Value) -> bool {
    if let (Op::Int(a), Op::Int(b)) = (f.inst(a).op, f.inst(b).op) {
        return wanted.holds(Some(a.cmp(&b)));
    }
    let mut found = facts_above(f, blocks, block).filter_map(|fact| fact.about(a));
    found.any(|(comparison, other)| is_same(f, other, b) && implies(comparison, wanted))
}

/// Whether two values are one, or the same constant.
fn is_same(f: &Function, a: Value, b: Value) -> bool {
    a == b || (f.inst(a).op.is_constant() && f.inst(a).op == f.inst(b).op)
}

fn implies(known: Comparison, wanted: Comparison) -> bool {
    match wanted {
        Comparison::Le => matches!(known, Comparison::Le | Comparison::Lt | Comparison::Eq),
        Comparison::Ge => matches!(known, Comparison::Ge | Comparison::Gt | Comparison::Eq),
        _ => known == wanted,
    }
}

fn negated(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Lt => Comparison::Ge,
        Comparison::Le => Comparison::Gt,
        Comparison::Gt => Comparison::Le,
        Comparison::Ge => Comparison::Lt,
        Comparison::Eq => Comparison::Ne,
        Comparison::Ne => Comparison::Eq,
    }
}
