//! [`Registers`]: which registers may hold operands, and which of those are free.
//!
//! Locals and array views have registers throughout a loop nest or a function. The other registers
//! of the pools are temporaries: an operand takes one, and releases it when it is used up.

use crate::check::{CHECKED, check};
use crate::target::{FP_LOCALS, FP_POOL, Fp, GP_LOCALS, GP_POOL, Gp, PoolSet};

/// A set of registers of [`GP_POOL`] and [`FP_POOL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegisterSet {
    gps: PoolSet,
    fps: PoolSet,
}

impl RegisterSet {
    /// No register.
    pub fn none() -> RegisterSet {
        RegisterSet { gps: PoolSet::NONE, fps: PoolSet::NONE }
    }

    /// All registers of the pools.
    pub fn all() -> RegisterSet {
        RegisterSet { gps: PoolSet::all(&GP_POOL), fps: PoolSet::all(&FP_POOL) }
    }

    /// Those that are never given to locals.
    pub fn beyond_locals() -> RegisterSet {
        let RegisterSet { gps, fps } = RegisterSet::all();
        RegisterSet { gps: gps - PoolSet::all(&GP_POOL[..GP_LOCALS]), fps: fps - PoolSet::all(&FP_POOL[..FP_LOCALS]) }
    }

    /// The set without a register.
    #[must_use]
    pub fn without_gp(self, gp: Gp) -> RegisterSet {
        RegisterSet { gps: self.gps - PoolSet::of(&GP_POOL, gp), ..self }
    }

    /// The set without a float register.
    #[must_use]
    pub fn without_fp(self, fp: Fp) -> RegisterSet {
        RegisterSet { fps: self.fps - PoolSet::of(&FP_POOL, fp), ..self }
    }

    /// Adds a register of the pool; whether it was not in the set.
    pub fn insert_gp(&mut self, gp: Gp) -> bool {
        let is_new = !self.has_gp(gp);
        self.gps |= PoolSet::of(&GP_POOL, gp);
        is_new
    }

    /// Adds a float register of the pool; whether it was not in the set.
    pub fn insert_fp(&mut self, fp: Fp) -> bool {
        let is_new = !self.has_fp(fp);
        self.fps |= PoolSet::of(&FP_POOL, fp);
        is_new
    }

    /// Whether a register is in the set.
    pub fn has_gp(self, gp: Gp) -> bool {
        self.gps.meets(PoolSet::of(&GP_POOL, gp))
    }

    /// Whether a float register is in the set.
    pub fn has_fp(self, fp: Fp) -> bool {
        self.fps.meets(PoolSet::of(&FP_POOL, fp))
    }
}

/// The temporaries.
#[derive(Clone, Debug)]
pub struct Registers {
    temporaries: RegisterSet,
    free: RegisterSet,
    /// How many were taken so far, where the state is checked.
    taken: u32,
}

/// A moment, by how many registers had been taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark(u32);

impl Registers {
    /// All of a set, all free.
    pub fn new(temporaries: RegisterSet) -> Registers {
        Registers { temporaries, free: temporaries, taken: 0 }
    }

    /// All temporaries are free: no operand is in a register here.
    pub fn free_all(&mut self) {
        self.free = self.temporaries;
    }

    /// Changes which registers are temporaries. One that was none before is free.
    pub fn set_temporaries(&mut self, temporaries: RegisterSet) {
        let (before, free) = (self.temporaries, self.free);
        self.free.gps = temporaries.gps - (before.gps - free.gps);
        self.free.fps = temporaries.fps - (before.fps - free.fps);
        self.temporaries = temporaries;
    }

    /// Takes the first free temporary.
    pub fn take_gp(&mut self) -> Option<Gp> {
        self.note_taken();
        let at = self.free.gps.first()?;
        self.free.gps -= PoolSet::at(at);
        Some(GP_POOL[at])
    }

    /// Takes the first free float temporary.
    pub fn take_fp(&mut self) -> Option<Fp> {
        self.note_taken();
        let at = self.free.fps.first()?;
        self.free.fps -= PoolSet::at(at);
        Some(FP_POOL[at])
    }

    /// Frees a temporary. The register of a local or a view stays as it is.
    pub fn release_gp(&mut self, gp: Gp) {
        self.free.gps |= self.temporaries.gps & PoolSet::of(&GP_POOL, gp);
    }

    /// Frees a float temporary. The register of a local stays as it is.
    pub fn release_fp(&mut self, fp: Fp) {
        self.free.fps |= self.temporaries.fps & PoolSet::of(&FP_POOL, fp);
    }

    /// Those that may hold operands here.
    pub fn temporaries(&self) -> RegisterSet {
        self.temporaries
    }

    // Checks.

    fn note_taken(&mut self) {
        if CHECKED {
            self.taken += 1;
        }
    }

    /// This moment.
    pub fn mark(&self) -> Mark {
        Mark(self.taken)
    }

    /// Checks that no register was taken since a moment. To free one, an operand may have gone home
    /// that an exit noted before saves from its register.
    pub fn check_none_taken(&self, since: Mark, between: &str) {
        check!(self.mark() == since, "a register was taken between {between}");
    }

    /// Checks that exactly these temporaries are not free.
    pub fn check(&self, owned: RegisterSet) {
        let (gps, fps) = (self.temporaries.gps - self.free.gps, self.temporaries.fps - self.free.fps);
        check!(gps.has(owned.gps) && fps.has(owned.fps), "an operand is in a register that is free");
        check!(gps == owned.gps && fps == owned.fps, "a register is taken that holds no operand");
    }
}
