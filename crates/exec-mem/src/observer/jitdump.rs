//! `perf` with the code itself: a binary file that `perf inject --jit` turns into ELF images.
//!
//! Each load carries a time stamp, so memory that is reused is attributed rightly, and the bytes,
//! so that `perf annotate` works.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::frame::Frame;
use super::sink::{self, Sink};
use super::{Observer, Published};
use crate::machine::ELF_MACHINE;
use crate::mapping::unmap_twice;
use crate::sys::{Backing, Kernel, Map, Native, Place, Prot, monotonic_nanoseconds, thread_id};

const MAGIC: u32 = 0x4a69_5444;
const VERSION: u32 = 1;
const HEADER_BYTES: u32 = 40;
const CODE_LOAD: u32 = 0;
const CODE_CLOSE: u32 = 3;
const UNWINDING_INFO: u32 = 4;
const RECORD_HEADER_BYTES: usize = 16;
const CODE_LOAD_BYTES: usize = RECORD_HEADER_BYTES + 40;
const UNWINDING_INFO_BYTES: usize = RECORD_HEADER_BYTES + 24;
/// Free bytes behind code whose frames are known. `perf` finds the information about them only
/// if the code's mapping is so much longer; nothing has to be there.
const MARGIN: usize = 160;

/// Writes `jit-PID.dump`.
///
/// ```
/// use exec_mem::{Arena, observer::JitDump};
///
/// let dump = JitDump::new(std::env::temp_dir())?;
/// let arena = Arena::builder().observer(dump.clone()).build()?;
/// let mut draft = arena.draft(1)?;
/// draft.set_name("nothing");
/// draft.append(&[0xc3])?; // ret
/// let code = draft.publish()?;
/// dump.flush()?;
/// assert!(std::fs::metadata(dump.path())?.len() > 0);
/// # std::fs::remove_file(dump.path())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What `perf` makes of it:
///
/// ```text
/// perf record -k mono -e cpu-clock ./program
/// perf inject --jit -i perf.data -o perf.jit.data
/// perf report -i perf.jit.data
/// ```
///
/// With [`with_frames`](JitDump::with_frames) also call graphs (`perf record --call-graph dwarf`).
pub struct JitDump {
    sink: Sink,
    /// The number of the next load.
    index: AtomicU64,
    /// A page of the file, mapped executable: the event by which `perf` learns of the file.
    marker: Marker,
    frame_of: Option<Box<FrameOf>>,
}

/// The shape of the frames of a piece of code.
type FrameOf = dyn Fn(&Published<'_>) -> Option<Frame> + Send + Sync;

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
        Self::create(directory.as_ref(), None)
    }

    /// The same, for code whose frames have these shapes: call graphs by unwinding information then
    /// go on from it to its callers. Costs 160 bytes of the arena behind each piece of code.
    ///
    /// ```
    /// use exec_mem::{Arena, observer::{Frame, JitDump}};
    ///
    /// let dump = JitDump::with_frames(std::env::temp_dir(), |_| Some(Frame::Pointer))?;
    /// let arena = Arena::builder().observer(dump.clone()).build()?;
    /// # std::fs::remove_file(dump.path())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// ```text
    /// perf record -k mono -e cpu-clock --call-graph dwarf ./program
    /// ```
    ///
    /// # Errors
    ///
    /// As [`JitDump::new`].
    pub fn with_frames(
        directory: impl AsRef<Path>,
        frame_of: impl Fn(&Published<'_>) -> Option<Frame> + Send + Sync + 'static,
    ) -> io::Result<Arc<Self>> {
        Self::create(directory.as_ref(), Some(Box::new(frame_of)))
    }

    fn create(directory: &Path, frame_of: Option<Box<FrameOf>>) -> io::Result<Arc<Self>> {
        let path = directory.join(format!("jit-{}.dump", std::process::id()));
        let file = sink::open(&path, OpenOptions::new().truncate(true).read(true).write(true))?;
        let marker = Marker::new(&file)?;
        let dump = JitDump { sink: Sink::new(path, file), index: AtomicU64::new(0), marker, frame_of };
        dump.sink.append(header);
        dump.flush()?;
        Ok(Arc::new(dump))
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

fn header(file: &mut impl Write) -> io::Result<()> {
    for word in [MAGIC, VERSION, HEADER_BYTES, ELF_MACHINE.into(), 0, std::process::id()] {
        file.write_all(&word.to_le_bytes())?;
    }
    file.write_all(&monotonic_nanoseconds().to_le_bytes())?;
    file.write_all(&0u64.to_le_bytes())
}

fn record_header(file: &mut impl Write, kind: u32, bytes: usize) -> io::Result<()> {
    file.write_all(&kind.to_le_bytes())?;
    file.write_all(&(bytes as u32).to_le_bytes())?;
    file.write_all(&monotonic_nanoseconds().to_le_bytes())
}

fn load(file: &mut impl Write, code: Published<'_>, index: u64) -> io::Result<()> {
    let name = code.name.replace('\0', " ");
    record_header(file, CODE_LOAD, CODE_LOAD_BYTES + name.len() + 1 + code.bytes.len())?;
    file.write_all(&std::process::id().to_le_bytes())?;
    file.write_all(&thread_id().to_le_bytes())?;
    for word in [code.base as u64, code.base as u64, code.bytes.len() as u64, index] {
        file.write_all(&word.to_le_bytes())?;
    }
    file.write_all(name.as_bytes())?;
    file.write_all(&[0])?;
    file.write_all(code.bytes)
}

/// Tells of the frames of the code that is loaded next.
fn unwinding_info(file: &mut impl Write, code: Published<'_>, frame: Frame) -> io::Result<()> {
    let (sections, header_len) = frame.sections_behind(code.bytes);
    let end = code.bytes.len().next_multiple_of(8) + sections.len();
    let mapped = if end <= code.bytes.len() + code.room { sections.len() } else { 0 };
    let padded = sections.len().next_multiple_of(8);
    record_header(file, UNWINDING_INFO, UNWINDING_INFO_BYTES + padded)?;
    for bytes in [sections.len(), header_len, mapped] {
        file.write_all(&(bytes as u64).to_le_bytes())?;
    }
    file.write_all(&sections)?;
    file.write_all(&[0; 8][..padded - sections.len()])
}

impl Observer for JitDump {
    fn margin(&self) -> usize {
        if self.frame_of.is_some() { MARGIN } else { 0 }
    }

    fn published(&self, code: Published<'_>) {
        let frame = self.frame_of.as_ref().and_then(|frame_of| frame_of(&code));
        self.sink.append(|file| {
            if let Some(frame) = frame {
                unwinding_info(file, code, frame)?;
            }
            load(file, code, self.index.fetch_add(1, Ordering::Relaxed))
        });
    }
}

impl fmt::Debug for JitDump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JitDump").field("sink", &self.sink).field("marker", &self.marker).finish_non_exhaustive()
    }
}

impl Drop for JitDump {
    fn drop(&mut self) {
        self.sink.append(|file| record_header(file, CODE_CLOSE, RECORD_HEADER_BYTES));
        // There is nobody left to tell of an error.
        let _ = self.sink.flush();
        // SAFETY: the marker is this value's own and nothing uses its bytes.
        unsafe { unmap_twice(&Kernel::new(&Native), self.marker.addr, self.marker.len) };
    }
}

impl Marker {
    fn new(file: &File) -> io::Result<Self> {
        let kernel = Kernel::new(&Native);
        let len = kernel.page_size();
        let backing = Backing::PrivateFile(file.as_fd());
        let map = Map { place: Place::Anywhere, len, prot: Prot::ReadExec, backing };
        // SAFETY: a new mapping replaces nothing. Nobody runs it: the file begins with a header.
        let addr = unsafe { kernel.mmap(map) }?;
        Ok(Marker { addr, len })
    }
}
