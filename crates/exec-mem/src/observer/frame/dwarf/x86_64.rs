//! Frames of x86-64: `call` pushes the return address.

#[cfg(any(feature = "gdb", feature = "jitdump"))]
use super::{Frame, Rule};

/// DWARF numbers of `rbp`, `rsp` and the return address.
pub(super) const FRAME_POINTER: u8 = 6;
pub(super) const STACK_POINTER: u8 = 7;
pub(super) const RETURN_ADDRESS: u8 = 16;

#[cfg(any(feature = "gdb", feature = "jitdump"))]
const PUSH_RBP: u8 = 0x55;
#[cfg(any(feature = "gdb", feature = "jitdump"))]
const MOV_RBP_RSP: [u8; 3] = [0x48, 0x89, 0xe5];

#[cfg(any(feature = "gdb", feature = "jitdump"))]
impl Frame {
    /// The rules inside the prologue that code begins with, and where that ends; none without one.
    pub(super) fn prologue(self, code: &[u8]) -> (Vec<Rule>, u8) {
        let pushed = pushes(code);
        let end = match self {
            Frame::Pointer => code.get(1..4).is_some_and(|next| next == MOV_RBP_RSP).then_some(4),
            Frame::Fixed { saves_rbp, .. } => saves_rbp.then(|| pushed.last().copied().unwrap_or(0)),
        };
        let Some(end) = end.filter(|_| code.first() == Some(&PUSH_RBP)) else {
            return (Vec::new(), 0);
        };
        let rule = |from, words: u8| Rule {
            from,
            caller: (STACK_POINTER, 8 * words),
            return_saved: true,
            pointer_saved: words > 1,
        };
        let inside = pushed.iter().zip(2..).filter(|&(&from, _)| from < end);
        let rules = std::iter::once(rule(0, 1)).chain(inside.map(|(&from, words)| rule(from, words)));
        (rules.collect(), end)
    }
}

/// The ends of the pushes of registers that code begins with.
#[cfg(any(feature = "gdb", feature = "jitdump"))]
fn pushes(code: &[u8]) -> Vec<u8> {
    const MOST: usize = 16;
    let mut ends = Vec::new();
    let mut at = 0;
    while ends.len() < MOST {
        at += match code.get(at..).unwrap_or_default() {
            [0x50..=0x57, ..] => 1,
            [0x41, 0x50..=0x57, ..] => 2,
            _ => break,
        };
        ends.push(at as u8);
    }
    ends
}
