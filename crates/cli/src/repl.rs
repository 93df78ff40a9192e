//! `unna repl`: entries that are typed, each a module of its own, with globals that all share.

mod input;
mod line;
mod show;

use std::io::{self, BufReader, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use lang::{EntryError, LAST_VALUE, compile_silent_entry};
use vm::{ErrorKind, InterruptHandle, Vm};

use crate::args::Repl;
use crate::exit::Exit;
use crate::{advice, disasm, machine, style};

use input::{Input, Next};
use show::Shown;

/// Reads entries and runs them until there are no more.
pub fn repl(args: &Repl) -> Exit {
    let input = match Input::new() {
        Ok(input) => input,
        Err(error) => return refuse(&format!("error: could not read from the terminal: {error}")),
    };
    // One byte at a time, so that the program and the entries can take turns on one stream.
    let program_input = BufReader::with_capacity(1, io::stdin());
    let builder = machine::printing(&args.engine, "repl", &[], None).map(|builder| builder.input(program_input));
    match builder.and_then(|builder| builder.build()) {
        Ok(vm) => Session::new(vm, input).run(),
        Err(error) => refuse(&error.line()),
    }
}

fn refuse(message: &str) -> Exit {
    tell!("{message}");
    Exit::Failed
}

struct Session {
    vm: Vm,
    input: Input,
    running: Arc<Running>,
    /// Number of the entry, from 1.
    number: u32,
    failed: bool,
}

impl Session {
    fn new(vm: Vm, input: Input) -> Self {
        let running = Arc::new(Running::default());
        stop_on_interrupt(&running, vm.interrupt_handle());
        Self { vm, input, running, number: 0, failed: false }
    }

    fn run(mut self) -> Exit {
        if self.input.is_terminal() {
            let greeting = "Ctrl-D ends, `unna repl --help` tells the rest";
            disasm::print(&format!("unna {}: {greeting}\n", env!("CARGO_PKG_VERSION")));
        }
        loop {
            let source = match self.input.entry(self.vm.session_globals()) {
                Next::Entry(source) => source,
                Next::Nothing => continue,
                Next::End if self.failed && !self.input.is_terminal() => return Exit::Failed,
                Next::End => return Exit::Success,
            };
            if let Some(exit) = self.entry(&source) {
                return exit;
            }
        }
    }

    /// Compiles and runs an entry; `Some` if the session ends with it.
    fn entry(&mut self, source: &str) -> Option<Exit> {
        self.number += 1;
        let path = format!("entry {}", self.number);
        let (module, has_value) = match compile_silent_entry(&path, source.as_bytes(), self.vm.session_globals()) {
            Ok(entry) => entry,
            Err(error) => {
                self.complain(&error);
                return None;
            }
        };
        self.running.begin();
        let result = self.vm.run_entry(Arc::new(module));
        self.running.end();
        self.vm.interrupt_handle().clear();
        match result {
            Ok(vm::Exit::Finished) if has_value => self.show(),
            Ok(vm::Exit::Finished) => None,
            Ok(vm::Exit::Code(code)) => Some(Exit::Program(code)),
            Err(error) => self.fail(&error),
        }
    }

    /// Shows the value of the last entry; `Some` if it cannot be written.
    fn show(&mut self) -> Option<Exit> {
        match self.vm.global(LAST_VALUE) {
            Ok(Shown(None)) => None,
            Ok(Shown(Some(text))) => (disasm::print(&(text + "\n")) != Exit::Success).then_some(Exit::Failed),
            Err(error) => self.fail(&error),
        }
    }

    fn complain(&mut self, error: &EntryError) {
        self.failed = true;
        tell!("{}", style::for_stderr(error.diagnostics()));
    }

    fn fail(&mut self, error: &vm::Error) -> Option<Exit> {
        self.failed = true;
        self.vm.report(error);
        if let Some(advice) = advice::on_error(&self.vm, error) {
            tell!("help: {advice}");
        }
        let trace = error.trace();
        // With one frame the place is in the entry that was just typed.
        if trace.frames().len() > 1 {
            tell!("{trace}");
        }
        match error.kind() {
            ErrorKind::Output { .. } => Some(Exit::Failed),
            ErrorKind::Interrupted if !self.input.is_terminal() => Some(Exit::Interrupted),
            _ => None,
        }
    }
}

/// Whether an entry runs, which decides what Ctrl-C does.
#[derive(Default)]
struct Running(AtomicU8);

const IDLE: u8 = 0;
const RUNS: u8 = 1;
const STOPPING: u8 = 2;

impl Running {
    fn begin(&self) {
        self.0.store(RUNS, Ordering::Relaxed);
    }

    fn end(&self) {
        self.0.store(IDLE, Ordering::Relaxed);
    }
}

/// Ctrl-C stops a running entry, and a second one ends `unna`. At a prompt it is a key; without a
/// terminal it ends `unna` when nothing runs.
fn stop_on_interrupt(running: &Arc<Running>, handle: InterruptHandle) {
    let running = Arc::clone(running);
    let stop = move || match running.0.compare_exchange(RUNS, STOPPING, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => handle.interrupt(),
        // The key was pressed just before the prompt began to read keys.
        Err(IDLE) if is_interactive() => {}
        Err(_) => std::process::exit(i32::from(Exit::Interrupted.code())),
    };
    // Without the handler Ctrl-C ends `unna` at once, as it does everywhere.
    let _ = ctrlc::set_handler(stop);
}

/// Whether entries are typed: both ends are a terminal.
fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}
