//! Times compiling and running beside rbpf: `cargo run --release -p ebpf --example measure [rounds]`.
//!
//! Each figure is the least of many rounds, in which the two take turns. Compiling begins with the
//! bytes of a program and ends with code that can be called. rbpf's code checks no bounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ebpf::{Compiled, Helpers, Program};
use exec_mem::Arena;

type Words = Vec<[u8; 8]>;

fn inst(opcode: u8, dst: u8, src: u8, offset: i16, immediate: i32) -> [u8; 8] {
    let ([o0, o1], [i0, i1, i2, i3]) = (offset.to_le_bytes(), immediate.to_le_bytes());
    [opcode, src << 4 | dst, o0, o1, i0, i1, i2, i3]
}

const EXIT: [u8; 8] = [0x95, 0, 0, 0, 0, 0, 0, 0];

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

/// A long program without loops, as a compiler would see it.
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

/// The least of the times of both, in turns.
fn least(rounds: usize, mut ours: impl FnMut() -> Duration, mut theirs: impl FnMut() -> Duration) -> [Duration; 2] {
    let pairs = (0..rounds).map(|_| [ours(), theirs()]);
    pairs.fold([Duration::MAX; 2], |least, pair| [least[0].min(pair[0]), least[1].min(pair[1])])
}

fn time<T>(times: u32, mut work: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    (0..times).for_each(|_| drop(black_box(work())));
    start.elapsed() / times
}

/// The packet, or what else a program reads.
fn memory() -> Vec<u8> {
    let mut memory: Vec<u8> = (0..4096).map(|byte| (byte * 7 % 251) as u8).collect();
    (memory[12], memory[13], memory[23]) = (8, 0, 6);
    memory
}

fn measure(name: &str, program: &[[u8; 8]], rounds: usize) -> Result<(), Box<dyn std::error::Error>> {
    let (arena, helpers, bytes) = (Arena::new()?, Helpers::new(), program.as_flattened());
    let compile = || Compiled::new(&arena, &Program::new(black_box(bytes)).expect("it is a program"), &helpers);
    let compile_theirs = || {
        let mut vm = rbpf::EbpfVmRaw::new(Some(black_box(bytes))).expect("it is a program");
        vm.jit_compile().expect("rbpf compiles it");
        vm
    };
    let compiling = least(rounds, || time(4, compile), || time(4, compile_theirs));

    let compiled = compile()?;
    let theirs = compile_theirs();
    let (mut own, mut other) = (memory(), memory());
    let expected = compiled.call(&mut own)?;
    let address = other.as_mut_ptr();
    let run_theirs = || {
        // SAFETY: the vector is alive to the end of this function, and nothing else uses it.
        let memory = unsafe { std::slice::from_raw_parts_mut(address, 4096) };
        // SAFETY: the programs of this file access their stack and the first 4096 bytes of memory.
        unsafe { theirs.execute_program_jit(memory) }
    };
    assert_eq!(run_theirs()?, expected, "{name}: the two disagree");
    let running = least(rounds, || time(20, || compiled.call(&mut own)), || time(20, run_theirs));
    let row = [compiling, running].map(|[ours, theirs]| {
        let (ours, theirs) = (ours.as_nanos(), theirs.as_nanos());
        format!("{ours:>9} {theirs:>9} {:>6.2}", ours as f64 / theirs.max(1) as f64)
    });
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
