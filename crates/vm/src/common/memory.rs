//! [`Region`]: reserved address space between two guard pages, for the stacks of a vm.
//!
//! What runs past an end faults.

use std::ptr::NonNull;

use crate::common::error::{Error, ErrorKind};

#[cfg_attr(unix, path = "memory/linux.rs")]
#[cfg_attr(windows, path = "memory/windows.rs")]
mod system;

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
        let whole = len.checked_add(2 * PAGE).ok_or(ErrorKind::OutOfMemory)?;
        let mapping = system::reserve(whole).ok_or(ErrorKind::OutOfMemory)?;
        let region = Region { mapping, len };
        system::make_usable(region.start(), len).ok_or(ErrorKind::OutOfMemory)?;
        Ok(region)
    }

    /// The lowest usable address.
    pub(crate) fn start<T>(&self) -> *mut T {
        self.mapping.as_ptr().wrapping_add(PAGE).cast()
    }

    /// Usable bytes.
    #[cfg(any(unix, test))]
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping is this region's own and its owner is gone.
        unsafe { system::release(self.mapping, self.len + 2 * PAGE) };
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
