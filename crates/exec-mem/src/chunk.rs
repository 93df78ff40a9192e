//! Committed memory: how a piece of the reservation gets its pages under each strategy.
//!
//! The order of the calls is the protection. The alias is made unreachable for children before it
//! is writable, the file is sealed before it is mapped executable, and the descriptor is closed
//! before anybody learns of the chunk. Invariant: no step maps a page writable and executable, and
//! a failing step leaves the range as it was.

use std::ffi::CStr;
use std::os::fd::{AsFd, OwnedFd};

use crate::error::OsError;
use crate::strategy::Strategy;
use crate::sys::{Advice, Backing, Kernel, Map, Place, Prot};

/// What a breakpoint is made of: unused bytes trap.
pub(crate) const INT3: u8 = 0xcc;

/// What a chunk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Machine code: readable and executable at its final address.
    Code,
    /// Constants beside the code: readable only.
    Data,
}

/// Committed memory: `len` bytes at `base`, written through `alias`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk {
    /// Final address.
    pub(crate) base: usize,
    /// Bytes.
    pub(crate) len: usize,
    /// Where the same bytes are written; equal to `base` under page toggling.
    pub(crate) alias: usize,
    pub(crate) kind: Kind,
}

impl Chunk {
    /// Commits `len` bytes at `base`, which lie in the arena's reservation, and fills them with
    /// breakpoints.
    ///
    /// # Safety
    ///
    /// The range is reserved for this arena (`PROT_NONE`) and nobody uses it.
    pub(crate) unsafe fn commit(
        kernel: &Kernel,
        strategy: Strategy,
        name: &CStr,
        base: usize,
        len: usize,
        kind: Kind,
    ) -> Result<Chunk, OsError> {
        let target = Target { base, len, prot: kind.prot() };
        let alias = match strategy {
            // SAFETY: the caller's promise is the same for all three.
            Strategy::SealedDual => unsafe { map_file(kernel, name, target, Sealing::Required) },
            // SAFETY: as above.
            Strategy::Dual => unsafe { map_dual(kernel, name, target) },
            // SAFETY: as above.
            Strategy::Toggle => unsafe { kernel.mprotect(base, len, Prot::ReadWrite) }.map(|()| base),
        }?;
        let chunk = Chunk { base, len, alias, kind };
        if let Err(error) = chunk.prefault(kernel) {
            // SAFETY: nobody has seen the chunk.
            unsafe { chunk.uncommit(kernel) };
            return Err(error);
        }
        // SAFETY: `alias` maps `len` writable bytes that nobody else knows of yet.
        unsafe { std::ptr::write_bytes(alias as *mut u8, INT3, len) };
        Ok(chunk)
    }

    /// Brings the pages in with one call instead of a fault each, and with an error instead of a
    /// signal where there is no memory. A kernel before 5.14 does not know the call: then the fill
    /// faults the pages in. The executable mapping is left to fault-around, 64 KiB at a time.
    fn prefault(&self, kernel: &Kernel) -> Result<(), OsError> {
        // SAFETY: the range is this chunk's own; populating changes no contents.
        match unsafe { kernel.madvise(self.alias, self.len, Advice::PopulateWrite) } {
            Err(error) if error.errno != nix::errno::Errno::EINVAL as i32 => Err(error),
            _ => Ok(()),
        }
    }

    /// Gives the chunk back: its range is reserved again, its alias unmapped.
    ///
    /// # Safety
    ///
    /// Nobody uses the chunk.
    pub(crate) unsafe fn uncommit(self, kernel: &Kernel) {
        // SAFETY: the caller's promise is the same.
        unsafe { reserve_again(kernel, self.base, self.len) };
        if let Some((addr, len)) = self.alias_mapping(kernel.page_size()) {
            // SAFETY: the caller's promise is the same.
            unsafe { unmap_twice(kernel, addr, len) };
        }
    }

    /// Unmaps the alias: nothing can write the chunk any more.
    ///
    /// # Safety
    ///
    /// No draft is in the chunk, and none will be.
    pub(crate) unsafe fn drop_alias(&mut self, kernel: &Kernel) -> Result<(), OsError> {
        if let Some((addr, len)) = self.alias_mapping(kernel.page_size()) {
            // SAFETY: the caller's promise; the alias is this chunk's own.
            unsafe { kernel.munmap(addr, len) }?;
            self.alias = self.base;
        }
        Ok(())
    }

    /// The alias with its guard pages, as it was mapped; `None` when there is none of its own.
    pub(crate) fn alias_mapping(&self, page: usize) -> Option<(usize, usize)> {
        (self.alias != self.base).then(|| (self.alias - page, self.len + 2 * page))
    }
}

impl Kind {
    pub(crate) fn prot(self) -> Prot {
        match self {
            Kind::Code => Prot::ReadExec,
            Kind::Data => Prot::Read,
        }
    }
}

#[derive(Clone, Copy)]
struct Target {
    base: usize,
    len: usize,
    prot: Prot,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sealing {
    Required,
    None,
}

/// Dual mapping without seals: a memory file, or shared zero pages where those are refused.
///
/// # Safety
///
/// As for [`Chunk::commit`].
unsafe fn map_dual(kernel: &Kernel, name: &CStr, target: Target) -> Result<usize, OsError> {
    // SAFETY: the caller's promise is the same.
    unsafe { map_file(kernel, name, target, Sealing::None) }.or_else(|_| {
        // SAFETY: the caller's promise is the same; a failed `map_file` left the range reserved.
        unsafe { map_shared(kernel, target) }
    })
}

/// Maps a memory file twice. The file begins and ends with a page that is only ever a guard of
/// the alias.
///
/// # Safety
///
/// As for [`Chunk::commit`].
unsafe fn map_file(kernel: &Kernel, name: &CStr, target: Target, sealing: Sealing) -> Result<usize, OsError> {
    let page = kernel.page_size();
    let file = memory_file(kernel, name)?;
    let mapped = (|| {
        kernel.ftruncate(file.as_fd(), page + target.len)?;
        let map = Map {
            place: Place::Anywhere,
            len: target.len + 2 * page,
            prot: Prot::None,
            backing: Backing::File(file.as_fd(), 0),
        };
        // SAFETY: a new mapping replaces nothing.
        let outer = unsafe { kernel.mmap(map) }?;
        // SAFETY: the caller's promise for the target; `outer` was mapped just above.
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
fn memory_file(kernel: &Kernel, name: &CStr) -> Result<OwnedFd, OsError> {
    kernel.memfd_create(name, true).or_else(|error| {
        // Kernels before 6.3 do not know MFD_NOEXEC_SEAL.
        if error.errno == nix::errno::Errno::EINVAL as i32 { kernel.memfd_create(name, false) } else { Err(error) }
    })
}

/// Makes the alias at `outer` writable, seals, and maps the target.
///
/// # Safety
///
/// As for [`Chunk::commit`]; `outer` maps the file with a guard page on either side.
unsafe fn finish_file(
    kernel: &Kernel,
    file: &OwnedFd,
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
        kernel.add_seals(file.as_fd())?;
    }
    let map = Map {
        place: Place::Replace(target.base),
        len: target.len,
        prot: target.prot,
        backing: Backing::File(file.as_fd(), page),
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
/// As for [`Chunk::commit`].
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
    // SAFETY: the caller's promise is the same.
    unsafe { reserve_again(kernel, target.base, target.len) };
    // SAFETY: the caller's promise is the same.
    unsafe { unmap_twice(kernel, outer, outer_len) };
}

/// Replaces a committed range of the reservation by inaccessible address space.
///
/// # Safety
///
/// Nobody uses the range.
unsafe fn reserve_again(kernel: &Kernel, base: usize, len: usize) {
    let map = Map { place: Place::Replace(base), len, prot: Prot::None, backing: Backing::Private };
    for _ in 0..2 {
        // SAFETY: the caller's promise is the same.
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
        // SAFETY: the caller's promise is the same.
        if unsafe { kernel.munmap(addr, len) }.is_ok() {
            return;
        }
    }
}
