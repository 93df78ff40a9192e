//! Moving everything at once, for `stress`: copying what is reachable out of a space, by Cheney's
//! algorithm.
//!
//! The copied objects are the queue, so nothing recurses and nothing is allocated. An array or map
//! takes its storage along when it is copied, because only the owner knows how much of it counts.
//! Append buffers come last (see `slice`). Under `stress` there are neither old nor large objects.

use std::ptr;

use crate::forwarded::{forward, new_address};
use crate::layout::{
    Array, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, Entries, Header, INDEX_SLOTS, Map, Module, kind, round_up,
};
use crate::minor::kept_capacity;
use crate::root::RootTables;
use crate::shape::Shapes;
use crate::size::object_size;
use crate::slice::SliceList;
use crate::slot::ranges;
use crate::value::Bits;

/// One running collection.
pub(crate) struct Evacuation<'h> {
    /// Where the next copy goes.
    next: *mut u8,
    /// First copy that is not scanned.
    scan: *mut u8,
    /// Copied slices.
    slices: SliceList,
    tables: &'h mut RootTables,
    shapes: &'h Shapes,
}

impl<'h> Evacuation<'h> {
    /// Prepares to copy a space to memory at `to`, which is at least as large.
    pub(crate) fn new(to: *mut u8, tables: &'h mut RootTables, shapes: &'h Shapes) -> Evacuation<'h> {
        Evacuation { next: to, scan: to, slices: SliceList::EMPTY, tables, shapes }
    }

    /// Copies what `count` words at `slots` refer to, and updates them.
    ///
    /// # Safety
    /// The words are accessible and none is stale.
    pub(crate) unsafe fn visit_all(&mut self, slots: *mut Bits, count: usize) {
        for place in 0..count {
            let slot = slots.wrapping_add(place);
            // SAFETY: within the words the caller names.
            let bits = unsafe { *slot };
            if bits.is_heap() {
                // SAFETY: not stale, so an object.
                let object = unsafe { self.forward(bits.as_object()) };
                // SAFETY: the caller's slot.
                unsafe { *slot = Bits::object(object) };
            }
        }
    }

    /// Copies everything else that is reachable; returns where the copies end.
    pub(crate) fn finish(mut self) -> *mut u8 {
        for place in 0..self.tables.count() {
            if let Some(words) = self.tables.root(place) {
                // SAFETY: root tables hold no stale words.
                unsafe { self.visit_all(words.as_ptr().cast(), words.len()) };
            }
        }
        while self.scan < self.next {
            let object = self.scan.cast::<Header>();
            // SAFETY: copies stand one after the other up to `next`.
            self.scan = self.scan.wrapping_add(unsafe { object_size(object) });
            // SAFETY: a copy that has not been looked at is intact.
            unsafe { self.look_at(object) };
        }
        let slices = std::mem::replace(&mut self.slices, SliceList::EMPTY);
        // SAFETY: `settle` names bytes of a buffer that is not copied.
        let copy = |from, size| unsafe { self.copy_bytes(from, size, size) };
        // SAFETY: buffers are where they were, and what is copied goes elsewhere.
        unsafe { slices.settle(copy) };
        self.next
    }

    /// Visits the values in one copy. Arrays, maps and slices have none of their own: their storage
    /// does.
    ///
    /// # Safety
    /// An intact copy in the new space.
    unsafe fn look_at(&mut self, object: *mut Header) {
        // SAFETY: an intact object.
        match unsafe { (*object).kind } {
            kind::ELEMENTS => {
                // SAFETY: the kind is just seen.
                let len = unsafe { (*object.cast::<Elements>()).len };
                // SAFETY: the values of the storage.
                unsafe { self.visit_all(object.wrapping_byte_add(ELEMENTS_ITEMS).cast(), len as usize) };
            }
            kind::ENTRIES => {
                // SAFETY: the kind is just seen.
                let len = unsafe { (*object.cast::<Entries>()).len };
                // SAFETY: the values of the storage.
                unsafe { self.visit_all(object.wrapping_byte_add(ENTRIES_ITEMS).cast(), 2 * len as usize) };
            }
            object_kind => {
                // SAFETY: an intact object.
                let [first, second] = unsafe { ranges(object, self.shapes) };
                // SAFETY: the values of the object.
                unsafe { self.visit_all(first.0, first.1) };
                // SAFETY: the values of an object.
                unsafe { self.visit_all(second.0, second.1) };
                if object_kind == kind::MODULE {
                    // SAFETY: a module.
                    unsafe { self.visit_globals(object.cast()) };
                }
            }
        }
    }

    /// # Safety
    /// An intact module in the new space.
    unsafe fn visit_globals(&mut self, module: *mut Module) {
        // SAFETY: by the caller, a module.
        let module = unsafe { &*module };
        if let Some(words) = self.tables.reach(module.table, module.generation) {
            // SAFETY: root tables hold no stale words.
            unsafe { self.visit_all(words.as_ptr().cast(), words.len()) };
        }
    }

    /// The new address of an object, which is copied the first time.
    ///
    /// # Safety
    /// A live object: intact in the space that is left, or forwarded from it.
    unsafe fn forward(&mut self, object: *mut Header) -> *mut Header {
        // SAFETY: an object of the space.
        let header = unsafe { *object };
        // SAFETY: its header.
        if let Some(now) = unsafe { new_address(object, header) } {
            return now;
        }
        // SAFETY: an intact object.
        let size = unsafe { object_size(object) };
        // SAFETY: `size` bytes are the object.
        let copy = unsafe { self.copy_bytes(object.cast(), size, size) }.cast::<Header>();
        // SAFETY: the copy is an object of that kind.
        unsafe { self.take_storage(copy, header.kind) };
        // SAFETY: its contents are copied.
        unsafe { forward(object, copy) };
        copy
    }

    /// # Safety
    /// An intact copy of this kind, whose storage is still in the space that is left.
    unsafe fn take_storage(&mut self, copy: *mut Header, object_kind: u32) {
        match object_kind {
            // SAFETY: a copied slice, whose buffer is settled at the end.
            kind::SLICE => unsafe { self.slices.push(copy.cast()) },
            // SAFETY: an array.
            kind::ARRAY => unsafe { self.take_elements(copy.cast()) },
            // SAFETY: a map.
            kind::MAP => unsafe { self.take_entries(copy.cast()) },
            _ => {}
        }
    }

    /// Copies the storage of an array, leaving out most of what it does not use.
    ///
    /// # Safety
    /// An intact array in the new space, whose storage is still in the space that is left.
    unsafe fn take_elements(&mut self, array: *mut Array) {
        // SAFETY: by the caller, an array.
        let array = unsafe { &mut *array };
        if array.capacity == 0 {
            return;
        }
        let old = array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Elements>();
        let capacity = kept_capacity(array.len, array.capacity);
        if capacity == 0 {
            array.capacity = 0;
            array.data = ptr::null_mut();
            return;
        }
        let size = round_up(ELEMENTS_ITEMS + capacity as usize * size_of::<Bits>());
        let content = ELEMENTS_ITEMS + array.len as usize * size_of::<Bits>();
        // SAFETY: the elements hold `len` words, and the copy is no longer than they are.
        let copy = unsafe { self.copy_bytes(old.cast(), content, size) }.cast::<Elements>();
        // SAFETY: the copy made above.
        unsafe { copy.write(Elements { header: Header::new(kind::ELEMENTS, size), len: array.len, capacity }) };
        array.capacity = capacity;
        array.data = copy.wrapping_byte_add(ELEMENTS_ITEMS).cast();
    }

    /// Copies the storage of a map.
    ///
    /// # Safety
    /// An intact map in the new space, whose storage is still in the space that is left.
    unsafe fn take_entries(&mut self, map: *mut Map) {
        // SAFETY: by the caller, a map.
        let map = unsafe { &mut *map };
        if map.capacity != 0 {
            let old = map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast::<Entries>();
            // SAFETY: the entries of a map lie inside their storage.
            unsafe { (*old).len = map.len };
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(old.cast()) };
            map.entries = new.wrapping_byte_add(ENTRIES_ITEMS).cast();
        }
        if !map.index.is_null() {
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(map.index.wrapping_byte_sub(INDEX_SLOTS).cast()) };
            map.index = new.wrapping_byte_add(INDEX_SLOTS).cast();
        }
    }

    /// Copies storage that has a single owner and so needs no forwarding address.
    ///
    /// # Safety
    /// Intact storage in the space that is left, which nobody but its one owner refers to.
    unsafe fn take_block(&mut self, block: *mut Header) -> *mut Header {
        // SAFETY: an intact object.
        let size = unsafe { object_size(block) };
        // SAFETY: `size` bytes are the object.
        unsafe { self.copy_bytes(block.cast(), size, size) }.cast()
    }

    /// Copies `count` bytes to the new space and takes `size` bytes of it; both multiples of 8,
    /// `size` of the granule.
    ///
    /// # Safety
    /// `count` bytes are readable from `from` on, outside of the new space, and the new space has
    /// room for `size` more.
    unsafe fn copy_bytes(&mut self, from: *const u8, count: usize, size: usize) -> *mut u8 {
        let copy = self.next;
        self.next = copy.wrapping_add(size);
        // SAFETY: the new space has room for all of the old one, and the two do not overlap.
        unsafe { ptr::copy_nonoverlapping(from.cast::<u64>(), copy.cast::<u64>(), count / 8) };
        copy
    }
}
