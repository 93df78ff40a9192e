//! Arithmetic and conversions in the rounding mode of the instruction or of MXCSR.

use super::exact::{Exact, Format, format};
use super::float::{SIZES, indefinite, is_nan, nan_of, or_indefinite, quieted, widened};
use super::step::{Model, Step, elements, joined, number_of, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    arithmetic(add);
    fused(add);
    to_integers(add);
    from_integers(add);
    between(add);
}

/// Each element from those of both sources in a mode.
fn packed(size: usize, model: impl Fn(u64, u64, u8) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let mode = step.mode();
        let pairs = elements(&step.first(), size).into_iter().zip(elements(&step.last(), size));
        step.put(0, &joined(pairs.map(|(a, b)| model(a, b, mode)), size));
    })
}

/// The low element from those of both sources in a mode, the others from the first.
fn scalar(size: usize, model: impl Fn(u64, u64, u8) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let mut all = step.first();
        let made = model(number_of(&all[..size]), number_of(&step.last()[..size]), step.mode());
        all[..size].copy_from_slice(&made.to_le_bytes()[..size]);
        step.put(0, &all);
    })
}

#[derive(Clone, Copy)]
enum Operation {
    Add,
    Sub,
    Mul,
    Div,
    Root,
}

fn arithmetic(add: &mut dyn FnMut(String, Model)) {
    use Operation::{Add, Div, Mul, Root, Sub};
    for (letter, size) in SIZES {
        for (name, operation) in [("add", Add), ("sub", Sub), ("mul", Mul), ("div", Div), ("sqrt", Root)] {
            let model = move |a, b, mode| calculated(operation, a, b, size, mode);
            add(format!("v{name}p{letter}"), packed(size, model));
            add(format!("v{name}s{letter}"), scalar(size, model));
        }
    }
}

/// The number as the language has it: infinities give the same in all modes.
fn native(bits: u64, size: usize) -> f64 {
    if size == 4 { f32::from_bits(bits as u32).into() } else { f64::from_bits(bits) }
}

fn bits_of(value: f64, size: usize) -> u64 {
    if size == 4 { u64::from((value as f32).to_bits()) } else { value.to_bits() }
}

fn calculated(operation: Operation, a: u64, b: u64, size: usize, mode: u8) -> u64 {
    let format = format(size);
    let is_root = matches!(operation, Operation::Root);
    let operands: &[u64] = if is_root { &[b] } else { &[a, b] };
    if let Some(nan) = nan_of(operands, size) {
        return nan;
    }
    let (x, y) = (native(a, size), native(b, size));
    let special = match operation {
        Operation::Add => x + y,
        Operation::Sub => x - y,
        Operation::Mul => x * y,
        Operation::Div => x / y,
        Operation::Root => y.sqrt(),
    };
    let is_special = match operation {
        Operation::Div => y == 0.0,
        Operation::Root => y < 0.0,
        _ => false,
    };
    if is_special || !operands.iter().all(|it| format.is_finite(*it)) {
        return or_indefinite(bits_of(special, size), size);
    }
    let (p, q) = (|| Exact::of(a, format), Exact::of(b, format));
    let made = match operation {
        Operation::Add => p().plus(q, mode),
        Operation::Sub => p().plus(q.negated(), mode),
        Operation::Mul => p().times(q),
        Operation::Div => p().over(q),
        Operation::Root => q.root(),
    };
    made.rounded(format, mode)
}

fn fused(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        for order in ["132", "213", "231"] {
            for name in ["fmadd", "fmsub", "fnmadd", "fnmsub", "fmaddsub", "fmsubadd"] {
                add(
                    format!("v{name}{order}p{letter}"),
                    Box::new(move |step| fuse(step, name, order, size, usize::MAX)),
                );
                add(format!("v{name}{order}s{letter}"), Box::new(move |step| fuse(step, name, order, size, 1)));
            }
        }
    }
}

/// The lowest `count` elements; the digits say which operands are the factors and the summand.
fn fuse(step: &mut Step, name: &str, order: &str, size: usize, count: usize) {
    let (operands, mode) = ([0, 1, 2].map(|at| elements(&step.get(at), size)), step.mode());
    let made = elements(&step.made(0), size);
    let mut all = operands[0].clone();
    for at in 0..all.len().min(count) {
        let taken = |digit: usize| operands[usize::from(order.as_bytes()[digit] - b'1')][at];
        let minus = match name {
            "fmsub" | "fnmsub" => true,
            "fmaddsub" => at % 2 == 0,
            "fmsubadd" => at % 2 == 1,
            _ => false,
        };
        let negated = [name.starts_with("fn"), minus];
        all[at] = fused_one([taken(0), taken(1), taken(2)], negated, made[at], size, mode);
    }
    step.put(0, &joined(all, size));
}

/// Which of several NaNs comes out depends on the processor; it is one of them, made quiet.
fn fused_one(operands: [u64; 3], negated: [bool; 2], made: u64, size: usize, mode: u8) -> u64 {
    let nans: Vec<u64> = operands.into_iter().filter(|it| is_nan(*it, size)).map(|it| quieted(it, size)).collect();
    if let Some(first) = nans.first() {
        return if nans.contains(&made) { made } else { *first };
    }
    let format = format(size);
    let sign = |at: usize, negated: bool| if negated { operands[at] ^ format.sign() } else { operands[at] };
    let [a, b, c] = [sign(0, negated[0]), operands[1], sign(2, negated[1])];
    if ![a, b, c].iter().all(|it| format.is_finite(*it)) {
        let product = native(a, size) * native(b, size);
        let special = if format.is_finite(c) || product.is_nan() { product } else { product + native(c, size) };
        let overflows = format.is_finite(a) && format.is_finite(b);
        let special = if overflows { native(c, size) } else { special };
        return or_indefinite(bits_of(special, size), size);
    }
    Exact::of(a, format).times(Exact::of(b, format)).plus(Exact::of(c, format), mode).rounded(format, mode)
}

/// A whole number of so many bytes. What does not fit is the least one, or all ones without a sign.
fn integer(bits: u64, from: usize, to: usize, is_signed: bool, mode: u8) -> u64 {
    let format = format(from);
    let width = 8 * to as u32;
    let (low, high) = if is_signed { (-1 << (width - 1), 1 << (width - 1)) } else { (0, 1 << width) };
    let whole = if format.is_finite(bits) { Exact::of(bits, format).whole(mode) } else { None };
    match whole {
        Some(whole) if (low..high).contains(&whole) => whole as u64,
        _ if is_signed => 1 << (width - 1),
        _ => u64::MAX,
    }
}

fn to_integers(add: &mut dyn FnMut(String, Model)) {
    for (letter, from) in SIZES {
        for (name, to, is_signed) in [("dq", 4, true), ("udq", 4, false), ("qq", 8, true), ("uqq", 8, false)] {
            for (start, truncates) in [("vcvt", false), ("vcvtt", true)] {
                let model = converted(from, to, move |it, mode| {
                    integer(it, from, to, is_signed, if truncates { 3 } else { mode })
                });
                add(format!("{start}p{letter}2{name}"), model);
            }
        }
        for (name, is_signed) in [("si", true), ("usi", false)] {
            for (start, truncates) in [("vcvt", false), ("vcvtt", true)] {
                add(
                    format!("{start}s{letter}2{name}"),
                    Box::new(move |step| {
                        let (mode, to) = (if truncates { 3 } else { step.mode() }, step.size(0));
                        let made = integer(number_of(&step.last()[..from]), from, to, is_signed, mode);
                        step.put(0, &made.to_le_bytes());
                    }),
                );
            }
        }
    }
}

fn from_integer(bits: u64, from: usize, is_signed: bool, format: Format, mode: u8) -> u64 {
    let value = if is_signed { i128::from(signed(bits, from)) } else { bits.into() };
    Exact::integer(value).rounded(format, mode)
}

fn from_integers(add: &mut dyn FnMut(String, Model)) {
    for (letter, to) in SIZES {
        for (name, from, is_signed) in [("dq", 4, true), ("udq", 4, false), ("qq", 8, true), ("uqq", 8, false)] {
            let model = converted(from, to, move |it, mode| from_integer(it, from, is_signed, format(to), mode));
            add(format!("vcvt{name}2p{letter}"), model);
        }
        for (name, is_signed) in [("si", true), ("usi", false)] {
            add(
                format!("vcvt{name}2s{letter}"),
                Box::new(move |step| {
                    let (mut all, from) = (step.first(), step.last());
                    let made = from_integer(number_of(&from), from.len(), is_signed, format(to), step.mode());
                    all[..to].copy_from_slice(&made.to_le_bytes()[..to]);
                    step.put(0, &all);
                }),
            );
        }
    }
}

/// A number of a smaller format.
fn narrowed(bits: u64, from: usize, to: usize, mode: u8) -> u64 {
    let (wide, narrow) = (format(from), format(to));
    let sign = if bits & wide.sign() != 0 { narrow.sign() } else { 0 };
    if is_nan(bits, from) {
        // The highest bits of the fraction stay.
        let shift = if from == 8 { 29 } else { 13 };
        let fraction = quieted(bits, from) >> shift & narrow.fraction();
        return sign | narrow.infinity() | fraction;
    }
    if !wide.is_finite(bits) {
        return sign | narrow.infinity();
    }
    Exact::of(bits, wide).rounded(narrow, mode)
}

fn between(add: &mut dyn FnMut(String, Model)) {
    add("vcvtpd2ps".into(), converted(8, 4, |it, mode| narrowed(it, 8, 4, mode)));
    add("vcvtps2pd".into(), converted(4, 8, |it, _| widened(it)));
    add("vcvtsd2ss".into(), resized(8, 4, |it, mode| narrowed(it, 8, 4, mode)));
    add("vcvtss2sd".into(), resized(4, 8, |it, _| widened(it)));
    // The constant has a mode of its own, or asks for that of MXCSR.
    add(
        "vcvtps2ph".into(),
        Box::new(|step| {
            let imm = step.imm();
            let mode = if imm & 4 != 0 { step.mode() } else { imm & 3 };
            let made = elements(&step.get(1), 4).into_iter().map(|it| narrowed(it, 4, 2, mode));
            step.put(0, &joined(made, 2));
        }),
    );
}

/// Each element of the destination from one of the source; what remains of it is zero.
fn converted(from: usize, to: usize, model: impl Fn(u64, u8) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let (source, mode) = (step.last(), step.mode());
        let count = (source.len() / from).min(step.size(0) / to);
        let made = elements(&source, from).into_iter().take(count).map(|it| model(it, mode));
        step.put(0, &joined(made, to));
    })
}

fn resized(from: usize, to: usize, model: fn(u64, u8) -> u64) -> Model {
    Box::new(move |step| {
        let mut all = step.first();
        let made = model(number_of(&step.last()[..from]), step.mode());
        all[..to].copy_from_slice(&made.to_le_bytes()[..to]);
        step.put(0, &all);
    })
}

/// A number times a power of two, the exponent rounded down.
pub fn scaled(a: u64, b: u64, size: usize, mode: u8) -> u64 {
    let format = format(size);
    let infinity = format.infinity();
    let (value, sign) = (a & !format.sign(), a & format.sign());
    // Times two to an infinite power: nothing or everything, also of a NaN.
    if is_nan(a, size) {
        let power = if is_nan(b, size) { 0 } else { b };
        return match power {
            _ if is_nan(b, size) || power & !format.sign() != infinity => quieted(a, size),
            _ if a & (quieted(0, size)) == 0 => quieted(a, size),
            power if power == infinity => infinity,
            _ => 0,
        };
    }
    if is_nan(b, size) {
        return quieted(b, size);
    }
    match b {
        _ if b == infinity && value == 0 => indefinite(size),
        _ if b == infinity => sign | infinity,
        _ if b == infinity | format.sign() && value == infinity => indefinite(size),
        _ if b == infinity | format.sign() => sign,
        _ if value == infinity || value == 0 => a,
        _ => {
            let exponent = Exact::of(b, format).whole(1).unwrap_or(if b & format.sign() == 0 { 9999 } else { -9999 });
            let number = Exact::of(a, format);
            let exponent = number.exponent + exponent.clamp(-9999, 9999) as i32;
            Exact { exponent, ..number }.rounded(format, mode)
        }
    }
}
