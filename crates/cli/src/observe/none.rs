//! A system without tools that options could name: who asks for one gets an error.

use std::fmt;

use exec_mem::Arena;

use crate::args::Tools;

/// The observers of a run: none.
pub struct Observers;

/// An option names a tool that this system does not have.
pub struct ObserveError {
    option: &'static str,
}

/// Executable memory, if the options name no tool: on Windows its code is known to the system, so
/// that whoever walks the stack comes to the callers. `None` elsewhere, and if the system refuses
/// executable memory: the machine notices that by itself.
///
/// # Errors
/// They name one.
pub fn attach(tools: &Tools) -> Result<(Option<Arena>, Observers), ObserveError> {
    let asked = [(tools.perf_map, "--perf-map"), (tools.jitdump.is_some(), "--jitdump"), (tools.gdb, "--gdb")];
    match asked.into_iter().find(|(is_asked, _)| *is_asked) {
        Some((_, option)) => Err(ObserveError { option }),
        None => Ok((arena(), Observers)),
    }
}

#[cfg(windows)]
fn arena() -> Option<Arena> {
    use exec_mem::observer::{Frame, FunctionTable};

    let table = FunctionTable::with_frames(|code| {
        Some(Frame::Fixed { bytes: vm::native_frame_bytes(code.name), saves_rbp: true })
    });
    Arena::builder().observer(table).build().ok()
}

#[cfg(not(windows))]
fn arena() -> Option<Arena> {
    None
}

impl Observers {
    /// Writes what is not yet in files: nothing.
    pub fn finish(&self) -> Result<(), ObserveError> {
        Ok(())
    }
}

impl fmt::Display for ObserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is for a tool of Linux; leave it out, --profile=FILE works here", self.option)
    }
}
