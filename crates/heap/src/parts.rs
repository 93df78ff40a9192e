//! Cutting a string into many parts at once.
//!
//! While there is room in the young space, a part is made without a check for a collection, and
//! without a handle.

use std::ops::Range;

use crate::bytes::{copy_short, load_part};
use crate::error::HeapError;
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{SHORT_STRING, STRING_BYTES, kind, string_size};
use crate::raw;
use crate::string::fresh_string;
use crate::value::Bits;

/// Longer parts are made one by one.
const MOST_BYTES: usize = 256;

impl Heap {
    /// Appends parts of a string to an array, each cut to the string's length. Nothing happens if
    /// they are no string and no array.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`](crate::MAX_ARRAY_LENGTH).
    pub fn array_push_parts(&mut self, array: Handle, string: Handle, parts: &[Range<usize>]) -> Result<(), HeapError> {
        let (Some(items), Some(_)) = (self.get(array).as_array(), self.get(string).as_string()) else {
            return Ok(());
        };
        let len = items.len().saturating_add(parts.len());
        // SAFETY: the slot of a handle is a root, and holds an array.
        unsafe { self.array_reserve_at(self.slot(array), len) }?;
        let mut rest = parts;
        loop {
            // SAFETY: handles hold no stale words, and these a string and an array with room.
            let count = unsafe { self.push_parts(self.bits(array), self.bits(string), rest) };
            let Some((part, behind)) = rest[count..].split_first() else { return Ok(()) };
            let mark = self.handle_mark();
            let piece = self.substring(string, part.start, part.end)?;
            let pushed = self.array_push(array, piece);
            self.release_handles(mark);
            pushed?;
            rest = behind;
        }
    }

    /// Appends the bytes of a part of a string to an array, each as a string. The part is cut to
    /// the string's length. Nothing happens if they are no string and no array.
    ///
    /// # Errors
    /// Out of memory, or more than [`MAX_ARRAY_LENGTH`](crate::MAX_ARRAY_LENGTH).
    pub fn array_push_bytes(&mut self, array: Handle, string: Handle, part: Range<usize>) -> Result<(), HeapError> {
        let (Some(items), Some(bytes)) = (self.get(array).as_array(), self.get(string).as_string()) else {
            return Ok(());
        };
        let end = part.end.min(bytes.len());
        let mut rest = part.start.min(end)..end;
        let len = items.len().saturating_add(rest.len());
        loop {
            // A collection may have taken room that was not used.
            // SAFETY: the slot of a handle is a root, and holds an array.
            unsafe { self.array_reserve_at(self.slot(array), len) }?;
            // SAFETY: handles hold no stale words, and these a string and an array with room.
            rest.start += unsafe { self.push_bytes(self.bits(array), self.bits(string), rest.clone()) };
            if rest.is_empty() {
                return Ok(());
            }
            let byte = self.get(string).as_string().and_then(|bytes| bytes.get(rest.start)).copied();
            self.shared_string(byte)?;
        }
    }

    /// Appends the first bytes, up to one whose string is not made yet. Returns how many.
    ///
    /// # Safety
    /// An array with room for all of them, and a string with such a part, both live.
    unsafe fn push_bytes(&mut self, array: Bits, string: Bits, part: Range<usize>) -> usize {
        // SAFETY: a live string.
        let bytes = unsafe { raw::string_bytes(string) };
        for (count, &byte) in bytes[part.clone()].iter().enumerate() {
            let piece = self.known_string(Some(byte));
            // SAFETY: a live array.
            if !piece.is_some_and(|piece| unsafe { raw::array_push(array, piece) }) {
                return count;
            }
        }
        part.len()
    }

    /// Appends the first parts, up to one for which something has to be done first. Returns how
    /// many.
    ///
    /// # Safety
    /// An array with room for all of them, and a string, both live.
    unsafe fn push_parts(&mut self, array: Bits, string: Bits, parts: &[Range<usize>]) -> usize {
        for (count, part) in parts.iter().enumerate() {
            // SAFETY: a live string.
            let piece = unsafe { self.part(string, part) };
            // SAFETY: a live array.
            if !piece.is_some_and(|piece| unsafe { raw::array_push(array, piece) }) {
                return count;
            }
        }
        parts.len()
    }

    /// A part of a string, if it is there or can be made without a collection.
    ///
    /// # Safety
    /// A live string.
    #[inline(always)]
    unsafe fn part(&mut self, string: Bits, part: &Range<usize>) -> Option<Bits> {
        // SAFETY: a live string.
        let (data, whole) = unsafe { raw::string_parts(string) };
        let end = part.end.min(whole);
        let start = part.start.min(end);
        let len = end - start;
        if len < 2 {
            // SAFETY: below the end of the string.
            return self.known_string((len == 1).then(|| unsafe { *data.wrapping_add(start) }));
        }
        let size = string_size(len);
        if len > MOST_BYTES || size > self.room() {
            return None;
        }
        let object = self.bump(kind::STRING, size);
        // SAFETY: the new object has that size.
        let (bits, to) = unsafe { fresh_string(object, len) };
        if len <= SHORT_STRING {
            // SAFETY: a part of the string.
            let word = unsafe { load_part(data, whole, start, len) };
            // SAFETY: a short string has room for 16 bytes.
            unsafe { object.wrapping_byte_add(STRING_BYTES).cast::<[u8; 16]>().write(word.to_le_bytes()) };
        } else {
            // SAFETY: a part of the string, and a new object with room for it.
            unsafe { copy_short(data.wrapping_add(start), to, len) };
        }
        Some(bits)
    }
}
