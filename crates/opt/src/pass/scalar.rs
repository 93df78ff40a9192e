//! Scalar replacement: an instance that nothing but frames would ever hold is not made. Its fields
//! are values like others, and an exit makes it for the frames that the interpreter gets
//! ([`Op::Virtual`]).
//!
//! An instance stays as it is if it escapes: if something stores it, changes it, compares it,
//! returns it or passes it on, or if it is in a frame during a call, where no machine code could
//! keep the fields. A phi of instances of the same shape becomes an instance of phis.

use std::collections::{BTreeMap, BTreeSet};

use heap::layout;
use jit::abi::Helper;
use smallvec::SmallVec;

use crate::ir::{Block, End, Function, Inst, Op, Type, Value};
use crate::mutant::{self, Mutant};

/// So often the pass may find out that fewer instances stay in pieces than it thought, until it
/// gives up.
const MOST_ROUNDS: usize = 16;

/// The most fields that the instances in pieces may have together: an exit has room for that many.
const MOST_FIELDS: usize = jit::abi::WORDS_ABOVE as usize / 2;

/// Replaces the instances that do not escape.
pub(super) fn run(f: &mut Function) {
    let mut pass = Pass { with: Vec::new(), pieces: BTreeMap::new(), f };
    pass.find();
    if pass.pieces.is_empty() {
        return;
    }
    pass.find_phis();
    for _ in 0..MOST_ROUNDS {
        pass.follow();
        if !pass.drop_escaping() {
            return pass.replace();
        }
    }
}

/// An instance that is not made.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Piece {
    shape: u32,
    /// The values of the fields. Those of a phi are phis that stand in no block yet.
    fields: SmallVec<[Value; 4]>,
}

struct Pass<'a> {
    f: &'a mut Function,
    pieces: BTreeMap<Value, Piece>,
    /// What each value is, if the instances are in pieces: a guard its operand, a load of a field
    /// that field.
    with: Vec<Value>,
}

/// The field that a load at an offset finds.
fn field(offset: u32) -> usize {
    (offset as usize - layout::INSTANCE_FIELDS) / 8
}

impl Pass<'_> {
    fn resolve(&self, mut value: Value) -> Value {
        while self.with[value.index()] != value {
            value = self.with[value.index()];
        }
        value
    }

    /// The instance in pieces that a value is.
    fn instance(&self, value: Value) -> Option<(Value, &Piece)> {
        let value = self.resolve(value);
        self.pieces.get(&value).map(|piece| (value, piece))
    }

    /// The instructions of the blocks that control comes to, in their order.
    fn insts(&self) -> impl Iterator<Item = Value> {
        let reached = self.f.block_ids().filter(|&block| self.f.is_reached(block));
        reached.flat_map(|block| self.f.block(block).insts.iter().copied())
    }

    /// Finds the instances that are made, as far as there is room for their fields.
    fn find(&mut self) {
        let mut left = MOST_FIELDS;
        for value in self.insts().collect::<Vec<_>>() {
            let inst = self.f.inst(value);
            let (Op::Helper { helper, .. } | Op::Inline { helper, .. }) = inst.op else { continue };
            let count = inst.args.len().saturating_sub(1);
            if helper == Helper::Construct && inst.kind != 0 && count <= left {
                left -= count;
                let fields = SmallVec::from_slice(&inst.args[1..]);
                self.pieces.insert(value, Piece { shape: inst.kind, fields });
            }
        }
    }

    /// Finds the phis that may be of instances alone, and makes phis of their fields.
    fn find_phis(&mut self) {
        self.with = (0..self.f.insts.len() as u32).map(Value).collect();
        let phis: Vec<Value> = self.insts().filter(|&value| self.f.inst(value).op == Op::Phi).collect();
        let mut left = MOST_FIELDS;
        loop {
            let before = self.pieces.len();
            for &phi in &phis {
                let known = self.f.inst(phi).args.iter().find_map(|arg| self.pieces.get(arg));
                let Some((shape, count)) = known.map(|piece| (piece.shape, piece.fields.len())) else { continue };
                if self.pieces.contains_key(&phi) || count > left {
                    continue;
                }
                left -= count;
                let fields = (0..count).map(|_| self.new_inst(phi, Op::Phi, Type::Boxed, &[])).collect();
                self.pieces.insert(phi, Piece { shape, fields });
            }
            if self.pieces.len() == before {
                return;
            }
        }
    }

    /// A new instruction for that of another one, which stands in no block yet.
    fn new_inst(&mut self, of: Value, op: Op, ty: Type, args: &[Value]) -> Value {
        let source = self.f.inst(of).source;
        self.f.add(Inst::plain(op, ty, args, source))
    }

    /// Follows the instances through guards and through the fields of each other.
    fn follow(&mut self) {
        self.with = (0..self.f.insts.len() as u32).map(Value).collect();
        let insts: Vec<Value> = self.insts().collect();
        for value in insts {
            let inst = self.f.inst(value);
            let same = match inst.op {
                Op::GuardKind(kind) => {
                    let instance = self.instance(inst.args[0]);
                    instance.filter(|(_, piece)| piece.shape == kind).map(|(instance, _)| instance)
                }
                Op::LoadField(offset) => {
                    self.instance(inst.args[0]).map(|(_, piece)| self.resolve(piece.fields[field(offset)]))
                }
                _ => None,
            };
            if let Some(same) = same {
                self.with[value.index()] = same;
            }
        }
    }

    /// Has those instances made after all that escape. Returns whether there were any.
    fn drop_escaping(&mut self) -> bool {
        let mut escaping: Vec<Value> = Vec::new();
        for block in self.f.block_ids().filter(|&block| self.f.is_reached(block)) {
            let data = self.f.block(block);
            data.insts.iter().for_each(|&value| self.escaping_at(value, &mut escaping));
            escaping.extend(data.end.value().and_then(|value| self.instance(value)).map(|(instance, _)| instance));
        }
        self.ambiguous(&mut escaping);
        escaping.iter().for_each(|value| _ = self.pieces.remove(value));
        !escaping.is_empty()
    }

    /// The phis that may be the same object as another instance in a frame state. An exit would
    /// make two of it, and the interpreter may store into one or compare both.
    fn ambiguous(&self, escaping: &mut Vec<Value>) {
        let is_phi = |value: &Value| self.f.inst(*value).op == Op::Phi;
        if !self.pieces.keys().any(is_phi) || mutant::is(Mutant::LostIdentity) {
            return;
        }
        let made = self.made();
        for block in self.f.block_ids().filter(|&block| self.f.is_reached(block)) {
            let data = self.f.block(block);
            let left = if let End::Leave(state) = data.end { Some(state) } else { None };
            for state in data.insts.iter().filter_map(|&value| self.f.inst(value).state).chain(left) {
                let mut held = BTreeSet::new();
                self.f
                    .words(state)
                    .filter(|&(_, word)| word != Value::DEAD)
                    .for_each(|(_, it)| self.hold(it, &mut held));
                for a in held.iter().filter(|value| is_phi(value)) {
                    if held.iter().any(|b| a != b && !made[a].is_disjoint(&made[b])) {
                        escaping.push(*a);
                    }
                }
            }
        }
    }

    /// Adds an instance and those in its fields.
    fn hold(&self, value: Value, held: &mut BTreeSet<Value>) {
        let Some((instance, piece)) = self.instance(value) else { return };
        if held.insert(instance) {
            piece.fields.iter().for_each(|&field| self.hold(field, held));
        }
    }

    /// For each instance, where it may have been made: a phi where any of its operands was.
    fn made(&self) -> BTreeMap<Value, BTreeSet<Value>> {
        let own = |&value: &Value| match self.f.inst(value).op {
            Op::Phi => (value, BTreeSet::new()),
            _ => (value, BTreeSet::from([value])),
        };
        let mut made: BTreeMap<Value, BTreeSet<Value>> = self.pieces.keys().map(own).collect();
        loop {
            let mut changed = false;
            for &phi in self.pieces.keys().filter(|value| self.f.inst(**value).op == Op::Phi) {
                let args = self.f.inst(phi).args.iter().filter_map(|&arg| self.instance(arg));
                let all: BTreeSet<Value> = args.flat_map(|(instance, _)| made[&instance].iter().copied()).collect();
                changed |= made.insert(phi, all.clone()) != Some(all);
            }
            if !changed {
                return made;
            }
        }
    }

    /// The instances that an instruction has escape.
    fn escaping_at(&self, value: Value, escaping: &mut Vec<Value>) {
        let inst = self.f.inst(value);
        let instances = |values: &[Value], escaping: &mut Vec<Value>| {
            escaping.extend(values.iter().filter_map(|&it| self.instance(it)).map(|(instance, _)| instance));
        };
        match self.pieces.get(&value) {
            Some(piece) if inst.op == Op::Phi => {
                escaping.extend((!inst.args.iter().all(|&arg| self.fits(piece, arg))).then_some(value));
            }
            // The operands but the first are its fields.
            Some(_) => instances(&inst.args[..1], escaping),
            None if self.with[value.index()] == value => instances(&inst.args, escaping),
            None => {}
        }
        if let Some(state) = inst.state
            && inst.is_call()
        {
            let words: Vec<Value> = self.f.words(state).map(|(_, word)| word).filter(|&it| it != Value::DEAD).collect();
            instances(&words, escaping);
        }
    }

    /// Whether an operand of a phi is an instance in pieces of that shape. An instance in its
    /// fields could be the phi's own of the turn before.
    fn fits(&self, phi: &Piece, arg: Value) -> bool {
        let Some((_, piece)) = self.instance(arg) else { return false };
        piece.shape == phi.shape && piece.fields.iter().all(|&field| self.instance(field).is_none())
    }

    fn replace(mut self) {
        self.join_fields();
        let Pass { f, pieces, mut with } = self;
        with.extend((with.len() as u32..f.insts.len() as u32).map(Value));
        for (at, with) in with.iter_mut().enumerate() {
            let (value, same) = (Value(at as u32), *with);
            let is_number = matches!(f.inst(same).ty, Type::Int | Type::Float) && !f.inst(same).op.is_constant();
            let inst = &mut f.insts[at];
            if let Some(piece) = pieces.get(&value) {
                (inst.op, inst.kind, inst.state, inst.blame) = (Op::Virtual, piece.shape, None, None);
                inst.args.clone_from(&piece.fields);
            } else if same != value && is_number {
                // A load gives a boxed word.
                (inst.op, inst.state, inst.blame) = (Op::Box, None, None);
                inst.args = SmallVec::from_slice(&[same]);
                *with = value;
            }
        }
        f.replace(&with);
        for block in &mut f.blocks {
            block.insts.retain(|value| with[value.index()] == *value);
        }
    }

    /// Has the phis of fields stand in place of the phis of instances.
    fn join_fields(&mut self) {
        let is_phi = |value: &Value| self.f.inst(*value).op == Op::Phi;
        let phis: Vec<Value> = self.pieces.keys().copied().filter(is_phi).collect();
        for &phi in &phis {
            let args: Vec<Value> = self.f.inst(phi).args.to_vec();
            for (at, field) in self.pieces[&phi].fields.clone().into_iter().enumerate() {
                let of = |arg: &Value| self.resolve(self.instance(*arg).expect("it fits").1.fields[at]);
                let joined = args.iter().map(of).collect();
                self.f.insts[field.index()].args = joined;
            }
        }
        self.infer_types(&phis);
        for block in self.f.block_ids() {
            let insts = std::mem::take(&mut self.f.blocks[block.index()].insts);
            let (split, rest): (Vec<Value>, Vec<Value>) = insts.into_iter().partition(|value| phis.contains(value));
            let old = rest.iter().take_while(|value| self.f.inst(**value).op == Op::Phi).count();
            let fields: Vec<Value> = split.iter().flat_map(|phi| self.pieces[phi].fields.iter().copied()).collect();
            let insts = rest[..old].iter().chain(&fields).chain(&split).chain(&rest[old..]).copied().collect();
            self.f.blocks[block.index()].insts = insts;
            fields.iter().for_each(|&field| self.box_operands(block, field));
        }
    }

    /// Has a phi of fields be a number where all its operands are of that type.
    fn infer_types(&mut self, phis: &[Value]) {
        let fields: Vec<Value> = phis.iter().flat_map(|phi| self.pieces[phi].fields.iter().copied()).collect();
        let mut types: BTreeMap<Value, Type> = fields.iter().map(|&field| (field, Type::None)).collect();
        loop {
            let mut changed = false;
            for &field in &fields {
                let of = |arg: &Value| types.get(arg).copied().unwrap_or(self.f.inst(*arg).ty);
                let known = self.f.inst(field).args.iter().map(of).filter(|&ty| ty != Type::None);
                let joined = known.reduce(|a, b| if a == b { a } else { Type::Boxed }).unwrap_or(Type::None);
                changed |= types.insert(field, joined) != Some(joined);
            }
            if !changed {
                break;
            }
        }
        for (field, ty) in types {
            let is_number = matches!(ty, Type::Int | Type::Float);
            self.f.insts[field.index()].ty = if is_number { ty } else { Type::Boxed };
        }
    }

    /// Boxes the numbers that come to a boxed phi, where the edges begin.
    fn box_operands(&mut self, block: Block, phi: Value) {
        if self.f.inst(phi).ty != Type::Boxed {
            return;
        }
        for at in 0..self.f.inst(phi).args.len() {
            let arg = self.f.inst(phi).args[at];
            let is_number = matches!(self.f.inst(arg).ty, Type::Int | Type::Float);
            if is_number && !self.f.inst(arg).op.is_constant() {
                let boxed = self.new_inst(arg, Op::Box, Type::Boxed, &[arg]);
                let pred = self.f.block(block).preds[at];
                self.f.blocks[pred.index()].insts.push(boxed);
                self.f.insts[phi.index()].args[at] = boxed;
            }
        }
    }
}
