//! Operands of closed functions: where each is until it is used, and the registers for temporaries.

use bytecode::num::Num;
use bytecode::{ScalarType, Slot};

use crate::x64::{FP_LOCALS, FP_POOL, Fp, GP_LOCALS, GP_POOL, Gp, Test, Word};

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Entry {
    Int(i32),
    /// A float by its bits.
    Float(u64),
    Bool(bool),
    /// What a slot holds now.
    Local(Slot, ScalarType),
    /// An int, zero-extended, or a bool, in a register that is not a slot's.
    Gp(Gp, ScalarType),
    Fp(Fp),
    /// A bool that the flags hold; only the top operand.
    Flags(Test),
    /// In its home, the operand's word.
    Home(ScalarType),
}

impl Entry {
    pub(super) fn kind(self) -> ScalarType {
        match self {
            Entry::Int(_) => ScalarType::Int,
            Entry::Float(_) | Entry::Fp(_) => ScalarType::Float,
            Entry::Bool(_) | Entry::Flags(_) => ScalarType::Bool,
            Entry::Local(_, kind) | Entry::Gp(_, kind) | Entry::Home(kind) => kind,
        }
    }
}

/// A popped operand: where it is, and the word that is its home.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    pub(super) entry: Entry,
    pub(super) home: Word,
}

impl Operand {
    /// Whether it counts as true, if that is known.
    pub(super) fn known_truth(self) -> Option<bool> {
        match self.entry {
            Entry::Int(value) => Some(value != 0),
            Entry::Float(bits) => Some(f64::from_bits(bits) != 0.0),
            Entry::Bool(value) => Some(value),
            Entry::Local(..) | Entry::Gp(..) | Entry::Fp(_) | Entry::Flags(_) | Entry::Home(_) => None,
        }
    }

    /// The number, if it is known.
    pub(super) fn known_number(self) -> Option<Num> {
        match self.entry {
            Entry::Int(value) => Some(Num::Int(value)),
            Entry::Float(bits) => Some(Num::Float(f64::from_bits(bits))),
            _ => None,
        }
    }

    pub(super) fn is_int(self) -> bool {
        self.entry.kind() == ScalarType::Int
    }
}

/// The registers that no slot has; a bit for each of a pool's that is free.
#[derive(Clone, Copy, Debug)]
pub(super) struct Temporaries {
    gps: u16,
    fps: u16,
}

/// The bits of the registers that never hold a slot.
const GPS: u16 = ((1 << GP_POOL.len()) - 1) & !((1 << GP_LOCALS) - 1);
const FPS: u16 = ((1 << FP_POOL.len()) - 1) & !((1 << FP_LOCALS) - 1);

impl Temporaries {
    pub(super) fn all() -> Temporaries {
        Temporaries { gps: GPS, fps: FPS }
    }

    pub(super) fn take_gp(&mut self) -> Option<Gp> {
        let at = self.gps.trailing_zeros() as usize;
        let &gp = GP_POOL.get(at)?;
        self.gps &= !(1 << at);
        Some(gp)
    }

    pub(super) fn take_fp(&mut self) -> Option<Fp> {
        let at = self.fps.trailing_zeros() as usize;
        let &fp = FP_POOL.get(at)?;
        self.fps &= !(1 << at);
        Some(fp)
    }

    /// Frees what an entry takes; registers of slots are never free.
    pub(super) fn release(&mut self, entry: Entry) {
        match entry {
            Entry::Gp(gp, _) => self.gps |= GPS & bit(&GP_POOL, gp),
            Entry::Fp(fp) => self.fps |= FPS & bit(&FP_POOL, fp),
            _ => {}
        }
    }
}

fn bit<R: PartialEq>(pool: &[R], register: R) -> u16 {
    pool.iter().position(|it| *it == register).map_or(0, |at| 1 << at)
}
