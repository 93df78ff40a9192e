//! `unna run`: a program from its file to its exit code.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};

use exec_mem::Arena;
use vm::{Error, ErrorKind, HelperCalls, Statistics, Vm, VmBuilder};

use crate::args::{Run, StatsForm};
use crate::exit::Exit;
use crate::profile::Profiler;
use crate::{advice, machine, observe, source};

/// Runs a file.
pub fn run(args: &Run) -> Exit {
    let Some(program) = source::load_or_report(&args.file) else { return Exit::Failed };
    let (arena, observers) = match observe::attach(&args.tools) {
        Ok(attached) => attached,
        Err(error) => return refuse(&format_args!("error: {error}")),
    };
    let profiler = match args.profile.as_deref().map(Profiler::new).transpose() {
        Ok(profiler) => profiler,
        Err(error) => return refuse(&format_args!("error: could not write the profile: {error}")),
    };
    let builder = machine::printing(&args.engine, &args.file, &args.args, program.packed);
    let mut vm = match builder.and_then(|builder| watched(builder, args, arena, profiler.as_ref()).build()) {
        Ok(vm) => vm,
        Err(error) => return refuse(&error.line()),
    };
    let profiling = profiler.map(|profiler| profiler.start(vm.sample_handle()));
    stop_on_interrupt(&vm);
    let exit = match vm.run(program.main) {
        Ok(vm::Exit::Finished) => Exit::Success,
        Ok(vm::Exit::Code(code)) => Exit::Program(code),
        Err(error) => fail(&mut vm, &error, args.verbose),
    };
    tell(&vm, args);
    if let Some(Err(error)) = profiling.map(|profiling| profiling.finish(&args.file)) {
        tell!("error: could not write the profile: {error}");
    }
    if let Err(error) = observers.finish() {
        tell!("error: {error}");
    }
    exit
}

/// The machine with those who watch it.
fn watched(mut builder: VmBuilder, args: &Run, arena: Option<Arena>, profiler: Option<&Profiler>) -> VmBuilder {
    builder = builder.count_helpers(args.stats.is_some() || args.trace_jit);
    if args.trace_jit {
        builder = builder.trace_jit(io::stderr());
    }
    if let Some(arena) = arena {
        builder = builder.arena(arena);
    }
    if let Some(profiler) = profiler {
        builder = builder.sampler(profiler.sampler());
    }
    builder
}

/// What the options ask to be told about the run.
fn tell(vm: &Vm, args: &Run) {
    let statistics = vm.statistics();
    if let (true, Some(reason)) = (args.verbose, &statistics.no_machine_code) {
        tell!("no machine code, everything was interpreted: {reason}");
    }
    if args.trace_jit {
        for HelperCalls { function, helper, calls, .. } in &statistics.helpers {
            tell!("jit: helper {helper}, {function}: {calls} calls");
        }
    }
    match args.stats {
        Some(StatsForm::Text) => tell!("{statistics}"),
        Some(StatsForm::Json) => tell!("{}", statistics_json(&statistics)),
        None => {}
    }
}

fn statistics_json(statistics: &Statistics) -> serde_json::Value {
    serde_json::json!({
        "modules": statistics.modules,
        "compiles": statistics.compiles,
        "versions": statistics.versions,
        "relearned": statistics.relearned,
        "code_bytes": statistics.code_bytes,
        "live_code_bytes": statistics.live_code_bytes,
        "evicted_codes": statistics.evicted_codes,
        "evicted_bytes": statistics.evicted_bytes,
        "no_machine_code": statistics.no_machine_code,
        "exits": statistics.exits,
        "helpers": statistics.helpers.iter().map(helper_json).collect::<Vec<_>>(),
        "collections": statistics.collections,
        "major_collections": statistics.major_collections,
        "pauses": statistics.pauses,
        "pause_total_ns": statistics.pause_total.as_nanos() as u64,
        "pause_median_ns": statistics.pause_median.as_nanos() as u64,
        "pause_max_ns": statistics.pause_max.as_nanos() as u64,
        "peak_bytes": statistics.peak_bytes,
        "live_bytes": statistics.live_bytes,
        "fuel_used": statistics.fuel_used,
    })
}

fn helper_json(HelperCalls { function, helper, calls, .. }: &HelperCalls) -> serde_json::Value {
    serde_json::json!({ "function": function, "helper": helper, "calls": calls })
}

/// Reports a program's error; how the command is to end.
pub fn fail(vm: &mut Vm, error: &Error, verbose: bool) -> Exit {
    // A reader that closed the pipe has seen what it wanted: that is no error.
    if !matches!(error.kind(), ErrorKind::Output { kind: io::ErrorKind::BrokenPipe }) {
        vm.report(error);
    }
    if let Some(advice) = advice::on_error(vm, error) {
        tell!("help: {advice}");
    }
    // The message on stdout is part of the program's output. The trace is for the person who runs
    // it.
    if (verbose || io::stderr().is_terminal()) && !error.trace().frames().is_empty() {
        tell!("{}", error.trace());
    }
    match error.kind() {
        ErrorKind::OutOfFuel => Exit::OutOfFuel,
        ErrorKind::Interrupted => Exit::Interrupted,
        ErrorKind::Internal(_) => Exit::Internal,
        _ => Exit::Failed,
    }
}

/// Reports that the machine could not be made.
fn refuse(error: &dyn std::fmt::Display) -> Exit {
    tell!("{error}");
    Exit::Failed
}

/// Ctrl-C ends the program with its output kept; a second one ends `unna`, wherever it is.
pub fn stop_on_interrupt(vm: &Vm) {
    let handle = vm.interrupt_handle();
    let stopped = AtomicBool::new(false);
    let stop = move || {
        if stopped.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        handle.interrupt();
    };
    // Without the handler Ctrl-C ends `unna` at once, as it does everywhere.
    let _ = ctrlc::set_handler(stop);
}
