//! The way from bytecode to machine code.

use bytecode::{ChunkId, Module, Verified};
use jit::Artifact;

use crate::build::{Unit, build};
use crate::emit::emit;
use crate::feedback::Feedback;
use crate::ir::Function;
use crate::pass::PASSES;
use crate::refusal::Refusal;

/// What came of a compilation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compiled {
    /// The machine code.
    pub artifact: Artifact,
    /// The functions that were inlined, the same one as often as it was.
    pub inlined: Vec<ChunkId>,
    /// Instructions of the bytecode that it was made from, those of inlined functions too.
    pub insts: usize,
}

/// Compiles a function for an entry. The same arguments always give the same bytes.
///
/// # Errors
/// The function is refused: it stays in the baseline.
///
/// # Panics
/// If the module has no such chunk.
pub fn compile(module: &Verified<Module>, chunk: ChunkId, feedback: &Feedback) -> Result<Compiled, Refusal> {
    compile_observed(module, chunk, feedback, |_, _| {})
}

/// As [`compile`], and shows the representation as it was built and behind each pass.
///
/// # Errors
/// As [`compile`].
///
/// # Panics
/// If the module has no such chunk; in debug builds, if a pass breaks what the verifier checks.
pub fn compile_observed(
    module: &Verified<Module>,
    chunk: ChunkId,
    feedback: &Feedback,
    mut observe: impl FnMut(&str, &Function),
) -> Result<Compiled, Refusal> {
    let (mut f, insts) = build(module, chunk, feedback)?;
    check("build", &f);
    observe("build", &f);
    for pass in PASSES {
        (pass.run)(&mut f);
        check(pass.name, &f);
        observe(pass.name, &f);
    }
    let artifact = emit(Unit { module, chunk, feedback }, &f)?;
    let inlined = f.frames.iter().skip(1).map(|frame| frame.chunk).collect();
    Ok(Compiled { artifact, inlined, insts })
}

/// In debug builds: the representation is as it should be.
fn check(pass: &str, f: &Function) {
    if cfg!(debug_assertions) && !crate::mutant::is_any() {
        let outcome = crate::verify(f);
        assert!(outcome.is_ok(), "behind {pass}: {}\n{f}", outcome.unwrap_err());
    }
}
