//! Programs that a test runs and that a machine may lack: debuggers, profilers, terminals.
//!
//! A test asks [`tool`] for the program and ends early where there is none. With `CI` set that is
//! no way out: the missing program fails the test, so that no test passes there unheld. Each test
//! binary that needs a tool includes this file by `#[path]`.

use std::process::Command;

/// Tools that this machine has and does not let run, separated by spaces. `.ci/run` sets it after it has tried them.
const REFUSED: &str = "UNNA_TEST_REFUSED_TOOLS";

/// A command that runs `name`; `None` where it is not installed.
///
/// # Panics
/// With `CI` set and the tool missing.
#[track_caller]
pub fn tool(name: &str) -> Option<Command> {
    if std::env::var(REFUSED).is_ok_and(|names| names.split(' ').any(|refused| refused == name)) {
        eprintln!("skipped: {name} may not run here ({REFUSED})");
        return None;
    }
    let works = Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    if works { Some(Command::new(name)) } else { without(name, "is not installed") }
}

/// Ends the test early because `name` does not do its work here: the reason is `why`.
///
/// # Panics
/// With `CI` set.
#[track_caller]
pub fn without<T>(name: &str, why: &str) -> Option<T> {
    assert!(std::env::var_os("CI").is_none(), "{name} {why}, and with `CI` set no test is skipped");
    eprintln!("skipped: {name} {why}");
    None
}
