//! [`FileLoader`]: imports from files. The one place where the compiler meets the machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytecode::{Module, Verified};
use vm::{LoadError, Loader, import_path};

use crate::source::{self, Messages, Rejection};

/// Loads imported modules from files, by the path rules of LANGUAGE section 11.
pub struct FileLoader {
    /// Files must lie in this folder, or below it; anywhere without one.
    confined_to: Option<PathBuf>,
}

impl FileLoader {
    /// A loader that reads any file.
    pub fn new() -> Self {
        Self { confined_to: None }
    }

    /// A loader that reads only what lies in the folder of `script` or below it, links followed.
    pub fn confined(script: &str) -> Self {
        let folder = match Path::new(script).parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // A folder that has no canonical path confines to itself as written, which no file lies below.
        Self { confined_to: Some(folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf())) }
    }

    fn may_read(&self, file: &Path) -> bool {
        let Some(folder) = &self.confined_to else { return true };
        file.canonicalize().is_ok_and(|file| file.starts_with(folder))
    }
}

impl Loader for FileLoader {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        let path = import_path(importer_path, written);
        let file = Path::new(&path);
        if !self.may_read(file) {
            return Err(LoadError::Unreadable { path });
        }
        match source::compile(file, &path) {
            Ok(module) => Ok(Arc::new(module)),
            Err(Rejection::Unreadable) => Err(LoadError::Unreadable { path }),
            Err(Rejection::Errors(diagnostics)) => {
                Err(LoadError::Rejected { message: Messages(&diagnostics).to_string() })
            }
        }
    }
}
