//! The text form, printed. [`parse`](crate::parse()) reads it back: `parse(&print(&m)) == m` for
//! every module, also for one that no verifier would accept.
//!
//! ```text
//! module "fib.unna"
//! names main fib              ; tables, in order; what is missing is added by its first use
//! globals fib
//! constants 1.5 "text"
//! struct Point x y
//! imports "./lib.unna"
//!
//! chunk main slots 2          ; chunk 0 is the module's body
//! line 1                      ; source line of what follows
//!   MAKE_CLOSURE fib
//!   DEFINE_GLOBAL fib
//!   HALT
//!
//! chunk fib params 1 slots 3 caches 2 cells s1 nil s2 captures s4 u0
//! L0:
//!   JUMP_UNLESS_LT_LK s0 2 L3
//!   ...
//! ```
//!
//! Operands: slots `s0`, upvalues `u0`, inline caches `c0`, numbers, labels; a constant as its
//! literal; names, globals, chunks, structs and imports as their text, in quotes where it is no
//! identifier. An entry whose text is also that of an earlier entry, or an index out of range, is
//! written as `#index`. A comma is a space, `;` begins a comment. A header leaves out `caches`,
//! `cells` and `slots` where they follow from the code, as [`parse`](crate::parse()) says.

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::Hash;

use crate::implied;
use crate::inst::Inst;
use crate::module::{Capture, Chunk, Constant, Module};
use crate::operand::{NameId, OperandKind, Slot};

/// Prints a module.
pub fn print(module: &Module) -> String {
    let printer = Printer::new(module);
    let mut text = String::new();
    let _ = writeln!(text, "module {}", quote(module.path.as_bytes()));
    print_tables(&mut text, &printer);
    for chunk in &module.chunks {
        text.push('\n');
        print_chunk(&mut text, &printer, chunk);
    }
    text
}

/// Prints single instructions of a module, for listings.
#[derive(Debug)]
pub struct Printer<'a> {
    module: &'a Module,
    constants: HashMap<&'a Constant, u32>,
    names: HashMap<&'a str, u32>,
    globals: HashMap<&'a str, u32>,
    structs: HashMap<&'a str, u32>,
    imports: HashMap<&'a str, u32>,
    chunks: HashMap<&'a str, u32>,
}

/// The first index of each key.
fn first_index<K: Hash + Eq>(keys: impl Iterator<Item = Option<K>>) -> HashMap<K, u32> {
    let mut first = HashMap::new();
    for (index, key) in (0..).zip(keys) {
        if let Some(key) = key {
            first.entry(key).or_insert(index);
        }
    }
    first
}

impl<'a> Printer<'a> {
    /// A printer for a module's instructions. Linear in the module's tables.
    pub fn new(module: &'a Module) -> Printer<'a> {
        let name = |name: NameId| module.names.get(name.index()).map(|name| &**name);
        Printer {
            module,
            constants: first_index(module.constants.iter().map(Some)),
            names: first_index(module.names.iter().map(|name| Some(&**name))),
            globals: first_index(module.globals.iter().map(|&global| name(global))),
            structs: first_index(module.structs.iter().map(|decl| name(decl.name))),
            imports: first_index(module.imports.iter().map(|path| Some(&**path))),
            chunks: first_index(module.chunks.iter().map(|chunk| name(chunk.name))),
        }
    }

    /// An instruction as the text form has it, without label; jumps go to `L` and the index of
    /// their target. A LOOP_HEADER has its operand.
    pub fn inst(&self, inst: Inst) -> String {
        let mut text = String::new();
        self.write_inst(&mut text, inst, usize::MAX);
        text
    }

    /// Targets beyond `len` are no labels.
    fn write_inst(&self, text: &mut String, inst: Inst, len: usize) {
        text.push_str(inst.opcode().mnemonic());
        let words = inst.operands();
        for (&kind, &word) in inst.opcode().kinds().iter().zip(words.as_slice()) {
            text.push(' ');
            if kind == OperandKind::Target && word as usize > len {
                let _ = write!(text, "#{word}");
            } else {
                self.write_operand(text, kind, word);
            }
        }
    }

    fn write_operand(&self, text: &mut String, kind: OperandKind, word: u32) {
        let index = word as usize;
        let module = self.module;
        let named = |name: NameId| module.names.get(name.index()).map(|name| &**name);
        let _ = match kind {
            OperandKind::Imm => write!(text, "{}", word.cast_signed()),
            OperandKind::Slot | OperandKind::LowSlot => write!(text, "s{word}"),
            OperandKind::Upvalue => write!(text, "u{word}"),
            OperandKind::Cache => write!(text, "c{word}"),
            OperandKind::Target => write!(text, "L{word}"),
            OperandKind::Loop | OperandKind::Argc | OperandKind::Count => write!(text, "{word}"),
            OperandKind::Const | OperandKind::LowConst => return self.write_constant(text, word),
            OperandKind::Name => return self.write_name(text, NameId(word)),
            OperandKind::Global => {
                let name = module.globals.get(index).and_then(|&name| named(name));
                return write_entry(text, &self.globals, name, word);
            }
            OperandKind::Struct => {
                let name = module.structs.get(index).and_then(|decl| named(decl.name));
                return write_entry(text, &self.structs, name, word);
            }
            OperandKind::Chunk => {
                let name = module.chunks.get(index).and_then(|chunk| named(chunk.name));
                return write_entry(text, &self.chunks, name, word);
            }
            OperandKind::Import => {
                let path = module.imports.get(index).map(|path| &**path);
                return write_entry(text, &self.imports, path, word);
            }
        };
    }

    fn write_name(&self, text: &mut String, name: NameId) {
        write_entry(text, &self.names, self.module.names.get(name.index()).map(|name| &**name), name.0);
    }

    fn write_constant(&self, text: &mut String, index: u32) {
        let found = self.module.constants.get(index as usize);
        match found.filter(|constant| self.constants.get(constant) == Some(&index)) {
            Some(constant) => text.push_str(&literal(constant)),
            None => {
                let _ = write!(text, "#{index}");
            }
        }
    }
}

/// An entry by its text if that leads to it, else by its index.
fn write_entry(text: &mut String, first: &HashMap<&str, u32>, entry: Option<&str>, index: u32) {
    match entry.filter(|entry| first.get(entry) == Some(&index)) {
        Some(entry) => text.push_str(&word(entry)),
        None => {
            let _ = write!(text, "#{index}");
        }
    }
}

/// A text as it stands if it is an identifier, else in quotes.
fn word(text: &str) -> String {
    if is_identifier(text) { text.into() } else { quote(text.as_bytes()) }
}

/// ASCII letters, digits and `_`, not beginning with a digit.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

/// Bytes in quotes: printable characters as they are, everything else as `\n`, `\r`, `\t` or `\xNN`.
fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for part in bytes.utf8_chunks() {
        for char in part.valid().chars() {
            quote_char(&mut text, char);
        }
        for byte in part.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text.push('"');
    text
}

fn quote_char(text: &mut String, char: char) {
    match char {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\'' => text.push('\''),
        _ if char.escape_debug().count() == 1 => text.push(char),
        _ => {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
}

/// A constant as a literal; floats keep their bits.
fn literal(constant: &Constant) -> String {
    match constant {
        Constant::Int(int) => int.to_string(),
        Constant::Float(float) if !float.is_nan() => format!("{float:?}"),
        Constant::Float(float) => match float.to_bits() {
            0x7FF8_0000_0000_0000 => "nan".into(),
            0xFFF8_0000_0000_0000 => "-nan".into(),
            bits => format!("nan:{bits:#018x}"),
        },
        Constant::Str(bytes) => quote(bytes),
    }
}

fn print_tables(text: &mut String, printer: &Printer) {
    let module = printer.module;
    let by_name = |name: NameId| {
        let mut text = String::new();
        printer.write_name(&mut text, name);
        text
    };
    print_list(text, "names", module.names.iter().map(|name| word(name)));
    print_list(text, "globals", module.globals.iter().map(|&name| by_name(name)));
    print_list(text, "constants", module.constants.iter().map(literal));
    for decl in &module.structs {
        let _ = write!(text, "struct {}", by_name(decl.name));
        for &field in &decl.fields {
            let _ = write!(text, " {}", by_name(field));
        }
        text.push('\n');
    }
    print_list(text, "imports", module.imports.iter().map(|path| word(path)));
}

/// A table as lines of about 100 characters, each beginning with its keyword.
fn print_list(text: &mut String, keyword: &str, entries: impl Iterator<Item = String>) {
    let mut width = 0;
    for entry in entries {
        if width == 0 {
            text.push_str(keyword);
            width = keyword.len();
        }
        text.push(' ');
        text.push_str(&entry);
        width += 1 + entry.len();
        if width > 100 {
            text.push('\n');
            width = 0;
        }
    }
    if width > 0 {
        text.push('\n');
    }
}

fn print_chunk(text: &mut String, printer: &Printer, chunk: &Chunk) {
    let inline_lines = lines_ascend(chunk);
    print_header(text, printer, chunk, inline_lines);
    let targets = find_targets(chunk);
    let mut lines = if inline_lines { chunk.lines.iter().peekable() } else { [].iter().peekable() };
    let mut loops = 0;
    for (at, &is_target) in targets.iter().enumerate() {
        while let Some(entry) = lines.next_if(|entry| entry.start as usize == at) {
            let _ = writeln!(text, "line {}", entry.line);
        }
        if is_target {
            let _ = writeln!(text, "L{at}:");
        }
        let Some(&inst) = chunk.code.get(at) else { break };
        text.push_str("  ");
        match inst {
            Inst::LoopHeader { loop_id } if loop_id.index() == loops => text.push_str("LOOP_HEADER"),
            _ => printer.write_inst(text, inst, chunk.code.len()),
        }
        loops += usize::from(matches!(inst, Inst::LoopHeader { .. }));
        text.push('\n');
    }
}

/// Which instructions are jumped to, the end of the code included.
fn find_targets(chunk: &Chunk) -> Vec<bool> {
    let mut targets = vec![false; chunk.code.len() + 1];
    for target in chunk.code.iter().filter_map(|inst| inst.target()) {
        if let Some(found) = targets.get_mut(target.index()) {
            *found = true;
        }
    }
    targets
}

/// Whether the line table can stand between the instructions.
fn lines_ascend(chunk: &Chunk) -> bool {
    chunk.lines.is_sorted_by_key(|entry| entry.start)
        && chunk.lines.last().is_none_or(|entry| entry.start as usize <= chunk.code.len())
}

fn print_header(text: &mut String, printer: &Printer, chunk: &Chunk, inline_lines: bool) {
    text.push_str("chunk ");
    printer.write_name(text, chunk.name);
    if chunk.params != 0 {
        let _ = write!(text, " params {}", chunk.params);
    }
    let cells = implied::cells(&chunk.code);
    if chunk.cells != cells {
        print_slots(text, " cells", &chunk.cells);
    }
    print_slots(text, if chunk.nil_slots.is_empty() { "" } else { " nil" }, &chunk.nil_slots);
    if chunk.slots != implied::slots(chunk) {
        let _ = write!(text, " slots {}", chunk.slots);
    }
    if chunk.caches != implied::caches(&chunk.code) {
        let _ = write!(text, " caches {}", chunk.caches);
    }
    print_captures(text, &chunk.captures);
    if !inline_lines {
        text.push_str(" lines");
        for entry in &chunk.lines {
            let _ = write!(text, " {}:{}", entry.start, entry.line);
        }
    }
    text.push('\n');
}

fn print_slots(text: &mut String, keyword: &str, slots: &[Slot]) {
    text.push_str(keyword);
    for slot in slots {
        let _ = write!(text, " s{}", slot.0);
    }
}

fn print_captures(text: &mut String, captures: &[Capture]) {
    if !captures.is_empty() {
        text.push_str(" captures");
    }
    for capture in captures {
        let _ = match capture {
            Capture::Slot(slot) => write!(text, " s{}", slot.0),
            Capture::Upvalue(upvalue) => write!(text, " u{}", upvalue.0),
        };
    }
}
