//! Moving everything at once, for `stress`: copying what is reachable out of a space, by Cheney's algorithm.
//!
//! The copied objects are the queue, so nothing recurses and nothing is allocated. An array or map takes its storage along when it is
//! copied, because only the owner knows how much of it counts. Append buffers come last: only then is it known how long the longest
//! live slice of each is, and no more than that is kept. Under `stress` there are neither old nor large objects.

use std::ptr;

use crate::layout::{
    Array, BUFFER_BYTES, Buffer, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, Entries, Header, INDEX_SLOTS, Map, Module,
    Slice, kind, round_up,
};
use crate::minor::{Forwarded, kept_capacity, new_address};
use crate::root::RootTables;
use crate::shape::Shapes;
use crate::size::object_size;
use crate::slot::ranges;
use crate::value::Bits;

/// One running collection.
pub(crate) struct Evacuation<'h> {
    /// Where the next copy goes.
    next: *mut u8,
    /// First copy that is not scanned.
    scan: *mut u8,
    /// Copied slices, linked through `data`, whose buffers are settled at the end.
    slices: *mut Slice,
    tables: &'h mut RootTables,
    shapes: &'h Shapes,
}

impl<'h> Evacuation<'h> {
    /// Prepares to copy a space to memory at `to`, which is at least as large.
    pub(crate) fn new(to: *mut u8, tables: &'h mut RootTables, shapes: &'h Shapes) -> Evacuation<'h> {
        Evacuation { next: to, scan: to, slices: ptr::null_mut(), tables, shapes }
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
            // SAFETY: as above.
            unsafe { self.look_at(object) };
        }
        self.settle_slices();
        self.next
    }

    /// Visits the values in one copy. Arrays, maps and slices have none of their own: their storage does.
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
                // SAFETY: as above.
                unsafe { self.visit_all(second.0, second.1) };
                if object_kind == kind::MODULE {
                    // SAFETY: a module.
                    unsafe { self.visit_globals(object.cast()) };
                }
            }
        }
    }

    unsafe fn visit_globals(&mut self, module: *mut Module) {
        // SAFETY: by the caller, a module.
        let module = unsafe { &*module };
        if let Some(words) = self.tables.reach(module.table, module.generation) {
            // SAFETY: root tables hold no stale words.
            unsafe { self.visit_all(words.as_ptr().cast(), words.len()) };
        }
    }

    /// The new address of an object, which is copied the first time.
    unsafe fn forward(&mut self, object: *mut Header) -> *mut Header {
        // SAFETY: an object of the space.
        let header = unsafe { *object };
        if header.kind == kind::FORWARDED {
            // SAFETY: just seen.
            return unsafe { new_address(object) }.as_ptr();
        }
        // SAFETY: an intact object.
        let size = unsafe { object_size(object) };
        // SAFETY: `size` bytes are the object.
        let copy = unsafe { self.copy_bytes(object.cast(), size, size) }.cast::<Header>();
        // SAFETY: the copy is an object of that kind.
        unsafe { self.take_storage(copy, header.kind) };
        let forwarded = Forwarded { header: Header { kind: kind::FORWARDED, gc: header.gc }, to: copy };
        // SAFETY: every object has room for two words, and its contents are copied.
        unsafe { object.cast::<Forwarded>().write(forwarded) };
        copy
    }

    unsafe fn take_storage(&mut self, copy: *mut Header, object_kind: u32) {
        match object_kind {
            kind::SLICE => {
                let slice = copy.cast::<Slice>();
                // SAFETY: a slice; its data is derived again when its buffer is settled.
                unsafe { (*slice).data = self.slices.cast() };
                self.slices = slice;
            }
            // SAFETY: an array.
            kind::ARRAY => unsafe { self.take_elements(copy.cast()) },
            // SAFETY: a map.
            kind::MAP => unsafe { self.take_entries(copy.cast()) },
            _ => {}
        }
    }

    /// Copies the storage of an array, leaving out most of what it does not use.
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
    unsafe fn take_block(&mut self, block: *mut Header) -> *mut Header {
        // SAFETY: an intact object.
        let size = unsafe { object_size(block) };
        // SAFETY: `size` bytes are the object.
        unsafe { self.copy_bytes(block.cast(), size, size) }.cast()
    }

    /// Copies `count` bytes to the new space and takes `size` bytes of it; both multiples of 8, `size` of the granule.
    unsafe fn copy_bytes(&mut self, from: *const u8, count: usize, size: usize) -> *mut u8 {
        let copy = self.next;
        self.next = copy.wrapping_add(size);
        // SAFETY: the new space has room for all of the old one, and the two do not overlap.
        unsafe { ptr::copy_nonoverlapping(from.cast::<u64>(), copy.cast::<u64>(), count / 8) };
        copy
    }

    /// Copies the buffers of all live slices, each no longer than its longest slice.
    fn settle_slices(&mut self) {
        // SAFETY: old buffers are intact until the third pass.
        self.each_slice(|_, slice| unsafe { (*slice.buffer).used = 0 });
        self.each_slice(|_, slice| {
            // SAFETY: as above.
            let buffer = unsafe { &mut *slice.buffer };
            buffer.used = buffer.used.max(slice.len);
        });
        self.each_slice(|evacuation, slice| {
            // SAFETY: a buffer, intact or forwarded by an earlier slice.
            slice.buffer = unsafe { evacuation.forward_buffer(slice.buffer) };
            slice.data = slice.buffer.wrapping_byte_add(BUFFER_BYTES).cast();
        });
    }

    /// Calls `action` on every copied slice; it may overwrite the slice's `data` in the last pass.
    fn each_slice(&mut self, mut action: impl FnMut(&mut Self, &mut Slice)) {
        let mut next = self.slices;
        // SAFETY: the list links copied slices, and ends with null.
        while let Some(slice) = unsafe { next.as_mut() } {
            next = slice.data.cast_mut().cast();
            action(self, slice);
        }
    }

    unsafe fn forward_buffer(&mut self, old: *mut Buffer) -> *mut Buffer {
        // SAFETY: by the caller, a buffer or what a forwarded one left.
        let header = unsafe { (*old).header };
        if header.kind == kind::FORWARDED {
            // SAFETY: just seen.
            return unsafe { new_address(old.cast()) }.as_ptr().cast();
        }
        // SAFETY: an intact buffer.
        let used = unsafe { (*old).used };
        let size = round_up(BUFFER_BYTES + used as usize);
        // SAFETY: the buffer holds at least `used` bytes rounded up to a granule.
        let copy = unsafe { self.copy_bytes(old.cast(), size, size) }.cast::<Buffer>();
        let capacity = (size - BUFFER_BYTES) as u32;
        // SAFETY: the copy made above.
        unsafe { copy.write(Buffer { header: Header::new(kind::BUFFER, size), capacity, used }) };
        // SAFETY: the old buffer is copied.
        unsafe {
            old.cast::<Forwarded>()
                .write(Forwarded { header: Header { kind: kind::FORWARDED, gc: 0 }, to: copy.cast() })
        };
        copy
    }
}
