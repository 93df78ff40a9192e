//! [`Loader`]: where imported modules come from. The vm knows no source language and no files.

use std::fmt;
use std::sync::Arc;

use bytecode::{Module, Verified};

use crate::common::error::{Error, ErrorKind};

/// Finds and compiles the modules that programs import.
pub trait Loader {
    /// The module that the module at `importer_path` imports as `written`. Its `path` is the one to
    /// be shown in messages and to resolve its own imports; [`import_path`] gives the language's.
    ///
    /// # Errors
    /// The file cannot be read, or is no valid program.
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError>;
}

/// Why an import cannot be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// There is no file, or it cannot be read.
    Unreadable {
        /// The path as resolved.
        path: String,
    },
    /// The file is not a valid program.
    Rejected {
        /// What is wrong with it, with file and line.
        message: String,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Unreadable { path } => write!(f, "could not import module '{path}'"),
            LoadError::Rejected { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Error {
        let kind = match error {
            LoadError::Unreadable { path } => ErrorKind::ImportUnreadable { path: path.into() },
            LoadError::Rejected { message } => ErrorKind::ImportRejected { message: message.into() },
        };
        kind.into()
    }
}

/// The loader of a vm that was given none: every import is unreadable.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLoader;

impl Loader for NoLoader {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        Err(LoadError::Unreadable { path: import_path(importer_path, written) })
    }
}

/// The path of an import by the language's rule (LANGUAGE section 11): one that begins with `.` is
/// relative to the directory of the importing file, any other stands for itself.
///
/// ```
/// assert_eq!(vm::import_path("main.unna", "./mods/a.unna"), "././mods/a.unna");
/// assert_eq!(vm::import_path("src/main.unna", "../a.unna"), "src/../a.unna");
/// assert_eq!(vm::import_path("src/main.unna", "mods/a.unna"), "mods/a.unna");
/// ```
pub fn import_path(importer_path: &str, written: &str) -> String {
    if !written.starts_with('.') {
        return written.to_owned();
    }
    match folder(importer_path) {
        Some(folder) => format!("{folder}{written}"),
        None => format!("./{written}"),
    }
}

/// What is before a file's name in its path, with the character that ends it; `None` if that is
/// nothing.
pub(crate) fn folder(path: &str) -> Option<&str> {
    path.rfind(ends_folder).map(|end| &path[..=end])
}

/// Whether a file's name begins behind this character of a path: on Windows also behind a backslash
/// or a drive.
fn ends_folder(c: char) -> bool {
    std::path::is_separator(c) || (cfg!(windows) && c == ':')
}
