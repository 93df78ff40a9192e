//! The running kernel with refusals on order, and a ledger of what it gave out.

use std::collections::BTreeSet;
use std::ffi::CStr;
#[cfg(unix)]
use std::os::fd::AsRawFd;
#[cfg(windows)]
use std::os::windows::io::AsRawHandle;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Advice, Backing, BorrowedFile, Errno, File, Map, Native, Place, Prot, System};
use crate::call::Call;

/// A refusal to inject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) call: Call,
    /// Counts from 1.
    pub(crate) occurrence: u64,
    pub(crate) errno: Errno,
    /// This occurrence and all later ones, or this one only.
    pub(crate) lasting: bool,
}

/// What identifies an open file.
fn number(file: &File) -> usize {
    #[cfg(unix)]
    return file.as_raw_fd() as usize;
    #[cfg(windows)]
    return file.as_raw_handle() as usize;
}

#[derive(Default)]
struct Ledger {
    faults: Vec<Fault>,
    counts: Vec<(Call, u64)>,
    /// Mapped ranges, disjoint.
    ranges: Vec<(usize, usize)>,
    files: BTreeSet<usize>,
    injected: u64,
}

/// A [`System`] that refuses what it is told to, and has pages of any size.
pub(crate) struct Faulty {
    /// Bytes of a page: a multiple of the kernel's.
    page: usize,
    ledger: Mutex<Ledger>,
}

impl Faulty {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let ledger = Ledger { faults: faults.to_vec(), ..Ledger::default() };
        Faulty { page: Native.page_size(), ledger: Mutex::new(ledger) }
    }

    /// A system with larger pages. Every range that is mapped or changed must be made of them.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_pages(self, page: usize) -> Self {
        Faulty { page, ..self }
    }

    fn check_pages(&self, len: usize) {
        assert!(len.is_multiple_of(self.page), "{len} bytes are no pages of {}", self.page);
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often each call was made.
    pub(crate) fn counts(&self) -> Vec<(Call, u64)> {
        self.ledger().counts.clone()
    }

    /// How many calls were refused on order.
    pub(crate) fn injected(&self) -> u64 {
        self.ledger().injected
    }

    /// What is still mapped or open.
    pub(crate) fn leaks(&self) -> Vec<String> {
        let ledger = self.ledger();
        let ranges = ledger.ranges.iter().map(|(start, end)| format!("{start:x}-{end:x}"));
        ranges.chain(ledger.files.iter().map(|fd| format!("file {fd}"))).collect()
    }

    fn admit(&self, call: Call) -> Result<(), Errno> {
        let mut ledger = self.ledger();
        let count = match ledger.counts.iter_mut().find(|(c, _)| *c == call) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                ledger.counts.push((call, 1));
                1
            }
        };
        let hit = ledger.faults.iter().find(|fault| {
            fault.call == call && (fault.occurrence == count || fault.lasting && count > fault.occurrence)
        });
        match hit.map(|fault| fault.errno) {
            Some(errno) => {
                ledger.injected += 1;
                Err(errno)
            }
            None => Ok(()),
        }
    }
}

fn subtract(ranges: &mut Vec<(usize, usize)>, cut: (usize, usize)) {
    let pieces = |&(start, end): &(usize, usize)| {
        [(start, end.min(cut.0)), (start.max(cut.1), end)].into_iter().filter(|(s, e)| s < e)
    };
    *ranges = ranges.iter().flat_map(pieces).collect();
}

// SAFETY: every call is refused without an effect, or made by `Native`.
unsafe impl System for Faulty {
    fn page_size(&self) -> usize {
        self.page
    }

    fn has_landing_pads(&self) -> bool {
        Native.has_landing_pads()
    }

    fn process_id(&self) -> u32 {
        Native.process_id()
    }

    fn memfd_create(&self, name: &CStr, noexec_seal: bool) -> Result<File, Errno> {
        self.admit(Call::MemfdCreate)?;
        let fd = Native.memfd_create(name, noexec_seal)?;
        self.ledger().files.insert(number(&fd));
        Ok(fd)
    }

    #[cfg(windows)]
    fn section(&self, len: usize) -> Result<File, Errno> {
        self.admit(Call::Ftruncate)?;
        let section = Native.section(len)?;
        self.ledger().files.insert(number(&section));
        Ok(section)
    }

    fn ftruncate(&self, fd: BorrowedFile<'_>, len: usize) -> Result<(), Errno> {
        self.admit(Call::Ftruncate)?;
        Native.ftruncate(fd, len)
    }

    fn add_seals(&self, fd: BorrowedFile<'_>) -> Result<(), Errno> {
        self.admit(Call::AddSeals)?;
        Native.add_seals(fd)
    }

    fn close(&self, fd: File) -> Result<(), (Errno, Option<File>)> {
        if let Err(errno) = self.admit(Call::Close) {
            return Err((errno, Some(fd)));
        }
        self.ledger().files.remove(&number(&fd));
        Native.close(fd)
    }

    /// # Safety
    ///
    /// With [`Place::Replace`] the range is the caller's, and nothing uses what is mapped there.
    unsafe fn mmap(&self, map: Map<'_>) -> Result<usize, Errno> {
        let is_view = cfg!(windows) && matches!(map.backing, Backing::File(..));
        self.admit(if is_view { Call::Mremap } else { Call::Mmap })?;
        self.check_pages(map.len);
        // SAFETY: with `Place::Replace` the range is the caller's, and nothing uses what is mapped
        // there.
        let addr = unsafe { Native.mmap(map) }?;
        if !matches!(map.place, Place::Replace(_)) {
            self.ledger().ranges.push((addr, addr + map.len));
        }
        Ok(addr)
    }

    /// # Safety
    ///
    /// The range is the caller's, and nothing uses it any more.
    unsafe fn munmap(&self, addr: usize, len: usize) -> Result<(), Errno> {
        self.admit(Call::Munmap)?;
        self.check_pages(len);
        // SAFETY: the range is the caller's and nothing uses it any more.
        unsafe { Native.munmap(addr, len) }?;
        subtract(&mut self.ledger().ranges, (addr, addr + len));
        Ok(())
    }

    /// # Safety
    ///
    /// The range is the caller's, and nothing needs the access that is taken away.
    unsafe fn mprotect(&self, addr: usize, len: usize, prot: Prot) -> Result<(), Errno> {
        self.admit(Call::Mprotect)?;
        self.check_pages(len);
        // SAFETY: the range is the caller's and nothing needs the access that is taken away.
        unsafe { Native.mprotect(addr, len, prot) }
    }

    /// # Safety
    ///
    /// The range is the caller's.
    unsafe fn madvise(&self, addr: usize, len: usize, advice: Advice) -> Result<(), Errno> {
        self.admit(Call::Madvise)?;
        self.check_pages(len);
        // SAFETY: the range is the caller's.
        unsafe { Native.madvise(addr, len, advice) }
    }

    /// # Safety
    ///
    /// Both ranges are the caller's, the first is shared memory, and nothing uses the second.
    #[cfg(not(windows))]
    unsafe fn mremap_duplicate(&self, addr: usize, len: usize, onto: usize) -> Result<(), Errno> {
        self.admit(Call::Mremap)?;
        // SAFETY: both ranges are the caller's, the first shared memory and the second unused.
        unsafe { Native.mremap_duplicate(addr, len, onto) }
    }

    fn membarrier_register(&self) -> Result<(), Errno> {
        self.admit(Call::Membarrier)?;
        Native.membarrier_register()
    }

    fn membarrier_sync_core(&self) -> Result<(), Errno> {
        self.admit(Call::Membarrier)?;
        Native.membarrier_sync_core()
    }

    /// # Safety
    ///
    /// The range is the caller's, and may stay as it is until the process ends.
    unsafe fn mseal(&self, addr: usize, len: usize) -> Result<(), Errno> {
        // Only pretended: thousands of arenas that cannot be unmapped would fill the process. What
        // `mseal` really does is tested in `tests/attacks.rs`.
        let _ = (addr, len);
        self.admit(Call::Mseal)
    }

    fn read_maps(&self) -> Result<Vec<u8>, Errno> {
        self.admit(Call::ReadMaps)?;
        Native.read_maps()
    }

    fn address_space_left(&self) -> Option<usize> {
        Native.address_space_left()
    }
}
