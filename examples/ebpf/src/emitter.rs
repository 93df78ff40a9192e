//! The instructions one by one, and what stands around them, prologue and epilogue.
//!
//! Each register of eBPF is one of the machine, chosen such that a helper finds its arguments where
//! its convention wants them, and that `r6` to `r9` survive it. `r9`, `r10` and `r11` of the
//! machine are free for the work inside one instruction, `r12` holds the context.

use x64_asm::{Assembler, Cond, Gpr, Label, Mem, R8, R10, R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RSI, RSP};

use crate::arithmetic;
use crate::compile::Error;
use crate::helper::Helpers;
use crate::layout::{Context, FRAME, STACK};
use crate::memory;
use crate::program::{Inst, Program, Register, STACK_POINTER, Size, Source, Test};
use crate::usage::Usage;

// ANCHOR: registers
/// The machine's registers for `r0` to `r10`.
const REGISTERS: [Gpr; 11] = [RAX, RDI, RSI, RDX, RCX, R8, RBX, R13, R14, R15, RBP];
// ANCHOR_END: registers

/// Holds the address of the [`Context`].
pub(crate) const CONTEXT: Gpr = R12;

/// What the convention wants restored, of what code overwrites.
fn saved(usage: &Usage) -> impl DoubleEndedIterator<Item = Gpr> {
    let named = (6..STACK_POINTER).filter(|register| usage.names(*register)).map(gpr);
    [CONTEXT].into_iter().chain(has_stack_pointer(usage).then_some(RBP)).chain(named)
}

/// Registers for the bounds of memory: of those that a function may overwrite, so that they cost no
/// more than their loads. None where a program calls something, or its accesses need no bounds.
fn bounds(usage: &Usage) -> Option<[Gpr; 2]> {
    let mut free = [3, 4, 5].into_iter().filter(|register| !usage.names(*register)).map(gpr);
    let may_use = usage.needs_bounds() && !usage.calls_functions && !usage.calls_helpers;
    if may_use { Some([free.next()?, free.next()?]) } else { None }
}

/// The stack pointer counts the depth of functions too.
fn has_stack_pointer(usage: &Usage) -> bool {
    usage.names(STACK_POINTER) || usage.calls_functions
}

/// Whether `rsp` is moved once more. Where a program calls, each instruction finds it 8 short of a
/// multiple of 16: so it is when the code is entered, and again after an even number of words. A
/// program that is called as a function has its return address too.
fn is_padded(usage: &Usage) -> bool {
    let is_odd = saved(usage).count() % 2 == 1;
    if usage.calls_functions { !is_odd } else { usage.calls_helpers && is_odd }
}

/// The machine's register for one of eBPF.
pub(crate) fn gpr(register: Register) -> Gpr {
    REGISTERS[usize::from(register)]
}

/// Code that is run seldom, and stands behind the rest.
#[derive(Debug)]
pub(crate) struct Cold {
    pub entry: Label,
    pub cause: Cause,
    /// The instruction that needs it.
    pub at: usize,
}

/// Why it is run.
#[derive(Debug)]
pub(crate) enum Cause {
    /// An access is not in memory: it may be in the stack, and then goes on at `resume`.
    NotInMemory {
        place: Mem,
        size: Size,
        resume: Label,
    },
    /// The memory ends before an access.
    TooShort,
    TooDeep,
}

/// The assembler, and what is known of the program.
pub(crate) struct Emitter<'a> {
    pub a: &'a mut Assembler,
    pub cold: &'a mut Vec<Cold>,
    pub program: &'a Program,
    /// Bytes that the memory has at least, as far as code since the last label has shown.
    pub known_length: u32,
    /// The register that the processor's zero flag tells about, and whether all its 64 bits.
    flags: Option<(Register, bool)>,
    /// Registers with the start of the memory and the limit of accesses, where two are free.
    pub bounds: Option<[Gpr; 2]>,
    labels: &'a [Option<Label>],
    helpers: &'a Helpers,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(
        a: &'a mut Assembler,
        cold: &'a mut Vec<Cold>,
        program: &'a Program,
        labels: &'a [Option<Label>],
        helpers: &'a Helpers,
    ) -> Self {
        Self { a, cold, program, known_length: 0, flags: None, bounds: bounds(&program.usage), labels, helpers }
    }

    pub(crate) fn program(&mut self) -> Result<(), Error> {
        let leave = self.a.named_label("leave");
        self.enter(leave);
        let last = self.program.insts.len() - 1;
        for (at, inst) in self.program.insts.iter().enumerate() {
            if let Some(label) = self.labels[at] {
                self.a.bind(label);
                (self.known_length, self.flags) = (0, None);
            }
            match inst {
                Inst::Exit if self.program.usage.calls_functions => self.a.ret(),
                Inst::Exit if at == last => {} // `leave` comes next
                Inst::Exit => self.a.jmp(leave),
                inst => self.inst(*inst, at)?,
            }
        }
        if !self.program.usage.calls_functions {
            self.leave(leave);
        }
        for cold in self.cold.iter() {
            memory::emit_cold(self.a, cold, leave);
        }
        Ok(())
    }

    /// Assembles what comes before the program. Where it has functions it is one itself, and
    /// returns; otherwise it goes to `leave`.
    fn enter(&mut self, leave: Label) {
        let usage = &self.program.usage;
        for register in saved(usage) {
            self.a.push_r(register);
        }
        if is_padded(usage) {
            self.a.sub_ri64(RSP, 8);
        }
        if has_stack_pointer(usage) {
            self.a.mov_rr64(RBP, RCX);
        }
        for (register, argument) in [(CONTEXT, RDI), (RDI, RSI), (RSI, RDX)] {
            self.a.mov_rr64(register, argument);
        }
        self.a.xor_rr32(RAX, RAX);
        for register in (3..STACK_POINTER).filter(|register| usage.names(*register)).map(gpr) {
            self.a.xor_rr32(register, register);
        }
        if let Some([start, limit]) = self.bounds {
            self.a.mov_rr64(start, RDI);
            self.a.mov_rm64(limit, field(Context::LIMIT));
        }
        if usage.calls_functions {
            let main = self.label(0);
            self.a.mov_mr64(field(Context::MACHINE_STACK), RSP);
            self.a.lea_rm64(R10, Mem::base(RBP).disp(-((STACK - FRAME) as i32)));
            self.a.mov_mr64(field(Context::DEEPEST), R10);
            self.a.call(main);
            self.leave(leave);
        }
    }

    /// Assembles the way out. A fault comes here too, from functions of any depth.
    fn leave(&mut self, leave: Label) {
        let usage = &self.program.usage;
        self.a.bind(leave);
        if usage.calls_functions {
            self.a.mov_rm64(RSP, field(Context::MACHINE_STACK));
        }
        if is_padded(usage) {
            self.a.add_ri64(RSP, 8);
        }
        for register in saved(usage).rev() {
            self.a.pop_r(register);
        }
        self.a.ret();
    }

    fn inst(&mut self, inst: Inst, at: usize) -> Result<(), Error> {
        let flags = self.flags.take();
        match inst {
            Inst::Arithmetic { operation, wide, dst, src } => {
                arithmetic::emit(self.a, operation, wide, gpr(dst), src);
                self.flags = arithmetic::sets_zero_flag(operation).then_some((dst, wide));
            }
            Inst::Negate { wide: true, dst } => self.a.neg_r64(gpr(dst)),
            Inst::Negate { wide: false, dst } => self.a.neg_r32(gpr(dst)),
            Inst::Order { dst, size, swap } => arithmetic::emit_order(self.a, gpr(dst), size, swap),
            Inst::LoadConstant { dst, low, high } => self.a.mov_ri64(gpr(dst), i64::from(high) << 32 | i64::from(low)),
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
                if !is_known(flags, test, wide, left, right) {
                    emit_compare(self.a, test, wide, gpr(left), right);
                }
                self.a.jcc(condition(test), target);
            }
            Inst::CallHelper { number } => self.call_helper(number, at)?,
            Inst::CallLocal { target } => self.call_local(target, at),
            Inst::Exit | Inst::Half => {}
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
    fn call_local(&mut self, target: u32, at: usize) {
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
    fn label(&self, target: u32) -> Label {
        self.labels[target as usize].expect("each target has a label")
    }
}

/// A field of the context.
pub(crate) fn field(offset: i32) -> Mem {
    Mem::base(CONTEXT).disp(offset)
}

/// Whether the flags are already what comparing would make them.
fn is_known(flags: Option<(Register, bool)>, test: Test, wide: bool, left: Register, right: Source) -> bool {
    let is_zero = matches!((test, right), (Test::Equal | Test::NotEqual, Source::Immediate(0)));
    // Arithmetic of 32 bits clears the others.
    is_zero && flags.is_some_and(|(register, all)| register == left && (wide || !all))
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
