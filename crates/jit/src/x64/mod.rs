//! The macro operations that templates are made of, for x86-64.
//!
//! Nothing else in the crate names an instruction or a register of the machine: templates speak of
//! registers by class ([`Gp`], [`Fp`]), of words of the frame by index, of pending conditions as
//! [`Test`]. rax, rcx, rdx, xmm0 and xmm1 are scratch inside one macro operation or template; they
//! never hold an operand.

mod arithmetic;
mod closed;
mod frame;
mod object;
mod test;

use x64_asm::{Assembler, Cond, Features, Index, Mem, R14, R15, RAX, RBP, RCX, RDX, Scale};

use heap::layout;

use crate::abi::offset;
use crate::mutant::{self, Mutant};

pub use arithmetic::FloatSource;
pub use test::Test;
pub use x64_asm::{Gpr as Gp, Label, Xmm as Fp};

use x64_asm::{R8, R9, R10, R11, R12, RBX, RDI, RSI};
use x64_asm::{XMM2, XMM3, XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15};

/// Registers for locals and temporaries, in the order they are given to locals. The first two
/// survive a helper.
pub const GP_POOL: [Gp; 8] = [RBX, R12, RSI, RDI, R8, R9, R10, R11];
/// Float registers for locals and temporaries.
pub const FP_POOL: [Fp; 14] =
    [XMM4, XMM5, XMM6, XMM7, XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14, XMM15, XMM2, XMM3];
/// The most general-purpose registers that locals may take; the others are for temporaries.
pub const GP_LOCALS: usize = 5;
/// The most float registers that locals may take.
pub const FP_LOCALS: usize = 10;
/// Scratch of a template.
pub const SCRATCH: Gp = RAX;
/// A second scratch of a template.
pub const SCRATCH2: Gp = RCX;
/// A third scratch of a template.
pub const SCRATCH3: Gp = RDX;
/// Float scratch of a template.
pub const FLOAT_SCRATCH: Fp = x64_asm::XMM0;
/// A second float scratch of a template.
pub const FLOAT_SCRATCH2: Fp = x64_asm::XMM1;

/// How many lengths of arrays the context has room for.
pub const LENGTHS: u32 = crate::abi::LENGTHS as u32;

/// The bits of all registers of a pool.
pub fn all<R>(pool: &[R]) -> u16 {
    ((1u32 << pool.len()) - 1) as u16
}

/// The bit of a register of a pool, 0 for any other register.
pub fn pool_bit<R: PartialEq>(pool: &[R], register: R) -> u16 {
    pool.iter().position(|it| *it == register).map_or(0, |at| 1 << at)
}

/// Whether a helper keeps the register.
pub fn survives_helper(gp: Gp) -> bool {
    gp == RBX || gp == R12
}

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
        Masm { asm: Assembler::with_capacity(Features::BASE, bytes) }
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
    pub fn finish(mut self) -> Result<Vec<u8>, x64_asm::Error> {
        self.asm.finish()?.to_vec_at(0)
    }

    // Moves between words and registers.

    /// The low half of a word, zero-extended.
    pub fn load_int(&mut self, dst: Gp, word: Word) {
        self.asm.mov_rm32(dst, word.mem());
    }

    /// A whole word.
    pub fn load_boxed(&mut self, dst: Gp, word: Word) {
        self.asm.mov_rm64(dst, word.mem());
    }

    /// The function that runs.
    pub fn load_callee(&mut self, dst: Gp) {
        self.asm.mov_rm64(dst, word_at(RBP, -8));
    }

    /// A word as a float.
    pub fn load_float(&mut self, dst: Fp, word: Word) {
        self.asm.movsd_xm(dst, word.mem());
    }

    /// Boxes an int (upper half zero) into a word. Spoils the scratch.
    pub fn store_int(&mut self, word: Word, src: Gp) {
        self.box_int(SCRATCH, src);
        self.store_boxed(word, SCRATCH);
    }

    /// A whole word.
    pub fn store_boxed(&mut self, word: Word, src: Gp) {
        self.asm.mov_mr64(word.mem(), src);
    }

    /// A float into a word.
    pub fn store_float(&mut self, word: Word, src: Fp) {
        self.asm.movsd_mx(word.mem(), src);
    }

    /// Known bits into a word. Spoils the scratch; keeps the flags.
    pub fn store_bits(&mut self, word: Word, bits: u64) {
        self.load_bits(SCRATCH, bits);
        self.store_boxed(word, SCRATCH);
    }

    /// Copies a word. Spoils the scratch.
    pub fn copy_word(&mut self, dst: Word, src: Word) {
        self.load_boxed(SCRATCH, src);
        self.store_boxed(dst, SCRATCH);
    }

    /// Known bits into a register; keeps the flags.
    pub fn load_bits(&mut self, dst: Gp, bits: u64) {
        let distance = bits.wrapping_sub(heap::Bits::INT_TAG).cast_signed();
        match i32::try_from(distance) {
            Ok(distance) => self.asm.lea_rm64(dst, word_at(R14, distance)),
            Err(_) => self.asm.mov_ri64(dst, bits.cast_signed()),
        }
    }

    /// A known int, zero-extended; keeps the flags.
    pub fn load_imm(&mut self, dst: Gp, value: i32) {
        self.asm.mov_ri32(dst, value);
    }

    /// A known float.
    pub fn load_float_bits(&mut self, dst: Fp, bits: u64) {
        if bits == 0 {
            self.asm.xorps_xx(dst, dst);
        } else {
            let constant = self.asm.constant(bits);
            self.asm.movsd_xm(dst, constant);
        }
    }

    /// Moves a zero-extended int.
    pub fn move_int(&mut self, dst: Gp, src: Gp) {
        if dst != src {
            self.asm.mov_rr32(dst, src);
        }
    }

    /// Moves a whole register.
    pub fn move_boxed(&mut self, dst: Gp, src: Gp) {
        if dst != src {
            self.asm.mov_rr64(dst, src);
        }
    }

    /// Moves a float.
    pub fn move_float(&mut self, dst: Fp, src: Fp) {
        if dst != src {
            self.asm.movaps_xx(dst, src);
        }
    }

    /// Boxes an int (upper half zero).
    pub fn box_int(&mut self, dst: Gp, src: Gp) {
        self.asm.lea_rm64(dst, Mem::base(R14).index(index(src), Scale::X1));
    }

    /// The bits of a float.
    pub fn box_float(&mut self, dst: Gp, src: Fp) {
        self.asm.movq_rx(dst, src);
    }

    /// Boxed bits as a float.
    pub fn float_from_boxed(&mut self, dst: Fp, src: Gp) {
        self.asm.movq_xr(dst, src);
    }

    /// The int source in a register, zero-extended.
    pub fn load_source(&mut self, dst: Gp, src: IntSource) {
        match src {
            IntSource::Imm(value) => self.load_imm(dst, value),
            IntSource::Gp(gp) => self.asm.mov_rr32(dst, gp),
            IntSource::Word(word) => self.load_int(dst, word),
        }
    }

    // Guards: they go to `fail` unless the fact holds.

    /// A word holds an int.
    pub fn guard_int_word(&mut self, word: Word, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.asm.cmp_mi32(word.high_half(), -1);
        self.asm.jcc(Cond::NE, fail);
    }

    /// A register holds a boxed int.
    pub fn guard_int(&mut self, boxed: Gp, fail: Label) {
        if mutant::is(Mutant::NoIntGuard) {
            return;
        }
        self.asm.cmp_rr64(boxed, R14);
        self.asm.jcc(Cond::B, fail);
    }

    /// A register holds the bits of a float. Spoils the third scratch.
    pub fn guard_float(&mut self, boxed: Gp, fail: Label) {
        self.asm.mov_ri64(RDX, heap::Bits::MAX_FLOAT.cast_signed());
        self.asm.cmp_rr64(boxed, RDX);
        self.asm.jcc(Cond::A, fail);
    }

    /// A register is neither `EXC` nor any other than a bool; afterwards the test holds for true.
    /// Spoils the register.
    pub fn guard_bool(&mut self, boxed: Gp, fail: Label) -> Test {
        self.asm.sub_rr64(boxed, R14);
        self.asm.add_ri64(boxed, 2);
        self.asm.cmp_ri64(boxed, 1);
        self.asm.jcc(Cond::A, fail);
        Test::of(Cond::E)
    }

    /// The test of a known bool.
    pub fn test_bool(&mut self, boxed: Gp) -> Test {
        self.asm.test_ri8(boxed, 1);
        Test::of(Cond::NE)
    }

    /// In forcible code: the guard of this site goes to `fail` when the context says so.
    pub fn force(&mut self, site: u32, fail: Label) {
        let skip = self.asm.label();
        self.asm.cmp_mi32(context(offset::FORCE_SITE), site.cast_signed());
        self.asm.jcc(Cond::NE, skip);
        self.asm.sub_mi32(context(offset::FORCE_COUNT), 1);
        self.asm.jcc(Cond::E, fail);
        self.asm.bind(skip);
    }

    // Objects. The boxed pointer is in a scratch or an operand's register, and not used beyond the template.

    /// A register holds a pointer to an object of a kind (or shape). Spoils the second scratch.
    pub fn guard_kind(&mut self, object: Gp, kind: u32, fail: Label) {
        self.guard_object(object, fail);
        self.guard_shape(object, kind, fail);
    }

    /// A register holds a pointer to an object. Spoils the second scratch.
    pub fn guard_object(&mut self, boxed: Gp, fail: Label) {
        self.asm.lea_rm64(RCX, Mem::base(boxed).index(Index::R13, Scale::X1));
        self.asm.shr_ri64(RCX, 48);
        self.asm.jcc(Cond::NE, fail);
    }

    /// An object has this shape (or kind).
    pub fn guard_shape(&mut self, object: Gp, kind: u32, fail: Label) {
        self.asm.cmp_mi32(field(object, layout::HEADER_KIND as i32), kind.cast_signed());
        self.asm.jcc(Cond::NE, fail);
    }

    /// A module is the one with this id. Spoils the second scratch.
    pub fn guard_module(&mut self, object: Gp, id: u32, fail: Label) {
        self.asm.mov_rm64(RCX, field(object, layout::MODULE_RECORD as i32));
        self.asm.cmp_mi32(word_at(RCX, crate::abi::MODULE_ID as i32), id.cast_signed());
        self.asm.jcc(Cond::NE, fail);
    }

    /// A word of an object.
    pub fn load_field(&mut self, dst: Gp, object: Gp, offset: i32) {
        self.asm.mov_rm64(dst, field(object, offset));
    }

    /// Sets a word of the object in the scratch.
    pub fn store_field(&mut self, offset: i32, src: Gp) {
        self.asm.mov_mr64(field(RAX, offset), src);
    }

    /// Sets a word of the object in the scratch to a float.
    pub fn store_float_field(&mut self, offset: i32, src: Fp) {
        self.asm.movsd_mx(field(RAX, offset), src);
    }

    /// The length of an array.
    pub fn load_array_len(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm32(dst, field(array, layout::ARRAY_LEN as i32));
    }

    /// The zero-extended index is one of the array's.
    pub fn check_index(&mut self, array: Gp, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, field(array, layout::ARRAY_LEN as i32));
        self.asm.jcc(Cond::AE, fail);
    }

    /// The zero-extended index is below a length that the context keeps.
    pub fn check_kept(&mut self, length: u32, index: Gp, fail: Label) {
        self.asm.cmp_rm32(index, kept_length(length));
        self.asm.jcc(Cond::AE, fail);
    }

    /// Has the context keep the length of an array, whose register it spoils.
    pub fn keep_length(&mut self, length: u32, array: Gp) {
        self.asm.mov_rm32(array, field(array, layout::ARRAY_LEN as i32));
        self.asm.mov_mr32(kept_length(length), array);
    }

    /// A length that the context keeps.
    pub fn load_kept(&mut self, dst: Gp, length: u32) {
        self.asm.mov_rm32(dst, kept_length(length));
    }

    /// The address of an array's elements.
    pub fn load_elements(&mut self, dst: Gp, array: Gp) {
        self.asm.mov_rm64(dst, field(array, layout::ARRAY_DATA as i32));
    }

    /// The element at a checked index.
    pub fn load_element(&mut self, dst: Gp, elements: Gp, at: Gp) {
        self.asm.mov_rm64(dst, element(elements, at));
    }

    /// Sets the element at a checked index.
    pub fn store_element(&mut self, elements: Gp, at: Gp, src: Gp) {
        self.asm.mov_mr64(element(elements, at), src);
    }

    /// Sets the element at a checked index to a float.
    pub fn store_float_element(&mut self, elements: Gp, at: Gp, src: Fp) {
        self.asm.movsd_mx(element(elements, at), src);
    }

    /// Room for one more element in the array in the scratch: makes it longer, and leaves the new
    /// element's index in the second scratch, the address of the elements in the third.
    pub fn extend_array(&mut self, full: Label) {
        self.asm.mov_rm32(RCX, field(RAX, layout::ARRAY_LEN as i32));
        self.asm.cmp_rm32(RCX, field(RAX, layout::ARRAY_CAPACITY as i32));
        self.asm.jcc(Cond::AE, full);
        self.asm.mov_rm64(RDX, field(RAX, layout::ARRAY_DATA as i32));
        self.asm.add_mi32(field(RAX, layout::ARRAY_LEN as i32), 1);
    }

    // Globals and constants: words of a table whose address stands in a word of the code.

    /// The address that a word of the code holds.
    pub fn load_address(&mut self, dst: Gp, label: Label) {
        self.asm.mov_rm64(dst, Mem::label(label));
    }

    /// Word `index` of a table.
    pub fn load_table(&mut self, dst: Gp, table: Label, index: u32) {
        self.asm.mov_rm64(dst, Mem::label(table));
        self.asm.mov_rm64(dst, word_at(dst, 8 * index as i32));
    }

    /// Stores into word `index` of a table. Spoils the second scratch.
    pub fn store_table(&mut self, table: Label, index: u32, src: Gp) {
        self.asm.mov_rm64(RCX, Mem::label(table));
        self.asm.mov_mr64(word_at(RCX, 8 * index as i32), src);
    }

    /// Adds 1 to counter `index` of a table. Spoils the scratches; keeps the flags.
    pub fn count(&mut self, table: Label, index: u32) {
        let counter = word_at(RAX, 4 * index as i32);
        self.asm.mov_rm64(RAX, Mem::label(table));
        self.asm.mov_rm32(RCX, counter);
        self.asm.lea_rm32(RCX, word_at(RCX, 1));
        self.asm.mov_mr32(counter, RCX);
    }

    /// A register does not hold these bits. Spoils the second scratch.
    pub fn guard_not_bits(&mut self, boxed: Gp, bits: u64, fail: Label) {
        self.load_bits(RCX, bits);
        self.asm.cmp_rr64(boxed, RCX);
        self.asm.jcc(Cond::E, fail);
    }
}

fn index(gp: Gp) -> Index {
    gp.index().expect("rsp is in no pool")
}

/// The registers that only macro operations name, so that a test can assert that no pool has them.
#[cfg(test)]
const RESERVED: [Gp; 8] = [RAX, RCX, RDX, RBP, x64_asm::RSP, x64_asm::R13, R14, R15];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_hold_no_reserved_register() {
        assert!(GP_POOL.iter().all(|gp| !RESERVED.contains(gp)));
        assert!(!FP_POOL.contains(&FLOAT_SCRATCH) && !FP_POOL.contains(&FLOAT_SCRATCH2));
    }
}
