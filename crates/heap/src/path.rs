//! The objects a traversal is inside of, so that cycles are seen in constant time per step.
//!
//! Membership is a bit in the object's header. Invariant: no bit outlives its `Path`, which clears
//! them when dropped.

use crate::error::HeapError;
use crate::layout::GC_ON_PATH;
use crate::layout::Header;
use crate::raw;
use crate::value::Value;

/// A stack of objects, each at most once. Meant for arrays and maps; other values never count as
/// being on it.
#[derive(Debug, Default)]
pub struct Path<'h> {
    objects: Vec<Value<'h>>,
}

impl<'h> Path<'h> {
    /// An empty path. Only one may be in use at a time on a heap: two would see each other's
    /// objects.
    pub fn new() -> Path<'h> {
        Path::default()
    }

    /// Enters `object`. Returns false, and does nothing, if the path is inside it already.
    ///
    /// # Errors
    /// Out of memory.
    pub fn enter(&mut self, object: Value<'h>) -> Result<bool, HeapError> {
        if !object.bits().is_heap() {
            return Ok(true);
        }
        let header = header(object);
        if header.gc & GC_ON_PATH != 0 {
            return Ok(false);
        }
        self.objects.try_reserve(1).map_err(|_| HeapError::OutOfMemory)?;
        header.gc |= GC_ON_PATH;
        self.objects.push(object);
        Ok(true)
    }

    /// Leaves the object entered last.
    pub fn leave(&mut self) {
        if let Some(object) = self.objects.pop() {
            header(object).gc &= !GC_ON_PATH;
        }
    }

    /// How many objects the path is inside of.
    pub fn depth(&self) -> usize {
        self.objects.len()
    }
}

impl Drop for Path<'_> {
    fn drop(&mut self) {
        while !self.objects.is_empty() {
            self.leave();
        }
    }
}

/// The header of a value that is an object. The reference is used at once and never kept.
fn header<'h>(object: Value<'h>) -> &'h mut Header {
    // SAFETY: a live object; the heap is used by one thread, and nothing else refers to its header
    // now.
    unsafe { raw::object::<Header>(object.bits()) }
}
