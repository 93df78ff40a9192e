//! Runs one fixed amount of work, for tools that count instructions: `workload NAME`.
//!
//! `workload` alone lists the names. `workload features` prints what decides which code runs on
//! this machine, or on the one that valgrind shows.

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;

use benches::{function, stream};
use bytecode::{Module, Program, Verified};
use exec_mem::Arena;
use vm::{JitMode, Vm};
use x64_asm::Assembler;

/// Every workload. `empty` is what the process itself takes, to be subtracted from the others.
const WORKLOADS: [(&str, fn()); 11] = [
    ("empty", || ()),
    ("x64-asm.assemble", assemble),
    ("exec-mem.publish", publish),
    ("bytecode.verify", verify),
    ("bytecode.binary", binary),
    ("bytecode.text", text),
    ("lang.compile", compile_source),
    ("jit.compile", compile_functions),
    ("vm.interpret", || run(CALLS, JitMode::Off)),
    ("vm.machine_code", || run(CALLS, JitMode::Always)),
    ("heap.collect", || run(TREES, JitMode::Off)),
];

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => WORKLOADS.iter().for_each(|(name, _)| println!("{name}")),
        Some("features") => println!("{}", features()),
        Some(name) => match WORKLOADS.iter().find(|(known, _)| *known == name) {
            Some((_, work)) => work(),
            None => {
                eprintln!("no workload `{name}`");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

/// Of the features that the standard library, libc or our own code look for, those that are there.
fn features() -> String {
    macro_rules! detect {
        ($($feature:tt)*) => { [$(($feature, is_x86_feature_detected!($feature))),*] };
    }
    let features = detect!["sse4.2" "popcnt" "lzcnt" "bmi1" "bmi2" "avx" "avx2" "fma" "avx512f"];
    features.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

fn assemble() {
    let mut a = Assembler::new();
    for _ in 0..200 {
        a.reset();
        stream::assemble(&mut a);
        black_box(a.finish().expect("the stream is valid").bytes());
    }
}

fn publish() {
    let arena = Arena::new().expect("executable memory is allowed");
    for _ in 0..5_000 {
        let mut draft = arena.draft(256).expect("there is room");
        draft.append(&[0xc3; 256]).expect("it fits");
        black_box(draft.publish().expect("publishing is allowed"));
    }
}

fn verify() {
    let module = function::module(100).into_inner();
    for _ in 0..10 {
        black_box(bytecode::verify(module.clone()).expect("it was verified before"));
    }
}

fn binary() {
    let program = Program::new(function::module(100).into_inner());
    for _ in 0..10 {
        let bytes = bytecode::encode(&program);
        black_box(bytecode::decode(&bytes).expect("it was encoded just now"));
    }
}

fn text() {
    let text = bytecode::print(&function::module(100).into_inner());
    for _ in 0..3 {
        black_box(bytecode::parse(&text).expect("it was printed just now"));
    }
}

fn compile_source() {
    for _ in 0..5 {
        black_box(function::module(100));
    }
}

fn compile_functions() {
    let module = function::module(100);
    for _ in 0..5 {
        black_box(function::compile_all(&module));
    }
}

/// Loops, calls, arrays, struct fields and strings, with no end of their own in sight.
const CALLS: &str = "
    struct Point { x; y; }
    function fib(n) { if (n < 2) { return n; } return fib(n - 1) + fib(n - 2); }
    function sum(n) { var s = 0; for (var i = 0; i < n; i = i + 1) { s = s + i % 7; } return s; }
    function walk(p, n) { for (var i = 0; i < n; i = i + 1) { p.x = p.x + 0.5; p.y = p.y - p.x; } return p.y; }
    function fill(n) { var a = []; for (var i = 0; i < n; i = i + 1) { push(a, i); a[i] = a[i / 2] + 1; } return length(a); }
    function text(n) { var s = ''; for (var i = 0; i < n; i = i + 1) { s = s + i; } return length(s); }
    print fib(18);
    print sum(50000);
    print walk(Point(0.0, 1.0), 20000);
    print fill(10000);
    print text(2000);
";

/// Objects of which a part survives, enough for several collections.
const TREES: &str = "
    struct Node { left; right; }
    function tree(depth) { if (depth == 0) { return nil; } return Node(tree(depth - 1), tree(depth - 1)); }
    function count(t) { if (t == nil) { return 0; } return 1 + count(t.left) + count(t.right); }
    var keep = tree(12);
    var n = 0;
    for (var i = 0; i < 60; i = i + 1) { n = n + count(tree(9)); }
    print n + count(keep);
";

fn run(source: &str, jit: JitMode) {
    let module: Verified<Module> = lang::compile_verified("workload.unna", source.as_bytes()).expect("it is a program");
    let mut vm = Vm::builder()
        .modules(core_modules::all())
        .jit(jit)
        .seed(1)
        .output(std::io::sink())
        .build()
        .expect("there is memory");
    vm.run(Arc::new(module)).expect("it has no errors");
}
