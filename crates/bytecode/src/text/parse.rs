//! Reading the text form.
//!
//! Two passes over the lines: the first reads the tables and the chunks' names, so that code may
//! name what comes later; the second reads each chunk. Nothing recurses.

use std::collections::HashMap;

use super::body::Body;
use super::error::ParseError;
use super::header::Header;
use super::implied;
use super::lex::{Mistake, Token, TokenKind, check_range, first_word, index, number, text_of, tokens};
use super::literal::read_literal;
use crate::intern::Table;
use crate::module::{Chunk, Constant, Module, StructDecl};
use crate::operand::{NameId, OperandKind};

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
pub(super) struct Reader {
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
            self.constants.append(read_literal(token)?);
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
        let mut body = Body::new(header.lines);
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
    pub(super) fn operand(&mut self, kind: OperandKind, token: &Token) -> Result<u32, Mistake> {
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
            None => Ok(self.constants.find_or_append(read_literal(token)?)),
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
