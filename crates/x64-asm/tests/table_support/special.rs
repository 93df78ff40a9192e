//! The parts of floating-point numbers: exponents, mantissas, classes, ranges, estimates.

use super::exact::{Exact, format};
use super::float::{SIZES, indefinite, is_nan, quieted, value};
use super::rounded::scaled;
use super::step::{Model, Step, elements, joined, number_of};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let mut both = |name: &str, model: One| {
            add(format!("v{name}p{letter}"), packed(size, model));
            add(format!("v{name}s{letter}"), scalar(size, model));
        };
        both("getexp", |it| exponent(it.b, it.size));
        both("getmant", |it| mantissa(it.b, it.imm, it.size));
        both("scalef", |it| scaled(it.a, it.b, it.size, it.mode));
        both("rndscale", |it| rounded(it.b, it.imm, it.size, it.mode));
        both("reduce", |it| reduced(it.b, it.imm, it.size, it.mode));
        both("range", |it| ranged(it.a, it.b, it.imm, it.size));
        both("rcp14", |it| estimate(it, false));
        both("rsqrt14", |it| estimate(it, true));
        both("fixupimm", fixed);
        for kind in ["p", "s"] {
            add(
                format!("vfpclass{kind}{letter}"),
                Box::new(move |step| {
                    let imm = step.imm();
                    let classes = elements(&step.get(1), size).into_iter().map(|it| classes(it, size) & imm);
                    let made = classes.map(|it| if it != 0 { u64::MAX } else { 0 });
                    step.put(0, &joined(made, size));
                }),
            );
        }
    }
}

/// What one element is made from.
struct Element {
    size: usize,
    /// Of the destination, of the first source and of the last.
    old: u64,
    a: u64,
    b: u64,
    imm: u8,
    mode: u8,
    /// What came out.
    made: u64,
}

type One = fn(&Element) -> u64;

fn element(step: &Step, size: usize, at: usize) -> Element {
    let part = |bytes: Vec<u8>| number_of(&bytes[at * size..][..size]);
    let imm = if step.has_imm() { step.imm() } else { 0 };
    let (a, b) = (part(step.first()), part(step.last()));
    Element { size, old: part(step.get(0)), a, b, imm, mode: step.mode(), made: part(step.made(0)) }
}

fn packed(size: usize, model: One) -> Model {
    Box::new(move |step| {
        let made = (0..step.size(0) / size).map(|at| model(&element(step, size, at)));
        let made = joined(made, size);
        step.put(0, &made);
    })
}

fn scalar(size: usize, model: One) -> Model {
    Box::new(move |step| {
        let mut all = step.first();
        all[..size].copy_from_slice(&model(&element(step, size, 0)).to_le_bytes()[..size]);
        step.put(0, &all);
    })
}

/// Bits of the number behind its exponent.
fn fraction_bits(size: usize) -> u32 {
    format(size).infinity().trailing_zeros()
}

fn one(size: usize) -> u64 {
    if size == 4 { 1.0_f32.to_bits().into() } else { 1.0_f64.to_bits() }
}

fn exponent(b: u64, size: usize) -> u64 {
    let format = format(size);
    match b & !format.sign() {
        _ if is_nan(b, size) => quieted(b, size),
        0 => format.infinity() | format.sign(),
        rest if rest == format.infinity() => rest,
        _ => {
            let number = Exact::of(b, format);
            let highest = number.exponent + number.mantissa.ilog2() as i32;
            Exact::integer(highest.into()).rounded(format, 0)
        }
    }
}

/// The constant has an interval in its low two bits, and what becomes of the sign.
fn mantissa(b: u64, imm: u8, size: usize) -> u64 {
    let format = format(size);
    let sign = if imm & 4 != 0 { 0 } else { b & format.sign() };
    if is_nan(b, size) {
        return quieted(b, size);
    }
    let rest = b & !format.sign();
    if imm & 8 != 0 && b & format.sign() != 0 && rest != 0 {
        return indefinite(size);
    }
    if rest == 0 || rest == format.infinity() {
        return sign | one(size);
    }
    let number = Exact::of(b, format);
    let places = number.mantissa.ilog2() as i32;
    let highest = number.exponent + places;
    let is_upper_half = places > 0 && number.mantissa >> (places - 1) & 1 == 1;
    let halved = match imm & 3 {
        0 => false,
        1 => highest % 2 != 0,
        2 => true,
        _ => is_upper_half,
    };
    let exponent = -places - i32::from(halved);
    sign | Exact { negative: false, exponent, ..number }.rounded(format, 0)
}

/// To a number of binary places. The mode is in the constant or in MXCSR.
fn rounded(b: u64, imm: u8, size: usize, mode: u8) -> u64 {
    let format = format(size);
    if is_nan(b, size) {
        return quieted(b, size);
    }
    if !format.is_finite(b) {
        return b;
    }
    let mode = if imm & 4 != 0 { mode } else { imm & 3 };
    let (number, places) = (Exact::of(b, format), -i32::from(imm >> 4));
    if number.exponent >= places { b } else { number.at(places, mode).rounded(format, mode) }
}

/// What rounding to a number of binary places takes away.
fn reduced(b: u64, imm: u8, size: usize, mode: u8) -> u64 {
    let format = format(size);
    if is_nan(b, size) {
        return quieted(b, size);
    }
    if !format.is_finite(b) {
        return 0;
    }
    let whole = rounded(b, imm, size, mode);
    let mode = if imm & 4 != 0 { mode } else { imm & 3 };
    Exact::of(b, format).plus(Exact::of(whole, format).negated(), mode).rounded(format, mode)
}

/// The lesser or the greater of two numbers, or of their magnitudes, with a sign that the constant asks for.
fn ranged(a: u64, b: u64, imm: u8, size: usize) -> u64 {
    let sign = format(size).sign();
    let is_signaling = |it: u64| is_nan(it, size) && quieted(it, size) != it;
    if is_signaling(a) || is_signaling(b) {
        return quieted(if is_signaling(a) { a } else { b }, size);
    }
    let chosen = match (is_nan(a, size), is_nan(b, size)) {
        (true, false) => b,
        (_, true) => a,
        (false, false) => {
            // Of zeros and of equal magnitudes the sign decides.
            let key = |it: u64| (if it & sign != 0 { -1 } else { 1 }) * ((it & !sign) as i128 * 2 + 1);
            let magnitude = |it: u64| ((it & !sign) as i128, key(it));
            match imm & 3 {
                0 => std::cmp::min_by_key(a, b, |it| key(*it)),
                1 => std::cmp::max_by_key(a, b, |it| key(*it)),
                2 => std::cmp::min_by_key(a, b, |it| magnitude(*it)),
                _ => std::cmp::max_by_key(a, b, |it| magnitude(*it)),
            }
        }
    };
    match imm >> 2 & 3 {
        0 => chosen & !sign | a & sign,
        1 => chosen,
        2 => chosen & !sign,
        _ => chosen | sign,
    }
}

/// Right within 2^-14; of zeros, infinities, NaNs and negative roots exact.
fn estimate(it: &Element, is_root: bool) -> u64 {
    let (format, size) = (format(it.size), it.size);
    let sign = it.b & format.sign();
    match it.b & !format.sign() {
        _ if is_nan(it.b, size) => return quieted(it.b, size),
        0 => return sign | format.infinity(),
        _ if is_root && sign != 0 => return indefinite(size),
        rest if rest == format.infinity() => return sign,
        _ => {}
    }
    let unit = Exact::integer(1);
    let exact = |bits: u64| Exact::of(bits, format);
    let wanted = if is_root { unit.over(exact(root(it.b, size))) } else { unit.over(exact(it.b)) };
    let wanted = wanted.rounded(format, 0);
    let (made, number) = (value(it.made, size), value(wanted, size));
    let close = (made - number).abs() <= number.abs() * 2_f64.powi(-14) * 1.001;
    let has_sign = it.made & format.sign() == sign;
    if has_sign && format.is_finite(wanted) && close { it.made } else { wanted }
}

fn root(bits: u64, size: usize) -> u64 {
    Exact::of(bits, format(size)).root().rounded(format(size), 0)
}

/// A bit for each class that the number belongs to.
fn classes(b: u64, size: usize) -> u8 {
    let format = format(size);
    let (rest, negative) = (b & !format.sign(), b & format.sign() != 0);
    let normal = 1 << fraction_bits(size);
    let all = [
        is_nan(b, size) && quieted(b, size) == b,
        rest == 0 && !negative,
        rest == 0 && negative,
        rest == format.infinity() && !negative,
        rest == format.infinity() && negative,
        (1..normal).contains(&rest),
        rest > 0 && rest < format.infinity() && negative,
        is_nan(b, size) && quieted(b, size) != b,
    ];
    all.iter().enumerate().fold(0, |bits, (at, holds)| bits | u8::from(*holds) << at)
}

/// The last source is a table of what comes out for each kind of number.
fn fixed(it: &Element) -> u64 {
    let (size, format, from) = (it.size, format(it.size), it.a);
    let (rest, negative) = (from & !format.sign(), from & format.sign());
    let kind = match rest {
        _ if is_nan(from, size) => u32::from(quieted(from, size) != from),
        0 => 2,
        _ if from == one(size) => 3,
        _ if rest == format.infinity() => {
            if negative != 0 {
                4
            } else {
                5
            }
        }
        _ => {
            if negative != 0 {
                6
            } else {
                7
            }
        }
    };
    let number = |value: f64| if size == 4 { u64::from((value as f32).to_bits()) } else { value.to_bits() };
    match it.b >> (4 * kind) & 15 {
        0 => it.old,
        1 => from,
        2 if is_nan(from, size) => quieted(from, size),
        2 => from | quieted(format.infinity(), size),
        3 => indefinite(size),
        4 => format.infinity() | format.sign(),
        5 => format.infinity(),
        6 => negative | format.infinity(),
        7 => format.sign(),
        8 => 0,
        9 => number(-1.0),
        10 => number(1.0),
        11 => number(0.5),
        12 => number(90.0),
        13 => number(std::f64::consts::FRAC_PI_2),
        14 => format.infinity() - 1,
        _ => (format.infinity() - 1) | format.sign(),
    }
}
