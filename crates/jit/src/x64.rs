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
mod tables;
mod test;
pub mod trampoline;

use x64_asm::{Assembler, Features, Index, Mem, R15, RBP, Scale};

use crate::abi::offset;

pub use arithmetic::{Division, FloatSource};
pub use closed::RETURN_WORDS;
pub use map::MapSearch;
pub use registers::{
    FLOAT_SCRATCH, FLOAT_SCRATCH2, FP_LOCALS, FP_POOL, GP_LOCALS, GP_POOL, LENGTHS, SCRATCH, SCRATCH2, SCRATCH3, all,
    pool_bit, survives_helper,
};
pub use scratch::{Held, Scratch};
pub use test::Test;
pub use x64_asm::{Error, Gpr as Gp, Label, Xmm as Fp};

/// Whether the machine code runs on the processor that this is built for.
pub const RUNS_HERE: bool = cfg!(target_arch = "x86_64");

/// A word of the frame, by index: the slots, then the operands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Word(pub u32);

impl Word {
    fn mem(self) -> Mem {
        Mem::base(RBP).disp(8 * self.0 as i32)
    }

    fn high_half(self) -> Mem {
        Mem::base(RBP).disp(8 * self.0 as i32 + 4)
    }
}

/// Where an int operand is, after its guard.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum IntSource {
    /// Known while compiling.
    Imm(i32),
    /// In the low half of a register.
    Gp(Gp),
    /// In the low half of a word.
    Word(Word),
}

/// The assembler, with the macro operations.
#[derive(Debug)]
pub struct Masm {
    asm: Assembler,
    claims: scratch::Claims,
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
        Masm { asm: Assembler::with_capacity(Features::BASE, bytes), claims: scratch::Claims::default() }
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
