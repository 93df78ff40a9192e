//! Labels and the places that wait for them.
//!
//! A label is an index with the brand of its assembler, so that one of another assembler, or
//! from before a reset, is found out. Every use is recorded and resolved in one pass at
//! `finish`: time is linear in the number of uses.

use core::sync::atomic::{AtomicU32, Ordering};

/// A place in the code, bound before or after its uses. Made by `Assembler::label`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    pub(crate) index: u32,
    pub(crate) brand: u32,
}

impl Label {
    /// No assembler's label: assemblers are branded from 1.
    pub(crate) const NONE: Label = Label { index: 0, brand: 0 };
}

/// An address outside the code, made by `Assembler::external`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct External(pub(crate) Label);

/// The offset of a label that is not bound.
pub(crate) const UNBOUND: u32 = u32::MAX;

/// A number that no other assembler has, now or since its last reset (2^32 of them on).
pub(crate) fn new_brand() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    match NEXT.fetch_add(1, Ordering::Relaxed) {
        0 => new_brand(),
        brand => brand,
    }
}

/// What is to be written at a use of a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Use {
    /// The four bytes of a `jmp` that may be relaxed.
    Jump,
    /// The four bytes of a conditional jump that may be relaxed.
    JumpIf,
    /// The one byte of a `jmp` or conditional jump that was made short.
    Short,
    /// Four bytes relative to the end of the instruction, `addend` included.
    Relative,
    /// Four bytes of data relative to another label, whose index is the addend.
    Distance,
    /// Eight bytes of data: the address, for which the final base is needed.
    Address,
}

/// A use of a label: the field at `at`, `tail` bytes before the end of its instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixup {
    pub at: u32,
    pub label: u32,
    pub addend: i32,
    pub kind: Use,
    pub tail: u8,
    /// A short jump that the caller asked for: it is never made long.
    pub fixed: bool,
}

impl Fixup {
    /// Whether relaxation may change the length of this jump.
    pub fn may_change(&self) -> bool {
        match self.kind {
            Use::Jump | Use::JumpIf => true,
            Use::Short => !self.fixed,
            Use::Relative | Use::Distance | Use::Address => false,
        }
    }
}
