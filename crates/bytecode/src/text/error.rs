//! [`ParseError`]: a mistake with the line it stands in.

use std::fmt;

use super::lex::{Mistake, Place};

/// A mistake in a text, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ParseError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, in lower case.
    pub message: String,
    /// The part of the line around the mistake, at most 100 characters.
    pub excerpt: String,
    /// Where the mistake begins in `excerpt`, and how long it is, in characters.
    pub marked: (usize, usize),
}

/// The message, the line and carets under the mistake.
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, len) = self.marked;
        writeln!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        writeln!(f, "{:4} | {}", self.line, self.excerpt)?;
        write!(f, "     | {}{}", " ".repeat(start), "^".repeat(len))
    }
}

impl std::error::Error for ParseError {}

impl ParseError {
    pub(super) fn new(text: &str, mistake: Mistake) -> ParseError {
        let Mistake { place: Place { line: number, start, end }, message } = mistake;
        let line = text.lines().nth(number as usize - 1).unwrap_or("");
        let column = line[..start].chars().count();
        let length = line[start..end].chars().count().max(1);
        let cut = column.saturating_sub(40);
        let plain = |char: char| if char.is_control() { ' ' } else { char };
        let excerpt: String = line.chars().map(plain).skip(cut).take(100).collect();
        let marked = (column - cut, length.min(100 - (column - cut)));
        ParseError { line: number, column: column as u32 + 1, message, excerpt, marked }
    }
}
