//! Minor collections: moving what is alive of the young objects into the old space.
//!
//! What is reached from roots and from remembered old objects is copied at once and put on a list;
//! then the list is scanned until it is empty. Nothing recurses, and nothing can fail: the caller
//! made sure of room. Arrays and maps take their storage along, because only the owner knows how
//! much of it counts. Append buffers come last (see `slice`). While marking runs, it reaches every
//! old object that is seen on the way.

use std::ptr;

use crate::forwarded::{forward, new_address};
use crate::large::{self, CARD_BYTES};
use crate::layout::{
    Array, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, GC_UNLOGGED, Header, INDEX_SLOTS, Map, Slice, kind, round_up,
};
use crate::mark::{Marker, storage_values};
use crate::old::{BLOCK_WORDS, OldSpace};
use crate::remembered;
use crate::root::RootTables;
use crate::shape::Shapes;
use crate::size::object_size;
use crate::slice::SliceList;
use crate::slot::{Range, ranges};
use crate::value::Bits;
use crate::worklist::Worklist;

/// Storage up to this size is copied to where its array is.
const TOGETHER_BYTES: usize = 1024;
/// Objects up to this size are copied word by word.
const SHORT_BYTES: usize = 64;

/// One running minor collection.
pub(crate) struct Minor<'h> {
    /// Start and length of the young space.
    pub(crate) young: (usize, usize),
    pub(crate) old: &'h mut OldSpace,
    pub(crate) marker: &'h mut Marker,
    pub(crate) shapes: &'h Shapes,
    /// Copied objects that are not scanned yet.
    pub(crate) list: &'h mut Worklist,
    /// Copied slices whose buffers are young.
    pub(crate) slices: SliceList,
    /// Bytes copied.
    pub(crate) copied: usize,
}

impl Minor<'_> {
    /// Copies what `count` words at `slots` refer to, and updates them.
    ///
    /// # Safety
    /// The words are accessible and none is stale.
    #[inline]
    pub(crate) unsafe fn visit_all(&mut self, (slots, count): Range) {
        for place in 0..count {
            // SAFETY: within the words the caller names.
            unsafe { self.visit(slots.wrapping_add(place)) };
        }
    }

    /// Copies what root tables refer to. While marking runs, it reaches the objects in tables that
    /// are roots or were reached.
    pub(crate) fn visit_tables(&mut self, tables: &RootTables) {
        let marking = self.marker.active;
        for (words, reached) in tables.all() {
            self.marker.active = marking && reached;
            // SAFETY: root tables hold no stale words.
            unsafe { self.visit_all((words.as_ptr().cast(), words.len())) };
        }
        self.marker.active = marking;
    }

    /// Copies what remembered objects refer to; afterwards none is remembered.
    pub(crate) fn visit_remembered(&mut self) {
        for block in 0..self.old.block_count() {
            if self.old.take_dirty(block) {
                for word in 0..BLOCK_WORDS {
                    let mut bits = self.old.take_logged(block, word);
                    while bits != 0 {
                        let object = self.old.object_at(block, word, bits.trailing_zeros() as usize);
                        bits &= bits - 1;
                        // SAFETY: what is remembered is an object of the old space.
                        unsafe { self.visit_old(object) };
                    }
                }
            }
        }
        // SAFETY: the set lives as long as the old space.
        while let Some(object) = unsafe { large::take_entered(self.old.remembered()) } {
            // SAFETY: a large object.
            unsafe { self.visit_old(object.as_ptr()) };
        }
    }

    /// Copies everything else that is reachable, which leaves the young space empty. Returns the
    /// bytes copied.
    pub(crate) fn finish(mut self) -> usize {
        while let Some(object) = self.list.pop() {
            // SAFETY: copies of objects, which are intact.
            unsafe { self.look_at(ptr::with_exposed_provenance_mut(object)) };
        }
        let slices = std::mem::replace(&mut self.slices, SliceList::EMPTY);
        // SAFETY: `settle` names bytes of a buffer that is not copied.
        let copy = |from, size| unsafe { self.copy_bytes(from, size, size) };
        // SAFETY: young buffers are where they were, and what is copied goes elsewhere.
        unsafe { slices.settle(copy) };
        self.list.shrink();
        self.copied
    }

    /// # Safety
    /// A readable and writable word that is not stale.
    #[inline]
    unsafe fn visit(&mut self, slot: *mut Bits) {
        // SAFETY: the caller's slot.
        let bits = unsafe { *slot };
        if bits.is_heap() {
            let object = bits.as_object();
            // SAFETY: not stale, so an object.
            let now = unsafe { self.forward(object) };
            if now != object {
                // SAFETY: the caller's slot.
                unsafe { *slot = Bits::object(now) };
            }
        }
    }

    #[inline(always)]
    fn is_young(&self, object: *const Header) -> bool {
        (object as usize).wrapping_sub(self.young.0) < self.young.1
    }

    /// The new address of an object, which is copied the first time if it is young.
    ///
    /// # Safety
    /// A live object: old, or young and intact or forwarded.
    #[inline]
    pub(crate) unsafe fn forward(&mut self, object: *mut Header) -> *mut Header {
        if !self.is_young(object) {
            if self.marker.active {
                // SAFETY: a live object that is not young.
                unsafe { self.marker.reach(object, self.old) };
            }
            return object;
        }
        // SAFETY: a young object.
        let header = unsafe { *object };
        // SAFETY: its header.
        if let Some(now) = unsafe { new_address(object, header) } {
            return now;
        }
        // SAFETY: a young object that is intact.
        let copy = unsafe { self.copy(object, header) };
        // SAFETY: its contents are copied.
        unsafe { forward(object, copy) };
        copy
    }

    /// # Safety
    /// An intact young object, and its header.
    #[inline]
    unsafe fn copy(&mut self, object: *mut Header, header: Header) -> *mut Header {
        let copy = if header.kind == kind::ARRAY {
            // SAFETY: by the caller, an intact array.
            unsafe { self.copy_array(object.cast()) }
        } else {
            // SAFETY: by the caller, an intact object.
            let size = unsafe { object_size(object) };
            // SAFETY: `size` bytes are the object.
            unsafe { self.copy_bytes(object.cast(), size, size) }.cast()
        };
        // SAFETY: the copy just made.
        unsafe { (*copy).gc |= GC_UNLOGGED };
        match header.kind {
            kind::STRING | kind::STRUCT_DEF | kind::NATIVE => {}
            kind::SLICE => {
                let slice = copy.cast::<Slice>();
                // SAFETY: a slice.
                let buffer = unsafe { (*slice).buffer };
                if self.is_young(buffer.cast()) {
                    // SAFETY: a copied slice, whose buffer is settled at the end.
                    unsafe { self.slices.push(slice) };
                } else if self.old.marking {
                    // This bypasses the check for tables that marking has not reached: the copy
                    // counts as scanned, whoever refers to it. SAFETY: a live object that is not
                    // young.
                    unsafe { self.marker.reach(buffer.cast(), self.old) };
                }
            }
            _ => {
                let _ = copy.expose_provenance();
                self.list.push(copy as usize);
            }
        }
        copy
    }

    /// Scans an object that was just copied.
    ///
    /// # Safety
    /// An intact object that was copied to the old space in this collection.
    unsafe fn look_at(&mut self, object: *mut Header) {
        // SAFETY: an intact object begins with its header.
        match unsafe { (*object).kind } {
            // SAFETY: of that kind, and young a moment ago.
            kind::ARRAY | kind::MAP => unsafe { self.visit_storage(object, true) },
            // SAFETY: an intact object that is not young.
            _ => unsafe { self.visit_values(object) },
        }
    }

    /// Scans an old object that was stored into. From now on the barrier notices stores again.
    ///
    /// # Safety
    /// A live object that is not young.
    unsafe fn visit_old(&mut self, object: *mut Header) {
        // SAFETY: by the caller, a live object.
        let header = unsafe { &mut *object };
        let was_logged = header.gc & GC_UNLOGGED == 0;
        header.gc |= GC_UNLOGGED;
        match header.kind {
            // SAFETY: of that kind.
            kind::ARRAY | kind::MAP => unsafe { self.visit_storage(object, was_logged) },
            // SAFETY: an intact object that is not young.
            _ => unsafe { self.visit_values(object) },
        }
    }

    /// # Safety
    /// An intact object that is not young.
    unsafe fn visit_values(&mut self, object: *mut Header) {
        // SAFETY: by the caller, an intact object.
        let [first, second] = unsafe { ranges(object, self.shapes) };
        // SAFETY: the values of an object.
        unsafe { self.visit_all(first) };
        // SAFETY: the values of an object.
        unsafe { self.visit_all(second) };
    }

    /// Copies young storage of an array or map, and scans its values: all of them, or those with
    /// dirty cards.
    ///
    /// # Safety
    /// An intact array or map that is not young.
    unsafe fn visit_storage(&mut self, object: *mut Header, all: bool) {
        // SAFETY: an intact object begins with its header.
        if unsafe { (*object).kind } == kind::ARRAY {
            // SAFETY: an array.
            unsafe { self.take_elements(object.cast()) };
        } else {
            // SAFETY: a map.
            unsafe { self.take_entries(object.cast()) };
        }
        // SAFETY: an array or map.
        let values = unsafe { storage_values(object) };
        // SAFETY: an array or map.
        let Some(storage) = (unsafe { remembered::large_storage(object) }) else {
            // SAFETY: values of a live object.
            return unsafe { self.visit_all(values) };
        };
        // SAFETY: large storage of values.
        unsafe { self.visit_cards(storage, values, all) };
    }

    /// Scans values in large storage, and cleans its cards.
    ///
    /// # Safety
    /// `storage` is live large storage, and the range its values.
    unsafe fn visit_cards(&mut self, storage: *mut Header, (values, count): Range, all: bool) {
        // SAFETY: by the caller, large storage of values.
        let cards = unsafe { large::cards(storage) };
        let start = storage as usize;
        let end = values as usize + count * size_of::<Bits>();
        for card in 0..(end - start).div_ceil(CARD_BYTES) {
            let flag = cards.wrapping_add(card);
            // SAFETY: storage has cards for all of it.
            if unsafe { flag.replace(0) } == 0 && !all {
                continue;
            }
            let from = (start + card * CARD_BYTES).max(values as usize);
            let to = (start + (card + 1) * CARD_BYTES).min(end);
            let first = values.wrapping_byte_add(from - values as usize);
            // SAFETY: values of the storage.
            unsafe { self.visit_all((first, to.saturating_sub(from) / size_of::<Bits>())) };
        }
    }

    /// Copies an array, and behind it its storage if that is young: code that reads the one soon
    /// reads the other.
    ///
    /// # Safety
    /// An intact young array.
    unsafe fn copy_array(&mut self, array: *mut Array) -> *mut Header {
        const SIZE: usize = size_of::<Array>();
        // SAFETY: by the caller, an array.
        let Array { len, capacity, data, .. } = unsafe { &*array };
        let storage = data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Header>();
        let capacity = kept_capacity(*len, *capacity);
        let size = elements_size(capacity);
        let together = capacity != 0 && size <= TOGETHER_BYTES && self.is_young(storage);
        let room = if together { SIZE + size } else { SIZE };
        // SAFETY: the array.
        let copy = unsafe { self.copy_bytes(array.cast(), SIZE, room) };
        if together {
            let to = copy.wrapping_add(SIZE).cast();
            // SAFETY: the copy just made.
            let copied = unsafe { &mut *copy.cast::<Array>() };
            // SAFETY: young storage of the copy, and room behind that.
            unsafe { fill_elements(storage.cast(), to, copied, capacity) };
        }
        copy.cast()
    }

    /// Copies young storage of an array, leaving out most of what it does not use.
    ///
    /// # Safety
    /// An intact array in the old space.
    unsafe fn take_elements(&mut self, array: *mut Array) {
        // SAFETY: by the caller, an array.
        let array = unsafe { &mut *array };
        if array.capacity == 0 {
            return;
        }
        let young = array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Elements>();
        if !self.is_young(young.cast()) {
            return;
        }
        let capacity = kept_capacity(array.len, array.capacity);
        if capacity == 0 {
            array.capacity = 0;
            array.data = ptr::null_mut();
            return;
        }
        let to = self.old.allocate(elements_size(capacity));
        self.copied += elements_size(capacity);
        // SAFETY: young storage of the array, and room for the part that is kept.
        unsafe { fill_elements(young, to.cast(), array, capacity) };
    }

    /// Copies young storage of a map.
    ///
    /// # Safety
    /// An intact map in the old space.
    unsafe fn take_entries(&mut self, map: *mut Map) {
        // SAFETY: by the caller, a map.
        let map = unsafe { &mut *map };
        if map.capacity != 0 {
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast()) };
            map.entries = new.wrapping_byte_add(ENTRIES_ITEMS).cast();
        }
        if !map.index.is_null() {
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(map.index.wrapping_byte_sub(INDEX_SLOTS).cast()) };
            map.index = new.wrapping_byte_add(INDEX_SLOTS).cast();
        }
    }

    /// Copies young storage that has a single owner and so needs no forwarding address.
    ///
    /// # Safety
    /// Intact storage, which nobody but its one owner refers to.
    unsafe fn take_block(&mut self, block: *mut Header) -> *mut Header {
        if !self.is_young(block) {
            return block;
        }
        // SAFETY: an intact object.
        let size = unsafe { object_size(block) };
        // SAFETY: `size` bytes are the object.
        unsafe { self.copy_bytes(block.cast(), size, size) }.cast()
    }

    /// Copies `count` bytes to the old space and takes `size` bytes of it; both multiples of 8,
    /// `size` of the granule.
    ///
    /// # Safety
    /// `count` bytes are readable from `from` on, outside of the old space; the old space has
    /// `size` bytes to spare.
    #[inline]
    unsafe fn copy_bytes(&mut self, from: *const u8, count: usize, size: usize) -> *mut u8 {
        let copy = self.old.allocate(size);
        self.copied += size;
        if count <= SHORT_BYTES {
            // Calling the library's copy costs more than a short copy itself.
            for offset in (0..count).step_by(8) {
                // SAFETY: within the object and its copy.
                let word = unsafe { from.wrapping_add(offset).cast::<u64>().read() };
                // SAFETY: within the copy, for which the old space gave room.
                unsafe { copy.wrapping_add(offset).cast::<u64>().write(word) };
            }
            return copy;
        }
        // SAFETY: the old space gave room for it, and the two do not overlap.
        unsafe { ptr::copy_nonoverlapping(from.cast::<u64>(), copy.cast::<u64>(), count / 8) };
        copy
    }
}

/// Size of storage with room for so many elements.
fn elements_size(capacity: u32) -> usize {
    round_up(ELEMENTS_ITEMS + capacity as usize * size_of::<Bits>())
}

/// Copies the storage of an array to where it will have room for `capacity` elements, and tells the
/// array.
///
/// # Safety
/// `from` is the array's storage, and `to` has room for storage of that capacity, which is at least
/// the array's length.
unsafe fn fill_elements(from: *const Elements, to: *mut Elements, array: &mut Array, capacity: u32) {
    let header = Header::new(kind::ELEMENTS, elements_size(capacity));
    // SAFETY: `to` has room for storage of that capacity.
    unsafe { to.write(Elements { header, len: array.len, capacity }) };
    let items = to.wrapping_byte_add(ELEMENTS_ITEMS).cast::<Bits>();
    let old_items = from.wrapping_byte_add(ELEMENTS_ITEMS).cast::<Bits>();
    // SAFETY: both hold `len` elements, in different objects.
    unsafe { ptr::copy_nonoverlapping(old_items, items, array.len as usize) };
    array.capacity = capacity;
    array.data = items;
}

/// The capacity an array keeps when its storage is copied: all, if it uses at least half.
pub(crate) fn kept_capacity(len: u32, capacity: u32) -> u32 {
    if len >= capacity.div_ceil(2) { capacity } else { len.next_multiple_of(2) }
}
