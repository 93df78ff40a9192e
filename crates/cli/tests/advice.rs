//! The first minute of somebody who comes from elsewhere: what is said of names that do not exist,
//! when the program runs and when it is checked.

use std::path::Path;
use std::process::{Command, Output};

fn unna(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unna")).args(args).output().expect("unna starts")
}

fn file(name: &str, source: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("advice");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name).with_extension("unna");
    std::fs::write(&path, source).unwrap();
    path.display().to_string()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The program ends with this error, and with this help on stderr.
#[track_caller]
fn helps(name: &str, source: &str, error: &str, help: &str) {
    let output = unna(&["run", &file(name, source)]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), format!("Runtime Error: {error}\n"));
    assert_eq!(text(&output.stderr), format!("help: {help}\n"));
}

/// `unna check` finds no errors, and warns like this.
#[track_caller]
fn warns(name: &str, source: &str, line: u32, message: &str) {
    let path = file(name, source);
    let output = unna(&["check", &path]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), format!("{path}: no errors, 1 warning\n"));
    assert_eq!(text(&output.stderr), format!("Warning in {path} at line {line}:\n  {message}\n"));
}

#[test]
fn a_file_is_run_without_a_command() {
    let path = file("plain", "print ucoreSystem.args()[2];");
    let output = unna(&[&path, "word"]);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("word\n", Some(0)));
    let output = unna(&["--jit=off", &path, "word"]);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("word\n", Some(0)));
    let output = unna(&["chekc", &path]);
    assert!(text(&output.stderr).contains("a similar subcommand exists: 'check'"));
}

#[test]
fn near_misses_of_globals_members_and_fields() {
    helps("global", "var count = 1; print cuont;", "Undefined variable 'cuont'", "Did you mean `count`?");
    helps("builtin", "print lenght([1]);", "Undefined variable 'lenght'", "Did you mean `length`?");
    let source = "struct P { name; age; } var p = P(1, 2); p.nmae = 3;";
    helps("field", source, "Struct 'P' has no field 'nmae'.", "Did you mean `name`?");
    let error = "Undefined property 'upper' in module 'ucoreString'.";
    helps("member", "print ucoreString.upper('x');", error, "Did you mean `toUpper`?");
    // A name that has no value yet is none to be meant.
    let output = unna(&["run", &file("later", "print couns; var count = 1;")]);
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn members_of_imported_modules() {
    file("lib", "var answer = 42;");
    let path = file("importer", "import \"./lib.unna\" as lib; print lib.anwser;");
    assert_eq!(text(&unna(&[&path]).stderr), "help: Did you mean `answer`?\n");
}

#[test]
fn names_of_other_languages() {
    let math = "There are no math functions: they are written in the language.";
    helps("sqrt", "print sqrt(2);", "Undefined variable 'sqrt'", math);
    helps("null", "print null;", "Undefined variable 'null'", "Write `nil`.");
    helps("trim", "print trim(' x ');", "Undefined variable 'trim'", "There is ucoreString.trim.");
    let error = "Cannot read property 'push' on this type.";
    helps("method", "var a = [1]; a.push(2);", error, "Values have no methods: write push(x).");
    let error = "Cannot read property 'toUpper' on this type.";
    helps("text", "var s = 'a'; s.toUpper();", error, "Values have no methods: write ucoreString.toUpper(x).");
    let error = "Cannot read property 'name' on this type.";
    let help = "Only instances of structs and modules have properties; an entry of a map is m[\"name\"].";
    helps("entry", "var m = map(); print m.name;", error, help);
}

#[test]
fn check_warns_of_names_that_nothing_defines() {
    warns("typo", "var count = 1;\nprint cuont;\nprint cuont;", 2, "Nothing defines 'cuont'. Did you mean `count`?");
    let message = "Module 'ucoreString' has no member 'upper'. Did you mean `toUpper`?";
    warns("upper", "print ucoreString.upper('x');", 1, message);
    let message = "Nothing defines 'floor'. There are no math functions: they are written in the language.";
    warns("floor", "function f(x) {\n  return floor(x);\n}", 2, message);
}

#[test]
fn check_warns_of_nothing_that_may_be_defined() {
    let source = "\
function early() { return late; }
function sets() { late = 1; }
var ucoreString = early();
print ucoreString.anything;
print length; print has; print keys; print ucoreJson.parse;
for (var i : [1]) { print i; }
";
    let path = file("fine", source);
    let output = unna(&["check", &path]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (format!("{path}: no errors\n"), String::new()));
}
