//! Arithmetic and comparisons on operands of any kind.

use bytecode::num::{Arithmetic, Comparison, Num};
use heap::{Bits, Number, raw};

use super::operands;
use crate::common::error::ErrorKind;
use crate::runtime::context::ContextRef;

/// A word as an operand of arithmetic; `None` if it is no number.
pub(crate) fn number(bits: Bits) -> Option<Num> {
    Some(match bits.as_number()? {
        Number::Int(int) => Num::Int(int),
        Number::Float(float) => Num::Float(float),
    })
}

fn word(number: Num) -> Bits {
    match number {
        Num::Int(int) => Bits::int(int),
        Num::Float(float) => Bits::float(float),
    }
}

/// # Safety
/// See [`super`].
unsafe fn arithmetic(cx: ContextRef, operation: Arithmetic, words: *mut Bits) -> Bits {
    // SAFETY: the row has two operands.
    let [a, b] = unsafe { operands(words) };
    let (Some(a), Some(b)) = (number(a), number(b)) else { return Bits::NIL };
    match operation.apply(a, b) {
        Ok(result) => word(result),
        Err(bytecode::num::DivisionByZero) => cx.raise(ErrorKind::DivisionByZero),
    }
}

/// ADD.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn add(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has two operands.
    let [a, b] = unsafe { operands(words) };
    // SAFETY: live words. A result so short costs nothing.
    if let Some(joined) = unsafe { cx.heap().concat_short(a, b) } {
        return joined;
    }
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return word(a.add(b));
    }
    // SAFETY: an operand is a live word.
    let (left, right) = (unsafe { text_len(a) }, unsafe { text_len(b) });
    if let std::ops::ControlFlow::Break(error) = cx.charge(left + right) {
        return error;
    }
    // SAFETY: live words.
    if let Some(joined) = unsafe { cx.heap().append_short(a, b) } {
        return joined;
    }
    // SAFETY: both words are in the frame, below `top`.
    cx.result(unsafe { cx.heap().concat_at(words, words.wrapping_add(1)) })
}

/// Bytes of a string; 0 for other words, whose texts are too short to be charged for.
///
/// # Safety
/// The word is not stale.
unsafe fn text_len(bits: Bits) -> usize {
    // SAFETY: the caller gives a word that is not stale.
    if unsafe { raw::is_string(bits) } {
        // SAFETY: a string.
        unsafe { raw::string_len(bits) as usize }
    } else {
        0
    }
}

/// MOD. Machine code has no instruction for that of floats.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn rem(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: two words are there, as the row has two operands.
    let [a, b] = unsafe { operands(words) };
    if a.is_float() && b.is_float() {
        return Bits::float(a.as_float() % b.as_float());
    }
    // SAFETY: the row has two operands.
    unsafe { arithmetic(cx, Arithmetic::Mod, words) }
}

/// NEG.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn neg(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    number(unsafe { *words }).map_or(Bits::NIL, |number| word(number.neg()))
}

/// PLUS.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn plus(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    number(unsafe { *words }).map_or(Bits::NIL, word)
}

/// TO_BOOL.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn to_bool(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the row has one operand.
    Bits::bool(unsafe { *words }.truthy())
}

fn ordered(comparison: Comparison, a: Bits, b: Bits) -> Bits {
    let (Some(a), Some(b)) = (number(a), number(b)) else { return Bits::FALSE };
    Bits::bool(comparison.holds(a.order(b)))
}

/// The language's `==`, with strings paid for by their length.
///
/// # Safety
/// See [`super`].
unsafe fn equality(cx: ContextRef, words: *mut Bits, wanted: bool) -> Bits {
    // SAFETY: the row has two operands.
    let [a, b] = unsafe { operands(words) };
    // SAFETY: an operand is a live word.
    let (left, right) = (unsafe { text_len(a) }, unsafe { text_len(b) });
    if let std::ops::ControlFlow::Break(error) = cx.charge(left.min(right)) {
        return error;
    }
    // SAFETY: live words.
    Bits::bool(unsafe { raw::equal(a, b) } == wanted)
}

/// EQ.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn eq(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the words and the context are those of the row.
    unsafe { equality(cx, words, true) }
}

/// NE.
///
/// # Safety
/// See [`super`].
#[inline(never)]
pub(crate) unsafe fn ne(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
    // SAFETY: the words and the context are those of the row.
    unsafe { equality(cx, words, false) }
}

macro_rules! arithmetic_helpers {
    ($($name:ident $operation:ident;)*) => { $(
        /// The row of this name.
        ///
        /// # Safety
        /// See [`super`].
        #[inline(never)]
        pub(crate) unsafe fn $name(cx: ContextRef, words: *mut Bits, _: u64) -> Bits {
            // SAFETY: the words and the context are those of the row.
            unsafe { arithmetic(cx, Arithmetic::$operation, words) }
        }
    )* };
}
arithmetic_helpers! { sub Sub; mul Mul; div Div; }

macro_rules! order_helpers {
    ($($name:ident $comparison:ident;)*) => { $(
        /// The row of this name.
        ///
        /// # Safety
        /// See [`super`].
        #[inline(never)]
        pub(crate) unsafe fn $name(_: ContextRef, words: *mut Bits, _: u64) -> Bits {
            // SAFETY: the row has two operands.
            let [a, b] = unsafe { operands(words) };
            ordered(Comparison::$comparison, a, b)
        }
    )* };
}
order_helpers! { lt Lt; le Le; gt Gt; ge Ge; }

const _: () = assert!(heap::SHORT_BYTES <= crate::runtime::host::CHARGE_BYTES, "joining short strings costs no fuel");
