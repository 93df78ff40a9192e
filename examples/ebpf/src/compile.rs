//! The compiler: one pass over the instructions, each of which becomes a few of the machine.
//!
//! Each register of eBPF is one of the machine, chosen such that a helper finds its arguments where
//! its convention wants them, and that `r6` to `r9` survive it. `r9`, `r10` and `r11` of the
//! machine are free for the work inside one instruction, `r12` holds the context.

use std::fmt;

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Cond, Gpr, Label, Mem, R8, R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use crate::arithmetic;
use crate::fault::{Fault, Reason};
use crate::helper::Helpers;
use crate::layout::{Context, FRAME, STACK};
use crate::memory;
use crate::program::{Inst, Program, Register, Size, Source, Test};

/// The machine's registers for `r0` to `r10`.
const REGISTERS: [Gpr; 11] = [RAX, RDI, RSI, RDX, RCX, R8, RBX, R13, R14, R15, RBP];

/// Holds the address of the [`Context`].
pub(crate) const CONTEXT: Gpr = R12;

/// What the convention wants restored.
const SAVED: [Gpr; 6] = [RBX, RBP, R12, R13, R14, R15];

/// The machine's register for one of eBPF.
pub(crate) fn gpr(register: Register) -> Gpr {
    REGISTERS[usize::from(register)]
}

/// Why a program was not compiled.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Instruction `at` calls a helper that was not given.
    UnknownHelper { number: u32, at: usize },
    /// The code is too large.
    Assembler(x64_asm::Error),
    /// There is no executable memory for it.
    Memory(exec_mem::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnknownHelper { number, at } => {
                write!(f, "instruction {at} calls helper {number}, which is not given")
            }
            Error::Assembler(error) => error.fmt(f),
            Error::Memory(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<x64_asm::Error> for Error {
    fn from(error: x64_asm::Error) -> Self {
        Error::Assembler(error)
    }
}

impl From<exec_mem::Error> for Error {
    fn from(error: exec_mem::Error) -> Self {
        Error::Memory(error)
    }
}

/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut Context) -> u64;

/// A program as machine code.
#[derive(Debug)]
pub struct Compiled {
    code: Code,
    stack_len: usize,
}

impl Compiled {
    /// Compiles a program.
    ///
    /// # Errors
    /// If it calls a helper that `helpers` does not have, or memory is refused.
    pub fn new(arena: &Arena, program: &Program, helpers: &Helpers) -> Result<Self, Error> {
        let mut a = Assembler::new();
        assemble(&mut a, program, helpers)?;
        let code = a.finish()?;
        let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
        draft.append(code.bytes())?;
        let code = draft.publish().map_err(exec_mem::Error::from)?;
        Ok(Self { code, stack_len: program.stack_len })
    }

    /// The code of a program as text, without what depends on where it lies.
    ///
    /// # Errors
    /// As [`Compiled::new`].
    pub fn listing(program: &Program, helpers: &Helpers) -> Result<String, Error> {
        let mut a = Assembler::new();
        assemble(&mut a, program, helpers)?;
        Ok(a.finish()?.listing().stable())
    }

    /// Runs the program on `memory` and gives its `r0`.
    ///
    /// # Errors
    /// The fault that stopped it.
    pub fn call(&self, memory: &mut [u8]) -> Result<u64, Fault> {
        match self.stack_len {
            0 => self.run(memory, &mut []),
            FRAME => self.run(memory, &mut [0; FRAME]),
            _ => self.run(memory, &mut [0; STACK]),
        }
    }

    fn run(&self, memory: &mut [u8], stack: &mut [u8]) -> Result<u64, Fault> {
        let mut context = Context::new(memory, stack);
        // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
        // which accesses only the context, and the memory and stack that it names. Both are borrowed
        // to the end of this function.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        let result = entry.call(&mut context);
        match context.fault.checked_sub(1) {
            None => Ok(result),
            Some(at) => {
                let reason = if context.too_deep == 0 { Reason::OutOfBounds } else { Reason::TooDeep };
                Err(Fault { reason, at: at as usize })
            }
        }
    }
}

/// Code that is run seldom, and stands behind the rest.
pub(crate) struct Cold {
    pub entry: Label,
    pub cause: Cause,
    /// The instruction that needs it.
    pub at: usize,
}

/// Why it is run.
pub(crate) enum Cause {
    /// An access is not in memory: it may be in the stack, and then goes on at `resume`.
    NotInMemory {
        place: Mem,
        size: usize,
        resume: Label,
    },
    TooDeep,
}

/// The assembler, and what is known of the program.
pub(crate) struct Emitter<'a> {
    pub a: &'a mut Assembler,
    pub cold: Vec<Cold>,
    labels: Vec<Option<Label>>,
    helpers: &'a Helpers,
}

fn assemble(a: &mut Assembler, program: &Program, helpers: &Helpers) -> Result<(), Error> {
    let labels = program.is_target.iter().enumerate();
    let labels = labels.map(|(at, is_target)| (at == 0 || *is_target).then(|| a.label())).collect();
    let fault = a.named_label("fault");
    let mut emitter = Emitter { a, cold: Vec::new(), labels, helpers };
    emitter.frame(fault);
    for (at, inst) in program.insts.iter().enumerate() {
        if let Some(label) = emitter.labels[at] {
            emitter.a.bind(label);
        }
        emitter.inst(*inst, at)?;
    }
    for cold in std::mem::take(&mut emitter.cold) {
        memory::emit_cold(emitter.a, &cold, fault);
    }
    Ok(())
}

impl Emitter<'_> {
    /// Assembles what stands around the program: it is called, and ends by a `ret` or at `fault`.
    fn frame(&mut self, fault: Label) {
        let leave = self.a.named_label("leave");
        let main = self.label(0);
        let a = &mut *self.a;
        SAVED.iter().for_each(|register| a.push_r(*register));
        a.sub_ri64(RSP, 8);
        a.mov_rr64(CONTEXT, RDI);
        a.mov_mr64(field(Context::MACHINE_STACK), RSP);
        for (register, offset) in [(RBP, Context::STACK_END), (RDI, Context::MEMORY), (RSI, Context::LEN)] {
            a.mov_rm64(register, field(offset));
        }
        for register in [RAX, RDX, RCX, R8, RBX, R13, R14, R15] {
            a.xor_rr32(register, register);
        }
        a.call(main);
        a.bind(leave);
        a.add_ri64(RSP, 8);
        SAVED.iter().rev().for_each(|register| a.pop_r(*register));
        a.ret();
        a.bind(fault);
        a.mov_rm64(RSP, field(Context::MACHINE_STACK));
        a.jmp(leave);
    }

    fn inst(&mut self, inst: Inst, at: usize) -> Result<(), Error> {
        match inst {
            Inst::Arithmetic { operation, wide, dst, src } => arithmetic::emit(self.a, operation, wide, gpr(dst), src),
            Inst::Negate { wide: true, dst } => self.a.neg_r64(gpr(dst)),
            Inst::Negate { wide: false, dst } => self.a.neg_r32(gpr(dst)),
            Inst::Order { dst, size, swap } => arithmetic::emit_order(self.a, gpr(dst), size, swap),
            Inst::LoadConstant { dst, value } => self.a.mov_ri64(gpr(dst), value as i64),
            Inst::Load { dst, base, offset, size, signed } => {
                let place = self.place(base, offset, size, at);
                memory::emit_load(self.a, gpr(dst), place, size, signed);
            }
            Inst::Store { base, offset, size, src } => {
                let place = self.place(base, offset, size, at);
                memory::emit_store(self.a, place, size, src);
            }
            Inst::Atomic { operation, wide, base, offset, src } => {
                let size = if wide { Size::B8 } else { Size::B4 };
                let place = self.place(base, offset, size, at);
                memory::emit_atomic(self.a, operation, wide, place, gpr(src));
            }
            Inst::Jump { target } => {
                let target = self.label(target);
                self.a.jmp(target);
            }
            Inst::JumpIf { test, wide, left, right, target } => {
                let target = self.label(target);
                emit_compare(self.a, test, wide, gpr(left), right);
                self.a.jcc(condition(test), target);
            }
            Inst::CallHelper { number } => self.call_helper(number, at)?,
            Inst::CallLocal { target } => self.call_local(target, at),
            Inst::Exit => self.a.ret(),
            Inst::Half => {}
        }
        Ok(())
    }

    /// In a function `rsp` is 8 short of a multiple of 16.
    fn call_helper(&mut self, number: u32, at: usize) -> Result<(), Error> {
        let helper = self.helpers.get(number).ok_or(Error::UnknownHelper { number, at })?;
        self.a.sub_ri64(RSP, 8);
        self.a.mov_ri64(RAX, helper as usize as i64);
        self.a.call_r(RAX);
        self.a.add_ri64(RSP, 8);
        for register in [RDI, RSI, RDX, RCX, R8] {
            self.a.xor_rr32(register, register);
        }
        Ok(())
    }

    /// Five words are pushed, so that `rsp` is 8 short of a multiple of 16 in the function too.
    fn call_local(&mut self, target: usize, at: usize) {
        let (entry, target) = (self.a.label(), self.label(target));
        self.cold.push(Cold { entry, cause: Cause::TooDeep, at });
        let kept = [RBX, R13, R14, R15, CONTEXT];
        self.a.cmp_rm64(RBP, field(Context::DEEPEST));
        self.a.jcc(Cond::E, entry);
        kept.iter().for_each(|register| self.a.push_r(*register));
        self.a.sub_ri64(RBP, FRAME as i32);
        self.a.call(target);
        self.a.add_ri64(RBP, FRAME as i32);
        kept.iter().rev().for_each(|register| self.a.pop_r(*register));
    }

    /// The label of an instruction that something jumps to.
    fn label(&self, target: usize) -> Label {
        self.labels[target].expect("each target has a label")
    }
}

/// A field of the context.
pub(crate) fn field(offset: i32) -> Mem {
    Mem::base(CONTEXT).disp(offset)
}

fn emit_compare(a: &mut Assembler, test: Test, wide: bool, left: Gpr, right: Source) {
    match (test, wide, right) {
        (Test::Set, true, Source::Register(right)) => a.test_rr64(left, gpr(right)),
        (Test::Set, true, Source::Immediate(right)) => a.test_ri64(left, right),
        (Test::Set, false, Source::Register(right)) => a.test_rr32(left, gpr(right)),
        (Test::Set, false, Source::Immediate(right)) => a.test_ri32(left, right),
        (_, true, Source::Register(right)) => a.cmp_rr64(left, gpr(right)),
        (_, true, Source::Immediate(right)) => a.cmp_ri64(left, right),
        (_, false, Source::Register(right)) => a.cmp_rr32(left, gpr(right)),
        (_, false, Source::Immediate(right)) => a.cmp_ri32(left, right),
    }
}

fn condition(test: Test) -> Cond {
    match test {
        Test::Equal => Cond::E,
        Test::NotEqual | Test::Set => Cond::NE,
        Test::Greater => Cond::A,
        Test::GreaterEqual => Cond::AE,
        Test::Less => Cond::B,
        Test::LessEqual => Cond::BE,
        Test::SignedGreater => Cond::G,
        Test::SignedGreaterEqual => Cond::GE,
        Test::SignedLess => Cond::L,
        Test::SignedLessEqual => Cond::LE,
    }
}
