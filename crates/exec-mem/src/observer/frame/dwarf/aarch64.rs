//! Frames of 64-bit ARM: a call leaves the return address in `x30`, which the prologue saves.

#[cfg(any(feature = "gdb", feature = "jitdump"))]
use super::{Frame, Rule};

/// DWARF numbers of `x29`, `sp` and `x30`.
pub(super) const FRAME_POINTER: u8 = 29;
pub(super) const STACK_POINTER: u8 = 31;
pub(super) const RETURN_ADDRESS: u8 = 30;

/// `stp x29, x30, [sp, -16]!`
#[cfg(any(feature = "gdb", feature = "jitdump"))]
const SAVE: [u8; 4] = 0xa9bf_7bfd_u32.to_le_bytes();
/// `mov x29, sp`
#[cfg(any(feature = "gdb", feature = "jitdump"))]
const SET: [u8; 4] = 0x9100_03fd_u32.to_le_bytes();

#[cfg(any(feature = "gdb", feature = "jitdump"))]
impl Frame {
    /// The rules inside the prologue that code begins with, and where that ends; none without one.
    pub(super) fn prologue(self, code: &[u8]) -> (Vec<Rule>, u8) {
        if !code.starts_with(&SAVE) {
            return (Vec::new(), 0);
        }
        let entered = Rule { from: 0, caller: (STACK_POINTER, 0), return_saved: false, pointer_saved: false };
        let saved = Rule { from: 4, caller: (STACK_POINTER, 16), return_saved: true, pointer_saved: true };
        match self {
            Frame::Pointer if code[4..].starts_with(&SET) => (vec![entered, saved], 8),
            Frame::Fixed { saves_rbp: true, .. } => (vec![entered], 4),
            Frame::Pointer | Frame::Fixed { .. } => (Vec::new(), 0),
        }
    }
}
