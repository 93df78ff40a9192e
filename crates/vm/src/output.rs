//! [`Output`]: the program's buffered output. Nothing written is lost while the sink accepts it.

use std::io::Write;

use crate::error::{Error, ErrorKind};

/// Bytes that are gathered before the sink is called.
const BUFFER_BYTES: usize = 64 << 10;

/// A buffer in front of a sink.
pub(crate) struct Output {
    buffer: Vec<u8>,
    sink: Box<dyn Write + Send>,
}

impl Output {
    pub(crate) fn new(sink: Box<dyn Write + Send>) -> Output {
        Output { buffer: Vec::new(), sink }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER_BYTES { self.drain() } else { Ok(()) }
    }

    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        self.drain()?;
        self.sink.flush().map_err(|error| ErrorKind::Output { kind: error.kind() }.into())
    }

    fn drain(&mut self) -> Result<(), Error> {
        let result = self.sink.write_all(&self.buffer);
        self.buffer.clear();
        result.map_err(|error| ErrorKind::Output { kind: error.kind() }.into())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        let _ = self.flush();
    }
}
