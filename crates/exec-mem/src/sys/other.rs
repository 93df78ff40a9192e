//! A system for which this crate knows no way to executable memory, such as macOS: it is asked for
//! nothing, and every call is refused. Arenas and the classic verbs say so before they come here.

use std::ffi::CStr;
use std::io;

use super::{Advice, BorrowedFile, Errno, File, Map, Prot, System};

/// A list of mappings that nobody gives.
#[derive(Debug)]
pub(crate) struct Maps(());

impl Maps {
    pub(crate) fn new() -> io::Result<Maps> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn read(&mut self, _text: &mut Vec<u8>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The system, which is not asked.
pub(crate) struct Other;

/// What every call gives.
const REFUSED: Errno = Errno::ENOSYS;

// SAFETY: every method fails without an effect.
unsafe impl System for Other {
    fn page_size(&self) -> usize {
        16 << 10
    }

    fn has_landing_pads(&self) -> bool {
        false
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn memfd_create(&self, _name: &CStr, _noexec_seal: bool) -> Result<File, Errno> {
        Err(REFUSED)
    }

    fn ftruncate(&self, _fd: BorrowedFile<'_>, _len: usize) -> Result<(), Errno> {
        Err(REFUSED)
    }

    fn add_seals(&self, _fd: BorrowedFile<'_>) -> Result<(), Errno> {
        Err(REFUSED)
    }

    fn close(&self, fd: File) -> Result<(), (Errno, Option<File>)> {
        drop(fd);
        Ok(())
    }

    unsafe fn mmap(&self, _map: Map<'_>) -> Result<usize, Errno> {
        Err(REFUSED)
    }

    unsafe fn munmap(&self, _addr: usize, _len: usize) -> Result<(), Errno> {
        Err(REFUSED)
    }

    unsafe fn mprotect(&self, _addr: usize, _len: usize, _prot: Prot) -> Result<(), Errno> {
        Err(REFUSED)
    }

    unsafe fn madvise(&self, _addr: usize, _len: usize, _advice: Advice) -> Result<(), Errno> {
        Err(REFUSED)
    }

    unsafe fn mremap_duplicate(&self, _addr: usize, _len: usize, _onto: usize) -> Result<(), Errno> {
        Err(REFUSED)
    }

    fn membarrier_register(&self) -> Result<(), Errno> {
        Err(REFUSED)
    }

    fn membarrier_sync_core(&self) -> Result<(), Errno> {
        Err(REFUSED)
    }

    unsafe fn mseal(&self, _addr: usize, _len: usize) -> Result<(), Errno> {
        Err(REFUSED)
    }

    fn read_maps(&self) -> Result<Vec<u8>, Errno> {
        Err(REFUSED)
    }

    fn address_space_left(&self) -> Option<usize> {
        None
    }
}
