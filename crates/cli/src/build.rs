//! `unna build`: a program with all it imports as one file in binary form.

use std::collections::HashMap;
use std::path::Path;

use bytecode::{ImportId, ModuleId, Program};
use vm::import_path;

use crate::args::Build;
use crate::exit::Exit;
use crate::source::{self, Rejection};

/// Compiles a file and everything it imports, and writes them.
pub fn build(args: &Build) -> Exit {
    let output = args.output.clone().unwrap_or_else(|| format!("{}c", args.file));
    match pack(&args.file) {
        Ok(program) => match std::fs::write(&output, bytecode::encode(&program)) {
            Ok(()) => Exit::Success,
            Err(error) => {
                eprintln!("Could not write file \"{output}\": {error}");
                Exit::Failed
            }
        },
        Err(message) => {
            eprintln!("{message}");
            Exit::Failed
        }
    }
}

/// The program of the main module at `file`. Each file is in it once, however often it is imported. An
/// import that cannot be read stays open: it is an error only if it is executed.
fn pack(file: &str) -> Result<Program, String> {
    let main = source::compile(Path::new(file), file).map_err(|rejection| rejection.message(file))?;
    let mut program = Program::new(main.into_inner());
    let mut known = HashMap::from([(file.to_string(), ModuleId(0))]);
    let mut next = 0;
    while let Some(importer) = program.module(ModuleId(next)) {
        let importer_path = importer.path.to_string();
        let written: Vec<String> = importer.imports.iter().map(|import| import.to_string()).collect();
        for (index, written) in written.iter().enumerate() {
            let path = import_path(&importer_path, written);
            let imported = match known.get(&path) {
                Some(id) => *id,
                None => match source::compile(Path::new(&path), &path) {
                    Ok(module) => program.add(module.into_inner()),
                    Err(Rejection::Unreadable) => continue,
                    Err(rejection) => return Err(rejection.message(&path)),
                },
            };
            known.insert(path, imported);
            program.link(ModuleId(next), ImportId(index as u32), imported);
        }
        next += 1;
    }
    Ok(program)
}
