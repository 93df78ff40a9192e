//! Compiling a function: from bytecode through the passes to machine code.

use bytecode::ChunkId;
use jit::{Artifact, InModule};

use crate::build::{Unit, build};
use crate::emit::{Emitted, LocalRange, Span, emit};
use crate::feedback::Feedback;
use crate::ir::Function;
use crate::modules::Modules;
use crate::pass::PASSES;
use crate::refusal::Refusal;

/// The result of a compilation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compiled {
    /// The machine code.
    pub artifact: Artifact,
    /// The functions that were inlined. One that was inlined twice is listed twice.
    pub inlined: Vec<InModule<ChunkId>>,
    /// How many instructions of the bytecode it was made from, inlined functions included.
    pub insts: usize,
    /// Which of the hot code is for which value, ascending by offset.
    pub spans: Vec<Span>,
    /// In which registers locals are; empty unless the compilation was observed.
    pub ranges: Vec<LocalRange>,
}

/// Compiles a function of the first of the modules for an entry. The same arguments always give the
/// same bytes.
///
/// # Errors
/// The function is refused: it stays in the baseline.
///
/// # Panics
/// If there is no such chunk, or feedback about a module that is not there.
pub fn compile(modules: Modules<'_>, chunk: ChunkId, feedback: &Feedback) -> Result<Compiled, Refusal> {
    compile_with(modules, chunk, feedback, |_, _| {}, false)
}

/// As [`compile`]; it also shows the representation as it was built and behind each pass, and says
/// in which registers locals are.
///
/// # Errors
/// As [`compile`].
///
/// # Panics
/// If there is no such chunk, or feedback about a module that is not there; in debug builds, if a
/// pass breaks what the verifier checks.
pub fn compile_observed(
    modules: Modules<'_>,
    chunk: ChunkId,
    feedback: &Feedback,
    observe: impl FnMut(&str, &Function),
) -> Result<Compiled, Refusal> {
    compile_with(modules, chunk, feedback, observe, true)
}

fn compile_with(
    modules: Modules<'_>,
    chunk: ChunkId,
    feedback: &Feedback,
    mut observe: impl FnMut(&str, &Function),
    is_located: bool,
) -> Result<Compiled, Refusal> {
    let (mut f, insts) = build(modules, chunk, feedback)?;
    check("build", &f);
    observe("build", &f);
    for pass in PASSES {
        (pass.run)(&mut f);
        check(pass.name, &f);
        observe(pass.name, &f);
    }
    let Emitted { artifact, spans, ranges } = emit(Unit { modules, chunk, feedback }, &f, is_located)?;
    let inlined = f.frames.iter().skip(1).map(|frame| frame.chunk).collect();
    Ok(Compiled { artifact, inlined, insts, spans, ranges })
}

/// In debug builds: has the verifier accept the representation.
fn check(pass: &str, f: &Function) {
    if cfg!(debug_assertions) && !crate::mutant::is_any() {
        let outcome = crate::verify(f);
        assert!(outcome.is_ok(), "behind {pass}: {}\n{f}", outcome.unwrap_err());
    }
}
