//! Code as text: Intel syntax with the names of labels, and comments.
//!
//! The instruction table, read backwards, gives the instructions; the assembler's notes give
//! labels, data and comments. So no decoder is needed, and assembling keeps nothing for listings.
//!
//! What only prints is `inline`, so that it is built in programs that print, and not with the crate.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::assembler::Assembler;
use crate::code::Code;
use crate::decode::decode;
use crate::family::Found;
use crate::label::{Fixup, UNBOUND, Use};
use crate::note::Align;
use crate::spelling::displacement;

/// The text of some code. Its `Display` has a line for each instruction: offset, bytes, text.
///
/// Spelling: Intel syntax in lower case; sizes (`dword ptr`) only where no register tells;
/// numbers from 10 on in hexadecimal, signed; a label where an operand refers to one, `[L1]`
/// being relative to RIP; padding as `align 16`.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    code: Code<'a>,
}

impl<'a> Code<'a> {
    /// The code as text.
    #[inline]
    pub fn listing(self) -> Listing<'a> {
        Listing { code: self }
    }
}

impl Listing<'_> {
    /// The text for snapshot tests: without offsets, and with `..` for the bytes of every field
    /// that refers to a label or an external address. So a change does not show on lines that it is
    /// not about.
    #[inline]
    pub fn stable(self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = Printer::new(self.code.assembler, true).print(&mut text);
        text
    }
}

impl fmt::Display for Listing<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer::new(self.code.assembler, false).print(f)
    }
}

/// Column of the text, counted from the first byte.
const TEXT_COLUMN: usize = 32;

pub(crate) struct Printer<'a> {
    assembler: &'a Assembler,
    code: &'a [u8],
    stable: bool,
    /// Labels to show, by offset.
    labels: Vec<(u32, u32)>,
    /// Uses of labels and external addresses, by offset of the field.
    references: Vec<(u32, Reference)>,
}

/// What a field refers to.
#[derive(Clone, Copy)]
pub(crate) enum Reference {
    Label {
        label: u32,
        addend: i32,
    },
    /// The distance between two labels.
    Distance {
        to: u32,
        from: u32,
    },
    External {
        external: u32,
        addend: i32,
    },
}

impl Reference {
    #[inline]
    fn from_fixup(fixup: &Fixup) -> Reference {
        let Fixup { label, addend, .. } = *fixup;
        match fixup.kind {
            Use::Distance => Reference::Distance { to: label, from: addend as u32 },
            Use::Short | Use::Relative | Use::Address => Reference::Label { label, addend },
        }
    }
}

impl<'a> Printer<'a> {
    #[inline]
    fn new(assembler: &'a Assembler, stable: bool) -> Printer<'a> {
        let notes = &assembler.buffer.state.notes;
        let jumps = notes.jumps.iter().map(|jump| jump.label);
        let mut used: Vec<u32> = notes.fixups.iter().map(|f| f.label).chain(jumps).collect();
        let bases = notes.fixups.iter().filter(|f| f.kind == Use::Distance);
        used.extend(bases.map(|f| f.addend as u32));
        used.extend(notes.label_names.iter().map(|(label, _)| *label));
        used.sort_unstable();
        used.dedup();
        let offset = |label: u32| notes.labels.get(label as usize).copied();
        let placed = used.into_iter().map(|l| (offset(l).unwrap_or(UNBOUND), l));
        let mut labels: Vec<_> = placed.filter(|(at, _)| *at != UNBOUND).collect();
        labels.sort_unstable();
        let own = notes.fixups.iter().map(|f| (f.at, Reference::from_fixup(f)));
        let jumps = notes.jumps.iter().map(|jump| {
            let (field, _) = jump.field(assembler.bytes());
            (field, Reference::Label { label: jump.label, addend: 0 })
        });
        let outside = notes.external_uses.iter().map(|place| {
            let (external, addend) = (place.external, place.addend);
            (place.at, Reference::External { external, addend })
        });
        let mut references: Vec<_> = own.chain(jumps).chain(outside).collect();
        references.sort_by_key(|(at, _)| *at);
        Printer { assembler, code: assembler.bytes(), stable, labels, references }
    }

    #[inline]
    fn print(&self, out: &mut dyn Write) -> fmt::Result {
        let notes = &self.assembler.buffer.state.notes;
        let mut comments = Code::new(self.assembler).comments().peekable();
        let mut labels = self.labels.iter().peekable();
        let mut aligns = notes.aligns.iter().filter(|a| a.len > 0).peekable();
        let mut data = notes.data.iter().peekable();
        let mut at = 0;
        loop {
            while let Some((_, label)) = labels.next_if(|(offset, _)| *offset <= at) {
                self.label_name(out, *label)?;
                out.write_str(":\n")?;
            }
            while let Some((_, comment)) = comments.next_if(|(offset, _)| *offset <= at) {
                for line in comment.lines() {
                    writeln!(out, "    ; {line}")?;
                }
            }
            if at as usize >= self.code.len() {
                return Ok(());
            }
            while data.next_if(|range| range.end <= at).is_some() {}
            while aligns.next_if(|align| align.at < at).is_some() {}
            let next_label = labels.peek().map_or(u32::MAX, |(offset, _)| *offset);
            at += if let Some(align) = aligns.next_if(|align| align.at == at) {
                self.print_align(out, align)?
            } else if let Some(range) = data.peek().filter(|range| range.start <= at) {
                let next_align = aligns.peek().map_or(u32::MAX, |align| align.at);
                self.print_data(out, at, range.end.min(next_label).min(next_align))?
            } else {
                self.print_instruction(out, at)?
            };
        }
    }

    #[inline]
    fn print_align(&self, out: &mut dyn Write, align: &Align) -> Result<u32, fmt::Error> {
        let mut line = Line::new(self, align.at, align.len);
        if self.stable {
            line.bytes = String::from("..");
        }
        line.finish(out, format_args!("align {}", align.bytes))?;
        Ok(align.len)
    }

    /// One line of at most eight bytes of data.
    #[inline]
    fn print_data(&self, out: &mut dyn Write, at: u32, end: u32) -> Result<u32, fmt::Error> {
        if let Some(reference) = self.reference(at) {
            return self.print_reference(out, at, reference);
        }
        let next = self.references.partition_point(|(field, _)| *field <= at);
        let next = self.references.get(next).map_or(u32::MAX, |(field, _)| *field);
        let len = (end.min(next) - at).min(8);
        let mut line = Line::new(self, at, len);
        let bytes = &self.code[at as usize..(at + len) as usize];
        match <[u8; 8]>::try_from(bytes) {
            Ok(bytes) => {
                let number = u64::from_le_bytes(bytes);
                line.finish(out, format_args!("dq {number:#x}"))?;
            }
            Err(_) => {
                line.text.push_str("db ");
                for (index, byte) in bytes.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(line.text, "{comma}{byte:#04x}")?;
                }
                line.finish(out, format_args!(""))?;
            }
        }
        Ok(len)
    }

    #[inline]
    fn print_reference(&self, out: &mut dyn Write, at: u32, reference: Reference) -> Result<u32, fmt::Error> {
        let len = if let Reference::Distance { .. } = reference { 4 } else { 8 };
        let mut line = Line::new(self, at, len);
        line.hide(at, len as usize);
        line.text.push_str(if len == 4 { "dd " } else { "dq " });
        self.reference_name(&mut line.text, reference)?;
        line.finish(out, format_args!(""))?;
        Ok(len)
    }

    #[inline]
    fn print_instruction(&self, out: &mut dyn Write, at: u32) -> Result<u32, fmt::Error> {
        let rest = &self.code[at as usize..];
        let Some(decoded) = decode(rest) else {
            if let Some(found) = crate::family::read(rest) {
                return self.print_family(out, at, &found);
            }
            // Bytes that no method of this crate made: shown as they are.
            let line = Line::new(self, at, 1);
            line.finish(out, format_args!("db {:#04x}", rest[0]))?;
            return Ok(1);
        };
        let mut line = Line::new(self, at, decoded.len as u32);
        for field in [decoded.disp, decoded.imm] {
            let start = at + field.at as u32;
            if field.len > 0 && self.reference(start).is_some() {
                line.hide(start, field.len);
            }
        }
        self.text(&mut line.text, at, &decoded)?;
        line.finish(out, format_args!(""))?;
        Ok(decoded.len as u32)
    }

    #[inline]
    fn print_family(&self, out: &mut dyn Write, at: u32, found: &Found) -> Result<u32, fmt::Error> {
        let mut line = Line::new(self, at, found.len as u32);
        let (disp_at, disp_len, _) = found.disp;
        for (offset, len) in [(disp_at, disp_len), (found.imm.0, found.len - found.imm.0)] {
            let start = at + offset as u32;
            if len > 0 && self.reference(start).is_some() {
                line.hide(start, len);
            }
        }
        self.family_text(&mut line.text, at, found)?;
        line.finish(out, format_args!(""))?;
        Ok(found.len as u32)
    }

    #[inline]
    pub(crate) fn reference(&self, field: u32) -> Option<Reference> {
        let found = self.references.binary_search_by_key(&field, |(at, _)| *at);
        Some(self.references[found.ok()?].1)
    }

    #[inline]
    pub(crate) fn reference_name(&self, out: &mut String, reference: Reference) -> fmt::Result {
        let notes = &self.assembler.buffer.state.notes;
        let addend = match reference {
            Reference::Label { label, addend } => {
                self.label_name(out, label)?;
                addend
            }
            Reference::Distance { to, from } => {
                self.label_name(out, to)?;
                out.push_str(" - ");
                self.label_name(out, from)?;
                0
            }
            Reference::External { external, addend } => {
                let (_, name) = &notes.externals[external as usize];
                out.push_str(&notes.text[name.clone()]);
                addend
            }
        };
        match addend {
            0 => Ok(()),
            _ => displacement(out, addend.into()),
        }
    }

    #[inline]
    fn label_name(&self, out: &mut dyn Write, label: u32) -> fmt::Result {
        let notes = &self.assembler.buffer.state.notes;
        let named = notes.label_names.iter().find(|(index, _)| *index == label);
        match named {
            Some((_, name)) => out.write_str(&notes.text[name.clone()]),
            None => write!(out, "L{label}"),
        }
    }
}

/// A line being put together: the bytes, then the text.
struct Line {
    bytes: String,
    text: String,
    at: u32,
    stable: bool,
}

impl Line {
    #[inline]
    fn new(printer: &Printer<'_>, at: u32, len: u32) -> Line {
        let mut bytes = String::new();
        for byte in &printer.code[at as usize..(at + len) as usize] {
            let _ = write!(bytes, "{byte:02x} ");
        }
        Line { bytes, text: String::new(), at, stable: printer.stable }
    }

    /// Hides a field in a stable listing.
    #[inline]
    fn hide(&mut self, at: u32, len: usize) {
        if self.stable {
            let start = 3 * (at - self.at) as usize;
            self.bytes.replace_range(start..start + 3 * len, &".. ".repeat(len));
        }
    }

    #[inline]
    fn finish(self, out: &mut dyn Write, rest: fmt::Arguments<'_>) -> fmt::Result {
        out.write_str("    ")?;
        if !self.stable {
            write!(out, "{:04x}  ", self.at)?;
        }
        writeln!(out, "{:TEXT_COLUMN$}{}{}", self.bytes, self.text, rest)
    }
}
