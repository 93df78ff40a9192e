//! Constants near the code, in pages that are readable only.

use std::fmt;

use crate::record::Handle;
use crate::share::Share;

/// Immutable bytes in reach of the arena's code (by rel32, or `ADRP`), never in an executable page.
/// Clones are handles to the same bytes.
#[derive(Clone)]
pub struct Constants {
    share: Share,
}

impl Constants {
    /// What was written into a block of constants and published.
    pub(crate) fn new(handle: Handle) -> Self {
        Constants { share: Share::new(handle) }
    }

    pub(crate) fn into_handle(self) -> Handle {
        self.share.into_handle()
    }

    /// The address of the first byte.
    pub fn base(&self) -> usize {
        self.share.handle().body().base
    }

    /// Length in bytes.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.share.handle().record().len()
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: `base` maps `len` readable bytes, which nobody changes while a handle lives:
        // constants have no patch sites, and quarantine follows the last handle.
        unsafe { std::slice::from_raw_parts(self.base() as *const u8, self.len()) }
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
