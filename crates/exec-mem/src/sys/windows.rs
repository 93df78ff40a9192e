//! The system calls of Windows, in the shape of those that the crate was made for.
//!
//! Addresses are reserved first. Pages come when they are made accessible for the first time, or
//! with a view of a section, which is the memory file of this system.

mod range;

use std::ffi::CStr;
use std::io;
use std::os::windows::io::{AsHandle, FromRawHandle};
pub(crate) use std::os::windows::io::{BorrowedHandle as BorrowedFile, OwnedHandle as File};
use std::ptr::null;
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::{
    ERROR_INVALID_ADDRESS, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, GetLastError, INVALID_HANDLE_VALUE,
};
use windows_sys::Win32::System::Diagnostics::Debug::FlushInstructionCache;
use windows_sys::Win32::System::Memory::{
    CreateFileMappingW, MEM_COMMIT, MEM_FREE, MEM_RESERVE, MEMORY_BASIC_INFORMATION, PAGE_EXECUTE, PAGE_EXECUTE_READ,
    PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_WRITECOPY, PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE, PAGE_WRITECOPY,
    VirtualAlloc, VirtualProtect,
};
use windows_sys::Win32::System::SystemInformation::{GetSystemInfo, SYSTEM_INFO};
use windows_sys::Win32::System::Threading::{FlushProcessWriteBuffers, GetCurrentProcess};

use super::{Advice, Backing, Map, Place, Prot, System};

/// The code of `GetLastError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(u32);

/// The code of a range that is in use.
pub(crate) const IN_USE: i32 = ERROR_INVALID_ADDRESS as i32;
/// The code of a request that this system does not know.
pub(crate) const UNKNOWN: i32 = ERROR_NOT_SUPPORTED as i32;

/// The code of what is not there.
pub(crate) const MISSING: i32 = UNKNOWN;

/// What tests refuse calls with: exhaustion, and policy.
#[cfg(test)]
pub(crate) const NO_MEMORY: Errno = Errno(windows_sys::Win32::Foundation::ERROR_NOT_ENOUGH_MEMORY);
#[cfg(test)]
pub(crate) const DENIED: Errno = Errno(windows_sys::Win32::Foundation::ERROR_DYNAMIC_CODE_BLOCKED);

const NOT_SUPPORTED: Errno = Errno(ERROR_NOT_SUPPORTED);

/// The number that a refusal has outside this crate.
pub(crate) fn code(errno: Errno) -> i32 {
    errno.0 as i32
}

/// A file for the length of a call.
pub(crate) fn borrow(file: &File) -> BorrowedFile<'_> {
    file.as_handle()
}

/// What is mapped, in the form of `/proc/self/maps`.
#[derive(Debug)]
pub(crate) struct Maps;

impl Maps {
    pub(crate) fn new() -> io::Result<Maps> {
        Ok(Maps)
    }

    /// Appends the text, as it is now.
    pub(crate) fn read(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let maps = Windows.read_maps().map_err(|errno| io::Error::from_raw_os_error(code(errno)))?;
        text.extend(maps);
        Ok(())
    }
}

/// The running system.
pub(crate) struct Windows;

fn last_error() -> Errno {
    // SAFETY: it takes nothing and returns a number.
    Errno(unsafe { GetLastError() })
}

fn done(result: i32) -> Result<(), Errno> {
    if result == 0 { Err(last_error()) } else { Ok(()) }
}

fn protection(prot: Prot) -> u32 {
    match prot {
        Prot::None => PAGE_NOACCESS,
        Prot::Read => PAGE_READONLY,
        Prot::ReadWrite => PAGE_READWRITE,
        Prot::ReadExec | Prot::ReadExecGuarded => PAGE_EXECUTE_READ,
    }
}

/// New private pages, at `addr` unless that is 0; reserved addresses if they are to be
/// inaccessible.
fn allocate(addr: usize, len: usize, prot: Prot) -> Result<usize, Errno> {
    if prot == Prot::None {
        return range::reserve(addr, len);
    }
    // SAFETY: what is reserved or committed already is refused, so nothing in use changes.
    let base = unsafe { VirtualAlloc(addr as *const _, len, MEM_RESERVE | MEM_COMMIT, protection(prot)) };
    if base.is_null() { Err(last_error()) } else { Ok(base as usize) }
}

// SAFETY: each method does what its Linux counterpart does, or fails without an effect.
unsafe impl System for Windows {
    fn page_size(&self) -> usize {
        static SIZE: OnceLock<usize> = OnceLock::new();
        *SIZE.get_or_init(|| {
            let mut info = SYSTEM_INFO::default();
            // SAFETY: `info` is writable.
            unsafe { GetSystemInfo(&mut info) };
            info.dwPageSize as usize
        })
    }

    fn has_landing_pads(&self) -> bool {
        false
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn memfd_create(&self, _name: &CStr, _noexec_seal: bool) -> Result<File, Errno> {
        Err(NOT_SUPPORTED)
    }

    fn section(&self, len: usize) -> Result<File, Errno> {
        let (high, low) = ((len as u64 >> 32) as u32, len as u32);
        // The greatest access of a view; a view itself has less. SAFETY: no pointer is passed.
        let handle =
            unsafe { CreateFileMappingW(INVALID_HANDLE_VALUE, null(), PAGE_EXECUTE_READWRITE, high, low, null()) };
        if handle.is_null() {
            return Err(last_error());
        }
        // SAFETY: the handle is new and nobody else's.
        Ok(unsafe { File::from_raw_handle(handle) })
    }

    fn ftruncate(&self, _fd: BorrowedFile<'_>, _len: usize) -> Result<(), Errno> {
        Err(NOT_SUPPORTED)
    }

    fn add_seals(&self, _fd: BorrowedFile<'_>) -> Result<(), Errno> {
        Err(NOT_SUPPORTED)
    }

    fn close(&self, fd: File) -> Result<(), (Errno, Option<File>)> {
        drop(fd);
        Ok(())
    }

    unsafe fn mmap(&self, map: Map<'_>) -> Result<usize, Errno> {
        match (map.backing, map.place) {
            (Backing::Private, Place::Anywhere) => allocate(0, map.len, map.prot),
            (Backing::Private, Place::Free(at)) => allocate(at, map.len, map.prot),
            (Backing::Private, Place::Replace(at)) if map.prot == Prot::None => {
                // SAFETY: the caller owns the range, and nothing uses what is in it.
                unsafe { range::reserve_again(at, map.len) }.map(|()| at)
            }
            (Backing::File(section, offset), Place::Replace(at)) => {
                // SAFETY: the caller owns the range, which is reserved, and nothing uses it.
                unsafe { range::show(section, offset, (at, map.len), map.prot) }.map(|()| at)
            }
            _ => Err(NOT_SUPPORTED),
        }
    }

    unsafe fn munmap(&self, addr: usize, len: usize) -> Result<(), Errno> {
        // What this crate unmaps is always the whole of what it has mapped.
        // SAFETY: the caller owns the range and nothing uses it.
        unsafe { range::release(addr, len) }
    }

    unsafe fn mprotect(&self, addr: usize, len: usize, prot: Prot) -> Result<(), Errno> {
        if range::query(addr).is_some_and(|info| info.State == MEM_RESERVE) {
            // SAFETY: the range is the caller's, it has no pages yet, and so nobody uses it.
            return unsafe { range::commit(addr, len, prot) };
        }
        let mut before = 0;
        // SAFETY: the caller owns the range and nothing needs the access taken away.
        done(unsafe { VirtualProtect(addr as *const _, len, protection(prot), &mut before) })?;
        if prot == Prot::ReadExec {
            // SAFETY: the handle is this process's, and the range is mapped.
            done(unsafe { FlushInstructionCache(GetCurrentProcess(), addr as *const _, len) })?;
        }
        Ok(())
    }

    unsafe fn madvise(&self, _addr: usize, _len: usize, advice: Advice) -> Result<(), Errno> {
        match advice {
            // There are no forks.
            Advice::DontFork => Ok(()),
            Advice::WipeOnFork | Advice::PopulateWrite => Err(NOT_SUPPORTED),
        }
    }

    fn membarrier_register(&self) -> Result<(), Errno> {
        Ok(())
    }

    fn membarrier_sync_core(&self) -> Result<(), Errno> {
        // It interrupts every processor that runs a thread of this process, and the return from an
        // interrupt serialises. SAFETY: it takes nothing.
        unsafe { FlushProcessWriteBuffers() };
        Ok(())
    }

    unsafe fn mseal(&self, _addr: usize, _len: usize) -> Result<(), Errno> {
        Err(NOT_SUPPORTED)
    }

    /// In the form of `/proc/self/maps`.
    fn read_maps(&self) -> Result<Vec<u8>, Errno> {
        let mut maps = Vec::new();
        let mut addr = 0;
        while let Some(info) = range::query(addr) {
            let end = info.BaseAddress as usize + info.RegionSize;
            if info.State != MEM_FREE {
                let access = access(&info);
                let line = format!("{:x}-{end:x} {access} 00000000 00:00 0 \n", info.BaseAddress as usize);
                maps.extend(line.into_bytes());
            }
            addr = end;
        }
        if maps.is_empty() { Err(Errno(ERROR_INVALID_PARAMETER)) } else { Ok(maps) }
    }

    fn address_space_left(&self) -> Option<usize> {
        None
    }
}

/// The access that a region's pages give, as four letters.
fn access(info: &MEMORY_BASIC_INFORMATION) -> &'static str {
    if info.State != MEM_COMMIT {
        return "---p";
    }
    match info.Protect & 0xff {
        PAGE_READONLY => "r--p",
        PAGE_READWRITE | PAGE_WRITECOPY => "rw-p",
        PAGE_EXECUTE => "--xp",
        PAGE_EXECUTE_READ => "r-xp",
        PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY => "rwxp",
        _ => "---p",
    }
}
