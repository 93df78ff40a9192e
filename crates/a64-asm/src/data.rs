//! Data among the code: raw bytes, jump tables, pooled constants, and padding.
//!
//! What is written here is noted as data, so that a listing does not read it as instructions.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::encode::fp8;
use crate::error::Error;
use crate::label::{Fixup, Label, Use};
use crate::note::Align;
use crate::reg::{Vreg, XZR};

/// The constants asked for, each once, and those not yet written.
#[derive(Debug, Default)]
pub(crate) struct Constants {
    /// By size in bytes and value.
    labels: BTreeMap<(u32, u128), Label>,
    /// By the index of its label: value and size.
    values: BTreeMap<u32, (u128, u32)>,
    pending: Vec<(u128, u32, Label)>,
}

impl Constants {
    pub fn clear(&mut self) {
        self.labels.clear();
        self.values.clear();
        self.pending.clear();
    }

    /// Value and size of the constant with this label, if it is one.
    pub fn get(&self, label: u32) -> Option<(u128, u32)> {
        self.values.get(&label).copied()
    }
}

/// The longest alignment that may be asked for.
const MAX_ALIGN: u32 = 4096;
const NOP: u32 = 0xd503_201f;

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
        self.note_use(label, Use::Address);
        self.data_u64(0);
    }

    /// Writes the distance from label `from` to label `to` in four bytes: the entry of a jump
    /// table that needs no relocation.
    pub fn data_distance(&mut self, to: Label, from: Label) {
        match self.buffer.state.place(from) {
            Some(_) => self.note_use(to, Use::Distance { from: from.index() }),
            None => self.buffer.state.foreign(self.buffer.pos),
        }
        self.data_u32(0);
    }

    fn note_use(&mut self, label: Label, kind: Use) {
        let at = self.buffer.pos;
        match self.buffer.state.place(label) {
            Some(_) => self.buffer.state.notes.fixups.push(Fixup { at, label: label.index(), kind }),
            None => self.buffer.state.foreign(at),
        }
    }

    /// A word in a pool behind the code, for `ldr_rl32` or `ldr_sl`. Equal constants share a
    /// place. A load beyond 1 MiB of it is made to reach by `finish`.
    pub fn constant_u32(&mut self, bits: u32) -> Label {
        self.constant(bits.into(), 4)
    }

    /// Eight bytes in a pool behind the code, for `ldr_rl64` or `ldr_dl`; as
    /// [`constant_u32`](Self::constant_u32).
    ///
    /// ```
    /// # use a64_asm::{Assembler, V0, X0};
    /// # let mut a = Assembler::new();
    /// let half = a.constant_u64(0.3_f64.to_bits());
    /// a.ldr_dl(V0, half);
    /// a.ret();
    /// assert_eq!(a.finish()?.bytes().len(), 16);
    /// # Ok::<(), a64_asm::Error>(())
    /// ```
    pub fn constant_u64(&mut self, bits: u64) -> Label {
        self.constant(bits.into(), 8)
    }

    /// Sixteen bytes in a pool behind the code, for `ldr_ql`; as
    /// [`constant_u32`](Self::constant_u32).
    pub fn constant_u128(&mut self, bits: u128) -> Label {
        self.constant(bits, 16)
    }

    /// `vd = value` in a double: by `movi` or `fmov` where there is such an immediate, else from
    /// the pool.
    pub fn mov_di(&mut self, dd: Vreg, value: f64) {
        match value.to_bits() {
            0 => self.movi_di(dd, 0),
            _ if fp8(value).is_some() => self.fmov_di(dd, value),
            bits => {
                let label = self.constant_u64(bits);
                self.ldr_dl(dd, label);
            }
        }
    }

    /// `vd = value` in a single; as [`mov_di`](Self::mov_di).
    pub fn mov_si(&mut self, sd: Vreg, value: f32) {
        match value.to_bits() {
            0 => self.fmov_sr32(sd, XZR),
            _ if fp8(value.into()).is_some() => self.fmov_si(sd, value.into()),
            bits => {
                let label = self.constant_u32(bits);
                self.ldr_sl(sd, label);
            }
        }
    }

    fn constant(&mut self, bits: u128, bytes: u32) -> Label {
        if let Some(label) = self.buffer.state.notes.constants.labels.get(&(bytes, bits)) {
            return *label;
        }
        let label = self.label();
        let constants = &mut self.buffer.state.notes.constants;
        constants.labels.insert((bytes, bits), label);
        constants.values.insert(label.index(), (bits, bytes));
        constants.pending.push((bits, bytes, label));
        label
    }

    /// Writes the constants asked for so far here, where no execution may arrive.
    pub fn flush_constants(&mut self) {
        let mut pending = core::mem::take(&mut self.buffer.state.notes.constants.pending);
        pending.sort_by_key(|(_, bytes, _)| core::cmp::Reverse(*bytes));
        for (bits, bytes, label) in pending {
            if !self.buffer.pos.is_multiple_of(bytes) {
                self.align_data(bytes);
            }
            self.bind(label);
            self.data_bytes(&bits.to_le_bytes()[..bytes as usize]);
        }
    }

    /// Pads with `nop` to a multiple of `bytes`, a power of two up to 4096, from the start of
    /// the buffer. The code must then lie at a multiple of [`Code::alignment`].
    ///
    /// [`Code::alignment`]: crate::Code::alignment
    pub fn align(&mut self, bytes: u32) {
        self.pad(bytes, false);
    }

    /// Like [`align`](Assembler::align), before or behind data: pads with zeros, which are no
    /// instruction.
    pub fn align_data(&mut self, bytes: u32) {
        self.pad(bytes, true);
    }

    fn pad(&mut self, bytes: u32, data: bool) {
        let at = self.buffer.pos;
        if !bytes.is_power_of_two() || bytes > MAX_ALIGN {
            return self.fail(Error::InvalidAlignment { at, bytes });
        }
        let align = Align { at, len: padding(at, bytes), bytes, data };
        self.buffer.state.notes.max_align = self.buffer.state.notes.max_align.max(bytes);
        self.buffer.state.notes.aligns.push(align);
        self.put_padding(align.len, data);
        if data {
            self.note_data(at);
        }
    }

    /// Writes padding without noting it.
    pub(crate) fn put_padding(&mut self, len: u32, data: bool) {
        match data {
            true => (0..len).for_each(|_| self.put_bytes(&[0])),
            false => {
                self.put_padding(len % 4, true);
                (0..len / 4).for_each(|_| self.put_bytes(&NOP.to_le_bytes()));
            }
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

/// Bytes from `at` to a multiple of `bytes`.
pub(crate) fn padding(at: u32, bytes: u32) -> u32 {
    at.wrapping_neg() & (bytes - 1)
}
