//! Entries of interactive sessions: what is complete, what is shown, which globals come first.

use lang::{EntryError, compile_entry, compile_silent_entry, is_open};

#[track_caller]
fn text(source: &str) -> String {
    let module = compile_entry("entry", source.as_bytes(), &[]).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    bytecode::print(&module)
}

fn error(source: &str) -> EntryError {
    compile_entry("entry", source.as_bytes(), &[]).expect_err(source)
}

#[test]
fn brackets_blocks_and_strings_are_open_until_they_close() {
    let beginnings = [
        "(1 + 2",
        "f(1,",
        "[1, 2",
        "a[1",
        "{ print 1;",
        "function f(x) {",
        "if (true) {",
        "var s = 'abc",
        "while (x",
        "struct P {",
        "struct P { x;",
        "print 'a'; f('",
    ];
    for source in beginnings {
        assert!(is_open(source.as_bytes()) && matches!(error(source), EntryError::Open(_)), "{source}");
    }
}

#[test]
fn a_silent_entry_says_whether_it_has_a_value() {
    let silent = |source: &str| {
        let (module, has_value) = compile_silent_entry("entry", source.as_bytes(), &[]).expect("it is an entry");
        (bytecode::print(&module).contains("PRINT"), has_value)
    };
    assert_eq!(silent("1 + 2"), (false, true));
    assert_eq!(silent("var x = 5"), (false, false));
    assert_eq!(silent("x = 5"), (false, false));
    assert_eq!(silent("print 5; 6"), (true, true));
    assert_eq!(silent(""), (false, false));
    assert!(text("1 + 2").contains("PRINT"));
}

#[test]
fn something_may_be_missing_at_the_end() {
    let beginnings = [
        "function f(x)",
        "if (true)",
        "1 +",
        "var x =",
        "print",
        "import",
        "var",
        "a.",
        "for (var i : [1, 2])",
        "struct P",
    ];
    for source in beginnings {
        assert!(!is_open(source.as_bytes()) && matches!(error(source), EntryError::Unfinished(_)), "{source}");
    }
}

#[test]
fn what_cannot_be_mended_is_wrong() {
    for source in ["1 2", "var 1", ")", "f(1))", "x = ;", "}", "struct { x; }", "print 1; ] [", "1 + * 2", "@", "else"]
    {
        let error = error(source);
        assert!(matches!(&error, EntryError::Wrong(found) if !found.is_empty()), "{source}: {error:?}");
    }
}

#[test]
fn the_last_semicolon_may_be_missing() {
    for source in ["var x = 1", "print 1", "f(2)", "var a = 1; a = a + 1", "print 'x' // said", "return", "x"] {
        let with = match source.split_once(" //") {
            Some((code, comment)) => format!("{code}; //{comment}"),
            None => format!("{source};"),
        };
        assert_eq!(text(source), text(&with), "{source}");
    }
    for source in ["", "   \n", "// nothing", "function f() {}", "if (true) { print 1; }", "{ }"] {
        text(source);
    }
}

#[test]
fn the_value_of_a_last_expression_is_kept_and_shown() {
    for source in ["1 + 2", "1 + 2;", "f(x)", "var a = 1; a", "{ var b = 2; } 7", "x == 1"] {
        let text = text(source);
        assert!(text.contains("STORE_GLOBAL _") && text.contains("PRINT"), "{source}:\n{text}");
    }
    for source in ["a = 1", "a += 2;", "var a = f()", "print 1; var b = 2;", "if (x) f();", "function f() { 1; }"] {
        assert!(!text(source).contains(" _"), "{source}");
    }
}

#[test]
fn the_globals_of_the_session_come_first() {
    let known: Vec<Box<str>> = ["b".into(), "length".into(), "a".into()].into();
    let module = compile_entry("entry", b"var c = a + b", &known).unwrap();
    let names: Vec<&str> = module.globals.iter().map(|&name| module.name(name)).collect();
    assert_eq!(names, ["b", "length", "a", "c"]);
}

#[test]
fn diagnostics_are_those_of_the_text_as_it_was_typed() {
    let pictures = |source| error(source).diagnostics().iter().map(ToString::to_string).collect::<Vec<_>>();
    let picture = "Error in entry at line 1:\n  Expect variable name.\n\n      1 | var 1\n              ^";
    assert_eq!(pictures("var 1"), [picture]);
    assert_eq!(pictures("1 +"), ["Error in entry at line 1:\n  Expect expression.\n\n      1 | 1 +\n             ^"]);
}
