//! The bound of the code cache, the lines that tell of tiering, and executable memory that is asked
//! for late.

use std::fmt::Write;
use std::sync::Arc;

use exec_mem::Arena;
use vm::{Exit, JitMode, Statistics, VmBuilder};

use crate::common::{Sink, compile, full_builder};

/// Runs a source text: its output, what was told of tiering, the statistics.
#[track_caller]
fn run(builder: VmBuilder, source: &str) -> (String, String, Statistics) {
    let (output, log) = (Sink::default(), Sink::default());
    let mut vm = builder.output(output.clone()).trace_jit(log.clone()).build().unwrap();
    assert_eq!(vm.run(compile("test.unna", source.as_bytes()).unwrap()), Ok(Exit::Finished), "{}", output.text());
    (output.text(), log.text(), vm.statistics())
}

/// So many functions, each in an array too.
fn functions(count: u32) -> String {
    let mut source = String::from("var all = [];\n");
    for index in 0..count {
        writeln!(source, "function f{index}(x) {{ return x + {index}; }} push(all, f{index});").unwrap();
    }
    source
}

/// On ARM64 branches reach 1 MiB of code.
#[test]
fn a_function_too_large_for_machine_code_is_interpreted() {
    let sum = "s = s + a[x]; ".repeat(10_000);
    let source = format!("function work(a, x) {{ var s = 0; {sum} return s; }} print work([7, 2], 1);");
    let (output, log, _) = run(full_builder().jit(JitMode::Always), &source);
    assert_eq!(output, "20000\n");
    let refused = "jit: not compiled work (test.unna:1): function too large for machine code";
    assert_eq!(log.lines().filter(|&line| line == refused).count(), usize::from(cfg!(target_arch = "aarch64")));
    assert_eq!(log.contains("jit: compile work"), !cfg!(target_arch = "aarch64"), "{log}");
}

#[test]
fn a_loop_that_never_ends_calls_more_functions_than_fit() {
    let source = functions(10_000)
        + "function work() { var s = 0;
             for (var i = 0; i < 60000; i = i + 1) { var f = all[i % 10000]; s = s + f(i); s = s % 1000003; }
             return s; }
           print work();";
    let arena = Arena::new().unwrap();
    let builder = || full_builder().jit(JitMode::Auto).jit_threshold(2);
    let (expected, _, unbounded) = run(builder(), &source);
    let (output, log, bounded) = run(builder().jit_cache(64 << 10).arena(arena.clone()), &source);
    assert_eq!(output, expected);
    assert_eq!(unbounded.evicted_codes, 0);
    assert!(unbounded.live_code_bytes > 10_000 * 64, "{unbounded}");
    assert!(bounded.live_code_bytes <= 80 << 10, "{bounded}");
    assert!(bounded.evicted_codes > 10_000 && bounded.compiles > 10_000, "{bounded}");
    assert!(log.lines().any(|line| line.starts_with("jit: evict ")), "{log}");
    assert!(log.contains("hot again after its eviction"), "what is evicted comes back");
    // Addresses are used again while the loop still runs.
    let memory = arena.stats().unwrap();
    assert!(memory.reclaimed > 5_000 && memory.committed < 2 << 20, "{memory:?}");
}

#[test]
fn code_that_runs_is_kept_until_it_is_left() {
    let mut source = String::from("function g0(n) { return n; }\n");
    for index in 1..2000 {
        writeln!(source, "function g{index}(n) {{ return g{}(n + 1) + {index}; }}", index - 1).unwrap();
    }
    source += "for (var i = 0; i < 5; i = i + 1) { print g1999(i); }";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), &source);
    for mode in [JitMode::Always, JitMode::Auto] {
        let small = full_builder().jit(mode).jit_threshold(2).jit_cache(4 << 10);
        let (output, _, statistics) = run(small, &source);
        assert_eq!(output, expected, "{mode:?}");
        assert!(statistics.evicted_codes > 1000, "{statistics}");
    }
}

#[test]
fn what_is_evicted_again_and_again_is_hardly_compiled_any_more() {
    let work = "x = x + n; x = x * 3; ".repeat(200);
    let mut source = String::new();
    for index in 0..20 {
        writeln!(source, "function f{index}(n) {{ if (n < 0) {{ return n; }} var x = 1; {work} return x; }}").unwrap();
    }
    let calls: String = (0..20).map(|index| format!("s = s + f{index}(-1); ")).collect();
    writeln!(source, "var s = 0; for (var i = 0; i < 2000; i = i + 1) {{ {calls} }} print s;").unwrap();
    let builder = || full_builder().jit(JitMode::Baseline).jit_threshold(2);
    let (expected, _, unbounded) = run(builder(), &source);
    let (output, log, bounded) = run(builder().jit_cache(16 << 10), &source);
    assert_eq!(output, expected);
    assert!(unbounded.compiles < 30 && bounded.evicted_codes > 20, "{unbounded} {bounded}");
    // Each of the twenty, whenever it is twice as hot as before: 2000 calls are 11 times so.
    assert!(bounded.compiles < 20 * 12, "{bounded} {log}");
}

#[test]
fn no_room_at_all_is_enough() {
    let source = "function fib(n) { if (n < 2) { return n; } return fib(n - 1) + fib(n - 2); }
                  for (var i = 0; i < 300; i = i + 1) { if (i % 60 == 0) { print fib(12); } }";
    let (expected, ..) = run(full_builder().jit(JitMode::Off), source);
    for mode in [JitMode::Always, JitMode::Auto] {
        let (output, _, statistics) = run(full_builder().jit(mode).jit_cache(0), source);
        assert_eq!(output, expected, "{mode:?}");
        assert!(statistics.compiles > 0 && statistics.compiles < 100, "{statistics}");
    }
}

#[test]
fn every_step_of_tiering_is_told() {
    let source = "function add(a, b) { return a + b; }
                  function sum() {
                      var s = 0;
                      for (var i = 0; i < 200; i = i + 1) { s = s + 1; if (i == 100) { s = s + 0.5; } }
                      return s; }
                  var s = 0;
                  for (var i = 0; i < 200; i = i + 1) { s = add(s, 1); if (i == 100) { s = s + 0.5; } }
                  print s + sum();";
    let (output, log, statistics) = run(full_builder(), source);
    assert_eq!(output, "401\n");
    let lines: Vec<&str> = log.lines().collect();
    let told = |start: &str, end: &str| lines.iter().any(|line| line.starts_with(start) && line.ends_with(end));
    assert!(told("jit: compile add (test.unna:1): int int; ", "; hot"), "{log}");
    assert!(told("jit: compile add (test.unna:1): float int; ", "; for other kinds of arguments"), "{log}");
    assert!(told("jit: compile sum loop 0 (test.unna:4): int int; ", "; hot"), "{log}");
    assert!(told("jit: wrong sum loop 0 (test.unna:4): local s0 before ", "; 8 exits"), "{log}");
    assert!(
        told("jit: compile sum loop 0 (test.unna:4): float int; ", "; again, after 1 codes with wrong facts"),
        "{log}"
    );
    assert_eq!(lines.iter().filter(|line| line.contains(" compile ")).count() as u64, statistics.compiles);
}

#[test]
fn a_function_has_versions_for_the_kinds_of_its_arguments() {
    let calls = "s = s + f(i, 2); s = s + f(i + 0.5, 2); s = s + f(i, 0.25); f('x', i);";
    let source = format!(
        "function f(a, b) {{ var s = a; for (var i = 0; i < 3; i = i + 1) {{ s = s + a * b; }} return s; }}
         function work() {{ var s = 0; for (var i = 0; i < 3000; i = i + 1) {{ {calls} }} return s; }}
         print work();"
    );
    let (expected, ..) = run(full_builder().jit(JitMode::Off), &source);
    for cache in [64 << 20, 2 << 10, 0] {
        for mode in [JitMode::Auto, JitMode::Always] {
            let (output, log, statistics) = run(full_builder().jit(mode).jit_cache(cache), &source);
            assert_eq!(output, expected, "{mode:?} with {cache} bytes of code");
            if cache > 2 << 10 {
                let others = log.lines().filter(|line| line.ends_with("for other kinds of arguments")).count();
                assert_eq!(others, 3, "{log}");
                assert!(statistics.exits.values().sum::<u64>() < 600, "{statistics}");
            }
        }
    }
}

#[test]
fn what_changes_all_the_time_is_compiled_for_anything() {
    let source = "function add(a, b) { return a + b; }
                  var values = [1, 0.5, 'x', 2, true, nil];
                  for (var i = 0; i < 2000; i = i + 1) { add(values[(i / 100) % 6], values[(i / 50) % 6]); }";
    let (_, log, _) = run(full_builder().jit(JitMode::Baseline), source);
    let compiles = log.lines().filter(|line| line.contains("compile add")).count();
    assert!((2..=5).contains(&compiles), "{log}");
    let last = log.lines().rfind(|line| line.contains(" add ")).unwrap();
    assert!(last.contains("compile add"), "the last code has no wrong facts: {log}");
}

#[test]
fn nothing_hot_asks_for_no_memory() {
    let observed = Arena::new().unwrap();
    let before = observed.stats().unwrap();
    let mut vm = full_builder().arena(observed.clone()).output(Sink::default()).build().unwrap();
    let cold = compile("test.unna", b"print 1;").unwrap();
    assert_eq!(vm.run(Arc::clone(&cold)), Ok(Exit::Finished));
    assert_eq!(observed.stats().unwrap(), before);
    // An instance of before meets code that is made later.
    let hot = compile("test.unna", b"function f(n) { if (n < 1) { return 0; } return f(n - 1); } f(200);").unwrap();
    assert_eq!(vm.run(hot), Ok(Exit::Finished));
    assert_eq!(vm.statistics().compiles, 1);
    assert_ne!(observed.stats().unwrap(), before);
    assert_eq!(vm.run(cold), Ok(Exit::Finished));
}

#[test]
fn many_loops_that_are_left_soon_cost_no_square_of_their_number() {
    let mut source = String::from("function f(x) { var y = 0;\n");
    for index in 0..1_000 {
        let kind = ["1", "1.5", "'s'", "nil", "[1]", "true"][index % 6];
        writeln!(source, "x = 0; while (x < 10) {{ x = x + 1; y = y + x; }} y = {kind};").unwrap();
    }
    source += "return y; } print f(0);";
    let (interpreted, ..) = run(full_builder().jit(JitMode::Off), &source);
    let (output, _, statistics) = run(full_builder().jit_threshold(2), &source);
    assert_eq!(output, interpreted);
    assert!((10..=70).contains(&statistics.compiles), "{}", statistics.compiles);
}
