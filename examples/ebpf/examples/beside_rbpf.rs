//! Times compiling and running beside rbpf: `cargo run --release -p ebpf --example beside_rbpf [rounds]`.
//!
//! Each figure is the least of many rounds, in which the two take turns. Compiling begins with the
//! bytes of a program and ends with code that can be called. rbpf's code checks no bounds.

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::Duration;

use ebpf::{Compiler, Helpers, Program};
use exec_mem::Arena;
use nix::time::{ClockId, clock_gettime};
use support::{EXIT, inst};

/// How many nanoseconds a sample takes at least: reading the clock takes some hundred.
const LENGTH: f64 = 100_000.0;

type Words = Vec<[u8; 8]>;

/// Mixes registers, 10,000 times.
fn arithmetic() -> Words {
    let mut program = vec![inst(0xb7, 0, 0, 0, 1), inst(0xb7, 2, 0, 0, 10_000), inst(0xb7, 3, 0, 0, 77)];
    let body = [
        inst(0x27, 0, 0, 0, 31),
        inst(0x0f, 0, 3, 0, 0),
        inst(0xbf, 4, 0, 0, 0),
        inst(0x77, 4, 0, 0, 7),
        inst(0xaf, 0, 4, 0, 0),
        inst(0x04, 3, 0, 0, 5),
        inst(0x17, 2, 0, 0, 1),
    ];
    program.extend(body);
    program.extend([inst(0x55, 2, 0, -1 - body.len() as i16, 0), EXIT]);
    program
}

/// Divides by registers and by a constant, 2,000 times.
fn division() -> Words {
    let mut program = vec![inst(0xb7, 0, 0, 0, -1), inst(0xb7, 2, 0, 0, 2_000), inst(0xb7, 3, 0, 0, 77)];
    let body = [
        inst(0xbf, 4, 0, 0, 0),
        inst(0x3f, 4, 3, 0, 0),
        inst(0x9f, 0, 3, 0, 0),
        inst(0x07, 3, 0, 0, 3),
        inst(0x97, 4, 0, 0, 64),
        inst(0x1f, 0, 4, 0, 0),
        inst(0x17, 2, 0, 0, 1),
    ];
    program.extend(body);
    program.extend([inst(0x55, 2, 0, -1 - body.len() as i16, 0), EXIT]);
    program
}

/// The checksum of 4,096 bytes, word by word: one load of memory for each three other instructions.
fn checksum() -> Words {
    let body = [inst(0x61, 4, 1, 0, 0), inst(0x0f, 0, 4, 0, 0), inst(0x07, 1, 0, 0, 4), inst(0x17, 2, 0, 0, 1)];
    let mut program = vec![inst(0xb7, 0, 0, 0, 0), inst(0xb7, 2, 0, 0, 1024)];
    program.extend(body);
    program.extend([inst(0x55, 2, 0, -1 - body.len() as i16, 0), EXIT]);
    program
}

/// Reads the headers of a packet, and stops early where they are not what it looks for.
fn filter() -> Words {
    vec![
        inst(0x69, 2, 1, 12, 0),
        inst(0xdc, 2, 0, 0, 16),
        inst(0xb7, 0, 0, 0, 0),
        inst(0x55, 2, 0, 7, 0x0800),
        inst(0x71, 3, 1, 23, 0),
        inst(0x55, 3, 0, 5, 6),
        inst(0x69, 4, 1, 36, 0),
        inst(0xdc, 4, 0, 0, 16),
        inst(0x7b, 10, 4, -8, 0),
        inst(0x79, 0, 10, -8, 0),
        inst(0x07, 0, 0, 0, 1),
        EXIT,
    ]
}

/// A long program without loops: compiling it is more than its fixed costs.
fn long() -> Words {
    let mut program = vec![inst(0xb7, 0, 0, 0, 1), inst(0xb7, 2, 0, 0, 3), inst(0xb7, 3, 0, 0, 5)];
    for turn in 0..60_i32 {
        program.extend([
            inst(0x0f, 0, 2, 0, 0),
            inst(0x27, 2, 0, 0, turn | 1),
            inst(0x63, 10, 2, -8, 0),
            inst(0x61, 3, 10, -8, 0),
            inst(0x1d, 0, 3, 1, 0),
            inst(0xaf, 0, 3, 0, 0),
            inst(0x71, 4, 1, (turn % 32) as i16, 0),
            inst(0x0f, 0, 4, 0, 0),
        ]);
    }
    program.push(EXIT);
    program
}

/// The CPU time of one piece of work: long enough samples, and the number of its runs in each.
struct Sample<F> {
    work: F,
    times: u32,
}

impl<T, F: FnMut() -> T> Sample<F> {
    fn new(work: F) -> Self {
        let mut sample = Self { work, times: 1 };
        while sample.take() * f64::from(sample.times) < LENGTH {
            sample.times *= 2;
        }
        sample
    }

    /// Nanoseconds of one run.
    fn take(&mut self) -> f64 {
        let start = now();
        (0..self.times).for_each(|_| drop(black_box((self.work)())));
        (now() - start).as_nanos() as f64 / f64::from(self.times)
    }
}

/// The CPU time of this thread so far.
fn now() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has a clock of its own").into()
}

/// The least of the times of both, in turns.
fn least<T, U>(rounds: usize, ours: impl FnMut() -> T, theirs: impl FnMut() -> U) -> [f64; 2] {
    let (mut ours, mut theirs) = (Sample::new(ours), Sample::new(theirs));
    let pairs = (0..rounds).map(|_| [ours.take(), theirs.take()]);
    pairs.fold([f64::MAX; 2], |least, pair| [least[0].min(pair[0]), least[1].min(pair[1])])
}

/// The packet, or what else a program reads.
fn memory() -> Vec<u8> {
    let mut memory: Vec<u8> = (0..4096).map(|byte| (byte * 7 % 251) as u8).collect();
    (memory[12], memory[13], memory[23]) = (8, 0, 6);
    memory
}

fn measure(name: &str, program: &[[u8; 8]], rounds: usize) -> Result<(), Box<dyn std::error::Error>> {
    let (arena, helpers, bytes) = (Arena::new()?, Helpers::new(), program.as_flattened());
    let mut compiler = Compiler::new();
    let mut compile = || compiler.compile(&arena, &Program::new(black_box(bytes)).expect("it is a program"), &helpers);
    let compile_theirs = || {
        let mut vm = rbpf::EbpfVmRaw::new(Some(black_box(bytes))).expect("it is a program");
        vm.jit_compile().expect("rbpf compiles it");
        vm
    };
    let compiling = least(rounds, &mut compile, compile_theirs);

    let compiled = compile()?;
    let theirs = compile_theirs();
    let (mut own, mut other) = (memory(), memory());
    let expected = compiled.call(&mut own)?;
    let address = other.as_mut_ptr();
    let run_theirs = || {
        // SAFETY: the vector is alive to the end of this function, and nothing else uses it.
        let memory = unsafe { std::slice::from_raw_parts_mut(address, 4096) };
        // SAFETY: the programs of this file access their stack and the first 4096 bytes of memory.
        unsafe { theirs.execute_program_jit(memory) }.expect("code of rbpf knows no fault")
    };
    assert_eq!(run_theirs(), expected, "{name}: the two disagree");
    let running = least(rounds, || compiled.call(&mut own).expect("it has no fault"), run_theirs);
    let row = [compiling, running].map(|[ours, theirs]| format!("{ours:>9.1} {theirs:>9.1} {:>6.2}", ours / theirs));
    println!("{name:<11} {:>5} {} {}", program.len(), row[0], row[1]);
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds = std::env::args().nth(1).map_or(Ok(300), |text| text.parse())?;
    println!("nanoseconds        ------- compile -------- ---------- run ---------");
    println!("program      size      ours      rbpf  ratio      ours      rbpf  ratio");
    let programs =
        [("filter", filter()), ("arithmetic", arithmetic()), ("division", division()), ("checksum", checksum())];
    for (name, program) in programs.iter().chain(&[("long", long())]) {
        measure(name, program, rounds)?;
    }
    Ok(())
}
