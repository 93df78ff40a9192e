//! [`Fixed`]: an owned slice that never moves and is used through raw pointers.
//!
//! A `Box<[T]>` may not be used like that: moving the box would end the pointers' right to it.

use std::ptr::NonNull;

/// A slice on the Rust heap, dropped with its owner.
#[derive(Debug)]
pub(crate) struct Fixed<T>(NonNull<[T]>);

// SAFETY: it owns its elements like a box.
unsafe impl<T: Send> Send for Fixed<T> {}

impl<T> Fixed<T> {
    pub(crate) fn new(items: Vec<T>) -> Fixed<T> {
        Fixed(NonNull::from(Box::leak(items.into_boxed_slice())))
    }

    /// The first element.
    pub(crate) fn start(&self) -> *mut T {
        self.0.as_ptr().cast()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T> Drop for Fixed<T> {
    fn drop(&mut self) {
        // SAFETY: the slice was leaked by `new`, and this is its only owner.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
