//! The UON text format, read as far as asked for: the place of a table, and its records one by one.
//!
//! What is malformed ends a record, a table or the file, as far as it was read. Invariant: every
//! call ends, whatever the text.

use crate::meter::BLOCK_BYTES;
use crate::meter::Tick;
use crate::space::is_space;
use vm::Error;

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Nil,
    Bool(bool),
    Int(i32),
    Float(f64),
    Text(Vec<u8>),
}

/// Names and values, in the order of the text.
pub type Fields = Vec<(Vec<u8>, Scalar)>;

/// A place in a text.
pub struct Reader<'t, 'm> {
    text: &'t [u8],
    at: usize,
    tick: &'m mut Tick<'m>,
}

impl<'t, 'm> Reader<'t, 'm> {
    /// Starts at `at`, or at the end if that is beyond it.
    pub fn new(text: &'t [u8], at: usize, tick: &'m mut Tick<'m>) -> Reader<'t, 'm> {
        Reader { text, at: at.min(text.len()), tick }
    }

    /// Offset of what was not read yet.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes behind the `[` of a table of the first `@flow` block, and gives the offset; `None` if
    /// there is none.
    ///
    /// # Errors
    /// Those of `tick`.
    pub fn find_table(&mut self, name: &[u8]) -> Result<Option<usize>, Error> {
        if !self.find_flow()? || !self.eat(b'{')? {
            return Ok(None);
        }
        loop {
            let found = self.word()?;
            if found.is_empty() {
                return Ok(None);
            }
            let is_list = self.eat(b':')? && self.eat(b'[')?;
            if found == name {
                return Ok(is_list.then_some(self.at));
            }
            if is_list {
                self.skip_list()?;
            }
            self.eat(b',')?;
        }
    }

    /// The next record of the table it is in; `None` at its end. Of two fields with one name both
    /// are given.
    ///
    /// # Errors
    /// Those of `tick`.
    pub fn record(&mut self) -> Result<Option<Fields>, Error> {
        self.eat(b',')?;
        if !self.eat(b'{')? {
            return Ok(None);
        }
        let mut fields = Vec::new();
        while !self.eat(b'}')? {
            let key = self.word()?;
            if key.is_empty() {
                break;
            }
            if self.eat(b':')? {
                fields.push((key.to_vec(), self.scalar()?));
            } else {
                // Whatever stands there instead is passed over.
                self.at = self.text.len().min(self.at + 1);
            }
            self.eat(b',')?;
        }
        Ok(Some(fields))
    }

    fn scalar(&mut self) -> Result<Scalar, Error> {
        self.skip_while(is_space)?;
        match self.peek() {
            Some(b'"') => Ok(Scalar::Text(self.quoted()?.to_vec())),
            Some(b'-' | b'0'..=b'9') => {
                Ok(number(self.skip_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))?))
            }
            _ => Ok(match self.word()? {
                b"true" => Scalar::Bool(true),
                b"false" => Scalar::Bool(false),
                b"null" | b"" => Scalar::Nil,
                word => Scalar::Text(word.to_vec()),
            }),
        }
    }

    /// Goes behind the next `@flow`; false if there is none.
    fn find_flow(&mut self) -> Result<bool, Error> {
        loop {
            self.skip_while(|byte| byte != b'@')?;
            if self.peek().is_none() {
                return Ok(false);
            }
            if self.text[self.at..].starts_with(b"@flow") {
                self.at += 5;
                return Ok(true);
            }
            self.at += 1;
        }
    }

    /// Goes behind the end of a list, from behind its `[`.
    fn skip_list(&mut self) -> Result<(), Error> {
        let mut depth = 1;
        while depth > 0 {
            self.skip_while(|byte| !matches!(byte, b'[' | b']' | b'"'))?;
            match self.peek() {
                None => return Ok(()),
                Some(b'"') => {
                    self.quoted()?;
                    continue;
                }
                Some(b'[') => depth += 1,
                Some(_) => depth -= 1,
            }
            self.at += 1;
        }
        Ok(())
    }

    /// The text between two quotes, or to the end.
    fn quoted(&mut self) -> Result<&'t [u8], Error> {
        self.at += 1;
        let text = self.skip_while(|byte| byte != b'"')?;
        self.at = self.text.len().min(self.at + 1);
        Ok(text)
    }

    /// The word that follows white space, perhaps empty.
    fn word(&mut self) -> Result<&'t [u8], Error> {
        self.skip_while(is_space)?;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }

    /// Whether `byte` follows white space; if so, goes behind it.
    fn eat(&mut self, byte: u8) -> Result<bool, Error> {
        self.skip_while(is_space)?;
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        Ok(found)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Goes on while `test` accepts the bytes, and gives them.
    fn skip_while(&mut self, test: impl Fn(u8) -> bool) -> Result<&'t [u8], Error> {
        let start = self.at;
        for block in self.text[start..].chunks(BLOCK_BYTES) {
            let count = block.iter().take_while(|&&byte| test(byte)).count();
            (self.tick)(count)?;
            self.at += count;
            if count < block.len() {
                break;
            }
        }
        Ok(&self.text[start..self.at])
    }
}

/// A number from digits, points and minus signs: as much of them as C's `atof`, or without a point
/// `atoi`, takes.
fn number(token: &[u8]) -> Scalar {
    let digits = |from: usize| token[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(token.first() == Some(&b'-'));
    let whole = sign + digits(sign);
    if !token.contains(&b'.') {
        return Scalar::Int(int(&token[sign..whole], sign == 1));
    }
    let has_point = token.get(whole) == Some(&b'.');
    let end = if has_point { whole + 1 + digits(whole + 1) } else { whole };
    let used = str::from_utf8(&token[..end]).unwrap_or_default();
    Scalar::Float(used.parse().unwrap_or(0.0))
}

/// Digits as a 64-bit number that stops at its greatest, cut to 32 bits.
fn int(digits: &[u8], is_negative: bool) -> i32 {
    let mut value = 0_i64;
    for digit in digits {
        let digit = i64::from(digit - b'0');
        value = value.saturating_mul(10).saturating_add(if is_negative { -digit } else { digit });
    }
    value as i32
}

#[cfg(test)]
mod tests;
