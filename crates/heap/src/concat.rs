//! Joining with `+`.
//!
//! `s + x` gives a flat string while it is short, and then a slice: a prefix of an append buffer. Where `s` ends at the used part of its
//! buffer, `x` is appended in place, so building a string piece by piece costs time and memory linear in its length, while its bytes
//! always stand in one piece. Invariant: bytes below a buffer's `used` never change.

use std::ptr;

use crate::error::{HeapError, MAX_STRING_BYTES, check_limit};
use crate::format::Text;
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{BUFFER_BYTES, Buffer, Slice, kind, round_up};
use crate::raw;
use crate::value::Bits;

/// Results up to this many bytes are flat copies.
const FLAT_BYTES: usize = 64;

impl Heap {
    /// What `+` gives when a string is involved; nil if neither is a string.
    ///
    /// # Errors
    /// Out of memory, or longer than [`MAX_STRING_BYTES`].
    pub fn concat(&mut self, left: Handle, right: Handle) -> Result<Handle, HeapError> {
        self.reserve_handle()?;
        let (left, right) = (self.slot(left), self.slot(right));
        // SAFETY: the slots of handles are roots.
        let bits = unsafe { self.concat_at(left, right) }?;
        self.rooted(bits)
    }

    /// What `+` gives when a string is involved: the two texts (LANGUAGE section 5.2) one after the other; nil if neither is a string.
    ///
    /// # Errors
    /// Out of memory, or longer than [`MAX_STRING_BYTES`].
    ///
    /// # Safety
    /// Both are slots that the collector sees.
    pub unsafe fn concat_at(&mut self, left: *const Bits, right: *const Bits) -> Result<Bits, HeapError> {
        // SAFETY: the caller's slot.
        let left_bits = unsafe { *left };
        // SAFETY: the caller's slot.
        let right_bits = unsafe { *right };
        // SAFETY: the slot holds no stale word.
        let left_is_string = unsafe { raw::is_string(left_bits) };
        // SAFETY: the slot holds no stale word.
        if !left_is_string && !unsafe { raw::is_string(right_bits) } {
            return Ok(Bits::NIL);
        }
        // SAFETY: the slot holds no stale word.
        let left = unsafe { Piece::of(left) };
        // SAFETY: the slot holds no stale word.
        let right = unsafe { Piece::of(right) };
        if right.len == 0 && left_is_string {
            return Ok(left_bits);
        }
        let len = left.len + right.len;
        check_limit(len, MAX_STRING_BYTES, "string bytes")?;
        if len <= FLAT_BYTES {
            return self.join_flat(&left, &right);
        }
        if left_is_string && let Some(bits) = self.append(&left, &right)? {
            return Ok(bits);
        }
        self.join_in_buffer(&left, &right)
    }

    fn join_flat(&mut self, left: &Piece, right: &Piece) -> Result<Bits, HeapError> {
        self.prepare_string(left.len + right.len)?;
        let (bits, to) = self.flat_string(left.len + right.len)?;
        // SAFETY: the string has room for both.
        unsafe { left.copy_to(to) };
        // SAFETY: as above.
        unsafe { right.copy_to(to.wrapping_add(left.len)) };
        self.stats.concat_bytes += (left.len + right.len) as u64;
        Ok(bits)
    }

    /// Appends `right` in the buffer of `left`, if `left` is a slice that ends where the used part ends and there is room.
    fn append(&mut self, left: &Piece, right: &Piece) -> Result<Option<Bits>, HeapError> {
        if left.appendable(right.len).is_none() {
            return Ok(None);
        }
        self.prepare(size_of::<Slice>(), 0)?;
        // A collection may have cut the buffer.
        let Some(buffer) = left.appendable(right.len) else { return Ok(None) };
        let to = buffer.wrapping_byte_add(BUFFER_BYTES).cast::<u8>().wrapping_add(left.len);
        // SAFETY: the buffer has room for `right` behind `left`, where no string reads.
        unsafe { right.copy_to(to) };
        // SAFETY: the buffer of a live slice.
        unsafe { (*buffer).used += right.len as u32 };
        self.stats.concat_bytes += right.len as u64;
        Ok(Some(self.slice(buffer, left.len + right.len)))
    }

    /// Copies both to a new buffer that has room to grow.
    fn join_in_buffer(&mut self, left: &Piece, right: &Piece) -> Result<Bits, HeapError> {
        let len = left.len + right.len;
        let size = round_up(BUFFER_BYTES + (2 * len).min(MAX_STRING_BYTES));
        self.prepare_sized(size_of::<Slice>(), size)?;
        let buffer = self.alloc_prepared(kind::BUFFER, size)?.cast::<Buffer>();
        // SAFETY: the object has its header.
        let header = unsafe { (*buffer).header };
        // SAFETY: the object was made with room for a buffer.
        unsafe { buffer.write(Buffer { header, capacity: (size - BUFFER_BYTES) as u32, used: len as u32 }) };
        let to = buffer.wrapping_byte_add(BUFFER_BYTES).cast::<u8>();
        // SAFETY: the buffer has room for both.
        unsafe { left.copy_to(to) };
        // SAFETY: as above.
        unsafe { right.copy_to(to.wrapping_add(left.len)) };
        self.stats.concat_bytes += len as u64;
        Ok(self.slice(buffer, len))
    }

    /// A slice of a buffer, for which room was prepared.
    fn slice(&mut self, buffer: *mut Buffer, len: usize) -> Bits {
        let object = self.bump(kind::SLICE, size_of::<Slice>());
        // SAFETY: the object has its header.
        let header = unsafe { *object };
        let data = buffer.wrapping_byte_add(BUFFER_BYTES).cast();
        // SAFETY: the object was made with room for a slice.
        unsafe { object.cast::<Slice>().write(Slice { header, len: len as u32, hash: 0, data, buffer }) };
        Bits::object(object)
    }
}

/// One operand of `+`: text made on the spot, or a string that may still move and is found through its slot.
struct Piece {
    len: usize,
    text: Option<Text>,
    slot: *const Bits,
}

impl Piece {
    /// # Safety
    /// `slot` is seen by the collector and holds no stale word.
    unsafe fn of(slot: *const Bits) -> Piece {
        // SAFETY: by the contract.
        let bits = unsafe { *slot };
        // SAFETY: not stale.
        if unsafe { raw::is_string(bits) } {
            // SAFETY: a string.
            return Piece { len: unsafe { raw::string_len(bits) } as usize, text: None, slot };
        }
        let text = Text::of(bits);
        Piece { len: text.len(), text: Some(text), slot }
    }

    /// Copies the bytes.
    ///
    /// # Safety
    /// The slot is valid, and `len` bytes at `to` are writable and belong to no string.
    unsafe fn copy_to(&self, to: *mut u8) {
        let from = match &self.text {
            Some(text) => text.as_ptr(),
            None => {
                // SAFETY: the slot is valid while the operation runs.
                let bits = unsafe { *self.slot };
                // SAFETY: the slot of a piece without text holds a string.
                unsafe { raw::string_parts(bits) }.0
            }
        };
        // SAFETY: by the contract.
        unsafe { ptr::copy_nonoverlapping(from, to, self.len) };
    }

    /// The buffer of this string, if `count` bytes can be appended in it.
    fn appendable(&self, count: usize) -> Option<*mut Buffer> {
        // SAFETY: the slot is valid while the operation runs.
        let bits = unsafe { *self.slot };
        // SAFETY: a string, which is flat or a slice.
        if unsafe { raw::kind_of(bits) } != kind::SLICE {
            return None;
        }
        // SAFETY: a slice.
        let buffer = unsafe { raw::object::<Slice>(bits) }.buffer;
        // SAFETY: the buffer of a live slice.
        let Buffer { used, capacity, .. } = unsafe { &*buffer };
        (*used as usize == self.len && (capacity - used) as usize >= count).then_some(buffer)
    }
}
