//! Memory from Linux. Pages cost nothing until they are touched.

use std::num::NonZeroUsize;
use std::ptr::NonNull;

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

/// Address space that cannot be accessed.
pub(super) fn reserve(len: usize) -> Option<NonNull<u8>> {
    let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE;
    // SAFETY: an anonymous mapping at an address of the kernel's choice touches no memory in use.
    let mapping = unsafe { mmap_anonymous(None, NonZeroUsize::new(len)?, ProtFlags::PROT_NONE, flags) };
    mapping.ok().map(NonNull::cast)
}

/// Makes whole pages of a reservation readable and writable.
pub(super) fn make_usable(start: *mut u8, len: usize) -> Option<()> {
    let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    // SAFETY: more access to pages takes nothing away from those who use them.
    unsafe { mprotect(NonNull::new(start)?.cast(), len, access) }.ok()
}

/// Gives a reservation back.
///
/// # Safety
/// It is the caller's, and nothing uses it.
pub(super) unsafe fn release(mapping: NonNull<u8>, len: usize) {
    // Unmapping a whole mapping fails only for lack of kernel memory, and then it stays mapped.
    // SAFETY: the mapping is the caller's, and nothing uses it.
    let _ = unsafe { munmap(mapping.cast(), len) };
}
