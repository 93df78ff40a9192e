//! Labels and the places that wait for them.
//!
//! A label is an index with the brand of its assembler. By the brand a label of another assembler,
//! or from before a reset, is detected. Every use is recorded, and `finish` resolves all in one
//! pass, in time linear in their number.

use core::sync::atomic::{AtomicU32, Ordering};

/// A place in the code, bound before or after its uses. Made by `Assembler::label`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(
    /// The brand in the upper half, the index in the lower. The label is the assembler's if this
    /// less the assembler's brand is an index in range.
    pub(crate) u64,
);

impl Label {
    /// No assembler's label: assemblers are branded from 1.
    pub(crate) const NONE: Label = Label(0);

    /// Its number in its assembler.
    #[inline]
    pub(crate) fn index(self) -> u32 {
        self.0 as u32
    }
}

/// An address outside the code, made by `Assembler::external`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct External(pub(crate) Label);

/// The offset of a label that is not bound. It is too far for a short jump from everywhere.
pub(crate) const UNBOUND: u32 = 1 << 31;

/// A new brand: a multiple of 2^32, but not 0. Brands repeat after 2^32 assemblers and resets.
#[inline]
pub(crate) fn new_brand() -> u64 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    match NEXT.fetch_add(1, Ordering::Relaxed) {
        0 => new_brand(),
        brand => u64::from(brand) << 32,
    }
}

/// A jump or call to a label that starts at `at`; its opcode tells where the field is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jump {
    pub at: u32,
    pub label: u32,
}

impl Jump {
    /// The field for the displacement: its offset and its bytes.
    #[inline]
    pub fn field(self, code: &[u8]) -> (u32, usize) {
        match code.get(self.at as usize) {
            Some(0x0f) => (self.at + 2, 4),
            Some(0xe8 | 0xe9) => (self.at + 1, 4),
            _ => (self.at + 1, 1),
        }
    }
}

/// What is to be written at another use of a label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Use {
    /// One byte relative to its end: a jump that must be short.
    Short,
    /// Four bytes relative to the end of the instruction, `addend` included.
    Relative,
    /// Four bytes of data relative to another label, whose index is the addend.
    Distance,
    /// Eight bytes of data: the address, for which the final base is needed.
    Address,
}

/// A use of a label that relaxation does not change: the field at `at`, which is `tail` bytes
/// before the end of its instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixup {
    pub at: u32,
    pub label: u32,
    pub addend: i32,
    pub kind: Use,
    pub tail: u8,
}
