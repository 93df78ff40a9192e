//! Sessions: entries share their globals, whatever the tier, the collector and earlier errors do.

use std::sync::Arc;

use lang::compile_entry;
use vm::{ErrorKind, Exit, JitMode, MAX_SESSION_GLOBALS, VmBuilder};

use crate::common::{Sink, compile, full_builder};

/// Runs entries, one after the other, and gives what all printed. Errors are printed too.
fn session(builder: VmBuilder, entries: &[&str]) -> String {
    let sink = Sink::default();
    let mut vm = builder.output(sink.clone()).build().unwrap();
    for (number, source) in entries.iter().enumerate() {
        let path = format!("entry {}", number + 1);
        let module = compile_entry(&path, source.as_bytes(), vm.session_globals()).unwrap();
        if let Err(error) = vm.run_entry(Arc::new(module)) {
            vm.report(&error);
        }
    }
    sink.text()
}

#[track_caller]
fn check(entries: &[&str], expected: &str) {
    let builders = [
        full_builder().jit(JitMode::Off),
        full_builder(),
        full_builder().jit(JitMode::Always),
        full_builder().jit(JitMode::Always).gc_stress(true),
    ];
    for builder in builders {
        let name = format!("{builder:?}");
        assert_eq!(session(builder, entries), expected, "{name}");
    }
}

#[test]
fn entries_see_what_earlier_ones_defined() {
    check(
        &["var x = 20", "function f(y) { return x + y; }", "f(22)", "x = 1; f(1)", "var x = 'a'; f('b')", "_ + _"],
        "42\n2\nab\nabab\n",
    );
}

#[test]
fn functions_see_what_later_entries_define() {
    check(
        &["function f() { return g() + z; }", "f()", "function g() { return 1; }", "var z = 2", "f()", "z = 40; f()"],
        "Runtime Error: Undefined variable 'g'\n3\n41\n",
    );
}

#[test]
fn hot_code_of_an_earlier_entry_sees_new_values() {
    let hot = "function add(n) { var s = 0; for (var i = 0; i < n; i = i + 1) { s = s + step; } return s; }";
    check(
        &["var step = 1", hot, "add(1000)", "step = 2", "add(1000)", "step = 0.5", "add(1000)", "step = 'x'", "add(0)"],
        "1000\n2000\n500\n0\n",
    );
}

#[test]
fn redefined_functions_and_structs_replace() {
    check(
        &[
            "struct P { x; }",
            "var p = P(1)",
            "struct P { x; y; }",
            "P(1, 2).y + p.x",
            "function f() { return 1; } function g() { return f(); }",
            "for (var i = 0; i < 100; i = i + 1) { g(); }",
            "function f() { return 2; }",
            "g()",
        ],
        "3\n2\n",
    );
}

#[test]
fn an_error_keeps_what_was_defined_before_it() {
    check(
        &["var a = 1; var b = 1 / 0; var c = 3", "a", "b", "c"],
        "Runtime Error: Division by zero.\n1\nRuntime Error: Undefined variable 'b'\nRuntime Error: Undefined variable 'c'\n",
    );
}

#[test]
fn natives_can_be_replaced_for_good() {
    check(&["keys", "function has(m, k) { return 'mine'; }", "has(1, 2)"], "<fn keys>\nmine\n");
}

#[test]
fn entries_that_nothing_needs_any_more_die() {
    let mut vm = full_builder().build().unwrap();
    let mut most = 0;
    for _ in 0..6000 {
        let source = b"function f() { return [1, 2, 3]; } var a = f();";
        let module = compile_entry("entry", source, vm.session_globals()).unwrap();
        assert_eq!(vm.run_entry(Arc::new(module)), Ok(Exit::Finished));
        most = most.max(vm.instance_count());
    }
    assert!(most < 5000, "{most}");
}

#[test]
fn a_module_that_does_not_know_the_session_is_refused() {
    let mut vm = full_builder().output(Sink::default()).build().unwrap();
    vm.run_entry(Arc::new(compile_entry("1", b"var a = 1; var b = 2", &[]).unwrap())).unwrap();
    for source in ["b", "a", "var b = 1; var a = 2;"] {
        let module = Arc::new(compile_entry("2", source.as_bytes(), &[]).unwrap());
        assert!(matches!(vm.run_entry(module), Err(error) if matches!(error.kind(), ErrorKind::Host(_))), "{source}");
    }
    assert_eq!(vm.session_globals().len(), 2);
    // A program of its own is not part of the session.
    assert_eq!(vm.run(compile("own", b"var c = 3;").unwrap()), Ok(Exit::Finished));
    assert_eq!(vm.session_globals().len(), 2);
}

#[test]
fn too_many_names_are_an_error_and_no_more() {
    let sink = Sink::default();
    let mut vm = full_builder().output(sink.clone()).build().unwrap();
    let source: String = (0..=MAX_SESSION_GLOBALS).map(|n| format!("var v{n} = {n};")).collect();
    let module = compile_entry("1", source.as_bytes(), &[]).unwrap();
    assert!(matches!(vm.run_entry(Arc::new(module)), Err(error) if matches!(error.kind(), ErrorKind::Limit { .. })));
    let all: String = (0..MAX_SESSION_GLOBALS).map(|n| format!("var v{n} = {n};")).collect();
    vm.run_entry(Arc::new(compile_entry("2", all.as_bytes(), &[]).unwrap())).unwrap();
    let module = compile_entry("3", b"print v16383", vm.session_globals()).unwrap();
    vm.run_entry(Arc::new(module)).unwrap();
    assert_eq!(sink.text(), "16383\n");
}
