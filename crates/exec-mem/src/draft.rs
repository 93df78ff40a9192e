//! Code that is being written: owned by one writer, not runnable.
//!
//! The bytes go through the alias; the address a draft tells is the one the code will have.
//! Invariant: what was not written is breakpoints.

use std::fmt;
use std::mem::ManuallyDrop;

use crate::chunk::Kind;
use crate::code::Code;
use crate::constants::Constants;
use crate::error::Error;
use crate::inner::Inner;
use crate::observer::Published;
use crate::patch::PatchSite;
use crate::publish::{PublishError, protect};
use crate::record::{Extra, Handle, State};

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

    /// Bytes that can be written: what was asked for, rounded up to the granule.
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
        if self.handle.inner().forked() {
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
        if !self.handle.inner().observers.is_empty() {
            self.extra().name = Some(name.to_owned());
        }
    }

    /// Keeps `constants` as long as this code.
    pub fn keep(&mut self, constants: Constants) {
        self.extra().constants.push(constants);
    }

    /// A place that can be changed after publishing: `len` bytes from 1 to 8 at `offset`, inside
    /// one aligned 8-byte word of what was written.
    ///
    /// # Errors
    ///
    /// [`Error::BadPatchSite`]; [`Error::NotPatchable`] under page toggling or without
    /// `membarrier`.
    pub fn patch_site(&self, offset: usize, len: usize) -> Result<PatchSite, Error> {
        PatchSite::new(&self.handle, offset, len)
    }

    /// Makes the code runnable. What was not written of the capacity goes back to the arena.
    ///
    /// Costs no system call unless the strategy is [`Toggle`](crate::Strategy::Toggle).
    ///
    /// # Errors
    ///
    /// A [`PublishError`], which gives the draft back: [`Error::BadLength`] if nothing was
    /// written, [`Error::Forked`], [`Error::Protect`] under page toggling.
    #[inline]
    pub fn publish(mut self) -> Result<Code, PublishError> {
        match self.seal() {
            Ok(()) => Ok(Code::new(self.into_handle())),
            Err(error) => Err(PublishError { error, draft: self }),
        }
    }

    /// Everything publishing does but the change of type.
    #[inline]
    pub(crate) fn seal(&mut self) -> Result<(), Error> {
        self.check()?;
        let inner = self.handle.inner();
        let needed = inner.unit().bytes(inner.unit().count(self.len()));
        let dual = inner.strategy().is_dual();
        if needed < self.capacity() {
            self.trim(self.len());
        }
        if !dual {
            protect(&self.handle)?;
        }
        self.announce();
        Ok(())
    }

    /// Whether this can be published at all.
    #[inline]
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.handle.inner().forked() {
            return Err(Error::Forked);
        }
        if self.is_empty() {
            return Err(Error::BadLength { requested: 0, max: self.capacity() });
        }
        Ok(())
    }

    /// The last step, which cannot fail.
    #[inline]
    pub(crate) fn announce(&self) {
        self.handle.record().set_state(State::Published);
        if !self.handle.inner().observers.is_empty() {
            self.tell();
        }
    }

    #[cold]
    fn trim(&self, len: usize) {
        let inner = self.handle.inner();
        let shard = &inner.shards[self.handle.record().shard()];
        shard.lock().trim(inner, &self.handle, len);
    }

    #[cold]
    fn tell(&self) {
        let body = self.handle.body();
        if self.handle.record().kind() != Kind::Code {
            return;
        }
        let name = body.extra.as_ref().and_then(|extra| extra.name.as_deref());
        // SAFETY: `base` maps `capacity` readable bytes, `len` of which are written, and nobody
        // changes them before this draft is published.
        let bytes = unsafe { std::slice::from_raw_parts(body.base as *const u8, self.len()) };
        for observer in &self.handle.inner().observers {
            observer.published(Published { name: name.unwrap_or("code"), base: body.base, bytes });
        }
    }

    /// Whether a failed publish left the pages read-only (page toggling only).
    #[inline]
    fn read_only(&self) -> bool {
        let run = self.handle.body().extra.as_ref().and_then(|extra| extra.run.as_ref());
        self.handle.record().protected() || run.is_some_and(|run| run.0.record().protected())
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
