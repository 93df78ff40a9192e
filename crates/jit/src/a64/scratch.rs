//! The scratch registers, each with its number among the claims.

use super::{FLOAT_SCRATCH, FLOAT_SCRATCH2, Fp, Gp, Masm, SCRATCH, SCRATCH2, SCRATCH3, Scratch};

impl Masm {
    /// Claims the scratch. Results of helpers and of calls are in it.
    #[inline]
    pub fn scratch(&self) -> Scratch<Gp> {
        Scratch::claim(&self.claims, 0, SCRATCH)
    }

    /// Claims the second scratch.
    #[inline]
    pub fn scratch2(&self) -> Scratch<Gp> {
        Scratch::claim(&self.claims, 1, SCRATCH2)
    }

    /// Claims the third scratch.
    #[inline]
    pub fn scratch3(&self) -> Scratch<Gp> {
        Scratch::claim(&self.claims, 2, SCRATCH3)
    }

    /// Claims the float scratch.
    #[inline]
    pub fn float_scratch(&self) -> Scratch<Fp> {
        Scratch::claim(&self.claims, 3, FLOAT_SCRATCH)
    }

    /// Claims the second float scratch.
    #[inline]
    pub fn float_scratch2(&self) -> Scratch<Fp> {
        Scratch::claim(&self.claims, 4, FLOAT_SCRATCH2)
    }

    /// Checks that no scratch is claimed: what comes next may clobber any.
    #[inline]
    pub fn check_no_scratch(&self, before: &str) {
        self.claims.check_none(before);
    }
}
