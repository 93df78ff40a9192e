//! [`emit`]: a resolved tree to a module.
//!
//! One pass over the statements in source order. What is open (functions, branches, loops) is on
//! stacks in [`OpenChunk`]; an expression is emitted by a stack of [`Work`], so
//! nothing recurses. Code that cannot be reached is not emitted.
//!
//! Invariant: between statements the operand stack of a chunk is empty, so every branch of a
//! statement joins at depth 0.

mod branch;
mod call;
mod chunk;
mod control;
mod expression;
mod function;
mod name;
mod row;
mod slot;
mod statement;
mod store;
mod work;

use bytecode::{BuildError, ChunkId, Module, ModuleBuilder, Slot};

use crate::diagnostic::Diagnostic;
use crate::resolve::Locals;
use crate::source::Source;
use crate::tree::{LocalId, Name, Tree};

use chunk::OpenChunk;
use work::Work;

/// The name of the chunk that holds a module's body.
const BODY_NAME: &str = "script";

/// The module of a tree, or the first limit that it exceeds. Its globals begin with `globals`.
pub(crate) fn emit(
    source: &Source<'_>,
    tree: &Tree,
    locals: &Locals,
    globals: &[Box<str>],
) -> Result<Module, Diagnostic> {
    emitted(source, tree, locals, globals).map(|emitter| emitter.module.finish())
}

/// The chunk and the slot of each local; `None` for one whose declaration cannot be reached.
pub(crate) fn places(
    source: &Source<'_>,
    tree: &Tree,
    locals: &Locals,
) -> Result<Vec<Option<(ChunkId, Slot)>>, Diagnostic> {
    emitted(source, tree, locals, &[]).map(|emitter| emitter.places)
}

fn emitted<'t>(
    source: &'t Source<'t>,
    tree: &'t Tree,
    locals: &'t Locals,
    globals: &[Box<str>],
) -> Result<Emitter<'t>, Diagnostic> {
    let mut emitter = Emitter::new(source, tree, locals);
    match emitter.run(globals) {
        Ok(()) => Ok(emitter),
        Err(exceeded) => Err(Diagnostic::new(source, emitter.position, emitter.position, exceeded.message())),
    }
}

/// A limit is exceeded.
enum Exceeded {
    Format(BuildError),
    Operands,
    Arguments,
    Parameters,
}

type Emitted<T = ()> = Result<T, Exceeded>;

impl From<BuildError> for Exceeded {
    fn from(error: BuildError) -> Exceeded {
        Exceeded::Format(error)
    }
}

impl Exceeded {
    fn message(&self) -> String {
        match self {
            Exceeded::Format(BuildError::TooMany { what, limit }) => format!("Too many {what}: the limit is {limit}."),
            Exceeded::Format(error) => format!("Internal error: {error}."),
            Exceeded::Operands => {
                format!("Too many operands in an expression: the limit is {}.", bytecode::MAX_DEPTH)
            }
            Exceeded::Arguments => format!("Too many arguments in a call: the limit is {}.", u16::MAX),
            Exceeded::Parameters => format!("Too many parameters: the limit is {}.", bytecode::MAX_SLOTS),
        }
    }
}

struct Emitter<'t> {
    source: &'t Source<'t>,
    tree: &'t Tree,
    locals: &'t Locals,
    module: ModuleBuilder,
    /// The functions whose bodies are open, the module's body first.
    chunks: Vec<OpenChunk>,
    /// The names of those functions, without the body's.
    functions: Vec<Name>,
    /// The chunk and the slot of each local whose declaration has been emitted.
    places: Vec<Option<(ChunkId, Slot)>>,
    work: Vec<Work>,
    /// Where in the source the next instruction comes from.
    position: u32,
}

impl<'t> Emitter<'t> {
    fn new(source: &'t Source<'t>, tree: &'t Tree, locals: &'t Locals) -> Emitter<'t> {
        Emitter {
            source,
            tree,
            locals,
            module: ModuleBuilder::new(source.path),
            chunks: Vec::new(),
            functions: Vec::new(),
            places: vec![None; locals.len()],
            work: Vec::new(),
            position: 0,
        }
    }

    fn run(&mut self, globals: &[Box<str>]) -> Emitted {
        for name in globals {
            self.module.global(name)?;
        }
        let name = self.module.name(BODY_NAME)?;
        self.chunks.push(OpenChunk::new(ChunkId(0), name, 0));
        for at in 0..self.tree.stmts.len() {
            self.move_to(self.tree.stmt_position(at));
            self.statement(self.tree.stmts[at])?;
        }
        self.close_chunk()
    }

    /// Sets the place in the source that the next instructions come from.
    fn move_to(&mut self, position: u32) {
        self.position = position;
        let line = self.source.line(position);
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.set_line(line);
        }
    }

    /// The innermost function.
    fn chunk(&mut self) -> &mut OpenChunk {
        self.chunks.last_mut().expect("the module's body is open")
    }

    /// The slot of a local of the innermost function whose declaration has been emitted.
    fn slot(&self, local: LocalId) -> Slot {
        let (_, slot) = self.places[local.0 as usize].expect("a name is used after its declaration");
        slot
    }

    /// Notes the slot of a local of the innermost function.
    fn place(&mut self, local: LocalId, slot: Slot) {
        self.places[local.0 as usize] = Some((self.chunk().id, slot));
    }
}
