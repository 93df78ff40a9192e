//! What compilers need besides time: bytes of machine code for an instruction, and memory. With no argument it
//! measures every case, each in a process of its own, and prints a line of JSON for each.

use std::fs;
use std::process::{Command, ExitCode};

use benches::function;
use exec_mem::Arena;

/// A compiler, and how many generated functions it gets.
struct Case {
    name: &'static str,
    functions: u32,
    /// Makes the input, calls the function when it is there, compiles, keeps everything in memory, and returns the
    /// bytes of machine code.
    compile: fn(u32, &mut dyn FnMut()) -> u64,
}

const CASES: &[Case] = &[
    Case { name: "jit", functions: 100, compile: jit },
    Case { name: "jit", functions: 1_000, compile: jit },
    Case { name: "jit", functions: 10_000, compile: jit },
    #[cfg(feature = "peers")]
    Case { name: "cranelift none", functions: 1_000, compile: |count, ready| cranelift(count, "none", ready) },
    #[cfg(feature = "peers")]
    Case { name: "cranelift speed", functions: 1_000, compile: |count, ready| cranelift(count, "speed", ready) },
];

fn main() -> ExitCode {
    match std::env::args().nth(1) {
        None => all(),
        Some(index) => match index.parse().ok().and_then(|index: usize| CASES.get(index)) {
            Some(case) => measure(case),
            None => {
                eprintln!("no case `{index}`");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

fn all() {
    let program = std::env::current_exe().expect("the program has a path");
    for index in 0..CASES.len() {
        let status = Command::new(&program).arg(index.to_string()).status().expect("the program runs again");
        assert!(status.success(), "case {index}");
    }
}

fn measure(case: &Case) {
    let mut before = 0;
    let code_bytes = (case.compile)(case.functions, &mut || before = forget_peak());
    let peak_bytes = memory("VmHWM:").saturating_sub(before);
    let instructions = function::instructions(&function::module(case.functions));
    println!(
        r#"{{"name":"{}/{}","instructions":{instructions},"code_bytes":{code_bytes},"peak_bytes":{peak_bytes}}}"#,
        case.name, case.functions
    );
}

fn jit(count: u32, ready: &mut dyn FnMut()) -> u64 {
    let module = function::module(count);
    ready();
    let profile = function::profile();
    let arena = Arena::new().expect("executable memory is allowed");
    let publish = |chunk| {
        let artifact = jit::compile(&module, chunk, &profile).expect("it is not too large");
        let mut draft = arena.draft(artifact.bytes().len()).expect("there is room");
        draft.append(artifact.bytes()).expect("it fits");
        draft.publish().expect("publishing is allowed")
    };
    let codes: Vec<_> = function::chunks(&module).map(publish).collect();
    codes.iter().map(|code| code.len() as u64).sum()
}

#[cfg(feature = "peers")]
fn cranelift(count: u32, level: &str, ready: &mut dyn FnMut()) -> u64 {
    ready();
    benches::clif::compile_all(count, level).bytes as u64
}

/// Counts the peak anew from here (proc(5), `clear_refs`); returns the memory in use.
fn forget_peak() -> u64 {
    fs::write("/proc/self/clear_refs", "5").expect("proc is mounted");
    memory("VmRSS:")
}

/// A size in bytes from proc(5), `status`.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("proc is mounted");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the kernel counts memory");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
    kilobytes * 1024
}
