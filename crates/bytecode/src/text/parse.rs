//! Reading the text form.
//!
//! Two passes over the lines: the first reads the tables and the chunks' names, so that code may
//! name what comes later; the second reads each chunk. Nothing recurses.

use std::collections::HashMap;

use super::body::Body;
use super::error::ParseError;
use super::header::Header;
use super::implied;
use super::lex::{Mistake, Place, Token, TokenKind, check_range, first_word, index, number, text_of, tokens};
use super::literal::read_literal;
use crate::intern::Table;
use crate::module::{Chunk, Constant, Module, StructDecl};
use crate::operand::{ImportId, NameId, OperandKind};
use crate::program::{ModuleId, Program};

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
    read_one(text).map_err(|mistake| ParseError::new(text, mistake))
}

/// Reads a program from its text form: modules, of which each but the first begins with `module`.
///
/// # Errors
/// The first mistake, with its line. What it gives is not verified.
///
/// ```
/// let program = bytecode::parse_program("
///     module \"main\"
///     link \"a\" 1
///     IMPORT \"a\"
///     RETURN
///     module \"a\"
///     RETURN_NIL
/// ").unwrap();
/// assert_eq!(program.modules().len(), 2);
/// assert_eq!(bytecode::parse_program(&bytecode::print_program(&program)), Ok(program));
/// ```
pub fn parse_program(text: &str) -> Result<Program, ParseError> {
    read_program(text).map_err(|mistake| ParseError::new(text, mistake))
}

fn read_one(text: &str) -> Result<Module, Mistake> {
    let mut sources = split(text)?;
    if let Some(source) = sources.get(1) {
        return Mistake::at(source.start, "a second module; read a program of several modules with `parse_program`");
    }
    let source = sources.pop().expect("there is a first module");
    match source.links.first() {
        Some(link) => Mistake::at(link[0].place, "a link; read a module with links with `parse_program`"),
        None => source.finish().map(|(module, _)| module),
    }
}

fn read_program(text: &str) -> Result<Program, Mistake> {
    let sources = split(text)?.into_iter().map(ModuleSource::finish).collect::<Result<Vec<_>, _>>()?;
    let (modules, links): (Vec<Module>, Vec<Vec<Link>>) = sources.into_iter().unzip();
    let mut program = Program::of_modules(modules).expect("there is a first module");
    for (importer, links) in (0..).map(ModuleId).zip(links) {
        for Link { place, import, to } in links {
            let is_new = match to {
                LinkTarget::Module(imported) => program.link(importer, import, imported),
                LinkTarget::Broken(message) => program.break_link(importer, import, &message),
            };
            if !is_new {
                return Mistake::at(place, "there is no such import or module, or the import has its link");
            }
        }
    }
    Ok(program)
}

/// The first pass over the lines.
fn split(text: &str) -> Result<Vec<ModuleSource<'_>>, Mistake> {
    let mut modules = vec![ModuleSource::default()];
    for (number, line) in (1..).zip(text.lines()) {
        let Some(first) = first_word(line) else { continue };
        let current = modules.last_mut().expect("there is a first module");
        if first == "module" && current.has_lines {
            let start = tokens(number, line)?[0].place;
            modules.push(ModuleSource { start, ..ModuleSource::default() });
        }
        let module = modules.last_mut().expect("there is a first module");
        module.has_lines = true;
        match first {
            "link" | "broken" => module.links.push(tokens(number, line)?),
            _ => module.reader.read_line(&mut module.chunks, first, number, line)?,
        }
    }
    Ok(modules)
}

/// A module between the passes.
#[derive(Default)]
struct ModuleSource<'a> {
    start: Place,
    has_lines: bool,
    reader: Reader,
    chunks: Vec<ChunkSource<'a>>,
    links: Vec<Vec<Token<'a>>>,
}

/// What a module's `link` or `broken` line says.
struct Link {
    place: Place,
    import: ImportId,
    to: LinkTarget,
}

enum LinkTarget {
    Module(ModuleId),
    Broken(Box<str>),
}

impl ModuleSource<'_> {
    fn finish(self) -> Result<(Module, Vec<Link>), Mistake> {
        let mut reader = self.reader;
        let mut chunks = Vec::with_capacity(self.chunks.len());
        for source in self.chunks {
            chunks.push(reader.read_chunk(source)?);
        }
        let links = self.links.iter().map(|line| reader.read_link(line)).collect::<Result<_, _>>()?;
        let module = Module {
            path: reader.path,
            constants: reader.constants.into_entries(),
            names: reader.names.into_entries(),
            globals: reader.globals,
            structs: reader.structs,
            imports: reader.imports.into_entries(),
            chunks,
        };
        Ok((module, links))
    }
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
    fn read_line<'a>(
        &mut self,
        sources: &mut Vec<ChunkSource<'a>>,
        first: &str,
        number: u32,
        line: &'a str,
    ) -> Result<(), Mistake> {
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

    fn read_link(&mut self, line: &[Token]) -> Result<Link, Mistake> {
        let [keyword, import, to] = line else {
            return Mistake::at(line[0].place, format!("{} takes two operands, the import first", line[0].shown()));
        };
        let place = keyword.place;
        let to = match keyword.kind {
            TokenKind::Word("link") => LinkTarget::Module(ModuleId(number(to, "module", "", u32::MAX)?)),
            _ => LinkTarget::Broken(text_of(to)?.into()),
        };
        Ok(Link { place, import: ImportId(self.import(import)?), to })
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
            closed: header.closed,
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
