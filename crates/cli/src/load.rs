//! Where imports come from: [`FileLoader`] compiles files, the one place where the compiler meets
//! the machine; [`PackedLoader`] has what `unna build` put into one file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytecode::{ImportId, Module, Program, Verified, VerifyError, verify};
use vm::{LoadError, Loader, import_path};

use crate::source::{self, Rejection};

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
        // A folder without a canonical path is kept as written. No canonical path lies below it, so
        // nothing is loaded.
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
            Err(rejection) => Err(LoadError::Rejected { message: rejection.message(&path) }),
        }
    }
}

/// What an import stands for: a module, or what is wrong with it.
type Imported = Result<Arc<Verified<Module>>, String>;

/// The modules of a program in binary or text form. Nothing else can be imported.
#[derive(Clone)]
pub struct PackedLoader {
    /// By the importing module's path and the path as written.
    modules: HashMap<(String, String), Imported>,
}

impl PackedLoader {
    /// Takes a program apart: its main module, and a loader for the others.
    ///
    /// # Errors
    /// A module does not verify.
    pub fn unpack(program: Program) -> Result<(Arc<Verified<Module>>, Self), VerifyError> {
        let links: Vec<_> = program.links().collect();
        let broken: Vec<_> = program.broken().map(|(importer, import, text)| (importer, import, text.into())).collect();
        let verified = program.into_modules().into_iter().map(|module| Ok(Arc::new(verify(module)?)));
        let all: Vec<Arc<Verified<Module>>> = verified.collect::<Result<_, _>>()?;
        let mut modules = HashMap::new();
        for (importer, import, imported) in links {
            modules.insert(key(&all[importer.0 as usize], import), Ok(Arc::clone(&all[imported.0 as usize])));
        }
        for (importer, import, message) in broken {
            modules.insert(key(&all[importer.0 as usize], import), Err(message));
        }
        let main = all.into_iter().next().expect("a program has a main module");
        Ok((main, Self { modules }))
    }
}

impl Loader for PackedLoader {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        match self.modules.get(&(importer_path.to_string(), written.to_string())) {
            Some(Ok(module)) => Ok(Arc::clone(module)),
            Some(Err(message)) => Err(LoadError::Rejected { message: message.clone() }),
            None => Err(LoadError::Unreadable { path: import_path(importer_path, written) }),
        }
    }
}

/// An import of a module, as its loader sees it.
fn key(importer: &Module, import: ImportId) -> (String, String) {
    (importer.path.to_string(), importer.imports[import.index()].to_string())
}
