//! Joining with `+`.
//!
//! `s + x` gives a flat string while it is short, and then a slice: a prefix of an append buffer.
//! Where `s` ends at the used part of its buffer, `x` is appended in place, so building a string
//! piece by piece costs time and memory linear in its length, while its bytes always stand in one
//! piece. Invariant: bytes below a buffer's `used` never change.

use std::ptr;

use crate::error::{HeapError, MAX_STRING_BYTES, check_limit};
use crate::format::Text;
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{BUFFER_BYTES, Buffer, STRING_BYTES, Slice, Str, kind, round_up};
use crate::raw;
use crate::value::Bits;

/// Joining to less than this many bytes costs no fuel, so that [`Heap::concat_short`] may do it.
pub const SHORT_BYTES: usize = 64;
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

    /// What `+` gives when a string is involved: the two texts (LANGUAGE section 5.2) one after the
    /// other; nil if neither is a string.
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

    /// What `left + right` gives if both are strings, together shorter than [`SHORT_BYTES`], and
    /// there is room without a collection; else `None`, and nothing happens.
    ///
    /// # Safety
    /// Neither word is stale.
    #[inline]
    pub unsafe fn concat_short(&mut self, left: Bits, right: Bits) -> Option<Bits> {
        // SAFETY: a word that is not stale.
        let left_is_string = unsafe { raw::is_string(left) };
        // SAFETY: a word that is not stale.
        if !left_is_string || !unsafe { raw::is_string(right) } {
            return None;
        }
        // SAFETY: a string.
        let (left_data, left_len) = unsafe { raw::string_parts(left) };
        // SAFETY: a string.
        let (right_data, right_len) = unsafe { raw::string_parts(right) };
        let len = left_len + right_len;
        if right_len == 0 {
            return Some(left);
        }
        let size = round_up(STRING_BYTES + len);
        if len >= SHORT_BYTES || size > self.room() {
            return None;
        }
        let object = self.bump(kind::STRING, size);
        let bits = Bits::object(object);
        // SAFETY: the object is that of a string.
        let string = unsafe { raw::object::<Str>(bits) };
        string.len = len as u32;
        string.hash = 0;
        let to = object.wrapping_byte_add(STRING_BYTES).cast::<u8>();
        // SAFETY: the string has room for both, and is another object than they are.
        unsafe { copy_short(left_data, to, left_len) };
        // SAFETY: the new string has room for both, one after the other.
        unsafe { copy_short(right_data, to.wrapping_add(left_len), right_len) };
        self.stats.concat_bytes += len as u64;
        Some(bits)
    }

    fn join_flat(&mut self, left: &Piece, right: &Piece) -> Result<Bits, HeapError> {
        self.prepare_string(left.len + right.len)?;
        let (bits, to) = self.flat_string(left.len + right.len)?;
        // SAFETY: the string has room for both.
        unsafe { left.copy_to(to) };
        // SAFETY: there is room for both, one after the other.
        unsafe { right.copy_to(to.wrapping_add(left.len)) };
        self.stats.concat_bytes += (left.len + right.len) as u64;
        Ok(bits)
    }

    /// Appends `right` in the buffer of `left`, if `left` is a slice that ends where the used part
    /// ends and there is room.
    fn append(&mut self, left: &Piece, right: &Piece) -> Result<Option<Bits>, HeapError> {
        if left.appendable(right.len).is_none() {
            return Ok(None);
        }
        self.prepare(size_of::<Slice>(), 0)?;
        // A collection may have shortened the buffer.
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
        // SAFETY: there is room for both, one after the other.
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

/// Copies a few bytes without a call: as words that may overlap.
///
/// # Safety
/// As [`ptr::copy_nonoverlapping`].
#[inline(always)]
unsafe fn copy_short(from: *const u8, to: *mut u8, count: usize) {
    macro_rules! copy_as {
        ($word:ty, $at:expr) => {{
            let at = $at;
            // SAFETY: within the bytes to be copied.
            let word = unsafe { from.wrapping_add(at).cast::<$word>().read_unaligned() };
            // SAFETY: within the bytes that the caller says may be written.
            unsafe { to.wrapping_add(at).cast::<$word>().write_unaligned(word) };
        }};
    }
    match count {
        0 => {}
        1..4 => {
            copy_as!(u8, 0);
            copy_as!(u8, count / 2);
            copy_as!(u8, count - 1);
        }
        4..8 => {
            copy_as!(u32, 0);
            copy_as!(u32, count - 4);
        }
        8..16 => {
            copy_as!(u64, 0);
            copy_as!(u64, count - 8);
        }
        _ => {
            let mut at = 0;
            while at + 16 < count {
                copy_as!(u128, at);
                at += 16;
            }
            copy_as!(u128, count - 16);
        }
    }
}

/// One operand of `+`: text made on the spot, or a string that may still move and is found through
/// its slot.
struct Piece {
    len: usize,
    text: Option<Text>,
    slot: *const Bits,
}

impl Piece {
    /// # Safety
    /// `slot` is seen by the collector and holds no stale word.
    unsafe fn of(slot: *const Bits) -> Piece {
        // SAFETY: a slot that the collector sees is readable.
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
        // SAFETY: `to` has room for `len` bytes in an object that is new, so the two do not
        // overlap.
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
