//! The core modules as programs see them: every row of LANGUAGE 12.2 to 12.6, and what a host may
//! count on (fuel, interrupts, limits).
//!
//! A table of expressions becomes one program, which runs plainly and with a moving collection at
//! every allocation.

mod files;
mod json;
mod limits;
mod string;
mod system;
mod timer;
mod uon;

use std::io::Write;
use std::sync::{Arc, Mutex};

use bytecode::{Module, Verified};
use vm::{Error, JitMode, Vm, VmBuilder};

/// What ends the output of each expression.
const MARK: &str = "\u{1}\n";

/// An output that can be read afterwards.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

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
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

fn compile(source: &str) -> Arc<Verified<Module>> {
    let module = lang::compile("main.unna", source.as_bytes()).unwrap_or_else(|error| panic!("{error:?} in {source}"));
    Arc::new(bytecode::verify(module).expect("what the compiler makes verifies"))
}

fn interpreter() -> VmBuilder {
    Vm::builder().modules(core_modules::all()).jit(JitMode::Off)
}

/// Runs a program to its end: what it printed, then the line of its error or its exit code if that
/// is not 0.
fn run(builder: VmBuilder, source: &str) -> String {
    let sink = Sink::default();
    let mut vm = builder.output(sink.clone()).errors(sink.clone()).build().expect("a vm can be made");
    let result = vm.run(compile(source));
    drop(vm);
    match result {
        Ok(exit) if exit.code() == 0 => sink.text(),
        Ok(exit) => format!("{}[exit {}]\n", sink.text(), exit.code()),
        Err(error) => format!("{}{}\n", sink.text(), error.line()),
    }
}

/// Runs a program that must fail.
#[track_caller]
fn error(builder: VmBuilder, source: &str) -> Error {
    let mut vm = builder.output(Sink::default()).build().expect("a vm can be made");
    vm.run(compile(source)).expect_err("the program ends with an error")
}

/// Checks what each expression prints, after `setup`.
#[track_caller]
fn check_after(setup: &str, table: &[(&str, &str)]) {
    for stress in [false, true] {
        let prints: String =
            table.iter().map(|(expression, _)| format!("print {expression}; print '\u{1}';\n")).collect();
        let output = run(interpreter().gc_stress(stress), &format!("{setup}\n{prints}"));
        let results: Vec<&str> = output.split(MARK).collect();
        for ((expression, expected), result) in table.iter().zip(&results) {
            assert_eq!(*result, format!("{expected}\n"), "{expression}, moving everything: {stress}");
        }
        assert_eq!((results.len(), results.last()), (table.len() + 1, Some(&"")), "{output}");
    }
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    check_after("", table);
}
