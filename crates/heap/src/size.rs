//! How large an object is: from its header, or for the few that do not fit there, from its own
//! fields.

use crate::layout::{
    BUFFER_BYTES, Buffer, ELEMENTS_ITEMS, ENTRIES_ITEMS, Elements, Entries, Entry, GC_SIZE_MASK, GRANULE, Header,
    INDEX_SLOTS, Index, STRING_BYTES, Str, kind, round_up,
};
use crate::value::Bits;

/// Size of an object in bytes.
///
/// # Safety
/// `object` is intact, that is, not forwarded.
#[inline]
pub(crate) unsafe fn object_size(object: *const Header) -> usize {
    // SAFETY: a live object begins with its header.
    let header = unsafe { *object };
    match header.gc & GC_SIZE_MASK {
        // SAFETY: a live object of the kind that its header says.
        0 => unsafe { huge_size(object, header.kind) },
        granules => granules as usize * GRANULE,
    }
}

/// Size of an object too large for its header.
///
/// # Safety
/// A live object of this kind.
#[cold]
unsafe fn huge_size(object: *const Header, object_kind: u32) -> usize {
    let (fixed, count, each) = match object_kind {
        // SAFETY: of that kind.
        kind::STRING => (STRING_BYTES, unsafe { (*object.cast::<Str>()).len }, 1),
        // SAFETY: of that kind.
        kind::BUFFER => (BUFFER_BYTES, unsafe { (*object.cast::<Buffer>()).capacity }, 1),
        // SAFETY: of that kind.
        kind::ELEMENTS => (ELEMENTS_ITEMS, unsafe { (*object.cast::<Elements>()).capacity }, size_of::<Bits>()),
        // SAFETY: of that kind.
        kind::ENTRIES => (ENTRIES_ITEMS, unsafe { (*object.cast::<Entries>()).capacity }, size_of::<Entry>()),
        // SAFETY: of that kind.
        kind::INDEX => (INDEX_SLOTS, unsafe { (*object.cast::<Index>()).capacity }, size_of::<u32>()),
        other => unreachable!("objects of kind {other} are small"),
    };
    round_up(fixed + count as usize * each)
}
