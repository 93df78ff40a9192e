//! Flat strings: making, cutting, hashing, reading. Joining is in `concat`.

use crate::error::{HeapError, MAX_STRING_BYTES, check_limit};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{STRING_BYTES, Str, kind, round_up};
use crate::raw;
use crate::value::{Bits, Value};

impl Heap {
    /// A string; the word must be rooted before the next allocation.
    ///
    /// # Errors
    /// Out of memory, or longer than [`MAX_STRING_BYTES`].
    pub fn alloc_string(&mut self, bytes: &[u8]) -> Result<Bits, HeapError> {
        self.prepare_string(bytes.len())?;
        let (bits, to) = self.flat_string(bytes.len())?;
        // SAFETY: the new string has room for the bytes, which are not part of the heap: it is
        // borrowed mutably.
        unsafe { to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        Ok(bits)
    }

    /// The bytes from `start` to `end` of the string at `string`, both cut to its length; nil if it
    /// is no string.
    ///
    /// # Errors
    /// Out of memory.
    ///
    /// # Safety
    /// `string` is a slot that the collector sees.
    pub unsafe fn substring_at(&mut self, string: *const Bits, start: usize, end: usize) -> Result<Bits, HeapError> {
        // SAFETY: the caller's slot.
        let source = unsafe { *string };
        // SAFETY: the slot holds no stale word.
        if !unsafe { raw::is_string(source) } {
            return Ok(Bits::NIL);
        }
        // SAFETY: a string.
        let whole = unsafe { raw::string_len(source) } as usize;
        let end = end.min(whole);
        let start = start.min(end);
        if end - start == whole {
            return Ok(source);
        }
        self.prepare_string(end - start)?;
        let (bits, to) = self.flat_string(end - start)?;
        // SAFETY: the caller's slot, read again after a possible collection.
        let source = unsafe { *string };
        // SAFETY: a string, as seen above.
        let (data, _) = unsafe { raw::string_parts(source) };
        // SAFETY: the range lies in the source, which is another object than the new string.
        unsafe { to.copy_from_nonoverlapping(data.wrapping_add(start), end - start) };
        Ok(bits)
    }

    /// Makes room for a flat string.
    pub(crate) fn prepare_string(&mut self, len: usize) -> Result<(), HeapError> {
        check_limit(len, MAX_STRING_BYTES, "string bytes")?;
        self.prepare_sized(0, round_up(STRING_BYTES + len))
    }

    /// A flat string, for which room was prepared, and where its bytes go. They must be written at
    /// once.
    pub(crate) fn flat_string(&mut self, len: usize) -> Result<(Bits, *mut u8), HeapError> {
        let object = self.alloc_prepared(kind::STRING, STRING_BYTES + len)?;
        let bits = Bits::object(object);
        // SAFETY: the object is that of a string.
        let string = unsafe { raw::object::<Str>(bits) };
        string.len = len as u32;
        string.hash = 0;
        Ok((bits, object.wrapping_byte_add(STRING_BYTES).cast()))
    }

    /// The seeded hash of a string, computed once.
    ///
    /// # Safety
    /// `string` is a live string.
    #[inline]
    pub(crate) unsafe fn string_hash(&self, string: Bits) -> u32 {
        // SAFETY: both string layouts have their hash at the same place.
        let hash = unsafe { raw::object::<Str>(string) }.hash;
        if hash != 0 {
            return hash;
        }
        // SAFETY: a live string.
        let hash = self.hasher.bytes(unsafe { raw::string_bytes(string) });
        // SAFETY: a live string.
        unsafe { raw::object::<Str>(string) }.hash = hash;
        hash
    }
}

/// The safe forms.
impl Heap {
    /// A string.
    ///
    /// # Errors
    /// Out of memory, or longer than [`MAX_STRING_BYTES`].
    pub fn new_string(&mut self, bytes: &[u8]) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let bits = self.alloc_string(bytes)?;
        self.rooted(bits)
    }

    /// The bytes from `start` to `end` of a string, both cut to its length; nil if it is no string.
    ///
    /// # Errors
    /// Out of memory.
    pub fn substring(&mut self, string: Handle, start: usize, end: usize) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let slot = self.slot(string);
        // SAFETY: the slot of a handle is a root.
        let bits = unsafe { self.substring_at(slot, start, end) }?;
        self.rooted(bits)
    }
}

impl<'h> Value<'h> {
    /// The bytes of a string.
    #[inline]
    pub fn as_string(self) -> Option<&'h [u8]> {
        // SAFETY: a value is not stale.
        let is_string = unsafe { raw::is_string(self.bits()) };
        // SAFETY: a string, whose bytes do not change or move while the heap is borrowed.
        is_string.then(|| unsafe { raw::string_bytes(self.bits()) })
    }
}
