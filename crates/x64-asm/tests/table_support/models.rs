//! The models by mnemonic, and which rows they are for.

use std::collections::BTreeMap;

use x64_asm::Features;

use super::run::{Kind, Run};
use super::state::processor;
use super::step::Model;
use super::{
    bits, block, division, float, fused, general, integer, masks, moves, rounded, saved, select, shift, shuffle,
    special, stack, strings, x87,
};

/// Models by mnemonic, of packed instructions without the `v`.
pub struct Models {
    packed: BTreeMap<String, Model>,
    /// With EVEX they come before the packed ones.
    evex: BTreeMap<String, Model>,
    general: BTreeMap<String, Model>,
}

type Family = fn(&mut dyn FnMut(String, Model));

const PACKED: [Family; 8] = [
    bits::models,
    integer::models,
    shuffle::models,
    moves::models,
    float::models,
    fused::models,
    strings::models,
    x87::models,
];

const EVEX: [Family; 4] = [rounded::models, select::models, masks::models, special::models];

const GENERAL: [Family; 7] = [
    general::models,
    shift::models,
    division::models,
    block::models,
    stack::models,
    saved::models,
    moves::control_words,
];

impl Models {
    pub fn new() -> Models {
        Models { packed: collected(&PACKED), evex: collected(&EVEX), general: collected(&GENERAL) }
    }

    /// That of a row, if there is one.
    pub fn of(&self, run: &Run) -> Option<&Model> {
        let mnemonic = run.mnemonic;
        if run.table == "EVEX"
            && let Some(model) = self.evex.get(mnemonic)
        {
            return Some(model);
        }
        if is_packed(run) {
            let plain = mnemonic.strip_prefix('v').unwrap_or(mnemonic);
            return self.packed.get(mnemonic).or_else(|| self.packed.get(plain));
        }
        let plain = mnemonic.strip_prefix("lock ").unwrap_or(mnemonic);
        self.general
            .get(plain)
            .filter(|_| !run.args.iter().any(|it| matches!(it, Kind::Segment | Kind::Fixed("fs" | "gs"))))
    }
}

fn collected(families: &[Family]) -> BTreeMap<String, Model> {
    let mut all = BTreeMap::new();
    for family in families {
        family(&mut |name, model| {
            all.insert(name, model);
        });
    }
    all
}

/// Whether a row must be executed: it has vectors or MMX registers among its operands, or is in a
/// table of packed instructions or of the x87.
pub fn is_packed(run: &Run) -> bool {
    let is_vector = |arg: &Kind| matches!(arg, Kind::Vector(_) | Kind::Mask | Kind::Mmx | Kind::Gather(..));
    let converts = run.mnemonic.starts_with("cvt");
    converts || run.args.iter().any(is_vector) || ["sse", "avx", "scalar", "x87"].iter().any(|it| in_table(run, it))
}

pub fn in_table(run: &Run, table: &str) -> bool {
    run.table == format!("table/{table}.txt")
}

/// What models are written for: the processors that they could be tried on had nothing more. Rows
/// of other extensions are left out also where the processor has them.
const MODELLED: Features = Features::V4
    .union(Features::AES)
    .union(Features::PCLMULQDQ)
    .union(Features::SHA)
    .union(Features::VAES)
    .union(Features::VPCLMULQDQ)
    .union(Features::SSE4A)
    .union(Features::MMX)
    .union(Features::X87)
    .union(Features::ADX)
    .union(Features::RDRAND)
    .union(Features::RDSEED)
    .union(Features::RDPID)
    .union(Features::RDTSCP)
    .union(Features::FSGSBASE)
    .union(Features::CLZERO)
    .union(Features::FXSR)
    .union(Features::XSAVE)
    .union(Features::XSAVEOPT)
    .union(Features::XSAVEC)
    .union(Features::CLFLUSHOPT)
    .union(Features::CLWB)
    .union(Features::PREFETCHW)
    .union(Features::CET_IBT)
    .union(Features::AVX512_IFMA)
    .union(Features::AVX512VBMI)
    .union(Features::AVX512_VBMI2)
    .union(Features::AVX512_VNNI)
    .union(Features::AVX512_BITALG)
    .union(Features::AVX512_VPOPCNTDQ)
    .union(Features::AVX512_BF16)
    .union(Features::AVX512_VP2INTERSECT)
    .union(Features::AVX_VNNI)
    .union(Features::GFNI);

/// Whether the processor has it, and there are models of its extension.
pub fn has(run: &Run) -> bool {
    processor().intersection(MODELLED).contains(run.needs)
}
