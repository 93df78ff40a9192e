//! What is reported for wrong programs: message, place, carets, and that one mistake is one
//! diagnostic.

use lang::{Diagnostic, MAX_DIAGNOSTICS};

#[track_caller]
fn diagnostics(source: &[u8]) -> Vec<Diagnostic> {
    lang::compile("t.unna", source).expect_err("the source is wrong")
}

/// A wrong line: under it the carets, then the message.
#[track_caller]
fn check(picture: &str) {
    let mut lines = picture.lines();
    let (source, carets, message) = (lines.next(), lines.next(), lines.next());
    let (Some(source), Some(carets), Some(message)) = (source, carets, message) else {
        panic!("three lines: source, carets, message");
    };
    let found = diagnostics(source.as_bytes());
    assert_eq!(found.len(), 1, "{source}\n{found:#?}");
    let Diagnostic { line, column, length, message: ref found_message, .. } = found[0];
    assert_eq!(found_message, message, "{source}");
    let found_carets = " ".repeat(column as usize - 1) + &"^".repeat(length as usize);
    assert_eq!((line, found_carets.as_str()), (1, carets), "{source}");
    assert_eq!(
        found[0].to_string(),
        format!("Error in t.unna at line 1:\n  {message}\n\n      1 | {source}\n          {carets}")
    );
}

#[test]
fn expressions() {
    check("print ;\n      ^\nExpect expression.");
    check("print 1 +;\n         ^\nExpect expression.");
    check("print (1 + 2;\n            ^\nExpect ')' after expression.");
    check("f(1, 2;\n      ^\nExpect ')' after arguments.");
    check("print length([1],);\n                 ^\nExpect expression. There are no trailing commas.");
    check("f(1 2);\n    ^\nExpect ')' after arguments.");
    check("print a[1;\n         ^\nExpect ']' after index.");
    check("print a[1, 2];\n         ^\nExpect ']' after index.");
    check("print [1, 2;\n           ^\nExpect ']' after array elements.");
    check("print (1];\n        ^\nExpect ')' after expression.");
    check("print a.if;\n        ^^\nExpect property name after '.'.");
    check(
        "print 'abc'.length;\n           ^\nExpect ';' after print value. A literal stands in parentheses before `.`, `(` and `[`.",
    );
    check(
        "print 1e5;\n       ^^\nExpect ';' after print value. A number has digits and one point: no exponent, no hex.",
    );
    check(
        "print 1(2);\n       ^\nExpect ';' after print value. A literal stands in parentheses before `.`, `(` and `[`.",
    );
    check(
        "print 5..2;\n       ^\nExpect ';' after print value. A literal stands in parentheses before `.`, `(` and `[`.",
    );
    check("print a ++ ;\n           ^\nExpect expression. There is no `++`: write `x += 1`.");
    check(
        "var f = function (a) { return a; };\n        ^^^^^^^^\nExpect expression. \
         There are no function expressions: declare the function with a name and use the name.",
    );
}

#[test]
fn assignment_targets() {
    check("1 = 2;\n  ^\nInvalid assignment target.");
    check("a + b = 3;\n      ^\nInvalid assignment target.");
    check("f() = 3;\n    ^\nInvalid assignment target.");
    check("-a += 1;\n   ^^\nInvalid assignment target.");
    check("await a = 1;\n        ^\nInvalid assignment target.");
    check("(a = 1) = 2;\n        ^\nInvalid assignment target.");
    check("[a] = 1;\n    ^\nInvalid assignment target.");
    check("push(a, 1) *= 2;\n           ^^\nInvalid assignment target.");
}

#[test]
fn declarations() {
    check("var 1;\n    ^\nExpect variable name.");
    check("var print = 2;\n    ^^^^^\nExpect variable name.");
    check("var a b;\n      ^\nExpect ';' after variable declaration.");
    check("struct { a; }\n       ^\nExpect struct name.");
    check("struct P a;\n         ^\nExpect '{' before struct fields.");
    check("struct P { x }\n             ^\nExpect ';' after field name.");
    check("struct P { 1; }\n           ^\nExpect field name or '}' in struct.");
    check("import 5 as m;\n       ^\nExpect module path after 'import'.");
    check("import 'x.unna';\n               ^\nExpect 'as' after module path.");
    check("import 'x.unna' as 'm';\n                   ^^^\nExpect module name after 'as'.");
    check("function (a) {}\n         ^\nExpect function name.");
    check("function f {}\n           ^\nExpect '(' after function name.");
    check("function f(a b) { return a; }\n             ^\nExpect ')' after parameters.");
    check("function f(a,) { return a; }\n             ^\nExpect parameter name.");
    check("function f(a) return a;\n              ^^^^^^\nExpect '{' before function body.");
    check("async var a = 1;\n      ^^^\nExpect 'function' after 'async'.");
}

#[test]
fn statements() {
    check("print 1;;\n        ^\nExpect expression. There is no empty statement: leave out the second `;`.");
    check("if true { print 1; } else { print 2; }\n   ^^^^\nExpect '(' after 'if'.");
    check("if (1 { print 1; }\n      ^\nExpect ')' after condition.");
    check("while (i < 3; i = i + 1) { print i; }\n            ^\nExpect ')' after condition.");
    check("while i { }\n      ^\nExpect '(' after 'while'.");
    check("for i { }\n    ^\nExpect '(' after 'for'.");
    check(
        "for (var x in xs) { print x; }\n           ^^\nExpect ';' after variable declaration. \
         A loop over elements is `for (var x : xs)`.",
    );
    check(
        "for (var i = 0; i < 9; i++) { print i; }\n                          ^\nExpect expression. \
         There is no `++`: write `x += 1`.",
    );
    check("for (i = 0, i < 9;) { print i; }\n          ^\nExpect ';' after loop initialiser.");
    check("for (var x : xs; y) { print x; }\n               ^\nExpect ')' after loop collection.");
    check("if (1) var x = 2;\n       ^^^\nA declaration cannot be a body by itself: put it in braces.");
    check("while (1) struct P { x; }\n          ^^^^^^\nA declaration cannot be a body by itself: put it in braces.");
    check("else print 1;\n^^^^\nExpect expression. An `else` stands right behind the body of its `if`.");
    check("print 1; }\n         ^\nThis '}' closes nothing.");
    check("return 1 2;\n         ^\nExpect ';' after return value.");
    check("var x = print 5;\n        ^^^^^\nExpect expression.");
    check("break 1;\n      ^\nExpect ';' after expression.");
}

#[test]
fn characters() {
    check("print 1; @ print 2;\n         ^\nUnexpected character '@'.");
    check("print 1 & 2;\n        ^\nUnexpected character '&': the operator is '&&'.");
    check("print a | b;\n        ^\nUnexpected character '|': the operator is '||'.");
    check("print \"abc\n      ^^^^\nUnterminated string.");
    check("/* c */ print 1;\n^\nExpect expression. A comment begins with `//` and ends with its line.");
    let [diagnostic] = &diagnostics(b"print \xff;")[..] else { panic!("one diagnostic") };
    assert_eq!(diagnostic.message, "Unexpected byte 0xFF.");
    let [diagnostic] = &diagnostics("print \u{20ac};".as_bytes())[..] else { panic!("one diagnostic") };
    assert_eq!((diagnostic.message.as_str(), diagnostic.length), ("Unexpected character '\u{20ac}'.", 3));
}

#[test]
fn habits_of_other_languages() {
    check(
        "var m = {'a': 1};\n        ^\nExpect expression. There are no map literals: write `map()`, then `m[key] = value`.",
    );
    check("let x = 1;\n    ^\nExpect ';' after expression. A variable is declared by `var`.");
    check("def f(x) { }\n    ^\nExpect ';' after expression. A function is declared by `function`.");
    check("class P { }\n      ^\nExpect ';' after expression. A type with fields is declared by `struct`.");
    check("if (a and b) { }\n      ^^^\nExpect ')' after condition. The operator is `&&`.");
    check("print a === b;\n          ^\nExpect expression. The operators are `==` and `!=`.");
    check("print a ? 1 : 2;\n        ^\nUnexpected character '?'. There is no `? :`: write `if` and `else`.");
    check("# comment\n^\nUnexpected character '#'. A comment begins with `//`.");
    check("x %= 2;\n   ^\nExpect expression. There is no `%=`: write `x = x % y`.");
    check("print 2 ** 3;\n         ^\nExpect expression. There is no `**`: multiply.");
    check(
        "print 0xFF;\n       ^^^\nExpect ';' after print value. A number has digits and one point: no exponent, no hex.",
    );
    check("i--;\n   ^\nExpect expression. There is no `--`: write `x -= 1`.");
}

#[test]
fn a_quote_behind_a_backslash_ends_the_string() {
    let double = "The string ends at this \": a backslash does not protect it. Write '...' around a \".";
    check(&format!("print \"say \\\"x\\\"\";\n           ^^\n{double}"));
    check(&format!("f(\"a\\\"b\", 1);\n    ^^\n{double}"));
    check(&format!("print \"\\\"\";\n       ^^\n{double}"));
    let single = "The string ends at this ': a backslash does not protect it. Write \"...\" around a '.";
    check(&format!("print 'it\\'s';\n         ^^\n{single}"));
    // Here the backslash is meant, and something else is wrong.
    check("print \"C:\\\" 1;\n            ^\nExpect ';' after print value.");
}

#[test]
fn what_is_missing_at_the_end_of_a_line_is_shown_there() {
    check("print 1\n       ^\nExpect ';' after print value.");
    check("function f() { return 1;\n                        ^\nExpect '}' to close the block opened at line 1.");
    let found = diagnostics(b"var a = 1\n\n  // comment\nprint a;\n");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].column, found[0].length), (1, 10, 1));
    let found = diagnostics(b"if (1) {\n  {\n  }\n\n");
    assert_eq!((found[0].line, found[0].column), (3, 4));
    assert_eq!(found[0].message, "Expect '}' to close the block opened at line 1.");
}

/// The lines with errors of a source; each has one error.
#[track_caller]
fn check_lines(source: &str, lines: &[u32]) {
    let found = diagnostics(source.as_bytes());
    let found_lines: Vec<u32> = found.iter().map(|diagnostic| diagnostic.line).collect();
    assert_eq!(found_lines, lines, "{found:#?}");
}

#[test]
fn several_errors_are_reported_and_each_once() {
    check_lines("print 1 2;\nprint 3;\nvar = 4;\nprint (5;\nprint 6;", &[1, 3, 4]);
    check_lines("function f(a b) {\n  print 1 1;\n  return 2;\n}\nprint 3 3;", &[1, 2, 5]);
    check_lines("if (1 == ) {\n  print 1;\n} else {\n  print 2 2;\n}\nprint 3;", &[1, 4]);
    check_lines("if (1) { print 1 1; } else { print 2; }\nprint 3 3;", &[1, 2]);
    check_lines("f(function (x) {\n  print x;\n  var y = 2;\n});\nprint 1 1;", &[1, 5]);
    check_lines("x = {1};\nprint 2 2;", &[1, 2]);
    check_lines("struct P { x y; }\nstruct Q {\n  1\n}\nprint 2 2;", &[1, 3, 5]);
    check_lines("{ { print 1 1; }\nprint 2 2; }\nprint 3 3;", &[1, 2, 3]);
    check_lines("print 1\nprint 2\nprint 3;\nprint 4", &[1, 2, 4]);
    check_lines("a + 1 = 2; b() = 3;\nc = 4;", &[1, 1]);
    check_lines("for (var i = 0; i < 3; i++) {\n  print i i;\n}\n", &[1, 2]);
    check_lines("print 1;\nelse print 2;\nvar\n3;\nx = \n;", &[2, 4, 6]);
    check_lines("while (1)\n  var x = 2;\nprint x x;", &[2, 3]);
}

#[test]
fn reporting_ends_at_the_limit() {
    assert_eq!(diagnostics(&b"print 1 1;\n".repeat(1_000)).len(), MAX_DIAGNOSTICS);
}

#[test]
fn an_unterminated_string_is_the_last_error() {
    check_lines("print 1 1;\nprint 'abc\nprint 2 2;\n\n\n", &[1, 2]);
}

#[test]
fn files_are_named_as_given() {
    let found = lang::compile("dir/a b.unna", b"print").expect_err("the source is wrong");
    assert!(found[0].to_string().starts_with("Error in dir/a b.unna at line 1:\n  Expect expression.\n"));
}

#[test]
fn the_empty_program_is_right() {
    for source in [&b""[..], b"\n", b"// only a comment", b" \t\r\n"] {
        assert!(lang::compile_verified("t.unna", source).is_ok());
    }
}
