//! Ranges of addresses on Windows. A placeholder is reserved address space that can be divided, and
//! a part of it replaced by private pages or by a view of a section, at the same address.
//!
//! Placeholders never merge by themselves, so [`isolate`] joins them again where a part is wanted
//! that was divided otherwise before.

use std::os::windows::io::AsRawHandle;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::Memory::{
    MEM_COMMIT, MEM_MAPPED, MEM_PRESERVE_PLACEHOLDER, MEM_RELEASE, MEM_REPLACE_PLACEHOLDER, MEM_RESERVE,
    MEM_RESERVE_PLACEHOLDER, MEMORY_BASIC_INFORMATION, MEMORY_MAPPED_VIEW_ADDRESS, MapViewOfFile3, PAGE_NOACCESS,
    UnmapViewOfFile, UnmapViewOfFile2, VirtualAlloc2, VirtualFree, VirtualQuery,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

use super::{BorrowedFile, Errno, IN_USE, Prot, done, last_error, protection};

/// The flag of `VirtualFree` that joins placeholders, from winnt.h.
const MEM_COALESCE_PLACEHOLDERS: u32 = 1;

fn process() -> HANDLE {
    // SAFETY: it takes nothing and returns a constant that stands for this process.
    unsafe { GetCurrentProcess() }
}

/// Reserves a placeholder, at `addr` unless that is 0.
pub(super) fn reserve(addr: usize, len: usize) -> Result<usize, Errno> {
    let kind = MEM_RESERVE | MEM_RESERVE_PLACEHOLDER;
    // SAFETY: what is in use is refused.
    let base = unsafe { VirtualAlloc2(process(), addr as *const _, len, kind, PAGE_NOACCESS, null_mut(), 0) };
    if base.is_null() { Err(last_error()) } else { Ok(base as usize) }
}

/// Puts private pages in the place of reserved addresses.
///
/// # Safety
///
/// The range is the caller's, made of placeholders, and unused.
pub(super) unsafe fn commit(addr: usize, len: usize, prot: Prot) -> Result<(), Errno> {
    isolate(addr, len)?;
    let kind = MEM_RESERVE | MEM_COMMIT | MEM_REPLACE_PLACEHOLDER;
    // SAFETY: the range is one placeholder since `isolate`, and nobody uses it.
    let base = unsafe { VirtualAlloc2(process(), addr as *const _, len, kind, protection(prot), null_mut(), 0) };
    if base.is_null() { Err(last_error()) } else { Ok(()) }
}

/// Puts a view of a section in the place of reserved addresses.
///
/// # Safety
///
/// The range is the caller's, made of placeholders, and unused.
pub(super) unsafe fn show(
    section: BorrowedFile<'_>,
    offset: usize,
    (addr, len): (usize, usize),
    prot: Prot,
) -> Result<(), Errno> {
    isolate(addr, len)?;
    let (section, prot) = (section.as_raw_handle(), protection(prot));
    let kind = MEM_REPLACE_PLACEHOLDER;
    // SAFETY: the range is one placeholder since `isolate`, and nobody uses it.
    let view =
        unsafe { MapViewOfFile3(section, process(), addr as *const _, offset as u64, len, kind, prot, null_mut(), 0) };
    if view.Value.is_null() { Err(last_error()) } else { Ok(()) }
}

/// Makes placeholders of whatever is in the range.
///
/// # Safety
///
/// The range is the caller's, it begins and ends where something in it does, and nobody uses it.
pub(super) unsafe fn reserve_again(addr: usize, len: usize) -> Result<(), Errno> {
    for part in parts(addr, len) {
        if part.is_reserved {
            continue;
        }
        done(if part.is_view {
            // SAFETY: the part is a view, which nobody uses.
            unsafe { UnmapViewOfFile2(process(), view(part.start), MEM_PRESERVE_PLACEHOLDER) }
        } else {
            // SAFETY: the part has private pages, which nobody uses.
            unsafe { VirtualFree(part.start as *mut _, part.len, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER) }
        })?;
    }
    Ok(())
}

/// Gives a range back to the system with all that is in it.
///
/// # Safety
///
/// The range is the caller's, it begins and ends where something in it does, and nobody uses it.
pub(super) unsafe fn release(addr: usize, len: usize) -> Result<(), Errno> {
    for part in parts(addr, len) {
        done(if part.is_view {
            // SAFETY: the part is a view, which nobody uses.
            unsafe { UnmapViewOfFile(view(part.start)) }
        } else {
            // SAFETY: the part was allocated by itself, and nobody uses it.
            unsafe { VirtualFree(part.start as *mut _, 0, MEM_RELEASE) }
        })?;
    }
    Ok(())
}

fn view(addr: usize) -> MEMORY_MAPPED_VIEW_ADDRESS {
    MEMORY_MAPPED_VIEW_ADDRESS { Value: addr as *mut _ }
}

/// Makes one placeholder of exactly this range: joins those that it touches, and divides what is
/// left. All of them belong to the caller, since nobody else's is divided in the range.
fn isolate(addr: usize, len: usize) -> Result<(), Errno> {
    let touched = parts(addr, len);
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return Err(Errno(IN_USE as u32)) };
    let (start, end) = (first.start, last.start + last.len);
    if touched.iter().any(|part| !part.is_reserved) || start > addr || end < addr + len {
        return Err(Errno(IN_USE as u32));
    }
    if touched.len() > 1 {
        let kind = MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS;
        // SAFETY: the range consists of whole placeholders, in which nothing is mapped.
        done(unsafe { VirtualFree(start as *mut _, end - start, kind) })?;
    }
    if (start, end) != (addr, addr + len) {
        let kind = MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER;
        // SAFETY: the range is a part of one placeholder, in which nothing is mapped.
        done(unsafe { VirtualFree(addr as *mut _, len, kind) })?;
    }
    Ok(())
}

/// What was reserved or mapped by one call, or divided from that.
struct Part {
    start: usize,
    len: usize,
    is_view: bool,
    is_reserved: bool,
}

/// The parts that a range touches, lowest first. Regions of one part differ in protection.
fn parts(addr: usize, len: usize) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut at = addr;
    while let Some(info) = query(at).filter(|info| !info.AllocationBase.is_null()) {
        let (start, end) = (info.AllocationBase as usize, info.BaseAddress as usize + info.RegionSize);
        match found.last_mut().filter(|part| part.start == start) {
            Some(part) => part.len = end - start,
            None if at >= addr + len => break,
            None => found.push(Part {
                start,
                len: end - start,
                is_view: info.Type == MEM_MAPPED,
                is_reserved: info.State == MEM_RESERVE,
            }),
        }
        at = end;
    }
    found
}

/// The region of pages at an address; `None` behind the last.
pub(super) fn query(addr: usize) -> Option<MEMORY_BASIC_INFORMATION> {
    let mut info = MEMORY_BASIC_INFORMATION::default();
    let len = size_of::<MEMORY_BASIC_INFORMATION>();
    let address = if addr == 0 { null() } else { addr as *const _ };
    // SAFETY: `info` is writable and `len` bytes long; any address may be asked for.
    let written = unsafe { VirtualQuery(address, &mut info, len) };
    (written == len).then_some(info)
}
