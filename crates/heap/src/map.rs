//! Maps: entries in order of insertion, and an open-addressed index of their numbers once there are
//! more than a few.
//!
//! Nothing is ever deleted, so entries are dense and the index has no tombstones. Finding is in
//! `lookup`; the order a program sees, which is another one, in `order`. Invariant: a key is an int
//! or a string, and a string key has its hash computed; the index, if there is one, has at least
//! twice as many slots as there are entries.

use crate::error::{HeapError, MAX_MAP_ENTRIES, check_limit};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{ENTRIES_ITEMS, Entries, Entry, GC_LARGE, Header, INDEX_SLOTS, Index, Map, kind, round_up};
use crate::raw;
use crate::remembered;
use crate::value::Bits;

/// Maps of up to this many entries have no index.
const SMALL_ENTRIES: usize = 8;
const FIRST_CAPACITY: usize = 4;
/// Maps with room for up to this many entries have four index slots for each, larger ones two.
const ROOMY_ENTRIES: usize = 4096;

impl Heap {
    /// An empty map; the word must be rooted before the next allocation.
    ///
    /// # Errors
    /// Out of memory.
    pub fn alloc_map(&mut self) -> Result<Bits, HeapError> {
        let object = self.alloc_fixed(kind::MAP, round_up(size_of::<Map>()))?;
        // SAFETY: the object has its header.
        let header = unsafe { *object };
        let (entries, index) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the object was made with room for a map.
        unsafe {
            object.cast::<Map>().write(Map { header, len: 0, capacity: 0, entries, index, mask: 0, last: 0, factor: 0 })
        };
        Ok(Bits::object(object))
    }

    /// Does `map[*key] = *value`. A key other than an int, bool or string is ignored, and so is a
    /// value that is not a map.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_MAP_ENTRIES`].
    ///
    /// # Safety
    /// All are slots that the collector sees.
    pub unsafe fn map_set_at(
        &mut self,
        map: *const Bits,
        key: *const Bits,
        value: *const Bits,
    ) -> Result<(), HeapError> {
        // SAFETY: the caller's slot.
        let bits = unsafe { *map };
        // SAFETY: not stale.
        if !unsafe { raw::is_kind(bits, kind::MAP) } {
            return Ok(());
        }
        // SAFETY: the caller's slots.
        unsafe { self.index_set_at(map, key, value) }
    }

    /// Does `object[*key] = *value` for any kind of object (LANGUAGE section 9).
    ///
    /// # Errors
    /// Out of memory, or too many elements or entries.
    ///
    /// # Safety
    /// All are slots that the collector sees.
    pub unsafe fn index_set_at(
        &mut self,
        object: *const Bits,
        key: *const Bits,
        value: *const Bits,
    ) -> Result<(), HeapError> {
        // SAFETY: the caller's slot.
        let bits = unsafe { *object };
        // SAFETY: the caller's slot.
        let key_bits = unsafe { *key };
        // SAFETY: the caller's slot.
        let value_bits = unsafe { *value };
        // SAFETY: the caller's slots hold no stale words.
        if unsafe { raw::index_set(self, bits, key_bits, value_bits) } {
            return Ok(());
        }
        // SAFETY: `index_set` leaves only arrays and maps to grow.
        if unsafe { raw::kind_of(bits) } == kind::ARRAY {
            // SAFETY: the caller's slots.
            return unsafe { self.array_set_at(object, key_bits.as_int(), value) };
        }
        // SAFETY: the caller's slots; the key is one, and missing.
        unsafe { self.map_insert_at(object, key, value) }
    }

    /// Adds an entry whose key is not in the map.
    ///
    /// # Safety
    /// `map`, `key` and `value` are slots that the collector sees; the first holds a map of this
    /// heap, and none a stale word.
    unsafe fn map_insert_at(
        &mut self,
        map: *const Bits,
        key: *const Bits,
        value: *const Bits,
    ) -> Result<(), HeapError> {
        // SAFETY: by the caller, rooted slots and a map.
        unsafe { self.make_room_at(map) }?;
        // SAFETY: the slots, read after a possible collection.
        let (bits, key) = (unsafe { *map }, raw::map_key(unsafe { *key }).unwrap_or(Bits::NIL));
        // SAFETY: a map.
        let fields = unsafe { raw::object::<Map>(bits) };
        // SAFETY: a key. A string's is computed even if there is no index.
        let hash = unsafe { self.key_hash(key, fields.mask, fields.factor) };
        let entry = fields.entries.wrapping_add(fields.len as usize);
        // SAFETY: the caller's slot, read after a possible collection.
        let value = unsafe { *value };
        // SAFETY: there is room for one more entry.
        unsafe { raw::store(bits.as_object(), entry.cast::<Bits>(), key) };
        // SAFETY: the value stands behind the key, and the entry is one of the map.
        unsafe { raw::store(bits.as_object(), entry.cast::<Bits>().wrapping_add(1), value) };
        fields.last = fields.len;
        fields.len += 1;
        if !fields.index.is_null() {
            // SAFETY: the index has a free slot.
            unsafe { enter(fields.index, fields.mask, hash, fields.len) };
        }
        Ok(())
    }

    /// Makes room for one more entry, and for its number in the index. Each step leaves the map
    /// whole, whether the next fails or not.
    ///
    /// # Safety
    /// `map` is a slot that the collector sees, and holds a map of this heap.
    unsafe fn make_room_at(&mut self, map: *const Bits) -> Result<(), HeapError> {
        // SAFETY: by the caller, a rooted slot and a map.
        let fields = unsafe { raw::object_in::<Map>(map) };
        let (len, mut capacity) = (fields.len as usize, fields.capacity as usize);
        if len == capacity {
            check_limit(len + 1, MAX_MAP_ENTRIES, "map entries")?;
            capacity = (2 * capacity).max(FIRST_CAPACITY);
            // SAFETY: the slot holds a map, and the capacity is above its number of entries.
            unsafe { self.grow_entries_at(map, capacity) }?;
        }
        // SAFETY: the slot holds a map, and is read after a possible collection.
        let fields = unsafe { raw::object_in::<Map>(map) };
        let slots = if fields.index.is_null() { 0 } else { fields.mask as usize + 1 };
        if len >= SMALL_ENTRIES && slots < 2 * capacity {
            // SAFETY: the slot holds a map, and twice its capacity is above its number of entries.
            unsafe { self.grow_index_at(map, index_slots(capacity)) }?;
        }
        Ok(())
    }

    /// # Safety
    /// `map` is a slot that the collector sees, and holds a map of this heap; `capacity` is at
    /// least its number of entries.
    #[cold]
    unsafe fn grow_entries_at(&mut self, map: *const Bits, capacity: usize) -> Result<(), HeapError> {
        let size = round_up(ENTRIES_ITEMS + capacity * size_of::<Entry>());
        self.prepare_sized(0, size)?;
        // SAFETY: by the caller, a rooted slot and a map.
        let fields = unsafe { raw::object_in::<Map>(map) };
        let old = fields.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast::<Header>();
        // SAFETY: a map with capacity has its entries inside their storage.
        let was_large = fields.capacity != 0 && unsafe { (*old).gc } & GC_LARGE != 0;
        let object = if was_large {
            // SAFETY: a large object whose only owner is the map.
            let moved = unsafe { self.large.resize(old, size) }.ok_or(HeapError::OutOfMemory)?;
            moved.as_ptr().cast::<Entries>()
        } else {
            self.alloc_prepared(kind::ENTRIES, size)?.cast::<Entries>()
        };
        // SAFETY: the storage has its fixed part.
        unsafe { (*object).capacity = capacity as u32 };
        let entries = object.wrapping_byte_add(ENTRIES_ITEMS).cast::<Entry>();
        if !was_large {
            // SAFETY: the storage has its fixed part.
            unsafe { (*object).len = 0 };
            if fields.len > 0 {
                // SAFETY: both hold `len` entries, in different objects.
                unsafe { entries.copy_from_nonoverlapping(fields.entries, fields.len as usize) };
            }
        }
        fields.entries = entries;
        fields.capacity = capacity as u32;
        // SAFETY: the caller's slot.
        let bits = unsafe { *map };
        // SAFETY: a map.
        unsafe { remembered::enter_new_storage(bits.as_object()) };
        Ok(())
    }

    /// # Safety
    /// `map` is a slot that the collector sees, and holds a map of this heap; `slots` is a power of
    /// two above its number of entries.
    #[cold]
    unsafe fn grow_index_at(&mut self, map: *const Bits, slots: usize) -> Result<(), HeapError> {
        let size = round_up(INDEX_SLOTS + slots * size_of::<u32>());
        self.prepare_sized(0, size)?;
        let object = self.alloc_prepared(kind::INDEX, size)?.cast::<Index>();
        // SAFETY: the object has its header.
        let header = unsafe { (*object).header };
        // SAFETY: the object was made with room for the fixed part of an index.
        unsafe { object.write(Index { header, capacity: slots as u32, reserved: 0 }) };
        let index = object.wrapping_byte_add(INDEX_SLOTS).cast::<u32>();
        // SAFETY: the index has that many slots.
        unsafe { index.write_bytes(0, slots) };
        // SAFETY: by the caller, a rooted slot and a map, read after a possible collection.
        let map = unsafe { *map };
        let mask = slots as u32 - 1;
        let known = &mut self.factors[slots.trailing_zeros() as usize];
        if *known == 0 {
            *known = self.hasher.factor(slots as u32);
        }
        let factor = *known;
        // SAFETY: a map.
        let entries = unsafe { raw::map_entries(map) };
        for (number, entry) in (1..).zip(entries) {
            // SAFETY: a key of a live map.
            let hash = unsafe { self.key_hash(entry.key, mask, factor) };
            // SAFETY: the index has more slots than there are entries.
            unsafe { enter(index, mask, hash, number) };
        }
        // SAFETY: a map.
        let fields = unsafe { raw::object::<Map>(map) };
        fields.index = index;
        fields.mask = mask;
        fields.factor = factor;
        // SAFETY: a map.
        unsafe { remembered::enter_new_storage(map.as_object()) };
        Ok(())
    }
}

/// Slots of the index of a map with room for `capacity` entries. While the index stays in the
/// nearest caches, empty slots are cheaper than a second probe, which machine code leaves to a
/// helper.
fn index_slots(capacity: usize) -> usize {
    let slots_each = if capacity <= ROOMY_ENTRIES { 4 } else { 2 };
    (slots_each * capacity).next_power_of_two()
}

/// Enters the number of an entry into an index that has a free slot. The mark is the number with
/// the high part of the hash above it, so that most other keys are told apart without looking at
/// the entry.
///
/// # Safety
/// `index` has `mask + 1` slots, one of them free.
#[inline]
unsafe fn enter(index: *mut u32, mask: u32, hash: u32, number: u32) {
    let mut slot = hash & mask;
    loop {
        let place = index.wrapping_add(slot as usize);
        // SAFETY: masked, so a slot of the index.
        if unsafe { *place } == 0 {
            // SAFETY: `place` is a slot of the index.
            return unsafe { *place = number | hash & !mask };
        }
        slot = (slot + 1) & mask;
    }
}

/// The safe forms.
impl Heap {
    /// An empty map.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_map(&mut self) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let bits = self.alloc_map()?;
        self.rooted(bits)
    }

    /// Does `map[key] = value` (see [`Heap::map_set_at`]).
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_MAP_ENTRIES`].
    pub fn map_set(&mut self, map: Handle, key: Handle, value: Handle) -> Result<(), HeapError> {
        let (map, key, value) = (self.slot(map), self.slot(key), self.slot(value));
        // SAFETY: the slots of handles are roots.
        unsafe { self.map_set_at(map, key, value) }
    }

    /// Does `object[key] = value` for any kind of object.
    ///
    /// # Errors
    /// Out of memory, or too many elements or entries.
    pub fn index_set(&mut self, object: Handle, key: Handle, value: Handle) -> Result<(), HeapError> {
        let (object, key, value) = (self.slot(object), self.slot(key), self.slot(value));
        // SAFETY: the slots of handles are roots.
        unsafe { self.index_set_at(object, key, value) }
    }
}
