//! What code and host share while a program runs.

use std::mem::offset_of;

/// Bytes of stack that a function has.
pub const FRAME: usize = 512;

/// How many functions can be running at once, the first included.
pub const MAX_DEPTH: usize = 8;

/// Bytes of stack of a program with local functions.
pub const STACK: usize = FRAME * MAX_DEPTH;

/// Kinds of size of an access: 1, 2, 4 and 8 bytes.
pub const SIZES: usize = 4;

/// What code reads and writes of the host.
#[repr(C)]
pub struct Context {
    memory: u64,
    len: u64,
    limits: Limits,
    stack: u64,
    stack_limits: Limits,
    stack_end: u64,
    /// `r10` of a function that may call no other.
    deepest: u64,
    /// The machine's stack pointer outside the program, where a fault goes back to.
    machine_stack: u64,
    /// 0, or the instruction of a fault plus 1.
    pub fault: u32,
    /// Whether the fault is one of depth.
    pub too_deep: u32,
}

/// For accesses of 1, 2, 4 and 8 bytes: the first distance from the start that is too far.
type Limits = [u64; SIZES];

impl Context {
    /// Offsets of its fields, for the code.
    pub const MEMORY: i32 = offset_of!(Context, memory) as i32;
    pub const LEN: i32 = offset_of!(Context, len) as i32;
    pub const LIMITS: i32 = offset_of!(Context, limits) as i32;
    pub const STACK: i32 = offset_of!(Context, stack) as i32;
    pub const STACK_LIMITS: i32 = offset_of!(Context, stack_limits) as i32;
    pub const STACK_END: i32 = offset_of!(Context, stack_end) as i32;
    pub const DEEPEST: i32 = offset_of!(Context, deepest) as i32;
    pub const MACHINE_STACK: i32 = offset_of!(Context, machine_stack) as i32;
    pub const FAULT: i32 = offset_of!(Context, fault) as i32;
    pub const TOO_DEEP: i32 = offset_of!(Context, too_deep) as i32;

    /// The context of a program that begins to run. A program that never names `r10` has no stack,
    /// and its `r10` only counts the depth.
    pub fn new(memory: &mut [u8], stack: &mut [u8]) -> Self {
        let stack_end = stack.as_mut_ptr() as u64 + stack.len() as u64;
        Self {
            memory: memory.as_mut_ptr() as u64,
            len: memory.len() as u64,
            limits: limits(memory),
            stack: stack.as_mut_ptr() as u64,
            stack_limits: limits(stack),
            stack_end,
            deepest: stack_end.wrapping_sub((STACK - FRAME) as u64),
            machine_stack: 0,
            fault: 0,
            too_deep: 0,
        }
    }
}

fn limits(bytes: &[u8]) -> Limits {
    [1, 2, 4, 8].map(|size| (bytes.len() as u64 + 1).saturating_sub(size))
}
