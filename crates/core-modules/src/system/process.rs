//! Running a command and waiting for it, with an eye on the interrupt.

use std::process::{Command, ExitStatus};
use std::time::Duration;

use vm::{Ctx, Error, os_string};

/// First and longest pause between two looks at the child.
const FIRST_PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// The shell of the system, and its option that a command follows.
const SHELL: [&str; 2] = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };

/// The wait status of `sh -c command`, on Windows of `cmd /C command`; -1 if it cannot be run or
/// waited for. The child has the vm's own streams.
///
/// # Errors
/// The program was interrupted; the shell is killed then.
pub fn run(ctx: &Ctx<'_>, command: &[u8]) -> Result<i32, Error> {
    let Ok(mut child) = shell(command).spawn() else {
        return Ok(-1);
    };
    let mut pause = FIRST_PAUSE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(wait_status(status)),
            Ok(None) => {}
            Err(_) => return Ok(-1),
        }
        if let Err(interrupted) = ctx.poll() {
            // A child that cannot be killed has ended by itself.
            let _ = child.kill();
            let _ = child.wait();
            return Err(interrupted);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn shell(command: &[u8]) -> Command {
    let mut shell = Command::new(SHELL[0]);
    shell.arg(SHELL[1]);
    #[cfg(not(windows))]
    shell.arg(os_string(command));
    // `cmd` reads the rest of its line as it stands, quotes included.
    #[cfg(windows)]
    std::os::windows::process::CommandExt::raw_arg(&mut shell, os_string(command));
    shell
}

#[cfg(unix)]
fn wait_status(status: ExitStatus) -> i32 {
    std::os::unix::process::ExitStatusExt::into_raw(status)
}

/// The exit code where it stands in a wait status: programs ask for `status / 256`.
#[cfg(not(unix))]
fn wait_status(status: ExitStatus) -> i32 {
    status.code().map_or(-1, |code| code.wrapping_mul(256))
}
