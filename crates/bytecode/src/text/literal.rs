//! Texts and constants as they stand in a line, written and read.

use std::fmt::Write;

use super::lex::{Mistake, Token, TokenKind};
use crate::module::Constant;

/// A text as it stands if it is an identifier, else in quotes.
pub(super) fn word(text: &str) -> String {
    if is_identifier(text) { text.into() } else { quote(text.as_bytes()) }
}

/// ASCII letters, digits and `_`, not beginning with a digit.
pub(super) fn is_identifier(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

/// Bytes in quotes: printable characters as they are, everything else as `\n`, `\r`, `\t` or
/// `\xNN`.
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for part in bytes.utf8_chunks() {
        for char in part.valid().chars() {
            quote_char(&mut text, char);
        }
        for byte in part.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text.push('"');
    text
}

fn quote_char(text: &mut String, char: char) {
    match char {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\'' => text.push('\''),
        _ if char.escape_debug().count() == 1 => text.push(char),
        _ => {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
}

/// A constant as a literal; floats keep their bits.
pub(super) fn write_literal(constant: &Constant) -> String {
    match constant {
        Constant::Int(int) => int.to_string(),
        Constant::Float(float) if !float.is_nan() => format!("{float:?}"),
        Constant::Float(float) => match float.to_bits() {
            0x7FF8_0000_0000_0000 => "nan".into(),
            0xFFF8_0000_0000_0000 => "-nan".into(),
            bits => format!("nan:{bits:#018x}"),
        },
        Constant::Str(bytes) => quote(bytes),
    }
}

/// An int, a float (with point or exponent, `inf`, `nan`, `nan:0xBITS`) or a string.
pub(super) fn read_literal(token: &Token) -> Result<Constant, Mistake> {
    let constant = match &token.kind {
        TokenKind::Bytes(bytes) => Some(Constant::Str(bytes.as_slice().into())),
        TokenKind::Word(word) => int(word).or_else(|| float(word)),
        TokenKind::Label(_) => None,
    };
    match constant {
        Some(constant) => Ok(constant),
        None => Mistake::at(token.place, format!("{} is no int, float or string", token.shown())),
    }
}

fn int(word: &str) -> Option<Constant> {
    word.parse().ok().map(Constant::Int)
}

fn float(word: &str) -> Option<Constant> {
    let bits = match word {
        "inf" => f64::INFINITY.to_bits(),
        "-inf" => f64::NEG_INFINITY.to_bits(),
        "nan" => 0x7FF8_0000_0000_0000,
        "-nan" => 0xFFF8_0000_0000_0000,
        _ => match word.strip_prefix("nan:0x") {
            Some(bits) => u64::from_str_radix(bits, 16).ok().filter(|&bits| f64::from_bits(bits).is_nan())?,
            None if is_decimal(word) => word.parse::<f64>().ok()?.to_bits(),
            None => return None,
        },
    };
    Some(Constant::Float(f64::from_bits(bits)))
}

/// Digits with a point or an exponent.
fn is_decimal(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|char: char| char.is_ascii_digit()) && digits.contains(['.', 'e', 'E'])
}
