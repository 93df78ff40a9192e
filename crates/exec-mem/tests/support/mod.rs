//! Runs a test's body in a process of its own, for what cannot be undone: kernel policies, forks,
//! sealed memory.
#![allow(dead_code)]

pub mod code;
#[cfg(target_os = "linux")]
pub mod policy;

use std::process::Command;

use exec_mem::{Arena, Code, Error};

pub use code::*;

const CHILD: &str = "EXEC_MEM_TEST_CHILD";

/// Runs `body` in a fresh process: this test executable again, with only the test `name`. Fails
/// with the child's output if the body panics there.
#[track_caller]
pub fn in_child(name: &str, body: impl FnOnce()) {
    if std::env::var(CHILD).is_ok_and(|child| child == name) {
        return body();
    }
    let output =
        this_executable().args(["--exact", name, "--nocapture", "--test-threads=1"]).env(CHILD, name).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{text}\n{errors}", output.status);
    assert!(text.contains("1 passed"), "no test named {name}: {text}");
}

/// A command for this test executable: under the emulator that runs it, if one does.
fn this_executable() -> Command {
    let executable = std::env::current_exe().unwrap();
    match std::env::var_os("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER") {
        Some(emulator) if cfg!(target_arch = "aarch64") => {
            let mut command = Command::new(emulator);
            command.arg(executable);
            command
        }
        _ => Command::new(executable),
    }
}

/// Forks, runs `body` in the child, and returns whether it came to its end. The child prints a
/// panic and never returns into the test harness.
pub fn forked(body: impl FnOnce()) -> bool {
    // SAFETY: callers are in a process of their own with one other thread, which only waits; the
    // child ends by `_exit`.
    match unsafe { libc::fork() } {
        0 => {
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).is_ok();
            // SAFETY: ends the child without running the parent's destructors.
            unsafe { libc::_exit(if ended { 0 } else { 1 }) }
        }
        child => {
            assert!(child > 0, "fork failed");
            let mut status = 0;
            // SAFETY: `status` is writable.
            let waited = unsafe { libc::waitpid(child, &mut status, 0) };
            assert_eq!(waited, child);
            libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
        }
    }
}

/// Publishes a function that returns `n`.
pub fn publish(arena: &Arena, n: u32) -> Result<Code, Error> {
    let mut draft = arena.draft(returning(n).len())?;
    draft.append(&returning(n))?;
    Ok(draft.publish()?)
}

/// Calls code made by [`publish`].
pub fn call(code: &Code) -> u32 {
    // SAFETY: the code is a function without parameters that returns a number.
    unsafe { code.entry::<extern "C" fn() -> u32>() }.call()
}
