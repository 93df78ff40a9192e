//! Bracket expressions: `[abc]`, `[^a-z]`, `[[:digit:]_]`.
//!
//! A `]` is an ordinary byte where it comes first, a `-` where it comes first or last; a backslash
//! is one everywhere.

use super::byte_set::{ByteSet, class};
use super::pattern::InvalidPattern;

/// A bracket expression, behind its `[`.
pub struct Bracket<'p, 't> {
    text: &'t [u8],
    at: &'p mut usize,
}

/// What stands in a bracket expression.
enum Element {
    Byte(u8),
    Class(ByteSet),
}

impl<'p, 't> Bracket<'p, 't> {
    /// Starts at `at`, which is moved behind what is read.
    pub fn new(text: &'t [u8], at: &'p mut usize) -> Bracket<'p, 't> {
        Bracket { text, at }
    }

    /// Reads to the closing `]`.
    ///
    /// # Errors
    /// It is not closed, names an unknown class, or has a range that is empty or has a class at an
    /// end.
    pub fn parse(mut self) -> Result<ByteSet, InvalidPattern> {
        let negated = self.eat(b"^");
        let mut set = ByteSet::default();
        let mut first = true;
        while first || !self.eat(b"]") {
            match self.element(first)? {
                Element::Class(class) => set.union(class),
                Element::Byte(low) => match self.range_end()? {
                    Some(high) if low > high => return Err(InvalidPattern),
                    high => set.union(ByteSet::from_fn(|byte| (low..=high.unwrap_or(low)).contains(&byte))),
                },
            }
            first = false;
        }
        Ok(if negated { set.negated() } else { set })
    }

    fn rest(&self) -> &[u8] {
        &self.text[*self.at..]
    }

    fn eat(&mut self, token: &[u8]) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            *self.at += token.len();
        }
        found
    }

    /// One element. A `-` is one where `hyphen` allows it, and at the end.
    fn element(&mut self, hyphen: bool) -> Result<Element, InvalidPattern> {
        for open in [*b"[:", *b"[=", *b"[."] {
            if self.eat(&open) {
                return self.named(open[1]);
            }
        }
        match *self.rest() {
            [] => Err(InvalidPattern),
            [b'-', after, ..] if !hyphen && after != b']' => Err(InvalidPattern),
            [byte, ..] => {
                *self.at += 1;
                Ok(Element::Byte(byte))
            }
        }
    }

    /// The upper end, if a range's `-` follows.
    fn range_end(&mut self) -> Result<Option<u8>, InvalidPattern> {
        let rest = self.rest();
        if !rest.starts_with(b"-") || rest.starts_with(b"-]") {
            return Ok(None);
        }
        *self.at += 1;
        match self.element(true)? {
            Element::Byte(high) => Ok(Some(high)),
            Element::Class(_) => Err(InvalidPattern),
        }
    }

    /// The rest of `[:name:]`, `[=b=]` or `[.b.]`.
    fn named(&mut self, kind: u8) -> Result<Element, InvalidPattern> {
        let rest = self.rest();
        let length = rest.windows(2).take(32).position(|pair| pair == [kind, b']']).ok_or(InvalidPattern)?;
        let name = &rest[..length];
        let element = match (kind, name) {
            (b':', _) => Element::Class(class(name).ok_or(InvalidPattern)?),
            (b'.', &[byte]) => Element::Byte(byte),
            (b'=', &[byte]) => Element::Class(ByteSet::single(byte)),
            _ => return Err(InvalidPattern),
        };
        *self.at += length + 2;
        Ok(element)
    }
}
