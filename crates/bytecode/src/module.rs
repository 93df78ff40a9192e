//! [`Module`]: what one source file compiles to. Plain data, trusted by nobody before
//! `verify` has turned it into a `Verified<Module>`.

use crate::closed::Signature;
use crate::inst::Inst;
use crate::operand::{ChunkId, ConstId, NameId, Slot, StructId, UpvalueId};

/// The most slots (parameters and locals) a chunk may have.
pub const MAX_SLOTS: usize = 65_535;
/// The deepest operand stack a chunk may have; one less than [`UNREACHABLE`](crate::UNREACHABLE).
pub const MAX_DEPTH: usize = 65_534;
/// The most instructions a chunk may have.
pub const MAX_CODE: usize = 1 << 28;
/// The most loops a chunk may have.
pub const MAX_LOOPS: usize = 65_535;
/// The most inline caches a chunk may have.
pub const MAX_CACHES: usize = 65_535;
/// The most upvalues a chunk may have.
pub const MAX_UPVALUES: usize = 65_535;
/// The most entries each of a module's tables may have.
pub const MAX_TABLE: usize = 1 << 28;
/// The longest string constant, name or path, in bytes.
pub const MAX_STRING_BYTES: usize = (1 << 30) - 1;

/// A program unit: chunks and the tables their operands index.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Module {
    /// Where the module came from, for messages and relative imports.
    pub path: Box<str>,
    /// Constants of LOAD_CONST and the fused rows.
    pub constants: Vec<Constant>,
    /// Names of globals, properties, chunks, structs and fields.
    pub names: Vec<Box<str>>,
    /// The names of the globals that the code uses, no two of them equal (V4).
    pub globals: Vec<NameId>,
    /// Struct declarations.
    pub structs: Vec<StructDecl>,
    /// The written paths of the imports.
    pub imports: Vec<Box<str>>,
    /// The code; chunk 0 is the module's body, without parameters or upvalues.
    pub chunks: Vec<Chunk>,
}

/// A constant of the pool.
#[derive(Clone, Debug)]
pub enum Constant {
    /// An int.
    Int(i32),
    /// A float; NaN only in one of the two canonical forms (V7).
    Float(f64),
    /// A string of any bytes.
    Str(Box<[u8]>),
}

/// By bits, so that the two zeros differ and a NaN equals itself.
impl PartialEq for Constant {
    fn eq(&self, other: &Constant) -> bool {
        match (self, other) {
            (Constant::Int(a), Constant::Int(b)) => a == b,
            (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
            (Constant::Str(a), Constant::Str(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl std::hash::Hash for Constant {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match self {
            Constant::Int(int) => (0u8, int).hash(state),
            Constant::Float(float) => (1u8, float.to_bits()).hash(state),
            Constant::Str(bytes) => (2u8, bytes).hash(state),
        }
    }
}

/// A struct declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StructDecl {
    /// The struct's name.
    pub name: NameId,
    /// The fields' names in order; a repeated name means its last field.
    pub fields: Vec<NameId>,
}

/// The code of one function, or of the module's body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chunk {
    /// The function's name.
    pub name: NameId,
    /// Parameters; they are slots `0..params`.
    pub params: u16,
    /// Parameters and locals together.
    pub slots: u16,
    /// How many inline caches there are; instructions name them by number.
    pub caches: u16,
    /// Where a MAKE_CLOSURE of this chunk finds the cells it captures, in the chunk that executes
    /// it.
    pub captures: Vec<Capture>,
    /// The slots that hold cells, ascending (V9).
    pub cells: Vec<Slot>,
    /// The slots that the prologue sets to nil, ascending (V11).
    pub nil_slots: Vec<Slot>,
    /// The types of a closed chunk, `None` for an open one (V12).
    pub closed: Option<Box<Signature>>,
    /// The instructions.
    pub code: Vec<Inst>,
    /// Source lines, ascending by `start`; each holds until the next.
    pub lines: Vec<LineEntry>,
}

/// Where a closure finds one of its cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capture {
    /// A cell slot of the frame that makes the closure.
    Slot(Slot),
    /// An upvalue of the function that makes the closure.
    Upvalue(UpvalueId),
}

/// The source line of the instructions from `start` on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineEntry {
    /// Index of the first instruction.
    pub start: u32,
    /// Line number, from 1.
    pub line: u32,
}

impl Module {
    /// The text of a name, or `"?"` for an index out of range.
    pub fn name(&self, name: NameId) -> &str {
        self.names.get(name.index()).map_or("?", |name| name)
    }

    /// The chunk of an id, if it is in range.
    pub fn chunk(&self, chunk: ChunkId) -> Option<&Chunk> {
        self.chunks.get(chunk.index())
    }

    /// The constant of an id, if it is in range.
    pub fn constant(&self, constant: ConstId) -> Option<&Constant> {
        self.constants.get(constant.index())
    }

    /// The struct declaration of an id, if it is in range.
    pub fn struct_decl(&self, id: StructId) -> Option<&StructDecl> {
        self.structs.get(id.index())
    }
}

impl Chunk {
    /// The source line of an instruction, 0 if unknown.
    pub fn line(&self, pc: u32) -> u32 {
        let after = self.lines.partition_point(|entry| entry.start <= pc);
        if after == 0 { 0 } else { self.lines[after - 1].line }
    }

    /// Whether a slot holds a cell.
    pub fn is_cell(&self, slot: Slot) -> bool {
        self.cells.binary_search(&slot).is_ok()
    }
}
