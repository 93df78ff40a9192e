//! The calls that map a chunk twice, and those that undo it.
//!
//! The order of the calls is the protection. The alias is made unreachable for children before it
//! is writable, the file is sealed before it is mapped executable, and the descriptor is closed
//! before anybody learns of the chunk. Invariant: no step maps a page writable and executable, and
//! a failing step leaves the range as it was.

use std::ffi::CStr;

use crate::call::OsError;
use crate::sys::{Advice, Backing, File, Kernel, Map, Place, Prot, borrow};

/// The range of the reservation that is to be mapped.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) base: usize,
    pub(crate) len: usize,
    pub(crate) prot: Prot,
}

/// Whether the file must be sealed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealing {
    Required,
    #[cfg(not(windows))]
    None,
}

/// Dual mapping on Windows: two views of one section, neither of which can get the access of the
/// other. The section outlives its handle, by its views.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it.
#[cfg(windows)]
pub(crate) unsafe fn map_dual(kernel: &Kernel, _name: &CStr, target: Target) -> Result<usize, OsError> {
    let section = kernel.section(target.len)?;
    // SAFETY: the target is reserved for this chunk and unused.
    let mapped = unsafe { map_views(kernel, &section, target) };
    let closed = kernel.close(section);
    let alias = mapped?;
    closed.map(|()| alias).inspect_err(|_| {
        let page = kernel.page_size();
        // SAFETY: nobody knows of the mappings but this function.
        unsafe { give_back(kernel, target, alias - page, target.len + 2 * page) };
    })
}

/// Maps a section as the target, and as a writable alias between two guard pages.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it.
#[cfg(windows)]
unsafe fn map_views(kernel: &Kernel, section: &File, target: Target) -> Result<usize, OsError> {
    let page = kernel.page_size();
    let outer_len = target.len + 2 * page;
    let guarded = Map { place: Place::Anywhere, len: outer_len, prot: Prot::None, backing: Backing::Private };
    // SAFETY: a new mapping replaces nothing.
    let outer = unsafe { kernel.mmap(guarded) }?;
    let view = |base, prot| {
        let backing = Backing::File(borrow(section), 0);
        let map = Map { place: Place::Replace(base), len: target.len, prot, backing };
        // SAFETY: `base` is the target or inside `outer`, both of which are reserved and unused.
        unsafe { kernel.mmap(map) }
    };
    let mapped = view(outer + page, Prot::ReadWrite).and_then(|alias| view(target.base, target.prot).map(|_| alias));
    mapped.inspect_err(|_| {
        // SAFETY: nobody knows of the alias but this function.
        unsafe { unmap_twice(kernel, outer, outer_len) };
    })
}

/// Dual mapping without seals: a memory file, or shared zero pages where those are refused.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it.
#[cfg(not(windows))]
pub(crate) unsafe fn map_dual(kernel: &Kernel, name: &CStr, target: Target) -> Result<usize, OsError> {
    // SAFETY: the target is reserved for this chunk and unused.
    unsafe { map_file(kernel, name, target, Sealing::None) }.or_else(|_| {
        // SAFETY: the target is unused, and a failed `map_file` left it reserved.
        unsafe { map_shared(kernel, target) }
    })
}

/// Maps a memory file twice. The file begins and ends with a page that is only ever a guard of
/// the alias.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it.
pub(crate) unsafe fn map_file(
    kernel: &Kernel,
    name: &CStr,
    target: Target,
    sealing: Sealing,
) -> Result<usize, OsError> {
    let page = kernel.page_size();
    let file = memory_file(kernel, name)?;
    let mapped = (|| {
        kernel.ftruncate(borrow(&file), page + target.len)?;
        let map = Map {
            place: Place::Anywhere,
            len: target.len + 2 * page,
            prot: Prot::None,
            backing: Backing::File(borrow(&file), 0),
        };
        // SAFETY: a new mapping replaces nothing.
        let outer = unsafe { kernel.mmap(map) }?;
        // SAFETY: the target is reserved for this chunk and unused; `outer` was mapped just above.
        unsafe { finish_file(kernel, &file, target, outer, sealing) }.inspect_err(|_| {
            // SAFETY: nobody knows of the alias but this function.
            unsafe { unmap_twice(kernel, outer, target.len + 2 * page) };
        })?;
        Ok(outer + page)
    })();
    let closed = kernel.close(file);
    match (mapped, closed) {
        (Ok(alias), Ok(())) => Ok(alias),
        (Ok(alias), Err(error)) => {
            // SAFETY: nobody knows of the mappings but this function.
            unsafe { give_back(kernel, target, alias - page, target.len + 2 * page) };
            Err(error)
        }
        (Err(error), _) => Err(error),
    }
}

/// A close-on-exec memory file that can be sealed, never executable as a program.
fn memory_file(kernel: &Kernel, name: &CStr) -> Result<File, OsError> {
    kernel.memfd_create(name, true).or_else(|error| {
        // Kernels before 6.3 do not know MFD_NOEXEC_SEAL.
        if error.errno == crate::sys::UNKNOWN { kernel.memfd_create(name, false) } else { Err(error) }
    })
}

/// Makes the alias at `outer` writable, seals, and maps the target.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it. `outer` maps the file with a guard
/// page on either side.
unsafe fn finish_file(
    kernel: &Kernel,
    file: &File,
    target: Target,
    outer: usize,
    sealing: Sealing,
) -> Result<(), OsError> {
    let page = kernel.page_size();
    // SAFETY: the alias is the caller's.
    unsafe { kernel.madvise(outer, target.len + 2 * page, Advice::DontFork) }?;
    // SAFETY: the alias is the caller's, and becomes accessible for the first time.
    unsafe { kernel.mprotect(outer + page, target.len, Prot::ReadWrite) }?;
    if sealing == Sealing::Required {
        kernel.add_seals(borrow(file))?;
    }
    let map = Map {
        place: Place::Replace(target.base),
        len: target.len,
        prot: target.prot,
        backing: Backing::File(borrow(file), page),
    };
    // SAFETY: the target is reserved for this chunk and unused.
    unsafe { kernel.mmap(map) }.map(drop)
}

/// Maps shared zero pages at the target and once more as the alias. The target is executable from
/// the start and the alias loses that as it becomes writable, so this needs no permission to make
/// a page executable.
///
/// # Safety
///
/// The target is reserved for this chunk and nobody uses it.
#[cfg(not(windows))]
unsafe fn map_shared(kernel: &Kernel, target: Target) -> Result<usize, OsError> {
    let page = kernel.page_size();
    let Target { base, len, prot } = target;
    let outer_len = len + 2 * page;
    let guarded = Map { place: Place::Anywhere, len: outer_len, prot: Prot::None, backing: Backing::Private };
    // SAFETY: a new mapping replaces nothing.
    let outer = unsafe { kernel.mmap(guarded) }?;
    let alias = outer + page;
    let result = (|| {
        let map = Map { place: Place::Replace(base), len, prot, backing: Backing::Shared };
        // SAFETY: the target is reserved for this chunk and unused.
        unsafe { kernel.mmap(map) }?;
        // SAFETY: `base` is shared memory now, and `outer` was mapped just above.
        unsafe { kernel.mremap_duplicate(base, len, alias) }?;
        // SAFETY: the alias is this function's own.
        unsafe { kernel.madvise(outer, outer_len, Advice::DontFork) }?;
        // SAFETY: nothing runs in the alias.
        unsafe { kernel.mprotect(alias, len, Prot::ReadWrite) }
    })();
    match result {
        Ok(()) => Ok(alias),
        Err(error) => {
            // SAFETY: nobody knows of the mappings but this function.
            unsafe { give_back(kernel, target, outer, outer_len) };
            Err(error)
        }
    }
}

/// Undoes a chunk that nobody has seen: the target is reserved again, the alias unmapped.
///
/// # Safety
///
/// Nobody uses either range.
unsafe fn give_back(kernel: &Kernel, target: Target, outer: usize, outer_len: usize) {
    // SAFETY: nobody uses the target.
    unsafe { reserve_again(kernel, target.base, target.len) };
    // SAFETY: nobody uses the alias.
    unsafe { unmap_twice(kernel, outer, outer_len) };
}

/// Replaces a committed range of the reservation by inaccessible address space.
///
/// # Safety
///
/// Nobody uses the range.
pub(crate) unsafe fn reserve_again(kernel: &Kernel, base: usize, len: usize) {
    let map = Map { place: Place::Replace(base), len, prot: Prot::None, backing: Backing::Private };
    for _ in 0..2 {
        // SAFETY: nobody uses the range.
        if unsafe { kernel.mmap(map) }.is_ok() {
            return;
        }
    }
}

/// Unmaps, and tries once more when that is refused. A second refusal leaves the range mapped:
/// there is nobody left to tell.
///
/// # Safety
///
/// Nobody uses the range.
pub(crate) unsafe fn unmap_twice(kernel: &Kernel, addr: usize, len: usize) {
    for _ in 0..2 {
        // SAFETY: nobody uses the range.
        if unsafe { kernel.munmap(addr, len) }.is_ok() {
            return;
        }
    }
}
