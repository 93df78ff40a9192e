//! `unna bench`: how long a user's own program takes in the interpreter and with machine code.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use vm::{Error, Statistics};

use crate::args::{Bench, Engine, Jit};
use crate::exit::Exit;
use crate::source::Loaded;
use crate::{disasm, machine, source};

/// What is compared: an option's value and its name.
const MODES: [(Jit, &str); 2] = [(Jit::Off, "interpreter"), (Jit::Auto, "machine code")];

/// Times a file: one run to warm up the machine, then as many as asked for, the modes in turn.
pub fn bench(args: &Bench) -> Exit {
    let Some(program) = source::load_or_report(&args.file) else { return Exit::Failed };
    match time(&program, args) {
        Ok(timings) => report(&timings),
        Err(error) => {
            tell!("{}", error.line());
            Exit::Failed
        }
    }
}

/// All runs in one mode.
struct Timing {
    name: &'static str,
    /// Ascending.
    times: Vec<Duration>,
    /// Of the last run.
    statistics: Statistics,
    output: u64,
}

fn time(program: &Loaded, args: &Bench) -> Result<Vec<Timing>, Error> {
    let mut timings = Vec::new();
    for (jit, name) in MODES {
        let (_, statistics, output) = run_once(program, args, jit)?;
        timings.push(Timing { name, times: Vec::new(), statistics, output });
    }
    for _ in 0..args.runs {
        for ((jit, _), timing) in MODES.into_iter().zip(&mut timings) {
            let (time, statistics, _) = run_once(program, args, jit)?;
            timing.times.push(time);
            timing.statistics = statistics;
        }
    }
    timings.iter_mut().for_each(|timing| timing.times.sort());
    Ok(timings)
}

/// Runs the program in a machine of its own and keeps of its output no more than a hash.
fn run_once(program: &Loaded, args: &Bench, jit: Jit) -> Result<(Duration, Statistics, u64), Error> {
    let sink = Digest::default();
    let engine = Engine { jit, ..args.engine.clone() };
    let builder = machine::builder(&engine, &args.file, &args.args, program.packed.clone());
    let mut vm = builder.output(sink.clone()).input(io::empty()).build()?;
    let start = Instant::now();
    vm.run(Arc::clone(&program.main))?;
    Ok((start.elapsed(), vm.statistics(), sink.finish()))
}

fn report(timings: &[Timing]) -> Exit {
    let mut text = format!("{:<14} {:>12} {:>12} {:>12}\n", "", "median", "least", "most");
    for timing in timings {
        let [least, middle, most] =
            [0, timing.times.len() / 2, timing.times.len() - 1].map(|at| show(timing.times[at]));
        text += &format!("{:<14} {middle:>12} {least:>12} {most:>12}\n", timing.name);
    }
    let [interpreter, compiled] = timings else { unreachable!("there are two modes") };
    let middle = |timing: &Timing| timing.times[timing.times.len() / 2].as_secs_f64();
    text += &format!("\nmachine code is {:.2} times as fast\n\n", middle(interpreter) / middle(compiled));
    text += &format!("{}\n", compiled.statistics);
    let printed = disasm::print(&text);
    if interpreter.output != compiled.output {
        tell!("the two modes printed different output: the program depends on time or chance, or unna has a defect");
        return Exit::Failed;
    }
    printed
}

fn show(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// A sink that keeps a hash of what it is given.
#[derive(Clone, Default)]
struct Digest(Arc<Mutex<DefaultHasher>>);

impl Digest {
    fn finish(&self) -> u64 {
        self.0.lock().expect("no writer panicked").finish()
    }
}

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panicked").write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
