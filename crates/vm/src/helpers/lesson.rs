//! What a helper that machine code calls tells of better machine code: see [`Lesson`].

use bytecode::Hint;
use heap::layout::kind;
use heap::{Bits, ShapeId, raw};

use crate::helpers::builtins::HAS_NUMBER;
use crate::runtime::context::ContextRef;
use crate::runtime::tiers::Lesson;

/// A helper does for machine code what better code might do itself. The context's safepoint is the
/// instruction.
#[inline(always)]
pub(super) fn take(cx: ContextRef, lesson: Lesson) {
    if lesson == Lesson::Nothing {
        return;
    }
    let record = cx.record();
    let left = record.slow_left().wrapping_sub(1);
    record.set_slow_left(left);
    if left == 0 {
        (cx.tiers().look)(cx, record, lesson);
    }
}

/// Arithmetic and comparisons: two ints or two floats take no helper.
///
/// # Safety
/// Two valid words are at `words`.
#[inline(always)]
pub(super) unsafe fn pair(words: *mut Bits) -> Lesson {
    // SAFETY: two words are there, which the caller vouches for.
    let [a, b] = unsafe { *words.cast::<[Bits; 2]>() };
    if a.is_int() && b.is_int() {
        Lesson::Operands(Hint::Ints)
    } else if a.is_float() && b.is_float() {
        Lesson::Operands(Hint::Floats)
    } else {
        Lesson::Nothing
    }
}

/// Remainders: two ints take no helper.
///
/// # Safety
/// Two valid words are at `words`.
#[inline(always)]
pub(super) unsafe fn ints(words: *mut Bits) -> Lesson {
    // SAFETY: two words are there, which the caller vouches for.
    let [a, b] = unsafe { *words.cast::<[Bits; 2]>() };
    if a.is_int() && b.is_int() { Lesson::Operands(Hint::Ints) } else { Lesson::Nothing }
}

/// Signs: numbers take no helper.
///
/// # Safety
/// A valid word is at `words`.
#[inline(always)]
pub(super) unsafe fn single(words: *mut Bits) -> Lesson {
    // SAFETY: a word is there, which the caller vouches for.
    match unsafe { *words } {
        value if value.is_int() => Lesson::Operands(Hint::Ints),
        value if value.is_float() => Lesson::Operands(Hint::Floats),
        _ => Lesson::Nothing,
    }
}

/// Properties: the inline cache knows fields of instances and members of modules.
///
/// # Safety
/// A valid word is at `words`.
#[inline(always)]
pub(super) unsafe fn property(words: *mut Bits) -> Lesson {
    // SAFETY: a word is there, which the caller vouches for.
    let target = unsafe { *words };
    if !target.is_heap() {
        return Lesson::Nothing;
    }
    // SAFETY: a valid word that is a pointer is a live object.
    let found = unsafe { raw::kind_of(target) };
    if found == kind::MODULE || ShapeId::from_kind(found).is_some() { Lesson::Place } else { Lesson::Nothing }
}

/// Elements: an int index into an array or a map mostly takes no helper.
///
/// # Safety
/// Two valid words are at `words`.
#[inline(always)]
pub(super) unsafe fn element(words: *mut Bits) -> Lesson {
    // SAFETY: two words are there, which the caller vouches for.
    let [target, index] = unsafe { *words.cast::<[Bits; 2]>() };
    if !index.is_int() || !target.is_heap() {
        return Lesson::Nothing;
    }
    // SAFETY: a valid word that is a pointer is a live object.
    let found = unsafe { raw::kind_of(target) };
    if found == kind::ARRAY || found == kind::MAP { Lesson::Index } else { Lesson::Nothing }
}

/// Calls of what is no function: a struct definition and `has` that a global keeps take no call.
///
/// # Safety
/// A valid word is at `words`.
#[inline(always)]
pub(super) unsafe fn callee(words: *mut Bits) -> Lesson {
    // SAFETY: a word is there, which the caller vouches for.
    let callee = unsafe { *words };
    // SAFETY: a valid word.
    if unsafe { raw::is_kind(callee, kind::STRUCT_DEF) } {
        return Lesson::Place;
    }
    // SAFETY: a valid word.
    let is_native = unsafe { raw::is_kind(callee, kind::NATIVE) };
    // SAFETY: a native, as was just asked.
    if is_native && unsafe { raw::native_index(callee) } == HAS_NUMBER { Lesson::Place } else { Lesson::Nothing }
}
