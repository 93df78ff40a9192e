//! Compiling generated functions to machine code, and what comes before it: `jit`, decoding and
//! verifying, beside Cranelift on equivalent functions.

use benches::cpu_time::{CpuTime, criterion};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

use std::sync::Arc;

use benches::function;
use bytecode::Program;
use vm::{JitMode, Vm};

fn compile(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("compile");
    group.sample_size(20);
    for count in [100, 1_000, 10_000] {
        let module = function::module(count);
        group.throughput(Throughput::Elements(function::instructions(&module)));
        group.bench_function(format!("jit/{count}"), |b| b.iter(|| function::compile_all(&module)));
    }
    let module = function::module(1_000);
    group.throughput(Throughput::Bytes(function::compile_all(&module)));
    group.bench_function("jit code/1000", |b| b.iter(|| function::compile_all(&module)));
    #[cfg(feature = "peers")]
    peers::all(&mut group, function::instructions(&module));
    group.finish();
}

fn load(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("load");
    group.sample_size(20);
    let module = function::module(1_000).into_inner();
    let instructions: usize = module.chunks.iter().map(|chunk| chunk.code.len()).sum();
    let bytes = bytecode::encode(&Program::new(module.clone()));
    group.throughput(Throughput::Elements(instructions as u64));
    group.bench_function("verify", |b| {
        b.iter_batched(|| module.clone(), |module| bytecode::verify(module).is_ok(), criterion::BatchSize::LargeInput);
    });
    group.bench_function("decode", |b| b.iter(|| bytecode::decode(black_box(&bytes)).is_ok()));
    group.finish();
}

/// How fast what was compiled runs: calls of the last of a few generated functions.
fn execute(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("execute");
    group.sample_size(20);
    group.throughput(Throughput::Elements(CALLS));
    let source = function::text(FUNCTIONS)
        + &format!("for (var i = 0; i < {CALLS}; i = i + 1) {{ f{}(37 + i % 3, 5, 1.25); }}", FUNCTIONS - 1);
    let module = Arc::new(lang::compile_verified("execute.unna", source.as_bytes()).expect("it is a program"));
    for (name, mode) in [("interpreter", JitMode::Off), ("jit", JitMode::Auto)] {
        let mut vm = Vm::builder().jit(mode).output(std::io::sink()).build().expect("there is memory");
        group.bench_function(name, |b| b.iter(|| vm.run(Arc::clone(&module)).expect("it has no errors")));
    }
    #[cfg(feature = "peers")]
    peers::execute(&mut group);
    group.finish();
}

const FUNCTIONS: u32 = 8;
const CALLS: u64 = 20_000;

criterion_group! {
    name = benches;
    config = criterion();
    targets = compile, load, execute
}
criterion_main!(benches);

#[cfg(feature = "peers")]
mod peers {
    use std::hint::black_box;

    use benches::clif;
    use benches::cpu_time::CpuTime;
    use criterion::{BenchmarkGroup, Throughput};

    /// Per instruction of *our* bytecode, so that the figures stand for the same functions.
    pub fn all(group: &mut BenchmarkGroup<'_, CpuTime>, instructions: u64) {
        group.throughput(Throughput::Elements(instructions));
        group.sample_size(10);
        for (name, level) in [("cranelift none/1000", "none"), ("cranelift speed/1000", "speed")] {
            group.bench_function(name, |b| b.iter(|| clif::compile_all(1_000, level).bytes));
        }
    }

    /// The same calls of the same functions.
    pub fn execute(group: &mut BenchmarkGroup<'_, CpuTime>) {
        for (name, level) in [("cranelift none", "none"), ("cranelift speed", "speed")] {
            let compiled = clif::compile_all(super::FUNCTIONS, level);
            let call = |i: u64| compiled.call_last(black_box(37 + (i % 3) as i32), 5, 1.25);
            group.bench_function(name, |b| b.iter(|| (0..super::CALLS).map(call).fold(0, i32::wrapping_add)));
        }
    }
}
