//! Labels and the places that wait for them.
//!
//! A label is an index with the brand of its assembler, so that one of another assembler, or
//! from before a reset, is found out. Every use is recorded and resolved in one pass at
//! `finish`: time is linear in the number of uses.

use core::sync::atomic::{AtomicU32, Ordering};

/// A place in the code, bound before or after its uses. Made by `Assembler::label`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(
    /// The brand in the upper half, the index in the lower: less the assembler's brand, it is
    /// an index in range or it is foreign.
    pub(crate) u64,
);

impl Label {
    /// Its number in its assembler.
    #[inline]
    pub(crate) fn index(self) -> u32 {
        self.0 as u32
    }
}

/// An address outside the code, made by `Assembler::external`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct External(pub(crate) Label);

/// The offset of a label that is not bound.
pub(crate) const UNBOUND: u32 = 1 << 31;

/// A number above 2^32 and a multiple of it, that no other assembler has, now or since its last
/// reset (2^32 of them on).
pub(crate) fn new_brand() -> u64 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    match NEXT.fetch_add(1, Ordering::Relaxed) {
        0 => new_brand(),
        brand => u64::from(brand) << 32,
    }
}

/// An instruction at `at` that refers to a label; its opcode tells how far it reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub at: u32,
    pub label: u32,
}

/// What is to be written where data refers to a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// Four bytes of data relative to this other label.
    Distance { from: u32 },
    /// Eight bytes of data: the address, for which the final base is needed.
    Address,
}

/// A use of a label in data, at `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixup {
    pub at: u32,
    pub label: u32,
    pub kind: Use,
}
