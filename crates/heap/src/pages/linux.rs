//! [`Mapping`] on Linux.

use std::num::NonZeroUsize;
use std::ptr::NonNull;

use nix::errno::Errno;
use nix::sys::mman::{MRemapFlags, MapFlags, MmapAdvise, ProtFlags, madvise, mmap_anonymous, mprotect, mremap, munmap};

use super::page_round;

/// Mappings of at least this size are worth huge pages.
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
        let _ = unsafe { madvise(start.cast(), bytes, MmapAdvise::MADV_DONTNEED) };
    }

    /// Changes the length to at least `bytes`, possibly at another address; contents are kept. On
    /// failure nothing changes.
    pub(crate) fn resize(&mut self, bytes: usize) -> Option<()> {
        let len = page_round(bytes.max(1))?;
        // SAFETY: the range is this mapping, whose only owner is `self`; the caller holds no
        // pointer into it that it uses afterwards.
        let base = unsafe { mremap(self.base.cast(), self.len, len, MRemapFlags::MREMAP_MAYMOVE, None) }.ok()?;
        let _ = base.as_ptr().expose_provenance();
        self.base = base.cast();
        self.len = len;
        Some(())
    }
}

/// Maps readable and writable memory where nothing is mapped.
fn map_free(address: NonZeroUsize, len: usize) -> Result<NonNull<u8>, Errno> {
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE | MapFlags::MAP_FIXED_NOREPLACE;
    let len = NonZeroUsize::new(len).ok_or(Errno::EINVAL)?;
    // SAFETY: the flags forbid that anything mapped is replaced.
    let mapped = unsafe { mmap_anonymous(Some(address), len, protection, flags) }?;
    let _ = mapped.as_ptr().expose_provenance();
    if mapped.addr() == address {
        return Ok(mapped.cast());
    }
    // Kernels before 4.17 take the address as a hint. SAFETY: mapped just above, and nobody else
    // knows of it.
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
