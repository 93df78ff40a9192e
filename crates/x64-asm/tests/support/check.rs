//! Cases held against GNU `as`, against iced-x86, and against the crate's own listing.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter, MemorySizeOptions};

use super::case::{Case, Row};
use super::operand::number;

/// Collects cases and checks them in batches.
pub struct Checker {
    source: String,
    expected: Vec<u8>,
    lines: Vec<String>,
    formatter: IntelFormatter,
    cases: usize,
    mistakes: Vec<String>,
}

/// Each instruction gets a cell of its own in what `as` makes, filled up with `int3`.
const CELL: usize = 16;
const BATCH: usize = 250_000;

impl Checker {
    pub fn new() -> Checker {
        let mut formatter = IntelFormatter::new();
        let options = formatter.options_mut();
        options.set_hex_prefix("0x");
        options.set_hex_suffix("");
        options.set_uppercase_hex(false);
        options.set_signed_immediate_operands(true);
        options.set_space_after_operand_separator(true);
        options.set_memory_size_options(MemorySizeOptions::Always);
        Checker {
            source: String::new(),
            expected: Vec::new(),
            lines: Vec::new(),
            formatter,
            cases: 0,
            mistakes: Vec::new(),
        }
    }

    pub fn add(&mut self, row: &Row, case: Case) {
        self.cases += 1;
        self.check_iced(row, &case);
        let listed = without_sizes(&case.listed);
        if listed != without_sizes(&case.text) {
            self.mistake(row, &case, "listing", &case.listed);
        }
        if row.name.ends_with("_full") && row.name != "mov_ri64_full" {
            return; // `as` cannot be told to use a wider immediate.
        }
        let text = match row.name {
            "mov_ri64_full" => case.text.replacen("mov", "movabs", 1),
            _ => case.text.clone(),
        };
        let _ = writeln!(self.source, "{text}\n.balign {CELL}, 0xcc");
        let at = self.expected.len();
        self.expected.extend_from_slice(&case.bytes);
        self.expected.resize(at + CELL, 0xcc);
        self.lines.push(text);
        if self.lines.len() == BATCH {
            self.check_batch();
        }
    }

    /// Checks what is left; panics with the mistakes, if there are any.
    pub fn finish(mut self) -> usize {
        self.check_batch();
        self.mistakes.dedup_by_key(|mistake| mistake.split(':').next().map(String::from));
        let shown = self.mistakes.len().min(40);
        assert!(
            self.mistakes.is_empty(),
            "{} mistakes in {} cases:\n{}",
            self.mistakes.len(),
            self.cases,
            self.mistakes[..shown].join("\n")
        );
        self.cases
    }

    fn mistake(&mut self, row: &Row, case: &Case, who: &str, read: &str) {
        let Case { bytes, text, .. } = case;
        let name = row.name;
        self.mistakes.push(format!("{name}: {bytes:02x?} for `{text}`, {who}: `{read}`"));
    }

    fn check_iced(&mut self, row: &Row, case: &Case) {
        let mut decoder = Decoder::with_ip(64, &case.bytes, 0, DecoderOptions::NONE);
        let instruction = decoder.decode();
        self.formatter.options_mut().set_signed_immediate_operands(!case.unsigned);
        let mut read = String::new();
        self.formatter.format(&instruction, &mut read);
        let whole = instruction.len() == case.bytes.len();
        if !whole || spelled(&read) != spelled(&case.text) {
            self.mistake(row, case, "iced", &read);
        }
        let notation = notation(instruction.op_code().op_code_string());
        // A condition is spread over 16 opcodes.
        let known = case.bytes.ends_with(&[0x90]) || row.encodings.iter().any(|encoding| encoding.contains("+cc"));
        if !known && !row.encodings.iter().any(|encoding| self::notation(encoding) == notation) {
            self.mistake(row, case, "iced's notation", &notation.join(" "));
        }
    }

    fn check_batch(&mut self) {
        let made = assemble(&self.source);
        let cells = self.expected.chunks(CELL).zip(made.chunks(CELL));
        for ((ours, theirs), line) in cells.zip(&self.lines) {
            if ours != theirs {
                self.mistakes.push(format!("`{line}`: {ours:02x?}, as: {theirs:02x?}"));
            }
        }
        assert_eq!(made.len(), self.expected.len(), "`as` made another length");
        self.source.clear();
        self.expected.clear();
        self.lines.clear();
    }
}

/// The documented differences of spelling between iced and this crate, taken away: iced shows
/// an address without registers as 64 unsigned bits, `imul` by a constant with one register
/// where both are the same, and the operands of string instructions.
fn spelled(text: &str) -> String {
    if text.starts_with("rep ") {
        return text.split(' ').take(2).collect::<Vec<_>>().join(" ");
    }
    if let Some(operands) = text.strip_prefix("imul ")
        && let [first, second, imm] = operands.split(", ").collect::<Vec<_>>()[..]
        && first == second
    {
        return format!("imul {first}, {imm}");
    }
    let Some((before, address)) = text.split_once("[0xffffffff") else {
        return text.to_string();
    };
    let (digits, after) = address.split_at(8);
    match u32::from_str_radix(digits, 16) {
        Ok(bits) => format!("{before}[{}{after}", number((bits as i32).into())),
        Err(_) => text.to_string(),
    }
}

/// The words of an encoding as both this crate and iced write it, so that vector lengths are
/// compared. Lock and repeat prefixes and operand sizes are left out: the text tells them.
fn notation(encoding: &str) -> Vec<String> {
    let left_out = ["NP", "66", "F3", "o16", "o32", "o64", "REX.W"];
    let encoding =
        encoding.replace("66 F0", "66").trim_start_matches("F0 ").replace(".LZ.", ".L0.").replace(" io", " iq");
    let words = encoding.split(' ').filter(|word| !left_out.contains(word));
    let mut words: Vec<_> = words.map(String::from).collect();
    for word in &mut words {
        if let Some((opcode, "rb" | "rw" | "rd" | "ro")) = word.clone().split_once('+') {
            *word = format!("{opcode}+r");
        }
    }
    words.sort();
    words
}

/// Without the sizes of memory operands, which a listing shows only where no register tells.
pub fn without_sizes(text: &str) -> String {
    let mut text = text.to_string();
    for size in ["byte", "dword", "qword", "xmmword", "word"] {
        text = text.replace(&format!("{size} ptr "), "");
    }
    text
}

/// The machine code that GNU `as` makes of this source.
fn assemble(source: &str) -> Vec<u8> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [input, object, binary] = ["in.s", "out.o", "out.bin"].map(|name| directory.join(name));
    let source = format!(".intel_syntax noprefix\n.text\n{source}");
    std::fs::write(&input, source).unwrap();
    run(Command::new("as").arg("--64").arg("-o").args([&object, &input]));
    let mut copy = Command::new("objcopy");
    run(copy.args(["-O", "binary", "-j", ".text"]).args([&object, &binary]));
    std::fs::read(&binary).unwrap()
}

fn run(command: &mut Command) {
    let output = command.output().expect("binutils is installed");
    let messages = String::from_utf8_lossy(&output.stderr);
    let first: Vec<_> = messages.lines().take(30).collect();
    assert!(output.status.success(), "{command:?}:\n{}", first.join("\n"));
}
