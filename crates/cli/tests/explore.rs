//! `unna explore`: the recording, and the page as a browser shows it. `explore/driver.js` clicks
//! and types in the page, and says what it sees.

#[path = "../../../tests/tool.rs"]
mod tool;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tool::tool;

const DRIVER: &str = include_str!("explore/driver.js");

/// `square` is inlined into `work`; `fib` is recursive; `spell` calls helpers, many between two
/// samples; the last calls make a guard of `alone` fail. It runs long enough for many samples.
const PROGRAM: &str = "\
function square(x) {
    return x * x;
}
function fib(n) {
    if (n < 2) { return n; }
    return fib(n - 1) + fib(n - 2);
}
function alone(n) {
    return n + 1;
}
function work(n) {
    var sum = 0;
    for (var i = 0; i < n; i = i + 1) {
        sum = sum + square(i) % 7;
    }
    return sum;
}
function spell(n) {
    var words = [];
    for (var i = 0; i < n; i = i + 1) {
        push(words, \"word \" + alone(i));
    }
    return words;
}
for (var i = 0; i < 200; i = i + 1) {
    work(1000000);
}
spell(20000);
print fib(20);
print alone(0.5);
for (var i = 0; i < 20; i = i + 1) { alone(\"text\"); }
";

/// A folder of this test's own with a program in it.
fn folder(name: &str, program: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explore").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("prog.unna"), program).expect("the program can be written");
    folder
}

/// `unna explore` in a folder.
fn explore(folder: &Path, args: &[&str]) -> Output {
    let unna = Path::new(env!("CARGO_BIN_EXE_unna"));
    Command::new(unna).arg("explore").args(args).current_dir(folder).output().expect("unna starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn succeed(output: &Output) {
    assert!(output.status.success(), "{}", stderr(output));
}

#[track_caller]
fn json(folder: &Path, file: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join(file)).expect("it was written")).expect("it is JSON")
}

/// Has a browser show a page and do these parts of the driver.
///
/// # Panics
/// If something is not as it should be.
#[track_caller]
fn drive(folder: &Path, page: &str, parts: &[&str], options: &[&str]) {
    let Some(mut browser) = tool("chromium") else { return };
    let text = std::fs::read_to_string(folder.join(page)).expect("the page was written");
    let (before, after) = text.rsplit_once("</body>").expect("it is a page");
    let wanted = serde_json::to_string(parts).expect("names are text");
    let driven = format!(
        "{before}<script>const wanted = {wanted};\nconst expected = 'ended with an error';\n{DRIVER}</script></body>{after}"
    );
    let file = folder.join("driven.html");
    std::fs::write(&file, driven).expect("the page can be written");
    let profile = format!("--user-data-dir={}", folder.join("browser").display());
    let output = browser
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1400,900",
            "--virtual-time-budget=20000",
            "--dump-dom",
        ])
        .args([&profile])
        .args(options)
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser starts");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let checks = shown.split_once("<pre id=\"checks\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (checks, _) = checks.unwrap_or_else(|| panic!("the driver did not end: {}", stderr(&output)));
    eprintln!("{checks}");
    assert!(checks.ends_with("end") && checks.contains("ok ") && !checks.contains("FAIL"), "{checks}");
}

#[test]
fn the_page_links_lines_to_instructions() {
    let folder = folder("linked", PROGRAM);
    succeed(&explore(&folder, &["--jit=opt", "prog.unna"]));
    drive(&folder, "prog.explore.html", &["linked", "registers", "keys", "hottest", "views", "labels"], &[]);
}

#[test]
fn the_page_tells_the_registers_of_the_baseline() {
    let folder = folder("baseline", PROGRAM);
    succeed(&explore(&folder, &["--jit=baseline", "prog.unna"]));
    drive(&folder, "prog.explore.html", &["registers"], &[]);
}

#[test]
fn the_page_follows_the_reader() {
    let folder = folder("reader", PROGRAM);
    succeed(&explore(&folder, &["--jit=opt", "prog.unna"]));
    drive(&folder, "prog.explore.html", &["dark"], &["--blink-settings=preferredColorScheme=0"]);
    drive(&folder, "prog.explore.html", &["narrow"], &["--window-size=560,900"]);
}

#[test]
fn a_large_program_is_drawn_in_part() {
    let mut program = String::new();
    for at in 0..500 {
        program += &format!("function f{at}(x) {{\n    var y = x * {at};\n    return y + x;\n}}\n");
    }
    program += "for (var i = 0; i < 40; i = i + 1) {\n";
    (0..500).for_each(|at| program += &format!("    f{at}(i);\n"));
    program += "}\n// last line\n";
    let folder = folder("large", &program);
    succeed(&explore(&folder, &["prog.unna"]));
    drive(&folder, "prog.explore.html", &["large"], &[]);
}

#[test]
fn what_a_program_says_is_text() {
    let program = "function f() { return \"</script><b class=hostile>x</b><!--\"; }\nfor (var i = 0; i < 100; i = i + 1) { f(); }\n";
    let folder = folder("hostile", program);
    succeed(&explore(&folder, &["prog.unna"]));
    drive(&folder, "prog.explore.html", &["hostile"], &[]);
}

#[test]
fn a_program_that_fails_is_shown() {
    let program = format!("{PROGRAM}\nundefined();");
    let folder = folder("failed", &program);
    let output = explore(&folder, &["prog.unna"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    drive(&folder, "prog.explore.html", &["failed"], &[]);
    let output = explore(&folder, &["--fuel=20000", "--json", "prog.unna"]);
    assert!(!output.status.success());
    let run = json(&folder, "prog.explore.json");
    assert!(run["outcome"].as_str().unwrap().contains("fuel"), "{}", run["outcome"]);
    assert!(!run["codes"].as_array().unwrap().is_empty());
}

#[test]
fn two_runs_are_compared() {
    let folder = folder("compared", PROGRAM);
    succeed(&explore(&folder, &["--json", "-o", "a.json", "--jit=baseline", "prog.unna"]));
    succeed(&explore(&folder, &["--json", "-o", "b.json", "--jit=opt", "prog.unna"]));
    succeed(&explore(&folder, &["--compare", "a.json", "b.json"]));
    drive(&folder, "compare.explore.html", &["compared"], &[]);
}

#[test]
fn a_recording_becomes_a_page() {
    let folder = folder("recording", PROGRAM);
    let output = explore(&folder, &["--json", "prog.unna", "first", "--second"]);
    succeed(&output);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "6765\n1.5\n");
    assert!(stderr(&output).contains("explore: prog.explore.json ("), "{}", stderr(&output));
    let run = json(&folder, "prog.explore.json");
    assert_eq!(run["modules"][0]["text"], PROGRAM);
    let address = run["codes"][0]["address"].as_u64().unwrap();
    std::fs::write(folder.join("samples.txt"), format!(" 1.5: {address:x}\n 1.6: {:x}\n 1.7: 10\n", address + 1))
        .unwrap();
    let output = explore(&folder, &["--perf", "samples.txt", "prog.explore.json"]);
    succeed(&output);
    assert!(stderr(&output).contains("2 of 3 samples of perf"), "{}", stderr(&output));
    let page = std::fs::read_to_string(folder.join("prog.explore.html")).unwrap();
    assert!(page.contains("\"samples\":1"));
}

/// A folder for `PATH` with an opener that runs `script`, and nothing else.
#[cfg(target_os = "linux")]
fn opener(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let bin = folder.join("bin");
    std::fs::create_dir_all(&bin).expect("the folder can be made");
    let file = bin.join("xdg-open");
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("the opener can be written");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).expect("it is this test's own");
    bin
}

#[cfg(target_os = "linux")]
#[test]
fn the_page_is_opened() {
    let folder = folder("opened", "print 1;");
    let open = |path: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
        command.args(["explore", "--open", "-o", "a page.html", "prog.unna"]).current_dir(&folder);
        command.env("PATH", path).output().expect("unna starts")
    };
    succeed(&open(&opener(&folder, "printf '%s' \"$*\" > opened.txt")));
    assert_eq!(std::fs::read_to_string(folder.join("opened.txt")).expect("the opener ran"), "a page.html");
    let failed = open(&opener(&folder, "exit 3"));
    assert_eq!(failed.status.code(), Some(1));
    let message = "error: `xdg-open` could not show a page.html (exit status: 3): open it in a browser";
    assert!(stderr(&failed).contains(message), "{}", stderr(&failed));
    std::fs::remove_file(folder.join("a page.html")).expect("it was written");
    let missing = open(&folder.join("nowhere"));
    assert_eq!(missing.status.code(), Some(1));
    let error = stderr(&missing);
    assert!(
        error.contains("error: could not start `xdg-open` (") && error.contains("): open a page.html in a browser"),
        "{error}"
    );
    assert!(folder.join("a page.html").exists(), "the page is there to be opened by hand");
}

#[test]
fn what_is_no_recording_is_refused() {
    let folder = folder("refused", "print 1;");
    std::fs::write(folder.join("a.json"), "{\"schema\": 1}").unwrap();
    succeed(&explore(&folder, &["--json", "-o", "b.json", "prog.unna"]));
    let text = std::fs::read_to_string(folder.join("b.json")).unwrap();
    std::fs::write(folder.join("c.json"), text.replacen("\"schema\":1", "\"schema\":7", 1)).unwrap();
    std::fs::write(folder.join("d.json"), text.replacen("\"module\":0", "\"module\":9", 1)).unwrap();
    std::fs::write(folder.join("loop.unna"), PROGRAM).unwrap();
    succeed(&explore(&folder, &["--json", "--jit=opt", "-o", "e.json", "loop.unna"]));
    let mut circle = json(&folder, "e.json");
    let codes = circle["codes"].as_array_mut().unwrap();
    let at = codes.iter().position(|code| code["inlined"][0].is_object()).unwrap();
    codes[at]["inlined"][0]["within"] = 0.into();
    std::fs::write(folder.join("e.json"), circle.to_string()).unwrap();
    let circle = format!("error: e.json is damaged: code {at} refers to what is not there");
    for (args, message) in [
        (&["a.json"][..], "error: a.json is no recording: missing field"),
        (&["c.json"], "error: c.json has the form 7, and this version of unna reads form 1: record the program again"),
        (&["d.json"], "error: d.json is damaged: function 0 refers to what is not there; record the program again"),
        (&["e.json"], &circle),
        (&["none.json"], "error: could not read none.json: "),
        (&["--compare", "a.json", "b.json"], "error: a.json is no recording"),
        (&["-o", "no/folder.html", "prog.unna"], "error: could not write no/folder.html: "),
        (&["--perf", "prog.unna", "b.json"], "error: prog.unna: line 1 does not end with an address: `print 1;`"),
        (&[], "required arguments were not provided"),
    ] {
        let output = explore(&folder, args);
        assert!(!output.status.success());
        assert!(stderr(&output).contains(message), "{args:?}: {}", stderr(&output));
    }
}
