//! Published code: runnable, never writable again except at its patch sites.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::entry::{Entry, EntryFn};
use crate::error::Error;
use crate::inner::Inner;
use crate::patch::PatchSite;
use crate::record::Handle;

/// Published code. Clones are handles to the same code; when the last is dropped, the memory goes
/// into quarantine and is reused later.
pub struct Code {
    handle: Handle,
}

impl Code {
    #[inline]
    pub(crate) fn new(handle: Handle) -> Self {
        Code { handle }
    }

    /// The address of the first byte.
    #[inline]
    pub fn base(&self) -> usize {
        self.handle.body().base
    }

    /// Bytes of code.
    #[inline]
    pub fn len(&self) -> usize {
        self.handle.record().len()
    }

    /// Always false: empty code cannot be published.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A copy of the code as it is now, patches included. There is no slice: another thread may
    /// patch at any time.
    pub fn copy_bytes(&self) -> Vec<u8> {
        let len = self.len();
        let mut bytes = Vec::with_capacity(len.next_multiple_of(8));
        for offset in (0..len).step_by(8) {
            let word = (self.base() + offset) as *const AtomicU64;
            // SAFETY: blocks begin at multiples of 16 and are as long, so an aligned word that
            // begins in the code ends in the block; it is readable while this handle lives.
            let word = unsafe { &*word };
            bytes.extend_from_slice(&word.load(Ordering::Relaxed).to_le_bytes());
        }
        bytes.truncate(len);
        bytes
    }

    /// The first byte as a function.
    ///
    /// # Safety
    ///
    /// * From its first byte on, the code is a function of type `F`: its convention, parameters
    ///   and result, and whatever it does is sound for every call that `F` and [`Entry`] allow,
    ///   with every patch that will be made.
    /// * No thread is in the code, and none gets there by any other way than such an entry (a
    ///   jump from other code, a return address), when the last handle is dropped; or such a
    ///   thread has [entered](crate::Participant::enter) the arena's epoch before and does not
    ///   leave it while it is there.
    #[inline]
    pub unsafe fn entry<F: EntryFn>(&self) -> Entry<'_, F> {
        // SAFETY: a function of type `F` begins here, and the code lives as long as the entry
        // borrows it.
        unsafe { Entry::new(self.base()) }
    }

    /// The byte at `offset` as a function; `None` behind the end of the code.
    ///
    /// # Safety
    ///
    /// As [`Code::entry`], of the function at `offset`.
    #[inline]
    pub unsafe fn entry_at<F: EntryFn>(&self, offset: usize) -> Option<Entry<'_, F>> {
        // SAFETY: a function of type `F` begins there, and the code lives as long as the entry
        // borrows it.
        (offset < self.len()).then(|| unsafe { Entry::new(self.base() + offset) })
    }

    /// Changes the bytes of a patch site while the code may be running: one atomic store, then
    /// every thread is made to see it.
    ///
    /// A thread that runs the site meanwhile executes the old or the new bytes; so the site must
    /// hold one whole instruction, or none may be inside it. Threads that run it after this
    /// returns execute the new bytes.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignPatchSite`] if the site was made for other code or `bytes` is not of its
    /// length; [`Error::NotPatchable`] after [`Arena::freeze`](crate::Arena::freeze);
    /// [`Error::Forked`]; [`Error::Os`] if the last step was refused: the bytes are changed then,
    /// but another thread may still execute the old ones.
    pub fn patch(&self, site: PatchSite, bytes: &[u8]) -> Result<(), Error> {
        site.store(&self.handle, bytes)
    }
}

impl Clone for Code {
    fn clone(&self) -> Self {
        Code { handle: self.handle.share() }
    }
}

impl Drop for Code {
    #[inline]
    fn drop(&mut self) {
        if !self.handle.unshare() {
            return;
        }
        if !self.handle.common().observers.is_empty() && !self.handle.common().forked() {
            self.tell();
        }
        // SAFETY: the handle is not used after this.
        Inner::retire(unsafe { self.handle.copy() });
    }
}

impl Code {
    #[cold]
    fn tell(&self) {
        for observer in &self.handle.common().observers {
            observer.dropped(self.base());
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("base", &format_args!("{:#x}", self.base())).field("len", &self.len()).finish()
    }
}
