//! The refusal to publish, and the one step of publishing that can be refused.

use std::fmt;

use crate::draft::Draft;
use crate::error::Error;
use crate::record::Handle;
use crate::sys::Prot;

/// Why a draft was not published, and the draft.
#[derive(Debug)]
pub struct PublishError {
    /// The reason.
    pub error: Error,
    /// The draft, as it was: it can be published again, or dropped.
    pub draft: Draft,
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<PublishError> for Error {
    fn from(error: PublishError) -> Self {
        error.error
    }
}

/// Makes the pages of a block executable (page toggling). If that is refused they are writable
/// again, or else marked as read-only.
#[cold]
pub(crate) fn protect(handle: &Handle) -> Result<(), Error> {
    let (body, kernel) = (handle.body(), &handle.inner().kernel);
    let len = handle.record().capacity();
    handle.record().set_protected(true);
    // SAFETY: the pages are this block's own, and writing checks the mark made above.
    unsafe { kernel.mprotect(body.base, len, handle.record().kind().prot()) }.map_err(|source| {
        unprotect(handle);
        Error::Protect { source }
    })
}

/// Makes the pages of an unpublished block writable again (page toggling).
pub(crate) fn unprotect(handle: &Handle) {
    let (body, kernel) = (handle.body(), &handle.inner().kernel);
    // SAFETY: the pages are this block's own, and nobody may run them yet.
    let writable = unsafe { kernel.mprotect(body.base, handle.record().capacity(), Prot::ReadWrite) };
    handle.record().set_protected(writable.is_err());
}
