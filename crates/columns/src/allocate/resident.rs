//! Constants that stay in registers through the loop: those that cost most in memory, in the
//! registers that no value of a group needs.

use std::cmp::Reverse;

use smallvec::SmallVec;

use super::VECTORS;
use crate::inst::{Class, Op, Program, Vreg};
use crate::machine::Machine;

/// Registers, the last ones, with the constants that they hold.
pub(super) type Residents = SmallVec<[(u8, Vreg); VECTORS]>;

/// The constants that get registers, those first that save most.
pub(super) fn residents(program: &Program, uses: &[SmallVec<[u32; 4]>], machine: Machine) -> Residents {
    let gain = |vreg: Vreg| (gain(program, uses, vreg), vreg);
    let is_used = |vreg: &Vreg| program.constant_of[vreg.index()].is_some() && !uses[vreg.index()].is_empty();
    let mut constants: Vec<(usize, Vreg)> =
        (0..program.classes.len() as u32).map(Vreg).filter(is_used).map(gain).collect();
    constants.sort_by_key(|&(gain, _)| Reverse(gain));
    let spare = spare(program, uses, machine);
    // One that gets none may need a register for an instruction.
    let needs_one = |&(gain, vreg): &(usize, Vreg)| gain > uses[vreg.index()].len();
    let spare = spare - usize::from(spare > 0 && constants.iter().skip(spare).any(needs_one));
    (0..VECTORS as u8).rev().zip(constants.into_iter().map(|(_, vreg)| vreg)).take(spare).collect()
}

/// How many reads of memory it saves that a constant is in a register, and how many instructions.
fn gain(program: &Program, uses: &[SmallVec<[u32; 4]>], vreg: Vreg) -> usize {
    let saved = uses[vreg.index()].iter().map(|&at| {
        let inst = &program.insts[at as usize];
        let in_memory = inst.op.memory_source().and_then(|source| inst.sources.get(source)) == Some(&vreg);
        if in_memory { 1 } else { 2 }
    });
    saved.sum()
}

/// How many registers are free all the time.
fn spare(program: &Program, uses: &[SmallVec<[u32; 4]>], machine: Machine) -> usize {
    let is_value =
        |vreg: Vreg| program.classes[vreg.index()] == Class::Vector && program.constant_of[vreg.index()].is_none();
    let (mut living, mut most) = (0, 0);
    for (at, inst) in (0..).zip(&program.insts) {
        if inst.op == Op::Remainder {
            // The function that it calls keeps no vector register.
            return 0;
        }
        let results = usize::from(inst.dst.is_some_and(is_value));
        if machine == Machine::Sse2 {
            // The result may not have the register of a source that ends here.
            most = most.max(living + results);
        }
        let ends = |vreg: Vreg| uses[vreg.index()].last().is_none_or(|&last| last == at);
        let mut ended: SmallVec<[Vreg; 3]> = SmallVec::new();
        for &vreg in &inst.sources {
            if is_value(vreg) && ends(vreg) && !ended.contains(&vreg) {
                ended.push(vreg);
            }
        }
        living = living + results - ended.len();
        most = most.max(living);
    }
    VECTORS.saturating_sub(most)
}
