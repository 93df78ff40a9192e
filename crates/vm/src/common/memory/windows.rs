//! Memory from Windows, which promises it when it is committed.

use std::ptr::{NonNull, null};

use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_RELEASE, MEM_RESERVE, PAGE_NOACCESS, PAGE_READWRITE, VirtualAlloc, VirtualFree,
};

/// Address space that cannot be accessed.
pub(super) fn reserve(len: usize) -> Option<NonNull<u8>> {
    // SAFETY: addresses of the system's choice touch no memory in use.
    NonNull::new(unsafe { VirtualAlloc(null(), len, MEM_RESERVE, PAGE_NOACCESS) }.cast())
}

/// Makes whole pages of a reservation readable and writable.
pub(super) fn make_usable(start: *mut u8, len: usize) -> Option<()> {
    // SAFETY: more access to pages takes nothing away from those who use them.
    NonNull::new(unsafe { VirtualAlloc(start.cast(), len, MEM_COMMIT, PAGE_READWRITE) }).map(drop)
}

/// Gives a reservation back.
///
/// # Safety
/// It is the caller's, and nothing uses it.
pub(super) unsafe fn release(mapping: NonNull<u8>, _len: usize) {
    // SAFETY: the reservation is the caller's, and nothing uses it.
    let _ = unsafe { VirtualFree(mapping.as_ptr().cast(), 0, MEM_RELEASE) };
}
