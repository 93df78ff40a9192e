//! Unsafe inline access to objects, for the fast paths of the interpreter and of helpers. Nothing
//! here allocates.
//!
//! Everywhere in this module an argument called `string`, `array`, `map`, ... is a live object word
//! of that kind, and a result lives as long as no collection happens: that is the contract of each
//! function, stated here once. All stores of values into objects go through [`store`].

use crate::heap::Heap;
use crate::layout::{
    Array, Cell, Entry, FUNCTION_UPVALUES, Function, GC_UNLOGGED, Header, INSTANCE_FIELDS, Map, Module, Native,
    Resource, SHORT_STRING, STRING_BYTES, Slice, Str, StructDef, kind,
};
use crate::value::{Bits, Value};
use crate::{mutant, remembered};

/// Stores a value into a slot of an object: the one place through which all pointer stores into
/// objects go, and the write barrier. A pointer stored into an old object makes the collector look
/// at that object again.
///
/// # Safety
/// `slot` is a value slot of the live object `object` (or of storage that belongs to it alone);
/// `value` is not stale.
#[inline(always)]
pub unsafe fn store(object: *mut Header, slot: *mut Bits, value: Bits) {
    // SAFETY: a live object begins with its header.
    if unsafe { (*object).gc } & GC_UNLOGGED != 0 && value.is_heap() && !mutant::is_active() {
        // SAFETY: an old object, and a slot of its own.
        unsafe { remembered::enter(object, slot.cast()) };
    }
    // SAFETY: a slot of that object.
    unsafe { slot.write(value) };
}

/// The kind or shape id of an object.
///
/// # Safety
/// `object` is a live object word.
#[inline(always)]
pub unsafe fn kind_of(object: Bits) -> u32 {
    // SAFETY: every object starts with its header.
    unsafe { (*object.as_object()).kind }
}

/// Whether any word is an object of kind `kind`.
///
/// # Safety
/// `bits` is not stale.
#[inline(always)]
pub unsafe fn is_kind(bits: Bits, kind: u32) -> bool {
    // SAFETY: an object word, and not stale.
    bits.is_heap() && unsafe { kind_of(bits) } == kind
}

/// Whether any word is a string.
///
/// # Safety
/// `bits` is not stale.
#[inline(always)]
pub unsafe fn is_string(bits: Bits) -> bool {
    // SAFETY: an object word, and not stale.
    bits.is_heap() && unsafe { kind_of(bits) } - kind::STRING <= kind::SLICE - kind::STRING
}

/// The object as its layout.
///
/// # Safety
/// `bits` is a live object word of the kind whose layout is `T`, and no other reference to its
/// fixed part is used meanwhile.
#[inline(always)]
pub(crate) unsafe fn object<'a, T>(bits: Bits) -> &'a mut T {
    // SAFETY: the word is a live object of the kind that T describes, and nothing else refers to it
    // meanwhile.
    unsafe { &mut *bits.as_object().cast::<T>() }
}

/// The object in a slot, as its layout.
///
/// # Safety
/// As [`object`], for the word in the readable slot `slot`.
#[inline(always)]
pub(crate) unsafe fn object_in<'a, T>(slot: *const Bits) -> &'a mut T {
    // SAFETY: a slot that the collector sees is readable.
    let bits = unsafe { *slot };
    // SAFETY: the slot holds an object of the kind that T describes.
    unsafe { object(bits) }
}

macro_rules! raw {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$doc])*
        ///
        /// # Safety
        /// See the module's contract.
        #[inline(always)]
        pub unsafe fn $name($($arg: $type),*) $(-> $result)? $body
    )*};
}

raw! {
    /// Bytes in a string.
    string_len(string: Bits) -> u32 {
        // SAFETY: both string layouts have their length at the same place (asserted in `layout`).
        unsafe { object::<Str>(string) }.len
    }

    /// Number of elements.
    array_len(array: Bits) -> u32 {
        // SAFETY: an array.
        unsafe { object::<Array>(array) }.len
    }

    /// The element at `index`, or nil outside the array.
    array_get(array: Bits, index: i32) -> Bits {
        // SAFETY: an array.
        let array = unsafe { object::<Array>(array) };
        if index as u32 >= array.len {
            return Bits::NIL;
        }
        // SAFETY: `data` points to at least `len` words, and a negative index was refused as a
        // large unsigned one.
        unsafe { *array.data.wrapping_add(index as usize) }
    }

    /// Replaces the element at `index`; false if there is none.
    array_set(array: Bits, index: i32, value: Bits) -> bool {
        // SAFETY: an array.
        let fields = unsafe { object::<Array>(array) };
        if index as u32 >= fields.len {
            return false;
        }
        let slot = fields.data.wrapping_add(index as usize);
        // SAFETY: an element of this array.
        unsafe { store(array.as_object(), slot, value) };
        true
    }

    /// Appends in place; false if that needs more room (then [`Heap::array_push_at`]).
    array_push(array: Bits, value: Bits) -> bool {
        // SAFETY: an array.
        let fields = unsafe { object::<Array>(array) };
        if fields.len >= fields.capacity {
            return false;
        }
        let slot = fields.data.wrapping_add(fields.len as usize);
        // SAFETY: storage of this array.
        unsafe { store(array.as_object(), slot, value) };
        fields.len += 1;
        true
    }

    /// Removes and returns the last element; nil if there is none.
    array_pop(array: Bits) -> Bits {
        // SAFETY: an array.
        let array = unsafe { object::<Array>(array) };
        if array.len == 0 {
            return Bits::NIL;
        }
        array.len -= 1;
        // SAFETY: `data` points to more than the new `len` words.
        unsafe { *array.data.wrapping_add(array.len as usize) }
    }

    /// The field at `place`, which is below the field count of the shape.
    field(instance: Bits, place: usize) -> Bits {
        // SAFETY: the shape has a field there.
        unsafe { *slot_at(instance, INSTANCE_FIELDS, place) }
    }

    /// Sets the field at `place`, which is below the field count of the shape.
    set_field(instance: Bits, place: usize, value: Bits) {
        // SAFETY: the shape has a field there.
        unsafe { store(instance.as_object(), slot_at(instance, INSTANCE_FIELDS, place), value) };
    }

    /// The shape of the instances of a struct definition, as their kind word.
    struct_def_shape(definition: Bits) -> u32 {
        // SAFETY: a struct definition.
        unsafe { object::<StructDef>(definition) }.shape
    }

    /// The value in a cell.
    cell_get(cell: Bits) -> Bits {
        // SAFETY: a cell.
        unsafe { object::<Cell>(cell) }.value
    }

    /// Sets the value in a cell.
    cell_set(cell: Bits, value: Bits) {
        // SAFETY: a cell.
        let slot = &raw mut unsafe { object::<Cell>(cell) }.value;
        // SAFETY: the slot of that cell.
        unsafe { store(cell.as_object(), slot, value) };
    }

    /// The owner's record of a function.
    function_record(function: Bits) -> u64 {
        // SAFETY: a function.
        unsafe { object::<Function>(function) }.record
    }

    /// The module of a function, or nil.
    function_module(function: Bits) -> Bits {
        // SAFETY: a function.
        unsafe { object::<Function>(function) }.module
    }

    /// How many upvalues a function has.
    upvalue_count(function: Bits) -> u32 {
        // SAFETY: a function.
        unsafe { object::<Function>(function) }.upvalue_count
    }

    /// The cell that is upvalue `place`, below the function's upvalue count.
    upvalue(function: Bits, place: usize) -> Bits {
        // SAFETY: the function has that upvalue.
        unsafe { *slot_at(function, FUNCTION_UPVALUES, place) }
    }

    /// Sets upvalue `place`, below the function's upvalue count, to a cell.
    set_upvalue(function: Bits, place: usize, cell: Bits) {
        // SAFETY: the function has that upvalue.
        unsafe { store(function.as_object(), slot_at(function, FUNCTION_UPVALUES, place), cell) };
    }

    /// The owner's record of a module.
    module_record(module: Bits) -> u64 {
        // SAFETY: a module.
        unsafe { object::<Module>(module) }.record
    }

    /// The path of a module, a string.
    module_path(module: Bits) -> Bits {
        // SAFETY: a module.
        unsafe { object::<Module>(module) }.path
    }

    /// The first global of a module; does not move.
    module_globals(module: Bits) -> *mut Bits {
        // SAFETY: a module.
        unsafe { object::<Module>(module) }.globals
    }

    /// The number of a native function.
    native_index(native: Bits) -> u32 {
        // SAFETY: a native function.
        unsafe { object::<Native>(native) }.index
    }

    /// The tag of a resource.
    resource_tag(resource: Bits) -> u32 {
        // SAFETY: a resource.
        unsafe { object::<Resource>(resource) }.tag
    }

    /// Payload `place` (0 or 1) of a resource.
    resource_payload(resource: Bits, place: usize) -> Bits {
        // SAFETY: a resource.
        unsafe { object::<Resource>(resource) }.payload[place]
    }

    /// Sets payload `place` (0 or 1) of a resource.
    set_resource_payload(resource: Bits, place: usize, value: Bits) {
        // SAFETY: a resource.
        let slot = &raw mut unsafe { object::<Resource>(resource) }.payload[place];
        // SAFETY: a slot of that resource.
        unsafe { store(resource.as_object(), slot, value) };
    }

    /// Number of entries.
    map_len(map: Bits) -> u32 {
        // SAFETY: a map.
        unsafe { object::<Map>(map) }.len
    }
}

/// The address of word `place` of those that start `offset` bytes into an object. Only an address:
/// whether a slot is there is the caller's to know.
#[inline(always)]
pub(crate) fn slot_at(object: Bits, offset: usize, place: usize) -> *mut Bits {
    object.as_object().wrapping_byte_add(offset).cast::<Bits>().wrapping_add(place)
}

/// The bytes of a string.
///
/// # Safety
/// See the module's contract.
#[inline]
pub unsafe fn string_bytes<'a>(string: Bits) -> &'a [u8] {
    // SAFETY: a string.
    let (data, len) = unsafe { string_parts(string) };
    // SAFETY: `len` bytes stand at `data`, and bytes of a string do not change.
    unsafe { std::slice::from_raw_parts(data, len) }
}

/// The length of a string of up to [`SHORT_STRING`] bytes, and these, with zeros behind them;
/// `None` if it is longer.
///
/// # Safety
/// See the module's contract.
#[inline(always)]
pub(crate) unsafe fn short_string(string: Bits) -> Option<(usize, [u64; 2])> {
    // SAFETY: a string.
    let len = unsafe { string_len(string) } as usize;
    if len > SHORT_STRING {
        return None;
    }
    let words = string.as_object().wrapping_byte_add(STRING_BYTES).cast::<[u64; 2]>();
    // SAFETY: a string that is so short is flat, and has that room.
    Some((len, unsafe { *words }))
}

/// Whether two strings of the same length have the same bytes.
///
/// # Safety
/// See the module's contract; and their lengths are equal.
#[inline(always)]
pub(crate) unsafe fn same_bytes(left: Bits, right: Bits) -> bool {
    // SAFETY: a string.
    let Some((_, left_words)) = (unsafe { short_string(left) }) else {
        // SAFETY: a string.
        let left = unsafe { string_bytes(left) };
        // SAFETY: a string.
        return left == unsafe { string_bytes(right) };
    };
    // SAFETY: a string, as long as the other.
    unsafe { short_string(right) }.is_some_and(|(_, words)| words == left_words)
}

/// Where the bytes of a string stand, and how many.
///
/// # Safety
/// See the module's contract.
#[inline]
pub(crate) unsafe fn string_parts(string: Bits) -> (*const u8, usize) {
    let object_start = string.as_object();
    // SAFETY: a string.
    let is_flat = unsafe { kind_of(string) } == kind::STRING;
    // SAFETY: a string.
    let len = unsafe { string_len(string) } as usize;
    if is_flat {
        return (object_start.wrapping_byte_add(STRING_BYTES).cast(), len);
    }
    // SAFETY: a string that is not flat is a slice.
    (unsafe { object::<Slice>(string) }.data, len)
}

/// The elements of an array.
///
/// # Safety
/// See the module's contract; and the array is not changed while the result is used.
#[inline]
pub unsafe fn array_items<'a>(array: Bits) -> &'a [Bits] {
    // SAFETY: an array.
    let array = unsafe { object::<Array>(array) };
    if array.capacity == 0 {
        return &[];
    }
    // SAFETY: `data` points to `len` words.
    unsafe { std::slice::from_raw_parts(array.data, array.len as usize) }
}

/// The entries of a map, in order of insertion.
///
/// # Safety
/// See the module's contract; and the map is not changed while the result is used.
#[inline]
pub unsafe fn map_entries<'a>(map: Bits) -> &'a [Entry] {
    // SAFETY: a map.
    let map = unsafe { object::<Map>(map) };
    if map.capacity == 0 {
        return &[];
    }
    // SAFETY: `entries` points to `len` entries.
    unsafe { std::slice::from_raw_parts(map.entries, map.len as usize) }
}

/// What `object[key]` reads: an element, an entry's value, or nil for everything else (LANGUAGE
/// section 9).
///
/// # Safety
/// Both words are live words of `heap`.
#[inline]
pub unsafe fn index_get(heap: &Heap, object: Bits, key: Bits) -> Bits {
    if !object.is_heap() {
        return Bits::NIL;
    }
    // SAFETY: an object word.
    match unsafe { kind_of(object) } {
        // SAFETY: an array.
        kind::ARRAY if key.is_int() => unsafe { array_get(object, key.as_int()) },
        // SAFETY: a map and a live key.
        kind::MAP => unsafe { map_get(heap, object, key) }.unwrap_or(Bits::NIL),
        _ => Bits::NIL,
    }
}

/// What `object[key] = value` does when nothing has to grow; false if something has to (then
/// [`Heap::index_set_at`]). Writes that the language ignores count as done.
///
/// # Safety
/// All words are live words of `heap`.
#[inline]
pub unsafe fn index_set(heap: &Heap, object: Bits, key: Bits, value: Bits) -> bool {
    if !object.is_heap() {
        return true;
    }
    // SAFETY: an object word.
    match unsafe { kind_of(object) } {
        kind::ARRAY if key.is_int() && key.as_int() >= 0 => {
            // SAFETY: an array.
            unsafe { array_set(object, key.as_int(), value) }
        }
        kind::MAP => {
            // SAFETY: a map and a live key.
            match unsafe { map_find(heap, object, key) } {
                Some(entry) => {
                    // SAFETY: an entry of this map.
                    let slot = unsafe { &raw mut (*entry).value };
                    // SAFETY: the value slot of an entry of this map.
                    unsafe { store(object.as_object(), slot, value) };
                    true
                }
                None => map_key(key).is_none_or(|key| {
                    // SAFETY: a live word.
                    !key.is_int() && !unsafe { is_string(key) }
                }),
            }
        }
        _ => true,
    }
}

/// What a key is looked up as: bools act as ints; `None` for words that can be no key. An object
/// word may still be no string.
#[inline]
pub(crate) fn map_key(key: Bits) -> Option<Bits> {
    if key.is_int() || key.is_heap() {
        return Some(key);
    }
    key.as_bool().map(|value| Bits::int(i32::from(value)))
}

/// The value of `key`, which may be any word.
///
/// # Safety
/// `map` is a map of `heap` and `key` a live word.
#[inline]
pub unsafe fn map_get(heap: &Heap, map: Bits, key: Bits) -> Option<Bits> {
    // SAFETY: a live map of this heap, and a key that is not stale.
    let entry = unsafe { map_find(heap, map, key) }?;
    // SAFETY: an entry of a live map.
    Some(unsafe { (*entry).value })
}

/// The entry of `key`, which may be any word.
///
/// # Safety
/// `map` is a map of `heap` and `key` a live word.
#[inline(always)]
pub unsafe fn map_find(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    let key = map_key(key)?;
    // SAFETY: a live map of this heap, and a key that is not stale.
    unsafe { crate::lookup::find_key(heap, map, key) }
}

/// The language's `==` on two words.
///
/// # Safety
/// Neither word is stale.
#[inline]
pub unsafe fn equal(left: Bits, right: Bits) -> bool {
    // SAFETY: the caller gives a word that is not stale, and the value ends before anything moves.
    let left = unsafe { Value::new(left) };
    // SAFETY: the caller gives a word that is not stale, and the value ends before anything moves.
    let right = unsafe { Value::new(right) };
    crate::equal::equal(left, right)
}

/// What `length(value)` gives: elements, bytes or entries, else 0.
///
/// # Safety
/// `bits` is not stale.
#[inline]
pub unsafe fn length(bits: Bits) -> u32 {
    if !bits.is_heap() {
        return 0;
    }
    // SAFETY: an object word.
    match unsafe { kind_of(bits) } {
        // SAFETY: a string.
        kind::STRING | kind::SLICE => unsafe { string_len(bits) },
        // SAFETY: an array.
        kind::ARRAY => unsafe { array_len(bits) },
        // SAFETY: a map.
        kind::MAP => unsafe { map_len(bits) },
        _ => 0,
    }
}
