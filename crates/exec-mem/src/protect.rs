//! The one step of publishing that the kernel can refuse: page toggling.

use crate::error::Error;
use crate::record::Handle;
use crate::sys::Prot;

/// Makes the pages of a block executable. If that is refused they are writable again, or else
/// marked as read-only.
#[cold]
pub(crate) fn protect(handle: &Handle) -> Result<(), Error> {
    let (base, len) = (handle.body().base, handle.record().capacity());
    handle.record().set_protected(true);
    // SAFETY: the pages are this block's own, and writing checks the mark made above.
    unsafe { handle.common().kernel.mprotect(base, len, handle.record().kind().prot()) }.map_err(|source| {
        unprotect(handle);
        Error::Protect { source }
    })
}

/// Makes the pages of an unpublished block writable again.
pub(crate) fn unprotect(handle: &Handle) {
    let (base, len) = (handle.body().base, handle.record().capacity());
    // SAFETY: the pages are this block's own, and nobody may run them yet.
    let writable = unsafe { handle.common().kernel.mprotect(base, len, Prot::ReadWrite) };
    handle.record().set_protected(writable.is_err());
}
