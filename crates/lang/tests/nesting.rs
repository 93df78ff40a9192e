//! Deep nesting compiles and verifies on a small native stack, in a debug build too; what is too
//! deep is a diagnostic that names the limit.

use std::thread;

use lang::MAX_NESTING;

/// The native stack that everything here runs on.
const STACK_BYTES: usize = 2 << 20;
/// The documented promise, for every construct.
const PROMISED: usize = 10_000;

#[track_caller]
fn on_a_small_stack(check: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(check).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn nested(open: &str, inside: &str, close: &str, depth: usize) -> String {
    [open.repeat(depth).as_str(), inside, &close.repeat(depth)].concat()
}

#[track_caller]
fn compiles(source: String) {
    on_a_small_stack(move || {
        if let Err(diagnostics) = lang::compile_verified("deep.unna", source.as_bytes()) {
            panic!("{}", diagnostics[0]);
        }
    });
}

/// For what takes the verifier of a debug build seconds: it counts the accesses of each loop
/// around.
#[track_caller]
fn compiles_unverified(source: String) {
    on_a_small_stack(move || assert!(lang::compile("deep.unna", source.as_bytes()).is_ok()));
}

/// As deep as promised it compiles; far deeper is reported at once.
#[track_caller]
fn check(before: &str, open: &str, inside: &str, close: &str, after: &str) {
    compiles([before, &nested(open, inside, close, PROMISED), after].concat());
    fails([before, &nested(open, inside, close, 100_000), after].concat());
}

/// The limit is the only thing that is reported.
#[track_caller]
fn fails(source: String) {
    on_a_small_stack(move || {
        let diagnostics = lang::compile("deep.unna", source.as_bytes()).expect_err("too deep");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].message, format!("Nesting is too deep: the limit is {MAX_NESTING} levels."));
    });
}

#[test]
fn the_limit_is_exact() {
    for (open, inside, close) in [("(", "1", ")"), ("-", "x", ""), ("f(1, ", "2", ")"), ("[1, ", "2", "]")] {
        compiles(format!("print {};", nested(open, inside, close, MAX_NESTING)));
        fails(format!("print {};", nested(open, inside, close, MAX_NESTING + 1)));
    }
    compiles(nested("{", "print 1;", "}", MAX_NESTING));
    fails(nested("{", "print 1;", "}", MAX_NESTING + 1));
}

#[test]
fn expressions() {
    check("print ", "(", "1", ")", ";");
    check("print ", "1 + (", "x", ")", ";");
    check("print ", "-", "x", "", ";");
    check("print ", "!", "x", "", ";");
    check("print ", "await ", "x", "", ";");
    check("print ", "-!+", "x", "", ";");
    check("print ", "a[", "0", "]", ";");
    check("print ", "f(", "", ")", ";");
    check("print ", "f(1, ", "2", ")", ";");
    check("print ", "length(", "a", ")", ";");
    check("print ", "[", "", "]", ";");
    check("print ", "[1, ", "2", ", 3]", ";");
    check("", "a = ", "1", "", ";");
    check("", "a.b += ", "1", "", ";");
    check("", "a[i] = ", "1", "", ";");
    check("print ", "x && (y || (", "z", "))", ";");
    check("{ var a; ", "a = ", "1", "", "; }");
}

#[test]
fn conditions() {
    check("if (", "!(", "x", ")", ") print 1;");
    check("while (", "a && (b || (", "c", "))", ") print 1;");
    check("while (", "!(a && ", "c", ")", ") print 1;");
    check("for (;", "a || (b && (", "c", "))", ";) print 1;");
}

#[test]
fn statements() {
    check("", "{", "var x = 1;", "}", "");
    check("", "if (x) ", "print 1;", "", "");
    check("", "if (x) {", "print 1;", "}", "");
    check("", "if (x) print 1; else { ", "print 2;", "}", "");
    check("", "while (x) ", "print 1;", "", "");
    check("", "while (x) { var y = x; ", "break;", "}", "");
    compiles(nested("for (var i = 0; i < 1; i = i + 1) ", "print i;", "", 1_000));
    compiles_unverified(nested("for (var i = 0; i < 1; i = i + 1) ", "print i;", "", PROMISED));
    check("", "for (;;) ", "print x;", "", "");
    compiles(nested("for (var x : x) ", "print x;", "", 1_000));
    compiles_unverified(nested("for (var x : x) ", "print x;", "", PROMISED));
}

#[test]
fn functions() {
    check("", "function f() {", "return 1;", "}", "");
    check("", "function f(a) { var b = a; ", "return b;", "return f; }", "");
    check("function g(v) {", "function f() {", "return v;", "}", "}");
}

#[test]
fn chains_have_no_limit() {
    const LONG: usize = 40_000;
    compiles(format!("print x{};", " + 1".repeat(LONG)));
    compiles(format!("print x{};", " && y".repeat(LONG)));
    compiles(format!("if (x{}) print 1;", " && y || z".repeat(LONG)));
    compiles(format!("while (x{}) print 1;", " && y || z".repeat(LONG)));
    compiles(format!("print x{};", ".p".repeat(LONG)));
    compiles(format!("print x{};", "[0]".repeat(LONG)));
    compiles(format!("print x{};", "()".repeat(LONG)));
    compiles(format!("{}print 2;", "if (x) print 1; else ".repeat(LONG)));
    compiles("print 1;".repeat(LONG));
    compiles(format!("print [0{}];", ", 1".repeat(LONG)));
}

#[test]
fn a_mebibyte_of_opening_tokens_is_an_error() {
    on_a_small_stack(|| {
        for open in ["(", "[", "f(", "{", "if (x) ", "a[", "-", "a = ", "function f() {", "'"] {
            let source = open.repeat((1 << 20) / open.len());
            assert!(lang::compile("hostile.unna", source.as_bytes()).is_err());
        }
    });
}
