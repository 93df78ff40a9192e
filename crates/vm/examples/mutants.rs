//! Runs mutants of programs in all tiers and tells which do not end alike:
//! `cargo run --release -p vm --example mutants -- FIRST COUNT`, or `-- show SEED` for one of them,
//! or `-- text SEED` for all of it, as `unna run` takes it.
//!
//! The mutants run in a child process, which is started again behind one that ends it.

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/mutant/mod.rs"]
mod mutant;

use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use bytecode::print_program;
use mutant::{Bench, Kind, Seeds, accept};

/// How long one mutant may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| args.get(at).and_then(|arg| arg.parse::<u64>().ok());
    match (args.first().map(String::as_str), number(0), number(1), args.get(2)) {
        (Some("show"), _, Some(seed), _) => show(seed),
        (Some("text"), _, Some(seed), _) => {
            print!("{}", Seeds::load().mutant(seed).2.as_ref().map_or(String::new(), print_program))
        }
        (_, Some(first), Some(count), Some(state)) => work(first, first + count, state),
        (_, Some(first), Some(count), None) => supervise(first, first + count),
        _ => eprintln!("usage: mutants FIRST COUNT | show SEED | text SEED"),
    }
}

/// The state file of a child: the mutant at work, how many were accepted, how many differ.
fn write_state(path: &str, state: [u64; 3]) {
    std::fs::write(path, format!("{} {} {}", state[0], state[1], state[2])).expect("the state can be written");
}

fn read_state(path: &str) -> Option<[u64; 3]> {
    let text = std::fs::read_to_string(path).ok()?;
    let numbers: Vec<u64> = text.split(' ').filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().ok()
}

/// Starts children until all mutants have run.
fn supervise(first: u64, end: u64) {
    let state = std::env::temp_dir().join(format!("mutants.{}", std::process::id()));
    let state = state.to_str().expect("the folder has a plain name");
    let (start, mut next, mut total) = (Instant::now(), first, [0; 3]);
    let mut crashes = 0;
    while next < end {
        write_state(state, [next, 0, 0]);
        let program = std::env::current_exe().expect("this program has a path");
        let args = [next.to_string(), (end - next).to_string(), state.to_string()];
        let child = Command::new(program).args(args).spawn().expect("it starts once more");
        let (ended, hung) = wait(child, state);
        let [at, accepted, differing] = read_state(state).expect("the child left its state");
        total[1] += accepted;
        total[2] += differing;
        if !ended {
            crashes += 1;
            println!("mutant {at} {}", if hung { "does not end" } else { "ends the process" });
        }
        next = at + 1;
    }
    let _ = std::fs::remove_file(state);
    let [_, accepted, differing] = total;
    println!(
        "{} mutants, {accepted} accepted and run, {differing} end differently, {crashes} end the process, {:.0?}",
        end - first,
        start.elapsed()
    );
    std::process::exit(i32::from(differing + crashes > 0));
}

/// Waits for the end of a child, or for the end of patience: whether it ended well, whether it
/// hung.
fn wait(mut child: Child, state: &str) -> (bool, bool) {
    let (mut last, mut since) = (None, Instant::now());
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            if let Some(signal) = status.signal() {
                println!("signal {signal}");
            }
            return (status.success(), false);
        }
        let now = read_state(state).map(|state| state[0]);
        if now != last {
            (last, since) = (now, Instant::now());
        }
        if since.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return (false, true);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// The child: runs mutants one by one.
fn work(first: u64, end: u64, state: &str) {
    let (seeds, bench) = (Seeds::load(), Bench::new());
    let (mut accepted, mut differing) = (0, 0);
    for seed in first..end {
        let (index, kind, program) = seeds.mutant(seed);
        let Some(program) = program.and_then(accept) else { continue };
        accepted += 1;
        write_state(state, [seed, accepted, differing]);
        if seed % 10_000 < 3 {
            println!("at {seed}: {accepted} accepted, {differing} differ");
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| bench.compare(&program, seed)));
        let Ok(Ok(())) = outcome else {
            differing += 1;
            let reason = match outcome {
                Ok(Err(difference)) => difference.to_string(),
                _ => "a panic".into(),
            };
            println!("mutant {seed} of {} by {kind:?}: {reason}", seeds.names[index]);
            continue;
        };
    }
    write_state(state, [end, accepted, differing]);
}

/// Prints what a mutant is and how it ends.
fn show(seed: u64) {
    let (seeds, bench) = (Seeds::load(), Bench::new());
    let (index, kind, program) = seeds.mutant(seed);
    println!("; mutant {seed} of {} by {kind:?}", seeds.names[index]);
    let Some(program) = program else { return println!("; no program") };
    if kind != Kind::Bytes {
        for (before, after) in seeds.programs[index].modules().iter().zip(program.modules()) {
            print_changed(&bytecode::print(before), &bytecode::print(after));
        }
    } else {
        program.modules().iter().for_each(|module| print!("{}", bytecode::print(module)));
    }
    let Some(program) = accept(program) else { return println!("; not accepted") };
    match bench.compare(&program, seed) {
        Ok(()) => println!("; ends alike in all tiers"),
        Err(difference) => println!("; {difference}"),
    }
}

/// Prints the chunks of a module that are not as before.
fn print_changed(before: &str, after: &str) {
    let known: Vec<&str> = before.split("\nchunk ").collect();
    for (at, chunk) in after.split("\nchunk ").enumerate() {
        if !known.contains(&chunk) {
            println!("{}{chunk}", if at == 0 { "" } else { "chunk " });
        }
    }
}
