//! [`Mapping`] on Windows.
//!
//! The system promises memory for every page that is committed, touched or not. So a mapping that
//! may grow reserves addresses only, and commits pages as they are needed.

use std::ptr::{NonNull, null};

use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_RELEASE, MEM_RESERVE, MEM_RESET, PAGE_NOACCESS, PAGE_READWRITE, VirtualAlloc, VirtualFree,
    VirtualProtect,
};

use super::page_round;

/// Memory mapped for one owner, unmapped on drop. Fresh pages read as zero.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(super) base: NonNull<u8>,
    /// Bytes that are committed.
    pub(super) len: usize,
}

impl Mapping {
    /// Readable and writable memory of at least `bytes`.
    pub(crate) fn new(bytes: usize) -> Option<Mapping> {
        Mapping::reserve(bytes, bytes)
    }

    /// As [`Mapping::new`]: huge pages would need a privilege.
    pub(crate) fn new_filled(bytes: usize) -> Option<Mapping> {
        Mapping::new(bytes)
    }

    /// Readable and writable memory of at least `bytes`, with addresses behind it to
    /// [`extend`](Mapping::extend) into, `most` bytes in all.
    pub(crate) fn reserve(bytes: usize, most: usize) -> Option<Mapping> {
        let (bytes, most) = (page_round(bytes.max(1))?, page_round(most.max(1))?);
        // SAFETY: addresses of the system's choice touch no memory in use.
        let base = unsafe { VirtualAlloc(null(), most, MEM_RESERVE, PAGE_NOACCESS) };
        let base = NonNull::new(base.cast::<u8>())?;
        let _ = base.as_ptr().expose_provenance();
        let mut mapping = Mapping { base, len: 0 };
        mapping.extend(bytes)?;
        Some(mapping)
    }

    /// Makes the mapping at least `bytes` long at the address that it has; `None` if the system
    /// refuses, or if fewer addresses are reserved.
    pub(crate) fn extend(&mut self, bytes: usize) -> Option<()> {
        let more = page_round(bytes)?.saturating_sub(self.len);
        if more > 0 {
            // SAFETY: pages become accessible that nobody uses, behind those of the mapping. A
            // range that is not reserved is refused.
            let committed = unsafe { VirtualAlloc(self.end().cast(), more, MEM_COMMIT, PAGE_READWRITE) };
            NonNull::new(committed)?;
            self.len += more;
        }
        Some(())
    }

    /// Makes the first `bytes` usable again after [`Mapping::forbid`].
    pub(crate) fn commit(&self, bytes: usize) -> Option<()> {
        self.protect(page_round(bytes)?.min(self.len), PAGE_READWRITE)
    }

    /// Forbids all access: a stale pointer into it faults instead of reading.
    pub(crate) fn forbid(&mut self) {
        // A refusal leaves the memory as it is, which only makes stale pointers harder to notice.
        let _ = self.protect(self.len, PAGE_NOACCESS);
    }

    fn protect(&self, bytes: usize, access: u32) -> Option<()> {
        let mut before = 0;
        // SAFETY: the range lies in this mapping, whose owner asks for the change.
        let done = unsafe { VirtualProtect(self.base.as_ptr().cast(), bytes, access, &mut before) };
        (done != 0).then_some(())
    }

    /// Gives the memory behind a range of whole pages back to the system; it reads as zero
    /// afterwards.
    pub(crate) fn discard(&self, start: *mut u8, bytes: usize) {
        debug_assert!(start >= self.base() && start.wrapping_add(bytes) <= self.end(), "a range of the mapping");
        // After the reset a page reads as it was or as zero, which is the same for a page of zeros.
        // SAFETY: the range lies in this mapping, and its owner holds nothing in it any more.
        unsafe { start.write_bytes(0, bytes) };
        // SAFETY: the range lies in this mapping, and it holds only zeros.
        let _ = unsafe { VirtualAlloc(start.cast(), bytes, MEM_RESET, PAGE_READWRITE) };
    }

    /// Changes the length to at least `bytes`, possibly at another address; contents are kept. On
    /// failure nothing changes.
    pub(crate) fn resize(&mut self, bytes: usize) -> Option<()> {
        let larger = Mapping::new(bytes)?;
        let kept = self.len.min(larger.len);
        // SAFETY: both mappings are at least that long, and the new one is nobody else's.
        unsafe { self.base().copy_to_nonoverlapping(larger.base(), kept) };
        *self = larger;
        Some(())
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the reservation is this mapping's, and its owner is gone.
        let _ = unsafe { VirtualFree(self.base.as_ptr().cast(), 0, MEM_RELEASE) };
    }
}
