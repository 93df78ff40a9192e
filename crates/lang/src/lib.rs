//! The Unnarize compiler: source text to a bytecode [`Module`].
//!
//! [`compile`] goes through four passes, each a loop over flat data: `lexer` and `parse` make a
//! `Tree`, `resolve` finds what its names mean, `emit` writes the code. LANGUAGE.md says what a
//! program means; nothing here runs one, and nothing here knows of values, frames or files.
//!
//! **Invariant:** no pass recurses, so no nesting of a source can exhaust the native stack, and
//! every source gives a module or diagnostics, never a panic. Limits are errors that name them.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod diagnostic;
mod emit;
mod entry;
mod fold;
mod intern;
mod lexer;
mod limit;
mod local;
mod parse;
mod resolve;
mod source;
mod token;
mod tree;

use bytecode::{Module, Rule, Verified, VerifyError};

pub use diagnostic::Diagnostic;
pub use entry::{EntryError, LAST_VALUE, compile_entry, compile_silent_entry, is_open};
pub use limit::{MAX_CAPTURES, MAX_DIAGNOSTICS, MAX_NESTING, MAX_SOURCE_BYTES};
pub use local::{LocalName, local_names};

use resolve::Locals;
use source::Source;
use tree::Tree;

/// Compiles a source text.
///
/// `path` is what diagnostics call the file and what the module's imports are relative to; no
/// file is read. The module is not verified, but it will verify.
///
/// # Errors
/// The errors of the text in its order: at least one diagnostic, and at most [`MAX_DIAGNOSTICS`]. A
/// limit that is exceeded is the only diagnostic, unless the text has errors before it.
pub fn compile(path: &str, source: &[u8]) -> Result<Module, Vec<Diagnostic>> {
    resolved(path, source, |source, tree, locals| emit::emit(source, tree, locals, &[]))
}

/// What `use_tree` makes of a source text's tree, whose names are resolved.
fn resolved<T>(
    path: &str,
    source: &[u8],
    use_tree: impl FnOnce(&Source<'_>, &Tree, &Locals) -> Result<T, Diagnostic>,
) -> Result<T, Vec<Diagnostic>> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(vec![too_long(path)]);
    }
    let source = Source::new(path, source);
    let mut tree = parse::parse(&source)?;
    let locals = resolve::resolve(&source, &mut tree).map_err(|diagnostic| vec![diagnostic])?;
    use_tree(&source, &tree, &locals).map_err(|diagnostic| vec![diagnostic])
}

/// Compiles a source text and verifies the module, so that it can be run.
///
/// # Errors
/// As [`compile`]. A module that does not verify would be a mistake of the compiler, and is
/// reported as a diagnostic of the whole file.
pub fn compile_verified(path: &str, source: &[u8]) -> Result<Verified<Module>, Vec<Diagnostic>> {
    verify(path, compile(path, source)?)
}

fn verify(path: &str, module: Module) -> Result<Verified<Module>, Vec<Diagnostic>> {
    let message = |error: VerifyError| match error.rule {
        Rule::V7 => format!("Too much for one module: {}.", error.detail),
        _ => format!("Internal error: {error}"),
    };
    bytecode::verify(module).map_err(|error| vec![Diagnostic::whole(path, message(error))])
}

fn too_long(path: &str) -> Diagnostic {
    Diagnostic::whole(path, format!("The source is too long: the limit is {MAX_SOURCE_BYTES} bytes."))
}

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
