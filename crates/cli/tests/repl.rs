//! `unna repl` through a pipe.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Gives the entries to a session without a terminal.
fn piped(options: &[&str], entries: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unna"))
        .arg("repl")
        .args(options)
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("unna starts");
    child.stdin.take().expect("it is a pipe").write_all(entries.as_bytes()).expect("unna reads");
    child.wait_with_output().expect("unna ends")
}

#[track_caller]
fn check(entries: &str, code: i32, stdout: &str, stderr: &str) {
    for mode in ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"] {
        let output = piped(&[mode], entries);
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!((output.status.code(), out.as_str(), err.as_str()), (Some(code), stdout, stderr), "{mode}");
    }
}

#[test]
fn values_are_shown_without_prompts() {
    check("1 + 2\n'a' + _;\nnil\nvar x = 5\nx = 6\nx\n", 0, "3\na3\n6\n", "");
    check("", 0, "", "");
    check("\n\n// nothing\n", 0, "", "");
    check("print 'no line feed at the end'", 0, "no line feed at the end\n", "");
}

#[test]
fn values_are_shown_with_what_is_in_them() {
    let entries = "\
struct P { x; y; }
P(1, [2, 'a\"b', P(nil, true)])
var m = map(); m['a'] = 1; m[3] = P; m['f'] = length; m
[map(), 'two\\nlines', ucoreString]
false
'a string as it is, also a long one: ' + ucoreString.join([ucoreString.replace('xxxxxxxx', 'x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')], '')
nil
m['a'] = 2;
";
    let stdout = format!(
        "P {{ x: 1, y: [2, 'a\"b', P {{ x: nil, y: true }}] }}\n\
         {{ \"f\": <fn length>, 3: <struct P>, \"a\": 1 }}\n\
         [{{}}, \"two\\nlines\", <module ucoreString>]\n\
         false\n\
         a string as it is, also a long one: {}\n",
        "y".repeat(240)
    );
    check(entries, 0, &stdout, "");
}

#[test]
fn large_and_circular_values_are_cut() {
    let output = piped(&[], "var a = []; a[1000] = 1; a\nvar m = map(); m['m'] = m; m\n");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let [array, map] = text.lines().collect::<Vec<_>>()[..] else { panic!("two values: {text}") };
    assert!(array.starts_with("[nil, nil, ") && array.ends_with("...") && array.len() == 243, "{array}");
    assert_eq!(map, r#"{ "m": { "m": { "m": { "m": { ... } } } } }"#);
}

#[test]
fn definitions_persist_over_lines_and_entries() {
    let entries = "\
struct P { x; y; }
function sum(p) {

    return p.x +
        p.y + extra;
}
var extra = 100;
sum(P(1, 2))
extra = 200
sum(P(1, 2))
var s = 'two
lines'
s
for (var i = 0; i < 1000; i = i + 1) { sum(P(i, i)); }
sum(P(0.5, 0))
";
    check(entries, 0, "103\n203\ntwo\nlines\n200.5\n", "");
}

#[test]
fn errors_do_not_end_the_session() {
    let entries = "var 1\nfunction f(n) { return 1 / n; }\nf(0)\nf(1)\n1 +\n\n)\nnowhere\n'still here'\n";
    let stdout = "Runtime Error: Division by zero.\n1\nRuntime Error: Undefined variable 'nowhere'\nstill here\n";
    let stderr = "\
Error in entry 1 at line 1:
  Expect variable name.

      1 | var 1
              ^
    at f (entry 2:1)
    at script (entry 3:1)
Error in entry 5 at line 1:
  Expect expression.

      1 | 1 +
             ^
Error in entry 6 at line 1:
  Expect expression.

      1 | )
          ^
";
    check(entries, 1, stdout, stderr);
}

#[test]
fn a_program_reads_the_lines_that_follow() {
    check("var name = ucoreSystem.input()\nAda\n'Hello, ' + name\n", 0, "Hello, Ada\n", "");
}

#[test]
fn a_program_can_end_the_session() {
    check("print 1\nucoreSystem.exit(7)\nprint 2\n", 7, "1\n", "");
}

#[test]
fn limits_hold_for_each_entry() {
    let output = piped(&["--fuel=1000"], "while (true) {}\nprint 'next'\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Runtime Error: Out of fuel.\nnext\n");
}

#[test]
fn imports_are_relative_to_the_working_folder() {
    let folder = folder("imports");
    std::fs::write(folder.join("m.unna"), "var x = 1; function next() { x = x + 1; return x; }").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
    let command = command.arg("repl").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("unna starts");
    child.stdin.take().unwrap().write_all(b"import './m.unna' as m\nm.next()\nm.next() + m.x\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2\n6\n");
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repl").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}
