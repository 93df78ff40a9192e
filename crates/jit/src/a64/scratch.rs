//! The scratch registers.

use super::{FLOAT_SCRATCH, FLOAT_SCRATCH2, Fp, Gp, Masm, SCRATCH, SCRATCH2, SCRATCH3, Scratch};

crate::machine::scratch_registers!();
