//! Floating point in all four rounding modes: numbers as whole multiples of powers of two.
//!
//! The modes have MXCSR's numbers: to the nearest, down, up, towards zero.

/// A format by its bits of precision and the exponent of its lowest bit.
#[derive(Clone, Copy)]
pub struct Format {
    precision: u32,
    lowest: i32,
}

pub const HALF: Format = Format { precision: 11, lowest: -24 };
pub const SINGLE: Format = Format { precision: 24, lowest: -149 };
pub const DOUBLE: Format = Format { precision: 53, lowest: -1074 };

pub fn format(size: usize) -> Format {
    match size {
        2 => HALF,
        4 => SINGLE,
        _ => DOUBLE,
    }
}

impl Format {
    /// The biased exponent of infinity.
    fn top(self) -> u64 {
        let bias = 2 - self.lowest - self.precision as i32;
        2 * bias as u64 + 1
    }

    /// The bits of infinity, and those of the exponent.
    pub fn infinity(self) -> u64 {
        self.top() << (self.precision - 1)
    }

    /// The bit of the sign.
    pub fn sign(self) -> u64 {
        (self.infinity() << 1) & !self.infinity() & !((1 << (self.precision - 1)) - 1)
    }

    /// The bits behind the exponent.
    pub fn fraction(self) -> u64 {
        (1 << (self.precision - 1)) - 1
    }

    pub fn is_finite(self, bits: u64) -> bool {
        bits & self.infinity() != self.infinity()
    }
}

/// `mantissa * 2^exponent`; with `more` a little more than that, less than one of the mantissa's units.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    pub negative: bool,
    pub mantissa: u128,
    pub exponent: i32,
    pub more: bool,
}

fn length(mantissa: u128) -> i32 {
    128 - mantissa.leading_zeros() as i32
}

impl Exact {
    pub fn integer(value: i128) -> Exact {
        Exact { negative: value < 0, mantissa: value.unsigned_abs(), exponent: 0, more: false }
    }

    /// Of a finite number.
    pub fn of(bits: u64, format: Format) -> Exact {
        let biased = (bits & format.infinity()) >> (format.precision - 1);
        let hidden = if biased > 0 { 1 << (format.precision - 1) } else { 0 };
        Exact {
            negative: bits & format.sign() != 0,
            mantissa: u128::from(bits & format.fraction() | hidden),
            exponent: format.lowest + (biased.max(1) - 1) as i32,
            more: false,
        }
    }

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub fn negated(self) -> Exact {
        Exact { negative: !self.negative, ..self }
    }

    pub fn times(self, other: Exact) -> Exact {
        Exact {
            negative: self.negative != other.negative,
            mantissa: self.mantissa * other.mantissa,
            exponent: self.exponent + other.exponent,
            more: false,
        }
    }

    pub fn over(self, other: Exact) -> Exact {
        let up = (127 - length(self.mantissa)).max(0);
        let wide = self.mantissa << up;
        Exact {
            negative: self.negative != other.negative,
            mantissa: wide / other.mantissa,
            exponent: self.exponent - up - other.exponent,
            more: !wide.is_multiple_of(other.mantissa),
        }
    }

    /// Of a positive number or zero.
    pub fn root(self) -> Exact {
        if self.is_zero() {
            return self;
        }
        let up = 120 - length(self.mantissa);
        let up = up + (self.exponent - up) % 2;
        let wide = self.mantissa << up;
        let mantissa = wide.isqrt();
        Exact { mantissa, exponent: (self.exponent - up) / 2, more: mantissa * mantissa != wide, ..self }
    }

    /// A sum of nothing is negative if both were, or if the mode is down and one was.
    pub fn plus(self, other: Exact, mode: u8) -> Exact {
        if self.is_zero() || other.is_zero() {
            let sum = if self.is_zero() { other } else { self };
            let both = self.is_zero() && other.is_zero() && self.negative != other.negative;
            return if both { Exact { negative: mode == 1, ..sum } } else { sum };
        }
        let top = |it: Exact| it.exponent + length(it.mantissa);
        let (large, small) = if top(self) >= top(other) { (self, other) } else { (other, self) };
        let up = 122 - length(large.mantissa);
        let (wide, exponent) = (large.mantissa << up, large.exponent - up);
        let shift = small.exponent - exponent;
        let (addend, more) = match shift {
            0.. => (small.mantissa << shift, false),
            -127..0 => (small.mantissa >> -shift, small.mantissa & ((1 << -shift) - 1) != 0),
            _ => (0, true),
        };
        if large.negative == small.negative {
            return Exact { negative: large.negative, mantissa: wide + addend, exponent, more };
        }
        let (negative, mantissa) = match wide.checked_sub(addend) {
            Some(difference) => (large.negative, difference),
            None => (small.negative, addend - wide),
        };
        match (mantissa, more) {
            (0, _) => Exact { negative: mode == 1, mantissa, exponent, more },
            // What was cut off of the smaller one was taken too little.
            (_, true) => Exact { negative, mantissa: mantissa - 1, exponent, more },
            (_, false) => Exact { negative, mantissa, exponent, more },
        }
    }

    /// The number as a multiple of `2^exponent`.
    pub fn at(self, exponent: i32, mode: u8) -> Exact {
        let drop = exponent - self.exponent;
        if drop <= 0 {
            assert!(!self.more, "there are enough bits");
            return Exact { mantissa: self.mantissa << -drop, exponent, ..self };
        }
        let (kept, rest, half) = match drop {
            1..=127 => (self.mantissa >> drop, self.mantissa & ((1 << drop) - 1), 1 << (drop - 1)),
            _ => (0, u128::from(self.mantissa != 0), 2),
        };
        let is_exact = rest == 0 && !self.more;
        let up = match mode {
            0 => rest > half || rest == half && (self.more || kept & 1 == 1),
            1 => !is_exact && self.negative,
            2 => !is_exact && !self.negative,
            _ => false,
        };
        Exact { mantissa: kept + u128::from(up), exponent, more: false, ..self }
    }

    /// The bits of the number in a format.
    pub fn rounded(self, format: Format, mode: u8) -> u64 {
        let sign = if self.negative { format.sign() } else { 0 };
        let precision = format.precision as i32;
        let exponent = (self.exponent + length(self.mantissa) - precision).max(format.lowest);
        if self.mantissa == 0 && !self.more {
            return sign;
        }
        let mut all = self.at(exponent, mode);
        if all.mantissa == 1 << precision {
            all = Exact { mantissa: all.mantissa >> 1, exponent: exponent + 1, ..all };
        }
        let normal = all.mantissa >> (precision - 1) != 0;
        let biased = if normal { (all.exponent - format.lowest + 1) as u64 } else { 0 };
        if biased >= format.top() {
            let to_infinity = mode == 0 || mode == 1 && self.negative || mode == 2 && !self.negative;
            return sign | (format.infinity() - u64::from(!to_infinity));
        }
        sign | biased << (precision - 1) | all.mantissa as u64 & format.fraction()
    }

    /// A whole number, of numbers that are not large; `None` of others.
    pub fn whole(self, mode: u8) -> Option<i128> {
        if self.exponent + length(self.mantissa) > 70 {
            return None;
        }
        let all = self.at(0, mode).mantissa as i128;
        Some(if self.negative { -all } else { all })
    }
}

#[test]
fn formats_have_the_bits_of_the_language() {
    for (size, infinity, sign) in
        [(2, 0x7c00, 0x8000), (4, u64::from(f32::INFINITY.to_bits()), 1 << 31), (8, f64::INFINITY.to_bits(), 1 << 63)]
    {
        assert_eq!((format(size).infinity(), format(size).sign()), (infinity, sign), "{size} bytes");
    }
}

#[test]
fn the_nearest_is_what_the_language_gives() {
    let numbers = [1.0, -3.0, 1e-310, 1.7e308, 0.1, -7.3e-200, 5e-324, 123_456.789, -1e16];
    let all: Vec<(f64, f64)> = numbers.iter().flat_map(|a| numbers.map(|b| (*a, b))).collect();
    for (a, b) in all {
        let (x, y) = (Exact::of(a.to_bits(), DOUBLE), Exact::of(b.to_bits(), DOUBLE));
        assert_eq!(x.plus(y, 0).rounded(DOUBLE, 0), (a + b).to_bits(), "{a} + {b}");
        assert_eq!(x.times(y).rounded(DOUBLE, 0), (a * b).to_bits(), "{a} * {b}");
        assert_eq!(x.over(y).rounded(DOUBLE, 0), (a / b).to_bits(), "{a} / {b}");
        assert_eq!(x.times(y).plus(x, 0).rounded(DOUBLE, 0), a.mul_add(b, a).to_bits(), "{a} * {b} + {a}");
        assert_eq!(x.rounded(SINGLE, 0), u64::from((a as f32).to_bits()), "{a}");
        if a > 0.0 {
            assert_eq!(x.root().rounded(DOUBLE, 0), a.sqrt().to_bits(), "the root of {a}");
        }
    }
}
