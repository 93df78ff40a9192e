//! What code and host share while a program runs.

use std::mem::offset_of;

/// Bytes of stack that a function has.
pub const FRAME: usize = 512;

/// Bytes of stack of a program that accesses no more than these, by `r10` itself.
pub const SMALL_STACK: usize = 64;

/// How many functions can be running at once, the first included.
pub const MAX_DEPTH: usize = 8;

/// Bytes of stack of a program with local functions.
pub const STACK: usize = FRAME * MAX_DEPTH;

/// What code reads and writes of the host.
#[repr(C)]
pub struct Context {
    pub memory: u64,
    pub len: u64,
    /// An access of at most 8 bytes that begins nearer to the start than this is in the memory: its
    /// length less 7, or 0.
    limit: u64,
    stack: u64,
    stack_len: u64,
    /// `r10` of a function that may call no other: code writes it, where functions are called.
    deepest: u64,
    /// The machine's stack pointer outside the program, where a fault goes back to.
    machine_stack: u64,
    /// 0, or the instruction of a fault plus 1.
    pub fault: u32,
    /// Whether the fault is one of depth.
    pub too_deep: u32,
}

impl Context {
    /// Offsets of its fields, for the code.
    pub const MEMORY: i32 = offset_of!(Context, memory) as i32;
    pub const LEN: i32 = offset_of!(Context, len) as i32;
    pub const LIMIT: i32 = offset_of!(Context, limit) as i32;
    pub const STACK: i32 = offset_of!(Context, stack) as i32;
    pub const STACK_LEN: i32 = offset_of!(Context, stack_len) as i32;
    pub const DEEPEST: i32 = offset_of!(Context, deepest) as i32;
    pub const MACHINE_STACK: i32 = offset_of!(Context, machine_stack) as i32;
    pub const FAULT: i32 = offset_of!(Context, fault) as i32;
    pub const TOO_DEEP: i32 = offset_of!(Context, too_deep) as i32;

    /// The context of a program that begins to run. A program that never names `r10` has no stack,
    /// and its `r10` only counts the depth.
    pub fn new(memory: &mut [u8], stack: &mut [u8]) -> Self {
        let (stack, stack_len) = (stack.as_mut_ptr() as u64, stack.len() as u64);
        Self {
            memory: memory.as_mut_ptr() as u64,
            len: memory.len() as u64,
            limit: (memory.len() as u64).saturating_sub(7),
            stack,
            stack_len,
            deepest: 0,
            machine_stack: 0,
            fault: 0,
            too_deep: 0,
        }
    }

    /// `r10` of the first function.
    pub fn stack_end(&self) -> u64 {
        self.stack + self.stack_len
    }
}

/// Whether an access of so many bytes relative to `r10` is in the frame of its function.
pub fn is_in_frame(offset: i16, bytes: usize) -> bool {
    let start = i32::from(offset);
    -(FRAME as i32) <= start && start + bytes as i32 <= 0
}
