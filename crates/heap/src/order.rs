//! Maps as they are read: entries by insertion, and in the order a program sees (LANGUAGE section
//! 9).
//!
//! That order is derived from the entries each time; nothing is kept for it.

use smallvec::SmallVec;

use crate::error::HeapError;
use crate::handle::Handle;
use crate::hash::{ORDER_BUCKETS, int_bucket, string_bucket};
use crate::heap::Heap;
use crate::layout::kind;
use crate::raw;
use crate::value::{Bits, Value};

/// One entry of a map that is being read.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct MapEntry<'h> {
    /// An int or a string.
    pub key: Value<'h>,
    /// Its value.
    pub value: Value<'h>,
}

/// The most entries whose order is found by sorting. More are counted by bucket.
const MOST_SORTED: usize = 64;

/// Places of entries; those of small maps without an allocation.
type Places = SmallVec<[u32; 16]>;

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
    pub fn in_order(self) -> Result<InOrder<'h>, HeapError> {
        Ok(InOrder { entries: self.entries, places: self.order()?.into_iter() })
    }

    /// Places of the entries in the order a program sees: by bucket, in a bucket the latest first.
    fn order(self) -> Result<Places, HeapError> {
        let count = self.entries.len();
        let mut places = Places::new();
        places.try_reserve_exact(count).map_err(|_| HeapError::OutOfMemory)?;
        if count <= MOST_SORTED {
            let mut keys = [0_u64; MOST_SORTED];
            let keys = &mut keys[..count];
            for (place, key) in (0..).zip(&mut *keys) {
                *key = u64::from(self.bucket(place)) << 32 | u64::from(u32::MAX - place);
            }
            keys.sort_unstable();
            places.extend(keys.iter().map(|&key| u32::MAX - key as u32));
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

/// The entries of a map in the order a program sees; made by [`MapView::in_order`].
#[derive(Clone, Debug)]
pub struct InOrder<'h> {
    entries: &'h [MapEntry<'h>],
    places: <Places as IntoIterator>::IntoIter,
}

impl<'h> Iterator for InOrder<'h> {
    type Item = &'h MapEntry<'h>;

    fn next(&mut self) -> Option<&'h MapEntry<'h>> {
        self.places.next().map(|place| &self.entries[place as usize])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
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
        // SAFETY: both entry types are two words, and the words of live objects are live while the
        // heap is borrowed.
        Some(MapView { entries: unsafe { std::slice::from_raw_parts(first, entries.len()) } })
    }
}

impl Heap {
    /// The keys of the map at `map` as an array, in the order of LANGUAGE section 9; nil if it is
    /// no map.
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
