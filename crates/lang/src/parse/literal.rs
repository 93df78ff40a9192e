//! The values of number and string tokens, and what is said of those that are none.

use super::remedy;

/// An int: signed 64-bit, saturating, cut to its low 32 bits.
pub(super) fn int(digits: &[u8]) -> i32 {
    let add_digit = |value: i64, &digit: &u8| value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    digits.iter().fold(0, add_digit) as i32
}

/// A float: digits, a point, digits; the nearest double.
pub(super) fn float(text: &[u8]) -> f64 {
    let text = std::str::from_utf8(text).expect("a float token is ASCII");
    text.parse().expect("a float token has the form of a float")
}

/// The bytes of a string token, without quotes and with its escapes replaced.
pub(super) fn string(token: &[u8]) -> Vec<u8> {
    let mut text = &token[1..token.len() - 1];
    let mut bytes = Vec::with_capacity(text.len());
    while let Some(at) = text.iter().position(|&byte| byte == b'\\') {
        bytes.extend_from_slice(&text[..at]);
        let (value, length) = escape(&text[at..]);
        bytes.push(value);
        text = &text[at + length..];
    }
    bytes.extend_from_slice(text);
    bytes
}

/// The byte of the escape that `text` begins with and its length; a lone backslash stays, as does
/// one before any other character, which may be a regular expression's.
fn escape(text: &[u8]) -> (u8, usize) {
    match text.get(1) {
        Some(b'n') => (b'\n', 2),
        Some(b't') => (b'\t', 2),
        Some(b'r') => (b'\r', 2),
        Some(&byte @ (b'"' | b'\'' | b'\\')) => (byte, 2),
        _ => (b'\\', 1),
    }
}

/// The message for a character that begins no token.
pub(super) fn unexpected(text: &[u8]) -> String {
    match std::str::from_utf8(text) {
        Ok("&") => "Unexpected character '&': the operator is '&&'.".to_owned(),
        Ok("|") => "Unexpected character '|': the operator is '||'.".to_owned(),
        Ok("\\") => "Unexpected character '\\'.".to_owned(),
        Ok(other) => match remedy::instead_of_character(text) {
            Some(remedy) => format!("Unexpected character '{other}'. {remedy}"),
            None => format!("Unexpected character '{}'.", other.escape_debug()),
        },
        Err(_) => format!("Unexpected byte 0x{:02X}.", text[0]),
    }
}

/// The message for a string token that its writer meant to go on behind a quote.
pub(super) fn ends_early(token: &[u8]) -> String {
    let (quote, other) = if token[0] == b'"' { ('"', '\'') } else { ('\'', '"') };
    format!(
        "The string ends at this {quote}: a backslash does not protect it. Write {other}...{other} around a {quote}."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_wrap_and_saturate_as_64_bits() {
        let cases: [(&[u8], i32); 6] = [
            (b"2147483647", i32::MAX),
            (b"2147483648", i32::MIN),
            (b"3000000000", -1_294_967_296),
            (b"007", 7),
            (b"9223372036854775807", -1),
            (b"99999999999999999999999999", -1),
        ];
        for (digits, value) in cases {
            assert_eq!(int(digits), value);
        }
    }

    #[test]
    fn floats_are_the_nearest_doubles() {
        assert_eq!(float(b"0.1"), 0.1);
        assert_eq!(float([&b"1"[..], &b"0".repeat(400), b".5"].concat().as_slice()), f64::INFINITY);
    }

    #[test]
    fn unknown_escapes_keep_both_characters() {
        assert_eq!(string(br"'a\n\t\r\'\\b'"), b"a\n\t\r'\\b");
        assert_eq!(string(br#""\w+\.\w""#), br"\w+\.\w");
        assert_eq!(string(br#""C:\""#), br"C:\");
        assert_eq!(string(b"''"), b"");
    }
}
