//! From a file to a verified module: reading, compiling, assembling or decoding, and saying what is
//! wrong.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use bytecode::{Module, ParseError, Program, Verified, VerifyError};
use lang::{Diagnostic, MAX_SOURCE_BYTES};

use crate::load::PackedLoader;
use crate::style;

/// A program of the command line.
pub struct Loaded {
    /// Its main module.
    pub main: Arc<Verified<Module>>,
    /// The modules that came with it in one file, in binary or text form.
    pub packed: Option<PackedLoader>,
}

/// Why a file is no program.
pub enum Rejection {
    /// It cannot be read.
    Unreadable,
    /// Its text has errors.
    Errors(Vec<Diagnostic>),
    /// It is in text form, with a mistake.
    Misspelt(ParseError),
    /// It claims to be in binary form, and is not what it claims; or it breaks a rule of the
    /// verifier.
    Damaged(String),
}

/// What a file of the command line holds.
pub enum Contents {
    /// Source text, compiled.
    Source(Verified<Module>),
    /// Bytecode in binary form. It is not verified.
    Binary(Program),
    /// Bytecode in text form. It is not verified.
    Text(Program),
}

/// Reads a file of source text and compiles it; `name` is what messages call it and what its
/// imports are relative to.
pub fn compile(file: &Path, name: &str) -> Result<Verified<Module>, Rejection> {
    let source = read(file).map_err(|_| Rejection::Unreadable)?;
    lang::compile_verified(name, &source).map_err(Rejection::Errors)
}

/// Loads a file of the command line, in any of its three forms; what is wrong is printed.
pub fn load_or_report(file: &str) -> Option<Loaded> {
    report(file, contents(file).and_then(load))
}

/// Reads a file of the command line without verifying bytecode; what is wrong is printed.
pub fn contents_or_report(file: &str) -> Option<Contents> {
    report(file, contents(file))
}

fn report<T>(file: &str, result: Result<T, Rejection>) -> Option<T> {
    result.map_err(|rejection| tell!("{}", rejection.message(file))).ok()
}

/// A program in text form that has no links takes its imports from files, as source text does.
fn load(contents: Contents) -> Result<Loaded, Rejection> {
    let broken_rule = |error: VerifyError| Rejection::Damaged(error.to_string());
    let (program, packed) = match contents {
        Contents::Source(main) => return Ok(Loaded { main: Arc::new(main), packed: None }),
        Contents::Binary(program) => (program, true),
        Contents::Text(program) => {
            let packed = program.modules().len() > 1 || program.links().len() + program.broken().len() > 0;
            (program, packed)
        }
    };
    let (main, loader) = PackedLoader::unpack(program).map_err(broken_rule)?;
    Ok(Loaded { main, packed: packed.then_some(loader) })
}

/// Reads a file in whichever form it is: binary and text form are known by how they begin, text
/// form also by the ending `.unnas`.
///
/// # Errors
/// The file cannot be read, or has mistakes.
pub fn contents(file: &str) -> Result<Contents, Rejection> {
    let bytes = read(Path::new(file)).map_err(|_| Rejection::Unreadable)?;
    if bytecode::binary::is_binary(&bytes) {
        let program = bytecode::decode(&bytes).map_err(|error| Rejection::Damaged(error.to_string()))?;
        return Ok(Contents::Binary(program));
    }
    if file.ends_with(".unnas") || bytecode::text::is_text(&bytes) {
        let text = String::from_utf8(bytes).map_err(|error| Rejection::Damaged(error.to_string()))?;
        return bytecode::parse_program(&text).map(Contents::Text).map_err(Rejection::Misspelt);
    }
    lang::compile_verified(file, &bytes).map(Contents::Source).map_err(Rejection::Errors)
}

impl Rejection {
    /// What to tell the user about `file` on stderr, in colour where that is a terminal.
    pub fn message(&self, file: &str) -> String {
        match self {
            Rejection::Unreadable => format!("Could not open file \"{file}\"."),
            Rejection::Errors(diagnostics) => style::for_stderr(diagnostics),
            Rejection::Misspelt(error) => style::for_stderr(&[misspelt(file, error)]),
            Rejection::Damaged(reason) => format!("Error in {file}: {reason}"),
        }
    }
}

/// A mistake in the text form, as a mistake in source text is shown.
fn misspelt(file: &str, error: &ParseError) -> String {
    let ParseError { line, column, message, excerpt, marked: (start, length), .. } = error;
    let (space, carets) = (" ".repeat(*start), "^".repeat(*length));
    format!(
        "Error in {file} at line {line}:\n  {message} (column {column})\n\n   {line:4} | {excerpt}\n          {space}{carets}"
    )
}

/// The file's bytes, `-` being the standard input; of one that has no end no more than the compiler
/// would take.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let most = MAX_SOURCE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
