//! What the sub-commands other than `run` show.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const LOOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/warm_up.unna");
const QUEENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/queens.unna");

/// Exit code, stdout and stderr.
#[track_caller]
fn unna(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_unna")).args(args).output().expect("unna starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn check_names_the_files_without_errors() {
    assert_eq!(unna(&["check", QUEENS]), (Some(0), format!("{QUEENS}: no errors\n"), String::new()));
}

#[test]
fn a_program_can_come_through_the_standard_input() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
    let command = command.args(["run", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("unna starts");
    child.stdin.take().unwrap().write_all(b"print 'piped';").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"piped\n");
}

#[test]
fn the_stack_is_as_deep_on_every_system_and_in_every_mode() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deep.unna");
    let source = "function f(n) { if (n > 99990) { print n; } return f(n + 1) + 1; } f(1);";
    std::fs::write(&path, source).expect("the program can be written");
    let shown = (99_991..100_000).map(|depth| format!("{depth}\n")).collect::<String>();
    for mode in ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"] {
        let (code, stdout, _) = unna(&["run", mode, path.to_str().expect("the path is Unicode")]);
        assert_eq!((code, stdout), (Some(1), format!("{shown}Runtime Error: Stack overflow.\n")), "{mode}");
    }
}

#[test]
fn disasm_prints_what_can_be_read_again() {
    let (code, text, _) = unna(&["disasm", QUEENS]);
    assert_eq!(code, Some(0));
    let module = bytecode::parse(&text).expect("the text form is read again");
    assert_eq!(bytecode::print(&module), text);
}

#[test]
fn jit_shows_machine_code_under_bytecode() {
    let (code, text, stderr) = unna(&["jit", LOOP, "--function", "work", "--types", "int"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(text.starts_with("; function work, "), "{text}");
    assert!(text.contains("mulsd") && text.contains("LOOP_IF_LT_LL"), "{text}");
    let (_, with_bytes, _) = unna(&["jit", LOOP, "--function", "work", "--types", "int", "--bytes"]);
    assert!(with_bytes.len() > text.len());
    let (_, all, _) = unna(&["jit", LOOP]);
    assert!(all.contains("; function script, ") && all.contains("; function work, "), "{all}");
}

#[test]
fn jit_says_what_it_cannot_do() {
    let (code, _, stderr) = unna(&["jit", LOOP, "--function", "play"]);
    assert_eq!((code, stderr.as_str()), (Some(1), "error: no function `play`; there are: script, work\n"));
    let (code, _, stderr) = unna(&["jit", LOOP, "--types", "integer"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("integer"), "{stderr}");
    assert_eq!(unna(&["jit", LOOP, "--function", "work", "--loop", "7"]).0, Some(1));
}

#[test]
fn bench_times_both_ways() {
    let (code, text, stderr) = unna(&["bench", "-n", "2", QUEENS]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(text.contains("interpreter") && text.contains("machine code is "), "{text}");
    assert_eq!(unna(&["bench", "-n", "0", QUEENS]).0, Some(2));
}

#[test]
fn statistics_and_places_go_to_stderr() {
    let (code, stdout, stderr) = unna(&["run", "--stats", QUEENS]);
    assert_eq!(code, Some(0));
    assert!(stderr.contains("functions and loops compiled") && !stdout.contains("compiled"), "{stderr}");
    let (_, _, stderr) = unna(&["run", "--stats=json", "--jit=always", QUEENS]);
    let figures: serde_json::Value = serde_json::from_str(&stderr).expect("it is JSON");
    assert!(figures["compiles"].as_u64() > Some(0) && figures["fuel_used"].is_null(), "{stderr}");
    assert_eq!(unna(&["run", "--stats=xml", QUEENS]).0, Some(2));
}

#[test]
fn build_packs_a_program_with_its_imports() {
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/modules.unna");
    let packed = concat!(env!("CARGO_TARGET_TMPDIR"), "/modules.unnac");
    assert_eq!(unna(&["build", modules, "-o", packed]), (Some(0), String::new(), String::new()));
    assert_eq!(unna(&["run", packed]), unna(&["run", modules]));
    assert_eq!(unna(&["run", "--no-system", "--jit=always", packed]), unna(&["run", modules]));
    assert_eq!(unna(&["check", packed]).0, Some(0));
}

#[test]
fn text_form_is_a_program_too() {
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/modules.unna");
    let packed = concat!(env!("CARGO_TARGET_TMPDIR"), "/text.unnac");
    assert_eq!(unna(&["build", modules, "-o", packed]).0, Some(0));
    let (code, text, _) = unna(&["disasm", packed]);
    assert_eq!(code, Some(0));
    for name in ["by_ending.unnas", "by_content"] {
        let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&file, &text).expect("it can be written");
        assert_eq!(unna(&["run", "--no-system", &file]), unna(&["run", modules]));
        assert_eq!(unna(&["check", &file]), (Some(0), format!("{file}: no errors\n"), String::new()));
        assert_eq!(unna(&["disasm", &file]).1, text);
        assert_eq!(unna(&["jit", &file]), unna(&["jit", packed]));
    }
    let assembled = concat!(env!("CARGO_TARGET_TMPDIR"), "/by_ending.unnac");
    assert_eq!(unna(&["build", concat!(env!("CARGO_TARGET_TMPDIR"), "/by_ending.unnas")]).0, Some(0));
    assert_eq!(std::fs::read(assembled).unwrap(), std::fs::read(packed).unwrap());
    assert_eq!(unna(&["build", "--strip", assembled, "-o", packed]).0, Some(0));
    assert!(std::fs::read(packed).unwrap().len() < std::fs::read(assembled).unwrap().len());
    assert_eq!(unna(&["run", packed]), unna(&["run", modules]));
}

#[test]
fn mistakes_in_text_form_have_line_column_and_carets() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/mistake.unnas");
    std::fs::write(file, "chunk main\n  LOAD_IMM 1\n  ADDD s1\n  HALT\n").expect("it can be written");
    let (code, stdout, stderr) = unna(&["run", file]);
    let expected = format!(
        "Error in {file} at line 3:\n  `ADDD` is no instruction (column 3)\n\n      3 |   ADDD s1\n            ^^^^\n"
    );
    assert_eq!((code, stdout.as_str(), stderr), (Some(1), "", expected));
    std::fs::write(file, "chunk main\n  ADD\n  HALT\n").expect("it can be written");
    let expected = format!("Error in {file}: chunk 0 `main`, instruction 0 ADD, V2: pops 2 of 0 operands\n");
    assert_eq!(unna(&["run", file]), (Some(1), String::new(), expected.clone()));
    assert_eq!(unna(&["check", file]).2, expected);
    std::fs::write(file, b"chunk main\n\xff\n").expect("it can be written");
    assert!(unna(&["run", file]).2.starts_with(&format!("Error in {file}: invalid utf-8")));
}

#[test]
fn an_import_that_is_no_program_is_a_warning_until_it_runs() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/broken");
    std::fs::create_dir_all(folder).expect("it can be made");
    let (main, packed) = (format!("{folder}/main.unna"), format!("{folder}/main.unnac"));
    for (name, text) in [("bad", "print 'begun';\nvar 1;\n"), ("main", "print 'first';\nimport './bad.unna' as b;\n")] {
        std::fs::write(format!("{folder}/{name}.unna"), text).expect("it can be written");
    }
    let check = |warning: &str| {
        let (code, _, stderr) = unna(&["build", &main]);
        assert_eq!(code, Some(0), "{stderr}");
        assert!(stderr.starts_with(&format!("warning: {main} imports \"./bad.unna\": {warning}")), "{stderr}");
        assert_eq!(unna(&["run", &packed]), unna(&["run", &main]));
        assert_eq!(unna(&["run", &packed]).1, "first\n");
    };
    check("Error in ");
    std::fs::remove_file(format!("{folder}/bad.unna")).expect("it is there");
    check("Could not open file ");
}

#[test]
fn build_says_what_it_cannot_do() {
    assert_eq!(unna(&["build", "no_such_file.unna"]).2, "Could not open file \"no_such_file.unna\".\n");
    let (code, _, stderr) = unna(&["build", QUEENS, "-o", "/no/such/folder/x"]);
    assert_eq!(code, Some(1));
    assert!(stderr.starts_with("Could not write file \"/no/such/folder/x\": "), "{stderr}");
}

#[test]
fn a_damaged_binary_is_refused() {
    let packed = concat!(env!("CARGO_TARGET_TMPDIR"), "/damaged.unnac");
    assert_eq!(unna(&["build", QUEENS, "-o", packed]).0, Some(0));
    let good = std::fs::read(packed).expect("it was written");
    for (at, length) in [(good.len() / 2, good.len()), (20, good.len()), (9, good.len()), (0, good.len() / 2)] {
        let mut bad = good[..length].to_vec();
        if length == good.len() {
            bad[at] ^= 0x40;
        }
        std::fs::write(packed, bad).expect("it can be written");
        let (code, stdout, stderr) = unna(&["run", packed]);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "byte {at} of {length}");
        assert!(stderr.starts_with(&format!("Error in {packed}: ")) && !stderr.contains("panicked"), "{stderr}");
    }
}
