//! What the sub-commands other than `run` show.

use std::process::Command;

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
    assert!(stderr.contains("compiles") && !stdout.contains("compiles"), "{stderr}");
}

#[test]
fn build_packs_a_program_with_its_imports() {
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/modules.unna");
    let packed = concat!(env!("CARGO_TARGET_TMPDIR"), "/modules.unnac");
    assert_eq!(unna(&["build", modules, "-o", packed]), (Some(0), String::new(), String::new()));
    assert_eq!(unna(&["run", packed]), unna(&["run", modules]));
    assert_eq!(unna(&["run", "--no-system", "--jit=always", packed]), unna(&["run", modules]));
    assert_eq!(unna(&["check", packed]).0, Some(0));
    assert_eq!(unna(&["disasm", packed]), unna(&["disasm", modules]));
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
