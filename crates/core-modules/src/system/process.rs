//! Running a command and waiting for it, with an eye on the interrupt.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::Duration;

use vm::{Ctx, Error};

/// First and longest pause between two looks at the child.
const FIRST_PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// The wait status of `sh -c command`; -1 if it cannot be run or waited for. The child has the vm's own streams.
///
/// # Errors
/// The program was interrupted; the shell is killed then.
pub fn run(ctx: &Ctx<'_>, command: &[u8]) -> Result<i32, Error> {
    let Ok(mut child) = Command::new("sh").arg("-c").arg(OsStr::from_bytes(command)).spawn() else {
        return Ok(-1);
    };
    let mut pause = FIRST_PAUSE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.into_raw()),
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
