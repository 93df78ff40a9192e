//! Global value numbering: what was computed, guarded or loaded on every way here is not done
//! again.
//!
//! A load gets the value of an earlier load or store, as long as nothing stores into that part of
//! memory. No value is reused behind a call: there it would have to be in a word of a frame, and
//! only the bytecode's slots and operands are.

use std::collections::HashMap;

use heap::layout;
use jit::abi::Helper;
use smallvec::SmallVec;

use crate::analysis::Blocks;
use crate::ir::{Block, Function, Memory, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// Takes the blocks in their order, in which dominators come first.
pub(super) fn run(f: &mut Function) {
    let numbering = Numbering {
        blocks: Blocks::new(f),
        with: (0..f.insts.len() as u32).map(Value).collect(),
        known: HashMap::new(),
        next: 1,
        at_end: vec![Epochs::default(); f.blocks.len()],
        now: Epochs::default(),
        f,
    };
    numbering.run();
}

/// The version of each part of memory at some point: equal versions mean equal contents.
#[derive(Clone, Debug, Default)]
struct Epochs {
    calls: u32,
    stores: SmallVec<[(Memory, u32); 6]>,
}

impl Epochs {
    fn of(&self, memory: Memory) -> u32 {
        self.stores.iter().find(|(it, _)| *it == memory).map_or(0, |&(_, epoch)| epoch)
    }

    fn store(&mut self, memory: Memory, epoch: u32) {
        match self.stores.iter_mut().find(|(it, _)| *it == memory) {
            Some((_, old)) => *old = epoch,
            None => self.stores.push((memory, epoch)),
        }
    }
}

/// The key of an instruction: two with the same key have the same result.
type Key = (Op, SmallVec<[Value; 4]>, u32, u32);

struct Numbering<'a> {
    f: &'a mut Function,
    blocks: Blocks,
    with: Vec<Value>,
    known: HashMap<Key, SmallVec<[(Block, Value); 2]>>,
    next: u32,
    at_end: Vec<Epochs>,
    now: Epochs,
}

impl Numbering<'_> {
    fn run(mut self) {
        for block in self.f.block_ids() {
            if !self.f.is_reached(block) {
                continue;
            }
            self.begin(block);
            for at in 0..self.f.block(block).insts.len() {
                let value = self.f.block(block).insts[at];
                self.visit(block, value);
            }
            self.at_end[block.index()] = self.now.clone();
        }
        self.f.replace(&self.with);
        for block in &mut self.f.blocks {
            block.insts.retain(|value| self.with[value.index()] == *value);
        }
    }

    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// What is known at the beginning of a block. It is what is known at the end of its dominator,
    /// without what the blocks between change; at a loop's header, without what the loop changes.
    fn begin(&mut self, block: Block) {
        let idom = self.blocks.idom(block);
        self.now = if idom == block { Epochs::default() } else { self.at_end[idom.index()].clone() };
        let data = self.f.block(block);
        let until = data.heads.map_or(block, |heads| heads.end);
        if data.preds.len() < 2 {
            return;
        }
        for between in (idom.0 + 1..until.0).map(Block) {
            for at in 0..self.f.block(between).insts.len() {
                let value = self.f.block(between).insts[at];
                self.note(value);
            }
        }
    }

    /// Notes what an instruction does to memory.
    fn note(&mut self, value: Value) {
        let inst = self.f.inst(value);
        let op = inst.op;
        if inst.is_call() {
            self.now.calls = self.fresh();
        } else if !mutant::is(Mutant::StaleLoad) {
            for memory in op.writes() {
                let epoch = self.fresh();
                self.now.store(memory, epoch);
            }
        }
    }

    fn resolve(&self, mut value: Value) -> Value {
        while self.with[value.index()] != value {
            value = self.with[value.index()];
        }
        value
    }

    fn visit(&mut self, block: Block, value: Value) {
        let op = self.f.inst(value).op;
        if op == Op::Phi || op.is_constant() {
            return;
        }
        let args: SmallVec<[Value; 4]> = self.f.inst(value).args.iter().map(|&arg| self.resolve(arg)).collect();
        self.f.insts[value.index()].args.clone_from(&args);
        if let Some(same) = self.simplify(op, &args) {
            self.with[value.index()] = same;
            return;
        }
        self.note(value);
        self.know_fields(block, value);
        if let Some((load, args, stored)) = stored(op, &args) {
            let key = self.key(load, args);
            self.known.insert(key, SmallVec::from_slice(&[(block, stored)]));
            return;
        }
        // A branch makes its comparison for less than it takes to keep the result of another one.
        let is_comparison = matches!(op, Op::CompareInt(_) | Op::CompareFloat(_) | Op::IsNil | Op::IsFunction(_));
        if is_comparison || !op.is_pure() && op.reads().is_none() {
            return;
        }
        let key = self.key(op, args);
        if let Some(same) = self.find(&key, block) {
            return self.take(value, same);
        }
        self.known.entry(key).or_default().push((block, value));
    }

    /// Notes what the fields of a new object hold.
    fn know_fields(&mut self, block: Block, value: Value) {
        let inst = self.f.inst(value);
        let (Op::Helper { helper, .. } | Op::Inline { helper, .. }) = inst.op else { return };
        let (first, fields) = match helper {
            Helper::Construct if inst.kind != 0 && !inst.is_call() => (layout::INSTANCE_FIELDS, &inst.args[1..]),
            Helper::NewCell => (layout::CELL_VALUE, &inst.args[..]),
            _ => return,
        };
        let fields: SmallVec<[Value; 8]> = fields.iter().map(|&field| self.resolve(field)).collect();
        for (at, field) in (0..).zip(fields) {
            let key = self.key(Op::LoadField(first as u32 + 8 * at), SmallVec::from_slice(&[value]));
            self.known.insert(key, SmallVec::from_slice(&[(block, field)]));
        }
    }

    fn key(&self, op: Op, args: SmallVec<[Value; 4]>) -> Key {
        let op =
            if mutant::is(Mutant::ConfusedOffsets) && matches!(op, Op::LoadField(_)) { Op::LoadField(8) } else { op };
        let epoch = op.reads().map_or(0, |memory| self.now.of(memory));
        (op, args, self.now.calls, epoch)
    }

    fn find(&self, key: &Key, block: Block) -> Option<Value> {
        let known = self.known.get(key)?;
        known.iter().find(|&&(made, _)| self.blocks.dominates(made, block)).map(|&(_, value)| value)
    }

    /// Replaces a value by another, which may be a number that was stored unboxed.
    fn take(&mut self, value: Value, same: Value) {
        let same = self.resolve(same);
        let (ty, wanted) = (self.f.inst(same).ty, self.f.inst(value).ty);
        let is_number = matches!(ty, Type::Int | Type::Float) && !self.f.inst(same).op.is_constant();
        if wanted == Type::Boxed && is_number {
            let inst = &mut self.f.insts[value.index()];
            inst.op = Op::Box;
            inst.args = SmallVec::from_slice(&[same]);
            (inst.state, inst.blame) = (None, None);
        } else {
            self.with[value.index()] = same;
        }
    }

    /// The value that a guard or a box is known to be.
    fn simplify(&self, op: Op, args: &[Value]) -> Option<Value> {
        let &arg = args.first()?;
        let inst = self.f.inst(arg);
        let wanted = match op {
            Op::GuardInt => Type::Int,
            Op::GuardFloat => Type::Float,
            Op::GuardBool => Type::Bool,
            Op::GuardKind(kind) => return (inst.kind == kind).then_some(arg),
            Op::Box => {
                let is_guard = matches!(inst.op, Op::GuardInt | Op::GuardFloat);
                let origin = is_guard.then(|| self.resolve(inst.args[0]));
                return origin.filter(|&origin| self.f.inst(origin).ty == Type::Boxed);
            }
            _ => return None,
        };
        if inst.ty == wanted {
            return Some(arg);
        }
        if inst.op == Op::Box {
            let unboxed = self.resolve(inst.args[0]);
            return (self.f.inst(unboxed).ty == wanted).then_some(unboxed);
        }
        None
    }
}

/// The load that finds what a store has stored, and the stored value.
fn stored(op: Op, args: &[Value]) -> Option<(Op, SmallVec<[Value; 4]>, Value)> {
    match op {
        Op::StoreField(offset) => Some((Op::LoadField(offset), SmallVec::from_slice(&args[..1]), args[1])),
        Op::StoreGlobal(global) => Some((Op::LoadGlobal(global), SmallVec::new(), args[0])),
        Op::StoreElement => Some((Op::LoadElement, SmallVec::from_slice(&args[1..3]), args[3])),
        _ => None,
    }
}
