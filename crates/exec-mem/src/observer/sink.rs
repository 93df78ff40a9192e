//! [`Sink`]: the buffered file behind the observers that write for `perf`.
//!
//! An observer has nobody to give an error to, so the first one is kept for [`Sink::flush`]. After
//! it nothing more is written: what stands before is whole but for its end, and stays readable.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::libc;

/// A file that many threads append whole records to.
#[derive(Debug)]
pub(super) struct Sink {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: BufWriter<File>,
    error: Option<io::Error>,
}

/// Opens a file whose name others can guess: a symbolic link at its place is refused.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.create(true).custom_flags(libc::O_NOFOLLOW).open(path)
}

impl Sink {
    pub(super) fn new(path: PathBuf, file: File) -> Self {
        Sink { path, state: Mutex::new(State { file: BufWriter::new(file), error: None }) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets `record` append, with no other record in between.
    pub(super) fn append(&self, record: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) {
        let mut state = self.state();
        if state.error.is_none() {
            state.error = record(&mut state.file).err();
        }
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    ///
    /// The first error of this or any earlier write.
    pub(super) fn flush(&self) -> io::Result<()> {
        let mut state = self.state();
        if state.error.is_none() {
            state.error = state.file.flush().err();
        }
        match &state.error {
            Some(error) => Err(error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)),
            None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device that takes no byte.
    fn full() -> Sink {
        let path = PathBuf::from("/dev/full");
        let file = open(&path, OpenOptions::new().write(true)).unwrap();
        Sink::new(path, file)
    }

    #[test]
    fn the_first_error_is_kept_and_ends_the_writing() {
        let sink = full();
        sink.append(|file| file.write_all(b"buffered"));
        for _ in 0..2 {
            assert_eq!(sink.flush().unwrap_err().raw_os_error(), Some(libc::ENOSPC));
        }
        sink.append(|_| panic!("nothing is written after an error"));
    }

    #[test]
    fn a_record_larger_than_the_buffer_fails_at_once() {
        let sink = full();
        sink.append(|file| file.write_all(&[0; 1 << 20]));
        sink.append(|_| panic!("nothing is written after an error"));
        assert_eq!(sink.flush().unwrap_err().raw_os_error(), Some(libc::ENOSPC));
    }
}
