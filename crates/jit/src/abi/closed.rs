//! [`ClosedContext`]: what a host and a closed function share.

/// What the host gives to a closed function.
#[derive(Debug)]
#[repr(C)]
pub struct ClosedContext {
    /// Units left: each call and each turn of a loop takes one. Lowered by what runs; 0 when it ran
    /// out.
    pub fuel: i64,
    /// How many calls may nest, that of the host among them. More than `i32::MAX` count as that.
    depth: u32,
    /// The host's stack pointer while a function runs.
    stack_pointer: u64,
    /// C's `fmod`.
    remainder: crate::machine_fn!(fn(f64, f64) -> f64),
}

impl ClosedContext {
    /// A context with so much fuel, for calls that nest at most so deep.
    pub fn new(fuel: u64, depth: u32) -> ClosedContext {
        ClosedContext {
            fuel: i64::try_from(fuel).unwrap_or(i64::MAX),
            depth: depth.min(i32::MAX.cast_unsigned()),
            stack_pointer: 0,
            remainder,
        }
    }

    /// How deep calls may nest.
    pub fn depth(&self) -> u32 {
        self.depth
    }
}

crate::machine_fn! {
    /// `a % b`, with the canonical NaN.
    fn remainder(a: f64, b: f64) -> f64 {
        heap::Bits::float(a % b).as_float()
    }
}

/// Offsets into [`ClosedContext`] as machine code uses them.
pub(crate) mod offset {
    use super::ClosedContext;
    use std::mem::offset_of;

    pub const FUEL: i32 = offset_of!(ClosedContext, fuel) as i32;
    pub const DEPTH: i32 = offset_of!(ClosedContext, depth) as i32;
    pub const STACK_POINTER: i32 = offset_of!(ClosedContext, stack_pointer) as i32;
    pub const REMAINDER: i32 = offset_of!(ClosedContext, remainder) as i32;
}
