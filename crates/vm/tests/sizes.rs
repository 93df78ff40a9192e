//! Programs that have very many of something: locals, arguments, globals, fields, upvalues,
//! constants, operands, branches. Whatever an instruction of a machine can reach, machine code
//! prints what the interpreter prints. So it does for very many expressions of numbers, which
//! `numbers/` holds with what they print on any machine.

mod common;

use common::full_builder;
use std::fmt::Write;
use std::path::Path;

use vm::{JitMode, Statistics, VmBuilder};

fn run(program: &common::Program, with: impl Fn(VmBuilder) -> VmBuilder) -> (String, Statistics) {
    let sink = common::Sink::default();
    let mut vm = with(full_builder()).output(sink.clone()).errors(sink.clone()).build().unwrap();
    let code = common::run_module(&mut vm, program.clone());
    (format!("{}[exit {code}]", sink.text()), vm.statistics())
}

/// Checks that a program prints the same in every way of running it, and that each compiler makes
/// as much of it as is asked for.
#[track_caller]
fn check(source: &str, compiled: u64, optimised: u64) -> String {
    let program = common::compile("sizes.unna", source.as_bytes()).unwrap();
    let (expected, _) = run(&program, |it| it.jit(JitMode::Off));
    assert!(expected.ends_with("[exit 0]"), "{expected}");
    let (always, counts) = run(&program, |it| it.jit(JitMode::Always));
    assert_eq!(always, expected, "compiled at once");
    assert!(counts.compiles >= compiled, "{} compiled at once", counts.compiles);
    let (opt, counts) = run(&program, |it| it.jit(JitMode::Opt).jit_threshold(2));
    assert_eq!(opt, expected, "optimised");
    assert!(counts.optimised >= optimised, "{} optimised", counts.optimised);
    let (auto, _) = run(&program, |it| it.jit_threshold(2).optimise_after(20));
    assert_eq!(auto, expected, "in every tier");
    let (moving, _) = run(&program, |it| it.jit(JitMode::Always).gc_budget(4096));
    assert_eq!(moving, expected, "with objects moving");
    expected
}

/// What a function of a number gives for `0..count`, with a text between.
fn list(count: usize, between: &str, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect::<Vec<_>>().join(between)
}

/// A function with so many locals, all of which are used in a loop and behind it.
fn locals(count: usize) -> String {
    let mut text = "function all(first, rounds) {\n".to_owned();
    for n in 0..count {
        writeln!(text, "var v{n} = first + {n};").unwrap();
    }
    text += "var f = 0.5;\nfor (var r = 0; r < rounds; r = r + 1) {\n";
    for n in (0..count).step_by(count.div_ceil(80)) {
        writeln!(text, "v{n} = v{n} * 3 + v{} - r;", (7 * n + 1) % count).unwrap();
    }
    writeln!(text, "f = f / 2 + v{} - v{};\n}}\nvar h = 0;", count - 1, count / 2).unwrap();
    for n in 0..count {
        writeln!(text, "h = h * 31 + v{n};").unwrap();
    }
    text + "print f;\nreturn h;\n}\nfor (var i = 0; i < 5; i = i + 1) { print all(i, 20 * i); }"
}

#[test]
fn locals_within_and_beyond_what_a_load_reaches() {
    check(&locals(30), 2, 1);
    check(&locals(70), 2, 1);
    check(&locals(600), 2, 0);
    check(&locals(4200), 1, 0);
}

#[test]
fn arguments() {
    let params = list(200, ", ", |n| format!("p{n}"));
    let sum = list(200, " + ", |n| format!("p{n} * {}", n % 7 + 1));
    let args = list(200, ", ", |n| if n % 3 == 0 { format!("y * {n}") } else { format!("x + {n}") });
    let source = format!(
        "function sum({params}) {{ return {sum}; }}\nfunction call(x, y) {{ return sum({args}); }}
        for (var i = 0; i < 9; i = i + 1) {{ print call(i, i + 1); print call(i, 0.5); }}"
    );
    check(&source, 2, 1);
}

#[test]
fn globals() {
    let count = 5000;
    let globals = list(count, "\n", |n| format!("var g{n} = {n};"));
    let sums = list(40, " ", |n| format!("g{0} = g{0} + g{1};", 123 * n, (123 * n + 1234) % count));
    let source = format!(
        "{globals}\nfunction work(k) {{
            var s = 0; for (var i = 0; i < k; i = i + 1) {{ {sums} s = s + g4999 + g2500; }} return s;
        }}
        for (var i = 0; i < 9; i = i + 1) {{ print work(7 * i); }} print g4920 + g0;"
    );
    check(&source, 1, 1);
}

#[test]
fn fields() {
    for count in [40, 250] {
        let names = list(count, " ", |n| format!("f{n};"));
        let values = list(count, ", ", |n| if n % 4 == 0 { format!("k * {n}.5") } else { format!("k + {n}") });
        let sums = list(15, " ", |n| format!("s.f{0} = s.f{0} + s.f{1};", n * count / 15, (5 * n + 3) % count));
        let source = format!(
            "struct S {{ {names} }} function make(k) {{ return S({values}); }}
            function work(s, k) {{
                for (var i = 0; i < k; i = i + 1) {{ {sums} s.f{0} = s.f{0} + i; }} return s.f{0} + s.f0;
            }}
            for (var i = 0; i < 9; i = i + 1) {{ print work(make(i), 4 * i); }}",
            count - 1
        );
        check(&source, 3, 1);
    }
}

#[test]
fn upvalues() {
    let locals = list(150, " ", |n| format!("var u{n} = first + {n};"));
    let sums = list(15, " ", |n| format!("u{0} = u{0} + u{1};", 10 * n, (10 * n + 31) % 150));
    let all = list(150, " + ", |n| format!("u{n}"));
    let source = format!(
        "function outer(first) {{
            {locals} function inner(k) {{ for (var i = 0; i < k; i = i + 1) {{ {sums} }} return {all}; }} return inner;
        }}
        for (var i = 0; i < 6; i = i + 1) {{ var inner = outer(i); print inner(i); print inner(9); }}"
    );
    check(&source, 3, 1);
}

#[test]
fn constants() {
    let sums = list(1500, "\n", |n| format!("h = h * 0.{:06} + x * {}.{:05};", n * 7919 % 1_000_000, n, n * 31));
    let strings = list(800, "\n", |n| format!("if (k == {n}) {{ return 'name {n}'; }}"));
    let source = format!(
        "function floats(x) {{ var h = 0.5;\n{sums}\nreturn h; }}
        function name(k) {{\n{strings}\nreturn 'none'; }}
        for (var i = 0; i < 6; i = i + 1) {{ print floats(i); print floats(i + 0.5); print name(i * 170); }}"
    );
    check(&source, 2, 1);
}

#[test]
fn operands() {
    let (open, close) = (list(300, "", |n| format!("(x + {n} * (y - ")), "))".repeat(300));
    let elements = list(700, ", ", |n| format!("x * {n}"));
    let source = format!(
        "function id(x) {{ return x; }}
        function deep(x, y) {{ return {open}id(y){close}; }}
        function flat(x) {{ var a = [{elements}]; return a[699] + a[id(350)] + length(a); }}
        for (var i = 0; i < 6; i = i + 1) {{ print deep(i, 3); print deep(0.5, i); print flat(i); print flat(i / 2.0); }}"
    );
    check(&source, 3, 1);
}

/// A function and a loop with so many branches.
fn branches(count: usize) -> String {
    let line = |n: usize| {
        format!("if (h % {} == {}) {{ h = h * 5 + {}; }} else {{ h = h - x; }}", n % 11 + 2, n % 3, n * 7919)
    };
    let lines = list(count, "\n", line);
    format!(
        "function straight(x, y) {{ var h = x;\n{lines}\nreturn h + y; }}
        function turning(x) {{ var h = 1; for (var r = 0; r < x; r = r + 1) {{\n{lines}\n}} return h; }}
        for (var i = 0; i < 5; i = i + 1) {{ print straight(i, 0.5); print straight(i, 1); print turning(i); }}"
    )
}

#[test]
fn branches_as_far_as_a_branch_reaches() {
    check(&branches(60), 3, 2);
    check(&branches(900), 3, 0);
    check(&branches(5000), 1, 0);
}

#[track_caller]
fn check_numbers(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/numbers").join(name);
    let read = |ending| std::fs::read_to_string(path.with_extension(ending)).unwrap();
    assert_eq!(check(&read("unna"), 60, 60) + "\n", read("expected"));
}

#[test]
fn divisions_by_constants() {
    check_numbers("divisions");
}

#[test]
fn expressions_of_ints() {
    check_numbers("ints");
}

#[test]
fn expressions_of_floats() {
    check_numbers("floats");
}
