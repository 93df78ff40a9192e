//! [`Mapping`] on Linux and macOS.
//!
//! macOS has no `mremap`, no huge pages to ask for, and its `MADV_DONTNEED` leaves contents as they
//! are. What stands in for them there is tested on Linux. Nobody has run it on macOS.

use std::num::NonZeroUsize;
use std::ptr::NonNull;

use nix::errno::Errno;
#[cfg(target_os = "linux")]
use nix::sys::mman::{MRemapFlags, MmapAdvise, madvise, mremap};
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

use super::page_round;

/// Mappings of at least this size are worth huge pages.
#[cfg(target_os = "linux")]
const HUGE_BYTES: usize = 4 << 20;

/// Memory mapped for one owner, unmapped on drop. Fresh pages read as zero.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(super) base: NonNull<u8>,
    pub(super) len: usize,
}

impl Mapping {
    /// Readable and writable memory of at least `bytes`; pages cost nothing until touched.
    pub(crate) fn new(bytes: usize) -> Option<Mapping> {
        let len = page_round(bytes.max(1))?;
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE;
        // SAFETY: an anonymous mapping at an address of the kernel's choice touches no memory in
        // use.
        let base = unsafe { mmap_anonymous(None, NonZeroUsize::new(len)?, protection, flags) }.ok()?;
        let _ = base.as_ptr().expose_provenance();
        Some(Mapping { base: base.cast(), len })
    }

    /// As [`Mapping::new`], for memory that will mostly be filled at once: asks for huge pages,
    /// which spare most page faults.
    pub(crate) fn new_filled(bytes: usize) -> Option<Mapping> {
        let mapping = Mapping::new(bytes)?;
        #[cfg(target_os = "linux")]
        if mapping.len >= HUGE_BYTES {
            // SAFETY: advice on how to back this mapping changes none of its contents.
            // A system without huge pages refuses, which costs time and nothing else.
            let _ = unsafe { madvise(mapping.base.cast(), mapping.len, MmapAdvise::MADV_HUGEPAGE) };
        }
        Some(mapping)
    }

    /// Memory of at least `bytes` at `address`, a page boundary.
    ///
    /// # Errors
    /// `EEXIST` if something is mapped there, or what the system says.
    pub(crate) fn at(address: NonZeroUsize, bytes: usize) -> Result<Mapping, Errno> {
        let len = page_round(bytes.max(1)).ok_or(Errno::ENOMEM)?;
        map_free(address, len).map(|base| Mapping { base, len })
    }

    /// Makes the mapping at least `bytes` long at the address that it has; `None` if the system
    /// refuses, or if something else is mapped behind it.
    pub(crate) fn extend(&mut self, bytes: usize) -> Option<()> {
        let more = page_round(bytes)?.saturating_sub(self.len);
        if more > 0 {
            map_free(NonZeroUsize::new(self.end() as usize)?, more).ok()?;
            self.len += more;
        }
        Some(())
    }

    /// Makes the first `bytes` usable again after [`Mapping::forbid`].
    pub(crate) fn commit(&self, bytes: usize) -> Option<()> {
        let len = page_round(bytes)?.min(self.len);
        // SAFETY: the range lies in this mapping, and giving access to more of it invalidates
        // nothing.
        unsafe { mprotect(self.base.cast(), len, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE) }.ok()
    }

    /// Forbids all access: a stale pointer into it faults instead of reading.
    pub(crate) fn forbid(&mut self) {
        // SAFETY: the range is this mapping; the caller, its owner, gives up access to it. If the
        // kernel refuses, stale pointers are harder to notice, and nothing else is lost.
        let _ = unsafe { mprotect(self.base.cast(), self.len, ProtFlags::PROT_NONE) };
    }

    /// Gives the memory behind a range of whole pages back to the system; it reads as zero
    /// afterwards.
    pub(crate) fn discard(&self, start: *mut u8, bytes: usize) {
        debug_assert!(start >= self.base() && start.wrapping_add(bytes) <= self.end(), "a range of the mapping");
        let Some(start) = NonNull::new(start) else { return };
        // SAFETY: the range lies in this mapping, and its owner holds nothing in it any more.
        // A refusal leaves the memory where it is.
        #[cfg(target_os = "linux")]
        let _ = unsafe { madvise(start.cast(), bytes, MmapAdvise::MADV_DONTNEED) };
        // SAFETY: the range lies in this mapping, and its owner holds nothing in it any more.
        #[cfg(not(target_os = "linux"))]
        unsafe {
            replace_by_zeros(start, bytes);
        }
    }

    /// Changes the length to at least `bytes`, possibly at another address; contents are kept. On
    /// failure nothing changes.
    pub(crate) fn resize(&mut self, bytes: usize) -> Option<()> {
        #[cfg(target_os = "linux")]
        return self.remap(bytes);
        #[cfg(not(target_os = "linux"))]
        self.copy(bytes)
    }

    #[cfg(target_os = "linux")]
    fn remap(&mut self, bytes: usize) -> Option<()> {
        let len = page_round(bytes.max(1))?;
        // SAFETY: the range is this mapping, whose only owner is `self`; the caller holds no
        // pointer into it that it uses afterwards.
        let base = unsafe { mremap(self.base.cast(), self.len, len, MRemapFlags::MREMAP_MAYMOVE, None) }.ok()?;
        let _ = base.as_ptr().expose_provenance();
        self.base = base.cast();
        self.len = len;
        Some(())
    }

    /// [`Mapping::resize`] where mappings cannot be moved.
    #[cfg(any(test, not(target_os = "linux")))]
    fn copy(&mut self, bytes: usize) -> Option<()> {
        let other = Mapping::new(bytes)?;
        let kept = self.len.min(other.len);
        // SAFETY: both mappings have that many bytes, are readable and writable, and lie apart.
        unsafe { other.base.copy_from_nonoverlapping(self.base, kept) };
        *self = other;
        Some(())
    }
}

/// Fresh pages in the place of whole pages. A refusal leaves the memory where it is, and reads as
/// zero all the same.
///
/// # Safety
/// The range is mapped readable and writable, and nobody holds anything in it.
#[cfg(any(test, not(target_os = "linux")))]
unsafe fn replace_by_zeros(start: NonNull<u8>, bytes: usize) {
    let (Some(address), Some(len)) = (NonZeroUsize::new(start.as_ptr() as usize), NonZeroUsize::new(bytes)) else {
        return;
    };
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE | MapFlags::MAP_FIXED;
    // SAFETY: the range is the caller's, and nobody holds anything in it.
    if unsafe { mmap_anonymous(Some(address), len, protection, flags) }.is_err() {
        // SAFETY: the range is still mapped, writable, and the caller's.
        unsafe { start.write_bytes(0, bytes) };
    }
}

/// The kernel takes an address as it is, and refuses it where something is mapped. macOS takes it
/// as a hint, which it follows where nothing is mapped.
#[cfg(target_os = "linux")]
const NOTHING_REPLACED: MapFlags = MapFlags::MAP_FIXED_NOREPLACE;
#[cfg(not(target_os = "linux"))]
const NOTHING_REPLACED: MapFlags = MapFlags::empty();

/// Maps readable and writable memory where nothing is mapped.
fn map_free(address: NonZeroUsize, len: usize) -> Result<NonNull<u8>, Errno> {
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE | NOTHING_REPLACED;
    let len = NonZeroUsize::new(len).ok_or(Errno::EINVAL)?;
    // SAFETY: without `MAP_FIXED` nothing that is mapped is replaced.
    let mapped = unsafe { mmap_anonymous(Some(address), len, protection, flags) }?;
    let _ = mapped.as_ptr().expose_provenance();
    if mapped.addr() == address {
        return Ok(mapped.cast());
    }
    // macOS and kernels before 4.17 take the address as a hint.
    // SAFETY: mapped just above, and nobody else knows of it.
    let _ = unsafe { munmap(mapped, len.get()) };
    Err(Errno::EEXIST)
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the range is this mapping, and its owner is gone. Unmapping a whole mapping
        // cannot fail but for lack of kernel memory to split a region, and then it stays mapped.
        let _ = unsafe { munmap(self.base.cast(), self.len) };
    }
}

#[cfg(test)]
mod tests {
    use super::super::PAGE;
    use super::*;

    #[test]
    fn a_copied_mapping_keeps_its_contents() {
        let mut mapping = Mapping::new(10_000).unwrap();
        // SAFETY: the mapping's bytes, which nobody else uses.
        unsafe { mapping.base().write_bytes(7, mapping.len()) };
        let len = mapping.len();
        for bytes in [1 << 20, len, 1] {
            mapping.copy(bytes).unwrap();
            assert_eq!(mapping.len(), page_round(bytes).unwrap());
            // SAFETY: the first bytes of the mapping, all of which were written.
            let kept = unsafe { std::slice::from_raw_parts(mapping.base(), len.min(mapping.len())) };
            assert!(kept.iter().all(|&byte| byte == 7), "{bytes}");
        }
        assert!(mapping.copy(1 << 60).is_none());
    }

    #[test]
    fn pages_that_are_replaced_read_as_zero() {
        let mapping = Mapping::new(3 * PAGE).unwrap();
        // SAFETY: the mapping's bytes, which nobody else uses.
        unsafe { mapping.base().write_bytes(7, mapping.len()) };
        let second = NonNull::new(mapping.base().wrapping_add(PAGE)).unwrap();
        // SAFETY: the second page of the mapping, in which nobody holds anything.
        unsafe { replace_by_zeros(second, PAGE) };
        // SAFETY: the mapping's bytes, all of which were written or are fresh.
        let bytes = unsafe { std::slice::from_raw_parts(mapping.base(), mapping.len()) };
        assert!(bytes.chunks(PAGE).map(|page| page[0]).eq([7, 0, 7]));
        assert!(bytes[PAGE..2 * PAGE].iter().all(|&byte| byte == 0));
    }
}
