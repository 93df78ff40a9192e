//! The store of a pointer for optimised code, which keeps its registers meanwhile.

use heap::{Bits, raw};

use super::operands;
use crate::runtime::context::ContextRef;

/// Stores word 1 at the address in word 2, in the object in word 0 or in storage of its own.
///
/// # Safety
/// See [`super`]; the words are the context's.
pub(crate) unsafe fn store_pointer(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: optimised code passes three words of the context.
    let [object, value, slot] = unsafe { operands(words) };
    let slot = std::ptr::with_exposed_provenance_mut(slot.raw() as usize);
    // SAFETY: word 2 is a slot of word 0, a live object, or of its storage.
    unsafe { raw::store(object.as_object(), slot, value) };
    Bits::NIL
}
