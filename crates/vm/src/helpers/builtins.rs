//! The global builtins as first-class values (LANGUAGE section 12.1). A call written with the bare
//! name is mostly a row of its own and never gets here.

use heap::{Bits, Heap, View, kind, raw};

use crate::common::error::Error;
use crate::runtime::host::{BoxedNative, Ctx, NativeFn, Return};

/// The number of the host function `has`, to which calls take a short cut (see [`quick_has`]): the
/// builtins are the first that a vm makes, in the order of [`builtins`].
pub(crate) const HAS_NUMBER: u32 = 0;

/// The builtins by name.
pub(crate) fn builtins() -> Vec<(&'static str, BoxedNative)> {
    let all: [(&'static str, NativeFn); 5] =
        [("has", has), ("keys", keys), ("length", length), ("push", push), ("pop", pop)];
    all.into_iter().map(|(name, native)| (name, Box::new(native) as BoxedNative)).collect()
}

/// Whether a map has a key; nil without two arguments.
fn has(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() < 2 {
        return Ok(Return::NIL);
    }
    Ok(ctx.heap().map_has(ctx.arg(0), ctx.arg(1)).into())
}

/// The result of `has` for two arguments, without making a context for a native.
///
/// # Safety
/// Two live words are readable at `words`.
#[inline]
pub(crate) unsafe fn quick_has(heap: &Heap, words: *const Bits) -> Bits {
    // SAFETY: the caller says that two words are readable there.
    let [map, key] = unsafe { *words.cast::<[Bits; 2]>() };
    // SAFETY: a live word.
    let is_map = unsafe { raw::is_kind(map, kind::MAP) };
    // SAFETY: a map and a live word.
    Bits::bool(is_map && unsafe { raw::map_find(heap, map, key) }.is_some())
}

/// The keys of a map in its observable order; nil for anything else.
fn keys(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let Some(count) = ctx.arg(0).as_map().map(|map| map.entries().len()) else { return Ok(Return::NIL) };
    ctx.charge(count / crate::runtime::host::CHARGE_BYTES)?;
    let map = ctx.arg_handle(0);
    Ok(ctx.whole_heap().map_keys(map)?.into())
}

/// Elements or bytes; 0 for anything else, maps included; nil without an argument.
fn length(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() == 0 {
        return Ok(Return::NIL);
    }
    let value = ctx.arg(0);
    let length = if matches!(value.view(), View::Map(_)) { 0 } else { value.length() };
    Ok(length.cast_signed().into())
}

/// Appends and gives the new length; nil for anything but an array.
fn push(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    if ctx.arg_count() < 2 || ctx.arg(0).as_array().is_none() {
        return Ok(Return::NIL);
    }
    let (array, value) = (ctx.arg_handle(0), ctx.arg_handle(1));
    ctx.whole_heap().array_push(array, value)?;
    length(ctx)
}

/// Removes and gives the last element; nil without one.
fn pop(ctx: &mut Ctx<'_>) -> Result<Return, Error> {
    let array = ctx.arg_handle(0);
    Ok(ctx.whole_heap().array_pop(array)?.into())
}
