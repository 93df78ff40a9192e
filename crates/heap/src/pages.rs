//! Anonymous memory from the system: the only place that maps, protects and unmaps.
//!
//! Apart so that every growth is fallible and every mapping has one owner, which returns it when
//! dropped.

#[cfg_attr(unix, path = "pages/unix.rs")]
#[cfg_attr(windows, path = "pages/windows.rs")]
mod system;

pub(crate) use system::Mapping;

/// Size of a page, in bytes; on macOS the larger of its two sizes.
pub(crate) const PAGE: usize = if cfg!(target_vendor = "apple") { 16 << 10 } else { 4096 };

/// The byte dead memory is filled with.
pub(crate) const POISON: u8 = 0xDB;

/// `bytes` rounded up to whole pages; `None` on overflow.
pub(crate) fn page_round(bytes: usize) -> Option<usize> {
    bytes.checked_next_multiple_of(PAGE)
}

// SAFETY: a mapping belongs to the process, not to a thread; the owner decides who touches it.
unsafe impl Send for Mapping {}

impl Mapping {
    pub(crate) fn base(&self) -> *mut u8 {
        self.base.as_ptr()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn end(&self) -> *mut u8 {
        self.base.as_ptr().wrapping_add(self.len)
    }

    /// Fills the first `bytes` with a pattern that is no valid header and no valid object word.
    pub(crate) fn poison(&mut self, bytes: usize) {
        let bytes = bytes.min(self.len);
        // SAFETY: the range lies in this mapping, which the caller owns and no object in it is
        // alive.
        unsafe { self.base.as_ptr().write_bytes(POISON, bytes) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_zero_and_writable() {
        let mut mapping = Mapping::new(10_000).unwrap();
        assert_eq!(mapping.len(), 12_288);
        // SAFETY: within the mapping.
        assert_eq!(unsafe { mapping.base().wrapping_add(9_999).read() }, 0);
        mapping.poison(usize::MAX);
        // SAFETY: within the mapping.
        assert_eq!(unsafe { mapping.base().wrapping_add(12_287).read() }, POISON);
        mapping.resize(1 << 20).unwrap();
        // SAFETY: within the mapping.
        assert_eq!(unsafe { mapping.base().wrapping_add(12_287).read() }, POISON);
    }

    #[test]
    fn forbidden_memory_becomes_usable_again() {
        let mut mapping = Mapping::new(8192).unwrap();
        mapping.forbid();
        mapping.commit(8192).unwrap();
        // SAFETY: usable since the call above.
        unsafe { mapping.base().wrapping_add(8191).write(7) };
    }

    #[test]
    fn absurd_sizes_are_refused() {
        assert!(Mapping::new(usize::MAX).is_none());
        assert!(Mapping::new(1 << 60).is_none());
    }
}
