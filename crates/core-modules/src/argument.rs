//! What natives ask of their arguments and of the vm.

use vm::Ctx;
use vm::heap::{Heap, MAX_STRING_BYTES};

/// Whether there are exactly `count` arguments, all strings.
#[inline]
pub fn takes_strings(ctx: &Ctx<'_>, count: usize) -> bool {
    ctx.arg_count() == count && (0..count).all(|index| ctx.arg(index).as_string().is_some())
}

/// The bytes of a string argument.
#[inline]
pub fn text<'c>(ctx: &'c Ctx<'_>, index: usize) -> &'c [u8] {
    ctx.arg(index).as_string().unwrap_or_default()
}

/// The longest text that may become a string of `heap`.
pub fn text_limit(heap: &Heap) -> usize {
    MAX_STRING_BYTES.min(heap.config().limit_bytes)
}
