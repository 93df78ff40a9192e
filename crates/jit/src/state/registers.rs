//! [`Registers`]: which registers may hold operands, and which of those are free.
//!
//! Locals and array views have registers throughout a loop nest or a function. The other registers
//! of the pools are temporaries: an operand takes one, and releases it when it is used up.

use crate::check::{CHECKED, check};
use crate::target::{FP_LOCALS, FP_POOL, Fp, GP_LOCALS, GP_POOL, Gp, all, pool_bit};

/// A set of registers: bits of [`GP_POOL`] and of [`FP_POOL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegisterSet {
    gps: u16,
    fps: u16,
}

impl RegisterSet {
    /// No register.
    pub fn none() -> RegisterSet {
        RegisterSet { gps: 0, fps: 0 }
    }

    /// All registers of the pools.
    pub fn all() -> RegisterSet {
        RegisterSet { gps: all(&GP_POOL), fps: all(&FP_POOL) }
    }

    /// Those that are never given to locals.
    pub fn beyond_locals() -> RegisterSet {
        let RegisterSet { gps, fps } = RegisterSet::all();
        RegisterSet { gps: gps & !all(&GP_POOL[..GP_LOCALS]), fps: fps & !all(&FP_POOL[..FP_LOCALS]) }
    }

    /// The set without a register.
    #[must_use]
    pub fn without_gp(self, gp: Gp) -> RegisterSet {
        RegisterSet { gps: self.gps & !pool_bit(&GP_POOL, gp), ..self }
    }

    /// The set without a float register.
    #[must_use]
    pub fn without_fp(self, fp: Fp) -> RegisterSet {
        RegisterSet { fps: self.fps & !pool_bit(&FP_POOL, fp), ..self }
    }

    /// Adds a register of the pool; whether it was not in the set.
    pub fn insert_gp(&mut self, gp: Gp) -> bool {
        let is_new = !self.has_gp(gp);
        self.gps |= pool_bit(&GP_POOL, gp);
        is_new
    }

    /// Adds a float register of the pool; whether it was not in the set.
    pub fn insert_fp(&mut self, fp: Fp) -> bool {
        let is_new = !self.has_fp(fp);
        self.fps |= pool_bit(&FP_POOL, fp);
        is_new
    }

    /// Whether a register is in the set.
    pub fn has_gp(self, gp: Gp) -> bool {
        self.gps & pool_bit(&GP_POOL, gp) != 0
    }

    /// Whether a float register is in the set.
    pub fn has_fp(self, fp: Fp) -> bool {
        self.fps & pool_bit(&FP_POOL, fp) != 0
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
        self.free.gps = temporaries.gps & (free.gps | !before.gps);
        self.free.fps = temporaries.fps & (free.fps | !before.fps);
        self.temporaries = temporaries;
    }

    /// Takes the first free temporary.
    pub fn take_gp(&mut self) -> Option<Gp> {
        self.note_taken();
        let at = self.free.gps.trailing_zeros() as usize;
        let &gp = GP_POOL.get(at)?;
        self.free.gps &= !(1 << at);
        Some(gp)
    }

    /// Takes the first free float temporary.
    pub fn take_fp(&mut self) -> Option<Fp> {
        self.note_taken();
        let at = self.free.fps.trailing_zeros() as usize;
        let &fp = FP_POOL.get(at)?;
        self.free.fps &= !(1 << at);
        Some(fp)
    }

    /// Frees a temporary. The register of a local or a view stays as it is.
    pub fn release_gp(&mut self, gp: Gp) {
        self.free.gps |= self.temporaries.gps & pool_bit(&GP_POOL, gp);
    }

    /// Frees a float temporary. The register of a local stays as it is.
    pub fn release_fp(&mut self, fp: Fp) {
        self.free.fps |= self.temporaries.fps & pool_bit(&FP_POOL, fp);
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
        let (gps, fps) = (self.temporaries.gps & !self.free.gps, self.temporaries.fps & !self.free.fps);
        check!(
            gps & owned.gps == owned.gps && fps & owned.fps == owned.fps,
            "an operand is in a register that is free"
        );
        check!(gps == owned.gps && fps == owned.fps, "a register is taken that holds no operand");
    }
}
