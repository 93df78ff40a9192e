//! The large-object space: one mapping per object, marked instead of copied.
//!
//! A large object stands behind a small header of this module at the start of its mapping, and carries `GC_LARGE` in its own header.

use std::ptr::{self, NonNull};

use crate::layout::{GC_LARGE, GC_MARK, Header};
use crate::pages::{Mapping, page_round};

/// Stands before a large object.
#[repr(C, align(16))]
struct LargeHeader {
    /// Place in [`LargeSpace::objects`].
    place: usize,
    /// Next object reached but not yet scanned.
    gray: *mut Header,
}

const OBJECT_OFFSET: usize = size_of::<LargeHeader>();

/// All large objects of a heap.
#[derive(Debug)]
pub(crate) struct LargeSpace {
    objects: Vec<Mapping>,
    bytes: usize,
    gray: *mut Header,
}

impl LargeSpace {
    pub(crate) fn new() -> LargeSpace {
        LargeSpace { objects: Vec::new(), bytes: 0, gray: ptr::null_mut() }
    }

    /// Bytes mapped.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that an object of `size` takes up.
    pub(crate) fn footprint(size: usize) -> Option<usize> {
        page_round(size.checked_add(OBJECT_OFFSET)?)
    }

    /// Memory for an object of `size` bytes, zeroed, with its header written.
    pub(crate) fn allocate(&mut self, kind: u32, size: usize) -> Option<NonNull<Header>> {
        self.objects.try_reserve(1).ok()?;
        let mapping = Mapping::new(size.checked_add(OBJECT_OFFSET)?)?;
        let object = object_in(&mapping);
        let header = LargeHeader { place: self.objects.len(), gray: ptr::null_mut() };
        // SAFETY: the mapping starts with room for a large header.
        unsafe { large_header(object).write(header) };
        let mut fresh = Header::new(kind, size);
        fresh.gc |= GC_LARGE;
        // SAFETY: the object's header follows in the same mapping.
        unsafe { object.write(fresh) };
        self.bytes += mapping.len();
        self.objects.push(mapping);
        NonNull::new(object)
    }

    /// Makes an object `size` bytes large, at a new address; its header's size is renewed. Only for objects with a single owner.
    ///
    /// # Safety
    /// `object` is a live large object of this space, and its owner stores the result.
    pub(crate) unsafe fn resize(&mut self, object: *mut Header, size: usize) -> Option<NonNull<Header>> {
        // SAFETY: every large object stands behind a large header.
        let place = unsafe { (*large_header(object)).place };
        let mapping = &mut self.objects[place];
        let before = mapping.len();
        mapping.resize(size.checked_add(OBJECT_OFFSET)?)?;
        self.bytes = self.bytes - before + mapping.len();
        let object = object_in(mapping);
        // SAFETY: the contents moved along with the mapping.
        let header = unsafe { &mut *object };
        *header =
            Header { gc: Header::new(header.kind, size).gc | header.gc & !crate::layout::GC_SIZE_MASK, ..*header };
        NonNull::new(object)
    }

    /// Marks an object; queues it for scanning the first time.
    ///
    /// # Safety
    /// `object` is a live large object of this space.
    pub(crate) unsafe fn mark(&mut self, object: *mut Header) {
        // SAFETY: by the contract this is a header.
        let header = unsafe { &mut *object };
        if header.gc & GC_MARK == 0 {
            header.gc |= GC_MARK;
            // SAFETY: every large object stands behind a large header.
            unsafe { (*large_header(object)).gray = self.gray };
            self.gray = object;
        }
    }

    /// Takes an object that is marked but not scanned.
    pub(crate) fn next_gray(&mut self) -> Option<NonNull<Header>> {
        let object = NonNull::new(self.gray)?;
        // SAFETY: only large objects are queued, and each stands behind a large header.
        self.gray = unsafe { (*large_header(object.as_ptr())).gray };
        Some(object)
    }

    /// Unmaps what is not marked and clears the marks of the rest.
    pub(crate) fn sweep(&mut self) {
        let mut place = 0;
        while place < self.objects.len() {
            let object = object_in(&self.objects[place]);
            // SAFETY: each mapping of the space holds one object.
            let header = unsafe { &mut *object };
            if header.gc & GC_MARK == 0 {
                self.bytes -= self.objects.swap_remove(place).len();
                continue;
            }
            header.gc &= !GC_MARK;
            // SAFETY: each object stands behind a large header.
            unsafe { (*large_header(object)).place = place };
            place += 1;
        }
    }

    /// All objects, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (*mut Header, usize)> {
        self.objects.iter().map(|mapping| (object_in(mapping), mapping.len() - OBJECT_OFFSET))
    }
}

fn object_in(mapping: &Mapping) -> *mut Header {
    mapping.base().wrapping_add(OBJECT_OFFSET).cast()
}

fn large_header(object: *mut Header) -> *mut LargeHeader {
    object.wrapping_byte_sub(OBJECT_OFFSET).cast()
}
