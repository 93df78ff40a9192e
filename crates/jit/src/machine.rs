//! What all backends share: how operands are named, and which scratch registers hold something.

mod pool;
mod scratch;

pub use pool::PoolSet;
pub(crate) use scratch::scratch_registers;
pub use scratch::{Claims, Held, Scratch};

/// A word of the frame, by index: the slots, then the operands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Word(pub u32);

/// Where an int operand is, after its guard.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum IntSource<Gp> {
    /// Known while compiling.
    Imm(i32),
    /// In the low half of a register.
    Gp(Gp),
    /// In the low half of a word.
    Word(Word),
    /// In the low half of a word of the context (spill slot).
    Spill(u32),
}

/// Where a float operand is, after its guard.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FloatSource<Gp, Fp> {
    /// Known while compiling, by its bits.
    Bits(u64),
    /// In a register.
    Fp(Fp),
    /// In a word.
    Word(Word),
    /// In a word of the context (spill slot).
    Spill(u32),
    /// Its bits in a general-purpose register.
    Boxed(Gp),
    /// An int, to be converted.
    Int(IntSource<Gp>),
}

/// The registers of a search in a map.
#[derive(Clone, Copy, Debug)]
pub struct MapSearch<Gp> {
    /// The map.
    pub map: Gp,
    /// The boxed key.
    pub key: Gp,
    /// Where the address of the entry is to be.
    pub entry: Gp,
}
