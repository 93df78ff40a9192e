//! [`Natives`]: the host functions of a vm by the numbers in their objects.

use heap::{Handle, Heap};

use crate::common::error::{Error, ErrorKind};
use crate::runtime::host::{BoxedNative, NativeBox};

/// Host functions and their names. They are never removed, and a function stays at its address.
#[derive(Default)]
pub(crate) struct Natives {
    functions: Vec<BoxedNative>,
    names: Vec<Box<str>>,
}

impl Natives {
    /// Adds a host function; returns its object.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn add(&mut self, heap: &mut Heap, name: &str, native: BoxedNative) -> Result<Handle, Error> {
        let number = u32::try_from(self.functions.len()).map_err(|_| ErrorKind::OutOfMemory)?;
        let object = heap.new_native(number)?;
        self.functions.push(native);
        self.names.push(name.into());
        Ok(object)
    }

    /// The function of a number, which stays there as long as the vm lives.
    ///
    /// # Panics
    /// If there is none: numbers come from objects of natives.
    #[inline]
    pub(crate) fn function(&self, number: u32) -> *const NativeBox {
        &raw const *self.functions[number as usize]
    }

    /// The names, by number.
    pub(crate) fn names(&self) -> &[Box<str>] {
        &self.names
    }
}
