//! Running: the dispatch of the interpreter and the same loop in machine code.

use std::sync::Arc;

use benches::cpu_time::{CpuTime, criterion};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vm::{JitMode, Vm};

/// Loop turns of the program.
const TURNS: u64 = 1_000_000;
/// Instructions of the interpreter in one turn: two increments and the loop's test.
const PER_TURN: u64 = 3;

fn run(c: &mut Criterion<CpuTime>) {
    let source = format!(
        "function f(n) {{ var sum = 0; var i = 0; while (i < n) {{ sum = sum + 1; i = i + 1; }} return sum; }} f({TURNS});"
    );
    let module = lang::compile_verified("loop.unna", source.as_bytes()).expect("it is a program");
    let module = Arc::new(module);
    let mut group = c.benchmark_group("run");
    group.sample_size(20);
    group.throughput(Throughput::Elements(TURNS * PER_TURN));
    for (name, jit) in [("interpreter", JitMode::Off), ("machine code", JitMode::Auto)] {
        let mut vm = Vm::builder().jit(jit).output(std::io::sink()).build().expect("there is memory");
        group.bench_function(name, |b| b.iter(|| vm.run(Arc::clone(&module)).expect("it has no errors")));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = run
}
criterion_main!(benches);
