//! Handles: how Rust code holds values across allocations.
//!
//! A handle is a number on the heap's handle stack; the collector updates the stack when objects
//! move. Invariant: a handle is safe to use however stale, because it is checked against the
//! stack's height: a stale one reads nil or some other live value.

use std::ops::{Deref, DerefMut};

use crate::error::HeapError;
use crate::heap::Heap;
use crate::pages::PAGE;
use crate::span::Span;
use crate::value::{Bits, Value};

/// A rooted value. Valid until the [`Scope`] it was made in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle(u32);

impl Handle {
    /// A handle that always reads nil.
    pub const NIL: Handle = Handle(u32::MAX);
}

/// A height of the handle stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandleMark(usize);

/// Most memory of a handle stack.
const MOST_BYTES: usize = 128 << 20;
const FIRST_BYTES: usize = 16 << 10;

/// What stale handles read.
static STALE: Bits = Bits::NIL;

/// The handles of one heap, at a fixed address.
#[derive(Debug)]
pub(crate) struct HandleStack {
    memory: Span,
    committed: usize,
    len: usize,
}

impl HandleStack {
    pub(crate) fn new() -> Result<HandleStack, HeapError> {
        let memory = Span::new(FIRST_BYTES, MOST_BYTES, PAGE).ok_or(HeapError::OutOfMemory)?;
        Ok(HandleStack { memory, committed: FIRST_BYTES, len: 0 })
    }

    #[inline]
    fn base(&self) -> *mut Bits {
        self.memory.base().cast()
    }

    /// Makes the next `count` pushes succeed.
    #[inline]
    fn reserve(&mut self, count: usize) -> Result<(), HeapError> {
        let needed = (self.len + count) * size_of::<Bits>();
        if needed <= self.committed {
            return Ok(());
        }
        let committed = needed.next_power_of_two();
        if committed > self.memory.most() {
            return Err(HeapError::OutOfMemory);
        }
        self.memory.grow(committed).ok_or(HeapError::OutOfMemory)?;
        self.committed = committed;
        Ok(())
    }

    #[inline]
    fn push(&mut self, bits: Bits) -> Result<Handle, HeapError> {
        self.reserve(1)?;
        let slot = self.base().wrapping_add(self.len);
        // SAFETY: `reserve` made room for one more word at `len`.
        unsafe { slot.write(bits) };
        let handle = Handle(self.len as u32);
        self.len += 1;
        Ok(handle)
    }

    /// Ends the handles from a height on. There may be fewer already: handles can be released
    /// within a scope, and a scope's heap be swapped for another.
    #[inline]
    fn shrink(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The slot of `handle`, or of a constant nil if it is stale. Valid until the stack shrinks
    /// below it; never written by readers.
    #[inline]
    fn slot(&self, handle: Handle) -> *const Bits {
        if (handle.0 as usize) < self.len { self.base().wrapping_add(handle.0 as usize) } else { &raw const STALE }
    }

    /// First slot and number of slots.
    pub(crate) fn roots(&self) -> (*mut Bits, usize) {
        (self.base(), self.len)
    }
}

impl Heap {
    /// Opens a scope: handles made in it end with it.
    ///
    /// ```
    /// # use heap::{Heap, HeapConfig};
    /// let mut heap = Heap::new(HeapConfig::default())?;
    /// let mut scope = heap.scope();
    /// let array = scope.new_array(4)?;
    /// let word = scope.new_string(b"word")?;
    /// scope.array_push(array, word)?;
    /// assert_eq!(scope.get(array).as_array().map(<[_]>::len), Some(1));
    /// # Ok::<(), heap::HeapError>(())
    /// ```
    pub fn scope(&mut self) -> Scope<'_> {
        let base = self.handles.len;
        Scope { heap: self, base }
    }

    /// The height of the handle stack, for those who cannot hold a [`Scope`]; see
    /// [`release_handles`](Self::release_handles).
    #[inline]
    pub fn handle_mark(&self) -> HandleMark {
        HandleMark(self.handles.len)
    }

    /// Ends the handles made since a mark was taken.
    #[inline]
    pub fn release_handles(&mut self, mark: HandleMark) {
        self.handles.shrink(mark.0);
    }

    /// Roots a word as a handle.
    ///
    /// # Errors
    /// Out of memory when there are millions of handles.
    ///
    /// # Safety
    /// If `bits` is an object word, it is a live one of this heap.
    #[inline]
    pub unsafe fn root(&mut self, bits: Bits) -> Result<Handle, HeapError> {
        self.handles.push(bits)
    }

    /// A handle of a value that is no object; an object word gives nil.
    ///
    /// # Errors
    /// Out of memory when there are millions of handles.
    #[inline]
    pub fn plain(&mut self, bits: Bits) -> Result<Handle, HeapError> {
        self.handles.push(if bits.is_heap() { Bits::NIL } else { bits })
    }

    /// The value a handle holds.
    #[inline]
    pub fn get(&self, handle: Handle) -> Value<'_> {
        // SAFETY: the handle stack is a root, so its words are live while `self` is borrowed.
        unsafe { Value::new(self.bits(handle)) }
    }

    /// The word a handle holds, for storing where the collector sees it.
    #[inline]
    pub fn bits(&self, handle: Handle) -> Bits {
        // SAFETY: `slot` gives a readable word.
        unsafe { self.handles.slot(handle).read() }
    }

    /// Makes `handle` hold what `value` holds; nothing happens if it is stale.
    pub fn assign(&mut self, handle: Handle, value: Handle) {
        let bits = self.bits(value);
        if (handle.0 as usize) < self.handles.len {
            // SAFETY: the handle is below the height of the stack, so this is one of its own slots.
            unsafe { self.handles.slot(handle).cast_mut().write(bits) };
        }
    }

    /// The rooted slot of a handle, for the `_at` functions. Valid until the handle's scope ends.
    #[inline]
    pub fn slot(&self, handle: Handle) -> *const Bits {
        self.handles.slot(handle)
    }

    /// Makes room so that the next [`Heap::rooted`] cannot fail.
    #[inline]
    pub(crate) fn reserve_handle(&mut self) -> Result<(), HeapError> {
        self.handles.reserve(1)
    }

    /// Roots the result of an operation of this crate.
    #[inline]
    pub(crate) fn rooted(&mut self, bits: Bits) -> Result<Handle, HeapError> {
        self.handles.push(bits)
    }
}

/// A stretch of the handle stack, and the heap itself through `Deref`. Scopes nest:
/// `scope.scope()`.
#[derive(Debug)]
pub struct Scope<'h> {
    heap: &'h mut Heap,
    base: usize,
}

impl Scope<'_> {
    /// Ends the scope, keeping one value, which now belongs to the scope around it.
    pub fn keep(self, handle: Handle) -> Handle {
        let bits = self.heap.bits(handle);
        let mut scope = std::mem::ManuallyDrop::new(self);
        let base = scope.base;
        let handles = &mut scope.heap.handles;
        handles.shrink(base);
        // What is pushed takes the place of a handle of the scope, or finds room as any other.
        handles.push(bits).unwrap_or(Handle::NIL)
    }
}

impl Deref for Scope<'_> {
    type Target = Heap;

    fn deref(&self) -> &Heap {
        self.heap
    }
}

impl DerefMut for Scope<'_> {
    fn deref_mut(&mut self) -> &mut Heap {
        self.heap
    }
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        self.heap.handles.shrink(self.base);
    }
}
