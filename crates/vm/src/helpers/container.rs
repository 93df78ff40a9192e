//! Arrays, maps, structs: making them, reading and writing their elements.

use std::ops::ControlFlow;

use bytecode::StructId;
use heap::layout::kind;
use heap::{Bits, raw};

use super::builtins::quick_has;
use super::operands;
use crate::runtime::context::ContextRef;

/// LOAD_INDEX.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn load_index(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has two operands.
    let [object, index] = unsafe { operands(words) };
    // SAFETY: live words.
    unsafe { raw::index_get(cx.heap(), object, index) }
}

/// A call of `has`.
///
/// # Safety
/// See [`super`].
pub(crate) unsafe fn has(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has two operands, which are live.
    unsafe { quick_has(cx.heap(), words) }
}

/// STORE_INDEX.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn store_index(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has three operands.
    let [object, index, value] = unsafe { operands(words) };
    // SAFETY: live words.
    if unsafe { raw::index_set(cx.heap(), object, index, value) } {
        return Bits::NIL;
    }
    // SAFETY: a live word.
    if let ControlFlow::Break(error) = cx.charge(unsafe { growth(object, index) }) {
        return error;
    }
    // SAFETY: the words are in the frame, below `top`.
    cx.done(unsafe { cx.heap().index_set_at(words, words.wrapping_add(1), words.wrapping_add(2)) })
}

/// By how many elements storing at `index` makes an array longer.
///
/// # Safety
/// `object` is not stale.
unsafe fn growth(object: Bits, index: Bits) -> usize {
    // SAFETY: the caller gives a word that is not stale.
    if index.is_int() && unsafe { raw::is_kind(object, kind::ARRAY) } {
        // SAFETY: an array.
        let len = unsafe { raw::array_len(object) };
        return (index.as_int().max(0) as usize).saturating_sub(len as usize);
    }
    0
}

/// NEW_ARRAY.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn new_array(cx: ContextRef, words: *mut Bits, count: u64) -> Bits {
    if let ControlFlow::Break(error) = cx.charge(count as usize) {
        return error;
    }
    // SAFETY: the words are in the frame, below `top`.
    cx.result(unsafe { cx.heap().alloc_array_from_at(words, count as usize) })
}

/// NEW_MAP.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn new_map(cx: ContextRef, _: *mut Bits, _: u64) -> Bits {
    cx.result(cx.heap().alloc_map())
}

/// NEW_OBJECT.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn new_object(cx: ContextRef, words: *mut Bits, struct_id: u64) -> Bits {
    let shape = cx.record().instance().shapes[StructId(struct_id as u32).index()];
    // SAFETY: V4: as many words as the shape has fields; they are in the frame, below `top`.
    cx.result(unsafe { cx.heap().alloc_instance_at(shape, words) })
}

/// STRUCT_DEF.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn struct_def(cx: ContextRef, _: *mut Bits, struct_id: u64) -> Bits {
    let shape = cx.record().instance().shapes[StructId(struct_id as u32).index()];
    cx.result(cx.heap().alloc_struct_def(shape))
}

/// ARRAY_PUSH.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn array_push(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the words are in the frame, below `top`.
    cx.done(unsafe { cx.heap().array_push_at(words, words.wrapping_add(1)) })
}

/// ARRAY_POP.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn array_pop(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [array] = unsafe { operands(words) };
    // SAFETY: a live word.
    if unsafe { raw::is_kind(array, kind::ARRAY) } {
        // SAFETY: an array.
        return unsafe { raw::array_pop(array) };
    }
    Bits::NIL
}

/// ARRAY_LEN.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn array_len(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    let [value] = unsafe { operands(words) };
    // SAFETY: an operand is a live word.
    Bits::int(unsafe { raw::length(value) }.cast_signed())
}
