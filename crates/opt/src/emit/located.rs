//! [`LocalRange`]: in which registers locals are, for those who look into the code.

use std::collections::{BTreeMap, BTreeSet};

use bytecode::Slot;

use super::Emitter;
use super::place::Reg;
use super::span::Register;
use crate::ir::{FrameId, Function, Op, Value};

/// A register that holds the value of a local in a stretch of the hot code. A value is that of all
/// locals that have it in some frame state. A phi that no frame state has is that of the locals
/// that its operands have in common. A local that is in no register is in memory, is a constant,
/// or is not needed any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LocalRange {
    /// The frame that the local is of.
    pub frame: FrameId,
    /// The local.
    pub slot: Slot,
    /// Its value.
    pub value: Value,
    /// The register.
    pub register: Register,
    /// Where the range begins, in bytes from the beginning of the code.
    pub from: u32,
    /// Where it ends.
    pub until: u32,
}

/// Which register holds which value from where to where.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    open: BTreeMap<Reg, (Value, u32)>,
    closed: Vec<(Reg, Value, u32, u32)>,
}

impl Ranges {
    /// At this offset, these registers hold these values.
    fn note(&mut self, offset: u32, owned: impl Iterator<Item = (Reg, Value)>) {
        let now: BTreeMap<Reg, Value> = owned.collect();
        let closed = &mut self.closed;
        self.open.retain(|&reg, &mut (value, from)| {
            let stays = now.get(&reg) == Some(&value);
            if !stays && from < offset {
                closed.push((reg, value, from, offset));
            }
            stays
        });
        for (reg, value) in now {
            self.open.entry(reg).or_insert((value, offset));
        }
    }
}

impl Emitter<'_> {
    /// Notes which registers hold which values here, if that is asked for.
    pub(super) fn locate(&mut self) {
        let offset = self.masm.offset();
        if let Some(ranges) = &mut self.ranges {
            ranges.note(offset, self.places.owned());
        }
    }

    /// The ranges of locals, in the order in which they begin.
    pub(super) fn located(&mut self, hot_bytes: u32) -> Vec<LocalRange> {
        let Some(mut ranges) = self.ranges.take() else { return Vec::new() };
        ranges.note(hot_bytes, std::iter::empty());
        let locals = self.locals();
        let of_locals = |&(reg, value, from, until): &(Reg, Value, u32, u32)| {
            let range = move |&(frame, slot)| LocalRange { frame, slot, value, register: reg.name(), from, until };
            locals.get(&value).into_iter().flatten().map(range).collect::<Vec<_>>()
        };
        let mut found: Vec<LocalRange> = ranges.closed.iter().flat_map(of_locals).collect();
        found.sort_by_key(|range| (range.from, range.frame.0, range.slot));
        found
    }

    /// The locals that each value is of, by its root.
    fn locals(&self) -> BTreeMap<Value, BTreeSet<(FrameId, Slot)>> {
        let f: &Function = self.f;
        let mut locals: BTreeMap<Value, BTreeSet<(FrameId, Slot)>> = BTreeMap::new();
        let insts = f.block_ids().flat_map(|block| &f.block(block).insts);
        for frame in insts.filter_map(|&value| f.inst(value).state).flat_map(|state| f.chain(state)) {
            let slots = self.unit.modules.chunk(f.frames[frame.frame.index()].chunk).slots;
            for (slot, &value) in (0..slots).map(Slot).zip(&frame.words) {
                if value != Value::DEAD && !f.inst(value).op.is_constant() {
                    locals.entry(self.root(value)).or_default().insert((frame.frame, slot));
                }
            }
        }
        self.add_phis(&mut locals);
        locals
    }

    fn add_phis(&self, locals: &mut BTreeMap<Value, BTreeSet<(FrameId, Slot)>>) {
        let f = self.f;
        let is_phi = |value: &Value| matches!(f.inst(*value).op, Op::Phi);
        for phi in f.block_ids().flat_map(|block| f.block(block).insts.iter().copied().filter(is_phi)) {
            let operands = f.inst(phi).args.iter().filter(|it| !f.inst(**it).op.is_constant());
            let known = operands.filter_map(|&it| locals.get(&self.root(it)).cloned());
            let common = known.reduce(|a, b| a.intersection(&b).copied().collect());
            if let Some(common) = common.filter(|_| !locals.contains_key(&phi)) {
                locals.insert(phi, common);
            }
        }
    }
}
