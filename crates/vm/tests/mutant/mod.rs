//! Programs that nobody wrote, in all tiers: mutants of the corpus, of the examples and of the
//! benchmark programs that the verifier accepts must end in machine code as in the interpreter.
#![allow(dead_code, reason = "the test and the example use a part each")]

mod grow;
#[path = "../../../bytecode/tests/support/mutate.rs"]
pub mod mutate;
mod run;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytecode::{ImportId, Module, ModuleId, Program, Verified, decode, encode, parse, parse_program, print, verify};
use mutate::{Random, mutate_bytes, mutate_module};
use vm::import_path;

pub use run::Bench;

/// Where the seeds come from, below the root of the workspace.
const FOLDERS: [&str; 8] = [
    "tests/corpus",
    "tests/corpus/fixes",
    "tests/corpus/closures",
    "examples",
    "benches/programs",
    "crates/vm/tests/mutants",
    "crates/vm/tests/mutant/found",
    "crates/vm/tests/rows",
];

/// Programs that show the time.
const TIMED: &str = "_timer_";

/// All seeds, as programs and as files.
pub struct Seeds {
    pub names: Vec<String>,
    pub programs: Vec<Program>,
    pub files: Vec<Vec<u8>>,
}

/// How a mutant was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// By changes of the bytes of the binary form.
    Bytes,
    /// By changes of the structure, taken through the text form.
    Structure,
    /// By pieces of code put between its instructions.
    Growth,
}

/// A mutant that the verifier accepts.
pub struct Accepted {
    pub main: Arc<Verified<Module>>,
    /// Its modules, by the importing module's path and the path as written.
    pub imports: HashMap<(String, String), Arc<Verified<Module>>>,
}

impl Seeds {
    /// Compiles every program that compiles.
    pub fn load() -> Seeds {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut seeds = Seeds { names: Vec::new(), programs: Vec::new(), files: Vec::new() };
        for folder in FOLDERS {
            for path in sources(&root.join(folder)) {
                let Some(program) = pack(&path) else { continue };
                seeds.names.push(format!("{folder}/{}", path.file_name().unwrap().display()));
                seeds.files.push(encode(&program));
                seeds.programs.push(program);
            }
        }
        seeds
    }

    /// The mutant of a seed number: which program, how it was changed, and what came of it unless
    /// it is no program any more.
    pub fn mutant(&self, seed: u64) -> (usize, Kind, Option<Program>) {
        let mut random = Random::new(seed);
        let index = random.below(self.programs.len());
        match random.below(8) {
            0 => (index, Kind::Bytes, self.of_bytes(index, &mut random)),
            1..4 => (index, Kind::Structure, Some(self.of_structure(index, &mut random))),
            _ => (index, Kind::Growth, Some(self.of_growth(index, &mut random))),
        }
    }

    fn of_bytes(&self, index: usize, random: &mut Random) -> Option<Program> {
        let mut file = self.files[index].clone();
        let other = random.below(self.files.len());
        mutate_bytes(&mut file, &self.files[other], random);
        decode(&file).ok()
    }

    fn of_structure(&self, index: usize, random: &mut Random) -> Program {
        self.of_module(index, random, |module, random| {
            mutate_module(module, random);
            *module = parse(&print(module)).expect("what was printed is read again");
        })
    }

    fn of_growth(&self, index: usize, random: &mut Random) -> Program {
        self.of_module(index, random, grow::grow)
    }

    /// The program with one module changed.
    fn of_module(&self, index: usize, random: &mut Random, change: impl Fn(&mut Module, &mut Random)) -> Program {
        let program = &self.programs[index];
        let chosen = random.below(program.modules().len());
        let mut modules = program.modules().iter().cloned().enumerate().map(|(at, mut module)| {
            if at == chosen {
                change(&mut module, random);
            }
            module
        });
        let mut changed = Program::new(modules.next().expect("a program has a main module"));
        for module in modules {
            changed.add(module);
        }
        for (importer, import, imported) in program.links() {
            changed.link(importer, import, imported);
        }
        changed
    }
}

/// Verifies all modules of a program.
pub fn accept(program: Program) -> Option<Accepted> {
    let links: Vec<_> = program.links().collect();
    let verified = program.into_modules().into_iter().map(|module| verify(module).ok().map(Arc::new));
    let modules = verified.collect::<Option<Vec<_>>>()?;
    let imports = links.into_iter().map(|(importer, import, imported)| {
        let importer = &modules[importer.0 as usize];
        let key = (importer.path.to_string(), importer.imports[import.index()].to_string());
        (key, Arc::clone(&modules[imported.0 as usize]))
    });
    Some(Accepted { imports: imports.collect(), main: Arc::clone(&modules[0]) })
}

/// The source files and texts of bytecode of a folder that tell no time, by name.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "unna" || ending == "unnas"));
    paths.retain(|path| !path.to_str().is_some_and(|path| path.contains(TIMED)));
    paths.sort();
    paths
}

/// A program with all it imports; paths are relative to its folder.
fn pack(path: &Path) -> Option<Program> {
    if path.extension().is_some_and(|ending| ending == "unnas") {
        let text = std::fs::read_to_string(path).ok()?;
        return Some(parse_program(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
    let folder = path.parent().expect("a file lies in a folder");
    let compile = |name: &str| lang::compile(name, &std::fs::read(folder.join(name)).ok()?).ok();
    let identity = |name: &str| folder.join(name).canonicalize().unwrap_or_else(|_| name.into());
    let name = path.file_name()?.to_str()?;
    let mut program = Program::new(compile(name)?);
    let mut known = HashMap::from([(identity(name), ModuleId(0))]);
    let mut next = 0;
    while let Some(importer) = program.module(ModuleId(next)) {
        let (importer_path, imports) = (importer.path.clone(), importer.imports.clone());
        for (index, written) in imports.iter().enumerate() {
            let path = import_path(&importer_path, written);
            let imported = match known.get(&identity(&path)) {
                Some(&id) => Some(id),
                None => compile(&path).map(|module| program.add(module)),
            };
            let Some(imported) = imported else { continue };
            known.insert(identity(&path), imported);
            program.link(ModuleId(next), ImportId(index as u32), imported);
        }
        next += 1;
    }
    Some(program)
}
