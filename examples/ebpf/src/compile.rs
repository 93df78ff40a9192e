//! The compiler: one pass over the instructions, each of which becomes a few of the machine.

use std::fmt;

use exec_mem::{Arena, Code};
use x64_asm::{Assembler, Label};

use crate::emitter::{Cold, Emitter};
use crate::fault::{Fault, Reason};
use crate::helper::Helpers;
use crate::layout::{Context, FRAME, SMALL_STACK, STACK};
use crate::program::Program;

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

/// What `assemble` makes, of the context, the address and length of the memory, and the end of the
/// stack. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut Context, u64, u64, u64) -> u64;

/// Compiles programs, in memory that it keeps from one to the next.
#[derive(Debug, Default)]
pub struct Compiler {
    a: Assembler,
    cold: Vec<Cold>,
    labels: Vec<Option<Label>>,
}

impl Compiler {
    /// A compiler that has compiled nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compiles a program.
    ///
    /// # Errors
    /// If it calls a helper that `helpers` does not have, or memory is refused.
    pub fn compile(&mut self, arena: &Arena, program: &Program, helpers: &Helpers) -> Result<Compiled, Error> {
        let code = self.assemble(program, helpers)?;
        let mut draft = arena.draft_aligned(code.bytes().len(), code.alignment() as usize)?;
        draft.append(code.bytes())?;
        let code = draft.publish().map_err(exec_mem::Error::from)?;
        Ok(Compiled { code, stack_len: program.usage.stack_len() })
    }

    fn assemble(&mut self, program: &Program, helpers: &Helpers) -> Result<x64_asm::Code<'_>, Error> {
        self.a.reset();
        self.cold.clear();
        self.labels.clear();
        let is_target = program.usage.is_target.iter().enumerate();
        self.labels.extend(is_target.map(|(at, is_target)| (at == 0 || *is_target).then(|| self.a.label())));
        let (a, cold, labels) = (&mut self.a, &mut self.cold, &*self.labels);
        Emitter::new(a, cold, program, labels, helpers).program()?;
        Ok(self.a.finish()?)
    }
}

/// A program as machine code.
#[derive(Debug)]
pub struct Compiled {
    code: Code,
    stack_len: usize,
}

impl Compiled {
    /// Compiles a program, by a [`Compiler`] of its own.
    ///
    /// # Errors
    /// As [`Compiler::compile`].
    pub fn new(arena: &Arena, program: &Program, helpers: &Helpers) -> Result<Self, Error> {
        Compiler::new().compile(arena, program, helpers)
    }

    /// The code of a program as text, without what depends on where it lies.
    ///
    /// # Errors
    /// As [`Compiled::new`].
    pub fn listing(program: &Program, helpers: &Helpers) -> Result<String, Error> {
        Ok(Compiler::new().assemble(program, helpers)?.listing().stable())
    }

    /// Runs the program on `memory` and gives its `r0`.
    ///
    /// # Errors
    /// The fault that stopped it.
    pub fn call(&self, memory: &mut [u8]) -> Result<u64, Fault> {
        match self.stack_len {
            0 => self.run(memory, &mut []),
            SMALL_STACK => self.run(memory, &mut [0; SMALL_STACK]),
            FRAME => self.run_with::<FRAME>(memory),
            _ => self.run_with::<STACK>(memory),
        }
    }

    /// A frame of that size is not for the calls that need none of it.
    #[inline(never)]
    fn run_with<const LEN: usize>(&self, memory: &mut [u8]) -> Result<u64, Fault> {
        self.run(memory, &mut [0; LEN])
    }

    #[inline]
    fn run(&self, memory: &mut [u8], stack: &mut [u8]) -> Result<u64, Fault> {
        let mut context = Context::new(memory, stack);
        // SAFETY: `new` alone makes a `Compiled`, of code by `assemble`: a function of this type,
        // which accesses only the context, and the memory and stack that it names. Both are borrowed
        // to the end of this function.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        let (memory, len, stack_end) = (context.memory, context.len, context.stack_end());
        let result = entry.call(&mut context, memory, len, stack_end);
        match context.fault.checked_sub(1) {
            None => Ok(result),
            Some(at) => {
                let reason = if context.too_deep == 0 { Reason::OutOfBounds } else { Reason::TooDeep };
                Err(Fault { reason, at: at as usize })
            }
        }
    }
}
