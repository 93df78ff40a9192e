//! Code as text: the manual's syntax with the names of labels, and comments.
//!
//! The text is the instruction table read backwards, together with what the assembler noted
//! about labels, data and comments. No decoder is needed, and nothing is kept while assembling.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::assembler::Assembler;
use crate::code::Code;
use crate::label::{Fixup, UNBOUND, Use};
use crate::note::Align;
use crate::reach::Reach;
use crate::row;
use crate::spelling::Spelling;

/// The text of some code. Its `Display` has a line for each instruction: offset, bytes, text.
///
/// Spelling: the manual's assembler syntax in lower case, with an alias where there is one;
/// constants in decimal, bitmasks and addresses in hexadecimal; a label where an instruction
/// refers to one; padding as `align 16`.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    code: Code<'a>,
}

impl<'a> Code<'a> {
    /// The code as text.
    pub fn listing(self) -> Listing<'a> {
        Listing { code: self }
    }
}

impl Listing<'_> {
    /// The text for snapshot tests: without offsets, and with `..` for the bytes of every field
    /// that refers to a label or an external address. A change shows on the lines it is about.
    pub fn stable(self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = Printer::new(self.code.assembler, true).print(&mut text);
        text
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer::new(self.code.assembler, false).print(f)
    }
}

/// Column of the text, counted from the first byte.
const TEXT_COLUMN: usize = 16;

struct Printer<'a> {
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
enum Reference {
    Label(u32),
    /// The distance between two labels.
    Distance {
        to: u32,
        from: u32,
    },
    External(u32),
}

impl Reference {
    fn from_fixup(fixup: &Fixup) -> Reference {
        match fixup.kind {
            Use::Distance { from } => Reference::Distance { to: fixup.label, from },
            Use::Address => Reference::Label(fixup.label),
        }
    }
}

impl<'a> Printer<'a> {
    fn new(assembler: &'a Assembler, stable: bool) -> Printer<'a> {
        let notes = &assembler.buffer.state.notes;
        let references = notes.references.iter().map(|reference| reference.label);
        let mut used: Vec<u32> = notes.fixups.iter().map(|fixup| fixup.label).chain(references).collect();
        used.extend(notes.fixups.iter().filter_map(|fixup| match fixup.kind {
            Use::Distance { from } => Some(from),
            Use::Address => None,
        }));
        used.extend(notes.label_names.iter().map(|(label, _)| *label));
        used.sort_unstable();
        used.dedup();
        let offset = |label: u32| notes.labels.get(label as usize).copied();
        let placed = used.into_iter().map(|l| (offset(l).unwrap_or(UNBOUND), l));
        let mut labels: Vec<_> = placed.filter(|(at, _)| *at != UNBOUND).collect();
        labels.sort_unstable();
        let own = notes.fixups.iter().map(|fixup| (fixup.at, Reference::from_fixup(fixup)));
        let jumps = notes.references.iter().map(|reference| (reference.at, Reference::Label(reference.label)));
        let outside = notes.external_uses.iter().map(|place| (place.at, Reference::External(place.external)));
        let mut references: Vec<_> = own.chain(jumps).chain(outside).collect();
        references.sort_by_key(|(at, _)| *at);
        Printer { assembler, code: assembler.bytes(), stable, labels, references }
    }

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
                    writeln!(out, "    // {line}")?;
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

    fn print_align(&self, out: &mut dyn Write, align: &Align) -> Result<u32, fmt::Error> {
        let mut line = Line::new(self, align.at, align.len);
        if self.stable {
            line.bytes = String::from("..");
        }
        line.finish(out, format_args!("align {}", align.bytes))?;
        Ok(align.len)
    }

    /// One line of at most eight bytes of data.
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
                line.finish(out, format_args!(".quad {number:#x}"))?;
            }
            Err(_) => {
                line.text.push_str(".byte ");
                for (index, byte) in bytes.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(line.text, "{comma}{byte:#04x}")?;
                }
                line.finish(out, format_args!(""))?;
            }
        }
        Ok(len)
    }

    fn print_reference(&self, out: &mut dyn Write, at: u32, reference: Reference) -> Result<u32, fmt::Error> {
        let len = if let Reference::Distance { .. } = reference { 4 } else { 8 };
        let mut line = Line::new(self, at, len);
        line.hide(at, len as usize);
        line.text.push_str(if len == 4 { ".word " } else { ".quad " });
        self.reference_name(&mut line.text, reference)?;
        line.finish(out, format_args!(""))?;
        Ok(len)
    }

    fn print_instruction(&self, out: &mut dyn Write, at: u32) -> Result<u32, fmt::Error> {
        let rest = &self.code[at as usize..];
        let Some(bytes) = rest.first_chunk::<4>() else {
            Line::new(self, at, 1).finish(out, format_args!(".byte {:#04x}", rest[0]))?;
            return Ok(1);
        };
        let word = u32::from_le_bytes(*bytes);
        let mut line = Line::new(self, at, 4);
        let target = self.target(at, word)?;
        if target.is_some() {
            line.hide(at, 4);
        }
        let spelled = row::all().find_map(|row| Spelling { word, target: target.as_deref() }.row(row));
        match spelled {
            Some(text) => line.text = text,
            // A word that no method of this crate made: shown as it is.
            None => write!(line.text, ".word {word:#010x}")?,
        }
        line.finish(out, format_args!(""))?;
        Ok(4)
    }

    /// The name of what the instruction at `at` refers to.
    fn target(&self, at: u32, word: u32) -> Result<Option<String>, fmt::Error> {
        let mut name = String::new();
        match self.reference(at) {
            None => return Ok(None),
            // `adrp` and `adr` alike; an `add` shows what part of the address it takes.
            Some(reference @ Reference::External(_)) if Reach::of(word) == Reach::Conditional => {
                name.push_str(":lo12:");
                self.reference_name(&mut name, reference)?;
            }
            Some(reference) => self.reference_name(&mut name, reference)?,
        }
        Ok(Some(name))
    }

    fn reference(&self, field: u32) -> Option<Reference> {
        let found = self.references.binary_search_by_key(&field, |(at, _)| *at);
        Some(self.references[found.ok()?].1)
    }

    fn reference_name(&self, out: &mut String, reference: Reference) -> fmt::Result {
        let notes = &self.assembler.buffer.state.notes;
        match reference {
            Reference::Label(label) => self.label_name(out, label),
            Reference::Distance { to, from } => {
                self.label_name(out, to)?;
                out.push_str(" - ");
                self.label_name(out, from)
            }
            Reference::External(external) => {
                let (_, name) = &notes.externals[external as usize];
                out.push_str(&notes.text[name.clone()]);
                Ok(())
            }
        }
    }

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
    fn new(printer: &Printer<'_>, at: u32, len: u32) -> Line {
        let mut bytes = String::new();
        for byte in &printer.code[at as usize..(at + len) as usize] {
            let _ = write!(bytes, "{byte:02x} ");
        }
        Line { bytes, text: String::new(), at, stable: printer.stable }
    }

    /// Hides a field in a stable listing.
    fn hide(&mut self, at: u32, len: usize) {
        if self.stable {
            let start = 3 * (at - self.at) as usize;
            self.bytes.replace_range(start..start + 3 * len, &".. ".repeat(len));
        }
    }

    fn finish(self, out: &mut dyn Write, rest: fmt::Arguments<'_>) -> fmt::Result {
        out.write_str("    ")?;
        if !self.stable {
            write!(out, "{:04x}  ", self.at)?;
        }
        writeln!(out, "{:TEXT_COLUMN$}{}{}", self.bytes, self.text, rest)
    }
}
