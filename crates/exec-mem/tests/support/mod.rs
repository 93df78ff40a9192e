//! Runs a test's body in a process of its own, for what cannot be undone: kernel policies, forks,
//! sealed memory.
#![allow(dead_code)]

use std::process::Command;

use exec_mem::{Arena, Code, Error};

const CHILD: &str = "EXEC_MEM_TEST_CHILD";

/// Runs `body` in a fresh process: this test executable again, with only the test `name`. Fails
/// with the child's output if the body panics there.
#[track_caller]
pub fn in_child(name: &str, body: impl FnOnce()) {
    if std::env::var(CHILD).is_ok_and(|child| child == name) {
        return body();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(CHILD, name)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{text}\n{errors}", output.status);
    assert!(text.contains("1 passed"), "no test named {name}: {text}");
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

/// `mov eax, n; ret`
pub fn returning(n: u32) -> [u8; 6] {
    let [a, b, c, d] = n.to_le_bytes();
    [0xb8, a, b, c, d, 0xc3]
}

/// Publishes `mov eax, n; ret`.
pub fn publish(arena: &Arena, n: u32) -> Result<Code, Error> {
    let mut draft = arena.draft(6)?;
    draft.append(&returning(n))?;
    Ok(draft.publish()?)
}

/// Calls code made by [`publish`].
pub fn call(code: &Code) -> u32 {
    // SAFETY: the code is `mov eax, imm32; ret`.
    unsafe { code.entry::<extern "C" fn() -> u32>() }.call()
}
