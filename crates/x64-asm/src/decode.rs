//! The instruction table read backwards: which row made these bytes, and with what operands.
//!
//! It knows only the encodings that this crate makes. That suffices for listings, which read what
//! an assembler wrote.

use crate::branch::{Branch, branch_at};
use crate::row::{BY_OPCODE, ROWS, Row};

/// One instruction, read back.
#[derive(Clone, Copy, Default)]
pub(crate) struct Decoded {
    pub what: What,
    pub len: usize,
    /// REX or VEX bits: W, R, X, B from bit 3 down.
    pub rex: u8,
    pub opcode: u8,
    pub modrm: u8,
    pub sib: u8,
    pub vvvv: u8,
    /// Bit 4 of numbers, of REX2 and EVEX: R, X, B from bit 2 down.
    pub high: u8,
    /// A prefix that says a segment.
    pub segment: Option<u8>,
    /// Offset in the instruction, length and value of the displacement.
    pub disp: Field,
    pub imm: Field,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Field {
    pub at: usize,
    pub len: usize,
    pub value: i64,
}

impl Field {
    /// The value of a field of at most four bytes, zero-extended.
    #[inline]
    pub fn unsigned(self) -> i64 {
        self.value & ((1 << (8 * self.len.min(4))) - 1)
    }
}

#[derive(Clone, Copy, Default)]
pub(crate) enum What {
    /// A row of the table, and which of its encodings.
    Row(usize, usize),
    #[default]
    Jump,
    JumpIf(u8),
    Call,
    /// One of `branch.rs`.
    Branch(&'static Branch),
}

/// The instruction at the start of `code`, if it is one of the table's.
#[inline]
pub(crate) fn decode(code: &[u8]) -> Option<Decoded> {
    let mut reader = Reader { code, at: 0 };
    if let Some(branch) = branch_at(code) {
        reader.at = branch.head.len();
        let field = reader.field(branch.width)?;
        let (disp, imm) = if branch.reads { (field, Field::default()) } else { (Field::default(), field) };
        return Some(Decoded { what: What::Branch(branch), len: reader.at, disp, imm, ..Decoded::default() });
    }
    let head = Head::read(&mut reader)?;
    if let Some(decoded) = head.relative(&mut reader) {
        return Some(decoded);
    }
    let rest = reader.at;
    let key = u16::from(head.vex) << 11 | u16::from(head.map) << 8 | u16::from(head.opcode);
    let first = BY_OPCODE.partition_point(|(other, ..)| *other < key);
    BY_OPCODE[first..].iter().take_while(|(other, ..)| *other == key).find_map(|&(_, row, encoding)| {
        let at = rest;
        head.read_as(row as usize, encoding as usize, &mut Reader { code, at })
    })
}

impl Decoded {
    /// The row, for an instruction of the table.
    #[inline]
    pub fn row(&self) -> Option<(&'static Row, usize)> {
        match self.what {
            What::Row(row, encoding) => Some((&ROWS[row], encoding)),
            What::Jump | What::JumpIf(_) | What::Call | What::Branch(_) => None,
        }
    }

    /// Whether the instruction's last field has this many bytes.
    #[inline]
    pub fn ends_in(&self, bytes: usize) -> bool {
        match self.imm.len {
            0 => self.disp.len == bytes,
            len => len == bytes,
        }
    }

    #[inline]
    pub fn reg(&self) -> u8 {
        self.modrm >> 3 & 7 | (self.rex & 4) << 1 | (self.high & 4) << 2
    }

    #[inline]
    pub fn rm(&self) -> u8 {
        self.modrm & 7 | (self.rex & 1) << 3 | (self.high & 1) << 4
    }

    #[inline]
    pub fn opcode_register(&self) -> u8 {
        self.opcode & 7 | (self.rex & 1) << 3 | (self.high & 1) << 4
    }
}

/// Prefixes and opcode.
#[derive(Clone, Copy, Default)]
struct Head {
    prefixes: u16,
    rex: u8,
    high: u8,
    segment: Option<u8>,
    vex: bool,
    vvvv: u8,
    map: u8,
    opcode: u8,
}

impl Head {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> Option<Head> {
        let mut head = Head::default();
        let mut shift = 0;
        let mut byte = reader.byte()?;
        if matches!(byte, 0x26 | 0x2e | 0x36 | 0x3e | 0x64 | 0x65) {
            head.segment = Some(byte);
            byte = reader.byte()?;
        }
        while matches!(byte, 0x66 | 0xf0 | 0xf2 | 0xf3) && shift < 16 {
            head.prefixes |= u16::from(byte) << shift;
            shift += 8;
            byte = reader.byte()?;
        }
        match byte {
            0xc4 | 0xc5 => head.read_vex(byte, reader)?,
            0x62 => head.read_evex(reader)?,
            0xd5 => head.read_rex2(reader)?,
            _ => head.read_rex(byte, reader)?,
        }
        Some(head)
    }

    #[inline]
    fn read_rex(&mut self, byte: u8, reader: &mut Reader<'_>) -> Option<()> {
        let mut byte = byte;
        if byte & 0xf0 == 0x40 {
            self.rex = byte & 15;
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
        self.opcode = byte;
        Some(())
    }

    #[inline]
    fn read_vex(&mut self, byte: u8, reader: &mut Reader<'_>) -> Option<()> {
        self.vex = true;
        let second = reader.byte()?;
        let last = match byte {
            0xc5 => {
                self.map = 1;
                self.rex = (!second & 0x80) >> 5;
                second & 0x7f
            }
            _ => {
                self.map = second & 3;
                let third = reader.byte()?;
                self.rex = (!second & 0xe0) >> 5 | (third & 0x80) >> 4;
                third
            }
        };
        self.vvvv = !last >> 3 & 15;
        self.prefixes = [0, 0x66, 0xf3, 0xf2][usize::from(last & 3)];
        self.opcode = reader.byte()?;
        Some(())
    }

    #[inline]
    fn read_rex2(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let payload = reader.byte()?;
        self.rex = payload & 15;
        self.high = payload >> 4 & 7;
        self.map = payload >> 7;
        self.opcode = reader.byte()?;
        Some(())
    }

    /// The scalar instructions that APX moved to EVEX; `movbe` got other opcodes.
    #[inline]
    fn read_evex(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let [first, second, third] = [reader.byte()?, reader.byte()?, reader.byte()?];
        (third & 0xf7 == 0).then_some(())?;
        self.vex = true;
        self.map = first & 7;
        self.rex = (!first & 0xe0) >> 5 | (second & 0x80) >> 4;
        self.high = (!first >> 4 & 1) << 2 | (!second >> 2 & 1) << 1 | (first >> 3 & 1);
        self.vvvv = !second >> 3 & 15 | (!third >> 3 & 1) << 4;
        self.prefixes = [0, 0x66, 0xf3, 0xf2][usize::from(second & 3)];
        self.opcode = reader.byte()?;
        if self.map == 4 {
            (self.opcode & 0xfe == 0x60).then_some(())?;
            (self.vex, self.map, self.opcode) = (false, 2, 0xf0 | self.opcode & 1);
        }
        (self.map < 4).then_some(())
    }

    /// Jumps and calls to a label, which have methods of their own.
    #[inline]
    fn relative(&self, reader: &mut Reader<'_>) -> Option<Decoded> {
        let (what, len) = match (self.vex, self.map, self.opcode) {
            (false, 0, 0xe8) => (What::Call, 4),
            (false, 0, 0xe9) => (What::Jump, 4),
            (false, 0, 0xeb) => (What::Jump, 1),
            (false, 0, 0x70..=0x7f) => (What::JumpIf(self.opcode & 15), 1),
            (false, 1, 0x80..=0x8f) => (What::JumpIf(self.opcode & 15), 4),
            _ => return None,
        };
        let imm = reader.field(len)?;
        Some(Decoded { what, len: reader.at, imm, ..Decoded::default() })
    }

    /// The instruction as this encoding of this row, if it is one.
    #[inline]
    fn read_as(&self, row: usize, encoding: usize, reader: &mut Reader<'_>) -> Option<Decoded> {
        let op = ROWS[row].encodings[encoding];
        if op.prefixes() != u32::from(self.prefixes) || op.wide() != (self.rex & 8 != 0) {
            return None;
        }
        let mut decoded = Decoded {
            what: What::Row(row, encoding),
            rex: self.rex,
            opcode: self.opcode,
            vvvv: self.vvvv,
            high: self.high,
            segment: self.segment,
            ..Decoded::default()
        };
        let has_mem = ROWS[row].form.has_mem(encoding);
        if let Some(fixed) = op.fixed_modrm() {
            (u32::from(reader.byte()?) == fixed).then_some(())?;
        } else if op.has_modrm() || has_mem {
            decoded.read_modrm(reader)?;
            (has_mem == (decoded.modrm < 0xc0)).then_some(())?;
            let digit = u32::from(decoded.modrm >> 3 & 7);
            (op.digit().is_none_or(|wanted| wanted == digit)).then_some(())?;
        } else if !op.plus_register() && (self.rex & 7 != 0 || self.high != 0) {
            return None;
        }
        decoded.imm = reader.field(op.imm_bytes() as usize)?;
        decoded.len = reader.at;
        Some(decoded)
    }
}

impl Decoded {
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
        self.disp = reader.field(len)?;
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

    /// A sign-extended little-endian number of `len` bytes.
    #[inline]
    fn field(&mut self, len: usize) -> Option<Field> {
        let at = self.at;
        let bytes = self.code.get(at..at + len)?;
        self.at += len;
        let mut value = 0;
        for &byte in bytes.iter().rev() {
            value = value << 8 | u64::from(byte);
        }
        let unused = 64 - 8 * len.max(1) as u32;
        let value = (value << unused) as i64 >> unused;
        Some(Field { at, len, value })
    }
}
