//! One of the handles that keep a published block in use.

use crate::inner::Inner;
use crate::record::Handle;

/// A handle that is counted: the block is retired when its last share is dropped.
#[derive(Debug)]
pub(crate) struct Share(Handle);

impl Share {
    /// The first share of a block that nobody else holds.
    pub(crate) fn new(handle: Handle) -> Self {
        Share(handle)
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.0
    }

    /// Moves the share into a record, which gives it up when its own block is retired.
    pub(crate) fn into_handle(self) -> Handle {
        let this = std::mem::ManuallyDrop::new(self);
        // SAFETY: `this` is neither used nor dropped any more.
        unsafe { this.0.copy() }
    }
}

impl Clone for Share {
    fn clone(&self) -> Self {
        Share(self.0.share())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // SAFETY: `self` is not used after this.
        Inner::give_up(unsafe { self.0.copy() });
    }
}
