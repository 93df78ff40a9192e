//! The large-object space: one mapping per object, marked instead of copied.
//!
//! A large object stands behind a small header of this module at the start of its mapping, and carries `GC_LARGE` in its own header.
//! A few mappings of dead objects are kept for new ones, because fresh pages cost more than filling them.

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

/// Mappings larger than this are not kept.
const KEPT_EACH_BYTES: usize = 4 << 20;
/// At most this much is kept in all.
const KEPT_BYTES: usize = 16 << 20;

const OBJECT_OFFSET: usize = size_of::<LargeHeader>();

/// All large objects of a heap.
#[derive(Debug)]
pub(crate) struct LargeSpace {
    objects: Vec<Mapping>,
    bytes: usize,
    /// Mappings without an object.
    kept: Vec<Mapping>,
    kept_bytes: usize,
    poison: bool,
    gray: *mut Header,
}

impl LargeSpace {
    /// An empty space; with `poison` the memory of dead objects is overwritten.
    pub(crate) fn new(poison: bool) -> LargeSpace {
        LargeSpace { objects: Vec::new(), bytes: 0, kept: Vec::new(), kept_bytes: 0, poison, gray: ptr::null_mut() }
    }

    /// Bytes that objects take up.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that an object of `size` takes up.
    pub(crate) fn footprint(size: usize) -> Option<usize> {
        page_round(size.checked_add(OBJECT_OFFSET)?)
    }

    /// Memory for an object of `size` bytes, with its header written and the rest undefined.
    pub(crate) fn allocate(&mut self, kind: u32, size: usize) -> Option<NonNull<Header>> {
        self.objects.try_reserve(1).ok()?;
        let bytes = size.checked_add(OBJECT_OFFSET)?;
        let mapping = match self.take_kept(bytes) {
            Some(mapping) => mapping,
            None => Mapping::new_filled(bytes)?,
        };
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

    /// A kept mapping of at least `bytes`, and not of much more.
    fn take_kept(&mut self, bytes: usize) -> Option<Mapping> {
        let place = self.kept.iter().position(|mapping| (bytes..=bytes + bytes / 4).contains(&mapping.len()))?;
        let mapping = self.kept.swap_remove(place);
        self.kept_bytes -= mapping.len();
        Some(mapping)
    }

    /// Keeps the mapping of a dead object, or gives it back to the system.
    fn keep(&mut self, mut mapping: Mapping) {
        let fits = mapping.len() <= KEPT_EACH_BYTES && self.kept_bytes + mapping.len() <= KEPT_BYTES;
        if fits && self.kept.try_reserve(1).is_ok() {
            if self.poison {
                mapping.poison(usize::MAX);
            }
            self.kept_bytes += mapping.len();
            self.kept.push(mapping);
        }
    }

    /// Makes an object `size` bytes large, at a new address; its header's size is renewed. Only for objects with a single owner.
    ///
    /// # Safety
    /// `object` is a live large object of this space, and its owner stores the result.
    pub(crate) unsafe fn resize(&mut self, object: *mut Header, size: usize) -> Option<NonNull<Header>> {
        // SAFETY: every large object stands behind a large header.
        let place = unsafe { (*large_header(object)).place };
        let bytes = size.checked_add(OBJECT_OFFSET)?;
        let before = self.objects[place].len();
        if let Some(kept) = self.take_kept(bytes) {
            let old = std::mem::replace(&mut self.objects[place], kept);
            // SAFETY: two mappings, the new one at least as long as the old one.
            unsafe { self.objects[place].base().copy_from_nonoverlapping(old.base(), old.len().min(bytes)) };
            self.keep(old);
        } else {
            self.objects[place].resize(bytes)?;
        }
        self.bytes = self.bytes - before + self.objects[place].len();
        let object = object_in(&self.objects[place]);
        // SAFETY: the contents moved along with the mapping.
        let header = unsafe { &mut *object };
        *header =
            Header { gc: Header::new(header.kind, size).gc | header.gc & !crate::layout::GC_SIZE_MASK, ..*header };
        NonNull::new(object)
    }

    /// Whether a large object belongs to this space.
    ///
    /// # Safety
    /// `object` is a live large object of some space.
    pub(crate) unsafe fn owns(&self, object: *mut Header) -> bool {
        // SAFETY: every large object stands behind a large header.
        let place = unsafe { (*large_header(object)).place };
        self.objects.get(place).is_some_and(|mapping| object_in(mapping) == object)
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
                let dead = self.objects.swap_remove(place);
                self.bytes -= dead.len();
                self.keep(dead);
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
