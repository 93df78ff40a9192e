//! At a limit a program compiles and verifies; beyond it there is one diagnostic that names it.

use std::fmt::Write;

#[track_caller]
fn compiles(source: &str) {
    if let Err(diagnostics) = lang::compile_verified("limit.unna", source.as_bytes()) {
        panic!("{}", diagnostics[0]);
    }
}

/// The position is that of the first thing too much.
#[track_caller]
fn fails(source: &str, column: usize, message: &str) {
    let diagnostics = lang::compile("limit.unna", source.as_bytes()).expect_err("beyond the limit");
    let found: Vec<_> = diagnostics.iter().map(|found| (found.column as usize, found.message.as_str())).collect();
    assert_eq!(found, [(column, message)]);
}

/// `count` items made of their numbers.
fn numbered(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        write!(text, "{}", item(number)).expect("a string takes all");
        text
    })
}

#[test]
fn locals() {
    let body = |count| format!("{{{}}}", "var x=1;".repeat(count));
    compiles(&body(65_535));
    fails(&body(65_536), 2 + 65_535 * 8, "Too many locals in a function: the limit is 65535.");
    compiles(&"{ var x = 1; var y = 2; }".repeat(70_000));
}

#[test]
fn parameters() {
    let function = |count: usize| format!("function f(p{}) {{ }}", ",p".repeat(count - 1));
    compiles(&function(65_535));
    fails(&function(65_536), 1, "Too many parameters: the limit is 65535.");
}

#[test]
fn arguments_and_operands() {
    let call = |count: usize| format!("f(1{});", ",1".repeat(count - 1));
    compiles(&call(65_533));
    fails(&call(65_534), 3 + 65_533 * 2, "Too many operands in an expression: the limit is 65534.");
    fails(&call(65_536), 2, "Too many arguments in a call: the limit is 65535.");
    let nested = |depth| "1+(1*".repeat(depth) + "x" + &")".repeat(depth);
    compiles(&format!("print {};", nested(30_000)));
}

#[test]
fn array_literals_of_any_length() {
    compiles(&format!("print [0{}];", ",1".repeat(200_000)));
    compiles(&format!("print {}0{};", "[f(1), [2],".repeat(100), "]".repeat(100)));
}

#[test]
fn calls_and_properties() {
    compiles(&"f();".repeat(140_000));
    compiles(&("a.b;".repeat(100_000) + &"f();".repeat(32_000)));
    compiles(&("{ var a; ".to_owned() + &"a.b += a.b;".repeat(70_000) + "}"));
}

#[test]
fn loops() {
    compiles(&"while(x){}".repeat(65_535));
    fails(&"while(x){}".repeat(65_536), 65_535 * 10 + 7, "Too many loops in a function: the limit is 65535.");
}

#[test]
fn captures_of_a_function() {
    let locals = |prefix: char, count| numbered(count, |number| format!("var {prefix}{number}=1;"));
    let uses = |prefix: char, count| numbered(count, |number| format!("{prefix}{number};"));
    let source = |count| {
        format!(
            "{{{}function f(){{{}function g(){{\n{}{}}}}}}}",
            locals('a', 40_000),
            locals('b', count),
            uses('a', 40_000),
            uses('b', count)
        )
    };
    compiles(&source(25_535));
    let message = "Too many captured variables: the limit is 65535 in a function.";
    fails(&source(25_536), uses('a', 40_000).len() + uses('b', 25_535).len() + 1, message);
}

#[test]
fn captures_of_a_module() {
    let source = |variables, functions| {
        let open = numbered(variables, |number| format!("{{var v{number}=1;"));
        let uses = numbered(variables, |number| format!("v{number};"));
        let close = "}".repeat(variables + functions);
        format!("{open}{}{uses}{close}", "function f(){".repeat(functions))
    };
    let text = source(1_025, 1_024);
    let column = text.find("v1024;").expect("the last variable is used") + 1;
    fails(&text, column, "Too many captured variables: the limit is 1048576 in a module.");
}

#[test]
fn source_length() {
    // Not touched, so no memory is needed.
    let source = vec![0; lang::MAX_SOURCE_BYTES + 1];
    let diagnostics = lang::compile("limit.unna", &source).expect_err("beyond the limit");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].message, "The source is too long: the limit is 1073741824 bytes.");
}

#[test]
fn names_and_strings_of_any_length() {
    let name = "a".repeat(1 << 20);
    compiles(&format!("var {name} = '{name}'; print {name}.{name};"));
    compiles(&format!("print {};", "9".repeat(1 << 20)));
    compiles(&format!("print 0.{};", "9".repeat(1 << 20)));
}

#[test]
fn names_of_structs_as_long_as_nobody_writes_them() {
    let name = "n".repeat(6 << 20);
    let source = format!("struct A {{ {name}; }} struct B {{ {name}; }} struct C {{ {name}; }} struct D {{ {name}; }}");
    let message = &lang::compile_verified("main", source.as_bytes()).unwrap_err()[0].message;
    assert!(message.starts_with("Too much for one module: 25165828 bytes in the names of all structs"), "{message}");
}
