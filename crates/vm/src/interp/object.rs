//! Rows on objects: properties, elements, making them, printing.
#![allow(non_snake_case, reason = "the rows' functions are called by their mnemonics")]

use bytecode::{Argc, CacheId, Count, LowSlot, NameId, Slot, StructId};
use heap::layout::kind;
use heap::{Bits, raw};

use super::state::{Flow, State};
use crate::helpers;
use crate::instance::Namespace;

pub(super) fn LOAD_PROPERTY(state: State, cache: CacheId, _: NameId) -> Flow {
    load_property(state.pop(1), state.operand(0), cache)
}

pub(super) fn LOAD_PROPERTY_L(state: State, slot: LowSlot, cache: CacheId, _: NameId) -> Flow {
    load_property(state, state.local(slot), cache)
}

/// LOAD_PROPERTY of `target`; `state` is without it.
#[inline(always)]
fn load_property(state: State, target: Bits, cache: CacheId) -> Flow {
    let cache = state.cache(cache);
    if state.is_kind(target, cache.key) {
        // SAFETY: an instance of the shape that the offset is valid for.
        let field = unsafe { target.as_object().byte_add(cache.offset as usize).cast::<Bits>() };
        // SAFETY: a field of a live instance.
        return state.push(unsafe { *field }).next();
    }
    load_member(state, target, cache.module, cache.member)
}

/// LOAD_PROPERTY of a module that the cache knows, else by the helper.
#[inline(never)]
fn load_member(state: State, target: Bits, module: u32, member: *const Bits) -> Flow {
    if state.is_kind(target, kind::MODULE) {
        // SAFETY: a module.
        let namespace = unsafe { raw::module_record(target) } as *const Namespace;
        // SAFETY: a namespace lives as long as its module object.
        if unsafe { (*namespace).id } == module {
            // SAFETY: a global of that module.
            let value = unsafe { *member };
            if !value.is_undef() {
                return state.push(value).next();
            }
        }
    }
    let index = u64::from(state.index());
    state.push(target).replace(helpers::load_property, 1, index)
}

#[cold]
#[inline(never)]
pub(super) fn LOAD_PROPERTY_UNCACHED(state: State, _: NameId) -> Flow {
    state.replace(helpers::load_property, 1, u64::from(state.index()))
}

pub(super) fn STORE_PROPERTY(state: State, cache: CacheId, _: NameId) -> Flow {
    let (target, value) = state.pair();
    let cache = state.cache(cache);
    if state.is_kind(target, cache.key) {
        // SAFETY: an instance of the shape that the offset is valid for.
        let field = unsafe { target.as_object().byte_add(cache.offset as usize).cast::<Bits>() };
        // SAFETY: a field of a live instance.
        unsafe { raw::store(target.as_object(), field, value) };
        return state.pop(2).next();
    }
    store_other(state)
}

#[cold]
#[inline(never)]
fn store_other(state: State) -> Flow {
    state.consume(helpers::store_property, 2, u64::from(state.index()))
}

#[cold]
#[inline(never)]
pub(super) fn STORE_PROPERTY_UNCACHED(state: State, _: NameId) -> Flow {
    store_other(state)
}

pub(super) fn LOAD_INDEX(state: State) -> Flow {
    let (object, index) = state.pair();
    load_index(state.pop(2), object, index)
}

pub(super) fn LOAD_INDEX_LL(state: State, a: Slot, b: Slot) -> Flow {
    load_index(state, state.local(a), state.local(b))
}

/// LOAD_INDEX on two words; `state` is without them.
#[inline(always)]
fn load_index(state: State, object: Bits, index: Bits) -> Flow {
    if index.is_int() && state.is_kind(object, kind::ARRAY) {
        // SAFETY: an array.
        let value = unsafe { raw::array_get(object, index.as_int()) };
        return state.push(value).next();
    }
    load_index_other(state, object, index)
}

/// Reading a map, or nothing. No safepoint is needed.
#[inline(never)]
fn load_index_other(state: State, object: Bits, index: Bits) -> Flow {
    // SAFETY: live words of the frame.
    let value = unsafe { raw::index_get(state.cx.heap(), object, index) };
    state.push(value).next()
}

pub(super) fn STORE_INDEX(state: State) -> Flow {
    let (object, index, value) = (state.operand(2), state.operand(1), state.operand(0));
    // SAFETY: an array.
    if index.is_int()
        && state.is_kind(object, kind::ARRAY)
        && unsafe { raw::array_set(object, index.as_int(), value) }
    {
        return state.pop(3).next();
    }
    store_index_other(state)
}

#[inline(never)]
fn store_index_other(state: State) -> Flow {
    state.consume(helpers::store_index, 3, 0)
}

#[inline(never)]
pub(super) fn NEW_ARRAY(state: State, count: Count) -> Flow {
    state.replace(helpers::new_array, count.index(), u64::from(count.0))
}

#[inline(never)]
pub(super) fn NEW_MAP(state: State) -> Flow {
    state.replace(helpers::new_map, 0, 0)
}

#[inline(never)]
pub(super) fn NEW_OBJECT(state: State, fields: Argc, struct_id: StructId) -> Flow {
    state.replace(helpers::new_object, fields.index(), u64::from(struct_id.0))
}

#[cold]
#[inline(never)]
pub(super) fn STRUCT_DEF(state: State, struct_id: StructId) -> Flow {
    state.replace(helpers::struct_def, 0, u64::from(struct_id.0))
}

pub(super) fn ARRAY_PUSH(state: State) -> Flow {
    let (array, value) = state.pair();
    // SAFETY: an array.
    if state.is_kind(array, kind::ARRAY) && unsafe { raw::array_push(array, value) } {
        return state.pop(2).next();
    }
    push_other(state)
}

#[inline(never)]
fn push_other(state: State) -> Flow {
    state.consume(helpers::array_push, 2, 0)
}

pub(super) fn ARRAY_POP(state: State) -> Flow {
    // SAFETY: a live word of the frame; no safepoint is needed.
    let value = unsafe { helpers::array_pop(state.cx, state.sp.sub(1), 0) };
    state.pop(1).push(value).next()
}

pub(super) fn ARRAY_LEN(state: State) -> Flow {
    // SAFETY: a live word of the frame; no safepoint is needed.
    let length = unsafe { helpers::array_len(state.cx, state.sp.sub(1), 0) };
    state.pop(1).push(length).next()
}

#[inline(never)]
pub(super) fn PRINT(state: State) -> Flow {
    state.consume(helpers::print, 1, 0)
}
