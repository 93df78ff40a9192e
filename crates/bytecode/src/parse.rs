//! The text form, read. The form is described in `text.rs`.
//!
//! Two passes over the lines: the first reads the tables and the chunks' names, so that code may
//! name what comes later; the second reads each chunk. Nothing recurses.

use std::collections::HashMap;
use std::fmt;

use crate::builder::Table;
use crate::implied;
use crate::inst::{Inst, Opcode};
use crate::lex::{Mistake, Place, Token, TokenKind, first_word, tokens};
use crate::module::{Capture, Chunk, Constant, LineEntry, MAX_CODE, Module, StructDecl};
use crate::operand::{NameId, OperandKind, Slot, Target, UpvalueId};
use crate::text::is_identifier;

/// A mistake in a text, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ParseError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, in lower case.
    pub message: String,
    /// The part of the line around the mistake, at most 100 characters.
    pub excerpt: String,
    /// Where the mistake begins in `excerpt`, and how long it is, in characters.
    pub marked: (usize, usize),
}

/// The message, the line and carets under the mistake.
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, len) = self.marked;
        writeln!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        writeln!(f, "{:4} | {}", self.line, self.excerpt)?;
        write!(f, "     | {}{}", " ".repeat(start), "^".repeat(len))
    }
}

impl std::error::Error for ParseError {}

impl ParseError {
    fn new(text: &str, mistake: Mistake) -> ParseError {
        let Mistake { place: Place { line: number, start, end }, message } = mistake;
        let line = text.lines().nth(number as usize - 1).unwrap_or("");
        let column = line[..start].chars().count();
        let length = line[start..end].chars().count().max(1);
        let cut = column.saturating_sub(40);
        let plain = |char: char| if char.is_control() { ' ' } else { char };
        let excerpt: String = line.chars().map(plain).skip(cut).take(100).collect();
        let marked = (column - cut, length.min(100 - (column - cut)));
        ParseError { line: number, column: column as u32 + 1, message, excerpt, marked }
    }
}

/// Reads a module from its text form.
///
/// What a short text may leave out: `module`; the tables, whose entries are then added by their
/// first use, chunks' and structs' names first; the header of the first chunk (`chunk main`); of a
/// header, `cells` if they are the slots of the NEW_CELL rows, `slots` if they are those that are
/// named, and `caches`; of a row, the inline cache (the next free one) and the loop.
///
/// # Errors
/// The first mistake, with its line. What it gives is not verified.
///
/// ```
/// let module = bytecode::parse("
///     LOAD_IMM 2
///     LOAD_CONST 1.5
///     ADD
///     PRINT
///     HALT
/// ").unwrap();
/// assert_eq!(module.chunks[0].code.len(), 5);
/// assert!(bytecode::verify(module).is_ok());
/// ```
pub fn parse(text: &str) -> Result<Module, ParseError> {
    read(text).map_err(|mistake| ParseError::new(text, mistake))
}

fn read(text: &str) -> Result<Module, Mistake> {
    let mut reader = Reader::default();
    let mut sources: Vec<ChunkSource> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        reader.read_line(&mut sources, number, line)?;
    }
    let mut chunks = Vec::with_capacity(sources.len());
    for source in sources {
        chunks.push(reader.read_chunk(source)?);
    }
    Ok(Module {
        path: reader.path,
        constants: reader.constants.into_entries(),
        names: reader.names.into_entries(),
        globals: reader.globals,
        structs: reader.structs,
        imports: reader.imports.into_entries(),
        chunks,
    })
}

/// The lines of one chunk, between the passes.
struct ChunkSource<'a> {
    name: NameId,
    header: Vec<Token<'a>>,
    body: Vec<(u32, &'a str)>,
}

/// The module's tables, and what leads to their entries.
#[derive(Default)]
struct Reader {
    path: Box<str>,
    constants: Table<Constant>,
    names: Table<Box<str>>,
    imports: Table<Box<str>>,
    globals: Vec<NameId>,
    structs: Vec<StructDecl>,
    chunks: u32,
    global_ids: HashMap<Box<str>, u32>,
    struct_ids: HashMap<Box<str>, u32>,
    chunk_ids: HashMap<Box<str>, u32>,
}

/// The first pass: tables.
impl Reader {
    fn read_line<'a>(&mut self, sources: &mut Vec<ChunkSource<'a>>, number: u32, line: &'a str) -> Result<(), Mistake> {
        let Some(first) = first_word(line) else { return Ok(()) };
        match first {
            "module" => self.read_path(&tokens(number, line)?),
            "names" => self.read_names(&tokens(number, line)?),
            "globals" => self.read_globals(&tokens(number, line)?),
            "constants" => self.read_constants(&tokens(number, line)?),
            "imports" => self.read_imports(&tokens(number, line)?),
            "struct" => self.read_struct(&tokens(number, line)?),
            "chunk" => {
                let tokens = tokens(number, line)?;
                let Some(name) = tokens.get(1) else { return Mistake::at(tokens[0].place, "the chunk needs a name") };
                let name = self.name(name)?;
                sources.push(self.declare_chunk(name, tokens));
                Ok(())
            }
            _ => {
                if sources.is_empty() {
                    let name = self.intern_name("main");
                    sources.push(self.declare_chunk(name, Vec::new()));
                }
                sources.last_mut().into_iter().for_each(|source| source.body.push((number, line)));
                Ok(())
            }
        }
    }

    fn read_path(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        match tokens {
            [_, path] => {
                self.path = text_of(path)?.into();
                Ok(())
            }
            _ => Mistake::at(tokens[0].place, "`module` takes one path"),
        }
    }

    fn read_names(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        for token in &tokens[1..] {
            self.names.append(text_of(token)?.into());
        }
        Ok(())
    }

    fn read_globals(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        for token in &tokens[1..] {
            let name = self.name(token)?;
            self.declare_global(name);
        }
        Ok(())
    }

    fn read_constants(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        for token in &tokens[1..] {
            self.constants.append(literal(token)?);
        }
        Ok(())
    }

    fn read_imports(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        for token in &tokens[1..] {
            self.imports.append(text_of(token)?.into());
        }
        Ok(())
    }

    fn read_struct(&mut self, tokens: &[Token]) -> Result<(), Mistake> {
        let [_, name, fields @ ..] = tokens else {
            return Mistake::at(tokens[0].place, "the struct needs a name");
        };
        let name = self.name(name)?;
        let fields = fields.iter().map(|field| self.name(field)).collect::<Result<Vec<_>, _>>()?;
        let id = self.structs.len() as u32;
        if let Some(text) = self.names.get(name.index()) {
            self.struct_ids.entry(text.clone()).or_insert(id);
        }
        self.structs.push(StructDecl { name, fields });
        Ok(())
    }

    fn declare_chunk<'a>(&mut self, name: NameId, header: Vec<Token<'a>>) -> ChunkSource<'a> {
        if let Some(text) = self.names.get(name.index()) {
            self.chunk_ids.entry(text.clone()).or_insert(self.chunks);
        }
        self.chunks += 1;
        ChunkSource { name, header, body: Vec::new() }
    }

    fn declare_global(&mut self, name: NameId) -> u32 {
        let id = self.globals.len() as u32;
        self.globals.push(name);
        if let Some(text) = self.names.get(name.index()) {
            self.global_ids.entry(text.clone()).or_insert(id);
        }
        id
    }

    fn intern_name(&mut self, text: &str) -> NameId {
        NameId(self.names.find_or_append(text.into()))
    }

    /// A name by its text or as `#index`.
    fn name(&mut self, token: &Token) -> Result<NameId, Mistake> {
        match index(token)? {
            Some(index) => Ok(NameId(index)),
            None => Ok(self.intern_name(text_of(token)?)),
        }
    }
}

/// The second pass: code.
impl Reader {
    fn read_chunk(&mut self, source: ChunkSource) -> Result<Chunk, Mistake> {
        let header = Header::read(source.header.get(2..).unwrap_or(&[]))?;
        let mut body = Body { lines: header.lines, ..Body::default() };
        for (number, line) in source.body {
            body.read_line(self, tokens(number, line)?)?;
        }
        body.resolve()?;
        let mut chunk = Chunk {
            name: source.name,
            params: header.params,
            slots: 0,
            caches: header.caches.unwrap_or_else(|| implied::caches(&body.code)),
            captures: header.captures,
            cells: header.cells.unwrap_or_else(|| implied::cells(&body.code)),
            nil_slots: header.nil_slots,
            code: body.code,
            lines: body.lines,
        };
        chunk.slots = header.slots.unwrap_or_else(|| implied::slots(&chunk));
        Ok(chunk)
    }

    /// The word of an operand that is no label.
    fn operand(&mut self, kind: OperandKind, token: &Token) -> Result<u32, Mistake> {
        let max = kind.max_word();
        let word = match kind {
            OperandKind::Imm => return immediate(token),
            OperandKind::Slot | OperandKind::LowSlot => return number(token, "slot", "s", max),
            OperandKind::Upvalue => return number(token, "upvalue", "u", max),
            OperandKind::Cache => return number(token, "inline cache", "c", max),
            OperandKind::Loop => return number(token, "loop", "", max),
            OperandKind::Argc | OperandKind::Count | OperandKind::Target => return number(token, "number", "", max),
            OperandKind::Const | OperandKind::LowConst => self.constant(token)?,
            OperandKind::Name => self.name(token)?.0,
            OperandKind::Global => self.global(token)?,
            OperandKind::Struct => declared(&self.struct_ids, "struct", token)?,
            OperandKind::Chunk => declared(&self.chunk_ids, "chunk", token)?,
            OperandKind::Import => self.import(token)?,
        };
        check_range(token, "index", word.into(), max)
    }

    fn constant(&mut self, token: &Token) -> Result<u32, Mistake> {
        match index(token)? {
            Some(index) => Ok(index),
            None => Ok(self.constants.find_or_append(literal(token)?)),
        }
    }

    fn global(&mut self, token: &Token) -> Result<u32, Mistake> {
        if let Some(index) = index(token)? {
            return Ok(index);
        }
        let text = text_of(token)?;
        if let Some(&id) = self.global_ids.get(text) {
            return Ok(id);
        }
        let name = self.intern_name(text);
        Ok(self.declare_global(name))
    }

    fn import(&mut self, token: &Token) -> Result<u32, Mistake> {
        match index(token)? {
            Some(index) => Ok(index),
            None => Ok(self.imports.find_or_append(text_of(token)?.into())),
        }
    }
}

/// What a chunk's header states.
#[derive(Default)]
struct Header {
    params: u16,
    slots: Option<u16>,
    caches: Option<u16>,
    cells: Option<Vec<Slot>>,
    nil_slots: Vec<Slot>,
    captures: Vec<Capture>,
    lines: Vec<LineEntry>,
}

impl Header {
    fn read(mut tokens: &[Token]) -> Result<Header, Mistake> {
        let mut header = Header::default();
        while let [keyword, rest @ ..] = tokens {
            let clause = rest.iter().take_while(|token| !is_clause(token)).count();
            let (clause, rest) = rest.split_at(clause);
            header.read_clause(keyword, clause)?;
            tokens = rest;
        }
        Ok(header)
    }

    fn read_clause(&mut self, keyword: &Token, clause: &[Token]) -> Result<(), Mistake> {
        match keyword.kind {
            TokenKind::Word("params") => self.params = single(keyword, clause, "number of parameters")?,
            TokenKind::Word("slots") => self.slots = Some(single(keyword, clause, "number of slots")?),
            TokenKind::Word("caches") => self.caches = Some(single(keyword, clause, "number of caches")?),
            TokenKind::Word("cells") => self.cells = Some(slots(clause)?),
            TokenKind::Word("nil") => self.nil_slots = slots(clause)?,
            TokenKind::Word("captures") => self.captures = clause.iter().map(capture).collect::<Result<_, _>>()?,
            TokenKind::Word("lines") => self.lines = clause.iter().map(line_entry).collect::<Result<_, _>>()?,
            _ => {
                let clauses = CLAUSES.join(", ");
                return Mistake::at(keyword.place, format!("{} where one of {clauses} is expected", keyword.shown()));
            }
        }
        Ok(())
    }
}

const CLAUSES: [&str; 7] = ["params", "slots", "caches", "cells", "nil", "captures", "lines"];

fn is_clause(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Word(word) if CLAUSES.contains(&word))
}

fn single(keyword: &Token, clause: &[Token], what: &str) -> Result<u16, Mistake> {
    match clause {
        [token] => Ok(number(token, what, "", u16::MAX.into())? as u16),
        [_, extra, ..] => Mistake::at(extra.place, format!("{} takes one number", keyword.shown())),
        [] => Mistake::at(keyword.place, format!("{} takes one number", keyword.shown())),
    }
}

fn slots(clause: &[Token]) -> Result<Vec<Slot>, Mistake> {
    clause.iter().map(|token| Ok(Slot(number(token, "slot", "s", u16::MAX.into())? as u16))).collect()
}

fn capture(token: &Token) -> Result<Capture, Mistake> {
    match token.kind {
        TokenKind::Word(word) if word.starts_with('s') => {
            Ok(Capture::Slot(Slot(number(token, "slot", "s", u16::MAX.into())? as u16)))
        }
        TokenKind::Word(word) if word.starts_with('u') => {
            Ok(Capture::Upvalue(UpvalueId(number(token, "upvalue", "u", u16::MAX.into())? as u16)))
        }
        _ => Mistake::at(token.place, format!("{} where a slot `s0` or an upvalue `u0` is expected", token.shown())),
    }
}

fn line_entry(token: &Token) -> Result<LineEntry, Mistake> {
    let pair = match token.kind {
        TokenKind::Word(word) => word.split_once(':'),
        TokenKind::Bytes(_) | TokenKind::Label(_) => None,
    };
    let pair = pair.and_then(|(start, line)| Some((start.parse().ok()?, line.parse().ok()?)));
    match pair {
        Some((start, line)) => Ok(LineEntry { start, line }),
        None => Mistake::at(token.place, format!("{} where `INSTRUCTION:LINE` is expected", token.shown())),
    }
}

/// A chunk's code while it is read.
#[derive(Default)]
struct Body {
    code: Vec<Inst>,
    lines: Vec<LineEntry>,
    labels: HashMap<Box<str>, u32>,
    /// Jumps whose label is still to be looked up.
    jumps: Vec<(usize, Box<str>, Place)>,
    loops: u32,
    caches: u32,
}

impl Body {
    fn read_line(&mut self, reader: &mut Reader, tokens: Vec<Token>) -> Result<(), Mistake> {
        let labels = tokens.iter().take_while(|token| matches!(token.kind, TokenKind::Label(_))).count();
        let (labels, rest) = tokens.split_at(labels);
        labels.iter().try_for_each(|label| self.bind(label))?;
        match rest {
            [] => Ok(()),
            [Token { kind: TokenKind::Word("line"), place }, rest @ ..] => {
                let [line] = rest else { return Mistake::at(*place, "`line` takes one number") };
                let line = number(line, "line", "", u32::MAX)?;
                self.lines.push(LineEntry { start: self.code.len() as u32, line });
                Ok(())
            }
            [mnemonic, operands @ ..] => self.read_inst(reader, mnemonic, operands),
        }
    }

    fn bind(&mut self, token: &Token) -> Result<(), Mistake> {
        let TokenKind::Label(label) = token.kind else { return Ok(()) };
        if !is_identifier(label) {
            return Mistake::at(token.place, "a label is an identifier and a colon");
        }
        match self.labels.insert(label.into(), self.code.len() as u32) {
            Some(_) => Mistake::at(token.place, format!("label {} for the second time", token.shown())),
            None => Ok(()),
        }
    }

    fn read_inst(&mut self, reader: &mut Reader, mnemonic: &Token, operands: &[Token]) -> Result<(), Mistake> {
        let opcode = match mnemonic.kind {
            TokenKind::Word(word) => Opcode::from_mnemonic(word),
            TokenKind::Bytes(_) | TokenKind::Label(_) => None,
        };
        let Some(opcode) = opcode else {
            return Mistake::at(mnemonic.place, format!("{} is no instruction", mnemonic.shown()));
        };
        let words = self.read_operands(reader, opcode, mnemonic, operands)?;
        let Some(inst) = Inst::from_operands(opcode, &words) else {
            return Mistake::at(mnemonic.place, "an operand is out of range");
        };
        if self.code.len() >= MAX_CODE {
            return Mistake::at(mnemonic.place, format!("more than {MAX_CODE} instructions in a chunk"));
        }
        self.code.push(inst);
        Ok(())
    }

    /// One word for each operand of the row. A cache or a loop may be left out.
    fn read_operands(
        &mut self,
        reader: &mut Reader,
        opcode: Opcode,
        mnemonic: &Token,
        operands: &[Token],
    ) -> Result<Vec<u32>, Mistake> {
        let kinds = opcode.kinds();
        let may_lack = |kind| matches!(kind, OperandKind::Cache | OperandKind::Loop);
        let short = operands.len() + 1 == kinds.len() && kinds.iter().any(|&kind| may_lack(kind));
        if operands.len() != kinds.len() && !short {
            return Mistake::at(mnemonic.place, usage(opcode));
        }
        let mut tokens = operands.iter();
        let mut words = Vec::with_capacity(kinds.len());
        for &kind in kinds {
            let token = if short && may_lack(kind) { None } else { tokens.next() };
            words.push(self.read_operand(reader, kind, token, mnemonic.place)?);
        }
        Ok(words)
    }

    fn read_operand(
        &mut self,
        reader: &mut Reader,
        kind: OperandKind,
        token: Option<&Token>,
        place: Place,
    ) -> Result<u32, Mistake> {
        let word = match (kind, token) {
            (OperandKind::Target, Some(token)) => self.target(token)?,
            (_, Some(token)) => reader.operand(kind, token)?,
            (OperandKind::Loop, None) => self.loops,
            (_, None) => self.caches,
        };
        if word > kind.max_word() {
            return Mistake::at(place, format!("more than {} in a chunk", kind.max_word()));
        }
        match kind {
            OperandKind::Loop => self.loops += 1,
            OperandKind::Cache => self.caches = self.caches.max(word + 1),
            _ => {}
        }
        Ok(word)
    }

    /// The word of a target given as `#index`; a label's is looked up at the end of the chunk.
    fn target(&mut self, token: &Token) -> Result<u32, Mistake> {
        if let Some(index) = index(token)? {
            return Ok(index);
        }
        match token.kind {
            TokenKind::Word(label) if is_identifier(label) => {
                self.jumps.push((self.code.len(), label.into(), token.place));
                Ok(0)
            }
            _ => Mistake::at(token.place, format!("{} where a label is expected", token.shown())),
        }
    }

    fn resolve(&mut self) -> Result<(), Mistake> {
        for (at, label, place) in &self.jumps {
            let Some(&target) = self.labels.get(label) else {
                return Mistake::at(*place, format!("no label `{label}` in this chunk"));
            };
            self.code[*at] = self.code[*at].with_target(Target(target));
        }
        Ok(())
    }
}

/// What a row's operands are, for the message about their number.
fn usage(opcode: Opcode) -> String {
    let names: Vec<&str> = opcode.operands().iter().map(|&(name, _)| name).collect();
    match names.len() {
        0 => format!("{} takes no operand", opcode.mnemonic()),
        1 => format!("{} takes 1 operand: {}", opcode.mnemonic(), names[0]),
        count => format!("{} takes {count} operands: {}", opcode.mnemonic(), names.join(", ")),
    }
}

/// An index of something that the text must declare.
fn declared(ids: &HashMap<Box<str>, u32>, what: &str, token: &Token) -> Result<u32, Mistake> {
    if let Some(index) = index(token)? {
        return Ok(index);
    }
    match ids.get(text_of(token)?) {
        Some(&id) => Ok(id),
        None => Mistake::at(token.place, format!("no {what} {}", token.shown())),
    }
}

/// The number of `#number`, or `None` for anything else.
fn index(token: &Token) -> Result<Option<u32>, Mistake> {
    match token.kind {
        TokenKind::Word(word) if word.starts_with('#') => number(token, "index", "#", u32::MAX).map(Some),
        TokenKind::Word(_) | TokenKind::Bytes(_) | TokenKind::Label(_) => Ok(None),
    }
}

/// An identifier, or a quoted text.
fn text_of<'t>(token: &'t Token) -> Result<&'t str, Mistake> {
    match &token.kind {
        TokenKind::Word(word) if is_identifier(word) => Ok(word),
        TokenKind::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => Mistake::at(token.place, "a name must be UTF-8"),
        },
        _ => Mistake::at(token.place, format!("{} where a name is expected; other text needs quotes", token.shown())),
    }
}

/// A decimal number, the prefix before it optional.
fn number(token: &Token, what: &str, prefix: &str, max: u32) -> Result<u32, Mistake> {
    let digits = match token.kind {
        TokenKind::Word(word) => word.strip_prefix(prefix).unwrap_or(word),
        TokenKind::Bytes(_) | TokenKind::Label(_) => "",
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let example = if prefix.is_empty() { String::new() } else { format!(" such as `{prefix}0`") };
        return Mistake::at(token.place, format!("{} where {article} {what}{example} is expected", token.shown()));
    }
    check_range(token, what, digits.parse().unwrap_or(u64::MAX), max)
}

fn check_range(token: &Token, what: &str, word: u64, max: u32) -> Result<u32, Mistake> {
    match u32::try_from(word) {
        Ok(word) if word <= max => Ok(word),
        _ => Mistake::at(token.place, format!("{what} beyond {max}, the highest this operand can hold")),
    }
}

fn immediate(token: &Token) -> Result<u32, Mistake> {
    let value = match token.kind {
        TokenKind::Word(word) => word.parse::<i32>().ok(),
        TokenKind::Bytes(_) | TokenKind::Label(_) => None,
    };
    match value {
        Some(value) => Ok(value.cast_unsigned()),
        None => Mistake::at(token.place, format!("{} where a 32-bit int is expected", token.shown())),
    }
}

/// An int, a float (with point or exponent, `inf`, `nan`, `nan:0xBITS`) or a string.
fn literal(token: &Token) -> Result<Constant, Mistake> {
    let constant = match &token.kind {
        TokenKind::Bytes(bytes) => Some(Constant::Str(bytes.as_slice().into())),
        TokenKind::Word(word) => int(word).or_else(|| float(word)),
        TokenKind::Label(_) => None,
    };
    match constant {
        Some(constant) => Ok(constant),
        None => Mistake::at(token.place, format!("{} is no int, float or string", token.shown())),
    }
}

fn int(word: &str) -> Option<Constant> {
    word.parse().ok().map(Constant::Int)
}

fn float(word: &str) -> Option<Constant> {
    let bits = match word {
        "inf" => f64::INFINITY.to_bits(),
        "-inf" => f64::NEG_INFINITY.to_bits(),
        "nan" => 0x7FF8_0000_0000_0000,
        "-nan" => 0xFFF8_0000_0000_0000,
        _ => match word.strip_prefix("nan:0x") {
            Some(bits) => u64::from_str_radix(bits, 16).ok().filter(|&bits| f64::from_bits(bits).is_nan())?,
            None if is_decimal(word) => word.parse::<f64>().ok()?.to_bits(),
            None => return None,
        },
    };
    Some(Constant::Float(f64::from_bits(bits)))
}

/// Digits with a point or an exponent.
fn is_decimal(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|char: char| char.is_ascii_digit()) && digits.contains(['.', 'e', 'E'])
}
