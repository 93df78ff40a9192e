//! What compiling costs: every function of the programs that are named, each compiled many times,
//! in nanoseconds for an instruction of the bytecode, beside the baseline compiler. `cargo run
//! --release -p opt --example cost -- FILES`

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytecode::{ChunkId, Module, Verified};
use jit::{Entry, Kind, Profile};
use opt::{Feedback, Modules};

/// How often each function is compiled.
const TIMES: u32 = 200;

fn main() {
    let (mut insts, mut optimised, mut baseline) = (0, Duration::ZERO, Duration::ZERO);
    for path in std::env::args().skip(1) {
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let module = lang::compile(&path, &text).unwrap_or_else(|errors| panic!("{path}: {errors:?}"));
        let module = bytecode::verify(module).expect("what the compiler makes verifies");
        for chunk in (0..module.chunks.len() as u32).map(ChunkId) {
            insts += module.chunks[chunk.index()].code.len() * TIMES as usize;
            let profile = Profile { kinds: vec![Kind::Int; 8], ..Profile::new(Entry::Function) };
            optimised +=
                time(|| drop(black_box(opt::compile(Modules::alone(&module), chunk, &Feedback::of(profile.clone())))));
            baseline += time(|| drop(black_box(jit::compile(&module, chunk, &profile))));
        }
        drop::<Verified<Module>>(module);
    }
    let per_inst = |time: Duration| time.as_nanos() as f64 / insts as f64;
    println!("{:.0} ns an instruction, {:.0} in the baseline", per_inst(optimised), per_inst(baseline));
}

/// The shortest of many times, for as many times.
fn time(compile: impl Fn()) -> Duration {
    let one = |_| {
        let start = Instant::now();
        compile();
        start.elapsed()
    };
    (0..TIMES).map(one).min().unwrap_or_default() * TIMES
}
