//! [`NativeStack`]: the stack that a vm's Rust and machine code run on.

#[cfg(unix)]
use crate::common::error::Error;

#[cfg(windows)]
pub(crate) use windows::NativeStack;

/// A stack of its own, with guard pages at its ends.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct NativeStack(crate::common::memory::Region);

#[cfg(unix)]
impl NativeStack {
    /// A stack of at least `bytes`, which costs memory only where it was touched.
    ///
    /// # Errors
    /// The system gives no address space.
    pub(crate) fn new(bytes: usize) -> Result<NativeStack, Error> {
        crate::common::memory::Region::new(bytes).map(NativeStack)
    }

    /// The lowest address.
    pub(crate) fn start(&self) -> *mut u8 {
        self.0.start()
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Runs `work` on this stack.
    ///
    /// # Safety
    /// Nothing runs on the stack, and nothing unwinds out of `work`.
    #[inline]
    pub(crate) unsafe fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
        // SAFETY: the region is this stack's own and nothing runs on it; nothing unwinds out of
        // `work`.
        unsafe { psm::on_stack(self.start(), self.len(), work) }
    }
}

#[cfg(windows)]
mod windows {
    use corosensei::stack::{DefaultStack, Stack};

    use crate::common::error::{Error, ErrorKind};

    /// A stack of its own, which the system makes longer as it is used, as it does with a thread's.
    pub(crate) struct NativeStack(DefaultStack);

    impl NativeStack {
        /// A stack of at least `bytes`, which costs memory only where it was touched.
        ///
        /// # Errors
        /// The system gives no address space.
        pub(crate) fn new(bytes: usize) -> Result<NativeStack, Error> {
            DefaultStack::new(bytes).map(NativeStack).map_err(|_| ErrorKind::OutOfMemory.into())
        }

        /// The lowest address.
        pub(crate) fn start(&self) -> *mut u8 {
            self.0.limit().get() as *mut u8
        }

        /// Bytes.
        pub(crate) fn len(&self) -> usize {
            self.0.base().get() - self.0.limit().get()
        }

        /// Runs `work` on this stack.
        ///
        /// # Safety
        /// Nothing runs on the stack, and nothing unwinds out of `work`.
        pub(crate) unsafe fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
            corosensei::on_stack(&mut self.0, work)
        }
    }
}
