//! Decodes and verifies mutants of programs:
//! `cargo run --release -p bytecode --example mutate -- COUNT FILE.unnac...`
//!
//! Half of them are mutated in their bytes, half in their structure and taken through the text
//! form. A panic ends the run and names the mutant; otherwise it prints what became of them.

#[path = "../tests/support/mutate.rs"]
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use bytecode::{Program, decode, encode, parse, print, verify};
use mutate::{Random, mutate_bytes, mutate_module};

/// What became of the mutants of one kind.
#[derive(Default)]
struct Tally {
    mutants: u64,
    read: u64,
    accepted: u64,
}

fn main() {
    let mut args = std::env::args().skip(1);
    let count = args.next().and_then(|count| count.parse::<u64>().ok());
    let files: Vec<Vec<u8>> = args.filter_map(|path| std::fs::read(path).ok()).collect();
    let programs: Vec<Program> = files.iter().filter_map(|file| decode(file).ok()).collect();
    let (Some(count), true) = (count, !programs.is_empty() && programs.len() == files.len()) else {
        eprintln!("usage: mutate COUNT FILE.unnac...");
        std::process::exit(1);
    };
    let (mut bytes, mut structure) = (Tally::default(), Tally::default());
    let start = Instant::now();
    for seed in 0..count {
        let run = || {
            if seed % 2 == 0 {
                of_bytes(&files, seed, &mut bytes)
            } else {
                of_structure(&programs, seed, &mut structure)
            }
        };
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            eprintln!("mutant {seed} is a mistake of this crate");
            std::process::exit(2);
        }
    }
    println!("{count} mutants of {} programs in {:.0?}", files.len(), start.elapsed());
    for (kind, tally) in [("bytes", bytes), ("structure", structure)] {
        let share = 100.0 * tally.accepted as f64 / tally.mutants.max(1) as f64;
        println!("{kind}: {} mutants, {} read, {} accepted ({share:.1} %)", tally.mutants, tally.read, tally.accepted);
    }
    println!("peak memory: {}", peak_memory().as_deref().unwrap_or("unknown"));
}

fn of_bytes(files: &[Vec<u8>], seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let (Some(file), Some(other)) = (random.pick(files), random.clone().pick(files)) else { return };
    let mut file = file.clone();
    mutate_bytes(&mut file, other, &mut random);
    tally.mutants += 1;
    let Ok(program) = decode(&file) else { return };
    tally.read += 1;
    assert_eq!(encode(&program), file, "one program, one form");
    tally.accepted += u64::from(program.into_modules().into_iter().all(|module| verify(module).is_ok()));
}

fn of_structure(programs: &[Program], seed: u64, tally: &mut Tally) {
    let mut random = Random::new(seed);
    let Some(program) = random.pick(programs) else { return };
    let mut module = program.main().clone();
    mutate_module(&mut module, &mut random);
    tally.mutants += 1;
    let text = print(&module);
    assert_eq!(parse(&text).as_ref(), Ok(&module), "the text form round-trips");
    tally.read += 1;
    tally.accepted += u64::from(verify(module).is_ok());
}

/// The most memory the process has had, as the kernel tells it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_string())
}
