//! [`Output`]: the program's buffered output. Nothing written is lost while the sink accepts it.

use std::io::Write;

use crate::common::error::{Error, ErrorKind};

/// Bytes that are gathered before the sink is called.
const BUFFER_BYTES: usize = 64 << 10;

/// A buffer in front of a sink.
pub(crate) struct Output {
    buffer: Vec<u8>,
    /// Whether something was written since the sink was last flushed.
    written: bool,
    /// Whether each line is written when it is complete.
    by_lines: bool,
    sink: Box<dyn Write + Send>,
}

impl Output {
    pub(crate) fn new(sink: Box<dyn Write + Send>, by_lines: bool) -> Output {
        Output { buffer: Vec::new(), written: false, by_lines, sink }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        self.written = true;
        let is_due = self.buffer.len() >= BUFFER_BYTES || (self.by_lines && bytes.ends_with(b"\n"));
        if is_due { self.drain() } else { Ok(()) }
    }

    #[inline]
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        if self.written { self.flush_sink() } else { Ok(()) }
    }

    fn flush_sink(&mut self) -> Result<(), Error> {
        self.drain()?;
        self.written = false;
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
