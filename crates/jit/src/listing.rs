//! [`Listing`]: machine code as text, for people and for snapshots.
//!
//! A decoder that is not ours reads x86-64 code, so a listing also shows what the assembler made of
//! a template. ARM64 code is read by the assembler's table, which its own tests hold against
//! another decoder. A listing has names for the context's fields, for words of the frame and for
//! tables, which are mere numbers in the code. It has no addresses, so that a change at one place
//! does not change all lines behind it; offsets are shown on request.

#[cfg(target_arch = "aarch64")]
#[path = "listing/a64.rs"]
mod machine;
#[cfg(not(target_arch = "aarch64"))]
#[path = "listing/x64.rs"]
mod machine;

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

use bytecode::{Chunk, ChunkId, Module, Printer, Verified};
use heap::Bits;

use crate::abi::{Helper, Symbol, offset};
use crate::artifact::{Artifact, Comment, Fixup};
use crate::in_module::ModuleId;
use machine::Instruction;

/// The text of an artifact's code: Intel syntax or that of ARM's manual, a line for each
/// instruction, under comment lines that say what the code is for.
///
/// * `s1` is slot 1 of the frame and `t0` the lowest word of the operand stack; `s1.tag` is the
///   upper half of a word, `s-1` the callee's word.
/// * `ctx.poll` is a field of the context, `ctx.add` the address of a helper.
/// * `[globals]` and `[constants]` are the words that hold the tables' addresses, `[2.5]` is a
///   constant of the code.
/// * `.L0`, `.L1` are the targets of jumps, in their order. `exit0` is the stub of exit 0; all
///   exits go on to `leave`, all errors to `fail`. An instruction of the bytecode has its index in
///   front; a jump to it goes to `L` and that index.
/// * `align` stands for padding.
#[derive(Debug)]
pub struct Listing<'a> {
    artifact: &'a Artifact,
    module: &'a Module,
    chunk: &'a Chunk,
    show_bytes: bool,
}

/// The listing of a chunk's code without offsets, as snapshots hold it.
///
/// # Panics
/// If the module has no such chunk.
pub fn listing(artifact: &Artifact, module: &Verified<Module>, chunk: ChunkId) -> String {
    Listing::new(artifact, module, chunk).to_string()
}

impl<'a> Listing<'a> {
    /// The listing of the code that was compiled from a chunk of a module.
    ///
    /// # Panics
    /// If the module has no such chunk.
    pub fn new(artifact: &'a Artifact, module: &'a Verified<Module>, chunk: ChunkId) -> Listing<'a> {
        Listing { artifact, module, chunk: &module.chunks[chunk.index()], show_bytes: false }
    }

    /// With the offset and the bytes in front of each instruction.
    #[must_use]
    pub fn with_bytes(mut self) -> Listing<'a> {
        self.show_bytes = true;
        self
    }
}

/// A line of a listing: an instruction, padding, or a word of data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where it begins, in bytes from the beginning of the code.
    pub offset: u32,
    /// How many bytes it takes.
    pub len: u32,
    /// The instruction, without the bytes; a word of data by its name.
    pub text: String,
    /// The name that jumps to it have for it.
    pub label: Option<String>,
    /// Where a jump goes to, in bytes from the beginning of the code.
    pub target: Option<u32>,
    /// What the code is for: the last comment before its end.
    pub purpose: Option<Comment>,
}

impl Listing<'_> {
    /// The listing line by line, without comment lines.
    pub fn lines(&self) -> Vec<Line> {
        Writer::new(self).lines()
    }
}

impl Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Writer::new(self).write())
    }
}

/// Column where the text of an instruction begins after its offset and bytes.
const BYTES_COLUMN: usize = 38;

/// The most bytes of padding that alignment makes.
const MAX_PADDING: usize = 15;

struct Writer<'a> {
    listing: &'a Listing<'a>,
    printer: Printer<'a>,
    instructions: Vec<Instruction>,
    /// Where code ends and data begins.
    code_bytes: usize,
    labels: BTreeMap<u64, String>,
    text: String,
}

impl<'a> Writer<'a> {
    fn new(listing: &'a Listing<'a>) -> Writer<'a> {
        let artifact = listing.artifact;
        let data = artifact.comments.iter().find(|(_, comment)| *comment == Comment::Data);
        let code_bytes = data.map_or(artifact.bytes.len(), |&(at, _)| at as usize);
        let code = &artifact.bytes[..code_bytes];
        let instructions = machine::read(code);
        let labels = labels(artifact, &instructions);
        Writer { listing, printer: Printer::new(listing.module), instructions, code_bytes, labels, text: String::new() }
    }

    fn write(mut self) -> String {
        let mut comments = self.listing.artifact.comments.iter().peekable();
        let instructions = std::mem::take(&mut self.instructions);
        let mut rest = instructions.as_slice();
        while let Some((instruction, after)) = rest.split_first() {
            let at = instruction.start() as u64;
            if at == u64::from(self.listing.artifact.hot_bytes) {
                self.text.push_str("; behind the hot code\n");
            }
            while let Some((_, comment)) = comments.next_if(|(offset, _)| u64::from(*offset) <= at) {
                self.comment(*comment);
            }
            if let Some(label) = self.labels.get(&at) {
                let _ = writeln!(self.text, "{label}:");
            }
            let padding = padding(rest);
            if padding > 0 {
                self.padding(&rest[..padding]);
                rest = &rest[padding..];
            } else {
                self.instruction(instruction);
                rest = after;
            }
        }
        self.data();
        self.text
    }

    fn lines(mut self) -> Vec<Line> {
        let instructions = std::mem::take(&mut self.instructions);
        let mut lines = Vec::with_capacity(instructions.len());
        let mut rest = instructions.as_slice();
        while let Some(first) = rest.first() {
            let padding = padding(rest);
            let text = if padding > 0 { "align".into() } else { first.text(&self) };
            let (these, after) = rest.split_at(padding.max(1));
            let end = these.last().map_or(0, Instruction::end) as u32;
            lines.push(self.line(first.start() as u32, end, text, first.jump_target()));
            rest = after;
        }
        for at in self.data_words() {
            let end = (at + 8).min(self.listing.artifact.bytes.len());
            let text = self.data_name(at);
            lines.push(self.line(at as u32, end as u32, text, None));
        }
        lines
    }

    fn line(&self, offset: u32, end: u32, text: String, target: Option<u64>) -> Line {
        let comments = &self.listing.artifact.comments;
        let behind = comments.partition_point(|&(at, _)| at <= offset);
        let purpose = comments[..behind].last().map(|&(_, comment)| comment);
        let label = self.labels.get(&offset.into()).cloned();
        let target = target.and_then(|target| u32::try_from(target).ok());
        Line { offset, len: end - offset, text, label, target, purpose }
    }

    fn comment(&mut self, comment: Comment) {
        let artifact = self.listing.artifact;
        let _ = match comment {
            Comment::Inst(pc) => writeln!(self.text, "; {}", self.bytecode(pc)),
            Comment::Prologue => writeln!(self.text, "; prologue"),
            Comment::Preheader(pc) => writeln!(self.text, "; preheader of the loop at {pc}"),
            Comment::Exit(id) => match artifact.exits.get(id as usize) {
                Some(exit) => writeln!(self.text, "; exit {id} before {}: {}", exit.pc, exit.reason),
                None => writeln!(self.text, "; exit {id}"),
            },
            Comment::Slow(pc) => writeln!(self.text, "; slow path of {}", self.bytecode(pc)),
            Comment::Tail => writeln!(self.text, "; tail"),
            Comment::Data => Ok(()),
        };
    }

    fn bytecode(&self, pc: u32) -> String {
        match self.listing.chunk.code.get(pc as usize) {
            Some(&inst) => format!("{pc} {}", self.printer.inst(inst)),
            None => format!("{pc}"),
        }
    }

    /// Writes the offset and the bytes if they are asked for, else an indentation.
    fn margin(&mut self, from: usize, to: usize) {
        if !self.listing.show_bytes {
            return self.text.push_str("    ");
        }
        let mut margin = format!("{from:6x}  ");
        for byte in &self.listing.artifact.bytes[from..to] {
            let _ = write!(margin, "{byte:02x}");
        }
        let _ = write!(self.text, "{margin:<BYTES_COLUMN$} ");
    }

    fn padding(&mut self, nops: &[Instruction]) {
        let (Some(first), Some(last)) = (nops.first(), nops.last()) else { return };
        self.margin(first.start(), last.end());
        self.text.push_str("align\n");
    }

    fn instruction(&mut self, instruction: &Instruction) {
        self.margin(instruction.start(), instruction.end());
        let line = instruction.text(self);
        self.text.push_str(&line);
        self.text.push('\n');
    }

    /// The name of the target of a jump.
    fn label(&self, target: u64) -> String {
        self.labels.get(&target).cloned().unwrap_or_else(|| format!("({target:#x}, outside)"))
    }

    fn frame_word(&self, displacement: i64) -> String {
        let slots = i64::from(self.listing.chunk.slots);
        let tag = if displacement & 7 == 4 { ".tag" } else { "" };
        match (displacement >> 3, displacement & 3) {
            (_, 1..) => format!("base{displacement:+}"),
            (word, _) if word < slots => format!("s{word}{tag}"),
            (word, _) => format!("t{}{tag}", word - slots),
        }
    }

    /// The name of a word that the code refers to by its distance.
    fn data_name(&self, at: usize) -> String {
        if at == 0 {
            return "code".into();
        }
        if let Some(fixup) = self.listing.artifact.fixups.iter().find(|fixup| fixup.offset as usize == at) {
            return fixup_name(*fixup);
        }
        match self.listing.artifact.bytes.get(at..).and_then(|bytes| bytes.first_chunk()) {
            Some(&bytes) => format!("{:?}", f64::from_bits(u64::from_le_bytes(bytes))),
            None => format!("(data at {at:#x}, outside)"),
        }
    }

    /// Where the words behind the code are.
    fn data_words(&self) -> impl Iterator<Item = usize> + use<> {
        (self.code_bytes.next_multiple_of(8)..self.listing.artifact.bytes.len()).step_by(8)
    }

    /// The words behind the code: tables' addresses, then constants.
    fn data(&mut self) {
        for (number, at) in self.data_words().enumerate() {
            if number == 0 {
                self.text.push_str("; data\n");
            }
            self.margin(at, (at + 8).min(self.listing.artifact.bytes.len()));
            let name = self.data_name(at);
            let _ = writeln!(self.text, "{name}");
        }
    }
}

/// Names for the targets of all jumps.
fn labels(artifact: &Artifact, instructions: &[Instruction]) -> BTreeMap<u64, String> {
    let jumps = instructions.iter().filter_map(Instruction::jump_target);
    let mut labels: BTreeMap<u64, String> = jumps.map(|target| (target, String::new())).collect();
    for &(at, comment) in &artifact.comments {
        let name = match comment {
            Comment::Exit(id) => format!("exit{id}"),
            Comment::Tail if !artifact.exits.is_empty() => "leave".into(),
            _ => continue,
        };
        labels.insert(u64::from(at), name);
    }
    let tail = artifact.comments.iter().find(|(_, comment)| *comment == Comment::Tail);
    let tail = tail.map_or(u64::MAX, |&(at, _)| u64::from(at));
    let mut unnamed = 0;
    for (&at, name) in labels.iter_mut().filter(|(_, name)| name.is_empty()) {
        if at >= tail {
            *name = "fail".into();
        } else {
            *name = format!(".L{unnamed}");
            unnamed += 1;
        }
    }
    labels
}

/// How many of the first instructions are padding. The compiler makes no other nops.
fn padding(instructions: &[Instruction]) -> usize {
    instructions.iter().take(MAX_PADDING).take_while(|it| it.is_nop()).count()
}

fn value_name(bits: u64) -> String {
    let specials = [
        (Bits::TRUE, "true"),
        (Bits::FALSE, "false"),
        (Bits::NIL, "nil"),
        (Bits::UNDEF, "UNDEF"),
        (Bits::EXC, "EXC"),
        (Bits::EXIT, "EXIT"),
    ];
    if let Some((_, name)) = specials.iter().find(|(special, _)| special.raw() == bits) {
        return (*name).into();
    }
    match bits {
        Bits::MAX_FLOAT => "greatest float".into(),
        Bits::INT_TAG.. => format!("int {}", bits as u32 as i32),
        _ => format!("{:?}", f64::from_bits(bits)),
    }
}

/// The name of a symbol, with the number of its module if that is not the compiled function's.
fn fixup_name(fixup: Fixup) -> String {
    let name = symbol_name(fixup.symbol);
    if fixup.module == ModuleId::OWN { name } else { format!("module{}.{name}", fixup.module.0) }
}

fn symbol_name(symbol: Symbol) -> String {
    match symbol {
        Symbol::Constants => "constants".into(),
        Symbol::Globals => "globals".into(),
        Symbol::Coverage => "coverage".into(),
        Symbol::Shapes => "shapes".into(),
        Symbol::Record(chunk) => format!("function{}", chunk.0),
        Symbol::Member(pc) => format!("member{pc}"),
        Symbol::MemberOf(chunk, pc) => format!("function{}.member{pc}", chunk.0),
        Symbol::Fields(chunk, pc) => format!("function{}.fields{pc}", chunk.0),
    }
}

fn context_field(displacement: i32) -> Option<&'static str> {
    let fields = [
        (offset::TOP, "top"),
        (offset::BASE, "base"),
        (offset::PC, "pc"),
        (offset::EXIT_ID, "exit_id"),
        (offset::EXIT_START, "exit_start"),
        (offset::POLL, "poll"),
        (offset::STACK_LIMIT, "stack_limit"),
        (offset::STACK_END, "stack_end"),
        (offset::NATIVE_SP, "native_sp"),
        (offset::ALLOC_BUFFER, "alloc_buffer"),
        (offset::HASH_SECRET, "hash_secret"),
        (offset::HASH_SECRET + 8, "hash_secret+8"),
        (offset::HASH_SECRET + 16, "hash_secret+16"),
        (offset::FUEL, "fuel"),
        (offset::FORCE_SITE, "force_site"),
        (offset::FORCE_COUNT, "force_count"),
        (offset::LENGTHS, "lengths"),
        (offset::LENGTHS + 4, "lengths+4"),
        (offset::LENGTHS + 8, "lengths+8"),
        (offset::LENGTHS + 12, "lengths+12"),
    ];
    let helpers = Helper::ALL.iter().map(|helper| (helper.offset(), helper.name()));
    fields.into_iter().chain(helpers).find(|&(at, _)| at == displacement).map(|(_, name)| name)
}
