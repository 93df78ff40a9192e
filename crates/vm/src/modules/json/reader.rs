//! JSON text as a sequence of events, by a state machine without recursion.
//!
//! The dialect is LANGUAGE 12.4's: that of JSON, but white space is C's, an unknown escape is its character, and a number may lack the
//! digits behind its point or `e`. Events name places of the text instead of borrowing it, so that the text may be an object that moves
//! between two events. Invariant: one call looks at [`PAUSE_BYTES`] at most.

use std::fmt;
use std::ops::Range;

use crate::modules::regex::is_space;

/// Most bytes looked at between two events.
pub const PAUSE_BYTES: usize = 64 << 10;

/// Most characters of a number.
const MAX_NUMBER_BYTES: usize = 4 << 10;

/// What is wrong with a text, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub message: &'static str,
    /// Offset in bytes. What follows a complete value has none.
    pub at: Option<usize>,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)?;
        self.at.map_or(Ok(()), |at| write!(f, " (at char {at})"))
    }
}

/// Where the bytes of a string are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chars {
    /// They stand in the text.
    Verbatim(Range<usize>),
    /// They had escapes: see [`Reader::decoded`].
    Decoded,
}

/// A step of the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    ArrayStart,
    ArrayEnd,
    ObjectStart,
    /// A key; its value follows.
    Key(Chars),
    ObjectEnd,
    String(Chars),
    Int(i32),
    Float(f64),
    Bool(bool),
    Null,
    /// Nothing yet: a good moment to do something else.
    Pause,
    /// The value is complete.
    End,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Container {
    Array,
    Object,
}

#[derive(Clone, Debug)]
enum State {
    /// A value must follow.
    Value,
    /// Behind `[`.
    FirstElement,
    /// Behind `{`.
    FirstKey,
    /// Behind a `,` in an object.
    Key,
    /// Behind a key.
    Colon(Chars),
    /// Inside a string.
    String { start: usize, is_key: bool, is_decoding: bool },
    /// Behind a complete value.
    AfterValue,
}

/// The machine.
#[derive(Debug)]
pub struct Reader {
    at: usize,
    state: State,
    open: Vec<Container>,
    decoded: Vec<u8>,
    is_whole: bool,
}

type Step = Result<Option<Event>, JsonError>;

impl Reader {
    /// A machine at the start of a text. With `is_whole`, only white space may follow the value.
    pub fn new(is_whole: bool) -> Reader {
        Reader { at: 0, state: State::Value, open: Vec::new(), decoded: Vec::new(), is_whole }
    }

    /// Bytes of the text that were read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The string of the last event, if it was [`Chars::Decoded`].
    pub fn decoded(&self) -> &[u8] {
        &self.decoded
    }

    /// The next event of `text`, which is the same at every call.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn next(&mut self, text: &[u8]) -> Result<Event, JsonError> {
        let block = &text[..text.len().min(self.at.saturating_add(PAUSE_BYTES))];
        loop {
            if !matches!(self.state, State::String { .. }) && !self.skip_space(block, text) {
                return Ok(Event::Pause);
            }
            let event = match std::mem::replace(&mut self.state, State::AfterValue) {
                State::Value => self.value(text)?,
                State::FirstElement => self.first(text, b']', State::Value),
                State::FirstKey => self.first(text, b'}', State::Key),
                State::Key => self.key(text)?,
                State::Colon(key) => self.colon(text, key)?,
                State::String { start, is_key, is_decoding } => self.string(block, text, start, is_key, is_decoding)?,
                State::AfterValue => self.after_value(text)?,
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Skips white space; false if `block` ends first and `text` does not.
    fn skip_space(&mut self, block: &[u8], text: &[u8]) -> bool {
        self.at += block[self.at..].iter().take_while(|&&byte| is_space(byte)).count();
        self.at < block.len() || block.len() == text.len()
    }

    fn peek(&self, text: &[u8]) -> Option<u8> {
        text.get(self.at).copied()
    }

    fn eat(&mut self, text: &[u8], byte: u8) -> bool {
        let found = self.peek(text) == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn fail<T>(&self, message: &'static str) -> Result<T, JsonError> {
        Err(JsonError { message, at: Some(self.at) })
    }

    fn value(&mut self, text: &[u8]) -> Step {
        let words: [(&[u8], Event); 3] =
            [(b"true", Event::Bool(true)), (b"false", Event::Bool(false)), (b"null", Event::Null)];
        match self.peek(text) {
            Some(b'"') => Ok(self.open_string(false)),
            Some(b'[') => Ok(self.open(Container::Array)),
            Some(b'{') => Ok(self.open(Container::Object)),
            Some(b'-' | b'0'..=b'9') => self.number(text).map(Some),
            _ => {
                for (word, event) in words {
                    if text[self.at..].starts_with(word) {
                        self.at += word.len();
                        return Ok(Some(event));
                    }
                }
                self.fail("Unexpected character")
            }
        }
    }

    fn open(&mut self, container: Container) -> Option<Event> {
        self.at += 1;
        self.open.push(container);
        let (event, state) = match container {
            Container::Array => (Event::ArrayStart, State::FirstElement),
            Container::Object => (Event::ObjectStart, State::FirstKey),
        };
        self.state = state;
        Some(event)
    }

    fn close(&mut self) -> Option<Event> {
        let container = self.open.pop()?;
        Some(if container == Container::Array { Event::ArrayEnd } else { Event::ObjectEnd })
    }

    /// Behind an opening bracket: the closing one, or what else may stand there.
    fn first(&mut self, text: &[u8], end: u8, otherwise: State) -> Option<Event> {
        if self.eat(text, end) {
            return self.close();
        }
        self.state = otherwise;
        None
    }

    fn key(&mut self, text: &[u8]) -> Step {
        if self.peek(text) == Some(b'"') { Ok(self.open_string(true)) } else { self.fail("Expected string key") }
    }

    fn colon(&mut self, text: &[u8], key: Chars) -> Step {
        if !self.eat(text, b':') {
            return self.fail("Expected ':' after key");
        }
        self.state = State::Value;
        Ok(Some(Event::Key(key)))
    }

    fn after_value(&mut self, text: &[u8]) -> Step {
        let Some(&container) = self.open.last() else { return self.end(text) };
        let (end, next, message) = match container {
            Container::Array => (b']', State::Value, "Expected ',' in array"),
            Container::Object => (b'}', State::Key, "Expected ',' in object"),
        };
        if self.eat(text, end) {
            return Ok(self.close());
        }
        if !self.eat(text, b',') {
            return self.fail(message);
        }
        self.state = next;
        Ok(None)
    }

    fn end(&self, text: &[u8]) -> Step {
        if self.is_whole && self.at < text.len() {
            return Err(JsonError { message: "Extra data at end of JSON", at: None });
        }
        Ok(Some(Event::End))
    }

    fn open_string(&mut self, is_key: bool) -> Option<Event> {
        self.at += 1;
        self.state = State::String { start: self.at, is_key, is_decoding: false };
        None
    }

    /// Goes on in a string. `start` is where it starts, or with `is_decoding`, what was not yet copied.
    fn string(&mut self, block: &[u8], text: &[u8], mut start: usize, is_key: bool, mut is_decoding: bool) -> Step {
        loop {
            let rest = &block[self.at.min(block.len())..];
            let Some(length) = rest.iter().position(|&byte| matches!(byte, b'"' | b'\\')) else {
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

    /// Decodes `\uXXXX`, behind the `u`, with a second one if the two are a surrogate pair. A surrogate alone is U+FFFD.
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

    fn number(&mut self, text: &[u8]) -> Result<Event, JsonError> {
        let start = self.at;
        let limit = &text[..text.len().min(start + MAX_NUMBER_BYTES)];
        self.eat(limit, b'-');
        let leading_zero = self.peek(limit) == Some(b'0');
        let digits = self.digits(limit);
        if digits == 0 {
            return self.fail("Unexpected character");
        }
        if leading_zero && digits > 1 {
            self.at -= digits - 1;
            return self.fail("Unexpected character");
        }
        let mut end = self.at;
        let mut is_int = true;
        if self.eat(limit, b'.') {
            is_int = false;
            self.digits(limit);
            end = self.at;
        }
        if self.eat(limit, b'e') || self.eat(limit, b'E') {
            is_int = false;
            let _ = self.eat(limit, b'+') || self.eat(limit, b'-');
            if self.digits(limit) > 0 {
                end = self.at;
            }
        }
        if self.at == limit.len() && limit.len() < text.len() {
            return self.fail("Unexpected character");
        }
        Ok(number_event(&text[start..end], is_int))
    }

    fn digits(&mut self, text: &[u8]) -> usize {
        let count = text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }
}

/// The number that `token` is: digits, perhaps with a sign, a point and a whole exponent.
fn number_event(token: &[u8], is_int: bool) -> Event {
    let token = str::from_utf8(token).unwrap_or_default();
    match token.parse() {
        Ok(int) if is_int => Event::Int(int),
        _ => Event::Float(token.parse().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
