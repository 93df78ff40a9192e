//! Strings: found in the text, or decoded where they have escapes.

use std::ops::Range;

use super::{Chars, Event, JsonError, Reader, State, Step, behind_space};

impl Reader {
    /// Goes into a string, from its opening quote.
    pub(super) fn open_string(&mut self, is_key: bool) -> Option<Event> {
        self.at += 1;
        self.state = State::String { start: self.at, is_key, is_decoding: false };
        None
    }

    /// The string at an opening quote, if it has no escapes and ends in `block`; otherwise nothing
    /// happens.
    pub(super) fn plain_string(&mut self, block: &[u8]) -> Option<Event> {
        let range = plain(block, self.at)?;
        self.at = range.end + 1;
        Some(Event::String(Chars::Verbatim(range)))
    }

    /// The key that follows, with its colon, if it has no escapes and all of it is in `block`;
    /// otherwise nothing happens.
    pub(super) fn plain_key(&mut self, block: &[u8]) -> Option<Event> {
        let range = plain(block, behind_space(block, self.at))?;
        let colon = behind_space(block, range.end + 1);
        if block.get(colon) != Some(&b':') {
            return None;
        }
        self.at = colon + 1;
        self.state = State::Value;
        Some(Event::Key(Chars::Verbatim(range)))
    }

    /// Goes on in a string. `start` is where it starts, or with `is_decoding`, what was not yet
    /// copied.
    pub(super) fn string(
        &mut self,
        block: &[u8],
        text: &[u8],
        mut start: usize,
        is_key: bool,
        mut is_decoding: bool,
    ) -> Step {
        loop {
            let rest = &block[self.at.min(block.len())..];
            let Some(length) = plain_length(rest) else {
                self.at = self.at.max(block.len());
                if self.at >= text.len() {
                    return self.fail("Unterminated string");
                }
                if is_decoding {
                    self.decoded.extend_from_slice(&text[start..self.at]);
                    start = self.at;
                }
                self.state = State::String { start, is_key, is_decoding };
                return Ok(Some(Event::Pause));
            };
            self.at += length;
            let end = self.at;
            self.at += 1;
            let is_escape = text[end] == b'\\';
            if is_escape && !is_decoding {
                is_decoding = true;
                self.decoded.clear();
            }
            if is_decoding {
                self.decoded.extend_from_slice(&text[start..end]);
            }
            if !is_escape {
                let chars = if is_decoding { Chars::Decoded } else { Chars::Verbatim(start..end) };
                return Ok(self.end_string(chars, is_key));
            }
            self.escape(text)?;
            start = self.at;
        }
    }

    fn end_string(&mut self, chars: Chars, is_key: bool) -> Option<Event> {
        if is_key {
            self.state = State::Colon(chars);
            return None;
        }
        Some(Event::String(chars))
    }

    /// Decodes an escape, behind its backslash.
    fn escape(&mut self, text: &[u8]) -> Result<(), JsonError> {
        let Some(byte) = self.peek(text) else { return self.fail("Unterminated string escape") };
        self.at += 1;
        let byte = match byte {
            b'b' => b'\x08',
            b'f' => b'\x0c',
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode(text),
            other => other,
        };
        self.decoded.push(byte);
        Ok(())
    }

    /// Decodes `\uXXXX`, behind the `u`, with a second one if the two are a surrogate pair. A
    /// surrogate alone is U+FFFD.
    fn unicode(&mut self, text: &[u8]) -> Result<(), JsonError> {
        let mut code = self.hex(text)?;
        if (0xd800..0xdc00).contains(&code) && text[self.at..].starts_with(b"\\u") {
            let behind_high = self.at;
            self.at += 2;
            let low = self.hex(text)?;
            if (0xdc00..0xe000).contains(&low) {
                code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            } else {
                self.at = behind_high;
            }
        }
        let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.decoded.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn hex(&mut self, text: &[u8]) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(byte) = self.peek(text) else { return self.fail("Unterminated string escape") };
            let Some(digit) = char::from(byte).to_digit(16) else { return self.fail("Unexpected character") };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

/// What stands between the quote at `at` and the next one, if neither an escape nor the end of
/// `block` comes first.
fn plain(block: &[u8], at: usize) -> Option<Range<usize>> {
    let (b'"', rest) = block.get(at..)?.split_first()? else { return None };
    let length = plain_length(rest)?;
    (rest[length] == b'"').then_some(at + 1..at + 1 + length)
}

/// How many bytes stand before the first quote or backslash, if there is one.
fn plain_length(rest: &[u8]) -> Option<usize> {
    rest.iter().position(|&byte| matches!(byte, b'"' | b'\\'))
}
