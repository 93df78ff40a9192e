//! [`ModuleBuilder`]: making modules, with interned tables.
//!
//! A builder keeps every limit of the format: an id it hands out is in range, and what does not
//! fit is a [`BuildError`]. It does not judge the program; that is the verifier's part.

use std::fmt;

use crate::intern::Table;
use crate::module::{Chunk, Constant, MAX_SLOTS, MAX_STRING_BYTES, MAX_TABLE, Module, StructDecl};
use crate::operand::{ChunkId, ConstId, GlobalId, ImportId, NameId, StructId};

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

pub(crate) fn too_many<T>(what: &'static str, limit: usize) -> Result<T, BuildError> {
    Err(BuildError::TooMany { what, limit })
}

/// Builds a [`Module`].
///
/// A front end makes one builder for the module and one [`ChunkBuilder`](crate::ChunkBuilder) for
/// each function:
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
/// body.push(Inst::Call1 {})?;
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

    /// Puts a chunk where [`reserve_chunk`](Self::reserve_chunk) made room; the body goes to
    /// `ChunkId(0)`.
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
            constants: self.constants.into_entries(),
            names: self.names.into_entries(),
            globals: self.globals.into_entries(),
            structs: self.structs,
            imports: self.imports.into_entries(),
            chunks,
        }
    }
}
