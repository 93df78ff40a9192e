//! Committed memory: a piece of the reservation that has pages.

use std::ffi::CStr;

use crate::call::OsError;
use crate::machine;
use crate::mapping::{Sealing, Target, map_dual, map_file, reserve_again, unmap_twice};
use crate::strategy::Strategy;
use crate::sys::{Advice, Kernel, Prot};

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
            // SAFETY: the range is reserved for this arena and nobody uses it.
            Strategy::SealedDual => unsafe { map_file(kernel, name, target, Sealing::Required) },
            // SAFETY: the range is reserved for this arena and nobody uses it.
            Strategy::Dual => unsafe { map_dual(kernel, name, target) },
            // SAFETY: the range is reserved for this arena and nobody uses it.
            Strategy::Toggle => unsafe { kernel.mprotect(base, len, Prot::ReadWrite) }.map(|()| base),
        }?;
        let chunk = Chunk { base, len, alias, kind };
        if let Err(error) = chunk.prefault(kernel) {
            // SAFETY: nobody has seen the chunk.
            unsafe { chunk.uncommit(kernel) };
            return Err(error);
        }
        // SAFETY: `alias` maps `len` writable bytes that nobody else knows of yet.
        unsafe { machine::fill(alias, len) };
        Ok(chunk)
    }

    /// Runs two functions that are written to the same place one after the other, and says whether
    /// each was what ran. An emulator or an instrumenting tool that takes this mapping for one that
    /// nobody writes goes on with the first. Leaves breakpoints.
    pub(crate) fn runs_what_is_written(&self) -> bool {
        let run = |number| {
            let function = machine::returning(number);
            // SAFETY: the alias maps writable bytes of a chunk that nobody else has seen.
            unsafe { std::ptr::copy_nonoverlapping(function.as_ptr(), self.alias as *mut u8, function.len()) };
            // SAFETY: the chunk is mapped readable at both addresses.
            unsafe { machine::make_visible(self.alias, self.base, function.len()) };
            // SAFETY: a function of this type begins at the base, which is executable.
            let function = unsafe { std::mem::transmute::<usize, extern "C" fn() -> u32>(self.base) };
            function() == u32::from(number)
        };
        let seen = run(1) && run(2);
        // SAFETY: the alias maps writable bytes of a chunk that nobody else has seen.
        unsafe { machine::fill(self.alias, machine::returning(0).len()) };
        // SAFETY: the chunk is mapped readable at both addresses.
        unsafe { machine::make_visible(self.alias, self.base, machine::returning(0).len()) };
        seen
    }

    /// Brings the pages in with one call instead of a fault each, and with an error instead of a
    /// signal where there is no memory. A kernel before 5.14 does not know the call: then the fill
    /// faults the pages in. The executable mapping is left to fault-around, 64 KiB at a time.
    fn prefault(&self, kernel: &Kernel) -> Result<(), OsError> {
        // SAFETY: the range is this chunk's own; populating changes no contents.
        match unsafe { kernel.madvise(self.alias, self.len, Advice::PopulateWrite) } {
            Err(error) if error.errno != crate::sys::UNKNOWN => Err(error),
            _ => Ok(()),
        }
    }

    /// Gives the chunk back: its range is reserved again, its alias unmapped.
    ///
    /// # Safety
    ///
    /// Nobody uses the chunk.
    pub(crate) unsafe fn uncommit(self, kernel: &Kernel) {
        // SAFETY: nobody uses the chunk.
        unsafe { reserve_again(kernel, self.base, self.len) };
        if let Some((addr, len)) = self.alias_mapping(kernel.page_size()) {
            // SAFETY: nobody uses the chunk, of which this is the alias.
            unsafe { unmap_twice(kernel, addr, len) };
        }
    }

    /// Makes the protection of the chunk's mappings final.
    pub(crate) fn seal(&self, kernel: &Kernel) -> Result<(), OsError> {
        if let Some((addr, len)) = self.alias_mapping(kernel.page_size()) {
            // SAFETY: the alias is the arena's, and stays writable until the process ends.
            unsafe { kernel.mseal(addr, len) }?;
        }
        // SAFETY: the chunk is the arena's, and stays as it is until the process ends.
        unsafe { kernel.mseal(self.base, self.len) }
    }

    /// Unmaps the alias: nothing can write the chunk any more.
    ///
    /// # Safety
    ///
    /// No draft is in the chunk, and none will be.
    pub(crate) unsafe fn drop_alias(&mut self, kernel: &Kernel) -> Result<(), OsError> {
        if let Some((addr, len)) = self.alias_mapping(kernel.page_size()) {
            // SAFETY: the alias is this chunk's own, and no draft writes through it any more.
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
