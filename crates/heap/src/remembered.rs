//! The write barrier's memory: which old objects were stored into since the last collection.
//!
//! An old object carries `GC_UNLOGGED` until a pointer is stored into it; then it is entered here,
//! once, without allocating. Objects of the old space have a bit each; large ones a list through
//! their large headers; parts of large storage have cards. The next collection scans what is
//! entered. Invariant: an old object that may refer to a young one is entered here; and while
//! marking runs, so is a marked object that was stored into since it was scanned.

use crate::bitmap;
use crate::large::{self, CARD_BYTES};
use crate::layout::{Array, ELEMENTS_ITEMS, ENTRIES_ITEMS, GC_LARGE, GC_UNLOGGED, GRANULE, Header, Map, kind};
use crate::old::BLOCK;

/// What has been stored into, at an address that does not change while the heap lives.
#[derive(Debug)]
pub(crate) struct Remembered {
    /// Start of the old space.
    pub(crate) base: usize,
    /// Bits of the objects entered.
    pub(crate) logged: *mut u64,
    /// For each block whether it has such bits.
    pub(crate) dirty: *mut u8,
    /// First large object entered; the list ends with null.
    pub(crate) large: *mut Header,
}

/// The first granule of each block of the old space.
#[repr(C, align(16))]
pub(crate) struct BlockHeader {
    /// The heap's remembered set.
    pub(crate) remembered: *mut Remembered,
}

/// Enters an old object that a value is being stored into, at `slot`.
///
/// # Safety
/// `object` is a live object whose header has `GC_UNLOGGED`; `slot` is in it or in storage of its
/// own.
#[cold]
#[inline(never)]
pub(crate) unsafe fn enter(object: *mut Header, slot: *const u8) {
    // SAFETY: a live object.
    if let Some(storage) = unsafe { large_storage(object) } {
        // SAFETY: large storage, and a slot in it.
        unsafe { large::mark_card(storage, slot) };
    } else {
        // SAFETY: a live object.
        unsafe { (*object).gc &= !GC_UNLOGGED };
    }
    // SAFETY: a live object whose header had the bit is old.
    unsafe { enter_object(object) };
}

/// Enters an old object that was given new storage, all of which is to be scanned.
///
/// # Safety
/// `object` is a live array or map.
pub(crate) unsafe fn enter_new_storage(object: *mut Header) {
    // SAFETY: a live array or map begins with its header.
    let header = unsafe { *object };
    if header.gc & GC_UNLOGGED == 0 {
        return;
    }
    // SAFETY: a live array or map. New cards are all dirty, so that it may keep its bit.
    if unsafe { large_storage(object) }.is_none() {
        // SAFETY: a live object begins with its header.
        unsafe { (*object).gc &= !GC_UNLOGGED };
    }
    // SAFETY: an object with the bit is old.
    unsafe { enter_object(object) };
}

/// The large storage of an array's elements or a map's entries, if it has such.
///
/// # Safety
/// `object` is a live object.
pub(crate) unsafe fn large_storage(object: *mut Header) -> Option<*mut Header> {
    // SAFETY: a live object begins with its header.
    let storage = match unsafe { (*object).kind } {
        kind::ARRAY => {
            // SAFETY: an array.
            let array = unsafe { &*object.cast::<Array>() };
            (array.capacity != 0).then(|| array.data.wrapping_byte_sub(ELEMENTS_ITEMS).cast::<Header>())
        }
        kind::MAP => {
            // SAFETY: a map.
            let map = unsafe { &*object.cast::<Map>() };
            (map.capacity != 0).then(|| map.entries.wrapping_byte_sub(ENTRIES_ITEMS).cast::<Header>())
        }
        _ => None,
    };
    // SAFETY: storage of a live object.
    storage.filter(|&storage| unsafe { (*storage).gc } & GC_LARGE != 0)
}

/// # Safety
/// `object` is a live old object.
unsafe fn enter_object(object: *mut Header) {
    // SAFETY: a live object begins with its header.
    if unsafe { (*object).gc } & GC_LARGE != 0 {
        // SAFETY: a large object.
        return unsafe { large::enter(object) };
    }
    let block = object.map_addr(|address| address & !(BLOCK - 1)).cast::<BlockHeader>();
    // SAFETY: every block of the old space starts with its header.
    let set = unsafe { (*block).remembered };
    // SAFETY: the set lives as long as the heap.
    let Remembered { base, logged, dirty, .. } = unsafe { &*set };
    let offset = object as usize - base;
    // SAFETY: the bitmap has a bit for every granule of the space.
    unsafe { bitmap::test_and_set(*logged, offset / GRANULE) };
    // SAFETY: one byte for each block.
    unsafe { dirty.wrapping_add(offset / BLOCK).write(1) };
}

const _: () = assert!(CARD_BYTES.is_multiple_of(64) && size_of::<BlockHeader>() == GRANULE);
