//! Finding in maps: by int, by string, by the bytes of a string.
//!
//! A small map is searched from its first entry; a larger one through its index, whose slots hold
//! enough of the hash that few entries other than the right one are looked at.

use crate::heap::Heap;
use crate::layout::{Entry, Map, Str};
use crate::order::{MapEntry, MapView};
use crate::raw;
use crate::value::{Bits, Value};

/// The entry of a key.
///
/// # Safety
/// `map` is a live map of `heap`, `key` an int or a live object.
#[inline(always)]
pub(crate) unsafe fn find_key(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: a live map.
    if let Some(entry) = unsafe { find_last(map, key) } {
        return Some(entry);
    }
    if key.is_int() {
        // SAFETY: a live map of this heap, and an int.
        return unsafe { find_int(heap, map, key) };
    }
    // SAFETY: a key that is no stale word.
    if !unsafe { raw::is_string(key) } {
        return None;
    }
    // SAFETY: a live map of this heap, and a string.
    unsafe { find_string(heap, map, key) }
}

/// The entry of an int key. A function of its own, so that it saves no more registers than it
/// needs.
///
/// # Safety
/// `map` is a live map of this heap, and `key` an int.
#[inline(never)]
unsafe fn find_int(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: a live map.
    unsafe { find(map, |map| heap.hasher.int(key.as_int(), map.mask, map.factor), |candidate| candidate == key) }
}

/// The entry of a string key, and apart for the same reason as [`find_int`].
///
/// # Safety
/// `map` is a live map of this heap, and `key` a live string.
#[inline(never)]
unsafe fn find_string(heap: &Heap, map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: a live string.
    let hash = unsafe { heap.string_hash(key) };
    // SAFETY: a live string.
    let len = unsafe { raw::string_len(key) };
    let same = |candidate: Bits| {
        if candidate == key || !candidate.is_heap() {
            return candidate == key;
        }
        // SAFETY: a key that is an object is a string, with its hash computed.
        let other = unsafe { raw::object::<Str>(candidate) };
        // SAFETY: live strings of the same length.
        other.hash == hash && other.len == len && unsafe { raw::same_bytes(candidate, key) }
    };
    // SAFETY: a live map.
    unsafe { find(map, |_| hash, same) }
}

/// The entry of a string key given by its bytes.
///
/// # Safety
/// `map` is a live map of `heap`.
unsafe fn find_bytes(heap: &Heap, map: Bits, key: &[u8]) -> Option<*mut Entry> {
    let hash = heap.hasher.bytes(key);
    // SAFETY: keys of a live map are live.
    let same = |candidate: Bits| candidate.is_heap() && unsafe { same_string(candidate, hash, key) };
    // SAFETY: a live map.
    unsafe { find(map, |_| hash, same) }
}

/// Whether a key of a map is the string with this hash and these bytes.
///
/// # Safety
/// `candidate` is a string, the key of an entry of a live map.
#[inline]
unsafe fn same_string(candidate: Bits, hash: u32, key: &[u8]) -> bool {
    // SAFETY: a key that is an object is a string, with its hash computed.
    let other = unsafe { raw::object::<Str>(candidate) };
    // SAFETY: a string.
    other.hash == hash && unsafe { raw::string_bytes(candidate) } == key
}

/// The entry that was found last, if it has this very key.
///
/// # Safety
/// `map` is a live map.
#[inline(always)]
unsafe fn find_last(map: Bits, key: Bits) -> Option<*mut Entry> {
    // SAFETY: by the caller, a map.
    let map = unsafe { raw::object::<Map>(map) };
    if map.len == 0 {
        return None;
    }
    let entry = map.entries.wrapping_add(map.last as usize);
    // SAFETY: the place of an entry, as the map is not empty.
    (unsafe { (*entry).key } == key).then_some(entry)
}

/// # Safety
/// `map` is a live map.
#[inline(always)]
unsafe fn find(map: Bits, hash: impl FnOnce(&Map) -> u32, same: impl Fn(Bits) -> bool) -> Option<*mut Entry> {
    // SAFETY: by the caller, a map.
    let map = unsafe { raw::object::<Map>(map) };
    if map.index.is_null() {
        // SAFETY: below `len`, so an entry.
        let place = (0..map.len).find(|&place| same(unsafe { (*map.entries.wrapping_add(place as usize)).key }))?;
        map.last = place;
        return Some(map.entries.wrapping_add(place as usize));
    }
    let (hash, mask) = (hash(map), map.mask);
    let mut slot = hash & mask;
    loop {
        // SAFETY: masked, so a slot of the index.
        let mark = unsafe { *map.index.wrapping_add(slot as usize) };
        if mark == 0 {
            return None;
        }
        if (mark ^ hash) & !mask == 0 {
            let place = (mark & mask) - 1;
            let entry = map.entries.wrapping_add(place as usize);
            // SAFETY: the low part of a mark is the number of an entry.
            if same(unsafe { (*entry).key }) {
                map.last = place;
                return Some(entry);
            }
        }
        slot = (slot + 1) & mask;
    }
}

impl Heap {
    /// What machine code needs to hash an int key `k` as this heap's maps do. With `[a, b, c]` and
    /// `s = k * a ^ b` it is the upper half of `(s ^ s >> 32) * c`; but for `k` up to the map's
    /// mask, unsigned, the lower half of `(k / n) * f * n + k % n`, where `n` is
    /// [`NEIGHBOURS`](crate::layout::NEIGHBOURS) and `f` the map's
    /// [factor](crate::layout::Map::factor).
    pub fn int_hash_secret(&self) -> [u64; 3] {
        self.hasher.int_secret()
    }

    /// The seeded hash of an int or string, for an index with this mask and factor.
    ///
    /// # Safety
    /// An int, or a live string.
    #[inline]
    pub(crate) unsafe fn key_hash(&self, key: Bits, mask: u32, factor: u32) -> u32 {
        if key.is_int() {
            return self.hasher.int(key.as_int(), mask, factor);
        }
        // SAFETY: the caller gives a live string.
        unsafe { self.string_hash(key) }
    }

    /// The value of a key; `None` if it is missing, or `map` is no map of this heap.
    pub fn map_get<'h>(&'h self, map: Value<'h>, key: Value<'h>) -> Option<Value<'h>> {
        self.entry(map, key).map(|entry| entry.value)
    }

    /// The value of a string key given by its bytes; `None` if it is missing, or `map` is no map of
    /// this heap.
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
        // SAFETY: an entry of a live map, which does not change while the heap is borrowed; both
        // types are two words.
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
    /// What it takes to look up each key of a map once, for tests and diagnosis; zeros for a map
    /// without an index, `None` for other values.
    pub fn map_probes(&self, map: Value<'_>) -> Option<Probes> {
        let entries = self.own_map(map)?.entries();
        // SAFETY: a map.
        let Map { index, mask, factor, .. } = unsafe { raw::object::<Map>(map.bits()) };
        let mut probes = Probes::default();
        if index.is_null() {
            return Some(probes);
        }
        for (number, entry) in (1..).zip(entries) {
            // SAFETY: a key of a live map.
            let hash = unsafe { self.key_hash(entry.key.bits(), *mask, *factor) };
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
