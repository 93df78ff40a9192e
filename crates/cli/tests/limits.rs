//! Programs under limits of the shell: within `ulimit -v`, `-d` and `-s` they run as ever, or an
//! error names the limit and the least that works; beyond `ulimit -f` writing is an error.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

const UNNA: &str = env!("CARGO_BIN_EXE_unna");

/// Adds numbers in a loop that is compiled, makes garbage of all kinds, and recurses.
const SMALL: &str = "
struct P { x; y; }
function deep(n) { if (n == 0) { return 0; } return deep(n - 1) + 1; }
var sum = 0;
for (var i = 0; i < 20000; i = i + 1) { sum = sum + i; }
var text = \"\";
var list = [];
var table = map();
for (var i = 0; i < 3000; i = i + 1) {
    text = text + \"piece \";
    push(list, P(i, text));
    table[\"key\" + i] = [i, i + 1];
}
print(sum + deep(2000) + length(list) + length(text));
";
const PRINTED: &str = "200013000\n";

/// From this limit on, in KB, every small program runs.
const ALWAYS_KB: usize = 150_000;

struct Program {
    file: String,
}

impl Program {
    /// The program in a file called `name`, which no other test uses.
    fn new(name: &str, source: &str) -> Program {
        let file = format!("{}/{name}.unna", env!("CARGO_TARGET_TMPDIR"));
        fs::write(&file, source).unwrap();
        Program { file }
    }

    fn run_within(&self, option: &str, kilobytes: usize, jit: &str) -> Output {
        self.shell(&format!("ulimit {option} {kilobytes} && exec \"$0\" run --jit={jit} \"$1\""))
    }

    /// The errors of a command that ends with exit code 1, in small letters.
    #[track_caller]
    fn fails_in(&self, command: &str) -> String {
        let output = self.shell(command);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8_lossy(&output.stderr).to_lowercase()
    }

    /// Runs a command of the shell, in which `$0` is `unna` and `$1` the program's file.
    fn shell(&self, command: &str) -> Output {
        Command::new("sh").args(["-c", command, UNNA, &self.file]).output().unwrap()
    }
}

#[track_caller]
fn check_runs(output: &Output, what: &str) {
    assert!(output.status.success(), "{what}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), PRINTED, "{what}");
}

/// The limit that the error of a run says would do, in KB.
fn least_named(output: &Output, limit: &str) -> usize {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains(limit), "{limit}: {output:?}");
    let least = text.split("The least that works is ").nth(1).and_then(|rest| rest.split('.').next());
    least.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{output:?}"))
}

#[test]
fn every_limit_from_150_mb_up_runs_a_small_program() {
    let program = Program::new("sweep", SMALL);
    for option in ["-v", "-d"] {
        let mut kilobytes = 50_000;
        while kilobytes < 10_000_000 {
            let what = format!("ulimit {option} {kilobytes}");
            let output = program.run_within(option, kilobytes, "auto");
            if output.status.success() || kilobytes >= ALWAYS_KB {
                check_runs(&output, &what);
            } else {
                let least = least_named(&output, &what);
                assert!((kilobytes + 1..=ALWAYS_KB).contains(&least), "{least} for {what}");
                check_runs(&program.run_within(option, least, "auto"), &format!("{least} for {what}"));
            }
            kilobytes += kilobytes / 5;
        }
    }
}

#[test]
fn limits_hold_in_each_mode() {
    let program = Program::new("modes", SMALL);
    for jit in ["off", "always"] {
        for kilobytes in [ALWAYS_KB, 600_000, 3_000_000] {
            check_runs(&program.run_within("-v", kilobytes, jit), &format!("{kilobytes} with {jit}"));
        }
    }
}

#[test]
fn too_low_a_limit_is_named() {
    let output = Program::new("too_low", SMALL).run_within("-v", 30_000, "auto");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(least_named(&output, "ulimit -v 30000") > 30_000);
}

#[test]
fn garbage_beyond_the_limit_is_collected() {
    let source = "
        var total = 0;
        for (var i = 0; i < 2000; i = i + 1) {
            var big = [];
            for (var j = 0; j < 3000; j = j + 1) { push(big, [j]); }
            total = total + length(big);
        }
        print(total);
    ";
    let output = Program::new("garbage", source).run_within("-v", ALWAYS_KB, "auto");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "6000000\n", "{output:?}");
}

#[test]
fn memory_that_runs_out_within_a_limit_is_an_error() {
    for source in ["var all = []; while (true) { push(all, [1, 2, 3]); }", "var s = \"x\"; while (true) { s = s + s; }"]
    {
        for option in ["-v", "-d"] {
            let output = Program::new("endless", source).run_within(option, 400_000, "auto");
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains("Out of memory."), "{output:?}");
            assert_eq!(output.status.code(), Some(1), "{output:?}");
        }
    }
}

/// Without limits: what is mapped at most is far below what the heap can grow to.
#[test]
fn an_empty_program_maps_less_than_a_gigabyte() {
    let mut child = Command::new(UNNA)
        .arg("repl")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"print(1 + 2);\n").unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains('3'), "{line}");
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmPeak:")).unwrap();
    let kilobytes: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
    drop(input);
    child.wait().unwrap();
    // The native stack of a debug build has room for its larger frames.
    let most = if cfg!(debug_assertions) { 3_000_000 } else { 1_000_000 };
    assert!(kilobytes < most, "{kilobytes} KB");
}

#[test]
fn a_small_stack_runs_programs_or_is_named() {
    let program = Program::new("stack", SMALL);
    check_runs(&program.run_within("-s", 256, "auto"), "ulimit -s 256");
    // With 16 KB the loader of shared libraries may already run out of it, by the size of the
    // environment.
    for kilobytes in [32, 64, 255] {
        let output = program.run_within("-s", kilobytes, "auto");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(least_named(&output, &format!("ulimit -s {kilobytes}")), 256);
    }
}

#[test]
fn a_limit_on_files_is_an_error_of_the_write() {
    let program = Program::new("files", "for (var i = 0; i < 100000; i = i + 1) { print i; }");
    let errors = program.fails_in("ulimit -f 8 && exec \"$0\" run \"$1\" > \"$1.out\"");
    assert!(errors.contains("file too large"), "{errors}");
    let errors = program.fails_in("ulimit -f 0 && exec \"$0\" build \"$1\" -o \"$1.unb\"");
    assert!(errors.contains("files.unna.unb") && errors.contains("file too large"), "{errors}");
}
