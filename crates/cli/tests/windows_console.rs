//! Ctrl-C and Ctrl-Break at a console of Windows.
#![cfg(windows)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use windows_sys::Win32::System::Console::{
    AllocConsole, CTRL_BREAK_EVENT, CTRL_C_EVENT, FreeConsole, GenerateConsoleCtrlEvent, SetConsoleCtrlHandler,
};

/// Says that the test runs in a process of its own, and which key is pressed there.
const KEY: &str = "UNNA_TEST_KEY";

/// A key press reaches every process of a console. So each test starts itself once more, at a
/// console of its own.
#[track_caller]
fn at_a_console(name: &str, key: u32, test: fn(u32)) {
    if std::env::var_os(KEY).is_some() {
        return test(key);
    }
    let program = std::env::current_exe().expect("a test knows its file");
    let mut command = Command::new(program);
    let output = command.args(["--exact", name]).env(KEY, "1").output().expect("the test starts");
    assert!(output.status.success(), "{output:?}");
}

/// Takes a new console. The calls return whether they succeeded.
fn take_console() {
    // SAFETY: it takes nothing. There may be no console to give up.
    unsafe { FreeConsole() };
    // SAFETY: it takes nothing.
    assert_ne!(unsafe { AllocConsole() }, 0, "there is no console");
}

/// Presses a key at this process's console, and ignores it here.
fn press(key: u32) {
    /// Answers that the key is handled.
    unsafe extern "system" fn handled(_: u32) -> i32 {
        1
    }

    // SAFETY: the handler is a function that does nothing but return.
    assert_ne!(unsafe { SetConsoleCtrlHandler(Some(handled), 1) }, 0);
    // SAFETY: it takes two numbers; 0 is every process at this console.
    assert_ne!(unsafe { GenerateConsoleCtrlEvent(key, 0) }, 0);
}

/// A program that runs for ever ends, in every mode.
fn check_program(key: u32) {
    take_console();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("key-{key}.unna"));
    // Asking for a line writes what was printed before.
    let source = "print 'begins'; ucoreSystem.input(); var n = 0; while (true) { n = n + 1; }";
    std::fs::write(&file, source).expect("the file is written");
    for mode in ["--jit=off", "--jit=auto", "--jit=always", "--jit=opt"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unna"));
        let command = command.args(["run", mode]).arg(&file).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("unna starts");
        let mut output = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut line = String::new();
        output.read_line(&mut line).expect("it is Unicode");
        assert_eq!(line, "begins\n", "{mode}");
        press(key);
        let ended = child.wait_with_output().expect("unna ends");
        let mut rest = String::new();
        output.read_to_string(&mut rest).expect("it is Unicode");
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), rest.as_str()), (Some(130), ""), "{mode}: {errors}");
        assert!(errors.starts_with("Runtime Error: Interrupted.\n"), "{mode}: {errors}");
    }
}

#[test]
fn ctrl_c_ends_a_program_wherever_it_is() {
    at_a_console("ctrl_c_ends_a_program_wherever_it_is", CTRL_C_EVENT, check_program);
}

#[test]
fn ctrl_break_ends_a_program_wherever_it_is() {
    at_a_console("ctrl_break_ends_a_program_wherever_it_is", CTRL_BREAK_EVENT, check_program);
}
