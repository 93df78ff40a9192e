//! The registers: what the pools hold, in which order, and which are scratch.

use a64_asm::{V0, V1, V2, V3, V4, V5, V6, V7, V16, V17, V18, V19, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29};
use a64_asm::{V30, V31, X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15, X16, X17};
use a64_asm::{X19, X20, X21, X22, X23, X24, X25, X26, X27, X28, X29};

use super::{Fp, Gp};

/// Registers for locals and temporaries, in the order they are given to locals. The first seven
/// survive a helper.
pub const GP_POOL: [Gp; 20] =
    [X19, X20, X21, X22, X23, X24, X26, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15];
/// Float registers for locals and temporaries.
pub const FP_POOL: [Fp; 20] =
    [V16, V17, V18, V19, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V2, V3, V4, V5, V6, V7];
/// The most general-purpose registers that locals may take; the others are for temporaries.
pub const GP_LOCALS: usize = 12;
/// The most float registers that locals may take.
pub const FP_LOCALS: usize = 14;
/// Scratch of a template.
pub const SCRATCH: Gp = X0;
/// A second scratch of a template.
pub const SCRATCH2: Gp = X1;
/// A third scratch of a template.
pub const SCRATCH3: Gp = X2;
/// Float scratch of a template.
pub const FLOAT_SCRATCH: Fp = V0;
/// A second float scratch of a template.
pub const FLOAT_SCRATCH2: Fp = V1;

/// Temporary of a macro operation.
pub(super) const TEMP: Gp = X16;
/// A second temporary of a macro operation; an offset that no instruction can hold is in it.
pub(super) const TEMP2: Gp = X17;
/// Float temporary of a macro operation.
pub(super) const FLOAT_TEMP: Fp = V31;
/// A second float temporary of a macro operation.
pub(super) const FLOAT_TEMP2: Fp = V30;

/// The context.
pub(super) const CONTEXT: Gp = X28;
/// [`heap::Bits::INT_TAG`].
pub(super) const INTS: Gp = X27;
/// The base of the frame.
pub(super) const BASE: Gp = X29;
/// In closed functions: the fuel left.
pub(super) const FUEL: Gp = X27;
/// In closed functions: the calls that may still nest.
pub(super) const DEPTH: Gp = X25;

/// How many lengths of arrays the context has room for.
pub const LENGTHS: u32 = crate::abi::LENGTHS as u32;

/// Whether a helper keeps the register.
pub fn survives_helper(gp: Gp) -> bool {
    GP_POOL[..7].contains(&gp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_hold_no_reserved_register() {
        let reserved =
            [SCRATCH, SCRATCH2, SCRATCH3, TEMP, TEMP2, CONTEXT, INTS, BASE, DEPTH, a64_asm::X18, a64_asm::LR];
        assert!(GP_POOL.iter().all(|gp| !reserved.contains(gp)));
        let reserved = [FLOAT_SCRATCH, FLOAT_SCRATCH2, FLOAT_TEMP, FLOAT_TEMP2];
        assert!(FP_POOL.iter().all(|fp| !reserved.contains(fp)));
    }

    /// The procedure call standard keeps x19 to x28, and of v8 to v15 the low halves.
    #[test]
    fn registers_that_survive_a_helper_are_callee_saved() {
        assert!(GP_POOL.iter().all(|&gp| survives_helper(gp) == (19..=28).contains(&gp.number())));
        assert!(FP_POOL.iter().all(|fp| !(8..16).contains(&fp.number())), "an entry would have to save it");
    }
}
