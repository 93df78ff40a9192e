//! `unna build`: a program with all it imports as one file in binary form. It also assembles a
//! program in text form.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bytecode::{ImportId, ModuleId, Program, Strip};
use vm::import_path;

use crate::args::Build;
use crate::exit::Exit;
use crate::source::{self, Contents, Rejection};

/// Compiles a file and everything it imports, and writes them.
pub fn build(args: &Build) -> Exit {
    let stem = args.file.strip_suffix('s').filter(|stem| stem.ends_with(".unna")).unwrap_or(&args.file);
    let output = args.output.clone().unwrap_or_else(|| format!("{stem}c"));
    let mut program = match source::contents_or_report(&args.file) {
        Some(Contents::Source(main)) => pack(&args.file, Program::new(main.into_inner())),
        Some(Contents::Binary(program) | Contents::Text(program)) => program,
        None => return Exit::Failed,
    };
    if args.strip {
        Strip::ALL.apply(&mut program);
    }
    match std::fs::write(&output, bytecode::encode(&program)) {
        Ok(()) => Exit::Success,
        Err(error) => {
            tell!("Could not write file \"{output}\": {error}");
            Exit::Failed
        }
    }
}

/// Adds to the main module at `file` what it imports. Each file is in the program once, however
/// often it is imported. An import that cannot be read, or is no program, is a warning: it is an
/// error only if it is executed.
fn pack(file: &str, mut program: Program) -> Program {
    let mut known = HashMap::from([(identity(file), ModuleId(0))]);
    let mut next = 0;
    while let Some(importer) = program.module(ModuleId(next)) {
        let importer_path = importer.path.to_string();
        let written: Vec<String> = importer.imports.iter().map(|import| import.to_string()).collect();
        for (index, written) in written.iter().enumerate() {
            let path = import_path(&importer_path, written);
            let (importer, import) = (ModuleId(next), ImportId(index as u32));
            let imported = match known.get(&identity(&path)) {
                Some(id) => *id,
                None => match source::compile(Path::new(&path), &path) {
                    Ok(module) => program.add(module.into_inner()),
                    Err(rejection) => {
                        let message = rejection.message(&path);
                        tell!("warning: {importer_path} imports \"{written}\": {message}");
                        if !matches!(rejection, Rejection::Unreadable) {
                            program.break_link(importer, import, &message);
                        }
                        continue;
                    }
                },
            };
            known.insert(identity(&path), imported);
            program.link(importer, import, imported);
        }
        next += 1;
    }
    program
}

/// A key that all paths of one file share: modules that import each other name each other by ever
/// longer paths.
fn identity(path: &str) -> PathBuf {
    Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path))
}
