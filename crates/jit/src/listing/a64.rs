//! ARM64 instructions in the manual's syntax, read by the table of `crate::a64`'s assembler.

use std::fmt::Write;

use heap::Bits;

use super::{Writer, context_field, value_name};
use crate::a64;

const BYTES: usize = 4;
const NOP: u32 = 0xd503_201f;

/// An instruction of the code.
pub(super) struct Instruction {
    at: usize,
    word: u32,
    read: Option<a64::Instruction>,
}

/// The instructions of the code.
pub(super) fn read(code: &[u8]) -> Vec<Instruction> {
    let words = code.chunks_exact(BYTES).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    (0..)
        .zip(words)
        .map(|(at, word)| Instruction { at: BYTES * at, word, read: a64::Instruction::read(word) })
        .collect()
}

impl Instruction {
    /// The offset of its first byte.
    pub(super) fn start(&self) -> usize {
        self.at
    }

    /// The offset behind its last byte.
    pub(super) fn end(&self) -> usize {
        self.at + BYTES
    }

    /// Whether it does nothing.
    pub(super) fn is_nop(&self) -> bool {
        self.word == NOP
    }

    /// Where a jump goes, or the address that is made of a place in the code.
    pub(super) fn jump_target(&self) -> Option<u64> {
        let target = self.target()?;
        (target != 0 && !self.loads_literal()).then_some(target)
    }

    fn target(&self) -> Option<u64> {
        let distance = self.read?.distance()?;
        (self.at as u64).checked_add_signed(distance)
    }

    fn loads_literal(&self) -> bool {
        self.word & 0x3b00_0000 == 0x1800_0000
    }

    /// The text, with a note of the value that it makes.
    pub(super) fn text(&self, writer: &Writer<'_>) -> String {
        let Some(read) = self.read else { return "(not an instruction)".into() };
        let target = self.target().map(|target| match target {
            _ if self.loads_literal() => format!("[{}]", writer.data_name(target as usize)),
            0 => "code".into(),
            _ => writer.label(target),
        });
        let mut line = named(writer, &read.text(target.as_deref()));
        if let Some(note) = note(&line) {
            let _ = write!(line, "  ; {note}");
        }
        line
    }
}

/// The text with a name for a word of the context or of the frame.
fn named(writer: &Writer<'_>, text: &str) -> String {
    let Some((before, operand)) = text.split_once('[') else { return text.into() };
    let Some((place, after)) = operand.split_once(']') else { return text.into() };
    let (base, displacement) = place.split_once(", #").unwrap_or((place, "0"));
    let Ok(displacement) = displacement.parse::<i32>() else { return text.into() };
    let name = match base {
        "x28" => context_field(displacement).map(|name| format!("ctx.{name}")),
        "x29" => Some(writer.frame_word(displacement.into())),
        _ => None,
    };
    name.map_or_else(|| text.into(), |name| format!("{before}[{name}]{after}"))
}

/// The value that is made out of x27, which is the tag of ints, and a constant.
fn note(text: &str) -> Option<String> {
    let (before, constant) = text.split_once(", x27, #")?;
    let constant: u64 = constant.parse().ok()?;
    let is_sum = before.starts_with("add");
    let bits = if is_sum { Bits::INT_TAG.wrapping_add(constant) } else { Bits::INT_TAG.wrapping_sub(constant) };
    Some(value_name(bits))
}
