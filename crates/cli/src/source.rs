//! From a file to a verified module: reading, compiling or decoding, and saying what is wrong.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use bytecode::{Module, Verified};
use lang::{Diagnostic, MAX_SOURCE_BYTES};

use crate::load::PackedLoader;
use crate::style;

/// A program of the command line.
pub struct Loaded {
    /// Its main module.
    pub main: Arc<Verified<Module>>,
    /// The modules that came with it in one file made by `unna build`.
    pub packed: Option<PackedLoader>,
}

/// Why a file is no program.
pub enum Rejection {
    /// It cannot be read.
    Unreadable,
    /// Its text has errors.
    Errors(Vec<Diagnostic>),
    /// It claims to be in binary form, and is not what it claims.
    Damaged(String),
}

/// Reads a file of source text and compiles it; `name` is what messages call it and what its imports
/// are relative to.
pub fn compile(file: &Path, name: &str) -> Result<Verified<Module>, Rejection> {
    let source = read(file).map_err(|_| Rejection::Unreadable)?;
    lang::compile_verified(name, &source).map_err(Rejection::Errors)
}

/// Loads a file of the command line, source text or binary form; what is wrong is printed.
pub fn load_or_report(file: &str) -> Option<Loaded> {
    match load(file) {
        Ok(loaded) => Some(loaded),
        Err(rejection) => {
            rejection.print(file);
            None
        }
    }
}

fn load(file: &str) -> Result<Loaded, Rejection> {
    let bytes = read(Path::new(file)).map_err(|_| Rejection::Unreadable)?;
    if !bytecode::binary::is_binary(&bytes) {
        let main = lang::compile_verified(file, &bytes).map_err(Rejection::Errors)?;
        return Ok(Loaded { main: Arc::new(main), packed: None });
    }
    let program = bytecode::decode(&bytes).map_err(|error| Rejection::Damaged(error.to_string()))?;
    let (main, packed) = PackedLoader::unpack(program).map_err(|error| Rejection::Damaged(error.to_string()))?;
    Ok(Loaded { main, packed: Some(packed) })
}

impl Rejection {
    /// Tells the user about `file` on stderr, in colour where that is a terminal.
    pub fn print(&self, file: &str) {
        match self {
            Rejection::Errors(diagnostics) => anstream::eprintln!("{}", style::paint(diagnostics)),
            Rejection::Unreadable | Rejection::Damaged(_) => eprintln!("{}", self.message(file)),
        }
    }

    /// What to tell the user about `file`.
    pub fn message(&self, file: &str) -> String {
        match self {
            Rejection::Unreadable => format!("Could not open file \"{file}\"."),
            Rejection::Errors(diagnostics) => Messages(diagnostics).to_string(),
            Rejection::Damaged(reason) => format!("Error in {file}: {reason}"),
        }
    }
}

/// Diagnostics with an empty line between them.
pub struct Messages<'a>(pub &'a [Diagnostic]);

impl fmt::Display for Messages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n\n" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

/// The file's bytes; of one that has no end no more than the compiler would take.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
