//! Every program of the corpus, the examples and the benchmarks through the binary form and the
//! text form: they round-trip, and what comes out runs as the source does.

#[path = "../../vm/tests/common/mod.rs"]
mod common;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use bytecode::{ImportId, Module, ModuleId, Program, Strip, Verified, VerifyError};
use bytecode::{decode, encode, parse_program, print_program, verify};
use common::Sink;
use vm::{LoadError, Loader, Vm, VmBuilder, import_path};

/// A program with all it imports, relative to the working directory; `None` if it does not compile.
fn pack(path: &str) -> Option<Program> {
    let main = lang::compile(path, &fs::read(path).unwrap()).ok()?;
    let mut program = Program::new(main);
    let identity = |path: &str| Path::new(path).canonicalize().unwrap_or_else(|_| path.into());
    let mut known = HashMap::from([(identity(path), ModuleId(0))]);
    let mut next = ModuleId(0);
    while let Some(importer) = program.module(next) {
        let (importer_path, imports) = (importer.path.clone(), importer.imports.clone());
        for (import, written) in (0..).map(ImportId).zip(&imports) {
            let path = import_path(&importer_path, written);
            if let Some(&imported) = known.get(&identity(&path)) {
                program.link(next, import, imported);
                continue;
            }
            let Ok(source) = fs::read(&path) else { continue };
            match lang::compile(&path, &source) {
                Ok(module) => {
                    let imported = program.add(module);
                    program.link(next, import, imported);
                    known.insert(identity(&path), imported);
                }
                Err(diagnostics) => drop(program.break_link(next, import, &format!("{diagnostics:?}"))),
            }
        }
        next.0 += 1;
    }
    Some(program)
}

/// The modules of a program, as a loader.
struct Packed(HashMap<(String, String), Result<common::Program, String>>);

impl Packed {
    fn unpack(program: Program) -> Result<(common::Program, Packed), VerifyError> {
        let key = |importer: ModuleId, import: ImportId| {
            let importer = &program.modules()[importer.0 as usize];
            (importer.path.to_string(), importer.imports[import.index()].to_string())
        };
        let links: Vec<_> = program.links().map(|(importer, import, to)| (key(importer, import), to)).collect();
        let broken = program.broken().map(|(importer, import, text)| (key(importer, import), Err(text.to_string())));
        let mut found: HashMap<_, _> = broken.collect();
        let all = program.into_modules().into_iter().map(|module| verify(module).map(Arc::new));
        let all: Vec<common::Program> = all.collect::<Result<_, _>>()?;
        found.extend(links.into_iter().map(|(key, to)| (key, Ok(Arc::clone(&all[to.0 as usize])))));
        Ok((Arc::clone(&all[0]), Packed(found)))
    }
}

impl Loader for Packed {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        match self.0.get(&(importer_path.to_string(), written.to_string())) {
            Some(Ok(module)) => Ok(Arc::clone(module)),
            Some(Err(message)) => Err(LoadError::Rejected { message: message.clone() }),
            None => Err(LoadError::Unreadable { path: import_path(importer_path, written) }),
        }
    }
}

/// Output and exit code, as the expectations of the corpus have them.
fn run(builder: VmBuilder, path: &str, program: Program) -> String {
    let sink = Sink::default();
    let (main, loader) = Packed::unpack(program).unwrap_or_else(|error| panic!("{path}: {error}"));
    let builder = builder.output(sink.clone()).errors(Sink::default()).input(std::io::empty());
    let mut vm = builder.loader(loader).program_args(["unna", path]).script(path).build().unwrap();
    let code = common::run_module(&mut vm, main);
    format!("{}[exit {code}]\n", sink.text())
}

/// Takes a program through both forms; gives what came out of each.
#[track_caller]
fn round_trip(path: &str, program: &Program) -> [Program; 2] {
    let file = encode(program);
    let from_binary = decode(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(&from_binary, program, "{path} from its binary form");
    let text = print_program(program);
    assert!(bytecode::text::is_text(text.as_bytes()));
    let from_text = parse_program(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(&from_text, program, "{path} from its text form");
    [from_binary, from_text]
}

/// The corpus may write files, so it runs in a copy.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Programs that call `rm` and `true`, which Windows has not.
const UNIX_COMMANDS: [&str; 2] = ["288_sys_write_read_exists", "q12_exec_returns_raw_wait_status"];

/// One test, because the programs' paths are relative to the working directory of the process.
#[test]
fn every_program_is_the_same_in_all_forms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("forms");
    let _ = fs::remove_dir_all(&copy);
    for folder in ["tests/corpus", "examples", "benches/programs"] {
        copy_folder(&root.join(folder), &copy.join(folder));
    }
    let mut count = 0;
    for folder in ["tests/corpus", "tests/corpus/fixes", "tests/corpus/closures", "examples"] {
        std::env::set_current_dir(copy.join(folder)).unwrap();
        for name in common::programs(Path::new(".")) {
            if cfg!(windows) && UNIX_COMMANDS.contains(&name.as_str()) {
                continue;
            }
            let path = format!("{name}.unna");
            let Some(program) = pack(&path) else { continue };
            let expected = String::from_utf8_lossy(&fs::read(format!("{name}.expected")).unwrap()).into_owned();
            for (form, program) in ["binary", "text"].into_iter().zip(round_trip(&path, &program)) {
                assert_eq!(
                    run(Vm::builder().modules(core_modules::all()), &path, program),
                    expected,
                    "{folder}/{path} from its {form} form"
                );
            }
            let mut stripped = program;
            Strip::ALL.apply(&mut stripped);
            round_trip(&path, &stripped);
            count += 1;
        }
    }
    assert!(count > 250, "only {count} programs were found");
    benchmarks(&copy.join("benches/programs"));
}

/// The benchmark programs run too long for a test: they are cut.
fn benchmarks(folder: &Path) {
    std::env::set_current_dir(folder).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(".").unwrap().map(Result::unwrap) {
        let path = entry.file_name().into_string().unwrap();
        if !path.ends_with(".unna") {
            continue;
        }
        let program = pack(&path).unwrap_or_else(|| panic!("{path} does not compile"));
        let cut = |program| run(Vm::builder().modules(core_modules::all()).fuel(20_000), &path, program);
        let [binary, text] = round_trip(&path, &program);
        let expected = cut(program);
        assert_eq!(cut(binary), expected, "{path}");
        assert_eq!(cut(text), expected, "{path}");
        count += 1;
    }
    assert!(count >= 15, "only {count} benchmark programs were found");
}
