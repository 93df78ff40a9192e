//! `perf` with the code itself: a binary file that `perf inject --jit` turns into ELF images.
//!
//! Each load carries a time stamp, so memory that is reused is attributed rightly, and the bytes,
//! so that `perf annotate` works.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::libc;

use super::{Observer, Published};
use crate::mapping::unmap_twice;
use crate::sys::{Backing, Kernel, Linux, Map, Place, Prot, monotonic_nanoseconds, thread_id};

const MAGIC: u32 = 0x4a69_5444;
const VERSION: u32 = 1;
const HEADER_BYTES: u32 = 40;
const EM_X86_64: u32 = 62;
const CODE_LOAD: u32 = 0;
const CODE_CLOSE: u32 = 3;
const RECORD_HEADER_BYTES: usize = 16;
const CODE_LOAD_BYTES: usize = RECORD_HEADER_BYTES + 40;

/// Writes `jit-PID.dump`.
///
/// ```text
/// perf record -k mono ./program
/// perf inject --jit -i perf.data -o perf.jit.data
/// perf report -i perf.jit.data
/// ```
#[derive(Debug)]
pub struct JitDump {
    path: PathBuf,
    state: Mutex<State>,
    /// A page of the file, mapped executable: the event by which `perf` learns of the file.
    marker: Marker,
}

#[derive(Debug)]
struct State {
    file: BufWriter<File>,
    index: u64,
    error: Option<io::Error>,
}

#[derive(Debug)]
struct Marker {
    addr: usize,
    len: usize,
}

impl JitDump {
    /// Creates `jit-PID.dump` in `directory`, over an older one.
    ///
    /// # Errors
    ///
    /// If it cannot be created, written or mapped; a symbolic link at its place is refused.
    pub fn new(directory: impl AsRef<Path>) -> io::Result<Arc<Self>> {
        let path = directory.as_ref().join(format!("jit-{}.dump", std::process::id()));
        let mut options = OpenOptions::new();
        options.create(true).truncate(true).read(true).write(true).custom_flags(libc::O_NOFOLLOW);
        let file = options.open(&path)?;
        let marker = Marker::new(&file)?;
        let mut state = State { file: BufWriter::new(file), index: 0, error: None };
        state.header()?;
        state.file.flush()?;
        Ok(Arc::new(JitDump { path, state: Mutex::new(state), marker }))
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

impl State {
    fn header(&mut self) -> io::Result<()> {
        for word in [MAGIC, VERSION, HEADER_BYTES, EM_X86_64, 0, std::process::id()] {
            self.file.write_all(&word.to_le_bytes())?;
        }
        self.file.write_all(&monotonic_nanoseconds().to_le_bytes())?;
        self.file.write_all(&0u64.to_le_bytes())
    }

    fn record_header(&mut self, kind: u32, bytes: usize) -> io::Result<()> {
        self.file.write_all(&kind.to_le_bytes())?;
        self.file.write_all(&(bytes as u32).to_le_bytes())?;
        self.file.write_all(&monotonic_nanoseconds().to_le_bytes())
    }

    fn load(&mut self, code: Published<'_>) -> io::Result<()> {
        let name = code.name.replace('\0', " ");
        let bytes = CODE_LOAD_BYTES + name.len() + 1 + code.bytes.len();
        self.record_header(CODE_LOAD, bytes)?;
        self.file.write_all(&std::process::id().to_le_bytes())?;
        self.file.write_all(&thread_id().to_le_bytes())?;
        for word in [code.base as u64, code.base as u64, code.bytes.len() as u64, self.index] {
            self.file.write_all(&word.to_le_bytes())?;
        }
        self.index += 1;
        self.file.write_all(name.as_bytes())?;
        self.file.write_all(&[0])?;
        self.file.write_all(code.bytes)
    }
}

impl Observer for JitDump {
    fn published(&self, code: Published<'_>) {
        let mut state = self.state();
        if let Err(error) = state.load(code) {
            state.error.get_or_insert(error);
        }
    }
}

impl Drop for JitDump {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // There is nobody left to tell of an error.
        let _ = state.record_header(CODE_CLOSE, RECORD_HEADER_BYTES);
        let _ = state.file.flush();
        drop(state);
        // SAFETY: the marker is this value's own and nothing uses its bytes.
        unsafe { unmap_twice(&Kernel::new(&Linux), self.marker.addr, self.marker.len) };
    }
}

impl Marker {
    fn new(file: &File) -> io::Result<Self> {
        let kernel = Kernel::new(&Linux);
        let len = kernel.page_size();
        let backing = Backing::PrivateFile(file.as_fd());
        let map = Map { place: Place::Anywhere, len, prot: Prot::ReadExec, backing };
        // SAFETY: a new mapping replaces nothing. Nobody runs it: the file begins with a header.
        let addr = unsafe { kernel.mmap(map) }?;
        Ok(Marker { addr, len })
    }
}
