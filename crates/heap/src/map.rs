//! Maps: entries in order of insertion, and an open-addressed index of their numbers once there are more than a few.
//!
//! Nothing is ever deleted, so entries are dense and the index has no tombstones. The order a program sees is another one (LANGUAGE
//! section 9): it is derived from the entries when a map is iterated. Invariant: a key is an int or a string, and a string key has its
//! hash computed; the index, if there is one, has at least twice as many slots as there are entries.

use crate::error::{HeapError, MAX_MAP_ENTRIES, check_limit};
use crate::handle::Handle;
use crate::hash::{ORDER_BUCKETS, int_bucket, string_bucket};
use crate::heap::Heap;
use crate::layout::{ENTRIES_ITEMS, Entries, Entry, GC_LARGE, Header, INDEX_SLOTS, Index, Map, Str, kind, round_up};
use crate::raw;
use crate::value::{Bits, Value};

/// Maps of up to this many entries have no index.
const SMALL_ENTRIES: usize = 8;
const FIRST_CAPACITY: usize = 4;

/// The entry of an int key.
///
/// # Safety
/// `map` is a live map of `heap`.
#[inline]
pub(crate) unsafe fn find_int(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: by the contract.
    unsafe { find(map, || heap.hasher.int(key.as_int()), |candidate| candidate == key) }
}

/// The entry of a string key.
///
/// # Safety
/// `map` is a live map of `heap`, `key` a live string.
#[inline]
pub(crate) unsafe fn find_string(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: by the contract.
    let hash = unsafe { heap.string_hash(key) };
    // SAFETY: by the contract.
    let bytes = || unsafe { raw::string_bytes(key) };
    // SAFETY: keys of a live map are live.
    let same =
        |candidate: Bits| candidate == key || candidate.is_heap() && unsafe { same_string(candidate, hash, bytes) };
    // SAFETY: by the contract.
    unsafe { find(map, || hash, same) }
}

/// The entry of a string key given by its bytes.
///
/// # Safety
/// `map` is a live map of `heap`.
unsafe fn find_bytes(heap: &Heap, map: Bits, key: &[u8]) -> Option<*mut Entry> {
    let hash = heap.hasher.bytes(key);
    // SAFETY: keys of a live map are live.
    let same = |candidate: Bits| candidate.is_heap() && unsafe { same_string(candidate, hash, || key) };
    // SAFETY: by the contract.
    unsafe { find(map, || hash, same) }
}

/// Whether a key of a map is the string with this hash and these bytes.
#[inline]
unsafe fn same_string<'k>(candidate: Bits, hash: u32, key: impl FnOnce() -> &'k [u8]) -> bool {
    // SAFETY: a key that is an object is a string, with its hash computed.
    let other = unsafe { raw::object::<Str>(candidate) };
    // SAFETY: a string.
    other.hash == hash && unsafe { raw::string_bytes(candidate) } == key()
}

#[inline(always)]
unsafe fn find(map: Bits, hash: impl FnOnce() -> u32, same: impl Fn(Bits) -> bool) -> Option<*mut Entry> {
    // SAFETY: by the caller, a map.
    let map = unsafe { raw::object::<Map>(map) };
    if map.index.is_null() {
        let first = map.entries;
        return (0..map.len as usize).map(|place| first.wrapping_add(place)).find(|&entry| {
            // SAFETY: below `len`, so an entry.
            same(unsafe { (*entry).key })
        });
    }
    let (hash, mask) = (hash(), map.mask);
    let mut slot = hash & mask;
    loop {
        // SAFETY: masked, so a slot of the index.
        let mark = unsafe { *map.index.wrapping_add(slot as usize) };
        if mark == 0 {
            return None;
        }
        if (mark ^ hash) & !mask == 0 {
            let entry = map.entries.wrapping_add((mark & mask) as usize - 1);
            // SAFETY: the low part of a mark is the number of an entry.
            if same(unsafe { (*entry).key }) {
                return Some(entry);
            }
        }
        slot = (slot + 1) & mask;
    }
}

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
            object.cast::<Map>().write(Map { header, len: 0, capacity: 0, entries, index, mask: 0, reserved: 0 })
        };
        Ok(Bits::object(object))
    }

    /// Does `map[*key] = *value`; a key that is no int, bool or string is ignored, as is another value than a map.
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

    /// Does `object[*key] = *value` for whatever object, as LANGUAGE section 9 has it.
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
        // SAFETY: a key.
        let hash = unsafe { self.key_hash(key) };
        // SAFETY: a map.
        let fields = unsafe { raw::object::<Map>(bits) };
        let entry = fields.entries.wrapping_add(fields.len as usize);
        // SAFETY: the caller's slot, read after a possible collection.
        let value = unsafe { *value };
        // SAFETY: there is room for one more entry.
        unsafe { raw::store(bits.as_object(), entry.cast::<Bits>(), key) };
        // SAFETY: as above; the value stands behind the key.
        unsafe { raw::store(bits.as_object(), entry.cast::<Bits>().wrapping_add(1), value) };
        fields.len += 1;
        if !fields.index.is_null() {
            // SAFETY: the index has a free slot.
            unsafe { enter(fields.index, fields.mask, hash, fields.len) };
        }
        Ok(())
    }

    /// Makes room for one more entry, and for its number in the index. Each step leaves the map whole, whether the next fails or not.
    unsafe fn make_room_at(&mut self, map: *const Bits) -> Result<(), HeapError> {
        // SAFETY: by the caller, a rooted slot and a map.
        let fields = unsafe { raw::object_in::<Map>(map) };
        let (len, mut capacity) = (fields.len as usize, fields.capacity as usize);
        if len == capacity {
            check_limit(len + 1, MAX_MAP_ENTRIES, "map entries")?;
            capacity = (2 * capacity).max(FIRST_CAPACITY);
            // SAFETY: as above.
            unsafe { self.grow_entries_at(map, capacity) }?;
        }
        // SAFETY: as above, read after a possible collection.
        let fields = unsafe { raw::object_in::<Map>(map) };
        let slots = if fields.index.is_null() { 0 } else { fields.mask as usize + 1 };
        if len >= SMALL_ENTRIES && slots < 2 * capacity {
            // SAFETY: as above.
            unsafe { self.grow_index_at(map, (2 * capacity).next_power_of_two()) }?;
        }
        Ok(())
    }

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
            self.fit_window();
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
        Ok(())
    }

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
        // SAFETY: a map.
        let entries = unsafe { raw::map_entries(map) };
        for (number, entry) in (1..).zip(entries) {
            // SAFETY: a key of a live map.
            let hash = unsafe { self.key_hash(entry.key) };
            // SAFETY: the index has more slots than there are entries.
            unsafe { enter(index, mask, hash, number) };
        }
        // SAFETY: a map.
        let fields = unsafe { raw::object::<Map>(map) };
        fields.index = index;
        fields.mask = mask;
        Ok(())
    }

    /// The seeded hash of an int or string.
    ///
    /// # Safety
    /// An int, or a live string.
    #[inline]
    unsafe fn key_hash(&self, key: Bits) -> u32 {
        if key.is_int() {
            return self.hasher.int(key.as_int());
        }
        // SAFETY: by the contract.
        unsafe { self.string_hash(key) }
    }

    /// The keys of the map at `map` as an array, in the order of LANGUAGE section 9; nil if it is no map.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `map` is a slot that the collector sees.
    pub unsafe fn map_keys_at(&mut self, map: *const Bits) -> Result<Bits, HeapError> {
        // SAFETY: the caller's slot.
        let bits = unsafe { *map };
        // SAFETY: not stale; the value ends before anything is allocated.
        let order = match unsafe { Value::new(bits) }.as_map() {
            Some(view) => view.order()?,
            None => return Ok(Bits::NIL),
        };
        let keys = self.alloc_array(order.len())?;
        // SAFETY: the caller's slot, read after a possible collection.
        let bits = unsafe { *map };
        // SAFETY: a map, as seen above.
        let entries = unsafe { raw::map_entries(bits) };
        for place in order {
            // SAFETY: the array made above has room for all keys.
            unsafe { raw::array_push(keys, entries[place as usize].key) };
        }
        Ok(keys)
    }
}

/// Enters the number of an entry into an index that has a free slot. The mark is the number with the high part of the hash above it, so
/// that most other keys are told apart without looking at the entry.
#[inline]
unsafe fn enter(index: *mut u32, mask: u32, hash: u32, number: u32) {
    let mut slot = hash & mask;
    loop {
        let place = index.wrapping_add(slot as usize);
        // SAFETY: masked, so a slot of the index.
        if unsafe { *place } == 0 {
            // SAFETY: as above.
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

    /// Does `object[key] = value` for whatever object.
    ///
    /// # Errors
    /// Out of memory, or too many elements or entries.
    pub fn index_set(&mut self, object: Handle, key: Handle, value: Handle) -> Result<(), HeapError> {
        let (object, key, value) = (self.slot(object), self.slot(key), self.slot(value));
        // SAFETY: the slots of handles are roots.
        unsafe { self.index_set_at(object, key, value) }
    }

    /// The value of a key; `None` if it is missing, or `map` is no map of this heap.
    pub fn map_get<'h>(&'h self, map: Value<'h>, key: Value<'h>) -> Option<Value<'h>> {
        self.entry(map, key).map(|entry| entry.value)
    }

    /// The value of a string key given by its bytes; `None` if it is missing, or `map` is no map of this heap.
    pub fn map_get_bytes<'h>(&'h self, map: Value<'h>, key: &[u8]) -> Option<Value<'h>> {
        self.entry_of_bytes(map, key).map(|entry| entry.value)
    }

    /// Whether a key is in a map; false if `map` is no map of this heap.
    pub fn map_has(&self, map: Value<'_>, key: Value<'_>) -> bool {
        self.entry(map, key).is_some()
    }

    fn entry<'h>(&self, map: Value<'h>, key: Value<'_>) -> Option<&'h MapEntry<'h>> {
        self.own_map(map)?;
        if let Some(bytes) = key.as_string()
            && !self.owns(key)
        {
            return self.entry_of_bytes(map, bytes);
        }
        // SAFETY: a map of this heap and a live key, of this heap if it is a string.
        let entry = unsafe { raw::map_find(self, map.bits(), key.bits()) }?;
        // SAFETY: an entry of a live map, which does not change while the heap is borrowed; both types are two words.
        Some(unsafe { &*entry.cast::<MapEntry<'h>>() })
    }

    fn entry_of_bytes<'h>(&self, map: Value<'h>, key: &[u8]) -> Option<&'h MapEntry<'h>> {
        self.own_map(map)?;
        // SAFETY: a map of this heap.
        let entry = unsafe { find_bytes(self, map.bits(), key) }?;
        // SAFETY: as in `entry`.
        Some(unsafe { &*entry.cast::<MapEntry<'h>>() })
    }

    /// The view of a map whose hashes are this heap's.
    fn own_map<'h>(&self, map: Value<'h>) -> Option<MapView<'h>> {
        map.as_map().filter(|_| self.owns(map))
    }

    /// The keys of a map as an array, in the order of LANGUAGE section 9; nil if it is no map.
    ///
    /// # Errors
    /// Out of memory.
    pub fn map_keys(&mut self, map: Handle) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let slot = self.slot(map);
        // SAFETY: the slot of a handle is a root.
        let bits = unsafe { self.map_keys_at(slot) }?;
        self.rooted(bits)
    }
}

/// How well a map's index does its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probes {
    /// Entries of the map.
    pub entries: u64,
    /// Slots looked at when each key is looked up once.
    pub total: u64,
    /// Slots looked at for the worst key.
    pub longest: u64,
}

impl Heap {
    /// What it takes to look up each key of a map once, for tests and diagnosis; zeros for a map without an index, `None` for other
    /// values.
    pub fn map_probes(&self, map: Value<'_>) -> Option<Probes> {
        let entries = self.own_map(map)?.entries();
        // SAFETY: a map.
        let Map { index, mask, .. } = unsafe { raw::object::<Map>(map.bits()) };
        let mut probes = Probes::default();
        if index.is_null() {
            return Some(probes);
        }
        for (number, entry) in (1..).zip(entries) {
            // SAFETY: a key of a live map.
            let hash = unsafe { self.key_hash(entry.key.bits()) };
            let mut count = 1;
            let mut slot = hash & *mask;
            // SAFETY: masked, so a slot of the index.
            while unsafe { *index.wrapping_add(slot as usize) } & *mask != number {
                slot = (slot + 1) & *mask;
                count += 1;
            }
            probes.entries += 1;
            probes.total += count;
            probes.longest = probes.longest.max(count);
        }
        Some(probes)
    }
}

/// One entry of a map that is being read.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct MapEntry<'h> {
    /// An int or a string.
    pub key: Value<'h>,
    /// Its value.
    pub value: Value<'h>,
}

/// A map that is being read.
#[derive(Clone, Copy, Debug)]
pub struct MapView<'h> {
    entries: &'h [MapEntry<'h>],
}

impl<'h> MapView<'h> {
    /// The entries in order of insertion.
    pub fn entries(self) -> &'h [MapEntry<'h>] {
        self.entries
    }

    /// The entries in the order a program sees.
    ///
    /// # Errors
    /// Out of memory.
    pub fn in_order(self) -> Result<impl Iterator<Item = &'h MapEntry<'h>>, HeapError> {
        let entries = self.entries;
        Ok(self.order()?.into_iter().map(move |place| &entries[place as usize]))
    }

    /// Places of the entries in the order a program sees: by bucket, in a bucket the latest first.
    fn order(self) -> Result<Vec<u32>, HeapError> {
        let count = self.entries.len();
        let mut places = Vec::new();
        places.try_reserve_exact(count).map_err(|_| HeapError::OutOfMemory)?;
        if count <= 64 {
            places.extend((0..count as u32).rev());
            places.sort_by_cached_key(|&place| self.bucket(place));
            return Ok(places);
        }
        let mut starts = [0_u32; ORDER_BUCKETS as usize + 1];
        for place in 0..count as u32 {
            starts[self.bucket(place) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        places.resize(count, 0);
        for place in (0..count as u32).rev() {
            let start = &mut starts[self.bucket(place) as usize];
            places[*start as usize] = place;
            *start += 1;
        }
        Ok(places)
    }

    fn bucket(self, place: u32) -> u32 {
        let key = self.entries[place as usize].key;
        match key.as_string() {
            Some(bytes) => string_bucket(bytes),
            None => int_bucket(key.bits().as_int()),
        }
    }
}

impl<'h> Value<'h> {
    /// The entries of a map.
    pub fn as_map(self) -> Option<MapView<'h>> {
        // SAFETY: a value is not stale.
        if !unsafe { raw::is_kind(self.bits(), kind::MAP) } {
            return None;
        }
        // SAFETY: a map, which does not change while the heap is borrowed.
        let entries = unsafe { raw::map_entries(self.bits()) };
        let first = entries.as_ptr().cast::<MapEntry<'h>>();
        // SAFETY: both entry types are two words, and the words of live objects are live while the heap is borrowed.
        Some(MapView { entries: unsafe { std::slice::from_raw_parts(first, entries.len()) } })
    }
}
