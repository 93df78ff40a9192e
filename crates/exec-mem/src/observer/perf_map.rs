//! `perf`: a text file of names, which `perf report` finds by the process id.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sink::{self, Sink};
use super::{Observer, Published};

/// Writes `/tmp/perf-PID.map`: a line of address, size and name for each published function.
///
/// Buffered: the rest is written by [`flush`](PerfMap::flush) and when the last handle is
/// dropped. The file names addresses for good, so it misleads where dropped code's memory is
/// reused; [jitdump](super::JitDump) does not.
///
/// `perf` looks into the map only for memory that belongs to no file, and a dual mapping is one of
/// a memory file: build the arena with [`Strategy::Toggle`](crate::Strategy::Toggle) while
/// profiling, or use jitdump, which works with all.
///
/// ```
/// use exec_mem::{Arena, Strategy, observer::PerfMap};
///
/// let map = PerfMap::new()?;
/// let arena = Arena::builder().strategy(Strategy::Toggle).observer(map.clone()).build()?;
/// let mut draft = arena.draft(6)?;
/// draft.set_name("answer");
/// draft.append(&[0xb8, 42, 0, 0, 0, 0xc3])?; // mov eax, 42; ret
/// let code = draft.publish()?;
/// map.flush()?;
/// let text = std::fs::read_to_string(map.path())?;
/// assert_eq!(text, format!("{:x} 6 answer\n", code.base()));
/// # std::fs::remove_file(map.path())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Then `perf record -e cpu-clock ./program` and `perf report` show the names.
#[derive(Debug)]
pub struct PerfMap {
    sink: Sink,
}

impl PerfMap {
    /// Opens the file where `perf` looks for it, to append.
    ///
    /// # Errors
    ///
    /// If it cannot be opened; a symbolic link at its place is refused.
    pub fn new() -> io::Result<Arc<Self>> {
        let path = PathBuf::from(format!("/tmp/perf-{}.map", std::process::id()));
        let file = sink::open(&path, OpenOptions::new().append(true))?;
        Ok(Arc::new(PerfMap { sink: Sink::new(path, file) }))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.sink.path()
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    ///
    /// The first error of this or any earlier write, after which nothing more was written.
    pub fn flush(&self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Observer for PerfMap {
    fn published(&self, code: Published<'_>) {
        let name = code.name.replace(['\n', '\r'], " ");
        self.sink.append(|file| writeln!(file, "{:x} {:x} {name}", code.base, code.bytes.len()));
    }
}
