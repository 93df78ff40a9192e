//! [`Source`]: a source text with its name, and where its lines begin.

/// A source text. Offsets into it are `u32`: it is at most
/// [`MAX_SOURCE_BYTES`](crate::limit::MAX_SOURCE_BYTES) long.
pub(crate) struct Source<'s> {
    /// The name that diagnostics carry.
    pub path: &'s str,
    /// The text.
    pub bytes: &'s [u8],
    line_starts: Vec<u32>,
}

impl<'s> Source<'s> {
    pub fn new(path: &'s str, bytes: &'s [u8]) -> Source<'s> {
        let after_newline = |(at, &byte): (usize, &u8)| (byte == b'\n').then_some(at as u32 + 1);
        let line_starts = std::iter::once(0).chain(bytes.iter().enumerate().filter_map(after_newline)).collect();
        Source { path, bytes, line_starts }
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.line_starts.partition_point(|&start| start <= offset) as u32
    }

    /// Where a line (from 1) begins and ends, without its line break.
    pub fn line_range(&self, line: u32) -> (usize, usize) {
        let start = self.line_starts[line as usize - 1] as usize;
        let length = self.bytes[start..].iter().position(|&byte| byte == b'\n');
        let end = length.map_or(self.bytes.len(), |length| start + length);
        let has_cr = end > start && self.bytes[end - 1] == b'\r';
        (start, end - usize::from(has_cr))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let source = Source::new("x", b"ab\r\nc\n");
        assert_eq!([0, 3, 4, 5, 6].map(|offset| source.line(offset)), [1, 1, 2, 2, 3]);
        assert_eq!([1, 2, 3].map(|line| source.line_range(line)), [(0, 2), (4, 5), (6, 6)]);
    }
}
