//! Runs a program and records it.

use vm::recording::{Function, Recording};

use crate::args::Explore;
use crate::exit::Exit;
use crate::ticker::Ticker;
use crate::{machine, observe, run, source};

/// The recording of a file's run, and how the command is to end.
///
/// # Errors
/// The program cannot be run, as a text for the user; empty if it was told already.
pub fn record(file: &str, args: &Explore) -> Result<(Recording, Exit), String> {
    let program = source::load_or_report(file).ok_or_else(String::new)?;
    let is_source = program.packed.is_none();
    let builder = machine::printing(&args.engine, file, &args.args, program.packed).map_err(|error| error.line())?;
    let (arena, observers) = observe::attach(&args.tools).map_err(|error| error.to_string())?;
    let builder = if let Some(arena) = arena { builder.arena(arena) } else { builder };
    let mut vm = builder.record(true).build().map_err(|error| error.line())?;
    vm.sample_handle().request(); // even the shortest run has a sample then
    let ticker = Ticker::start(vm.sample_handle(), || {});
    run::stop_on_interrupt(&vm);
    let result = vm.run(program.main);
    drop(ticker);
    let (exit, outcome) = match result {
        Ok(vm::Exit::Finished) => (Exit::Success, "ran to its end".to_string()),
        Ok(vm::Exit::Code(code)) => (Exit::Program(code), format!("ended itself with exit code {code}")),
        Err(error) => (run::fail(&mut vm, &error, false), format!("ended with an error: {}", error.line())),
    };
    if let Err(error) = observers.finish() {
        tell!("error: {error}");
    }
    let mut recording = vm.recording().expect("the vm was built to record");
    (recording.program, recording.outcome) = (file.to_string(), outcome);
    if is_source {
        add_sources(&mut recording);
    }
    Ok((recording, exit))
}

/// Adds what only the source has: its text and the names of locals.
fn add_sources(recording: &mut Recording) {
    for (number, module) in (0..).zip(&mut recording.modules) {
        let Ok(bytes) = std::fs::read(&module.path) else { continue };
        let functions = recording.functions.iter_mut().filter(|function| function.module == number);
        add_names(&mut functions.collect::<Vec<_>>(), &module.path, &bytes);
        module.text = Some(String::from_utf8_lossy(&bytes).into_owned());
    }
}

/// Names the slots of a module's functions.
fn add_names(functions: &mut [&mut Function], path: &str, source: &[u8]) {
    for local in lang::local_names(path, source).unwrap_or_default() {
        let Some(function) = functions.get_mut(local.chunk.index()) else { continue };
        function.locals.resize(function.slots as usize, String::new());
        let Some(name) = function.locals.get_mut(local.slot.index()) else { continue };
        if !name.is_empty() {
            name.push('/'); // the slot is that of several locals, one after the other
        }
        name.push_str(&local.name);
    }
}
