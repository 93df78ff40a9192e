//! Code that is being written: owned by one writer, not runnable.
//!
//! The bytes go through the alias; the address a draft tells is the one the code will have.
//! Invariant: what was not written is breakpoints.

use std::fmt;
use std::mem::ManuallyDrop;

use crate::constants::Constants;
use crate::error::Error;
use crate::inner::Inner;
use crate::patch::PatchSite;
use crate::record::{Extra, Handle};

/// A block of memory that will be code: writable through this value only, at an address that is
/// final from the start. Dropping it gives the block back.
pub struct Draft {
    handle: Handle,
}

impl Draft {
    #[inline]
    pub(crate) fn new(handle: Handle) -> Self {
        Draft { handle }
    }

    /// The address the code will have, for relocations.
    #[inline]
    pub fn base(&self) -> usize {
        self.handle.body().base
    }

    /// Bytes that can be written: what was asked for and the observers'
    /// [margin](crate::Observer::margin), rounded up to the granule.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.handle.record().capacity()
    }

    /// Bytes written so far: the offset at which [`append`](Draft::append) goes on.
    #[inline]
    pub fn len(&self) -> usize {
        self.handle.record().len()
    }

    /// Whether nothing was written yet.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The final address of the next byte.
    #[inline]
    pub fn position(&self) -> usize {
        self.base() + self.len()
    }

    /// Writes `bytes` behind what was written, and returns their offset.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfBounds`] if they do not fit; nothing is written then. [`Error::Forked`].
    #[inline]
    pub fn append(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let offset = self.len();
        self.write_at(offset, bytes)?;
        Ok(offset)
    }

    /// Writes `bytes` at `offset`, over what was written or behind it; bytes skipped are
    /// breakpoints.
    ///
    /// # Errors
    ///
    /// As [`Draft::append`].
    #[inline]
    pub fn write_at(&mut self, offset: usize, bytes: &[u8]) -> Result<(), Error> {
        let capacity = self.capacity();
        if offset > capacity || bytes.len() > capacity - offset {
            return Err(Error::OutOfBounds { offset, len: bytes.len(), capacity });
        }
        if self.handle.common().forked() {
            return Err(Error::Forked);
        }
        if self.read_only() {
            return Err(Error::ReadOnly);
        }
        let to = (self.handle.body().alias + offset) as *mut u8;
        // SAFETY: the alias maps `capacity` writable bytes of this draft's own block; the check
        // above keeps the copy inside. `bytes` cannot overlap it: no slice of a draft exists.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) };
        let end = offset + bytes.len();
        if end > self.len() {
            self.handle.record().set_len(end);
        }
        Ok(())
    }

    /// Appends `fill` until the next byte's address is a multiple of `align`.
    ///
    /// # Errors
    ///
    /// As [`Draft::append`]; [`Error::BadAlignment`] unless `align` is a power of two up to 4096.
    pub fn align_to(&mut self, align: usize, fill: u8) -> Result<usize, Error> {
        if !align.is_power_of_two() || align > 4096 {
            return Err(Error::BadAlignment { align });
        }
        let count = self.position().next_multiple_of(align) - self.position();
        let (offset, capacity) = (self.len(), self.capacity());
        if count > capacity - offset {
            return Err(Error::OutOfBounds { offset, len: count, capacity });
        }
        for _ in 0..count {
            self.append(&[fill])?;
        }
        Ok(self.len())
    }

    /// The name that observers see.
    pub fn set_name(&mut self, name: &str) {
        if !self.handle.common().observers.is_empty() {
            self.extra().name = Some(name.to_owned());
        }
    }

    /// Keeps `constants` as long as this code.
    pub fn keep(&mut self, constants: Constants) {
        self.extra().constants.push(constants.into_handle());
    }

    /// A place that can be changed after publishing: `len` bytes at `offset` of what was written.
    ///
    /// On x86-64 these are 1 to 8 bytes inside one aligned 8-byte word. On 64-bit ARM they are an
    /// aligned literal of 4 or 8 bytes, or one instruction. The processor lets an instruction
    /// change while threads run it only if the old and the new one are each of `B`, `BL`, `NOP`,
    /// `BRK`, `ISB`, `SVC`, `HVC` and `SMC`.
    ///
    /// # Errors
    ///
    /// [`Error::BadPatchSite`]; [`Error::NotPatchable`] under page toggling or without
    /// `membarrier`.
    pub fn patch_site(&self, offset: usize, len: usize) -> Result<PatchSite, Error> {
        PatchSite::new(&self.handle, offset, len)
    }

    #[inline]
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether a failed publish left the pages read-only (page toggling only).
    #[inline]
    fn read_only(&self) -> bool {
        let run = self.handle.body().extra.as_ref().and_then(|extra| extra.run.as_ref());
        self.handle.record().protected() || run.is_some_and(|run| run.record().protected())
    }

    pub(crate) fn extra(&mut self) -> &mut Extra {
        // SAFETY: a draft is its block's only handle.
        unsafe { self.handle.body_mut() }.extra.get_or_insert_default()
    }

    #[inline]
    pub(crate) fn into_handle(self) -> Handle {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used or dropped any more.
        unsafe { this.handle.copy() }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // SAFETY: the draft is not used after this.
        Inner::retire(unsafe { self.handle.copy() });
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("base", &format_args!("{:#x}", self.base()))
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .finish()
    }
}
