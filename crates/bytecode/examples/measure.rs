//! How fast programs are decoded and verified:
//! `cargo run --release -p bytecode --example measure -- FILE.unnac...`
//!
//! Prints the best of many rounds, so that other work on the machine hardly counts.

use std::time::{Duration, Instant};

use bytecode::{Program, decode, verify};

/// How often all files are read.
const ROUNDS: usize = 200;

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<Vec<u8>> = paths.iter().filter_map(|path| std::fs::read(path).ok()).collect();
    let programs: Vec<Program> = files.iter().filter_map(|file| decode(file).ok()).collect();
    if programs.is_empty() || programs.len() < paths.len() {
        eprintln!("{} of {} arguments are binary programs", programs.len(), paths.len());
        std::process::exit(1);
    }
    let bytes: usize = files.iter().map(Vec::len).sum();
    let code = programs.iter().flat_map(Program::modules).flat_map(|module| &module.chunks);
    let insts: usize = code.map(|chunk| chunk.code.len()).sum();
    let mut decoding = vec![Duration::MAX; files.len()];
    let mut verifying = vec![Duration::MAX; files.len()];
    for _ in 0..ROUNDS {
        for (at, file) in files.iter().enumerate() {
            let start = Instant::now();
            let program = decode(file);
            decoding[at] = decoding[at].min(start.elapsed());
            let Ok(program) = program else { continue };
            let start = Instant::now();
            let refused = program.into_modules().into_iter().filter_map(|module| verify(module).err()).count();
            verifying[at] = verifying[at].min(start.elapsed());
            assert_eq!(refused, 0, "{} does not verify", paths[at]);
        }
    }
    println!("{} files, {bytes} bytes, {insts} instructions", files.len());
    let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    for (what, seconds) in [("decode", total(&decoding)), ("verify", total(&verifying))] {
        let (per_inst, per_second) = (seconds * 1e9 / insts as f64, bytes as f64 / seconds / 1e6);
        println!("{what}: {per_inst:.1} ns per instruction, {per_second:.1} MB/s");
    }
}
