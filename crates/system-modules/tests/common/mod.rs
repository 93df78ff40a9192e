//! Programs run with the modules of this crate.

use std::io::Write;
use std::sync::{Arc, Mutex};

use vm::{Error, Permissions, Vm};

/// What a program has printed so far.
#[derive(Clone, Default)]
pub struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A vm with the modules, that prints to `sink`.
pub fn machine(sink: &Sink, script: &str, input: &'static [u8]) -> Vm {
    let builder = Vm::builder().output(sink.clone()).script(script).input(input).modules(core_modules::all());
    builder.modules(system_modules::system_modules(Permissions::ALL)).build().unwrap()
}

/// Runs a program; what it prints, and how it ends.
pub fn run(vm: &mut Vm, source: &str) -> Result<vm::Exit, Error> {
    let module = lang::compile_verified("main.unna", source.as_bytes()).unwrap_or_else(|errors| panic!("{errors:?}"));
    vm.run(Arc::new(module))
}

/// What a program prints that ends well.
#[track_caller]
pub fn printed(source: &str) -> String {
    let sink = Sink::default();
    let mut vm = machine(&sink, "main.unna", b"");
    run(&mut vm, source).unwrap_or_else(|error| panic!("{error:?} after {}", sink.text()));
    sink.text()
}
