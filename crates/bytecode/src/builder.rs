//! [`ModuleBuilder`] and [`ChunkBuilder`]: making modules, with interned tables and labels.
//!
//! A builder keeps every limit of the format: an id it hands out is in range, and what does not
//! fit is a [`BuildError`]. It does not judge the program; that is the verifier's part.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use crate::inst::Inst;
use crate::module::{Capture, Chunk, Constant, LineEntry, Module, StructDecl};
use crate::module::{MAX_CACHES, MAX_CODE, MAX_LOOPS, MAX_SLOTS, MAX_STRING_BYTES, MAX_TABLE, MAX_UPVALUES};
use crate::operand::{
    CacheId, ChunkId, ConstId, GlobalId, ImportId, LoopId, NameId, Slot, StructId, Target, UpvalueId,
};

/// A limit of the format was exceeded, or a label was misused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// More entries than the format can number.
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The most there may be.
        limit: usize,
    },
    /// A jump to a label that was never bound.
    UnboundLabel {
        /// Index of the jumping instruction.
        at: u32,
    },
    /// A label bound twice, or one of another builder.
    BadLabel,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::TooMany { what, limit } => write!(f, "too many {what}: the limit is {limit}"),
            BuildError::UnboundLabel { at } => write!(f, "instruction {at} jumps to a label that was never bound"),
            BuildError::BadLabel => write!(f, "label bound twice or not of this builder"),
        }
    }
}

impl std::error::Error for BuildError {}

fn too_many<T>(what: &'static str, limit: usize) -> Result<T, BuildError> {
    Err(BuildError::TooMany { what, limit })
}

/// A vector without repetitions, and where each entry stands.
#[derive(Debug)]
pub(crate) struct Table<T> {
    entries: Vec<T>,
    index: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { entries: Vec::new(), index: HashMap::new() }
    }
}

impl<T> Table<T> {
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.entries.get(index)
    }

    pub(crate) fn into_entries(self) -> Vec<T> {
        self.entries
    }
}

impl<T: Hash + Eq + Clone> Table<T> {
    /// Adds an entry even if there is an equal one; the first one is found later. At most 2^32.
    pub(crate) fn append(&mut self, entry: T) -> u32 {
        let id = self.entries.len() as u32;
        self.entries.push(entry.clone());
        self.index.entry(entry).or_insert(id);
        id
    }

    /// The first equal entry, or a new one.
    pub(crate) fn find_or_append(&mut self, entry: T) -> u32 {
        match self.index.get(&entry) {
            Some(&id) => id,
            None => self.append(entry),
        }
    }

    fn intern(&mut self, entry: T, what: &'static str) -> Result<u32, BuildError> {
        if let Some(&id) = self.index.get(&entry) {
            return Ok(id);
        }
        if self.entries.len() >= MAX_TABLE {
            return too_many(what, MAX_TABLE);
        }
        Ok(self.append(entry))
    }
}

/// Builds a [`Module`].
///
/// A front end makes one builder for the module and one [`ChunkBuilder`] for each function:
///
/// ```
/// use bytecode::{ChunkBuilder, ChunkId, Inst, ModuleBuilder, Slot, verify};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut module = ModuleBuilder::new("sum.unna");
///
/// // function sum(n) { var total = 0; while (0 < n) { total = total + n; n = n - 1; } return total; }
/// let sum = module.reserve_chunk()?;
/// let mut chunk = ChunkBuilder::new(module.name("sum")?, 1);
/// let (n, total, done) = (Slot(0), chunk.slot()?, chunk.label());
/// chunk.push(Inst::StoreLocalI { slot: total, value: 0 })?;
/// chunk.push(Inst::LoadImm { value: 0 })?;
/// chunk.load_local(n)?;
/// chunk.push(Inst::JumpUnlessLt { target: done.target() })?;
/// let again = chunk.loop_header()?;
/// chunk.push(Inst::AddLl { a: total, b: n })?;
/// chunk.push(Inst::StoreLocal { slot: total })?;
/// chunk.push(Inst::DecLocal { slot: n })?;
/// chunk.push(Inst::LoadImm { value: 0 })?;
/// chunk.load_local(n)?;
/// chunk.push(Inst::LoopIfLt { target: again.target() })?;
/// chunk.bind(done)?;
/// chunk.load_local(total)?;
/// chunk.push(Inst::Return {})?;
/// module.set_chunk(sum, chunk.finish()?);
///
/// // print sum(10);
/// let mut body = ChunkBuilder::new(module.name("main")?, 0);
/// body.push(Inst::MakeClosure { chunk: sum })?;
/// body.push(Inst::LoadImm { value: 10 })?;
/// let cache = body.cache().ok_or("too many calls")?;
/// body.push(Inst::Call1 { cache })?;
/// body.push(Inst::Print {})?;
/// body.push(Inst::Halt {})?;
/// module.set_chunk(ChunkId(0), body.finish()?);
///
/// let module = verify(module.finish())?;
/// assert_eq!(module.facts(sum).loops.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ModuleBuilder {
    path: Box<str>,
    constants: Table<Constant>,
    names: Table<Box<str>>,
    globals: Table<NameId>,
    imports: Table<Box<str>>,
    structs: Vec<StructDecl>,
    chunks: Vec<Option<Chunk>>,
}

impl ModuleBuilder {
    /// A builder of a module with this path. Chunk 0, the body, is reserved.
    pub fn new(path: &str) -> ModuleBuilder {
        ModuleBuilder {
            path: path.into(),
            constants: Table::default(),
            names: Table::default(),
            globals: Table::default(),
            imports: Table::default(),
            structs: Vec::new(),
            chunks: vec![None],
        }
    }

    /// The id of a constant; equal constants share one.
    ///
    /// # Errors
    /// The table is full, or the string too long.
    pub fn constant(&mut self, constant: Constant) -> Result<ConstId, BuildError> {
        if matches!(&constant, Constant::Str(bytes) if bytes.len() > MAX_STRING_BYTES) {
            return too_many("bytes in a string", MAX_STRING_BYTES);
        }
        self.constants.intern(constant, "constants").map(ConstId)
    }

    /// The id of a name; equal names share one.
    ///
    /// # Errors
    /// The table is full, or the name too long.
    pub fn name(&mut self, name: &str) -> Result<NameId, BuildError> {
        if name.len() > MAX_STRING_BYTES {
            return too_many("bytes in a name", MAX_STRING_BYTES);
        }
        self.names.intern(name.into(), "names").map(NameId)
    }

    /// The id of the global with this name.
    ///
    /// # Errors
    /// The table is full.
    pub fn global(&mut self, name: &str) -> Result<GlobalId, BuildError> {
        let name = self.name(name)?;
        self.globals.intern(name, "globals").map(GlobalId)
    }

    /// The id of an import by its written path.
    ///
    /// # Errors
    /// The table is full, or the path too long.
    pub fn import(&mut self, path: &str) -> Result<ImportId, BuildError> {
        if path.len() > MAX_STRING_BYTES {
            return too_many("bytes in an import's path", MAX_STRING_BYTES);
        }
        self.imports.intern(path.into(), "imports").map(ImportId)
    }

    /// A new struct declaration.
    ///
    /// # Errors
    /// The table is full, or there are too many fields.
    pub fn struct_decl<'a>(
        &mut self,
        name: &str,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> Result<StructId, BuildError> {
        let name = self.name(name)?;
        let fields = fields.into_iter().map(|field| self.name(field)).collect::<Result<Vec<_>, _>>()?;
        if fields.len() > MAX_SLOTS {
            return too_many("fields in a struct", MAX_SLOTS);
        }
        if self.structs.len() >= MAX_TABLE {
            return too_many("structs", MAX_TABLE);
        }
        self.structs.push(StructDecl { name, fields });
        Ok(StructId(self.structs.len() as u32 - 1))
    }

    /// Reserves a chunk, so that MAKE_CLOSURE can name it before it is built.
    ///
    /// # Errors
    /// There are too many chunks.
    pub fn reserve_chunk(&mut self) -> Result<ChunkId, BuildError> {
        if self.chunks.len() >= MAX_TABLE {
            return too_many("chunks", MAX_TABLE);
        }
        self.chunks.push(None);
        Ok(ChunkId(self.chunks.len() as u32 - 1))
    }

    /// Puts a chunk where [`reserve_chunk`](Self::reserve_chunk) made room; the body goes to `ChunkId(0)`.
    ///
    /// # Panics
    /// If the id was not reserved here.
    pub fn set_chunk(&mut self, id: ChunkId, chunk: Chunk) {
        self.chunks[id.index()] = Some(chunk);
    }

    /// The module.
    ///
    /// # Panics
    /// If a reserved chunk was never set: a mistake of the caller.
    pub fn finish(self) -> Module {
        let chunks = self.chunks.into_iter().map(|chunk| chunk.expect("every reserved chunk is set")).collect();
        Module {
            path: self.path,
            constants: self.constants.entries,
            names: self.names.entries,
            globals: self.globals.entries,
            structs: self.structs,
            imports: self.imports.entries,
            chunks,
        }
    }
}

/// A place in a chunk that jumps may name before it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label(u32);

impl Label {
    /// The operand that stands for this label until [`ChunkBuilder::finish`].
    pub fn target(self) -> Target {
        Target(self.0)
    }
}

/// Builds a [`Chunk`]: instructions in order, labels, lines.
///
/// A jump is given with `label.target()` as its target; `finish` replaces it by the index of the
/// instruction the label was bound before. An example stands at [`ModuleBuilder`].
#[derive(Debug)]
pub struct ChunkBuilder {
    chunk: Chunk,
    labels: Vec<Option<u32>>,
    loops: usize,
    caches: usize,
    last_bound: u32,
}

impl ChunkBuilder {
    /// A builder of a chunk with `params` parameters in slots `0..params`.
    pub fn new(name: NameId, params: u16) -> ChunkBuilder {
        let chunk = Chunk {
            name,
            params,
            slots: params,
            caches: 0,
            captures: Vec::new(),
            cells: Vec::new(),
            nil_slots: Vec::new(),
            code: Vec::new(),
            lines: Vec::new(),
        };
        ChunkBuilder { chunk, labels: Vec::new(), loops: 0, caches: 0, last_bound: 0 }
    }

    /// A new label, not yet bound.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label to the next instruction.
    ///
    /// # Errors
    /// The label is bound already, or not of this builder.
    pub fn bind(&mut self, label: Label) -> Result<(), BuildError> {
        let here = self.chunk.code.len() as u32;
        match self.labels.get_mut(label.0 as usize) {
            Some(place @ None) => *place = Some(here),
            _ => return Err(BuildError::BadLabel),
        }
        self.last_bound = here;
        Ok(())
    }

    /// Appends an instruction; a jump's target is `label.target()`.
    ///
    /// # Errors
    /// The chunk is full.
    pub fn push(&mut self, inst: Inst) -> Result<(), BuildError> {
        if self.chunk.code.len() >= MAX_CODE {
            return too_many("instructions in a chunk", MAX_CODE);
        }
        self.chunk.code.push(inst);
        Ok(())
    }

    /// Appends LOAD_LOCAL in its shortest row.
    ///
    /// # Errors
    /// The chunk is full.
    pub fn load_local(&mut self, slot: Slot) -> Result<(), BuildError> {
        self.push(match slot.0 {
            0 => Inst::LoadLocal0 {},
            1 => Inst::LoadLocal1 {},
            2 => Inst::LoadLocal2 {},
            _ => Inst::LoadLocal { slot },
        })
    }

    /// Binds a new label here and appends its LOOP_HEADER.
    ///
    /// # Errors
    /// There are too many loops, or the chunk is full.
    pub fn loop_header(&mut self) -> Result<Label, BuildError> {
        if self.loops >= MAX_LOOPS {
            return too_many("loops in a function", MAX_LOOPS);
        }
        let label = self.label();
        self.bind(label)?;
        self.push(Inst::LoopHeader { loop_id: LoopId(self.loops as u16) })?;
        self.loops += 1;
        Ok(label)
    }

    /// A new inline cache, or `None` when the chunk has as many as it may.
    pub fn cache(&mut self) -> Option<CacheId> {
        if self.caches >= MAX_CACHES {
            return None;
        }
        self.caches += 1;
        Some(CacheId(self.caches as u16 - 1))
    }

    /// A new slot.
    ///
    /// # Errors
    /// There are too many.
    pub fn slot(&mut self) -> Result<Slot, BuildError> {
        if usize::from(self.chunk.slots) >= MAX_SLOTS {
            return too_many("locals in a function", MAX_SLOTS);
        }
        self.chunk.slots += 1;
        Ok(Slot(self.chunk.slots - 1))
    }

    /// A new slot that holds a cell.
    ///
    /// # Errors
    /// There are too many slots.
    pub fn cell_slot(&mut self) -> Result<Slot, BuildError> {
        let slot = self.slot()?;
        self.chunk.cells.push(slot);
        Ok(slot)
    }

    /// Adds a capture; its index is the upvalue's.
    ///
    /// # Errors
    /// There are too many.
    pub fn capture(&mut self, capture: Capture) -> Result<UpvalueId, BuildError> {
        if self.chunk.captures.len() >= MAX_UPVALUES {
            return too_many("captured variables in a function", MAX_UPVALUES);
        }
        self.chunk.captures.push(capture);
        Ok(UpvalueId(self.chunk.captures.len() as u16 - 1))
    }

    /// States that the prologue must set these slots to nil.
    pub fn set_nil_slots(&mut self, mut slots: Vec<Slot>) {
        slots.sort_unstable();
        slots.dedup();
        self.chunk.nil_slots = slots;
    }

    /// States the source line of the instructions that follow.
    pub fn line(&mut self, line: u32) {
        let start = self.chunk.code.len() as u32;
        match self.chunk.lines.last_mut() {
            Some(last) if last.line == line => {}
            Some(last) if last.start == start => last.line = line,
            _ => self.chunk.lines.push(LineEntry { start, line }),
        }
    }

    /// The instructions so far; targets are still labels.
    pub fn code(&self) -> &[Inst] {
        &self.chunk.code
    }

    /// Takes back the last instruction if no label is bound behind it, so that a fused row can
    /// stand for both.
    pub fn take_last(&mut self) -> Option<Inst> {
        if self.last_bound as usize >= self.chunk.code.len() {
            return None;
        }
        self.chunk.code.pop()
    }

    /// Whether [`take_last`](Self::take_last) could take back `count` instructions in a row.
    pub fn can_take(&self, count: usize) -> bool {
        self.chunk.code.len() >= count && self.last_bound as usize <= self.chunk.code.len() - count
    }

    /// The chunk, with every label replaced by its place.
    ///
    /// # Errors
    /// A jump names a label that was never bound.
    pub fn finish(mut self) -> Result<Chunk, BuildError> {
        for (at, inst) in self.chunk.code.iter_mut().enumerate() {
            let Some(label) = inst.target() else { continue };
            let place = self.labels.get(label.index()).copied().flatten();
            let place = place.ok_or(BuildError::UnboundLabel { at: at as u32 })?;
            *inst = inst.with_target(Target(place));
        }
        self.chunk.caches = self.caches as u16;
        Ok(self.chunk)
    }
}
