//! Limits of the shell that would end the process by a signal.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use nix::sys::resource::{Resource, getrlimit};
use signal_hook::consts::SIGXFSZ;

/// The least stack of the main thread, in KB: reading the command line takes most of it. Programs
/// run on a stack of their own.
const LEAST_STACK_KB: u64 = 256;

/// Has writing beyond `ulimit -f` be an error of that write instead of a signal that kills.
///
/// # Errors
/// The message for the user where the main thread's stack is too small to go on.
pub fn prepare() -> Result<(), String> {
    let (stack, _) = getrlimit(Resource::RLIMIT_STACK).map_err(|error| error.to_string())?;
    let stack = stack / 1024;
    if stack < LEAST_STACK_KB {
        return Err(format!("'ulimit -s {stack}' leaves too little. The least that works is {LEAST_STACK_KB}."));
    }
    // Nobody asks for the flag: the write that failed tells of it.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map_err(|error| error.to_string())?;
    Ok(())
}
