//! Emulators and instrumenting tools, which translate code and may keep the translation of what was
//! rewritten through a second mapping.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod support;
#[path = "../../../tests/tool.rs"]
mod tool;

use std::process::Command;

use exec_mem::Arena;
use support::{call, publish};

const INSIDE: &str = "EXEC_MEM_TEST_EMULATED";

/// Publishes functions one by one in a memory of 64 KiB, so that each block is used many times.
fn rewrite() {
    let arena = Arena::builder().limit(64 << 10).shards(1).build().unwrap();
    println!("{}", arena.report());
    for n in 0..600 {
        let code = publish(&arena, n).unwrap();
        assert_eq!(call(&code), n, "{}", arena.report());
        drop(code);
        if n % 10 == 0 {
            arena.quiesce().unwrap();
            arena.quiesce().unwrap();
        }
    }
    assert!(arena.stats().unwrap().reclaimed > 300);
}

/// Runs [`rewrite`] in this test executable under `emulator`; what it printed.
#[track_caller]
fn emulated(mut emulator: Command, test: &str) -> String {
    let executable = std::env::current_exe().unwrap();
    emulator.arg(executable).args(["--exact", test, "--nocapture", "--test-threads=1"]).env(INSIDE, "1");
    let output = emulator.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

#[test]
fn new_code_is_what_runs_under_valgrind() {
    if std::env::var_os(INSIDE).is_some() {
        return rewrite();
    }
    let Some(mut valgrind) = tool::tool("valgrind") else { return };
    valgrind.arg("--quiet");
    let text = emulated(valgrind, "new_code_is_what_runs_under_valgrind");
    assert!(text.contains("mapping") || text.contains("page toggling"), "{text}");
    // Told to look at all code, it sees what is rewritten.
    let mut checking = tool::tool("valgrind").expect("it was there");
    checking.args(["--quiet", "--smc-check=all"]);
    let text = emulated(checking, "new_code_is_what_runs_under_valgrind");
    assert!(text.contains("sealed dual mapping, "), "{text}");
}

#[test]
fn new_code_is_what_runs_under_qemu() {
    if std::env::var_os(INSIDE).is_some() {
        return rewrite();
    }
    let Some(qemu) = tool::tool("qemu-x86_64") else { return };
    let text = emulated(qemu, "new_code_is_what_runs_under_qemu");
    assert!(text.contains("page toggling, "), "{text}");
    assert!(text.contains("no sealed dual mapping: "), "{text}");
}
