//! The machine code: a loop over groups of rows around the [steps](Step) of one.
//!
//! `failed = f(columns, rows, constants, failures)`: the addresses of all columns, those that are
//! read first; how many rows there are, a positive multiple of the group's; the constants; where
//! each group writes 16 bits for each formula that can fail. The result is not 0 if a bit was set.
//!
//! | register | holds |
//! |---|---|
//! | `rax` | the number of the group's first row |
//! | `rdi` | the addresses of the columns; those of the first have registers |
//! | `rsi` | the number of rows |
//! | `rdx` | the constants |
//! | `rcx` | where the group's failures go |
//! | `r14` | all failures so far |
//! | `r13`, `r15` | scratch |
//! | `rsp` | the slots, aligned to 64 bytes |

mod avx;
mod frame;
mod memory;
mod remainder;
mod sse;

use x64_asm::{Assembler, Cond, Error, Gpr, R13, R14, R15, RAX, RCX, RDX, RSI, RSP};
use x64_asm::{KMask, Mem, Xmm, Ymm, Zmm};

use crate::allocate::{Allocated, Place, Step};
use crate::inst::{Class, Op};
use crate::lower::Shape;
use crate::machine::Machine;
use frame::Frame;

/// Bytes of a slot, and of a constant.
const LINE: i32 = 64;

/// What the code of a function depends on beside its steps.
pub(crate) struct Layout {
    pub(crate) shape: Shape,
    /// Those that are read and those that are written.
    pub(crate) columns: usize,
    /// The formulas that can fail.
    pub(crate) failing: usize,
    /// The constant that holds the address of `fmod`, if it is called.
    pub(crate) remainder: Option<u32>,
}

/// The code, and its listing.
pub(crate) struct Encoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) listing: String,
}

pub(crate) fn encode(allocated: &Allocated, layout: &Layout, with_listing: bool) -> Result<Encoded, Error> {
    const BYTES_PER_STEP: usize = 8;
    let capacity = 128 + BYTES_PER_STEP * allocated.steps.len();
    let mut asm = Assembler::with_capacity(layout.shape.machine.features(), capacity);
    let frame = Frame::new(allocated, layout);
    let mut encoder = Encoder { asm: &mut asm, layout, frame };
    encoder.function(allocated);
    let code = asm.finish()?;
    let listing = if with_listing { code.listing().stable().to_string() } else { String::new() };
    Ok(Encoded { bytes: code.bytes().to_vec(), listing })
}

struct Encoder<'a> {
    asm: &'a mut Assembler,
    layout: &'a Layout,
    frame: Frame,
}

impl Encoder<'_> {
    fn function(&mut self, allocated: &Allocated) {
        self.enter();
        if self.layout.failing > 0 {
            self.asm.xor_rr32(R14, R14);
        }
        allocated.before.iter().for_each(|step| self.step(step));
        self.asm.xor_rr32(RAX, RAX);
        self.asm.align(32);
        let top = self.asm.here();
        allocated.steps.iter().for_each(|step| self.step(step));
        if self.layout.failing > 0 {
            self.asm.add_ri64(RCX, 2 * self.layout.failing as i32);
        }
        self.asm.add_ri64(RAX, self.layout.shape.rows as i32);
        self.asm.cmp_rr64(RAX, RSI);
        self.asm.jcc(Cond::B, top);
        if self.layout.failing > 0 {
            self.asm.mov_rr32(RAX, R14);
        } else {
            self.asm.xor_rr32(RAX, RAX);
        }
        self.leave();
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Inst { op, width, dst, ref sources } => match op {
                Op::LoadFloats(column) => {
                    let from = self.column(column, 8);
                    self.load(width, dst, from);
                }
                Op::LoadInts(column) => self.load_ints(dst, column),
                Op::LoadConverted(column) => self.load_converted(dst, column),
                Op::LoadBools(column) => self.load_bools(dst, column),
                Op::StoreFloats(column) => self.store_floats(sources[0], column),
                Op::StoreInts(column) => self.store_ints(sources[0], column),
                Op::StoreBools(column) => self.store_bools(sources[0], column),
                Op::StoreFailures64(number) => self.store_failures(sources[0], number, true),
                Op::StoreFailures32(number) => self.store_failures(sources[0], number, false),
                Op::Remainder => self.remainder(dst, sources),
                _ if self.layout.shape.machine == Machine::Sse2 => self.sse(op, dst, sources),
                _ => self.avx(op, width, dst, sources),
            },
            Step::Save { class: Class::Vector, register, slot } => self.save(register, self.slot(slot)),
            Step::Restore { class: Class::Vector, register, slot } => self.restore(register, self.slot(slot)),
            Step::Save { class: Class::Mask, register, slot } => self.asm.kmovw_mk(self.slot(slot), mask(register)),
            Step::Restore { class: Class::Mask, register, slot } => self.asm.kmovw_km(mask(register), self.slot(slot)),
            Step::Constant { register, constant } => self.restore(register, self.constant(constant)),
        }
    }

    fn constant(&self, constant: u32) -> Mem {
        Mem::base(RDX).disp(LINE * constant as i32)
    }

    fn slot(&self, slot: u32) -> Mem {
        Mem::base(RSP).disp(LINE * (self.frame.first_slot + slot) as i32)
    }

    /// A source that may be in memory.
    fn memory(&self, place: Place) -> Result<u8, Mem> {
        match place {
            Place::Register(register) => Ok(register),
            Place::Constant(constant) => Err(self.constant(constant)),
            Place::Slot(slot) => Err(self.slot(slot)),
        }
    }
}

/// A source that is in a register.
fn register(place: Place) -> u8 {
    match place {
        Place::Register(register) => register,
        Place::Constant(_) | Place::Slot(_) => unreachable!("only some sources may be in memory"),
    }
}

fn xmm(register: u8) -> Xmm {
    Xmm::new(register).expect("the allocator has 16 registers")
}

fn ymm(register: u8) -> Ymm {
    Ymm::new(register).expect("the allocator has 16 registers")
}

fn zmm(register: u8) -> Zmm {
    Zmm::new(register).expect("the allocator has 16 registers")
}

fn mask(register: u8) -> KMask {
    KMask::new(register).expect("the allocator has 7 mask registers")
}

/// For addresses, and for bits on the way.
const SCRATCH: Gpr = R15;
/// For bits on the way to where `SCRATCH` points.
const SCRATCH2: Gpr = R13;
