//! The one seam to the operating system.
//!
//! Every system call of the crate goes through [`System`], so that tests can refuse any of them
//! and keep a ledger of what was mapped. [`Kernel`] adds the count of calls and the errno's
//! context.

#[cfg(test)]
pub(crate) mod faulty;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(any(target_os = "linux", windows)))]
mod other;
#[cfg(not(windows))]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::CStr;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(target_os = "linux")]
pub(crate) use linux::{Linux as Native, Maps};
#[cfg(all(target_os = "linux", feature = "jitdump"))]
pub(crate) use linux::{monotonic_nanoseconds, thread_id};
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) use other::{Maps, Other as Native};
#[cfg(not(windows))]
pub(crate) use unix::{BorrowedFile, Errno, File, IN_USE, MISSING, UNKNOWN, borrow, code};
#[cfg(windows)]
pub(crate) use windows::{BorrowedFile, Errno, File, IN_USE, MISSING, Maps, UNKNOWN, Windows as Native, borrow, code};
#[cfg(all(test, windows))]
pub(crate) use windows::{DENIED, NO_MEMORY};

use crate::call::{Call, OsError};

/// Whether this crate knows how the system makes executable memory.
pub(crate) const SUPPORTED: bool = cfg!(any(target_os = "linux", windows));

/// Protection of a mapping. There is deliberately no way to say writable and executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prot {
    None,
    Read,
    ReadWrite,
    ReadExec,
    /// As `ReadExec`, and an indirect branch into the pages must arrive at a landing pad (BTI).
    /// Only where the system [`has_landing_pads`](System::has_landing_pads).
    ReadExecGuarded,
}

/// What a new mapping shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Backing<'a> {
    /// Private zero pages.
    Private,
    /// Shared zero pages, which `duplicate` can map again.
    #[cfg(not(windows))]
    Shared,
    /// A memory file, from this offset on.
    File(BorrowedFile<'a>, usize),
    /// A private view of a file's start.
    #[cfg(all(target_os = "linux", feature = "jitdump"))]
    PrivateFile(BorrowedFile<'a>),
}

/// Where a new mapping goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Wherever the kernel likes.
    Anywhere,
    /// Exactly here, and only if nothing is mapped there (`MAP_FIXED_NOREPLACE`).
    Free(usize),
    /// Exactly here, replacing what the caller owns there.
    Replace(usize),
}

/// A request for `mmap`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Map<'a> {
    pub(crate) place: Place,
    pub(crate) len: usize,
    pub(crate) prot: Prot,
    pub(crate) backing: Backing<'a>,
}

/// Advice for `madvise`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    DontFork,
    WipeOnFork,
    PopulateWrite,
}

/// The system calls, as thin as they can be.
///
/// # Safety
///
/// An implementation does what the call of the same name does, or fails without an effect.
pub(crate) unsafe trait System: Send + Sync {
    fn page_size(&self) -> usize;
    /// Whether processor and kernel can see to it that indirect branches arrive at landing pads.
    fn has_landing_pads(&self) -> bool;
    fn process_id(&self) -> u32;
    fn memfd_create(&self, name: &CStr, noexec_seal: bool) -> Result<File, Errno>;
    /// A section that the page file backs: a memory file of a fixed size.
    #[cfg(windows)]
    fn section(&self, len: usize) -> Result<File, Errno>;
    fn ftruncate(&self, fd: BorrowedFile<'_>, len: usize) -> Result<(), Errno>;
    fn add_seals(&self, fd: BorrowedFile<'_>) -> Result<(), Errno>;
    /// Closes, or gives the descriptor back when that was refused before it had an effect.
    fn close(&self, fd: File) -> Result<(), (Errno, Option<File>)>;
    /// Maps pages and returns their address.
    ///
    /// # Safety
    ///
    /// With [`Place::Replace`] the range is the caller's, and nothing uses what is mapped there.
    unsafe fn mmap(&self, map: Map<'_>) -> Result<usize, Errno>;
    /// Unmaps pages.
    ///
    /// # Safety
    ///
    /// The range is the caller's, and nothing uses it any more.
    unsafe fn munmap(&self, addr: usize, len: usize) -> Result<(), Errno>;
    /// Changes the protection of pages.
    ///
    /// # Safety
    ///
    /// The range is the caller's, and nothing needs the access that is taken away.
    unsafe fn mprotect(&self, addr: usize, len: usize, prot: Prot) -> Result<(), Errno>;
    /// Tells the kernel how pages will be used.
    ///
    /// # Safety
    ///
    /// The range is the caller's.
    unsafe fn madvise(&self, addr: usize, len: usize, advice: Advice) -> Result<(), Errno>;
    /// Maps the shared pages at `addr` once more, at `onto`, with the same protection.
    ///
    /// # Safety
    ///
    /// Both ranges are the caller's, the first is shared memory, and nothing uses the second.
    #[cfg(not(windows))]
    unsafe fn mremap_duplicate(&self, addr: usize, len: usize, onto: usize) -> Result<(), Errno>;
    fn membarrier_register(&self) -> Result<(), Errno>;
    fn membarrier_sync_core(&self) -> Result<(), Errno>;
    /// Forbids every later change of the mappings.
    ///
    /// # Safety
    ///
    /// The range is the caller's, and may stay as it is until the process ends.
    unsafe fn mseal(&self, addr: usize, len: usize) -> Result<(), Errno>;
    fn read_maps(&self) -> Result<Vec<u8>, Errno>;
    /// Bytes of address space that `RLIMIT_AS` leaves; `None` if it is not limited.
    fn address_space_left(&self) -> Option<usize>;
}

/// A [`System`] with a count of calls and errors that say which call it was.
pub(crate) struct Kernel {
    system: &'static dyn System,
    /// What is executable is guarded.
    guards: bool,
    calls: AtomicU64,
}

fn named<T>(call: Call, result: Result<T, Errno>) -> Result<T, OsError> {
    result.map_err(|errno| OsError { call, errno: code(errno) })
}

impl Kernel {
    pub(crate) fn new(system: &'static dyn System) -> Self {
        Kernel { system, guards: false, calls: AtomicU64::new(0) }
    }

    /// Guards executable pages if that is asked for and the system can.
    pub(crate) fn guarding(self, landing_pads: bool) -> Self {
        Kernel { guards: landing_pads && self.system.has_landing_pads(), ..self }
    }

    /// Whether executable pages are guarded.
    pub(crate) fn guards(&self) -> bool {
        self.guards
    }

    fn guarded(&self, prot: Prot) -> Prot {
        if self.guards && prot == Prot::ReadExec { Prot::ReadExecGuarded } else { prot }
    }

    /// System calls made through this kernel so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    fn count(&self) -> &'static dyn System {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.system
    }

    pub(crate) fn page_size(&self) -> usize {
        self.system.page_size()
    }

    pub(crate) fn address_space_left(&self) -> Option<usize> {
        self.system.address_space_left()
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.count().process_id()
    }

    pub(crate) fn memfd_create(&self, name: &CStr, noexec_seal: bool) -> Result<File, OsError> {
        named(Call::MemfdCreate, self.count().memfd_create(name, noexec_seal))
    }

    #[cfg(windows)]
    pub(crate) fn section(&self, len: usize) -> Result<File, OsError> {
        named(Call::Ftruncate, self.count().section(len))
    }

    pub(crate) fn ftruncate(&self, fd: BorrowedFile<'_>, len: usize) -> Result<(), OsError> {
        named(Call::Ftruncate, self.count().ftruncate(fd, len))
    }

    pub(crate) fn add_seals(&self, fd: BorrowedFile<'_>) -> Result<(), OsError> {
        named(Call::AddSeals, self.count().add_seals(fd))
    }

    /// Closes `fd`; a refusal that left it open is tried once more.
    pub(crate) fn close(&self, fd: File) -> Result<(), OsError> {
        let Err((errno, left_open)) = self.count().close(fd) else { return Ok(()) };
        if let Some(fd) = left_open {
            let _ = self.count().close(fd);
        }
        named(Call::Close, Err(errno))
    }

    /// # Safety
    ///
    /// With [`Place::Replace`], the range is the caller's and nothing uses what is mapped there.
    pub(crate) unsafe fn mmap(&self, map: Map<'_>) -> Result<usize, OsError> {
        // Windows has a function of its own for views.
        let call = if cfg!(windows) && matches!(map.backing, Backing::File(..)) { Call::Mremap } else { Call::Mmap };
        // SAFETY: with `Place::Replace` the range is the caller's, and nothing uses what is mapped
        // there.
        named(call, unsafe { self.count().mmap(Map { prot: self.guarded(map.prot), ..map }) })
    }

    /// # Safety
    ///
    /// The range is the caller's and nothing uses it any more.
    pub(crate) unsafe fn munmap(&self, addr: usize, len: usize) -> Result<(), OsError> {
        // SAFETY: the range is the caller's and nothing uses it any more.
        named(Call::Munmap, unsafe { self.count().munmap(addr, len) })
    }

    /// # Safety
    ///
    /// The range is the caller's and nothing needs the access that is taken away.
    pub(crate) unsafe fn mprotect(&self, addr: usize, len: usize, prot: Prot) -> Result<(), OsError> {
        // SAFETY: the range is the caller's and nothing needs the access that is taken away.
        named(Call::Mprotect, unsafe { self.count().mprotect(addr, len, self.guarded(prot)) })
    }

    /// # Safety
    ///
    /// The range is the caller's.
    pub(crate) unsafe fn madvise(&self, addr: usize, len: usize, advice: Advice) -> Result<(), OsError> {
        // SAFETY: the range is the caller's.
        named(Call::Madvise, unsafe { self.count().madvise(addr, len, advice) })
    }

    /// # Safety
    ///
    /// Both ranges are the caller's, the first shared memory and the second unused.
    #[cfg(not(windows))]
    pub(crate) unsafe fn mremap_duplicate(&self, addr: usize, len: usize, onto: usize) -> Result<(), OsError> {
        // SAFETY: both ranges are the caller's, the first shared memory and the second unused.
        named(Call::Mremap, unsafe { self.count().mremap_duplicate(addr, len, onto) })
    }

    pub(crate) fn membarrier_register(&self) -> Result<(), OsError> {
        named(Call::Membarrier, self.count().membarrier_register())
    }

    pub(crate) fn membarrier_sync_core(&self) -> Result<(), OsError> {
        named(Call::Membarrier, self.count().membarrier_sync_core())
    }

    /// # Safety
    ///
    /// The range is the caller's, and may stay as it is until the process ends.
    pub(crate) unsafe fn mseal(&self, addr: usize, len: usize) -> Result<(), OsError> {
        // SAFETY: the range is the caller's, and may stay as it is.
        named(Call::Mseal, unsafe { self.count().mseal(addr, len) })
    }

    pub(crate) fn read_maps(&self) -> Result<Vec<u8>, OsError> {
        named(Call::ReadMaps, self.count().read_maps())
    }
}
