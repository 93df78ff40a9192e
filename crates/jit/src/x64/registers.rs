//! The registers: what the pools hold, in which order, and which are scratch.

use x64_asm::{R8, R9, R10, R11, R12, RAX, RBX, RCX, RDI, RDX, RSI};
use x64_asm::{XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15};

use super::{Fp, Gp};

/// Registers for locals and temporaries, in the order they are given to locals. The first two
/// survive a helper.
pub const GP_POOL: [Gp; 8] = [RBX, R12, RSI, RDI, R8, R9, R10, R11];
/// Float registers for locals and temporaries.
pub const FP_POOL: [Fp; 14] =
    [XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15, XMM2, XMM3];
/// The most general-purpose registers that locals may take; the others are for temporaries.
pub const GP_LOCALS: usize = 5;
/// The most float registers that locals may take.
pub const FP_LOCALS: usize = 10;
/// Scratch of a template.
pub const SCRATCH: Gp = RAX;
/// A second scratch of a template.
pub const SCRATCH2: Gp = RCX;
/// A third scratch of a template.
pub const SCRATCH3: Gp = RDX;
/// Float scratch of a template.
pub const FLOAT_SCRATCH: Fp = x64_asm::XMM0;
/// A second float scratch of a template.
pub const FLOAT_SCRATCH2: Fp = x64_asm::XMM1;

/// How many lengths of arrays the context has room for.
pub const LENGTHS: u32 = crate::abi::LENGTHS as u32;

/// Whether a helper keeps the register.
pub fn survives_helper(gp: Gp) -> bool {
    gp == RBX || gp == R12
}

/// The registers that only macro operations name, so that a test can assert that no pool has them.
#[cfg(test)]
const RESERVED: [Gp; 8] = [RAX, RCX, RDX, x64_asm::RBP, x64_asm::RSP, x64_asm::R13, x64_asm::R14, x64_asm::R15];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_hold_no_reserved_register() {
        assert!(GP_POOL.iter().all(|gp| !RESERVED.contains(gp)));
        assert!(!FP_POOL.contains(&FLOAT_SCRATCH) && !FP_POOL.contains(&FLOAT_SCRATCH2));
    }
}
