//! Append buffers in a collection: they are copied behind everything else.
//!
//! Only then is it known how long the longest live slice of each is, and no more than that is kept.
//! The slices that were copied are listed until then. Invariant: the list runs through `data`,
//! which is derived again when a slice is taken from the list.

use std::ptr;

use crate::forwarded::{forward, new_address};
use crate::layout::{BUFFER_BYTES, Buffer, Header, Slice, kind, round_up};

/// Copied slices whose buffers are not.
pub(crate) struct SliceList {
    first: *mut Slice,
}

impl SliceList {
    pub(crate) const EMPTY: SliceList = SliceList { first: ptr::null_mut() };

    /// Adds a slice.
    ///
    /// # Safety
    /// The copy of a slice, not in the list; its buffer is where it was, and intact until the list
    /// is settled.
    pub(crate) unsafe fn push(&mut self, slice: *mut Slice) {
        // SAFETY: a copied slice, whose data nobody reads before the list is settled.
        unsafe { (*slice).data = self.first.cast() };
        self.first = slice;
    }

    /// Copies the buffers of all slices, each no longer than its longest slice. `copy` copies bytes
    /// from an address, a multiple of the granule, and returns where they are now.
    ///
    /// # Safety
    /// `copy` does that, and changes nothing else.
    pub(crate) unsafe fn settle(self, mut copy: impl FnMut(*const u8, usize) -> *mut u8) {
        // SAFETY: buffers are intact until the third pass.
        self.each(|slice| unsafe { (*slice.buffer).used = 0 });
        self.each(|slice| {
            // SAFETY: a slice refers to its buffer, which is intact or forwarded.
            let buffer = unsafe { &mut *slice.buffer };
            buffer.used = buffer.used.max(slice.len);
        });
        self.each(|slice| {
            // SAFETY: a buffer, intact or forwarded by an earlier slice.
            slice.buffer = unsafe { moved(slice.buffer, &mut copy) };
            slice.data = slice.buffer.wrapping_byte_add(BUFFER_BYTES).cast();
        });
    }

    /// Calls `action` on every slice; it may overwrite the slice's `data` in the last pass.
    fn each(&self, mut action: impl FnMut(&mut Slice)) {
        let mut next = self.first;
        // SAFETY: the list links copied slices, and ends with null.
        while let Some(slice) = unsafe { next.as_mut() } {
            next = slice.data.cast_mut().cast();
            action(slice);
        }
    }
}

/// The copy of a buffer's used part, made the first time.
///
/// # Safety
/// A buffer that is intact or forwarded; what `copy` returns has room for the bytes that it was
/// asked for.
unsafe fn moved(buffer: *mut Buffer, copy: impl FnOnce(*const u8, usize) -> *mut u8) -> *mut Buffer {
    // SAFETY: by the caller, a buffer or what a forwarded one left.
    let header = unsafe { (*buffer).header };
    // SAFETY: its header.
    if let Some(now) = unsafe { new_address(buffer.cast(), header) } {
        return now.cast();
    }
    // SAFETY: an intact buffer, which has at least `used` bytes rounded up to a granule.
    let used = unsafe { (*buffer).used };
    let size = round_up(BUFFER_BYTES + used as usize);
    let now = copy(buffer.cast(), size).cast::<Buffer>();
    let capacity = (size - BUFFER_BYTES) as u32;
    // SAFETY: the copy just made.
    unsafe { now.write(Buffer { header: Header::new(kind::BUFFER, size), capacity, used }) };
    // SAFETY: the buffer is copied.
    unsafe { forward(buffer.cast(), now.cast()) };
    now
}
