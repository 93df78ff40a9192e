//! [`Span`]: which stretch of the hot code is for which value, for those who look into the code.

use jit::target::{Fp, Gp};

use super::place::Reg;
use crate::ir::{Block, Value};

/// A stretch of the hot code, up to the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where it begins, in bytes.
    pub offset: u32,
    /// The block that it is in.
    pub block: Block,
    /// The value that it makes; `None` for the block's end.
    pub value: Option<Value>,
    /// The register that the value is in behind it.
    pub register: Option<Register>,
}

/// A register of the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Register {
    /// A general-purpose one.
    Gp(Gp),
    /// A floating-point one.
    Fp(Fp),
}

impl Reg {
    pub(super) fn name(self) -> Register {
        match self {
            Reg::Gp(_) => Register::Gp(self.gp()),
            Reg::Fp(_) => Register::Fp(self.fp()),
        }
    }
}

impl std::fmt::Display for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Register::Gp(gp) => format!("{gp:?}"),
            Register::Fp(fp) => format!("{fp:?}"),
        };
        f.write_str(&name.to_lowercase())
    }
}
