//! Measures one run of one command: CPU time and peak memory of that child alone, on one core.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};
use wait4::Wait4;

/// CPU seconds after which a measured program counts as hung.
const LIMIT_SECONDS: u64 = 300;

/// What one run took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// User and system time, in seconds: what other work on the machine changes least.
    pub cpu_seconds: f64,
    /// From start to end, in seconds.
    pub wall_seconds: f64,
    /// The most memory resident at once, in KiB.
    pub peak_kib: u64,
}

/// A sample, with what the program printed and how it ended.
pub struct Run {
    pub sample: Sample,
    pub stdout: String,
    pub success: bool,
}

/// A command for `program` whose peak memory is its own.
///
/// A child that shares this process's memory until it becomes `program`, as the standard library
/// starts them, inherits this process's size as its first peak. With a PATH of its own and a bare
/// name the library forks instead, which leaves what a fork copies: about 1 MiB.
pub fn command(program: &Path) -> Command {
    let name = program.file_name().unwrap_or(program.as_os_str());
    let mut command = Command::new(name);
    command.env("PATH", program.parent().unwrap_or(Path::new("/")));
    command
}

/// Runs `command` once to its end.
///
/// # Errors
/// When it cannot be started; a failing program is no error but a [`Run`] without success.
pub fn measure(command: &mut Command) -> Result<Run> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("could not start {}", crate::command::line(command)))?;
    let mut stdout = Vec::new();
    child.stdout.take().context("stdout is piped")?.read_to_end(&mut stdout)?;
    let end = child.wait4()?;
    let sample = Sample {
        cpu_seconds: (end.rusage.utime + end.rusage.stime).as_secs_f64(),
        wall_seconds: start.elapsed().as_secs_f64(),
        peak_kib: end.rusage.maxrss >> 10,
    };
    Ok(Run { sample, stdout: String::from_utf8_lossy(&stdout).into_owned(), success: end.status.success() })
}

/// Keeps this thread, and the children it starts, on one core and within the time limit, until
/// dropped.
pub struct Pinned {
    cores: CpuSet,
    limit: (u64, u64),
    /// The core.
    pub core: usize,
}

impl Pinned {
    /// Pins to the last core that is allowed: the first ones serve most interrupts.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> Result<Self> {
        let this = Pid::from_raw(0);
        let cores = sched_getaffinity(this).context("could not read the CPU affinity")?;
        let is_allowed = |core: &usize| cores.is_set(*core).unwrap_or(false);
        let core = (0..CpuSet::count()).rev().find(is_allowed).context("no core is allowed")?;
        let mut one = CpuSet::new();
        one.set(core)?;
        sched_setaffinity(this, &one).context("could not pin to a core")?;
        let limit = getrlimit(Resource::RLIMIT_CPU)?;
        setrlimit(Resource::RLIMIT_CPU, limit.1.min(LIMIT_SECONDS), limit.1)?;
        Ok(Self { cores, limit, core })
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        // Neither call can fail where its twin in `new` did not; and nothing depends on it but
        // later speed.
        let _ = sched_setaffinity(Pid::from_raw(0), &self.cores);
        let _ = setrlimit(Resource::RLIMIT_CPU, self.limit.0, self.limit.1);
    }
}

/// The program's file in the first folder of PATH that has it.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
