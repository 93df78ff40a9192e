//! An ELF image in memory that tells a debugger one function's name, address and frame.
//!
//! Only headers and symbols: the code itself stays where it is, and its section says so.

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
const TEXT_INDEX: u16 = 1;
const STRTAB_INDEX: u32 = 3;

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

/// The image for code at `base`.
pub(super) fn image(name: &str, base: usize, code: &[u8], frame: Option<Frame>) -> Box<[u8]> {
    let len = code.len();
    let mut image = vec![0; HEADER_BYTES];
    let symbols = place(&mut image, &symbol_table(len));
    let strings = place(&mut image, &[NAMES, name.replace('\0', " ").as_bytes(), b"\0"].concat());
    let frames = place(&mut image, &frame.map_or_else(Vec::new, |frame| frame.function_section(base, code)));
    let eh_frame = Section { flags: SHF_ALLOC, ..section(EH_FRAME, SHT_PROGBITS, frames) };
    let mut sections = vec![
        section(0, 0, (0, 0)),
        Section { flags: SHF_ALLOC | SHF_EXECINSTR, addr: base as u64, ..section(TEXT, SHT_NOBITS, (0, len)) },
        Section {
            link: STRTAB_INDEX,
            info: 1, // the first global symbol
            entry_size: SYMBOL_BYTES as u64,
            ..section(SYMTAB, SHT_SYMTAB, symbols)
        },
        section(STRTAB, SHT_STRTAB, strings),
    ];
    if frame.is_some() {
        sections.push(eh_frame);
    }
    let table = image.len();
    sections.iter().for_each(|section| section.write(&mut image));
    header(&mut image, table, sections.len());
    image.into_boxed_slice()
}

/// Appends `bytes` at a multiple of 8 and returns their offset and length.
fn place(image: &mut Vec<u8>, bytes: &[u8]) -> (usize, usize) {
    let offset = image.len();
    image.extend_from_slice(bytes);
    image.resize(image.len().next_multiple_of(8), 0);
    (offset, bytes.len())
}

/// The empty symbol, and the function at the start of `.text`.
fn symbol_table(len: usize) -> Vec<u8> {
    let mut table = vec![0; SYMBOL_BYTES];
    table.extend_from_slice(&(NAMES.len() as u32).to_le_bytes());
    table.extend_from_slice(&[GLOBAL_FUNCTION, 0]);
    table.extend_from_slice(&TEXT_INDEX.to_le_bytes());
    table.extend_from_slice(&0u64.to_le_bytes());
    table.extend_from_slice(&(len as u64).to_le_bytes());
    table
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
