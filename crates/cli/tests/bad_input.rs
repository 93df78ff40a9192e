//! Whatever a user gives to `unna`, the answer is a message and an exit code, never a panic, a
//! signal or a silence.

use std::path::PathBuf;
use std::process::Command;

/// What a run of `unna` gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

#[track_caller]
fn unna(args: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_unna")).args(args).output().expect("unna starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    let code = output.status.code().unwrap_or_else(|| panic!("ended by a signal: {}\n{stderr}", output.status));
    assert!(!stderr.contains("panicked"), "{stderr}");
    Run { code, stdout, stderr }
}

/// A file of this test's own with the given source; its name must differ from test to test.
fn file(name: &str, source: impl AsRef<[u8]>) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bad_input");
    std::fs::create_dir_all(&folder).expect("the folder for test files can be made");
    let path = folder.join(name).with_extension("unna");
    std::fs::write(&path, source).expect("the file can be written");
    path.to_str().expect("the path is UTF-8").to_string()
}

/// Runs `source` without and with machine code; both must print `stdout` and end with `code`.
#[track_caller]
fn check(name: &str, source: impl AsRef<[u8]>, code: i32, stdout: &str) {
    let path = file(name, source);
    for mode in ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"] {
        let run = unna(&["run", mode, &path]);
        assert_eq!((run.code, run.stdout.as_str()), (code, stdout), "{name} with {mode}; stderr:\n{}", run.stderr);
    }
}

/// As [`check`] for a source that is rejected: nothing runs, and stderr says where and why.
#[track_caller]
fn check_rejected(name: &str, source: impl AsRef<[u8]>, message: &str) {
    let path = file(name, source);
    let run = unna(&["run", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with(&format!("Error in {path} at line ")), "{}", run.stderr);
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert_eq!(unna(&["check", &path]).code, 1);
}

#[test]
fn missing_file() {
    for command in ["run", "check", "disasm"] {
        let run = unna(&[command, "no_such_file.unna"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        assert_eq!(run.stderr, "Could not open file \"no_such_file.unna\".\n");
    }
}

#[test]
fn a_folder_is_no_file() {
    let run = unna(&["run", env!("CARGO_MANIFEST_DIR")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("Could not open file"));
}

#[test]
fn wrong_command_lines() {
    assert_eq!(unna(&[]).code, 2);
    assert_eq!(unna(&["run"]).code, 2);
    assert_eq!(unna(&["fly"]).code, 2);
    assert_eq!(unna(&["run", "--jit=sometimes", "x.unna"]).code, 2);
    assert_eq!(unna(&["run", "--max-heap=lots", "x.unna"]).code, 2);
}

#[test]
fn help_names_the_exit_codes() {
    for args in [&["--help"][..], &["run", "--help"], &["check", "--help"]] {
        let run = unna(args);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("Exit codes:"), "{}", run.stdout);
    }
}

#[test]
fn syntax_error_runs_nothing() {
    check_rejected("syntax", "print 1;\nprint 2\n", "Expect ';' after print value.");
}

#[test]
fn all_errors_are_reported() {
    let path = file("two_errors", "var 1;\nprint 1;\nvar 2;\n");
    let run = unna(&["check", &path]);
    assert_eq!(run.stderr.matches("Error in ").count(), 2, "{}", run.stderr);
}

#[test]
fn unterminated_string() {
    check_rejected("unterminated", "print 'abc;\nprint 1;\n", "at line 1");
}

#[test]
fn random_bytes() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    let source: Vec<u8> = (0..1 << 20).map(|_| random()).collect();
    check_rejected("random", source, "Error in");
}

#[test]
fn nothing_at_all() {
    check("empty", "", 0, "");
    check("spaces", " \n\t\r\n// nothing", 0, "");
}

#[test]
fn a_hundred_thousand_parentheses() {
    let source = format!("print {}1{};\n", "(".repeat(100_000), ")".repeat(100_000));
    check_rejected("parentheses", source, "Nesting is too deep");
}

#[test]
fn ten_thousand_parentheses_are_fine() {
    let source = format!("print {}1{};\n", "(".repeat(10_000), ")".repeat(10_000));
    check("fewer_parentheses", source, 0, "1\n");
}

#[test]
fn infinite_recursion() {
    check(
        "recursion",
        "function f(n) { return f(n + 1); }\nprint 'before';\nf(0);\nprint 'after';\n",
        1,
        "before\nRuntime Error: Stack overflow.\n",
    );
}

#[test]
fn infinite_mutual_recursion_through_a_closure() {
    let source = "function make(f) { function g(n) { return f(n) + 1; } return g; }\n\
                  function f(n) { return make(f)(n); }\nf(0);\n";
    check("mutual", source, 1, "Runtime Error: Stack overflow.\n");
}

#[test]
fn undefined_variable_in_a_hot_loop() {
    let source = "function f(n) { if (n == 5000) { return nowhere; } return n; }\n\
                  var s = 0;\nfor (var i = 0; i < 10000; i = i + 1) { if (i == 4999) { print s; } s = s + f(i); }\n";
    check("undefined", source, 1, "12492501\nRuntime Error: Undefined variable 'nowhere'\n");
}

#[test]
fn division_by_zero_in_a_hot_loop() {
    let source = "print 'start';\nvar s = 0;\n\
                  for (var i = 5000; i > 0 - 5; i = i - 1) { if (i == 2) { print s; } s = s + 100000 / i; }\n";
    let sum: i32 = (3..=5000).map(|i| 100_000 / i).sum();
    check("division", source, 1, &format!("start\n{sum}\nRuntime Error: Division by zero.\n"));
}

#[test]
fn an_index_beyond_all_memory() {
    let path = file("far_index", "var a = [];\nprint 'before';\na[2147483647] = 1;\nprint 'after';\n");
    for mode in ["--jit=off", "--jit=always"] {
        let run = unna(&["run", mode, "--max-heap=256M", &path]);
        assert_eq!(run.code, 1);
        assert!(run.stdout.starts_with("before\nRuntime Error: "), "{}", run.stdout);
        assert!(!run.stdout.contains("after"), "{}", run.stdout);
    }
}

#[test]
fn a_string_doubled_forty_times() {
    let path = file("doubling", "var s = 'x';\nfor (var i = 0; i < 40; i = i + 1) { s = s + s; }\nprint 'after';\n");
    let run = unna(&["run", "--max-heap=256M", &path]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("Runtime Error: "), "{}", run.stdout);
}

#[test]
fn memory_runs_out_with_a_message() {
    let path = file("memory", "var a = [];\nprint 'before';\nwhile (true) { push(a, [1, 2, 3]); }\n");
    let run = unna(&["run", "--max-heap=64M", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "before\nRuntime Error: Out of memory.\n"));
}

#[test]
fn an_array_nested_a_million_deep() {
    let source = "var a = [];\nfor (var i = 0; i < 1000000; i = i + 1) { a = [a]; }\n\
                  var s = ucoreJson.stringify(a);\nprint length(s);\nprint a;\nprint length('' + a);\n";
    let depth = 1_000_001;
    let printed = "[".repeat(depth) + &"]".repeat(depth);
    let path = file("deep", source);
    let run = unna(&["run", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout == format!("{}\n{printed}\n8\n", depth * 2), "{} bytes", run.stdout.len());
}

#[test]
fn a_hundred_thousand_keys_in_one_bucket() {
    // The language's order puts them all into bucket 0; an honest hash table does not care.
    let ints = (0..100_000).map(|i| key_of_hash(i * 1021).to_string());
    check("int_buckets", sum_over(ints), 0, "100000\n");
    let strings = strings_in_bucket_0().take(100_000).map(|key| format!("'{key}'"));
    check("string_buckets", sum_over(strings), 0, "100000\n");
}

/// A program that writes 1 under each key and adds all up.
fn sum_over(keys: impl Iterator<Item = String>) -> String {
    let keys: Vec<String> = keys.collect();
    let write = format!("var m = map();\nfor (var k : [{}]) {{ m[k] = 1; }}\n", keys.join(","));
    write + "var n = 0;\nfor (var k : keys(m)) { n = n + m[k]; }\nprint n;\n"
}

/// Strings whose hash by LANGUAGE section 9, FNV-1a, is a multiple of 1021.
fn strings_in_bucket_0() -> impl Iterator<Item = String> {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    (0..).flat_map(move |number| {
        let prefix = format!("{number}");
        let hash = prefix.bytes().fold(2_166_136_261, step);
        let ends = (b'A'..=b'Z').flat_map(|a| (b'a'..=b'z').map(move |b| (a, b)));
        let hits: Vec<_> = ends.filter(|&(a, b)| step(step(hash, a), b) % 1021 == 0).collect();
        hits.into_iter().map(move |(a, b)| format!("{prefix}{}{}", char::from(a), char::from(b)))
    })
}

/// The int whose hash by LANGUAGE section 9 is `hash`: the steps there, undone from the last to the
/// first.
fn key_of_hash(hash: u32) -> u32 {
    let mut x = hash ^ hash >> 16;
    x = x.wrapping_mul(0x4302_1123);
    x ^= x >> 15 ^ x >> 30;
    x = x.wrapping_mul(0x1d69_e2a5);
    x ^ x >> 16
}

#[test]
fn a_cycle_is_printed_to_its_end() {
    check("cycle", "var a = [1];\npush(a, a);\nprint a;\nprint ucoreJson.stringify(a);\n", 0, "[1, [...]]\nnil\n");
}

#[test]
fn fuel_ends_an_endless_loop() {
    let path = file("endless", "print 'start';\nwhile (true) {}\n");
    for mode in ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"] {
        let run = unna(&["run", mode, "--fuel=100000", &path]);
        assert_eq!((run.code, run.stdout.as_str()), (3, "start\nRuntime Error: Out of fuel.\n"), "{mode}");
    }
}

#[test]
fn a_program_chooses_its_exit_code() {
    check("exit", "print 'bye';\nucoreSystem.exit(7);\nprint 'never';\n", 7, "bye\n");
}

#[test]
fn without_a_system_nothing_outside_is_reached() {
    let path = file("confined", "print ucoreSystem.readFile;\n");
    let run = unna(&["run", "--no-system", &path]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    file("inside", "var x = 5;\n");
    let path =
        file("imports", "import './inside.unna' as a;\nprint a.x;\nimport '../outside.unna' as b;\nprint b.x;\n");
    let outside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outside.unna");
    std::fs::write(outside, "var x = 6;\n").expect("the file can be written");
    let run = unna(&["run", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "5\n6\n"));
    let run = unna(&["run", "--no-system", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "5\n"));
    assert!(run.stderr.starts_with("Runtime Error: Could not import module '"), "{}", run.stderr);
}

#[test]
fn a_broken_import_says_so_when_it_runs() {
    file("broken", "var = 1;\n");
    let path = file("imports_broken", "print 'before';\nimport './broken.unna' as b;\nprint 'after';\n");
    let run = unna(&["run", &path]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "before\n"));
    assert!(run.stderr.starts_with("Error in ") && run.stderr.contains("broken.unna at line 1"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_disaster() {
    let path = file("much_output", "for (var i = 0; i < 300000; i = i + 1) { print 'a line of text'; }\n");
    let command = format!("'{}' run '{path}' | head -n 1", env!("CARGO_BIN_EXE_unna"));
    let output = Command::new("bash").args(["-c", &command]).output().expect("bash starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a line of text\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// `/dev/full` takes nothing: what cannot be said is no reason to end otherwise than by the exit
/// code.
#[cfg(unix)]
#[test]
fn outputs_that_cannot_be_written() {
    let good = file("unwritable_good", "print 1;");
    let bad = file("unwritable_bad", "print 1");
    let folder = PathBuf::from(&good).with_file_name("unwritable.svg");
    let profile = format!("--profile={}", folder.display());
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    for (args, code) in [
        (&["run", &bad][..], 1),
        (&["check", &bad], 1),
        (&["build", &bad], 1),
        (&["disasm", &bad], 1),
        (&["jit", &bad], 1),
        (&["run", "no_such_file.unna"], 1),
        (&["run", "--stats", &good], 0),
        (&["run", "--stats=json", &good], 0),
        (&["run", &profile, &good], 0),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_unna")).args(args).stderr(full()).output().expect("unna starts");
        assert_eq!(output.status.code(), Some(code), "{args:?} with a full stderr");
    }
    for args in [&["run", &good][..], &["check", &good], &["disasm", &good], &["jit", &good], &["bench", &good]] {
        let output = Command::new(env!("CARGO_BIN_EXE_unna")).args(args).stdout(full()).output().expect("unna starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?} with a full stdout: {stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}
