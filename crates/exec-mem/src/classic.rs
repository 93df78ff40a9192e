//! The classic verbs, for those who come from `mmap` and `mprotect`.
//!
//! Whole pages, page-aligned and zeroed, that are either writable or executable. No arena, no
//! second mapping; each change of state is one system call and moves the value into another
//! type, so that writing what runs, or running what can be written, does not compile.
//!
//! ```
//! use exec_mem::classic;
//!
//! let mut memory = classic::allocate(100)?;
//! assert_eq!(memory.len(), classic::page_size());
//! memory[..6].copy_from_slice(&[0xb8, 42, 0, 0, 0, 0xc3]); // mov eax, 42; ret
//! let code = classic::make_executable(memory).map_err(|(_, error)| error)?;
//! let answer = unsafe { code.entry::<extern "C" fn() -> i32>() };
//! assert_eq!(answer.call(), 42);
//! classic::free(code);
//! # Ok::<(), exec_mem::Error>(())
//! ```
//!
//! For more than a handful of functions an [`Arena`](crate::Arena) is some hundred times faster.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::call::OsError;
use crate::entry::{Entry, EntryFn};
use crate::error::Error;
use crate::machine;
use crate::sys::{self, Backing, Kernel, Map, Native, Place, Prot, System};

/// Pages that can be read and written, not executed. Dropping them unmaps them.
pub struct Writable(Pages);

/// Pages that can be read and executed, not written. Dropping them unmaps them.
pub struct Executable(Pages);

/// Maps zeroed pages for `len` bytes, readable and writable.
///
/// As `mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)`.
///
/// # Errors
///
/// [`Error::BadLength`] for 0 or more than `isize::MAX`; [`Error::Os`] with the errno of `mmap`.
pub fn allocate(len: usize) -> Result<Writable, Error> {
    Pages::new(&Native, len).map(Writable)
}

/// Takes the write permission and gives the permission to execute, in one step.
///
/// As `mprotect(addr, len, PROT_READ | PROT_EXEC)`.
///
/// # Errors
///
/// [`Error::Os`] with the errno of `mprotect`, on 64-bit ARM also of `membarrier`, or
/// [`Error::UnsupportedMachine`]; and the memory as it was.
pub fn make_executable(memory: Writable) -> Result<Executable, (Writable, Error)> {
    if !(machine::SUPPORTED && sys::SUPPORTED) {
        return Err((memory, Error::UnsupportedMachine));
    }
    match memory.0.make_visible().and_then(|()| memory.0.protect(Prot::ReadExec)) {
        Ok(()) => Ok(Executable(memory.0)),
        Err(error) => Err((memory, error.into())),
    }
}

/// Takes the permission to execute and gives the write permission, in one step.
///
/// As `mprotect(addr, len, PROT_READ | PROT_WRITE)`. No entry can be left: each borrows the
/// memory this takes.
///
/// # Errors
///
/// [`Error::Os`] with the errno of `mprotect`, and the memory as it was.
pub fn make_writable(memory: Executable) -> Result<Writable, (Executable, Error)> {
    match memory.0.protect(Prot::ReadWrite) {
        Ok(()) => Ok(Writable(memory.0)),
        Err(error) => Err((memory, error.into())),
    }
}

/// Unmaps the memory, as `munmap` does and as dropping does.
pub fn free(memory: impl Into<Either>) {
    drop(memory.into());
}

/// Bytes per page.
pub fn page_size() -> usize {
    Native.page_size()
}

/// Memory in either state, for [`free`].
#[derive(Debug)]
pub enum Either {
    /// Writable.
    Writable(Writable),
    /// Executable.
    Executable(Executable),
}

impl From<Writable> for Either {
    fn from(memory: Writable) -> Self {
        Either::Writable(memory)
    }
}

impl From<Executable> for Either {
    fn from(memory: Executable) -> Self {
        Either::Executable(memory)
    }
}

impl Deref for Writable {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the pages are mapped readable for as long as they live, and zeroed at first.
        unsafe { std::slice::from_raw_parts(self.0.addr as *const u8, self.0.len) }
    }
}

impl DerefMut for Writable {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: the mapping is writable in this state, and borrowed mutably here.
        unsafe { std::slice::from_raw_parts_mut(self.0.addr as *mut u8, self.0.len) }
    }
}

impl Deref for Executable {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the pages are mapped readable for as long as they live.
        unsafe { std::slice::from_raw_parts(self.0.addr as *const u8, self.0.len) }
    }
}

impl Executable {
    /// The address of the first byte.
    pub fn base(&self) -> usize {
        self.0.addr
    }

    /// The first byte as a function.
    ///
    /// # Safety
    ///
    /// The memory begins with a function of type `F`, sound for every call that `F` allows, and no
    /// thread is in it when the memory is freed or made writable.
    pub unsafe fn entry<F: EntryFn>(&self) -> Entry<'_, F> {
        // SAFETY: the memory begins with a function of type `F`, and lives as long as the entry
        // borrows it.
        unsafe { Entry::new(self.base()) }
    }
}

struct Pages {
    kernel: Kernel,
    addr: usize,
    len: usize,
}

impl Pages {
    fn new(system: &'static dyn System, len: usize) -> Result<Pages, Error> {
        let kernel = Kernel::new(system);
        if len == 0 || len > isize::MAX as usize {
            return Err(Error::BadLength { requested: len, max: isize::MAX as usize });
        }
        let len = len.next_multiple_of(kernel.page_size());
        let map = Map { place: Place::Anywhere, len, prot: Prot::ReadWrite, backing: Backing::Private };
        // SAFETY: a new mapping replaces nothing.
        let addr = unsafe { kernel.mmap(map) }?;
        Ok(Pages { kernel, addr, len })
    }

    /// Makes what was written what runs, for every thread, where the hardware does not.
    fn make_visible(&self) -> Result<(), OsError> {
        // SAFETY: the pages are this value's own and readable.
        unsafe { machine::make_visible(self.addr, self.addr, self.len) };
        if machine::NEEDS_BARRIER {
            self.kernel.membarrier_register()?;
            self.kernel.membarrier_sync_core()?;
        }
        Ok(())
    }

    fn protect(&self, prot: Prot) -> Result<(), OsError> {
        // SAFETY: the pages are this value's own, and their state changes with the type.
        unsafe { self.kernel.mprotect(self.addr, self.len, prot) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: the pages are this value's own, and it is not used after this.
        unsafe { crate::mapping::unmap_twice(&self.kernel, self.addr, self.len) };
    }
}

impl fmt::Debug for Writable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writable({:#x}, {} bytes)", self.0.addr, self.0.len)
    }
}

impl fmt::Debug for Executable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Executable({:#x}, {} bytes)", self.0.addr, self.0.len)
    }
}
