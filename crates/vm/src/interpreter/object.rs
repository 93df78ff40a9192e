//! Rows on objects: properties, elements, making them, printing.

use bytecode::{Argc, CacheId, Count, Inst, LowSlot, NameId, Slot, StructId};
use heap::layout::kind;
use heap::{Bits, raw};

use super::state::State;
use super::thread::Flow;
use crate::helpers;
use crate::runtime::instance::Namespace;

rows! {
    LOAD_PROPERTY(state, cache: CacheId, _: NameId) {
        let (target, rest) = state.take();
        load_property(rest, target, cache)
    }

    LOAD_PROPERTY_L(state, slot: LowSlot, cache: CacheId, _: NameId) {
        load_property(state.flush(), state.local(slot), cache)
    }

    STORE_PROPERTY(state, cache: CacheId, _: NameId) {
        let (target, value, rest) = state.take_pair();
        let cache = rest.cache(cache);
        if rest.is_kind(target, cache.key) {
            // SAFETY: an instance of the shape that the offset is valid for.
            let field = unsafe { target.as_object().byte_add(cache.offset as usize).cast::<Bits>() };
            // SAFETY: a field of a live instance.
            unsafe { raw::store(target.as_object(), field, value) };
            return rest.next();
        }
        let state = rest.put(target).put(value);
        state.slow(|state| state.consume(helpers::store_property, 2, u64::from(state.index())))
    }

    LOAD_INDEX(state) {
        let (object, index, rest) = state.take_pair();
        load_index(rest, object, index)
    }

    LOAD_INDEX_LL(state, a: Slot, b: Slot) { load_index(state.flush(), state.local(a), state.local(b)) }

    STORE_INDEX(state) {
        let (value, rest) = state.take();
        let (object, index, rest) = rest.take_pair();
        if index.is_int() && rest.is_kind(object, kind::ARRAY) {
            // SAFETY: an array.
            if unsafe { raw::array_set(object, index.as_int(), value) } {
                return rest.next();
            }
        }
        rest.put(object).put(index).put(value).slow(|state| state.consume(helpers::store_index, 3, 0))
    }

    ARRAY_PUSH(state) {
        let (array, value, rest) = state.take_pair();
        if rest.is_kind(array, kind::ARRAY) {
            // SAFETY: an array.
            if unsafe { raw::array_push(array, value) } {
                return rest.next();
            }
        }
        rest.put(array).put(value).slow(|state| state.consume(helpers::array_push, 2, 0))
    }

    ARRAY_POP(state) {
        let (array, rest) = state.take();
        if !rest.is_kind(array, kind::ARRAY) {
            return rest.push(Bits::NIL).next();
        }
        // SAFETY: an array.
        let value = unsafe { raw::array_pop(array) };
        rest.push(value).next()
    }

    ARRAY_LEN(state) {
        let (array, rest) = state.take();
        if rest.is_kind(array, kind::ARRAY) {
            // SAFETY: an array.
            let length = unsafe { raw::array_len(array) };
            return rest.push(Bits::int(length.cast_signed())).next();
        }
        rest.put(array).slow(|state| state.replace(helpers::array_len, 1, 0))
    }
}

slow_rows! {
    LOAD_PROPERTY_UNCACHED LoadPropertyUncached { name: NameId } (state) {
        let _ = name;
        state.replace(helpers::load_property, 1, u64::from(state.index()))
    }

    STORE_PROPERTY_UNCACHED StorePropertyUncached { name: NameId } (state) {
        let _ = name;
        state.consume(helpers::store_property, 2, u64::from(state.index()))
    }

    NEW_ARRAY NewArray { count: Count } (state) {
        state.replace(helpers::new_array, count.index(), u64::from(count.0))
    }

    NEW_MAP NewMap {} (state) { state.replace(helpers::new_map, 0, 0) }

    NEW_OBJECT NewObject { fields: Argc, struct_id: StructId } (state) {
        state.replace(helpers::new_object, fields.index(), u64::from(struct_id.0))
    }

    STRUCT_DEF StructDef { struct_id: StructId } (state) {
        state.replace(helpers::struct_def, 0, u64::from(struct_id.0))
    }

    PRINT Print {} (state) { state.consume(helpers::print, 1, 0) }
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
    state.put(target).slow(load_member)
}

/// LOAD_PROPERTY of a module that the cache knows, else by the helper; the target is on top.
fn load_member(state: State) -> Flow {
    let (Inst::LoadProperty { cache, .. } | Inst::LoadPropertyL { cache, .. }) = state.inst() else {
        unreachable!("the rows that come here")
    };
    let target = state.operand(0);
    let cache = state.cache(cache);
    if state.is_kind(target, kind::MODULE) {
        // SAFETY: a module.
        let namespace = unsafe { raw::module_record(target) } as *const Namespace;
        // SAFETY: a namespace lives as long as its module object.
        if unsafe { (*namespace).id } == cache.module {
            // SAFETY: a global of that module.
            let value = unsafe { *cache.member };
            if !value.is_undef() {
                return state.pop(1).push(value).next();
            }
        }
    }
    state.replace(helpers::load_property, 1, u64::from(state.index()))
}

/// LOAD_INDEX on two words; `state` is without them.
#[inline(always)]
fn load_index(state: State, object: Bits, index: Bits) -> Flow {
    if index.is_int() && state.is_kind(object, kind::ARRAY) {
        // SAFETY: an array.
        let value = unsafe { raw::array_get(object, index.as_int()) };
        return state.push(value).next();
    }
    state.put(object).put(index).slow(load_index_other)
}

/// LOAD_INDEX of a map, or of something without elements. Neither allocates, so no safepoint is
/// needed.
fn load_index_other(state: State) -> Flow {
    let words = state.operands(2);
    // SAFETY: object and index are the operands there.
    let value = unsafe { helpers::load_index(state.cx, words, 0) };
    state.pop(2).push(value).next()
}
