//! Compiling generated functions to machine code, and what comes before it: `jit`, decoding and
//! verifying, beside Cranelift on equivalent functions.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

use benches::function;
use bytecode::Program;

fn compile(c: &mut Criterion) {
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

fn load(c: &mut Criterion) {
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

criterion_group!(benches, compile, load);
criterion_main!(benches);

#[cfg(feature = "peers")]
mod peers {
    use benches::clif;
    use criterion::measurement::WallTime;
    use criterion::{BenchmarkGroup, Throughput};

    /// Per instruction of *our* bytecode, so that the figures stand for the same functions.
    pub fn all(group: &mut BenchmarkGroup<'_, WallTime>, instructions: u64) {
        group.throughput(Throughput::Elements(instructions));
        group.sample_size(10);
        for (name, level) in [("cranelift none/1000", "none"), ("cranelift speed/1000", "speed")] {
            group.bench_function(name, |b| b.iter(|| clif::compile_all(1_000, level).bytes));
        }
    }
}
