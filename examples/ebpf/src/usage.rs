//! What a program uses. Code saves, clears and checks no more than that.

use crate::layout::{FRAME, SMALL_STACK, STACK, is_in_frame};
use crate::program::{Atomic, Inst, MEMORY_POINTER, Mistake, Register, STACK_POINTER, Size, Source};

/// What a program uses.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    /// Whether something jumps to, or calls, the instruction of this index.
    pub is_target: Vec<bool>,
    pub calls_functions: bool,
    pub calls_helpers: bool,
    /// Registers that are named, one bit each.
    named: u16,
    written: u16,
    /// How far below `r10` the stack is accessed.
    depth: i32,
    /// Whether something is accessed by `r1`, and by a register of which nothing is known.
    is_memory_accessed: bool,
    is_any_accessed: bool,
    /// Whether `r10` is more than the base of accesses.
    escapes: bool,
}

impl Usage {
    /// The usage of a program of so many instructions, at none of which it has looked.
    pub(crate) fn new(len: usize) -> Self {
        Self {
            is_target: vec![false; len],
            calls_functions: false,
            calls_helpers: false,
            named: 0,
            written: 0,
            depth: 0,
            is_memory_accessed: false,
            is_any_accessed: false,
            escapes: false,
        }
    }

    pub(crate) fn names(&self, register: Register) -> bool {
        self.named >> register & 1 != 0
    }

    /// Whether `r1` is the start of the memory all the time.
    pub(crate) fn keeps_memory_pointer(&self) -> bool {
        self.written >> MEMORY_POINTER & 1 == 0
    }

    /// Whether an access is compared with both bounds of the memory.
    pub(crate) fn needs_bounds(&self) -> bool {
        self.is_any_accessed || (self.is_memory_accessed && !self.keeps_memory_pointer())
    }

    /// Bytes of stack that the program is given.
    pub(crate) fn stack_len(&self) -> usize {
        match () {
            () if !self.names(STACK_POINTER) => 0,
            () if self.calls_functions => STACK,
            () if self.escapes || self.depth > SMALL_STACK as i32 => FRAME,
            () => SMALL_STACK,
        }
    }

    fn target(&mut self, target: u32, at: usize) -> Result<(), Mistake> {
        let is_target = self.is_target.get_mut(target as usize).ok_or(Mistake::Target { at })?;
        *is_target = true;
        Ok(())
    }

    /// Looks at the instruction with index `at`.
    #[inline(always)]
    pub(crate) fn look_at(&mut self, inst: &Inst, at: usize) -> Result<(), Mistake> {
        match *inst {
            Inst::Arithmetic { dst, src, .. } => {
                self.write(dst);
                self.value(src);
            }
            Inst::Negate { dst, .. } | Inst::Order { dst, .. } | Inst::LoadConstant { dst, .. } => self.write(dst),
            Inst::Load { dst, base, offset, size, .. } => {
                self.write(dst);
                self.access(base, offset, size);
            }
            Inst::Store { base, offset, size, src } => {
                self.access(base, offset, size);
                self.value(src);
            }
            Inst::Atomic { operation, wide, base, offset, src } => {
                self.access(base, offset, if wide { Size::B8 } else { Size::B4 });
                self.value(Source::Register(src));
                match operation {
                    Atomic::CompareExchange => self.write(0),
                    _ => self.written |= 1 << src,
                }
            }
            Inst::JumpIf { left, right, target, .. } => {
                self.value(Source::Register(left));
                self.value(right);
                self.target(target, at)?;
            }
            Inst::CallHelper { .. } => {
                self.calls_helpers = true;
                (0..6).for_each(|register| self.write(register));
            }
            Inst::CallLocal { target } => {
                self.calls_functions = true;
                self.target(target, at)?;
            }
            Inst::Jump { target } => self.target(target, at)?,
            Inst::Exit | Inst::Half => {}
        }
        Ok(())
    }

    fn write(&mut self, register: Register) {
        self.named |= 1 << register;
        self.written |= 1 << register;
    }

    fn value(&mut self, source: Source) {
        if let Source::Register(register) = source {
            self.named |= 1 << register;
            self.escapes |= register == STACK_POINTER;
        }
    }

    fn access(&mut self, base: Register, offset: i16, size: Size) {
        self.named |= 1 << base;
        match base {
            STACK_POINTER if is_in_frame(offset, size.bytes()) => self.depth = self.depth.max(-i32::from(offset)),
            MEMORY_POINTER if offset >= 0 => self.is_memory_accessed = true,
            _ => self.is_any_accessed = true,
        }
    }
}
