//! An ELF image in memory that tells a debugger the names, addresses and frames of functions.
//!
//! Only headers and symbols: the code itself stays where it is, and its sections say so.

use std::ops::Range;

use super::frame::Frame;
use crate::machine::ELF_MACHINE;

const HEADER_BYTES: usize = 64;
const SECTION_HEADER_BYTES: usize = 64;
const SYMBOL_BYTES: usize = 24;

const SHT_PROGBITS: u32 = 1;
const SHT_SYMTAB: u32 = 2;
const SHT_STRTAB: u32 = 3;
const SHT_NOBITS: u32 = 8;
const SHF_ALLOC: u64 = 2;
const SHF_EXECINSTR: u64 = 4;
/// `STB_GLOBAL << 4 | STT_FUNC`
const GLOBAL_FUNCTION: u8 = 0x12;

/// Names of the sections; the constants below are offsets in it.
const NAMES: &[u8] = b"\0.text\0.symtab\0.strtab\0.eh_frame\0";
const TEXT: u32 = 1;
const SYMTAB: u32 = 7;
const STRTAB: u32 = 15;
const EH_FRAME: u32 = 23;
/// Indexes of the sections in the table.
const STRTAB_INDEX: u32 = 2;
const FIRST_TEXT_INDEX: u16 = 4;

struct Section {
    name: u32,
    kind: u32,
    flags: u64,
    addr: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    entry_size: u64,
}

/// What a debugger is told of a function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) base: usize,
    len: usize,
    name: Box<str>,
    /// Its entries of `.eh_frame`.
    frames: Vec<u8>,
}

impl Function {
    /// The function of this name whose code is at `base`.
    pub(super) fn new(name: &str, base: usize, code: &[u8], frame: Option<Frame>) -> Self {
        let frames = frame.map_or_else(Vec::new, |frame| frame.function_entries(base, code));
        Function { base, len: code.len(), name: name.replace('\0', " ").into(), frames }
    }

    /// Its memory.
    pub(super) fn range(&self) -> Range<usize> {
        self.base..self.base + self.len
    }
}

/// The image for these functions, of which there are fewer than 60,000.
pub(super) fn image(functions: &[Function]) -> Box<[u8]> {
    let mut image = vec![0; HEADER_BYTES];
    let mut names = NAMES.to_vec();
    let symbols = place(&mut image, &symbol_table(functions, &mut names));
    let strings = place(&mut image, &names);
    let frames = place(&mut image, &frame_section(functions));
    let mut sections = vec![
        section(0, 0, (0, 0)),
        Section {
            link: STRTAB_INDEX,
            info: 1, // the first global symbol
            entry_size: SYMBOL_BYTES as u64,
            ..section(SYMTAB, SHT_SYMTAB, symbols)
        },
        section(STRTAB, SHT_STRTAB, strings),
        Section { flags: SHF_ALLOC, ..section(EH_FRAME, SHT_PROGBITS, frames) },
    ];
    sections.extend(functions.iter().map(text));
    let table = image.len();
    sections.iter().for_each(|section| section.write(&mut image));
    header(&mut image, table, sections.len());
    image.into_boxed_slice()
}

/// A function's code, which stays where it is.
fn text(function: &Function) -> Section {
    let flags = SHF_ALLOC | SHF_EXECINSTR;
    Section { flags, addr: function.base as u64, ..section(TEXT, SHT_NOBITS, (0, function.len)) }
}

/// Appends `bytes` at a multiple of 8 and returns their offset and length.
fn place(image: &mut Vec<u8>, bytes: &[u8]) -> (usize, usize) {
    let offset = image.len();
    image.extend_from_slice(bytes);
    image.resize(image.len().next_multiple_of(8), 0);
    (offset, bytes.len())
}

/// The empty symbol, and each function at the start of its section. Appends their names.
fn symbol_table(functions: &[Function], names: &mut Vec<u8>) -> Vec<u8> {
    let mut table = vec![0; SYMBOL_BYTES];
    for (function, section) in functions.iter().zip(FIRST_TEXT_INDEX..) {
        table.extend_from_slice(&(names.len() as u32).to_le_bytes());
        table.extend_from_slice(&[GLOBAL_FUNCTION, 0]);
        table.extend_from_slice(&section.to_le_bytes());
        table.extend_from_slice(&0u64.to_le_bytes());
        table.extend_from_slice(&(function.len as u64).to_le_bytes());
        names.extend_from_slice(function.name.as_bytes());
        names.push(0);
    }
    table
}

/// The functions' entries and the empty one that ends them.
fn frame_section(functions: &[Function]) -> Vec<u8> {
    let mut section: Vec<u8> = functions.iter().flat_map(|function| &function.frames).copied().collect();
    section.extend_from_slice(&0u32.to_le_bytes());
    section
}

fn section(name: u32, kind: u32, (offset, size): (usize, usize)) -> Section {
    let (offset, size) = (offset as u64, size as u64);
    Section { name, kind, flags: 0, addr: 0, offset, size, link: 0, info: 0, entry_size: 0 }
}

impl Section {
    fn write(&self, image: &mut Vec<u8>) {
        image.extend_from_slice(&self.name.to_le_bytes());
        image.extend_from_slice(&self.kind.to_le_bytes());
        for word in [self.flags, self.addr, self.offset, self.size] {
            image.extend_from_slice(&word.to_le_bytes());
        }
        image.extend_from_slice(&self.link.to_le_bytes());
        image.extend_from_slice(&self.info.to_le_bytes());
        image.extend_from_slice(&16u64.to_le_bytes()); // alignment
        image.extend_from_slice(&self.entry_size.to_le_bytes());
    }
}

fn header(image: &mut [u8], table: usize, sections: usize) {
    let mut put = |offset: usize, bytes: &[u8]| image[offset..][..bytes.len()].copy_from_slice(bytes);
    put(0, b"\x7fELF\x02\x01\x01"); // 64 bits, little-endian, version 1
    put(16, &1u16.to_le_bytes()); // relocatable
    put(18, &ELF_MACHINE.to_le_bytes());
    put(20, &1u32.to_le_bytes()); // version
    put(40, &(table as u64).to_le_bytes());
    put(52, &(HEADER_BYTES as u16).to_le_bytes());
    put(58, &(SECTION_HEADER_BYTES as u16).to_le_bytes());
    put(60, &(sections as u16).to_le_bytes());
    put(62, &(STRTAB_INDEX as u16).to_le_bytes());
}
