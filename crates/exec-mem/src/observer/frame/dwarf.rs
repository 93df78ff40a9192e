//! Call frame information as DWARF has it.
//!
//! One rule covers a whole region, so it must hold at every call that the code makes. It does
//! not hold inside a prologue or epilogue, where nobody unwinds but a signal or a debugger. A
//! debugger or a profiler, which is told of each function alone, gets the rules of the prologue
//! too.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(not(target_arch = "aarch64"))]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64::{FRAME_POINTER, RETURN_ADDRESS, STACK_POINTER};
#[cfg(not(target_arch = "aarch64"))]
use x86_64::{FRAME_POINTER, RETURN_ADDRESS, STACK_POINTER};

use super::Frame;

const DW_CFA_DEF_CFA: u8 = 0x0c;
const DW_CFA_OFFSET: u8 = 0x80;
const DW_CFA_NOP: u8 = 0;

const DW_CFA_ADVANCE: u8 = 0x40;

/// What holds from an offset in the code on.
#[derive(Clone, Copy)]
struct Rule {
    from: u8,
    /// The register and what is added to it to give the caller's stack pointer.
    caller: (u8, u8),
    /// The return address is in the word below the caller's stack pointer.
    return_saved: bool,
    /// The caller's frame pointer is in the word below that.
    pointer_saved: bool,
}

impl Frame {
    /// An `.eh_frame` section of one entry that covers `len` bytes from `base` on, with one rule.
    #[cfg(feature = "eh-frame")]
    pub(in crate::observer) fn section(self, base: usize, len: usize) -> Vec<u8> {
        let mut section = entries(Begin::At(base), len, &[self.body_rule(0)]);
        section.extend_from_slice(&0u32.to_le_bytes());
        section
    }

    /// The same for one function, whose prologue has rules of its own, and without the empty entry
    /// at the end.
    #[cfg(feature = "gdb")]
    pub(in crate::observer) fn function_entries(self, base: usize, code: &[u8]) -> Vec<u8> {
        entries(Begin::At(base), code.len(), &self.function_rules(code))
    }

    /// Two sections for one function, the second of which is as long as the number says:
    /// `.eh_frame`, which begins at the first multiple of 8 behind the code, and `.eh_frame_hdr`.
    /// They have no address in them.
    #[cfg(feature = "jitdump")]
    pub(in crate::observer) fn sections_behind(self, code: &[u8]) -> (Vec<u8>, usize) {
        let distance = code.len().next_multiple_of(8);
        let mut sections = entries(Begin::Before(distance), code.len(), &self.function_rules(code));
        sections.extend_from_slice(&0u32.to_le_bytes());
        let header = header(&sections, distance);
        sections.extend_from_slice(&header);
        (sections, header.len())
    }

    #[cfg(any(feature = "gdb", feature = "jitdump"))]
    fn function_rules(self, code: &[u8]) -> Vec<Rule> {
        match self.prologue(code) {
            (mut rules, end) if !rules.is_empty() => {
                rules.push(self.body_rule(end));
                rules
            }
            _ => vec![self.body_rule(0)],
        }
    }

    /// What holds behind the prologue.
    fn body_rule(self, from: u8) -> Rule {
        let (caller, pointer_saved) = match self {
            Frame::Pointer => ((FRAME_POINTER, 16), true),
            Frame::Fixed { bytes, saves_rbp } => ((STACK_POINTER, bytes), saves_rbp),
        };
        Rule { from, caller, return_saved: true, pointer_saved }
    }
}

/// Where the code begins that entries are about.
#[derive(Clone, Copy)]
enum Begin {
    /// At this address.
    #[cfg(any(feature = "eh-frame", feature = "gdb"))]
    At(usize),
    /// This far before the section.
    #[cfg_attr(not(feature = "jitdump"), expect(dead_code, reason = "others have the address"))]
    Before(usize),
}

/// The header by which an unwinder finds the one entry of the section before it, whose code begins
/// `distance` before the section.
#[cfg(feature = "jitdump")]
fn header(section: &[u8], distance: usize) -> [u8; 20] {
    const TABLE: [u8; 4] = [
        1,    // version
        0x1b, // the section: relative to the field, 4 bytes with sign
        0x03, // the number of entries: 4 bytes
        0x3b, // the table: relative to this header, 4 bytes with sign
    ];
    let mut header = [0; 20];
    let back = |bytes: usize| (bytes as u32).wrapping_neg();
    // The common entry comes first, with its length before it.
    let common = section.first_chunk().map_or(0, |len| 4 + u32::from_le_bytes(*len) as usize);
    let len = section.len();
    let words = [back(len + TABLE.len()), 1, back(len + distance), back(len - common)];
    header[..4].copy_from_slice(&TABLE);
    for (to, word) in header[4..].chunks_exact_mut(4).zip(words) {
        to.copy_from_slice(&word.to_le_bytes());
    }
    header
}

impl Begin {
    /// How addresses are written, for the common entry.
    fn encoding(self) -> u8 {
        match self {
            #[cfg(any(feature = "eh-frame", feature = "gdb"))]
            Begin::At(_) => 0,
            // Relative to the field, 4 bytes with sign.
            Begin::Before(_) => 0x1b,
        }
    }

    /// Writes where the code begins and its length. `at` is the place of this in the section.
    fn write(self, len: usize, body: &mut Vec<u8>, at: usize) {
        match self {
            #[cfg(any(feature = "eh-frame", feature = "gdb"))]
            Begin::At(base) => {
                body.extend_from_slice(&base.to_le_bytes());
                body.extend_from_slice(&len.to_le_bytes());
            }
            Begin::Before(distance) => {
                body.extend_from_slice(&((distance + at) as u32).wrapping_neg().to_le_bytes());
                body.extend_from_slice(&(len as u32).to_le_bytes());
            }
        }
    }
}

fn entries(begin: Begin, len: usize, rules: &[Rule]) -> Vec<u8> {
    let (first, later) = rules.split_first().expect("some rule holds at the start");
    let mut section = Vec::new();
    entry(&mut section, |body, _| {
        body.extend_from_slice(&0u32.to_le_bytes()); // a common entry
        body.push(1); // version
        body.extend_from_slice(b"zR\0");
        body.push(1); // code alignment
        body.push(0x78); // data alignment: -8 as SLEB128
        body.push(RETURN_ADDRESS);
        body.push(1); // one byte of augmentation:
        body.push(begin.encoding());
        first.write(body);
    });
    entry(&mut section, |body, at| {
        // The distance from this field back to the common entry.
        body.extend_from_slice(&(at as u32).to_le_bytes());
        begin.write(len, body, at + 4);
        body.push(0); // no augmentation
        let mut from = first.from;
        for rule in later {
            body.push(DW_CFA_ADVANCE | (rule.from - from));
            rule.write(body);
            from = rule.from;
        }
    });
    section
}

impl Rule {
    fn write(self, body: &mut Vec<u8>) {
        let (register, offset) = self.caller;
        body.extend_from_slice(&[DW_CFA_DEF_CFA, register]);
        uleb128(body, offset);
        if self.return_saved {
            body.extend_from_slice(&[DW_CFA_OFFSET | RETURN_ADDRESS, 1]);
        }
        if self.pointer_saved {
            body.extend_from_slice(&[DW_CFA_OFFSET | FRAME_POINTER, 2]);
        }
    }
}

fn uleb128(body: &mut Vec<u8>, value: u8) {
    if value < 0x80 {
        body.push(value);
    } else {
        body.extend_from_slice(&[value | 0x80, 1]);
    }
}

/// Appends an entry with its length before it, padded to 8 bytes. `fill` is told the position of
/// its first byte.
fn entry(section: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>, usize)) {
    let mut body = Vec::new();
    fill(&mut body, section.len() + 4);
    while !(section.len() + 4 + body.len()).is_multiple_of(8) {
        body.push(DW_CFA_NOP);
    }
    section.extend_from_slice(&(body.len() as u32).to_le_bytes());
    section.append(&mut body);
}
