//! Flat strings: making, cutting, hashing, reading. Joining is in `concat`, cutting into many parts
//! in `parts`.
//!
//! The empty string and those of one byte are made once and used again: programs that take texts
//! apart byte by byte allocate next to nothing then, and find such keys in maps by their address.

use crate::error::{HeapError, MAX_STRING_BYTES, check_limit};
use crate::handle::Handle;
use crate::heap::Heap;
use crate::layout::{GRANULE, Header, STRING_BYTES, Str, kind, string_size};
use crate::raw;
use crate::value::{Bits, Value};

/// How many strings are made once: one of each byte, and behind them the empty one.
pub(crate) const SHARED_STRINGS: usize = 257;
const EMPTY: usize = 256;

impl Heap {
    /// A string; the word must be rooted before the next allocation.
    ///
    /// # Errors
    /// Out of memory, or longer than [`MAX_STRING_BYTES`].
    pub fn alloc_string(&mut self, bytes: &[u8]) -> Result<Bits, HeapError> {
        if bytes.len() < 2 {
            return self.shared_string(bytes.first().copied());
        }
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
        if end - start < 2 {
            // SAFETY: a string.
            let bytes = unsafe { raw::string_bytes(source) };
            return self.shared_string(bytes[start..end].first().copied());
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
        self.prepare_sized(0, string_size(len))
    }

    /// The string of one byte, or the empty one.
    pub(crate) fn shared_string(&mut self, byte: Option<u8>) -> Result<Bits, HeapError> {
        if let Some(known) = self.known_string(byte) {
            return Ok(known);
        }
        let len = usize::from(byte.is_some());
        self.prepare_string(len)?;
        let (bits, to) = self.flat_string(len)?;
        // SAFETY: even the empty string has room for a byte, which is 0.
        unsafe { *to = byte.unwrap_or(0) };
        // SAFETY: a live string. Machine code finds only keys whose hash is known.
        unsafe { self.string_hash(bits) };
        // SAFETY: a place of the table, which is a root.
        unsafe { *self.shared_slot(byte) = bits };
        Ok(bits)
    }

    /// The string of one byte, or the empty one, if it was made before.
    #[inline(always)]
    pub(crate) fn known_string(&self, byte: Option<u8>) -> Option<Bits> {
        // SAFETY: a place of the table.
        let known = unsafe { *self.shared_slot(byte) };
        known.is_heap().then_some(known)
    }

    /// The place in the table of shared strings, which lives as long as the heap.
    #[inline(always)]
    fn shared_slot(&self, byte: Option<u8>) -> *mut Bits {
        self.shared.as_ptr().wrapping_add(byte.map_or(EMPTY, usize::from))
    }

    /// A flat string, for which room was prepared, and where its bytes go. They must be written at
    /// once.
    pub(crate) fn flat_string(&mut self, len: usize) -> Result<(Bits, *mut u8), HeapError> {
        let object = self.alloc_prepared(kind::STRING, string_size(len))?;
        // SAFETY: the object was made with this size.
        Ok(unsafe { fresh_string(object, len) })
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
        let hash = match unsafe { raw::short_string(string) } {
            Some((len, words)) => self.hasher.short(len, words),
            // SAFETY: a live string.
            None => self.hasher.bytes(unsafe { raw::string_bytes(string) }),
        };
        // SAFETY: a live string.
        unsafe { raw::object::<Str>(string) }.hash = hash;
        hash
    }
}

/// The word of a new flat string and the place of its bytes: with its length, no hash, and zeros in
/// the last granule, where they may be behind the bytes.
///
/// # Safety
/// `object` is new, with the size of a string of `len` bytes.
#[inline(always)]
pub(crate) unsafe fn fresh_string(object: *mut Header, len: usize) -> (Bits, *mut u8) {
    let bits = Bits::object(object);
    // SAFETY: the object is that of a string.
    let string = unsafe { raw::object::<Str>(bits) };
    string.len = len as u32;
    string.hash = 0;
    let last = object.wrapping_byte_add(string_size(len) - GRANULE);
    // SAFETY: the last granule of the object, which has another before it.
    unsafe { last.cast::<u128>().write(0) };
    (bits, object.wrapping_byte_add(STRING_BYTES).cast())
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
