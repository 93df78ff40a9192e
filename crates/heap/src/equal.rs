//! The language's `==` (LANGUAGE section 5.4).

use crate::layout::{Str, kind};
use crate::raw;
use crate::value::{Bits, Number, Value};

/// Whether two values are equal: numbers (bools among them) by value, strings by content, other
/// objects by identity, different kinds never.
#[inline]
pub fn equal(left: Value<'_>, right: Value<'_>) -> bool {
    let (left, right) = (left.bits(), right.bits());
    if left == right {
        // Only a NaN differs from itself.
        return !left.is_float() || !left.as_float().is_nan();
    }
    if left.is_heap() && right.is_heap() {
        // SAFETY: both come from values, so neither is stale.
        return unsafe { equal_objects(left, right) };
    }
    match (left.as_number(), right.as_number()) {
        (Some(Number::Int(left)), Some(Number::Int(right))) => left == right,
        (Some(left), Some(right)) => left.to_float() == right.to_float(),
        _ => false,
    }
}

/// Whether two different objects are strings with the same bytes.
///
/// # Safety
/// Both are live objects.
unsafe fn equal_objects(left: Bits, right: Bits) -> bool {
    // SAFETY: by the caller, live objects.
    let strings = unsafe { is_string_pair(left, right) };
    if !strings {
        return false;
    }
    // SAFETY: a live string.
    let (a_len, a_hash) = unsafe { raw::object::<Str>(left) }.summary();
    // SAFETY: a live string.
    let (b_len, b_hash) = unsafe { raw::object::<Str>(right) }.summary();
    if a_len != b_len || (a_hash != b_hash && a_hash != 0 && b_hash != 0) {
        return false;
    }
    // SAFETY: live strings of the same length.
    unsafe { raw::same_bytes(left, right) }
}

/// # Safety
/// Both are live objects.
unsafe fn is_string_pair(left: Bits, right: Bits) -> bool {
    const _: () = assert!(kind::STRING + 1 == kind::SLICE);
    // SAFETY: by the caller, a live object.
    let left = unsafe { raw::is_string(left) };
    // SAFETY: a live object.
    left && unsafe { raw::is_string(right) }
}

impl Str {
    fn summary(&self) -> (u32, u32) {
        (self.len, self.hash)
    }
}
