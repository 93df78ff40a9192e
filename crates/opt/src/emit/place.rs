//! [`Places`]: where each value is now, and which registers are free.

use jit::abi::SPILLS;
use jit::target::{FP_POOL, Fp, GP_POOL, Gp, PoolSet};

use super::kept::Kept;
use crate::ir::{Type, Value};

/// Words of the context where registers are kept while a leaf helper runs: as many as there are
/// registers.
pub(super) const SAVED: u32 = (GP_POOL.len() + FP_POOL.len()) as u32;
/// Words of the context for the operands of a leaf helper.
pub(super) const LEAF_WORDS: u32 = SAVED;
/// The word of the context through which moves go.
pub(super) const FREE_WORD: u32 = LEAF_WORDS + 3;
/// The first word of the context for values (spill slots).
const FIRST: u32 = FREE_WORD + 1;

/// A register, of either class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reg {
    /// By its place in [`GP_POOL`].
    Gp(u8),
    /// By its place in [`FP_POOL`].
    Fp(u8),
}

impl Reg {
    pub(super) fn gp(self) -> Gp {
        match self {
            Reg::Gp(at) => GP_POOL[usize::from(at)],
            Reg::Fp(_) => unreachable!("a float is in a float register"),
        }
    }

    pub(super) fn fp(self) -> Fp {
        match self {
            Reg::Fp(at) => FP_POOL[usize::from(at)],
            Reg::Gp(_) => unreachable!("only a float is in a float register"),
        }
    }
}

/// A word of memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mem {
    /// Of the frame, by its distance from the base: boxed.
    Word(u32),
    /// Of the context: as in a register.
    Spill(u32),
}

/// Where a value is: in a register, in a word, or in both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Place {
    pub reg: Option<Reg>,
    pub mem: Option<Mem>,
}

/// Where the values are that live at the beginning of a block.
pub(super) type Start = Vec<(Value, Place)>;

#[derive(Debug)]
pub(super) struct Places {
    of: Vec<Place>,
    /// The values that got a place since all places were forgotten.
    noted: Vec<Value>,
    gp: [Option<Value>; GP_POOL.len()],
    fp: [Option<Value>; FP_POOL.len()],
    pinned_gp: PoolSet,
    pinned_fp: PoolSet,
    spills: Vec<u32>,
    spill_count: u32,
    /// The register that would be best for a value.
    pub hints: Vec<Option<Reg>>,
    /// The word that keeps a value.
    pub kept: Vec<Option<Kept>>,
}

impl Places {
    pub(super) fn new(values: usize) -> Places {
        Places {
            of: vec![Place::default(); values],
            noted: Vec::new(),
            gp: [None; GP_POOL.len()],
            fp: [None; FP_POOL.len()],
            pinned_gp: PoolSet::NONE,
            pinned_fp: PoolSet::NONE,
            spills: vec![0; values],
            spill_count: 0,
            hints: vec![None; values],
            kept: vec![None; values],
        }
    }

    pub(super) fn of(&self, value: Value) -> Place {
        self.of[value.index()]
    }

    /// Notes that a value is in a register, which was free.
    pub(super) fn put(&mut self, value: Value, reg: Reg) {
        debug_assert!(self.owner(reg).is_none(), "the register was free");
        *self.slot(reg) = Some(value);
        self.noted.push(value);
        self.of[value.index()].reg = Some(reg);
    }

    pub(super) fn set_mem(&mut self, value: Value, mem: Option<Mem>) {
        self.noted.push(value);
        self.of[value.index()].mem = mem;
    }

    /// Frees the register of a value, which keeps its word if it has one.
    pub(super) fn release(&mut self, value: Value) {
        if let Some(reg) = self.of[value.index()].reg.take() {
            *self.slot(reg) = None;
        }
    }

    fn slot(&mut self, reg: Reg) -> &mut Option<Value> {
        match reg {
            Reg::Gp(at) => &mut self.gp[usize::from(at)],
            Reg::Fp(at) => &mut self.fp[usize::from(at)],
        }
    }

    pub(super) fn owner(&self, reg: Reg) -> Option<Value> {
        match reg {
            Reg::Gp(at) => self.gp[usize::from(at)],
            Reg::Fp(at) => self.fp[usize::from(at)],
        }
    }

    /// Registers in use, with their values.
    pub(super) fn owned(&self) -> impl Iterator<Item = (Reg, Value)> {
        let gp = (0..).map(Reg::Gp).zip(self.gp.iter().copied());
        let fp = (0..).map(Reg::Fp).zip(self.fp.iter().copied());
        gp.chain(fp).filter_map(|(reg, owner)| Some((reg, owner?)))
    }

    /// The values that are somewhere.
    pub(super) fn live(&self) -> Vec<Value> {
        let mut values = self.noted.clone();
        values.sort_unstable();
        values.dedup();
        values.retain(|value| self.of[value.index()] != Place::default());
        values
    }

    /// The registers of the class for a type.
    pub(super) fn class(ty: Type) -> impl Iterator<Item = Reg> {
        let is_float = ty == Type::Float;
        let gp = (0..GP_POOL.len() as u8).map(Reg::Gp).filter(move |_| !is_float);
        gp.chain((0..FP_POOL.len() as u8).map(Reg::Fp).filter(move |_| is_float))
    }

    pub(super) fn pin(&mut self, reg: Reg) {
        match reg {
            Reg::Gp(at) => self.pinned_gp |= PoolSet::at(at.into()),
            Reg::Fp(at) => self.pinned_fp |= PoolSet::at(at.into()),
        }
    }

    pub(super) fn unpin(&mut self) {
        (self.pinned_gp, self.pinned_fp) = (PoolSet::NONE, PoolSet::NONE);
    }

    pub(super) fn is_pinned(&self, reg: Reg) -> bool {
        match reg {
            Reg::Gp(at) => self.pinned_gp.meets(PoolSet::at(at.into())),
            Reg::Fp(at) => self.pinned_fp.meets(PoolSet::at(at.into())),
        }
    }

    /// A free register for a type, the given one if possible.
    pub(super) fn free(&self, ty: Type, hint: Option<Reg>) -> Option<Reg> {
        let is_free = |&reg: &Reg| self.owner(reg).is_none() && !self.is_pinned(reg);
        hint.filter(is_free).or_else(|| Places::class(ty).find(is_free))
    }

    /// The word of the context for a value (spill slot).
    pub(super) fn spill_of(&mut self, value: Value) -> u32 {
        let spill = &mut self.spills[value.index()];
        if *spill == 0 {
            *spill = FIRST + self.spill_count;
            self.spill_count += 1;
        }
        *spill
    }

    /// Whether there are more spilled values than words.
    pub(super) fn is_full(&self) -> bool {
        FIRST + self.spill_count > SPILLS as u32
    }

    /// Forgets all places.
    pub(super) fn clear(&mut self) {
        for value in self.noted.drain(..) {
            self.of[value.index()] = Place::default();
        }
        self.gp = [None; GP_POOL.len()];
        self.fp = [None; FP_POOL.len()];
    }

    /// Sets the places at the beginning of a block; all other values have none.
    pub(super) fn restore(&mut self, start: &Start) {
        self.clear();
        for &(value, place) in start {
            self.set_mem(value, place.mem);
            if let Some(reg) = place.reg {
                self.put(value, reg);
            }
        }
    }
}
