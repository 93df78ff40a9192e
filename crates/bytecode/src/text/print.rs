//! Printing the text form.

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::Hash;

use super::implied;
use super::literal::{quote, word, write_literal};
use crate::inst::Inst;
use crate::module::{Capture, Chunk, Constant, Module};
use crate::operand::{NameId, OperandKind, Slot};
use crate::program::{ModuleId, Program};

/// Prints a module.
pub fn print(module: &Module) -> String {
    let mut text = String::new();
    print_module(&mut text, module, |_, _| {});
    text
}

/// Prints a program.
pub fn print_program(program: &Program) -> String {
    let mut text = String::new();
    for (id, module) in (0..).map(ModuleId).zip(program.modules()) {
        text.push_str(if text.is_empty() { "" } else { "\n" });
        print_module(&mut text, module, |text, printer| {
            for (_, import, imported) in program.links_of(id) {
                text.push_str("link ");
                printer.write_operand(text, OperandKind::Import, import.0);
                let _ = writeln!(text, " {}", imported.0);
            }
            for (_, import, message) in program.broken_of(id) {
                text.push_str("broken ");
                printer.write_operand(text, OperandKind::Import, import.0);
                let _ = writeln!(text, " {}", quote(message.as_bytes()));
            }
        });
    }
    text
}

/// Prints a module, with what stands behind its tables.
fn print_module(text: &mut String, module: &Module, print_links: impl FnOnce(&mut String, &Printer)) {
    let printer = Printer::new(module);
    let _ = writeln!(text, "module {}", quote(module.path.as_bytes()));
    print_tables(text, &printer);
    print_links(text, &printer);
    for chunk in &module.chunks {
        text.push('\n');
        print_chunk(text, &printer, chunk);
    }
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
            Some(constant) => text.push_str(&write_literal(constant)),
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

fn print_tables(text: &mut String, printer: &Printer) {
    let module = printer.module;
    let by_name = |name: NameId| {
        let mut text = String::new();
        printer.write_name(&mut text, name);
        text
    };
    print_list(text, "names", module.names.iter().map(|name| word(name)));
    print_list(text, "globals", module.globals.iter().map(|&name| by_name(name)));
    print_list(text, "constants", module.constants.iter().map(write_literal));
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
        let loop_id = if let Inst::LoopHeader { loop_id } = inst { Some(loop_id.index()) } else { None };
        if loop_id == Some(loops) {
            text.push_str("LOOP_HEADER");
        } else {
            printer.write_inst(text, inst, chunk.code.len());
        }
        loops += usize::from(loop_id.is_some());
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
    if let Some(signature) = &chunk.closed {
        text.push_str(" closed");
        for scalar in &signature.slots {
            let _ = write!(text, " {}", scalar.name());
        }
        let _ = write!(text, " -> {}", signature.result.name());
    }
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
