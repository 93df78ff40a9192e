//! Reading the binary form, whoever wrote it.

use std::fmt;

use super::leb::{self, BadNumber};
use super::{HEADER_BYTES, MAGIC, VERSION, rows_fingerprint};
use crate::closed::{ScalarType, Signature};
use crate::inst::{Inst, Opcode};
use crate::module::{Capture, Chunk, Constant, LineEntry, Module, StructDecl};
use crate::operand::{ImportId, NameId, OperandKind, Slot, UpvalueId};
use crate::program::{ModuleId, Program};

/// Bytes that are not the binary form of a program. Places are offsets in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DecodeError {
    /// The file does not begin as a binary file does.
    NoBinary,
    /// Another version of the format.
    Version {
        /// The file's version.
        found: u16,
    },
    /// A file for another opcode table: it must be built again.
    OtherRows,
    /// The contents do not match the checksum: the file is damaged.
    Checksum,
    /// The file ends too early, or states a length that it cannot hold.
    Truncated {
        /// Where something was to be read.
        at: usize,
    },
    /// Something that the format does not have.
    Malformed {
        /// Where it stands.
        at: usize,
        /// What it should have been.
        what: &'static str,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::NoBinary => write!(f, "not a binary program"),
            DecodeError::Version { found } => {
                write!(f, "binary format {found}, but this is version {VERSION}; build the program again")
            }
            DecodeError::OtherRows => write!(f, "made for another instruction set; build the program again"),
            DecodeError::Checksum => write!(f, "damaged: the checksum does not match"),
            DecodeError::Truncated { at } => {
                write!(f, "the file is truncated: what begins at byte {at} is not complete")
            }
            DecodeError::Malformed { at, what } => write!(f, "byte {at}: expected {what}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Reads a program. It is not verified.
///
/// # Errors
/// The bytes are not what [`encode`](super::encode()) gives for any program.
pub fn decode(bytes: &[u8]) -> Result<Program, DecodeError> {
    let payload = check_header(bytes)?;
    let mut input = Input { bytes: payload, at: 0 };
    let program = input.program()?;
    if input.at < payload.len() {
        return Err(input.malformed("end of the file"));
    }
    Ok(program)
}

fn check_header(bytes: &[u8]) -> Result<&[u8], DecodeError> {
    if !bytes.starts_with(&MAGIC) {
        return Err(DecodeError::NoBinary);
    }
    let Some((header, payload)) = bytes.split_at_checked(HEADER_BYTES) else {
        return Err(DecodeError::Truncated { at: bytes.len() });
    };
    let u16_at = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let u32_at = |at: usize| u32::from(u16_at(at)) | u32::from(u16_at(at + 2)) << 16;
    if u16_at(8) != VERSION {
        return Err(DecodeError::Version { found: u16_at(8) });
    }
    if u16_at(10) != 0 {
        return Err(DecodeError::Malformed { at: 10, what: "known flag" });
    }
    if u32_at(12) != rows_fingerprint() {
        return Err(DecodeError::OtherRows);
    }
    if u32_at(16) != crc32fast::hash(payload) {
        return Err(DecodeError::Checksum);
    }
    Ok(payload)
}

/// The payload and how far it has been read.
struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The fewest bytes an entry of each list takes: a list that claims more entries than fit in the
/// rest of the file is refused before anything is reserved for it.
mod least {
    pub(super) const BYTE: usize = 1;
    pub(super) const CONSTANT: usize = 2;
    pub(super) const STRUCT: usize = 2;
    pub(super) const LINE: usize = 2;
    pub(super) const LINK: usize = 3;
    pub(super) const MODULE: usize = 7;
    pub(super) const CHUNK: usize = 10;
}

impl Input<'_> {
    fn truncated(&self) -> DecodeError {
        DecodeError::Truncated { at: HEADER_BYTES + self.at }
    }

    fn malformed(&self, what: &'static str) -> DecodeError {
        DecodeError::Malformed { at: HEADER_BYTES + self.at, what }
    }

    fn take(&mut self, count: usize) -> Result<&[u8], DecodeError> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| self.truncated())?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        let byte = *self.bytes.get(self.at).ok_or_else(|| self.truncated())?;
        self.at += 1;
        Ok(byte)
    }

    #[inline(always)]
    fn number(&mut self) -> Result<u64, DecodeError> {
        if let Some(&byte) = self.bytes.get(self.at).filter(|&&byte| byte < 0x80) {
            self.at += 1;
            return Ok(byte.into());
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Result<u64, DecodeError> {
        match leb::read(&self.bytes[self.at..]) {
            Ok((number, length)) => {
                self.at += length;
                Ok(number)
            }
            Err(BadNumber::Truncated) => Err(self.truncated()),
            Err(BadNumber::Malformed) => Err(self.malformed("number in its shortest form")),
        }
    }

    #[inline(always)]
    fn number_u32(&mut self) -> Result<u32, DecodeError> {
        let start = self.at;
        let number = self.number()?;
        u32::try_from(number).map_err(|_| Input { at: start, ..*self }.malformed("number of 32 bits"))
    }

    fn number_u16(&mut self) -> Result<u16, DecodeError> {
        let start = self.at;
        let number = self.number()?;
        u16::try_from(number).map_err(|_| Input { at: start, ..*self }.malformed("number of 16 bits"))
    }

    fn signed(&mut self) -> Result<i32, DecodeError> {
        self.number_u32().map(leb::unzigzag)
    }

    /// The length of a list whose entries take at least `least` bytes each.
    fn length(&mut self, least: usize) -> Result<usize, DecodeError> {
        let start = self.at;
        let length = self.number()?;
        let room = (self.bytes.len() - self.at) / least;
        match usize::try_from(length) {
            Ok(length) if length <= room => Ok(length),
            _ => Err(Input { at: start, ..*self }.truncated()),
        }
    }

    fn list<T>(
        &mut self,
        least: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let length = self.length(least)?;
        let mut list = Vec::with_capacity(length);
        for _ in 0..length {
            list.push(read(self)?);
        }
        Ok(list)
    }

    fn string(&mut self) -> Result<&[u8], DecodeError> {
        let length = self.length(least::BYTE)?;
        self.take(length)
    }

    fn text(&mut self) -> Result<Box<str>, DecodeError> {
        let start = self.at;
        let text = std::str::from_utf8(self.string()?).map(Box::from);
        text.map_err(|_| Input { at: start, ..*self }.malformed("text in UTF-8"))
    }

    fn name(&mut self) -> Result<NameId, DecodeError> {
        self.number_u32().map(NameId)
    }

    fn slot(&mut self) -> Result<Slot, DecodeError> {
        self.number_u16().map(Slot)
    }
}

impl Input<'_> {
    fn program(&mut self) -> Result<Program, DecodeError> {
        let modules = self.list(least::MODULE, Self::module)?;
        let mut program = Program::of_modules(modules).ok_or_else(|| self.malformed("main module"))?;
        self.links("link of an import to a module", |input, (importer, import)| {
            let imported = ModuleId(input.number_u32()?);
            Ok(program.link(importer, import, imported))
        })?;
        self.links("broken import", |input, (importer, import)| {
            let message = input.text()?;
            Ok(program.break_link(importer, import, &message))
        })?;
        Ok(program)
    }

    /// A list whose entries begin with an import, ascending; `read` reads the rest and says whether
    /// the entry may stand.
    fn links(
        &mut self,
        what: &'static str,
        mut read: impl FnMut(&mut Self, (ModuleId, ImportId)) -> Result<bool, DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut before = None;
        for _ in 0..self.length(least::LINK)? {
            let start = self.at;
            let key = (ModuleId(self.number_u32()?), ImportId(self.number_u32()?));
            let ascends = before.is_none_or(|before| before < key);
            before = Some(key);
            if !read(self, key)? || !ascends {
                return Err(Input { at: start, ..*self }.malformed(what));
            }
        }
        Ok(())
    }

    fn module(&mut self) -> Result<Module, DecodeError> {
        Ok(Module {
            path: self.text()?,
            names: self.list(least::BYTE, Self::text)?,
            constants: self.list(least::CONSTANT, Self::constant)?,
            globals: self.list(least::BYTE, Self::name)?,
            structs: self.list(least::STRUCT, Self::struct_decl)?,
            imports: self.list(least::BYTE, Self::text)?,
            chunks: self.list(least::CHUNK, Self::chunk)?,
        })
    }

    fn constant(&mut self) -> Result<Constant, DecodeError> {
        match self.byte()? {
            0 => self.signed().map(Constant::Int),
            1 => {
                let bytes = self.take(8)?.try_into().unwrap_or_default();
                Ok(Constant::Float(f64::from_bits(u64::from_le_bytes(bytes))))
            }
            2 => Ok(Constant::Str(self.string()?.into())),
            _ => {
                self.at -= 1;
                Err(self.malformed("kind of constant"))
            }
        }
    }

    fn struct_decl(&mut self) -> Result<StructDecl, DecodeError> {
        Ok(StructDecl { name: self.name()?, fields: self.list(least::BYTE, Self::name)? })
    }

    fn chunk(&mut self) -> Result<Chunk, DecodeError> {
        Ok(Chunk {
            name: self.name()?,
            params: self.number_u16()?,
            slots: self.number_u16()?,
            caches: self.number_u16()?,
            captures: self.list(least::BYTE, Self::capture)?,
            cells: self.list(least::BYTE, Self::slot)?,
            nil_slots: self.list(least::BYTE, Self::slot)?,
            closed: self.closed()?,
            code: self.code()?,
            lines: self.lines()?,
        })
    }

    fn closed(&mut self) -> Result<Option<Box<Signature>>, DecodeError> {
        if self.bytes.get(self.at) == Some(&0) {
            self.at += 1;
            return Ok(None);
        }
        let result = self.scalar_type()?;
        Ok(Some(Box::new(Signature { slots: self.list(least::BYTE, Self::scalar_type)?, result })))
    }

    fn scalar_type(&mut self) -> Result<ScalarType, DecodeError> {
        match self.byte()? {
            1 => Ok(ScalarType::Int),
            2 => Ok(ScalarType::Float),
            3 => Ok(ScalarType::Bool),
            _ => {
                self.at -= 1;
                Err(self.malformed("type"))
            }
        }
    }

    fn capture(&mut self) -> Result<Capture, DecodeError> {
        let start = self.at;
        let number = self.number()?;
        let index = u16::try_from(number >> 1).map_err(|_| Input { at: start, ..*self }.malformed("capture"))?;
        Ok(if number & 1 == 0 { Capture::Slot(Slot(index)) } else { Capture::Upvalue(UpvalueId(index)) })
    }

    fn code(&mut self) -> Result<Vec<Inst>, DecodeError> {
        let mut at = 0u32;
        self.list(least::BYTE, |input| {
            let inst = input.inst(at);
            at = at.wrapping_add(1);
            inst
        })
    }

    fn inst(&mut self, at: u32) -> Result<Inst, DecodeError> {
        let start = self.at;
        let number = self.byte()?;
        let Some(&opcode) = Opcode::ALL.get(usize::from(number)) else {
            return Err(Input { at: start, ..*self }.malformed("opcode"));
        };
        let mut words = [0; 3];
        let kinds = opcode.kinds();
        for (word, &kind) in words.iter_mut().zip(kinds) {
            *word = match kind {
                OperandKind::Imm => self.signed()?.cast_unsigned(),
                OperandKind::Target => at.wrapping_add(self.signed()?.cast_unsigned()),
                _ => self.number_u32()?,
            };
        }
        let inst = Inst::from_operands(opcode, &words[..kinds.len()]);
        inst.ok_or_else(|| Input { at: start, ..*self }.malformed("instruction with operands in range"))
    }

    fn lines(&mut self) -> Result<Vec<LineEntry>, DecodeError> {
        let mut before = LineEntry { start: 0, line: 0 };
        self.list(least::LINE, |input| {
            let start = before.start.wrapping_add(input.number_u32()?);
            let line = before.line.wrapping_add(input.signed()?.cast_unsigned());
            before = LineEntry { start, line };
            Ok(before)
        })
    }
}
