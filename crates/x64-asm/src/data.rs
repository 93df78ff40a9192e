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
///
/// A map of another type would add 7 KB to a program, so both have keys and values of 64 bits.
#[derive(Debug, Default)]
pub(crate) struct Constants {
    /// The labels of those of one word.
    words: BTreeMap<u64, u64>,
    /// Longer ones, four bytes at a time: by the node of the bytes before in the upper half and the
    /// next four bytes in the lower, the node of both. After the last bytes it is the label.
    nodes: BTreeMap<u64, u64>,
    /// Their words, each with the label of its constant.
    pending: Vec<(u64, Label)>,
}

impl Constants {
    /// More than the words of the longest constant, which are the nodes of no bytes.
    const FIRST_NODE: u64 = 16;

    #[inline]
    pub fn clear(&mut self) {
        self.words.clear();
        self.nodes.clear();
        self.pending.clear();
    }

    /// The key of the last four bytes of a constant.
    #[inline]
    fn key(&mut self, words: &[u64]) -> u64 {
        let mut pieces = words.iter().flat_map(|&word| [word & 0xffff_ffff, word >> 32]);
        let last = pieces.next_back().unwrap_or(0);
        let mut node = words.len() as u64;
        for piece in pieces {
            let next = Constants::FIRST_NODE + self.nodes.len() as u64;
            node = *self.nodes.entry(node << 32 | piece).or_insert(next);
        }
        node << 32 | last
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
    #[inline]
    pub fn data_bytes(&mut self, bytes: &[u8]) {
        let start = self.buffer.pos;
        self.put_bytes(bytes);
        self.note_data(start);
    }

    /// Writes one byte of data.
    #[inline]
    pub fn data_u8(&mut self, value: u8) {
        self.data_bytes(&[value]);
    }

    /// Writes two bytes of data, low byte first.
    #[inline]
    pub fn data_u16(&mut self, value: u16) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes four bytes of data, low byte first.
    #[inline]
    pub fn data_u32(&mut self, value: u32) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes eight bytes of data, low byte first.
    #[inline]
    pub fn data_u64(&mut self, value: u64) {
        self.data_bytes(&value.to_le_bytes());
    }

    /// Writes a double as data.
    #[inline]
    pub fn data_f64(&mut self, value: f64) {
        self.data_u64(value.to_bits());
    }

    /// Writes the eight-byte address of a label: a relocation, for it depends on where the
    /// code will lie.
    #[inline]
    pub fn data_address(&mut self, label: Label) {
        self.data_u64(0);
        self.note_use(label, 8, Use::Address);
    }

    /// Writes the distance from label `from` to label `to` in four bytes: the entry of a jump
    /// table that needs no relocation.
    #[inline]
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
    #[inline]
    pub fn constant(&mut self, bits: u64) -> Mem {
        if let Some(label) = self.buffer.state.notes.constants.words.get(&bits) {
            return Mem::label(Label(*label));
        }
        let label = self.label();
        let constants = &mut self.buffer.state.notes.constants;
        constants.words.insert(bits, label.0);
        constants.pending.push((bits, label));
        Mem::label(label)
    }

    /// The operand for a double; see [`constant`](Assembler::constant).
    #[inline]
    pub fn constant_f64(&mut self, value: f64) -> Mem {
        self.constant(value.to_bits())
    }

    /// The operand for a 16-byte constant, aligned to 16 as `andpd` and `xorpd` want it; see
    /// [`constant`](Assembler::constant).
    #[inline]
    pub fn constant_u128(&mut self, bits: u128) -> Mem {
        self.pooled(&words::<2>(&bits.to_le_bytes()))
    }

    /// The operand for a 32-byte constant, aligned to 32; see [`constant`](Assembler::constant).
    #[inline]
    pub fn constant_256(&mut self, bytes: [u8; 32]) -> Mem {
        self.pooled(&words::<4>(&bytes))
    }

    /// The operand for a 64-byte constant, aligned to 64; see [`constant`](Assembler::constant).
    #[inline]
    pub fn constant_512(&mut self, bytes: [u8; 64]) -> Mem {
        self.pooled(&words::<8>(&bytes))
    }

    #[inline]
    fn pooled(&mut self, words: &[u64]) -> Mem {
        let constants = &mut self.buffer.state.notes.constants;
        let key = constants.key(words);
        if let Some(label) = constants.nodes.get(&key) {
            return Mem::label(Label(*label));
        }
        let label = self.label();
        let constants = &mut self.buffer.state.notes.constants;
        constants.nodes.insert(key, label.0);
        constants.pending.extend(words.iter().map(|&word| (word, label)));
        Mem::label(label)
    }

    /// Writes the constants that were asked for so far. Execution must not come to this place.
    #[inline]
    pub fn flush_constants(&mut self) {
        let mut pending = core::mem::take(&mut self.buffer.state.notes.constants.pending);
        if pending.is_empty() {
            return;
        }
        // The longest first, so that one alignment serves all of a length. A sort would be most of
        // the code of a small program.
        for len in [8, 4, 2, 1] {
            self.flush_of(len, &pending);
        }
        pending.clear();
        self.buffer.state.notes.constants.pending = pending;
    }

    /// Writes those of `len` words.
    #[inline]
    fn flush_of(&mut self, len: usize, pending: &[(u64, Label)]) {
        let mut aligned = false;
        let constants = pending.chunk_by(|(_, label), (_, next)| label == next);
        for constant in constants.filter(|constant| constant.len() == len) {
            if !aligned {
                self.align_data(8 * len as u32);
                aligned = true;
            }
            self.bind(constant[0].1);
            for &(word, _) in constant {
                self.data_u64(word);
            }
        }
    }

    /// Pads with the longest nops to a multiple of `bytes`, a power of two up to 4096, from the
    /// start of the buffer. The code must then lie at a multiple of [`Code::alignment`].
    ///
    /// [`Code::alignment`]: crate::Code::alignment
    #[inline]
    pub fn align(&mut self, bytes: u32) {
        self.pad(bytes, 0, false);
    }

    /// Like [`align`](Assembler::align), before data: pads with `int3`.
    #[inline]
    pub fn align_data(&mut self, bytes: u32) {
        self.pad(bytes, 0, true);
    }

    /// Pads so that the place `skew` bytes on is a multiple of `bytes`.
    #[inline]
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
    #[inline]
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

    #[inline]
    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        let at = self.buffer.pos as usize;
        // Room is missing only after a growth that failed, which `finish` reports.
        if let Some(room) = self.room_from(at).get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            self.buffer.pos += bytes.len() as u32;
        }
    }

    #[inline]
    fn note_data(&mut self, start: u32) {
        let end = self.buffer.pos;
        match self.buffer.state.notes.data.last_mut() {
            _ if start >= end => {}
            Some(last) if last.end == start => last.end = end,
            _ => self.buffer.state.notes.data.push(start..end),
        }
    }
}

/// The words of so many bytes, low byte first.
#[inline]
fn words<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

/// Bytes from `at` until `skew` bytes further is a multiple of `bytes`.
#[inline]
pub(crate) fn padding(at: u32, bytes: u32, skew: u32) -> u32 {
    at.wrapping_add(skew).wrapping_neg() & (bytes - 1)
}
