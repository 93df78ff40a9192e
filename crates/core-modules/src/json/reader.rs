//! JSON text as a sequence of events, by a state machine without recursion.
//!
//! The dialect is LANGUAGE 12.4's: that of JSON, but white space is C's, an unknown escape is its
//! character, and a number may lack the digits behind its point or `e`. Events name places of the
//! text instead of borrowing it, so that the text may be an object that moves between two events.
//! Invariant: one call looks at [`PAUSE_BYTES`] at most.

mod number;
mod string;

use std::fmt;
use std::ops::Range;

use crate::space::is_space;

/// Most bytes looked at between two events.
pub const PAUSE_BYTES: usize = 64 << 10;

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
                State::Value => self.value(block, text)?,
                State::FirstElement => self.first(text, b']', State::Value),
                State::FirstKey => match self.first(text, b'}', State::Key) {
                    None => self.plain_key(block),
                    end => end,
                },
                State::Key => self.key(text)?,
                State::Colon(key) => self.colon(text, key)?,
                State::String { start, is_key, is_decoding } => self.string(block, text, start, is_key, is_decoding)?,
                State::AfterValue => self.after_value(block, text)?,
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Skips white space; false if `block` ends first and `text` does not.
    fn skip_space(&mut self, block: &[u8], text: &[u8]) -> bool {
        self.at = behind_space(block, self.at);
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

    fn value(&mut self, block: &[u8], text: &[u8]) -> Step {
        match self.peek(text) {
            Some(b'"') => Ok(self.plain_string(block).or_else(|| self.open_string(false))),
            Some(b'[') => Ok(self.open(Container::Array)),
            Some(b'{') => Ok(self.open(Container::Object)),
            Some(b'-' | b'0'..=b'9') => self.number(text).map(Some),
            Some(b't') => self.word(text, b"true", Event::Bool(true)),
            Some(b'f') => self.word(text, b"false", Event::Bool(false)),
            Some(b'n') => self.word(text, b"null", Event::Null),
            _ => self.fail("Unexpected character"),
        }
    }

    fn word(&mut self, text: &[u8], word: &[u8], event: Event) -> Step {
        if !text[self.at..].starts_with(word) {
            return self.fail("Unexpected character");
        }
        self.at += word.len();
        Ok(Some(event))
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

    fn after_value(&mut self, block: &[u8], text: &[u8]) -> Step {
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
        Ok(if container == Container::Object { self.plain_key(block) } else { None })
    }

    fn end(&self, text: &[u8]) -> Step {
        if self.is_whole && self.at < text.len() {
            return Err(JsonError { message: "Extra data at end of JSON", at: None });
        }
        Ok(Some(Event::End))
    }
}

/// The first place from `at` that is no white space, or the end of `block`.
fn behind_space(block: &[u8], at: usize) -> usize {
    let rest = block.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|&&byte| is_space(byte)).count()
}

#[cfg(test)]
mod tests;
