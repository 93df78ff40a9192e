//! Joining with `+`.
//!
//! `s + x` gives a flat string while it is short, and then a slice: a prefix of an append buffer.
//! Where `s` ends at the used part of its buffer, `x` is appended in place, so building a string
//! piece by piece costs time and memory linear in its length, while its bytes always stand in one
//! piece. Invariant: bytes below a buffer's `used` never change.

use std::ptr;

use crate::bytes::copy_short;
use crate::error::{HeapError, MAX_STRING_BYTES, check_limit};
use crate::format::{Digits, Text};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{BUFFER_BYTES, Buffer, SHORT_STRING, Slice, kind, round_up, string_size};
use crate::raw;
use crate::string::fresh_string;
use crate::value::Bits;

/// Joining to less than this many bytes costs no fuel, so that [`Heap::concat_short`] may do it.
pub const SHORT_BYTES: usize = 64;
/// Results up to this many bytes are flat copies.
const FLAT_BYTES: usize = 64;
const _: () = assert!(FLAT_BYTES >= SHORT_STRING, "short strings are flat");

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
        if left.len == 0 && right.text.is_none() {
            return Ok(right_bits);
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

    /// What `left + right` gives if one is a string and the other a string or an int, together
    /// shorter than [`SHORT_BYTES`], and there is room without a collection; else `None`, and
    /// nothing happens.
    ///
    /// # Safety
    /// Neither word is stale.
    #[inline]
    pub unsafe fn concat_short(&mut self, left: Bits, right: Bits) -> Option<Bits> {
        if !left.is_heap() && !right.is_heap() {
            return None;
        }
        let mut left_text = Digits::NONE;
        // SAFETY: a word that is not stale.
        let (left_data, left_len) = unsafe { text_of(left, &mut left_text) }?;
        let mut right_text = Digits::NONE;
        // SAFETY: a word that is not stale.
        let (right_data, right_len) = unsafe { text_of(right, &mut right_text) }?;
        if right_len == 0 {
            return Some(left).filter(|left| left.is_heap());
        }
        if left_len == 0 && right.is_heap() {
            return Some(right);
        }
        let len = left_len + right_len;
        let size = string_size(len);
        if !(2..SHORT_BYTES).contains(&len) || size > self.room() {
            return None;
        }
        let object = self.bump(kind::STRING, size);
        // SAFETY: the new object has that size.
        let (bits, to) = unsafe { fresh_string(object, len) };
        // SAFETY: the string has room for both, and is another object than they are.
        unsafe { copy_short(left_data, to, left_len) };
        // SAFETY: the new string has room for both, one after the other.
        unsafe { copy_short(right_data, to.wrapping_add(left_len), right_len) };
        self.stats.concat_bytes += len as u64;
        Some(bits)
    }

    /// What `left + right` gives if `left` ends where the used part of an append buffer ends, whose
    /// rest has room for `right`, a string or an int shorter than [`SHORT_BYTES`], and there is
    /// room without a collection; else `None`, and nothing happens.
    ///
    /// # Safety
    /// Neither word is stale.
    #[inline]
    pub unsafe fn append_short(&mut self, left: Bits, right: Bits) -> Option<Bits> {
        // SAFETY: a word that is not stale.
        if !unsafe { raw::is_kind(left, kind::SLICE) } {
            return None;
        }
        let mut text = Digits::NONE;
        // SAFETY: a word that is not stale.
        let (data, count) = unsafe { text_of(right, &mut text) }?;
        // SAFETY: a live slice.
        let (buffer, len) = unsafe { appendable(left, count) }?;
        if count >= SHORT_BYTES || size_of::<Slice>() > self.room() {
            return None;
        }
        // SAFETY: the buffer has room behind `left`, where no string reads.
        unsafe { copy_short(data, behind(buffer, len), count) };
        // SAFETY: the buffer of a live slice.
        unsafe { (*buffer).used += count as u32 };
        self.stats.concat_bytes += count as u64;
        Some(self.slice(buffer, len + count))
    }

    fn join_flat(&mut self, left: &Piece, right: &Piece) -> Result<Bits, HeapError> {
        if let (Some(text), 1) = (right.text.or(left.text), left.len + right.len) {
            return self.shared_string(text.first().copied());
        }
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
        let Some((buffer, len)) = left.appendable(right.len) else { return Ok(None) };
        // SAFETY: the buffer has room for `right` behind `left`, where no string reads.
        unsafe { right.copy_to(behind(buffer, len)) };
        // SAFETY: the buffer of a live slice.
        unsafe { (*buffer).used += right.len as u32 };
        self.stats.concat_bytes += right.len as u64;
        Ok(Some(self.slice(buffer, len + right.len)))
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
        let to = behind(buffer, 0);
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

    /// The buffer of this string, and its length, if `count` bytes can be appended in the buffer.
    fn appendable(&self, count: usize) -> Option<(*mut Buffer, usize)> {
        // SAFETY: the slot is valid while the operation runs.
        let bits = unsafe { *self.slot };
        // SAFETY: a string, which is flat or a slice.
        if unsafe { raw::kind_of(bits) } != kind::SLICE {
            return None;
        }
        // SAFETY: a slice.
        unsafe { appendable(bits, count) }
    }
}

/// The buffer of a slice, and its length, if the slice ends where the used part ends and `count`
/// bytes can be appended.
///
/// # Safety
/// A live slice.
#[inline(always)]
unsafe fn appendable(slice: Bits, count: usize) -> Option<(*mut Buffer, usize)> {
    // SAFETY: by the caller, a slice.
    let Slice { len, buffer, .. } = unsafe { raw::object::<Slice>(slice) };
    // SAFETY: the buffer of a live slice.
    let Buffer { used, capacity, .. } = unsafe { &**buffer };
    (used == len && (capacity - used) as usize >= count).then_some((*buffer, *len as usize))
}

/// The place of byte `place` of a buffer.
fn behind(buffer: *mut Buffer, place: usize) -> *mut u8 {
    buffer.wrapping_byte_add(BUFFER_BYTES + place).cast()
}

/// Where the text of a string or an int is, and how long it is; that of an int is made in `text`.
/// `None` for other values.
///
/// # Safety
/// The word is not stale.
#[inline(always)]
unsafe fn text_of(bits: Bits, text: &mut Digits) -> Option<(*const u8, usize)> {
    if bits.is_int() {
        *text = Digits::of(bits.as_int());
        return Some((text.text().as_ptr(), text.text().len()));
    }
    // SAFETY: not stale.
    let is_string = unsafe { raw::is_string(bits) };
    // SAFETY: a string.
    is_string.then(|| unsafe { raw::string_parts(bits) })
}
