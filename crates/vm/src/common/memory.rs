//! [`Region`]: reserved address space between two guard pages, for the stacks of a vm.
//!
//! Pages cost nothing until they are touched; what runs past an end faults.

use std::num::NonZeroUsize;
use std::ptr::NonNull;

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

use crate::common::error::{Error, ErrorKind};

const PAGE: usize = 4096;

/// Zeroed, readable and writable memory that stays where it is.
#[derive(Debug)]
pub(crate) struct Region {
    /// Start of the whole mapping, a guard page.
    mapping: NonNull<u8>,
    /// Length of the usable part, in whole pages.
    len: usize,
}

// SAFETY: a mapping belongs to the process, not to a thread; its one owner decides who touches it.
unsafe impl Send for Region {}

impl Region {
    /// At least `bytes` of memory.
    ///
    /// # Errors
    /// The system gives no address space.
    pub(crate) fn new(bytes: usize) -> Result<Region, Error> {
        let len = bytes.max(1).checked_next_multiple_of(PAGE).ok_or(ErrorKind::OutOfMemory)?;
        let whole = len.checked_add(2 * PAGE).and_then(NonZeroUsize::new).ok_or(ErrorKind::OutOfMemory)?;
        let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE;
        // SAFETY: an anonymous mapping at an address of the kernel's choice touches no memory in
        // use.
        let mapping = unsafe { mmap_anonymous(None, whole, ProtFlags::PROT_NONE, flags) };
        let region = Region { mapping: mapping.map_err(|_| ErrorKind::OutOfMemory)?.cast(), len };
        let usable = region.mapping.map_addr(|address| address.saturating_add(PAGE));
        let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: the range lies inside the mapping made above, which nobody uses yet.
        unsafe { mprotect(usable.cast(), len, access) }.map_err(|_| ErrorKind::OutOfMemory)?;
        Ok(region)
    }

    /// The lowest usable address.
    pub(crate) fn start<T>(&self) -> *mut T {
        self.mapping.as_ptr().wrapping_add(PAGE).cast()
    }

    /// Usable bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping is this region's own and its owner is gone. Unmapping a whole mapping
        // fails only for lack of kernel memory, and then it stays mapped.
        let _ = unsafe { munmap(self.mapping.cast(), self.len + 2 * PAGE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_zero_and_writable_to_its_end() {
        let region = Region::new(10_000).unwrap();
        assert_eq!(region.len(), 12_288);
        let last = region.start::<u8>().wrapping_add(region.len() - 1);
        // SAFETY: the last byte of the region.
        let old = unsafe { last.read() };
        // SAFETY: the last byte of the region, which is writable.
        unsafe { last.write(old + 7) };
        // SAFETY: the last byte of the region, which is readable.
        assert_eq!(unsafe { last.read() }, 7);
    }

    #[test]
    fn absurd_sizes_are_refused() {
        assert_eq!(Region::new(usize::MAX).unwrap_err(), ErrorKind::OutOfMemory);
        assert_eq!(Region::new(1 << 60).unwrap_err(), ErrorKind::OutOfMemory);
    }
}
