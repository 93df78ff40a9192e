//! What machine code reaches only after it was made, it soon does as fast as what it knew before:
//! its slow paths count, and the code is made again.

use vm::{JitMode, Statistics, VmBuilder};

use crate::common::{Sink, compile, full_builder, run_module};

/// Turns that pass a statement by, and turns that run it.
const BEFORE: u32 = 300;
const TURNS: u32 = 20_000;

/// Slow paths that a statement may take until its code has learned: some rounds of them.
const FEW: u64 = 1_000;

const POINT: &str = "struct P { x; y; }";

/// What a program prints, and the statistics of the run.
fn run(builder: VmBuilder, source: &str) -> (String, Statistics) {
    let sink = Sink::default();
    let mut vm = builder.count_helpers(true).output(sink.clone()).errors(sink.clone()).build().unwrap();
    run_module(&mut vm, compile("test.unna", source.as_bytes()).unwrap());
    (sink.text(), vm.statistics())
}

/// In a loop and in a function, the statement is reached late; in each mode it leaves helpers alone
/// before long.
#[track_caller]
fn recovers(globals: &str, locals: &[(&str, &str)], statement: &str) {
    let declared: String = locals.iter().map(|(name, value)| format!("var {name} = {value}; ")).collect();
    let names: String = locals.iter().map(|(name, _)| format!(", {name}")).collect();
    let turns = BEFORE + TURNS;
    let in_a_loop = format!("if (i >= from) {{ {statement} }} else {{ s = s + 1; }}");
    let in_a_function = format!("s = one(i, s, i >= from{names});");
    for turn in [in_a_loop, in_a_function] {
        let source = format!(
            "{globals}
             function one(i, s, late{names}) {{ if (late) {{ {statement} }} return s; }}
             function run(n, from) {{ {declared} var s = 0; for (var i = 0; i < n; i = i + 1) {{ {turn} }} return s; }}
             print run({turns}, {BEFORE});"
        );
        let (expected, _) = run(full_builder().jit(JitMode::Off), &source);
        for mode in [JitMode::Auto, JitMode::Always] {
            let (output, statistics) = run(full_builder().jit(mode), &source);
            assert_eq!(output, expected, "{mode:?}: {turn}");
            let helpers: u64 = statistics.helpers.iter().map(|it| it.calls).sum();
            assert!(helpers < FEW, "{mode:?}: {turn}\n{statistics}");
            let exits: u64 = statistics.exits.values().sum();
            assert!(exits < FEW / 4, "{mode:?}: {turn}\n{statistics}");
        }
    }
}

#[test]
fn fields_reached_late() {
    recovers(POINT, &[("p", "P(1, 2)")], "s = p.x + p.y;");
    recovers(POINT, &[("p", "P(1, 2)")], "p.x = i; s = p.x;");
    recovers(POINT, &[("a", "[P(1, 2)]")], "s = a[0].y;");
    recovers(
        "struct P { x; y; } struct Q { y; x; }",
        &[("p", "P(1, 2)"), ("q", "Q(3, 4)")],
        "var o = p; if (i % 2 == 0) { o = q; } s = o.x;",
    );
}

#[test]
fn numbers_reached_late() {
    recovers(POINT, &[("p", "P(1.5, 2.5)")], "s = p.x * p.y - p.x / p.y + p.x;");
    recovers(POINT, &[("p", "P(1.5, 2.5)")], "var v = p.x; var w = p.y; s = v * w; s = w - v; s = v / w;");
    recovers(POINT, &[("p", "P(1.5, 2.5)")], "if (p.x < p.y) { s = 1; } if (p.x == p.y) { s = 2; }");
    recovers(POINT, &[("p", "P(1.5, 2.5)")], "var v = p.x; var w = p.y; if (v < w) { s = 1; } if (v != w) { s = 2; }");
    recovers(POINT, &[("p", "P(7, 2)")], "s = p.x / p.y + p.x % p.y; s = -p.x;");
    recovers("", &[("a", "[1, 2, 3, 4]")], "s = a[0] * a[1] - a[2] / a[3] + a[i % 4];");
}

#[test]
fn what_globals_hold_reached_late() {
    recovers(POINT, &[], "s = P(i, 2).x;");
    recovers("var m = map(); m[\"k\"] = 1;", &[], "if (has(m, \"k\")) { s = m[\"k\"]; }");
    recovers("var g = 1.5;\ng = 2.5;", &[], "s = g * g - 1.0;");
}

/// The counts above would show code that does not learn.
#[test]
fn without_looking_at_slow_paths_nothing_recovers() {
    let source = format!(
        "{POINT} function run(n, from) {{
            var p = P(1, 2); var s = 0;
            for (var i = 0; i < n; i = i + 1) {{ if (i >= from) {{ s = p.x; }} else {{ s = s + 1; }} }}
            return s; }}
         print run({}, {BEFORE});",
        BEFORE + TURNS
    );
    for mode in [JitMode::Auto, JitMode::Always] {
        let (_, statistics) = run(full_builder().jit(mode).slow_runs(u32::MAX), &source);
        let helpers: u64 = statistics.helpers.iter().map(|it| it.calls).sum();
        assert!(helpers >= u64::from(TURNS), "{mode:?}\n{statistics}");
    }
}

/// Places of many kinds have their code made again a few times, and then no more.
#[test]
fn places_of_many_kinds_settle() {
    let source = |turns: u32| {
        format!(
            "struct A {{ x; }} struct B {{ y; x; }} struct C {{ z; y; x; }} struct D {{ a; b; c; x; }}
             var all = [A(1), B(2, 2.5), C(3, 4, 5), D(6, 7, 8, 0.5)];
             function add(a, b) {{ return a.x + b.x * a.x; }}
             function run(n) {{
                 var s = 0;
                 for (var i = 0; i < n; i = i + 1) {{ s = s + add(all[i % 4], all[i * 7 % 3]); }}
                 return s;
             }}
             print run({turns});"
        )
    };
    for mode in [JitMode::Auto, JitMode::Always] {
        let few = run(full_builder().jit(mode), &source(20_000)).1;
        let many = run(full_builder().jit(mode), &source(200_000)).1;
        assert!(many.compiles <= few.compiles + 8 && many.relearned < 16, "{mode:?}\n{few}\n{many}");
    }
}

/// A frame gets into new code also when others poll between its slow path and its back edge.
#[test]
fn a_loop_that_calls_loops_gets_into_its_new_code() {
    let source = "
        struct P { x; y; }
        function count(n) { var t = 0; for (var j = 0; j < n; j = j + 1) { t = t + 1; } return t; }
        function run(n, from) {
            var p = P(1, 2); var s = 0;
            for (var i = 0; i < n; i = i + 1) { if (i >= from) { s = p.x; count(3); count(2); } else { s = s + 1; } }
            return s;
        }
        print run(20000, 300);";
    for mode in [JitMode::Auto, JitMode::Always] {
        let (output, statistics) = run(full_builder().jit(mode), source);
        assert_eq!(output, "1\n");
        let helpers: u64 = statistics.helpers.iter().map(|it| it.calls).sum();
        assert!(helpers < FEW, "{mode:?}\n{statistics}");
        assert!(statistics.exits.contains_key("relearned"), "{mode:?}\n{statistics}");
    }
}

/// The count of helpers names function and helper, and is there only for those who ask.
#[test]
fn helpers_are_counted_by_function() {
    let source = "function join(n) { var t = \"\"; for (var i = 0; i < n; i = i + 1) { t = \"a\" + i; } return t; }\nprint join(50);";
    let (_, statistics) = run(full_builder().jit(JitMode::Always), source);
    let added = statistics.helpers.iter().find(|it| it.helper == "add").expect("strings are joined by a helper");
    assert_eq!((added.function.as_str(), added.calls), ("join (test.unna:1)", 50));
    assert!(statistics.to_string().contains("  add, join (test.unna:1)"), "{statistics}");
    let mut vm = full_builder().jit(JitMode::Always).output(Sink::default()).build().unwrap();
    run_module(&mut vm, compile("test.unna", source.as_bytes()).unwrap());
    assert!(vm.statistics().helpers.is_empty());
}
