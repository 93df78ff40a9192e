//! The machine that the code is made for: the macro operations and registers of its backend.
//!
//! Templates speak of registers by class ([`Gp`], [`Fp`]), of words of the frame by index, of
//! pending conditions as [`Test`]. So they name no machine, and this file alone says which it is:
//! ARM64 on ARM64, elsewhere x86-64.

/// Takes what templates use from a backend.
macro_rules! machine {
    ($machine:ident) => {
        pub use crate::$machine::{
            ColdPiece, Error, FLOAT_SCRATCH, FLOAT_SCRATCH2, FP_LOCALS, FP_POOL, FloatSource, Fp, GP_LOCALS, GP_POOL,
            Gp, Held, IntSource, LENGTHS, Label, MapSearch, Masm, PoolSet, RETURN_WORDS, RUNS_HERE, SCRATCH, SCRATCH2,
            SCRATCH3, Scratch, Test, Word, survives_helper, trampoline,
        };
    };
}

#[cfg(target_arch = "aarch64")]
machine!(a64);
#[cfg(not(target_arch = "aarch64"))]
machine!(x64);
