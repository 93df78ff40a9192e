//! Every run-time error of LANGUAGE section 13: its line, where it goes, what was printed before
//! it, and where it happened.

use vm::{ErrorKind, Exit, JitMode, Vm};

use crate::common::{Sink, compile, full_builder, run_source};

#[track_caller]
fn check(source: &str, line: &str) {
    for mode in [JitMode::Off, JitMode::Always] {
        let output = run_source(full_builder().jit(mode), &format!("print 'before';\n{source}\nprint 'after';"));
        assert_eq!(output, format!("before\nRuntime Error: {line}\n"), "{mode:?}: {source}");
    }
}

#[test]
fn lines_are_the_languages() {
    check("print x;", "Undefined variable 'x'");
    check("function f() { return y; } f();", "Undefined variable 'y'");
    check("x = x + 1;", "Undefined variable 'x'");
    check("print 1 / 0;", "Division by zero.");
    check("var z = 0; for (var i = 3; i >= 0; i = i - 1) { z = 10 % i; }", "Division by zero.");
    check("var n; n();", "Attempt to call non-function value.");
    check("(5)();", "Attempt to call non-function value.");
    check("var s = 's'; s(1);", "Attempt to call non-function object.");
    check("[1]();", "Attempt to call non-function object.");
    check("ucoreString();", "Attempt to call non-function object.");
    check("struct P { x; } var p = P(1); p();", "Attempt to call non-function object.");
    check("function f(a, b) {} f(1);", "Expected 2 args but got 1.");
    check("function f() {} f(1, 2, 3);", "Expected 0 args but got 3.");
    check("struct P { x; y; } P(1);", "Struct 'P' expected 2 args but got 1.");
    check("function f() { return f(); } f();", "Stack overflow.");
    check("print (5).p;", "Cannot read property 'p' on this type.");
    check("print [1].length;", "Cannot read property 'length' on this type.");
    check("print ('s').size;", "Cannot read property 'size' on this type.");
    check("print ucoreString.nope;", "Undefined property 'nope' in module 'ucoreString'.");
    check("struct P { x; } var p = P(1); p.y = 2;", "Struct 'P' has no field 'y'.");
    check("var m = map(); m.x = 1;", "Only struct instances have settable properties.");
    check("(nil).x = 1;", "Only struct instances have settable properties.");
}

#[test]
fn errors_of_imports_do_not_go_to_the_output() {
    let (output, errors) = (Sink::default(), Sink::default());
    let builder = full_builder().output(output.clone()).errors(errors.clone());
    let mut vm = builder.build().unwrap();
    let program = compile("dir/test.unna", b"print 1; import './gone.unna' as g; print 2;").unwrap();
    let error = vm.run(program).unwrap_err();
    assert_eq!(error, ErrorKind::ImportUnreadable { path: "dir/./gone.unna".into() });
    vm.report(&error);
    assert_eq!(output.text(), "1\n");
    assert_eq!(errors.text(), "Runtime Error: Could not import module 'dir/./gone.unna'\n");
}

#[test]
fn the_place_of_an_error_is_known() {
    let source = "var a = 1;\nfunction f(x) {\n    var y = x;\n    return y / 0;\n}\nprint 'hm';\nf(3);\n";
    for mode in [JitMode::Off, JitMode::Always] {
        let mut vm = full_builder().jit(mode).output(std::io::sink()).build().unwrap();
        let error = vm.run(compile("where.unna", source.as_bytes()).unwrap()).unwrap_err();
        assert_eq!(error, ErrorKind::DivisionByZero);
        assert_eq!(error.trace().frames()[0].to_string(), "where.unna:4 in f", "{mode:?}");
        assert_eq!(vm.run(compile("where.unna", b"print 1;").unwrap()), Ok(Exit::Finished));
    }
}

#[test]
fn exit_codes_are_passed_on_with_the_output_before_them() {
    let sink = Sink::default();
    let mut vm = full_builder().output(sink.clone()).build().unwrap();
    let run = |vm: &mut Vm, source: &str| vm.run(compile("test.unna", source.as_bytes()).unwrap());
    assert_eq!(run(&mut vm, "print 'bye'; ucoreSystem.exit(3); print 'no';"), Ok(Exit::Code(3)));
    assert_eq!(run(&mut vm, "function f() { ucoreSystem.exit(); } f();"), Ok(Exit::Code(0)));
    assert_eq!(run(&mut vm, "return 5;"), Ok(Exit::Finished));
    assert_eq!(sink.text(), "bye\n");
}

/// A sink that takes so many bytes.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn output_that_cannot_be_written_ends_the_program() {
    let full = Err(ErrorKind::Output { kind: std::io::ErrorKind::StorageFull }.into());
    let mut vm = full_builder().output(Full(0)).build().unwrap();
    assert_eq!(vm.run(compile("test.unna", b"print 1;").unwrap()), full);
    let mut vm = full_builder().output(Full(200_000)).build().unwrap();
    assert_eq!(vm.run(compile("test.unna", b"while (true) { print 'and again'; }").unwrap()), full);
}
