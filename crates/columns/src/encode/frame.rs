//! Entering and leaving: the registers that the caller keeps, the addresses of columns, the slots.

use smallvec::SmallVec;
use x64_asm::{Gpr, Mem, R8, R9, R10, R11, R12, R13, R14, R15, RBP, RBX, RDI, RSP};

use super::{Encoder, LINE, Layout};
use crate::allocate::{Allocated, Step};
use crate::inst::Op;
use crate::machine::Machine;

/// Registers for the addresses of the first columns.
pub(super) const POINTERS: [Gpr; 6] = [R8, R9, R10, R11, RBX, R12];

/// The words below the stack pointer that the function uses, in lines, and what it saves there.
pub(super) struct Frame {
    /// The registers that the function changes and the caller wants back.
    kept: SmallVec<[Gpr; 5]>,
    /// Before it is what a call of `fmod` needs.
    pub(super) first_slot: u32,
    lines: u32,
}

impl Frame {
    pub(super) fn new(allocated: &Allocated, layout: &Layout) -> Frame {
        let first_slot = if layout.remainder.is_some() { super::remainder::LINES } else { 0 };
        Frame { kept: kept(allocated, layout), first_slot, lines: first_slot + allocated.slots }
    }
}

fn kept(allocated: &Allocated, layout: &Layout) -> SmallVec<[Gpr; 5]> {
    let pointers = &POINTERS[..layout.columns.min(POINTERS.len())];
    let is_bools = |step: &Step| matches!(step, Step::Inst { op: Op::LoadBools(_) | Op::StoreBools(_), .. });
    let fails = layout.failing > 0;
    let needs_scratch = fails || layout.columns > POINTERS.len() || allocated.steps.iter().any(is_bools);
    let changed = [
        (RBX, pointers.contains(&RBX)),
        (R12, pointers.contains(&R12)),
        (R13, needs_scratch),
        (R14, fails),
        (R15, needs_scratch),
    ];
    changed.into_iter().filter_map(|(register, is_changed)| is_changed.then_some(register)).collect()
}

impl Encoder<'_> {
    pub(super) fn enter(&mut self) {
        if self.frame.lines > 0 {
            self.asm.push_r(RBP);
            self.asm.mov_rr64(RBP, RSP);
        }
        self.frame.kept.iter().for_each(|&register| self.asm.push_r(register));
        if self.frame.lines > 0 {
            // One more line, which aligning may take.
            let bytes = LINE * (self.frame.lines + 1) as i32;
            self.asm.sub_ri64(RSP, bytes);
            self.asm.and_ri64(RSP, -LINE);
        }
        let columns = self.layout.columns.min(POINTERS.len());
        for (at, &pointer) in (0..).zip(&POINTERS[..columns]) {
            self.asm.mov_rm64(pointer, Mem::base(RDI).disp(8 * at));
        }
    }

    pub(super) fn leave(&mut self) {
        if self.frame.lines > 0 {
            self.asm.lea_rm64(RSP, Mem::base(RBP).disp(-8 * self.frame.kept.len() as i32));
        }
        if self.layout.shape.machine != Machine::Sse2 {
            self.asm.vzeroupper();
        }
        self.frame.kept.iter().rev().for_each(|&register| self.asm.pop_r(register));
        if self.frame.lines > 0 {
            self.asm.pop_r(RBP);
        }
        self.asm.ret();
    }
}
