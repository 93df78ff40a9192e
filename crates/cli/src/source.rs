//! From a file to a verified module: reading, compiling, and saying what is wrong.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use bytecode::{Module, Verified};
use lang::{Diagnostic, MAX_SOURCE_BYTES};

/// Why a file is no program.
pub enum Rejection {
    /// It cannot be read.
    Unreadable,
    /// Its text has errors.
    Errors(Vec<Diagnostic>),
}

/// Reads `file` and compiles it; `name` is what messages call it and what its imports are relative to.
pub fn compile(file: &Path, name: &str) -> Result<Verified<Module>, Rejection> {
    let source = read(file).map_err(|_| Rejection::Unreadable)?;
    lang::compile_verified(name, &source).map_err(Rejection::Errors)
}

/// As [`compile`] for a file of the command line; what is wrong is printed.
pub fn compile_or_report(file: &str) -> Option<Verified<Module>> {
    match compile(Path::new(file), file) {
        Ok(module) => Some(module),
        Err(Rejection::Unreadable) => {
            eprintln!("Could not open file \"{file}\".");
            None
        }
        Err(Rejection::Errors(diagnostics)) => {
            eprintln!("{}", Messages(&diagnostics));
            None
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
