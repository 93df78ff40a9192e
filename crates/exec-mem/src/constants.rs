//! Constants near the code, in pages that are readable only.

use std::fmt;

use crate::draft::Draft;
use crate::error::Error;
use crate::inner::Inner;
use crate::record::Handle;

/// Immutable bytes within rel32 reach of the arena's code, never in an executable page. Clones
/// are handles to the same bytes.
pub struct Constants {
    handle: Handle,
}

impl Constants {
    pub(crate) fn write(mut draft: Draft, bytes: &[u8]) -> Result<Self, Error> {
        draft.append(bytes)?;
        draft.seal()?;
        Ok(Constants { handle: draft.into_handle() })
    }

    /// The address of the first byte.
    pub fn base(&self) -> usize {
        self.handle.body().base
    }

    /// Length in bytes.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.handle.record().len()
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: `base` maps `len` readable bytes, which nobody changes while a handle lives:
        // constants have no patch sites, and quarantine follows the last handle.
        unsafe { std::slice::from_raw_parts(self.base() as *const u8, self.len()) }
    }
}

impl Clone for Constants {
    fn clone(&self) -> Self {
        Constants { handle: self.handle.share() }
    }
}

impl Drop for Constants {
    fn drop(&mut self) {
        if self.handle.unshare() {
            // SAFETY: the handle is not used after this.
            Inner::retire(unsafe { self.handle.copy() });
        }
    }
}

impl fmt::Debug for Constants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Constants")
            .field("base", &format_args!("{:#x}", self.base()))
            .field("len", &self.len())
            .finish()
    }
}
