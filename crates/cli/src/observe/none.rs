//! A system without tools that could be told: who asks for one gets an error.

use std::fmt;

use exec_mem::Arena;

use crate::args::Tools;

/// The observers of a run: none.
pub struct Observers;

/// An option names a tool that this system does not have.
pub struct ObserveError {
    option: &'static str,
}

/// Nothing to attach, if the options name no tool.
///
/// # Errors
/// They name one.
pub fn attach(tools: &Tools) -> Result<(Option<Arena>, Observers), ObserveError> {
    let asked = [(tools.perf_map, "--perf-map"), (tools.jitdump.is_some(), "--jitdump"), (tools.gdb, "--gdb")];
    match asked.into_iter().find(|(is_asked, _)| *is_asked) {
        Some((_, option)) => Err(ObserveError { option }),
        None => Ok((None, Observers)),
    }
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
