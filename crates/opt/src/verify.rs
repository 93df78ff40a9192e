//! The verifier of the representation: it checks the rules that every pass keeps.

use crate::analysis::Blocks;
use crate::ir::{Block, End, Function, Inst, Op, Type, Value};
use crate::range::Ranges;
use jit::ExitReason;

/// Checks a function.
///
/// # Errors
/// The first rule that is broken.
pub fn verify(f: &Function) -> Result<(), String> {
    let blocks = Blocks::new(f);
    let mut place: Vec<Option<(Block, usize)>> = vec![None; f.insts.len()];
    for block in f.block_ids() {
        for (at, &value) in f.block(block).insts.iter().enumerate() {
            if place[value.index()].replace((block, at)).is_some() {
                return Err(format!("{value} stands in two places"));
            }
        }
    }
    let check = Check { f, blocks, place };
    f.block_ids().try_for_each(|block| check.block(block))
}

struct Check<'a> {
    f: &'a Function,
    blocks: Blocks,
    place: Vec<Option<(Block, usize)>>,
}

impl Check<'_> {
    fn block(&self, block: Block) -> Result<(), String> {
        let data = self.f.block(block);
        if !self.f.is_reached(block) {
            return Ok(()); // nothing leads there
        }
        for next in data.end.successors() {
            let count = self.f.block(next).preds.iter().filter(|&&pred| pred == block).count();
            if count != 1 {
                return Err(format!("{next} has {block} {count} times as a predecessor"));
            }
            if next <= block && self.f.block(next).heads.is_none_or(|heads| heads.end <= block) {
                return Err(format!("{block} goes back to {next}, which heads no loop around it"));
            }
            if data.end.successors().len() > 1 && self.f.block(next).preds.len() > 1 {
                return Err(format!("the edge from {block} to {next} has no place for moves"));
            }
        }
        for (at, &value) in data.insts.iter().enumerate() {
            self.inst(block, at, value)?;
        }
        match data.end {
            End::Open => return Err(format!("{block} has no end")),
            End::Branch { condition, .. } if self.f.inst(condition).ty != Type::Bool => {
                return Err(format!("{block} branches by {condition}, which is no bool"));
            }
            _ => {}
        }
        let states = if let End::Leave(state) = data.end { Some(state) } else { None };
        let used = states.into_iter().flat_map(|state| self.f.words(state)).map(|(_, value)| value);
        used.chain(data.end.value()).try_for_each(|used| self.available(used, block, usize::MAX))
    }

    fn inst(&self, block: Block, at: usize, value: Value) -> Result<(), String> {
        let inst = self.f.inst(value);
        if inst.op == Op::Phi {
            let preds = &self.f.block(block).preds;
            if preds.len() != inst.args.len() {
                return Err(format!("{value} has {} operands for {} predecessors", inst.args.len(), preds.len()));
            }
            for (&arg, &pred) in inst.args.iter().zip(preds) {
                self.available(arg, pred, usize::MAX)?;
                let ty = self.f.inst(arg).ty;
                let fits = ty == inst.ty || (inst.ty == Type::Boxed && self.is_boxed(arg));
                if !fits {
                    return Err(format!("{value} is of type {}, its operand {arg} of type {ty}", inst.ty));
                }
            }
            return Ok(());
        }
        inst.args.iter().try_for_each(|&arg| self.available(arg, block, at))?;
        let is_guard = inst.op.is_guard() && !self.is_safe_division(value);
        if (is_guard || inst.op.is_safepoint()) && inst.state.is_none() {
            return Err(format!("{value} has no frame state"));
        }
        if is_guard && inst.blame.is_none() {
            return Err(format!("{value} has nothing to blame"));
        }
        let index = match inst.op {
            Op::LoadElement => inst.args.get(1),
            Op::StoreElement => inst.args.get(2),
            _ => None,
        };
        if index.is_some_and(|&index| !self.f.inst(index).op.is_index()) {
            return Err(format!("{value} accesses an element by an index that was not checked"));
        }
        if inst.blame.is_some_and(|blame| blame.reason == ExitReason::Hoisted) && !self.is_at_entry(inst) {
            return Err(format!("{value} was moved before a loop and does not exit there"));
        }
        let Some(state) = inst.state else { return Ok(()) };
        self.f.words(state).try_for_each(|(_, word)| self.available(word, block, at))
    }

    /// Whether a division needs no guard, by what its divisor is computed from.
    fn is_safe_division(&self, value: Value) -> bool {
        let inst = self.f.inst(value);
        // A pass before has proved it by a counter.
        let is_nonzero =
            || self.f.has_strips || Ranges::new(self.f).of(self.f, &self.blocks, inst.args[1]).is_nonzero();
        matches!(inst.op, Op::IntDivide { .. }) && (self.f.constant_divisor(value).is_some() || is_nonzero())
    }

    /// Whether an exit goes to the entry of a loop.
    fn is_at_entry(&self, inst: &Inst) -> bool {
        let mut heads = self.f.blocks.iter().filter_map(|data| data.heads);
        heads.any(|heads| Some(heads.entry) == inst.state)
    }

    /// Whether a value is a boxed word, or a constant, which can be one.
    fn is_boxed(&self, value: Value) -> bool {
        let inst = self.f.inst(value);
        inst.op.is_constant() || matches!(inst.ty, Type::Boxed | Type::Bool)
    }

    /// Checks that a value is made on every way to a place (dominance).
    fn available(&self, value: Value, block: Block, at: usize) -> Result<(), String> {
        if value == Value::DEAD || self.f.inst(value).op.is_constant() {
            return Ok(());
        }
        let Some((made, index)) = self.place[value.index()] else {
            return Err(format!("{value} is used in {block} and stands nowhere"));
        };
        let before = if made == block { index < at } else { self.blocks.dominates(made, block) };
        if before { Ok(()) } else { Err(format!("{value} is used in {block}, where it may not be made yet")) }
    }
}
