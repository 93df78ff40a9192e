//! Data among the code: raw bytes, jump tables, pooled constants, and padding.
//!
//! The assembler notes which bytes are data, so that a listing does not read them as instructions.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::error::Error;
use crate::label::{Label, Use};
use crate::mem::Mem;
use crate::note::Align;

/// The constants that were asked for, each once, and which of them are not written yet.
#[derive(Debug, Default)]
pub(crate) struct Constants {
    /// Of 32 and 64 bytes.
    vectors: BTreeMap<Vec<u8>, Label>,
    vectors_pending: Vec<(Vec<u8>, Label)>,
    wide: BTreeMap<u128, Label>,
    narrow: BTreeMap<u64, Label>,
    wide_pending: Vec<(u128, Label)>,
    narrow_pending: Vec<(u64, Label)>,
}

impl Constants {
    pub fn clear(&mut self) {
        self.vectors.clear();
        self.vectors_pending.clear();
        self.wide.clear();
        self.narrow.clear();
        self.wide_pending.clear();
        self.narrow_pending.clear();
    }
}

/// The longest alignment that may be asked for.
const MAX_ALIGN: u32 = 4096;

/// The recommended multi-byte nops, by length less one.
const NOPS: [&[u8]; 9] = [
    &[0x90],
    &[0x66, 0x90],
    &[0x0f, 0x1f, 0x00],
    &[0x0f, 0x1f, 0x40, 0x00],
    &[0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
    &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

impl Assembler {
    /// Writes these bytes as data.
    pub fn data_bytes(&mut self, bytes: &[u8]) {
        let start = self.buffer.pos;
        self.put_bytes(bytes);
        self.note_data(start);
    }

    /// Writes one byte of data.
    pub fn data_u8(&mut self, value: u8) {
        self.data_bytes(&[value]);
    }

    /// Writes two bytes of data, low byte first.
    pub fn data_u16(&mut self, value: u16) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes four bytes of data, low byte first.
    pub fn data_u32(&mut self, value: u32) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes eight bytes of data, low byte first.
    pub fn data_u64(&mut self, value: u64) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes a double as data.
    pub fn data_f64(&mut self, value: f64) {
        self.data_u64(value.to_bits());
    }

    /// Writes the eight-byte address of a label: a relocation, for it depends on where the
    /// code will lie.
    pub fn data_address(&mut self, label: Label) {
        self.data_u64(0);
        self.note_use(label, 8, Use::Address);
    }

    /// Writes the distance from label `from` to label `to` in four bytes: the entry of a jump
    /// table that needs no relocation.
    pub fn data_distance(&mut self, to: Label, from: Label) {
        self.data_u32(0);
        if self.buffer.state.place(from).is_none() {
            return self.foreign();
        }
        self.note_use(to, 4, Use::Distance);
        if let Some(fixup) = self.buffer.state.notes.fixups.last_mut() {
            fixup.addend = from.index() as i32;
        }
    }

    /// The operand for an eight-byte constant, which is written once however often it is asked
    /// for: after the code, or where [`flush_constants`](Assembler::flush_constants) says.
    pub fn constant(&mut self, bits: u64) -> Mem {
        if let Some(label) = self.buffer.state.notes.constants.narrow.get(&bits) {
            return Mem::label(*label);
        }
        let label = self.label();
        self.buffer.state.notes.constants.narrow.insert(bits, label);
        self.buffer.state.notes.constants.narrow_pending.push((bits, label));
        Mem::label(label)
    }

    /// The operand for a double; see [`constant`](Assembler::constant).
    pub fn constant_f64(&mut self, value: f64) -> Mem {
        self.constant(value.to_bits())
    }

    /// The operand for a 16-byte constant, aligned to 16 as `andpd` and `xorpd` want it; see
    /// [`constant`](Assembler::constant).
    pub fn constant_u128(&mut self, bits: u128) -> Mem {
        if let Some(label) = self.buffer.state.notes.constants.wide.get(&bits) {
            return Mem::label(*label);
        }
        let label = self.label();
        self.buffer.state.notes.constants.wide.insert(bits, label);
        self.buffer.state.notes.constants.wide_pending.push((bits, label));
        Mem::label(label)
    }

    /// The operand for a 32-byte constant, aligned to 32; see [`constant`](Assembler::constant).
    pub fn constant_256(&mut self, bytes: [u8; 32]) -> Mem {
        self.vector_constant(&bytes)
    }

    /// The operand for a 64-byte constant, aligned to 64; see [`constant`](Assembler::constant).
    pub fn constant_512(&mut self, bytes: [u8; 64]) -> Mem {
        self.vector_constant(&bytes)
    }

    fn vector_constant(&mut self, bytes: &[u8]) -> Mem {
        if let Some(label) = self.buffer.state.notes.constants.vectors.get(bytes) {
            return Mem::label(*label);
        }
        let label = self.label();
        self.buffer.state.notes.constants.vectors.insert(bytes.to_vec(), label);
        self.buffer.state.notes.constants.vectors_pending.push((bytes.to_vec(), label));
        Mem::label(label)
    }

    /// Writes the constants that were asked for so far. Execution must not come to this place.
    pub fn flush_constants(&mut self) {
        let vectors = core::mem::take(&mut self.buffer.state.notes.constants.vectors_pending);
        // The longest first, so that one alignment serves all of a length. A sort would be most of
        // the code of a small program.
        for len in [64, 32] {
            for (bytes, label) in vectors.iter().filter(|(bytes, _)| bytes.len() == len) {
                self.align_data(len as u32);
                self.bind(*label);
                self.data_bytes(bytes);
            }
        }
        let wide = core::mem::take(&mut self.buffer.state.notes.constants.wide_pending);
        if !wide.is_empty() {
            self.align_data(16);
        }
        for (bits, label) in wide {
            self.bind(label);
            self.data_bytes(&bits.to_le_bytes());
        }
        let narrow = core::mem::take(&mut self.buffer.state.notes.constants.narrow_pending);
        if !narrow.is_empty() {
            self.align_data(8);
        }
        for (bits, label) in narrow {
            self.bind(label);
            self.data_u64(bits);
        }
    }

    /// Pads with the longest nops to a multiple of `bytes`, a power of two up to 4096, from the
    /// start of the buffer. The code must then lie at a multiple of [`Code::alignment`].
    ///
    /// [`Code::alignment`]: crate::Code::alignment
    pub fn align(&mut self, bytes: u32) {
        self.pad(bytes, 0, false);
    }

    /// Like [`align`](Assembler::align), before data: pads with `int3`.
    pub fn align_data(&mut self, bytes: u32) {
        self.pad(bytes, 0, true);
    }

    /// Pads so that the place `skew` bytes on is a multiple of `bytes`.
    pub(crate) fn pad(&mut self, bytes: u32, skew: u32, data: bool) {
        let at = self.buffer.pos;
        if !bytes.is_power_of_two() || bytes > MAX_ALIGN {
            return self.fail(Error::InvalidAlignment { at, bytes });
        }
        let align = Align { at, len: padding(at, bytes, skew), bytes, skew, data };
        self.buffer.state.notes.max_align = self.buffer.state.notes.max_align.max(bytes);
        self.buffer.state.notes.aligns.push(align);
        self.put_padding(align.len, data);
        if data {
            self.note_data(at);
        }
    }

    /// Writes padding without noting it.
    pub(crate) fn put_padding(&mut self, len: u32, data: bool) {
        let mut left = len as usize;
        while left > 0 {
            let piece: &[u8] = match data {
                true => &[0xcc],
                false => NOPS[left.min(NOPS.len()) - 1],
            };
            self.put_bytes(piece);
            left -= piece.len();
        }
    }

    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        let at = self.buffer.pos as usize;
        // Room is missing only after a growth that failed, which `finish` reports.
        if let Some(room) = self.room_from(at).get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            self.buffer.pos += bytes.len() as u32;
        }
    }

    fn note_data(&mut self, start: u32) {
        let end = self.buffer.pos;
        match self.buffer.state.notes.data.last_mut() {
            _ if start >= end => {}
            Some(last) if last.end == start => last.end = end,
            _ => self.buffer.state.notes.data.push(start..end),
        }
    }
}

/// Bytes from `at` until `skew` bytes further is a multiple of `bytes`.
pub(crate) fn padding(at: u32, bytes: u32, skew: u32) -> u32 {
    at.wrapping_add(skew).wrapping_neg() & (bytes - 1)
}
