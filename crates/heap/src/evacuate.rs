//! Copying what is reachable out of a space: Cheney's algorithm over all kinds of objects. What is in them is visited in `scan`.
//!
//! The copied objects are the queue, so nothing recurses and nothing is allocated. An array or map takes its storage along when it is
//! copied, because only the owner knows how much of it counts. Append buffers come last: only then is it known how long the longest
//! live slice of each is, and no more than that is kept.

mod scan;

use std::ptr::{self, NonNull};

use crate::large::LargeSpace;
use crate::layout::{
    Array, BUFFER_BYTES, Buffer, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, Entries, GC_LARGE, Header, INDEX_SLOTS, Map,
    Slice, kind, round_up,
};
use crate::root::RootTables;
use crate::shape::Shapes;
use crate::size::object_size;
use crate::value::Bits;

/// Objects up to this size are copied word by word.
const SHORT_BYTES: usize = 64;

/// One running collection.
pub(crate) struct Collector<'h> {
    /// Start and length of the space being left.
    from: usize,
    from_bytes: usize,
    /// Where the next copy goes.
    next: *mut u8,
    /// First copy that is not scanned.
    scan: *mut u8,
    /// Copied slices, linked through `data`, whose buffers are settled at the end.
    slices: *mut Slice,
    large: &'h mut LargeSpace,
    tables: &'h mut RootTables,
    shapes: &'h Shapes,
}

/// The second word of a forwarded object.
#[repr(C)]
struct Forwarded {
    header: Header,
    to: *mut Header,
}

impl<'h> Collector<'h> {
    /// Prepares to leave the space `from` (start, bytes) for memory at `to`, which is at least as large and belongs to the collector.
    pub(crate) fn new(
        (from, from_bytes): (usize, usize),
        to: *mut u8,
        large: &'h mut LargeSpace,
        tables: &'h mut RootTables,
        shapes: &'h Shapes,
    ) -> Collector<'h> {
        Collector { from, from_bytes, next: to, scan: to, slices: ptr::null_mut(), large, tables, shapes }
    }

    /// Copies what `count` words at `slots` refer to, and updates them.
    ///
    /// # Safety
    /// The words are accessible and none is stale.
    #[inline]
    pub(crate) unsafe fn visit_all(&mut self, slots: *mut Bits, count: usize) {
        for place in 0..count {
            // SAFETY: within the words the caller names.
            unsafe { self.visit(slots.wrapping_add(place)) };
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
        self.drain();
        self.settle_slices();
        self.next
    }

    /// Where a forwarded object is now.
    ///
    /// # Safety
    /// `object` is forwarded.
    pub(crate) unsafe fn new_address(object: *mut Header) -> NonNull<Header> {
        // SAFETY: by the contract.
        let to = unsafe { (*object.cast::<Forwarded>()).to };
        NonNull::new(to).expect("a forwarded object has an address")
    }

    #[inline]
    unsafe fn visit(&mut self, slot: *mut Bits) {
        // SAFETY: the caller's slot.
        let bits = unsafe { *slot };
        if bits.is_heap() {
            // SAFETY: not stale, so an object.
            let object = unsafe { self.forward(bits.as_object()) };
            // SAFETY: the caller's slot.
            unsafe { *slot = Bits::object(object) };
        }
    }

    /// The new address of an object, which is copied or marked the first time.
    #[inline]
    unsafe fn forward(&mut self, object: *mut Header) -> *mut Header {
        if (object as usize).wrapping_sub(self.from) >= self.from_bytes {
            // SAFETY: an object outside the space is a large one.
            unsafe { self.large.mark(object) };
            return object;
        }
        // SAFETY: an object of the space.
        let header = unsafe { *object };
        if header.kind == kind::FORWARDED {
            // SAFETY: just seen.
            return unsafe { Collector::new_address(object) }.as_ptr();
        }
        // SAFETY: an object of the space that is intact.
        let copy = unsafe { self.copy(object, header) };
        let forwarded = Forwarded { header: Header { kind: kind::FORWARDED, gc: header.gc }, to: copy };
        // SAFETY: every object has room for two words, and its contents are copied.
        unsafe { object.cast::<Forwarded>().write(forwarded) };
        copy
    }

    /// Copies an object, and its storage if it owns any.
    #[inline]
    unsafe fn copy(&mut self, object: *mut Header, header: Header) -> *mut Header {
        // SAFETY: an intact object.
        let size = unsafe { object_size(object) };
        // SAFETY: `size` bytes are the object.
        let copy = unsafe { self.copy_bytes(object.cast(), size, size) }.cast::<Header>();
        if header.kind == kind::SLICE || header.kind == kind::ARRAY || header.kind == kind::MAP {
            // SAFETY: the copy is an object of that kind.
            unsafe { self.take_storage(copy, header.kind) };
        }
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
            _ => unsafe { self.take_entries(copy.cast()) },
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
        // SAFETY: the data of an array lies inside its elements.
        let elements = unsafe { &mut *old };
        elements.len = array.len;
        if elements.header.gc & GC_LARGE != 0 {
            // SAFETY: a large object.
            return unsafe { self.large.mark(old.cast()) };
        }
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
            // SAFETY: the entries of a map lie inside its storage.
            unsafe { (*old).len = map.len };
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(old.cast()) };
            map.entries = new.wrapping_byte_add(ENTRIES_ITEMS).cast();
        }
        if !map.index.is_null() {
            let old = map.index.wrapping_byte_sub(INDEX_SLOTS).cast::<Header>();
            // SAFETY: storage with a single owner.
            let new = unsafe { self.take_block(old) };
            map.index = new.wrapping_byte_add(INDEX_SLOTS).cast();
        }
    }

    /// Copies or marks storage that has a single owner and so needs no forwarding address.
    unsafe fn take_block(&mut self, block: *mut Header) -> *mut Header {
        // SAFETY: an intact object.
        if unsafe { (*block).gc } & GC_LARGE != 0 {
            // SAFETY: a large object.
            unsafe { self.large.mark(block) };
            return block;
        }
        // SAFETY: an intact object.
        let size = unsafe { object_size(block) };
        // SAFETY: `size` bytes are the object.
        unsafe { self.copy_bytes(block.cast(), size, size) }.cast()
    }

    /// Copies `count` bytes to the new space and takes `size` bytes of it; both multiples of 8, `size` of the granule.
    #[inline]
    unsafe fn copy_bytes(&mut self, from: *const u8, count: usize, size: usize) -> *mut u8 {
        let copy = self.next;
        self.next = copy.wrapping_add(size);
        if count <= SHORT_BYTES {
            // Calling the library's copy costs more than a short copy itself.
            for offset in (0..count).step_by(8) {
                // SAFETY: within the object and its copy.
                let word = unsafe { from.wrapping_add(offset).cast::<u64>().read() };
                // SAFETY: as above.
                unsafe { copy.wrapping_add(offset).cast::<u64>().write(word) };
            }
            return copy;
        }
        // SAFETY: the new space has room for all of the old one, and the two do not overlap.
        unsafe { ptr::copy_nonoverlapping(from.cast::<u64>(), copy.cast::<u64>(), count / 8) };
        copy
    }

    /// Copies or marks the buffers of all live slices, each no longer than its longest slice.
    fn settle_slices(&mut self) {
        // SAFETY: old buffers are intact until the third pass.
        self.each_slice(|_, slice| unsafe { (*slice.buffer).used = 0 });
        self.each_slice(|_, slice| {
            // SAFETY: as above.
            let buffer = unsafe { &mut *slice.buffer };
            buffer.used = buffer.used.max(slice.len);
        });
        self.each_slice(|collector, slice| {
            // SAFETY: a buffer, intact or forwarded by an earlier slice.
            slice.buffer = unsafe { collector.forward_buffer(slice.buffer) };
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
            return unsafe { Collector::new_address(old.cast()) }.as_ptr().cast();
        }
        if header.gc & GC_LARGE != 0 {
            // SAFETY: a large object. It holds no values, so it need not be scanned.
            unsafe { self.large.mark(old.cast()) };
            return old;
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

/// The capacity an array keeps through a collection: all, if it uses at least half.
fn kept_capacity(len: u32, capacity: u32) -> u32 {
    if len >= capacity.div_ceil(2) { capacity } else { len.next_multiple_of(2) }
}
