//! The passes, in their order. Each changes a representation that the verifier accepts into another
//! that it accepts.

mod bounds;
mod checks;
mod dce;
mod float;
mod gvn;
mod licm;
mod pair;
mod phi;
mod scalar;
mod strength;
mod strip;

use crate::ir::Function;

/// A pass.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The name for `unna jit --ir=NAME`.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&mut Function),
}

/// All passes.
pub const PASSES: [Pass; 11] = [
    Pass { name: "phi", run: phi::run },
    Pass { name: "scalar", run: scalar::run },
    Pass { name: "gvn", run: gvn::run },
    Pass { name: "licm", run: licm::run },
    Pass { name: "gvn2", run: gvn::run },
    Pass { name: "checks", run: checks::run },
    Pass { name: "strength", run: strength::run },
    Pass { name: "strip", run: strip::run },
    Pass { name: "dce", run: dce::run },
    Pass { name: "float", run: float::run },
    Pass { name: "pair", run: pair::run },
];
