//! Numbers: an int where there is neither point nor exponent and it fits, else a float.

use super::{Event, JsonError, Reader};

/// Most characters of a number.
pub(super) const MAX_NUMBER_BYTES: usize = 4 << 10;

impl Reader {
    /// Reads a number, from its first character.
    pub(super) fn number(&mut self, text: &[u8]) -> Result<Event, JsonError> {
        let start = self.at;
        let limit = &text[..text.len().min(start + MAX_NUMBER_BYTES + 1)];
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
        if self.at - start > MAX_NUMBER_BYTES {
            self.at = start + MAX_NUMBER_BYTES;
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
