//! The calls that were active at an error: the same text in every tier, and whatever the tiers are
//! mixed like.

use std::sync::{Arc, Mutex};

use vm::{Ctx, Error, ErrorKind, FrameTier, HostModule, JitMode, Return, VmBuilder};

use crate::common::{Texts, compile, full_builder};

const MODULES: &[(&str, &str)] = &[
    ("math", "function divide(a, b) {\n    return a / b;\n}\nfunction apply(f, x) { return f(x); }"),
    (
        "chain",
        "function leaf(x, k) {\n    if (k == 80) { return x.field; }\n    return k;\n}\n\
         function middle(x, k) {\n    var y = leaf(x, k);\n    return y + 1;\n}",
    ),
    ("broken", "\n\nfunction sink(x) { return x / 0; }\nsink(1);"),
];

fn modes() -> Vec<(String, VmBuilder)> {
    let mut modes = vec![
        ("interpreter".to_owned(), full_builder().jit(JitMode::Off)),
        ("always".to_owned(), full_builder().jit(JitMode::Always)),
        ("stress".to_owned(), full_builder().jit(JitMode::Always).gc_stress(true)),
        ("optimised".to_owned(), full_builder().jit(JitMode::Opt).jit_threshold(2)),
        ("optimised, stress".to_owned(), full_builder().jit(JitMode::Opt).jit_threshold(1).gc_stress(true)),
        ("optimised soon".to_owned(), full_builder().jit_threshold(2).optimise_after(5)),
    ];
    modes.extend([1, 2, 3, 7, 30].map(|calls| (format!("auto {calls}"), full_builder().jit_threshold(calls))));
    for site in 0..8 {
        let builder = full_builder().jit(JitMode::Always).forced_guard(site, 1);
        modes.push((format!("forced guard {site}"), builder));
    }
    modes
}

fn trace_of(builder: VmBuilder, source: &str) -> (Error, String) {
    let module = HostModule::new("host").function("fail", |_| Err(ErrorKind::Host("no".into()).into()));
    let builder = builder.loader(Texts(MODULES)).module(module).output(std::io::sink());
    let mut vm = builder.build().unwrap();
    let error = vm.run(compile("main", source.as_bytes()).unwrap()).unwrap_err();
    let trace = error.trace().to_string();
    (error, trace)
}

/// Checks the trace of a program in all modes. A line is `FUNCTION MODULE:LINE`.
#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let lines: Vec<String> = expected
        .iter()
        .map(|line| match line.split_once(' ') {
            Some(("...", _)) => format!("    {line}"),
            Some((function, place)) => format!("    at {function} ({place})"),
            None => unreachable!("a function and a place"),
        })
        .collect();
    for (name, builder) in modes() {
        let (_, trace) = trace_of(builder, source);
        assert_eq!(trace, lines.join("\n"), "{name}: {source}");
    }
}

#[test]
fn every_active_call_is_named_innermost_first() {
    check("print 1 / 0;", &["script main:1"]);
    check(
        "function a(x) {\n    return b(x) + 1;\n}\nfunction b(x) {\n    var y = x;\n    return y / 0;\n}\nprint a(3);",
        &["b main:6", "a main:2", "script main:8"],
    );
}

#[test]
fn loops_that_run_as_machine_code_are_one_call() {
    let source = "function f(n) {\n    var s = 0;\n    for (var i = 0; i < n; i = i + 1) {\n        s = s + g(i);\n    }\n    \
                  return s;\n}\nfunction g(i) {\n    for (var k = 0; k < 90; k = k + 1) {\n        if (i * k == 80 * 89) {\n            \
                  return (nil).field;\n        }\n    }\n    return 1;\n}\nvar total = 0;\n\
                  for (var j = 0; j < 99; j = j + 1) {\n    total = total + f(j);\n}";
    check(source, &["g main:11", "f main:4", "script main:18"]);
}

#[test]
fn frames_of_inlined_calls_are_named() {
    let property = "function leaf(x, k) {\n    if (k == 80) { return x.field; }\n    return k;\n}\n\
                    function middle(x, k) {\n    var y = leaf(x, k);\n    return y + 1;\n}\n\
                    function outer(x) {\n    var s = 0;\n    \
                    for (var k = 0; k < 90; k = k + 1) { s = s + middle(x, k); }\n    return s;\n}\nouter(5);";
    check(property, &["leaf main:2", "middle main:6", "outer main:11", "script main:14"]);
    let member = "import chain as c;\nfunction outer(x) {\n    var s = 0;\n\n    \
                  for (var k = 0; k < 90; k = k + 1) { s = s + c.middle(x, k); }\n    return s;\n}\nouter(5);";
    check(member, &["leaf chain:2", "middle chain:6", "outer main:5", "script main:8"]);
    // More calls than are inlined into each other: the innermost are called from an inlined frame.
    let mut deep = "function f9(x) {\nreturn 7 / (70 - x);\n}\n".to_owned();
    for level in (0..9).rev() {
        deep += &format!("function f{level}(x) {{\nvar y = f{}(x);\nreturn y + 1;\n}}\n", level + 1);
    }
    deep += "for (var i = 0; i < 90; i = i + 1) { f0(i); }";
    let lines = ["f9 main:2", "f8 main:5", "f7 main:9", "f6 main:13", "f5 main:17", "f4 main:21", "f3 main:25"];
    let rest = ["f2 main:29", "f1 main:33", "f0 main:37", "script main:40"];
    check(&deep, &[&lines[..], &rest[..]].concat());
}

#[test]
fn tiers_alternate() {
    // Each function but the first is cold when it is called: machine code calls the interpreter,
    // and so on.
    let mut source = "function warm(n) { return n; }\nvar others = [warm, warm, warm, warm];\n\
         function hot(n) {\n    return others[n](n + 1) + 1;\n}\n\
         for (var i = 0; i < 60; i = i + 1) { hot(i % 4); }\n"
        .to_owned();
    for n in 0..3 {
        source += &format!("function cold{n}(n) {{ return hot(n) + 1; }} others[{n}] = cold{n};\n");
    }
    source += "function last(n) { return n.x; } others[3] = last;\nhot(0);";
    check(
        &source,
        &[
            "last main:10",
            "hot main:4",
            "cold2 main:9",
            "hot main:4",
            "cold1 main:8",
            "hot main:4",
            "cold0 main:7",
            "hot main:4",
            "script main:11",
        ],
    );
}

#[test]
fn modules_and_natives_have_their_places() {
    check(
        "import math as m;\nfunction f(x) { return m.divide(x, 0); }\nm.apply(f, 1);",
        &["divide math:2", "f main:2", "apply math:4", "script main:3"],
    );
    check("var x = 1;\nimport broken as b;", &["sink broken:3", "script broken:4", "script main:2"]);
    check("function f() {\n    host.fail();\n}\nf();", &["f main:2", "script main:4"]);
    check("function f() {\n    import gone as g;\n}\nf();", &["f main:2", "script main:4"]);
}

#[test]
fn what_a_call_meets_is_the_callers() {
    check("function f(a) {}\nfunction g() {\n    f();\n}\ng();", &["g main:3", "script main:5"]);
    check("struct P { x; }\nfunction g() {\n    return P(1, 2);\n}\ng();", &["g main:3", "script main:5"]);
    check("function g() {\n    return (5)(1);\n}\ng();", &["g main:2", "script main:4"]);
    check("var a;\nfunction g() {\n    for (;;) { g2 = a; return g2(); }\n}\ng();", &["g main:3", "script main:5"]);
}

#[test]
fn deep_traces_end_in_a_number() {
    let source = "function f(n) {\n    if (n == 0) { return 1 / n; }\n    return f(n - 1) + 1;\n}\nf(100);";
    let mut expected = vec!["f main:2"];
    expected.resize(32, "f main:3");
    expected.push("... 70 more");
    check(source, &expected);
}

#[test]
fn stack_overflows_are_the_same_in_all_tiers() {
    let source = "function f(n) {\n    return g(n + 1) + 1;\n}\nfunction g(n) {\n    var a = n;\n    return f(a + 1) + 1;\n}\nf(1);";
    let run = |builder: VmBuilder| trace_of(builder.stack_slots(5000), source);
    let expected = run(full_builder().jit(JitMode::Off));
    assert_eq!(expected.0, ErrorKind::StackOverflow);
    assert!(expected.1.ends_with(" more"), "{}", expected.1);
    for (name, builder) in modes() {
        assert_eq!(run(builder), expected, "{name}");
    }
}

#[test]
fn fuel_ends_at_the_same_call_in_all_tiers() {
    let source = "function f(n) {\n    var s = g(n);\n    for (var i = 0; i < 5; i = i + 1) {\n        s = s + g(i);\n    }\n    \
                  return s;\n}\nfunction g(n) {\n    return n;\n}\nfor (var i = 0; i < 100; i = i + 1) {\n    f(i);\n}";
    for fuel in 0..150 {
        let expected = trace_of(full_builder().jit(JitMode::Off).fuel(fuel), source);
        assert_eq!(expected.0, ErrorKind::OutOfFuel);
        for (name, builder) in modes() {
            assert_eq!(trace_of(builder.fuel(fuel), source), expected, "{name} with {fuel}");
        }
    }
}

#[test]
fn natives_see_the_frames_and_their_tiers() {
    type Seen = Arc<Mutex<Vec<(String, u32, FrameTier)>>>;
    let seen = Seen::default();
    let sink = Arc::clone(&seen);
    let look = move |ctx: &mut Ctx<'_>| {
        let frames = ctx.frames().map(|frame| (format!("{} {}", frame.function, frame.module), frame.line, frame.tier));
        *sink.lock().unwrap() = frames.collect();
        Ok(Return::NIL)
    };
    let source = "function outer(n) {\n    return inner(n) + 1;\n}\nfunction inner(n) {\n    host.look();\n    return n;\n}\n\
                  for (var i = 0; i < 40; i = i + 1) {\n    outer(i);\n}";
    let modes = [
        (JitMode::Off, FrameTier::Interpreted),
        (JitMode::Always, FrameTier::Compiled),
        (JitMode::Opt, FrameTier::Compiled),
    ];
    for (mode, tier) in modes {
        let module = HostModule::new("host").function("look", look.clone());
        let mut vm = full_builder().jit(mode).jit_threshold(2).module(module).build().unwrap();
        vm.run(compile("main", source.as_bytes()).unwrap()).unwrap();
        let expected = [("inner main", 5), ("outer main", 2), ("script main", 9)];
        assert_eq!(*seen.lock().unwrap(), expected.map(|(name, line)| (name.to_owned(), line, tier)));
    }
}

#[test]
fn a_panic_in_a_native_leaves_the_stacks_readable() {
    for mode in [JitMode::Off, JitMode::Always] {
        let module = HostModule::new("host").function("panic", |_| panic!("on purpose"));
        let builder = full_builder().jit(mode).loader(Texts(MODULES)).module(module);
        let mut vm = builder.build().unwrap();
        let source = "import math as m;\nfunction f(x) {\n    host.panic();\n}\nm.apply(f, 1);";
        let error = vm.run(compile("main", source.as_bytes()).unwrap()).unwrap_err();
        assert_eq!(error, ErrorKind::Panicked("on purpose".into()));
        let expected = "    at f (main:3)\n    at apply (math:4)\n    at script (main:5)";
        assert_eq!(error.trace().to_string(), expected, "{mode:?}");
    }
}
