//! Words, strings and labels of one line, and the numbers and texts they stand for.

use super::literal::is_identifier;

/// A piece of a line.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) place: Place,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum TokenKind<'a> {
    /// Anything between spaces and commas.
    Word(&'a str),
    /// Quoted bytes, escapes replaced.
    Bytes(Vec<u8>),
    /// A word followed by a colon.
    Label(&'a str),
}

/// Where something stands: line from 1, byte offsets in the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A mistake in the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mistake {
    pub(super) place: Place,
    pub(super) message: String,
}

impl Mistake {
    pub(super) fn at<T>(place: Place, message: impl Into<String>) -> Result<T, Mistake> {
        Err(Mistake { place, message: message.into() })
    }
}

impl Token<'_> {
    /// The token as it may be shown in a message.
    pub(super) fn shown(&self) -> String {
        match &self.kind {
            TokenKind::Word(word) | TokenKind::Label(word) => format!("`{}`", shorten(word)),
            TokenKind::Bytes(_) => "a string".into(),
        }
    }
}

/// The first 40 characters, escaped.
fn shorten(word: &str) -> String {
    let start: String = word.chars().take(40).collect();
    let dots = if start.len() < word.len() { "..." } else { "" };
    format!("{}{dots}", start.escape_debug())
}

/// The tokens of a line.
pub(super) fn tokens(number: u32, line: &str) -> Result<Vec<Token<'_>>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(start) = skip_space(line, at) {
        let token =
            if line[start..].starts_with('"') { string(number, line, start)? } else { word(number, line, start) };
        at = token.place.end;
        tokens.push(token);
    }
    Ok(tokens)
}

/// The first word of a line, which says what the line is; empty before a string, `None` if there is
/// nothing on the line.
pub(super) fn first_word(line: &str) -> Option<&str> {
    skip_space(line, 0).map(|start| &line[start..word_end(line, start)])
}

/// The start of the next token, `None` at the line's end or a comment.
fn skip_space(line: &str, at: usize) -> Option<usize> {
    let rest = &line[at..];
    let start = at + rest.find(|char: char| !is_space(char))?;
    if line[start..].starts_with(';') { None } else { Some(start) }
}

fn is_space(char: char) -> bool {
    char.is_whitespace() || char == ','
}

fn word_end(line: &str, start: usize) -> usize {
    let end = line[start..].find(|char: char| is_space(char) || char == ';' || char == '"');
    end.map_or(line.len(), |length| start + length)
}

fn word(number: u32, line: &str, start: usize) -> Token<'_> {
    let end = word_end(line, start);
    let word = &line[start..end];
    let kind = match word.strip_suffix(':') {
        Some(label) => TokenKind::Label(label),
        None => TokenKind::Word(word),
    };
    Token { kind, place: Place { line: number, start, end } }
}

fn string(number: u32, line: &str, start: usize) -> Result<Token<'_>, Mistake> {
    let mut bytes = Vec::new();
    let mut chars = line[start..].char_indices().skip(1);
    while let Some((offset, char)) = chars.next() {
        let here = Place { line: number, start: start + offset, end: line.len() };
        match char {
            '"' => {
                let place = Place { line: number, start, end: start + offset + 1 };
                return Ok(Token { kind: TokenKind::Bytes(bytes), place });
            }
            '\\' => bytes.push(escape(here, &mut chars)?),
            _ => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Mistake::at(Place { line: number, start, end: line.len() }, "string without its closing quote")
}

/// The byte of an escape, after its backslash.
fn escape(backslash: Place, chars: &mut impl Iterator<Item = (usize, char)>) -> Result<u8, Mistake> {
    let next = chars.next().map(|(_, char)| char);
    let length = 1 + next.map_or(0, char::len_utf8);
    let place = Place { end: backslash.start + length, ..backslash };
    match next {
        Some('n') => Ok(b'\n'),
        Some('r') => Ok(b'\r'),
        Some('t') => Ok(b'\t'),
        Some('"') => Ok(b'"'),
        Some('\\') => Ok(b'\\'),
        Some('x') => {
            let digit = |char: char| char.to_digit(16);
            let high = chars.next().and_then(|(_, char)| digit(char));
            let low = chars.next().and_then(|(_, char)| digit(char));
            match (high, low) {
                (Some(high), Some(low)) => Ok((high * 16 + low) as u8),
                _ => Mistake::at(place, "`\\x` needs two hexadecimal digits"),
            }
        }
        _ => Mistake::at(place, "unknown escape: there are `\\n \\r \\t \\\" \\\\ \\xNN`"),
    }
}

/// The number of `#number`, or `None` for anything else.
pub(super) fn index(token: &Token) -> Result<Option<u32>, Mistake> {
    match token.kind {
        TokenKind::Word(word) if word.starts_with('#') => number(token, "index", "#", u32::MAX).map(Some),
        TokenKind::Word(_) | TokenKind::Bytes(_) | TokenKind::Label(_) => Ok(None),
    }
}

/// An identifier, or a quoted text.
pub(super) fn text_of<'t>(token: &'t Token) -> Result<&'t str, Mistake> {
    match &token.kind {
        TokenKind::Word(word) if is_identifier(word) => Ok(word),
        TokenKind::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => Mistake::at(token.place, "a name must be UTF-8"),
        },
        _ => Mistake::at(token.place, format!("{} where a name is expected; other text needs quotes", token.shown())),
    }
}

/// A decimal number, the prefix before it optional.
pub(super) fn number(token: &Token, what: &str, prefix: &str, max: u32) -> Result<u32, Mistake> {
    let digits = match token.kind {
        TokenKind::Word(word) => word.strip_prefix(prefix).unwrap_or(word),
        TokenKind::Bytes(_) | TokenKind::Label(_) => "",
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let example = if prefix.is_empty() { String::new() } else { format!(" such as `{prefix}0`") };
        return Mistake::at(token.place, format!("{} where {article} {what}{example} is expected", token.shown()));
    }
    check_range(token, what, digits.parse().unwrap_or(u64::MAX), max)
}

pub(super) fn check_range(token: &Token, what: &str, word: u64, max: u32) -> Result<u32, Mistake> {
    match u32::try_from(word) {
        Ok(word) if word <= max => Ok(word),
        _ => Mistake::at(token.place, format!("{what} beyond {max}, the highest this operand can hold")),
    }
}
