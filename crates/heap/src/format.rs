//! Numbers as text: C's `%.14g` and `%.6g`, decimal ints, and the text of a value in `+`.
//!
//! Exactly C's result: the double's true value rounded half to even to so many significant digits.
//! Most doubles need one product of 128 bits; the rest go through `core`'s exact formatting.

use std::fmt::Write;
use std::ops::Deref;

use crate::value::Bits;

/// A short text without an allocation.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; Text::CAPACITY],
    len: u8,
}

impl Text {
    const CAPACITY: usize = 31;

    const fn new() -> Text {
        Text { bytes: [0; Text::CAPACITY], len: 0 }
    }

    /// What a value that is no string contributes to `+` (LANGUAGE section 5.2): numbers in
    /// decimal, bools as 1 and 0, `nil`, and `[object]` for every object.
    pub fn of(bits: Bits) -> Text {
        if bits.is_int() {
            return Text::int(bits.as_int());
        }
        if bits.is_float() {
            return Text::float(bits.as_float());
        }
        match bits {
            Bits::TRUE => Text::literal("1"),
            Bits::FALSE => Text::literal("0"),
            bits if bits.is_heap() => Text::literal("[object]"),
            _ => Text::literal("nil"),
        }
    }

    /// An int in decimal.
    pub fn int(value: i32) -> Text {
        let mut text = Text::new();
        text.push_all(Digits::of(value).text());
        text
    }

    /// A double as C's `%.14g`; any NaN is `nan`.
    pub fn float(value: f64) -> Text {
        general::<14>(value)
    }

    /// A double as C's `%.6g`; any NaN is `nan`.
    pub fn float_short(value: f64) -> Text {
        general::<6>(value)
    }

    fn literal(text: &str) -> Text {
        let mut result = Text::new();
        result.push_all(text.as_bytes());
        result
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.len as usize] = byte;
        self.len += 1;
    }

    fn push_all(&mut self, bytes: &[u8]) {
        self.bytes[self.len as usize..][..bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len() as u8;
    }

    /// The last `count` decimal digits of `value`, with leading zeros.
    fn push_digits(&mut self, mut value: u64, count: usize) {
        let digits = &mut self.bytes[self.len as usize..][..count];
        let mut pairs = digits.rchunks_exact_mut(2);
        for pair in &mut pairs {
            pair.copy_from_slice(&PAIRS[(value % 100) as usize]);
            value /= 100;
        }
        if let [digit] = pairs.into_remainder() {
            *digit = b'0' + (value % 10) as u8;
        }
        self.len += count as u8;
    }
}

/// The text of an int, made in a register: what is stored byte by byte cannot be loaded as words at
/// once.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    bytes: [u8; 16],
    len: u8,
}

impl Digits {
    /// No text.
    pub(crate) const NONE: Digits = Digits { bytes: [0; 16], len: 0 };

    /// An int in decimal.
    #[inline]
    pub(crate) fn of(value: i32) -> Digits {
        let mut rest = value.unsigned_abs();
        let (mut word, mut len) = (0_u128, 0);
        loop {
            word = word << 8 | u128::from(b'0' + (rest % 10) as u8);
            rest /= 10;
            len += 1;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            word = word << 8 | u128::from(b'-');
            len += 1;
        }
        Digits { bytes: word.to_le_bytes(), len }
    }

    #[inline]
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl Deref for Text {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len as usize]
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(self))
    }
}

/// The texts of 00 to 99.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut value = 0;
    while value < pairs.len() {
        pairs[value] = [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8];
        value += 1;
    }
    pairs
};

/// Number of decimal digits, at least 1.
fn decimal_len(value: u64) -> usize {
    value.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// `%.{DIGITS}g`.
fn general<const DIGITS: usize>(value: f64) -> Text {
    if value.is_nan() {
        return Text::literal("nan");
    }
    let mut text = Text::new();
    if value.is_sign_negative() {
        text.push(b'-');
    }
    let magnitude = value.abs();
    if magnitude == 0.0 {
        text.push(b'0');
    } else if magnitude.is_infinite() {
        text.push_all(b"inf");
    } else if let Some(whole) = whole_number(magnitude).filter(|&whole| whole < 10_u64.pow(DIGITS as u32)) {
        text.push_digits(whole, decimal_len(whole));
    } else {
        let (digits, exponent) =
            round_quickly::<DIGITS>(magnitude).unwrap_or_else(|| round_exactly::<DIGITS>(magnitude));
        push_general::<DIGITS>(&mut text, digits, exponent);
    }
    text
}

/// The value as an integer, if it is one.
fn whole_number(value: f64) -> Option<u64> {
    let whole = value as u64;
    (whole as f64 == value).then_some(whole)
}

/// Lays out `digits` (exactly DIGITS of them, the first not 0) times 10^(`exponent` - DIGITS + 1),
/// without trailing zeros.
fn push_general<const DIGITS: usize>(text: &mut Text, mut digits: u64, exponent: i32) {
    let mut count = DIGITS;
    for (zeros, power) in [(8, 100_000_000), (4, 10_000), (2, 100), (1, 10)] {
        if count > zeros && digits.is_multiple_of(power) {
            digits /= power;
            count -= zeros;
        }
    }
    if exponent < -4 || exponent >= DIGITS as i32 {
        push_point(text, digits, count, 1);
        text.push(b'e');
        text.push(if exponent < 0 { b'-' } else { b'+' });
        let size = u64::from(exponent.unsigned_abs());
        text.push_digits(size, decimal_len(size).max(2));
    } else if exponent < 0 {
        text.push_all(&b"0.000"[..(1 - exponent) as usize]);
        text.push_digits(digits, count);
    } else {
        push_point(text, digits, count, exponent as usize + 1);
    }
}

/// `count` digits, `whole` of them before the point; padded with zeros up to the point.
fn push_point(text: &mut Text, digits: u64, count: usize, whole: usize) {
    if count <= whole {
        text.push_digits(digits, count);
        for _ in count..whole {
            text.push(b'0');
        }
        return;
    }
    let scale = 10_u64.pow((count - whole) as u32);
    text.push_digits(digits / scale, whole);
    text.push(b'.');
    text.push_digits(digits % scale, count - whole);
}

/// The first DIGITS digits of a positive finite double, rounded half to even, and its decimal
/// exponent; `None` outside the range where the arithmetic is exact in 128 bits.
fn round_quickly<const DIGITS: usize>(value: f64) -> Option<(u64, i32)> {
    let bits = value.to_bits();
    let biased = (bits >> 52) as i32;
    if biased == 0 {
        return None;
    }
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let binary_exponent = biased - 1075;
    // The value is at least 2^(biased - 1023); 1233/4096 is slightly less than log10(2), so this is
    // its exponent or one less.
    let mut exponent = ((biased - 1023) * 1233) >> 12;
    loop {
        // value * 10^shift has DIGITS digits before the point.
        let shift = DIGITS as i32 - 1 - exponent;
        let power = POWERS_OF_5.get(usize::try_from(shift).ok()?)?;
        let product = u128::from(mantissa) * power;
        let scale = binary_exponent + shift;
        let digits = if scale >= 0 {
            u64::try_from(product.checked_shl(scale as u32)?).ok()?
        } else {
            shift_rounding(product, -scale as u32)?
        };
        if digits < 10_u64.pow(DIGITS as u32) {
            return (digits >= 10_u64.pow(DIGITS as u32 - 1)).then_some((digits, exponent));
        }
        exponent += 1;
    }
}

/// `product / 2^count`, rounded half to even.
fn shift_rounding(product: u128, count: u32) -> Option<u64> {
    let floor = product.checked_shr(count)?;
    let rest = product - (floor << count);
    let half = 1_u128 << (count - 1);
    let up = rest > half || rest == half && floor & 1 == 1;
    u64::try_from(floor).ok().map(|digits| digits + u64::from(up))
}

/// Powers of 5 whose product with a mantissa of 53 bits fits 128.
static POWERS_OF_5: [u128; 33] = {
    let mut powers = [1; 33];
    let mut place = 1;
    while place < powers.len() {
        powers[place] = powers[place - 1] * 5;
        place += 1;
    }
    powers
};

/// As [`round_quickly`] for any positive finite double.
fn round_exactly<const DIGITS: usize>(value: f64) -> (u64, i32) {
    struct Parts {
        digits: u64,
        exponent: i32,
        in_exponent: bool,
        negative: bool,
    }
    impl Write for Parts {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            for byte in text.bytes() {
                match byte {
                    b'e' => self.in_exponent = true,
                    b'-' => self.negative = true,
                    b'0'..=b'9' if self.in_exponent => self.exponent = self.exponent * 10 + i32::from(byte - b'0'),
                    b'0'..=b'9' => self.digits = self.digits * 10 + u64::from(byte - b'0'),
                    _ => {}
                }
            }
            Ok(())
        }
    }
    let mut parts = Parts { digits: 0, exponent: 0, in_exponent: false, negative: false };
    // Writing to `Parts` cannot fail.
    let _ = write!(parts, "{value:.*e}", DIGITS - 1);
    (parts.digits, if parts.negative { -parts.exponent } else { parts.exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&Text::float(value)), expected);
    }

    #[test]
    fn documented_forms() {
        check(1.0, "1");
        check(1.5, "1.5");
        check(1e-5, "1e-05");
        check(123456789000000.0, "1.23456789e+14");
        check(99999999999999.0, "99999999999999");
        check(100000000000000.0, "1e+14");
        check(0.0001, "0.0001");
        check(-0.00012345, "-0.00012345");
        check(f64::INFINITY, "inf");
        check(f64::NEG_INFINITY, "-inf");
        check(-0.0, "-0");
        check(-f64::NAN, "nan");
        check(0.1 + 0.2, "0.3");
        check(1e300, "1e+300");
        check(5e-324, "4.9406564584125e-324");
        check(f64::MAX, "1.7976931348623e+308");
        check(99999999999999.96, "1e+14");
        check(1234567890123456.0, "1.2345678901235e+15");
    }

    #[test]
    fn ints() {
        for value in [0, 7, -7, 9, 10, 99, 100, 101, 999, 1000, -1000, 12345, 1_000_000_000, i32::MAX, i32::MIN] {
            assert_eq!(String::from_utf8_lossy(&Text::int(value)), value.to_string());
        }
    }

    #[test]
    fn both_ways_of_rounding_agree() {
        let mut state = 1_u64;
        let mut quick = 0;
        for _ in 0..20_000 {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            let value = f64::from_bits((state >> 12 & ((1 << 52) - 1)) | (900 + state % 200) << 52);
            if let Some(found) = round_quickly::<14>(value) {
                assert_eq!(found, round_exactly::<14>(value), "{value:e}");
                quick += 1;
            }
            if let Some(found) = round_quickly::<6>(value) {
                assert_eq!(found, round_exactly::<6>(value), "{value:e}");
            }
        }
        assert!(quick > 5_000, "{quick}");
    }
}
