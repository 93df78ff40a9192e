//! How a forked child notices that it is one.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::call::OsError;
use crate::mapping::unmap_twice;
use crate::sys::{Advice, Backing, Kernel, Map, Place, Prot};

/// What differs between a process and its children.
#[derive(Debug)]
pub(crate) enum Sentinel {
    /// A page that holds 1 here. The kernel wipes it in a child.
    Page(NonNull<AtomicU32>),
    /// The process that made the arena.
    Process(u32),
}

// SAFETY: the pointer is to a page that holds nothing but an atomic and is mapped until `release`.
unsafe impl Send for Sentinel {}
// SAFETY: the page is only read and written atomically.
unsafe impl Sync for Sentinel {}

impl Sentinel {
    /// A page, or the process id where the kernel cannot wipe pages; and its refusal.
    pub(crate) fn new(kernel: &Kernel) -> (Self, Result<(), OsError>) {
        match wiped_page(kernel) {
            Ok(page) => (Sentinel::Page(page), Ok(())),
            Err(error) => (Sentinel::Process(kernel.process_id()), Err(error)),
        }
    }

    /// Whether this process is a child of the one that made the sentinel.
    #[inline]
    pub(crate) fn forked(&self, kernel: &Kernel) -> bool {
        match self {
            // SAFETY: `wiped_page` mapped the page, and it stays mapped until `release`.
            Sentinel::Page(page) => unsafe { page.as_ref() }.load(Ordering::Relaxed) == 0,
            Sentinel::Process(id) => kernel.process_id() != *id,
        }
    }

    /// Unmaps the page.
    pub(crate) fn release(self, kernel: &Kernel) {
        if let Sentinel::Page(page) = self {
            // SAFETY: this value was the only one that knew of the page, and it ends here.
            unsafe { unmap_twice(kernel, page.as_ptr() as usize, kernel.page_size()) };
        }
    }
}

fn wiped_page(kernel: &Kernel) -> Result<NonNull<AtomicU32>, OsError> {
    let len = kernel.page_size();
    let map = Map { place: Place::Anywhere, len, prot: Prot::ReadWrite, backing: Backing::Private };
    // SAFETY: a new mapping replaces nothing.
    let addr = unsafe { kernel.mmap(map) }?;
    // SAFETY: `mmap` gave this function the page just above.
    let wiped = unsafe { kernel.madvise(addr, len, Advice::WipeOnFork) };
    if let Err(error) = wiped {
        // SAFETY: `mmap` gave this function the page, and nobody else knows of it.
        unsafe { unmap_twice(kernel, addr, len) };
        return Err(error);
    }
    let page = addr as *mut AtomicU32;
    // SAFETY: the page is mapped writable, aligned and zero: an atomic 0.
    unsafe { &*page }.store(1, Ordering::Relaxed);
    // SAFETY: mmap returns no null pointer.
    Ok(unsafe { NonNull::new_unchecked(page) })
}
