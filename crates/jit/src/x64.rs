//! The macro operations that templates are made of, for x86-64.
//!
//! Nothing else in the crate names an instruction or a register of the machine: templates speak of
//! registers by class ([`Gp`], [`Fp`]), of words of the frame by index, of pending conditions as
//! [`Test`]. rax, rcx, rdx, xmm0 and xmm1 never hold an operand between instructions: they are
//! [scratch](Scratch) inside one macro operation or template.

mod allocation;
mod arithmetic;
mod closed;
mod frame;
mod guards;
mod map;
mod moves;
mod object;
mod optimised;
mod registers;
mod scratch;
mod string;
mod tables;
mod test;
pub mod trampoline;

use x64_asm::{Assembler, Features, Index, Mem, R15, RBP, Scale};

use crate::abi::offset;
use crate::machine::Claims;

pub use crate::machine::{Held, PoolSet, Scratch, Word};
pub use arithmetic::ColdPiece;
pub use closed::RETURN_WORDS;
pub use registers::{
    FLOAT_SCRATCH, FLOAT_SCRATCH2, FP_LOCALS, FP_POOL, GP_LOCALS, GP_POOL, LENGTHS, SCRATCH, SCRATCH2, SCRATCH3,
    survives_helper,
};
pub use test::Test;
pub use x64_asm::{Error, Gpr as Gp, Label, Xmm as Fp};

/// Whether the machine code runs on the processor that this is built for.
pub const RUNS_HERE: bool = cfg!(target_arch = "x86_64");

/// Where an int operand is, after its guard.
pub type IntSource = crate::machine::IntSource<Gp>;

/// Where a float operand is, after its guard.
pub type FloatSource = crate::machine::FloatSource<Gp, Fp>;

/// The registers of a search in a map.
pub type MapSearch = crate::machine::MapSearch<Gp>;

/// The assembler, with the macro operations.
#[derive(Debug)]
pub struct Masm {
    asm: Assembler,
    claims: Claims,
}

/// A word of the frame.
fn frame(word: Word) -> Mem {
    Mem::base(RBP).disp(8 * word.0 as i32)
}

/// The upper half of a word of the frame.
fn frame_high_half(word: Word) -> Mem {
    Mem::base(RBP).disp(8 * word.0 as i32 + 4)
}

fn word_at(base: Gp, disp: i32) -> Mem {
    Mem::base(base).disp(disp)
}

/// A field of the object whose boxed pointer is in `object`.
fn field(object: Gp, disp: i32) -> Mem {
    Mem::base(object).index(Index::R13, Scale::X1).disp(disp)
}

fn element(elements: Gp, at: Gp) -> Mem {
    Mem::base(elements).index(index(at), Scale::X8)
}

fn kept_length(length: u32) -> Mem {
    context(offset::LENGTHS + 4 * length as i32)
}

fn context(disp: i32) -> Mem {
    Mem::base(R15).disp(disp)
}

impl Masm {
    /// An empty one, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Masm {
        Masm { asm: Assembler::with_capacity(Features::BASE, bytes), claims: Claims::default() }
    }

    /// Bytes so far.
    pub fn offset(&self) -> u32 {
        self.asm.offset()
    }

    /// A new label.
    pub fn label(&mut self) -> Label {
        self.asm.label()
    }

    /// Binds a label here.
    pub fn bind(&mut self, label: Label) {
        self.asm.bind(label);
    }

    /// Aligns the head of a hot loop.
    pub fn align_loop(&mut self) {
        self.asm.align(16);
    }

    /// Goes to a label.
    pub fn jump(&mut self, label: Label) {
        self.asm.jmp(label);
    }

    /// An aligned 8-byte word of zeros, for an address to be filled in; returns its offset.
    pub fn address_word(&mut self, label: Label) -> u32 {
        self.asm.align_data(8);
        self.asm.bind(label);
        let offset = self.asm.offset();
        self.asm.data_u64(0);
        offset
    }

    /// Appends the constants used so far.
    pub fn flush_constants(&mut self) {
        self.asm.flush_constants();
    }

    /// The bytes.
    ///
    /// # Errors
    /// The assembler's: a label that is not bound, or code beyond 2 GiB.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.asm.finish()?.to_vec_at(0)
    }
}

fn index(gp: Gp) -> Index {
    gp.index().expect("rsp is in no pool")
}
