//! What the tests share: a loader of source files, and running one to text.
#![allow(dead_code, reason = "no test uses all of it")]

pub mod rows;

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bytecode::{Module, Verified};
use vm::{LoadError, Loader, Statistics, Vm, VmBuilder, import_path};

/// An output sink that can be read afterwards.
#[derive(Clone, Default)]
pub struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Sink {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A number that the environment gives, if any.
pub fn environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is to be a number")))
}

/// A builder of vms that have all core modules, as those of `unna` do.
pub fn full_builder() -> VmBuilder {
    Vm::builder().modules(core_modules::all())
}

/// A program ready to run.
pub type Program = Arc<Verified<Module>>;

/// The programs of a folder that have an expectation, by name.
pub fn programs(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".expected").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// Those that depend on nothing but their text: neither files nor other modules nor the clock.
pub fn self_contained(folder: &Path) -> Vec<String> {
    let outside = ["_mod_", "_sys_", "_timer_", "_uon_", "json_write", "json_read", "stack_overflow"];
    programs(folder).into_iter().filter(|name| !outside.iter().any(|part| name.contains(part))).collect()
}

/// Source files, below the working directory.
pub struct Sources;

impl Loader for Sources {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        let path = import_path(importer_path, written);
        let source = std::fs::read(&path).map_err(|_| LoadError::Unreadable { path: path.clone() })?;
        compile(&path, &source).map_err(|message| LoadError::Rejected { message })
    }
}

/// Source texts by their paths, from memory.
pub struct Texts(pub &'static [(&'static str, &'static str)]);

impl Loader for Texts {
    fn load(&mut self, importer_path: &str, written: &str) -> Result<Arc<Verified<Module>>, LoadError> {
        let path = import_path(importer_path, written);
        let Some((_, source)) = self.0.iter().find(|(name, _)| *name == path) else {
            return Err(LoadError::Unreadable { path });
        };
        compile(&path, source.as_bytes()).map_err(|message| LoadError::Rejected { message })
    }
}

/// Compiles and verifies a source text.
pub fn compile(path: &str, source: &[u8]) -> Result<Arc<Verified<Module>>, String> {
    let module = lang::compile(path, source).map_err(|diagnostics| format!("{path}: {diagnostics:?}"))?;
    Ok(Arc::new(bytecode::verify(module).expect("what the compiler makes verifies")))
}

/// Reads and verifies a module in text form.
pub fn assemble(text: &str) -> Program {
    let module = bytecode::parse(text).unwrap_or_else(|error| panic!("{error}"));
    Arc::new(bytecode::verify(module).unwrap_or_else(|error| panic!("{error}")))
}

/// Runs a source file as `unna run` does: its output with the line `[exit N]`, and the vm's counts,
/// none where the source is refused.
pub fn run_file(builder: VmBuilder, path: &Path) -> (String, Statistics) {
    let shown = path.to_str().unwrap();
    let sink = Sink::default();
    let source = std::fs::read(path).unwrap();
    let (code, statistics) = match compile(shown, &source) {
        Err(_) => (1, Statistics::default()),
        Ok(module) => {
            let builder = builder.output(sink.clone()).errors(Sink::default()).input(std::io::empty());
            let builder = builder.loader(Sources).program_args(["unna", shown]).script(shown);
            let mut vm = builder.build().unwrap();
            (run_module(&mut vm, module), vm.statistics())
        }
    };
    (format!("{}[exit {code}]\n", sink.text()), statistics)
}

/// Runs a module, reports its error, gives its exit code.
pub fn run_module(vm: &mut Vm, module: Arc<Verified<Module>>) -> i32 {
    match vm.run(module) {
        Ok(exit) => exit.code(),
        Err(error) => {
            vm.report(&error);
            1
        }
    }
}

/// Runs a source text: its output, error line included.
pub fn run_source(builder: VmBuilder, source: &str) -> String {
    let sink = Sink::default();
    let module = compile("test.unna", source.as_bytes()).unwrap();
    let mut vm = builder.output(sink.clone()).errors(sink.clone()).loader(Sources).build().unwrap();
    run_module(&mut vm, module);
    sink.text()
}
