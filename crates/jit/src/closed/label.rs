//! [`Labels`]: the places of the code that all closed functions of a module share.

use bytecode::{Module, Verified};

use crate::target::{Label, Masm};

/// Labels that all functions share.
pub(super) struct Labels {
    /// By `ChunkId`; of chunks that are not closed too.
    pub(super) functions: Vec<Label>,
    pub(super) division_by_zero: Label,
    pub(super) out_of_fuel: Label,
    pub(super) too_deep: Label,
    pub(super) exit: Label,
}

impl Labels {
    pub(super) fn new(module: &Verified<Module>, masm: &mut Masm) -> Labels {
        let functions = module.chunks.iter().map(|_| masm.label()).collect();
        let [division_by_zero, out_of_fuel, too_deep, exit] = std::array::from_fn(|_| masm.label());
        Labels { functions, division_by_zero, out_of_fuel, too_deep, exit }
    }
}
