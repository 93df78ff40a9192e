//! The macro operations that templates are made of, for ARM64.
//!
//! The registers of [`abi`](crate::abi): x28 is the context, x27 [`Bits::INT_TAG`], x29 the base of
//! the frame. x0, x1, x2, v0 and v1 are [scratch](Scratch) inside one macro operation or template,
//! and they are what a helper takes and returns. x16, x17, v30 and v31 are temporaries of a single
//! operation that nothing outside this folder sees, so that an operand in memory or a wide constant
//! claims no scratch. x18 is the platform's.
//!
//! Whatever an indirect branch goes to, which is each entry and each trampoline, begins with a
//! landing pad (`bti c`): the pages may be guarded. Processors without the like take it as a `nop`.
//!
//! Code has at most 1 MiB: so far reach a conditional branch and the load of a literal.

mod allocation;
mod arithmetic;
mod closed;
mod division;
mod frame;
mod guards;
mod map;
mod memory;
mod moves;
mod object;
mod optimised;
mod registers;
mod scratch;
mod string;
mod tables;
mod test;
pub mod trampoline;

use a64_asm::{Assembler, Features};
use heap::Bits;

use crate::machine::Claims;

pub use crate::machine::{Held, PoolSet, Scratch, Word};
pub use a64_asm::{Error, Gpr as Gp, Instruction, Label, Vreg as Fp};
pub use closed::RETURN_WORDS;
pub use division::ColdPiece;
use registers::{BASE, CONTEXT, FLOAT_TEMP, FLOAT_TEMP2, INTS, TEMP, TEMP2};
pub use registers::{
    FLOAT_SCRATCH, FLOAT_SCRATCH2, FP_LOCALS, FP_POOL, GP_LOCALS, GP_POOL, LENGTHS, SCRATCH, SCRATCH2, SCRATCH3,
    survives_helper,
};
pub use test::Test;

/// Whether the machine code runs on the processor that this is built for.
pub const RUNS_HERE: bool = cfg!(target_arch = "aarch64");

/// Where an int operand is, after its guard.
pub type IntSource = crate::machine::IntSource<Gp>;

/// Where a float operand is, after its guard.
pub type FloatSource = crate::machine::FloatSource<Gp, Fp>;

/// The registers of a search in a map.
pub type MapSearch = crate::machine::MapSearch<Gp>;

/// The bits of an address in a boxed pointer.
const ADDRESS: u64 = !Bits::HEAP_TAG & (u64::MAX >> 16);

/// What every conditional branch and every load of a literal reaches.
const MAX_CODE: u32 = 1 << 20;

/// The assembler, with the macro operations.
#[derive(Debug)]
pub struct Masm {
    asm: Assembler,
    claims: Claims,
    /// The object whose address is in [`TEMP`] at the end of the code, by the register of its boxed
    /// pointer, and where the end was when that was so.
    untagged: Option<(Gp, u32)>,
}

impl Masm {
    /// An empty one, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Masm {
        Masm { asm: Assembler::with_capacity(Features::BASE, bytes), claims: Claims::default(), untagged: None }
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
        self.untagged = None;
        self.asm.bind(label);
    }

    /// Aligns the head of a hot loop.
    pub fn align_loop(&mut self) {
        self.asm.align(16);
    }

    /// Goes to a label.
    pub fn jump(&mut self, label: Label) {
        self.asm.b_l(label);
    }

    /// An aligned 8-byte word of zeros, for an address to be filled in; returns its offset.
    pub fn address_word(&mut self, label: Label) -> u32 {
        self.asm.align_data(8);
        self.bind(label);
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
    /// The assembler's: a label that is not bound, or code beyond 1 MiB. Longer code would be
    /// stretched, and the offsets noted so far would not hold.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.flush_constants();
        if self.offset() > MAX_CODE {
            return Err(Error::CodeTooLarge);
        }
        Ok(self.asm.finish()?.bytes().to_vec())
    }
}

const _: () = assert!(ADDRESS == (1 << 48) - 1, "a boxed pointer is its tag and 48 bits of address");
