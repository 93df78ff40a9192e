//! `perf`: a text file of names, which `perf report` finds by the process id.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::libc;

use super::{Observer, Published};

/// Writes `/tmp/perf-PID.map`: a line of address, size and name for each published function.
///
/// Buffered: the rest is written by [`flush`](PerfMap::flush) and when the last handle is
/// dropped. The file names addresses for good, so it misleads where dropped code's memory is
/// reused; [jitdump](super::JitDump) does not.
#[derive(Debug)]
pub struct PerfMap {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: BufWriter<File>,
    error: Option<io::Error>,
}

impl PerfMap {
    /// Opens the file where `perf` looks for it, to append.
    ///
    /// # Errors
    ///
    /// If it cannot be opened; a symbolic link at its place is refused.
    pub fn new() -> io::Result<Arc<Self>> {
        let path = format!("/tmp/perf-{}.map", std::process::id());
        let mut options = OpenOptions::new();
        options.create(true).append(true).custom_flags(libc::O_NOFOLLOW);
        let file = BufWriter::new(options.open(&path)?);
        Ok(Arc::new(PerfMap { path: path.into(), state: Mutex::new(State { file, error: None }) }))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    ///
    /// The first error since the last call, of this or an earlier write.
    pub fn flush(&self) -> io::Result<()> {
        let mut state = self.state();
        let flushed = state.file.flush();
        match state.error.take() {
            Some(error) => Err(error),
            None => flushed,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for PerfMap {
    fn published(&self, code: Published<'_>) {
        let mut state = self.state();
        let name = code.name.replace(['\n', '\r'], " ");
        if let Err(error) = writeln!(state.file, "{:x} {:x} {name}", code.base, code.bytes.len()) {
            state.error.get_or_insert(error);
        }
    }
}
