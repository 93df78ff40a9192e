//! The rows read backwards: which of them made these bytes.

use super::row::{Arg, BY_OPCODE, Decoration, Kind, ROWS, Row};
use crate::encoding::{Encoding, Space};

/// One instruction, read back.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub row: &'static Row,
    pub encoding: Encoding,
    /// The operands stand the other way round than in the row.
    pub swapped: bool,
    pub head: Head,
    pub modrm: u8,
    pub sib: u8,
    /// Offset, bytes and value of the displacement.
    pub disp: (usize, usize, i64),
    /// Offset and value of the immediate.
    pub imm: (usize, u64),
    pub len: usize,
}

/// Prefixes and opcode. Register bits are not inverted.
#[derive(Clone, Copy, Default)]
pub(crate) struct Head {
    pub space: u32,
    pub outer: Option<u8>,
    pub segment: Option<u8>,
    pub prefix: u32,
    pub map: u32,
    pub opcode: u32,
    pub wide: bool,
    pub rex: bool,
    /// Bits 3 and 4 of the numbers that the ModRM byte's fields begin.
    pub r: u32,
    pub x: u32,
    pub b: u32,
    /// Bit 4 of a general-purpose index or base, of EVEX and REX2.
    pub x4: u32,
    pub b4: u32,
    pub vvvv: u32,
    pub length: u32,
    pub mask: u32,
    pub zeroing: bool,
    pub b_bit: bool,
}

/// The instruction at the start of `code`, if it is one of the families'.
#[inline]
pub(crate) fn read(code: &[u8]) -> Option<Found> {
    [true, false].into_iter().find_map(|outer| {
        let mut reader = Reader { code, at: 0 };
        let head = Head::read(&mut reader, outer)?;
        let key = head.space << 12 | head.map << 8 | head.opcode;
        let start = BY_OPCODE.partition_point(|entry| entry.0 < key);
        let entries = BY_OPCODE[start..].iter().take_while(|entry| entry.0 == key);
        let after = reader.at;
        entries.into_iter().find_map(|&(_, row, at)| {
            let row = &ROWS[usize::from(row)];
            let encoding = row.encodings[usize::from(at & 1)];
            head.read_as(row, encoding, at & 2 != 0, &mut Reader { code, at: after })
        })
    })
}

impl Head {
    /// With `outer`, a first prefix 66 is one before another that is part of the opcode.
    #[inline]
    fn read(reader: &mut Reader<'_>, outer: bool) -> Option<Head> {
        let mut head = Head::default();
        let mut byte = reader.byte()?;
        if matches!(byte, 0x64 | 0x65 | 0x26 | 0x2e | 0x36 | 0x3e) {
            head.segment = Some(byte);
            byte = reader.byte()?;
        }
        if outer && matches!(byte, 0x66 | 0xf0 | 0x9b) {
            head.outer = Some(byte);
            byte = reader.byte()?;
            if matches!(byte, 0x64 | 0x65 | 0x26 | 0x2e | 0x36 | 0x3e) {
                head.segment = Some(byte);
                byte = reader.byte()?;
            }
        }
        head.prefix = match byte {
            0x66 => 1,
            0xf3 => 2,
            0xf2 => 3,
            _ => 0,
        };
        if head.prefix != 0 {
            byte = reader.byte()?;
        }
        match byte {
            0xc4 | 0xc5 => head.vex(byte, reader)?,
            0x62 => head.evex(reader)?,
            0x8f if reader.code.get(reader.at).is_some_and(|next| next & 31 > 7) => head.vex(byte, reader)?,
            _ => head.legacy(byte, reader)?,
        }
        Some(head)
    }

    #[inline]
    fn legacy(&mut self, first: u8, reader: &mut Reader<'_>) -> Option<()> {
        let mut byte = first;
        if byte == 0xd5 {
            let payload = u32::from(reader.byte()?);
            self.rex = true;
            self.wide = payload & 8 != 0;
            self.r = payload >> 2 & 1 | (payload >> 6 & 1) << 1;
            self.x = payload >> 1 & 1;
            self.b = payload & 1;
            self.x4 = payload >> 5 & 1;
            self.b4 = payload >> 4 & 1;
            self.map = payload >> 7;
            self.opcode = u32::from(reader.byte()?);
            return Some(());
        }
        if byte & 0xf0 == 0x40 {
            self.rex = true;
            self.wide = byte & 8 != 0;
            self.r = u32::from(byte >> 2 & 1);
            self.x = u32::from(byte >> 1 & 1);
            self.b = u32::from(byte & 1);
            byte = reader.byte()?;
        }
        if byte == 0x0f {
            self.map = 1;
            byte = reader.byte()?;
            if let 0x38 | 0x3a = byte {
                self.map = if byte == 0x38 { 2 } else { 3 };
                byte = reader.byte()?;
            }
        }
        self.opcode = u32::from(byte);
        Some(())
    }

    #[inline]
    fn vex(&mut self, first: u8, reader: &mut Reader<'_>) -> Option<()> {
        self.space = if first == 0x8f { 3 } else { 1 };
        let second = u32::from(reader.byte()?);
        let last = match first {
            0xc5 => {
                self.map = 1;
                self.r = !second >> 7 & 1;
                second
            }
            _ => {
                self.map = second & 31;
                self.r = !second >> 7 & 1;
                self.x = !second >> 6 & 1;
                self.b = !second >> 5 & 1;
                let third = u32::from(reader.byte()?);
                self.wide = third & 0x80 != 0;
                third
            }
        };
        self.vvvv = !last >> 3 & 15;
        self.length = last >> 2 & 1;
        self.prefix = last & 3;
        self.opcode = u32::from(reader.byte()?);
        Some(())
    }

    #[inline]
    fn evex(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        self.space = 2;
        let [first, second, third] = [reader.byte()?, reader.byte()?, reader.byte()?].map(u32::from);
        self.map = first & 7;
        self.r = !first >> 7 & 1 | (!first >> 4 & 1) << 1;
        self.x = !first >> 6 & 1;
        self.b = !first >> 5 & 1;
        self.b4 = first >> 3 & 1;
        self.wide = second & 0x80 != 0;
        self.vvvv = !second >> 3 & 15 | (!third >> 3 & 1) << 4;
        self.x4 = !second >> 2 & 1;
        self.prefix = second & 3;
        self.zeroing = third & 0x80 != 0;
        self.length = third >> 5 & 3;
        self.b_bit = third & 0x10 != 0;
        self.mask = third & 7;
        self.opcode = u32::from(reader.byte()?);
        Some(())
    }

    /// The instruction as this encoding of this row, if it is one.
    #[inline]
    fn read_as(&self, row: &'static Row, encoding: Encoding, swapped: bool, reader: &mut Reader<'_>) -> Option<Found> {
        let encoding = if swapped { encoding.stored() } else { encoding };
        let same = encoding.prefix() == self.prefix
            && encoding.outer() == self.outer
            && (encoding.wide() == self.wide || encoding.ignores_w());
        let is_vector = !matches!(encoding.space(), Space::Legacy);
        // What masks of a vector instruction are, are two bits for APX.
        let scalar = self.space == 2 && encoding.is_apx();
        let has_scc = row.args.iter().any(|arg| arg.kind == Kind::SourceCond);
        if scalar && !has_scc && (encoding.new_data() != self.b_bit || encoding.no_flags() != (self.mask & 4 != 0)) {
            return None;
        }
        let has_mem =
            row.args.iter().any(|arg| matches!(arg.kind, Kind::Mem(_) | Kind::Broadcast(..) | Kind::Gather(..)));
        let decorated = |arg: &Arg| matches!(arg.decoration, Decoration::Rounding | Decoration::Sae);
        let rounds = self.space == 2 && self.b_bit && row.args.iter().any(decorated);
        let broadcasts = row.args.iter().any(|arg| matches!(arg.kind, Kind::Broadcast(..)));
        if self.space == 2 && !scalar && self.b_bit && !rounds && !broadcasts {
            return None;
        }
        let length_fits = !is_vector || rounds || encoding.ignores_length() || encoding.length() == self.length;
        if !same || !length_fits || self.segment.is_some() && !has_mem {
            return None;
        }
        let mut found =
            Found { row, encoding, swapped, head: *self, modrm: 0, sib: 0, disp: (0, 0, 0), imm: (0, 0), len: 0 };
        if let Some(fixed) = encoding.fixed_modrm() {
            (u32::from(reader.byte()?) == fixed).then_some(())?;
        } else if encoding.has_modrm() || has_mem {
            found.read_modrm(reader)?;
            (has_mem == (found.modrm < 0xc0)).then_some(())?;
            let digit = u32::from(found.modrm >> 3 & 7);
            encoding.digit().is_none_or(|wanted| wanted == digit).then_some(())?;
        }
        found.imm.0 = reader.at;
        let imm_bytes = encoding.imm_bytes() + u32::from(encoding.register_in_imm());
        for index in 0..imm_bytes {
            found.imm.1 |= u64::from(reader.byte()?) << (8 * index);
        }
        found.len = reader.at;
        Some(found)
    }
}

impl Found {
    #[inline]
    fn read_modrm(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        self.modrm = reader.byte()?;
        let mode = self.modrm >> 6;
        if mode == 3 {
            return Some(());
        }
        let mut base = self.modrm & 7;
        if base == 4 {
            self.sib = reader.byte()?;
            base = self.sib & 7;
        }
        let len = match mode {
            0 if base == 5 => 4,
            0 => 0,
            1 => 1,
            _ => 4,
        };
        let at = reader.at;
        let mut value = 0;
        for index in 0..len {
            value |= i64::from(reader.byte()?) << (8 * index);
        }
        let value = match len {
            1 => i64::from(value as i8) << self.encoding.disp_shift(self.head.b_bit),
            _ => i64::from(value as i32),
        };
        self.disp = (at, len, value);
        Some(())
    }
}

struct Reader<'a> {
    code: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    #[inline]
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.code.get(self.at)?;
        self.at += 1;
        Some(byte)
    }
}
