//! Bytes on their way to becoming a string or a file.

use vm::{Error, ErrorKind};

/// A growing text of bounded size.
#[derive(Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    limit: usize,
}

impl Buffer {
    /// An empty buffer for at most `limit` bytes.
    pub fn new(limit: usize) -> Buffer {
        Buffer { bytes: Vec::new(), limit }
    }

    /// An empty buffer with room for `length` bytes.
    ///
    /// # Errors
    /// That is more than `limit`, or the system gives no memory.
    pub fn with_room(length: usize, limit: usize) -> Result<Buffer, Error> {
        let mut buffer = Buffer::new(limit);
        buffer.reserve(length)?;
        Ok(buffer)
    }

    /// Appends `bytes`.
    ///
    /// # Errors
    /// The text would be longer than its limit, or the system gives no memory.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.reserve(bytes.len())?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The text so far.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[inline]
    fn reserve(&mut self, more: usize) -> Result<(), Error> {
        if more > self.limit - self.bytes.len() {
            return Err(ErrorKind::OutOfMemory.into());
        }
        if more > self.bytes.capacity() - self.bytes.len() {
            self.bytes.try_reserve(more).map_err(|_| ErrorKind::OutOfMemory)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_exact() {
        let mut buffer = Buffer::new(4);
        assert_eq!(buffer.push(b"abc"), Ok(()));
        assert_eq!(buffer.push(b"de"), Err(ErrorKind::OutOfMemory.into()));
        assert_eq!(buffer.push(b"d"), Ok(()));
        assert_eq!(buffer.push(b""), Ok(()));
        assert_eq!(buffer.bytes(), b"abcd");
        assert_eq!(Buffer::with_room(5, 4).err(), Some(ErrorKind::OutOfMemory.into()));
        assert_eq!(Buffer::with_room(4, 4).map(|buffer| buffer.bytes().len()), Ok(0));
    }
}
