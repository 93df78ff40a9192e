//! Executable memory with observers attached, for perf and gdb.

use std::fmt;
use std::io;
use std::sync::Arc;

use exec_mem::observer::{Frame, Gdb, JitDump, PerfMap, Published};
use exec_mem::{Arena, Strategy};

use crate::args::Tools;

/// The files that are written while a program runs.
#[derive(Default)]
pub struct Observers {
    map: Option<Arc<PerfMap>>,
    dump: Option<Arc<JitDump>>,
}

/// A file for a tool could not be written.
pub struct ObserveError {
    file: &'static str,
    source: io::Error,
}

/// Executable memory with observers for the tools that the options name. `None` if they name none.
/// `None` too if the system refuses executable memory: the machine notices that by itself.
///
/// # Errors
/// A file cannot be written.
pub fn attach(tools: &Tools) -> Result<(Option<Arena>, Observers), ObserveError> {
    let mut observers = Observers::default();
    let mut builder = Arena::builder().landing_pads(true);
    if !tools.perf_map && tools.jitdump.is_none() && !tools.gdb {
        return Ok((None, observers));
    }
    if tools.perf_map {
        let map = PerfMap::new().map_err(|source| ObserveError { file: "the map for perf", source })?;
        builder = builder.observer(map.clone());
        observers.map = Some(map);
    }
    if let Some(folder) = &tools.jitdump {
        let dump =
            JitDump::with_frames(folder, frame).map_err(|source| ObserveError { file: "the jitdump", source })?;
        builder = builder.observer(dump.clone());
        observers.dump = Some(dump);
    }
    if tools.gdb {
        builder = builder.observer(Gdb::with_frames(frame));
    }
    if tools.perf_map || tools.gdb {
        // perf names only anonymous memory, and a debugger cannot put breakpoints into sealed
        // memory.
        builder = builder.strategy(Strategy::Toggle);
    }
    Ok((builder.build().ok(), observers))
}

fn frame(code: &Published<'_>) -> Option<Frame> {
    Some(Frame::Fixed { bytes: vm::native_frame_bytes(code.name), saves_rbp: true })
}

impl Observers {
    /// Writes what is not yet in the files.
    ///
    /// # Errors
    /// A file could not be written, now or earlier.
    pub fn finish(&self) -> Result<(), ObserveError> {
        if let Some(map) = &self.map {
            map.flush().map_err(|source| ObserveError { file: "the map for perf", source })?;
        }
        if let Some(dump) = &self.dump {
            dump.flush().map_err(|source| ObserveError { file: "the jitdump", source })?;
        }
        Ok(())
    }
}

impl fmt::Display for ObserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not write {}: {}", self.file, self.source)
    }
}
