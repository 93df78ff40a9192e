//! The border between a host and its programs: what a call costs in either direction, beside embeddable languages.
//!
//! `turn` is a loop of the program with an addition in it, `native` the same loop with a call of a host function that
//! adds instead: the difference is the call. `function` is a call of a program's function from Rust, by a handle that was
//! got before; with ints, and with a string in and out.

use std::sync::Arc;

use benches::cpu_time::{CpuTime, criterion};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vm::{JitMode, Object, Vm};

/// Loop turns of the program.
const TURNS: i32 = 100_000;

const SOURCE: &str = "
function turns(n) { var sum = 0; for (var i = 0; i < n; i = i + 1) { sum = sum + i; } return sum; }
function calls(n) { var sum = 0; for (var i = 0; i < n; i = i + 1) { sum = host_add(sum, i); } return sum; }
function add(a, b) { return a + b; }
function greet(name) { return 'Hello, ' + name; }
";

fn ours(c: &mut Criterion<CpuTime>, name: &str, jit: JitMode) {
    let mut vm = Vm::builder().jit(jit).build().expect("there is memory");
    vm.register("host_add", |a: i32, b: i32| a.wrapping_add(b)).expect("there is memory");
    let module = lang::compile_verified("host.unna", SOURCE.as_bytes()).expect("it is a program");
    vm.run(Arc::new(module)).expect("it has no errors");
    let [turns, calls, add, greet] = ["turns", "calls", "add", "greet"].map(|name| vm.global::<Object>(name).unwrap());
    let sum = (0..TURNS).fold(0, i32::wrapping_add);
    assert_eq!(calls.call::<i32>(&mut vm, (TURNS,)), Ok(sum));
    assert_eq!(turns.call::<i32>(&mut vm, (TURNS,)), Ok(sum));
    let mut group = c.benchmark_group("host");
    group.throughput(Throughput::Elements(TURNS as u64));
    group.bench_function(format!("turn/{name}"), |b| b.iter(|| turns.call::<i32>(&mut vm, (TURNS,))));
    group.bench_function(format!("native/{name}"), |b| b.iter(|| calls.call::<i32>(&mut vm, (TURNS,))));
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("function/{name}"), |b| b.iter(|| add.call::<i32>(&mut vm, (20, 22))));
    group.bench_function(format!("by name/{name}"), |b| b.iter(|| vm.call::<i32>("add", (20, 22))));
    group.bench_function(format!("strings/{name}"), |b| b.iter(|| greet.call::<String>(&mut vm, ("world",))));
    group.finish();
}

fn vm(c: &mut Criterion<CpuTime>) {
    ours(c, "vm", JitMode::Auto);
    ours(c, "vm interpreter", JitMode::Off);
}

#[cfg(feature = "languages")]
fn peers(c: &mut Criterion<CpuTime>) {
    luajit(c);
    rhai(c);
}

#[cfg(not(feature = "languages"))]
fn peers(_: &mut Criterion<CpuTime>) {}

#[cfg(feature = "languages")]
fn luajit(c: &mut Criterion<CpuTime>) {
    use mlua::{Function, Lua};

    let lua = Lua::new();
    let native = lua.create_function(|_, (a, b): (i32, i32)| Ok(a.wrapping_add(b))).unwrap();
    lua.globals().set("host_add", native).unwrap();
    let source = "
        function turns(n) local sum = 0; for i = 0, n - 1 do sum = bit.tobit(sum + i) end return sum end
        function calls(n) local sum = 0; for i = 0, n - 1 do sum = host_add(sum, i) end return sum end
        function add(a, b) return a + b end
        function greet(name) return 'Hello, ' .. name end";
    lua.load(source).exec().unwrap();
    let [turns, calls, add, greet] =
        ["turns", "calls", "add", "greet"].map(|name| lua.globals().get::<Function>(name).unwrap());
    let sum = (0..TURNS).fold(0, i32::wrapping_add);
    assert_eq!(calls.call::<i32>(TURNS).unwrap(), sum);
    assert_eq!(turns.call::<i32>(TURNS).unwrap(), sum);
    let mut group = c.benchmark_group("host");
    group.throughput(Throughput::Elements(TURNS as u64));
    group.bench_function("turn/mlua luajit", |b| b.iter(|| turns.call::<i32>(TURNS).unwrap()));
    group.bench_function("native/mlua luajit", |b| b.iter(|| calls.call::<i32>(TURNS).unwrap()));
    group.throughput(Throughput::Elements(1));
    group.bench_function("function/mlua luajit", |b| b.iter(|| add.call::<i32>((20, 22)).unwrap()));
    group.bench_function("by name/mlua luajit", |b| {
        b.iter(|| lua.globals().get::<Function>("add").unwrap().call::<i32>((20, 22)).unwrap());
    });
    group.bench_function("strings/mlua luajit", |b| b.iter(|| greet.call::<String>("world").unwrap()));
    group.finish();
}

#[cfg(feature = "languages")]
fn rhai(c: &mut Criterion<CpuTime>) {
    use rhai::{Engine, Scope};

    let mut engine = Engine::new();
    engine.register_fn("host_add", |a: i64, b: i64| i64::from((a as i32).wrapping_add(b as i32)));
    let source = "
        fn turns(n) { let sum = 0; let i = 0; while i < n { sum += i; i += 1; } sum }
        fn calls(n) { let sum = 0; let i = 0; while i < n { sum = host_add(sum, i); i += 1; } sum }
        fn add(a, b) { a + b }
        fn greet(name) { \"Hello, \" + name }";
    let ast = engine.compile(source).unwrap();
    let mut scope = Scope::new();
    let turns = i64::from(TURNS);
    let sum = i64::from((0..TURNS).fold(0, i32::wrapping_add));
    assert_eq!(engine.call_fn::<i64>(&mut scope, &ast, "calls", (turns,)).unwrap(), sum);
    let mut group = c.benchmark_group("host");
    group.throughput(Throughput::Elements(TURNS as u64));
    group.bench_function("turn/rhai", |b| {
        b.iter(|| engine.call_fn::<i64>(&mut scope, &ast, "turns", (turns,)).unwrap());
    });
    group.bench_function("native/rhai", |b| {
        b.iter(|| engine.call_fn::<i64>(&mut scope, &ast, "calls", (turns,)).unwrap());
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("by name/rhai", |b| {
        b.iter(|| engine.call_fn::<i64>(&mut scope, &ast, "add", (20_i64, 22_i64)).unwrap());
    });
    group.bench_function("strings/rhai", |b| {
        b.iter(|| engine.call_fn::<String>(&mut scope, &ast, "greet", ("world".to_string(),)).unwrap());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = vm, peers
}
criterion_main!(benches);
