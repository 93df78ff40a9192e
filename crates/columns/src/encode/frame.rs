//! Entering and leaving: the registers that the caller keeps, the addresses of columns, the slots.

use x64_asm::{Gpr, Mem, R8, R9, R10, R11, R12, R13, R14, R15, RBP, RBX, RDI, RSP};

use super::{Encoder, LINE, Layout};
use crate::allocate::Allocated;
use crate::machine::Machine;

/// Registers for the addresses of the first columns.
pub(super) const POINTERS: [Gpr; 6] = [R8, R9, R10, R11, RBX, R12];

/// What the caller wants back.
const KEPT: [Gpr; 5] = [RBX, R12, R13, R14, R15];

/// The words below the stack pointer that the function uses, in lines.
pub(super) struct Frame {
    /// Before it is what a call of `fmod` needs.
    pub(super) first_slot: u32,
    lines: u32,
}

impl Frame {
    pub(super) fn new(allocated: &Allocated, layout: &Layout) -> Frame {
        let first_slot = if layout.remainder.is_some() { super::remainder::LINES } else { 0 };
        Frame { first_slot, lines: first_slot + allocated.slots }
    }
}

impl Encoder<'_> {
    pub(super) fn enter(&mut self) {
        self.asm.push_r(RBP);
        self.asm.mov_rr64(RBP, RSP);
        KEPT.into_iter().for_each(|register| self.asm.push_r(register));
        // One more line, which aligning may take.
        let bytes = LINE * (self.frame.lines + 1) as i32;
        if self.frame.lines > 0 {
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
            self.asm.lea_rm64(RSP, Mem::base(RBP).disp(-8 * KEPT.len() as i32));
        }
        if self.layout.shape.machine != Machine::Sse2 {
            self.asm.vzeroupper();
        }
        KEPT.into_iter().rev().for_each(|register| self.asm.pop_r(register));
        self.asm.pop_r(RBP);
        self.asm.ret();
    }
}
