//! Packed and scalar floating point: arithmetic, comparisons, conversions.
//!
//! Values are bits; `size` is 4 or 8. Of two NaNs the first operand's comes out, made quiet.

use super::step::{Model, Step, chunks2, elements, joined, lanes1, lanes2, number_of, signed, whole1};
use crate::model::{from_half, to_half};

pub const SIZES: [(&str, usize); 2] = [("s", 4), ("d", 8)];

pub fn models(add: &mut dyn FnMut(String, Model)) {
    arithmetic(add);
    pairs(add);
    dots(add);
    comparisons(add);
    rounding(add);
    estimates(add);
    conversions(add);
    scalar_conversions(add);
}

pub fn is_nan(bits: u64, size: usize) -> bool {
    if size == 4 { f32::from_bits(bits as u32).is_nan() } else { f64::from_bits(bits).is_nan() }
}

pub fn quieted(bits: u64, size: usize) -> u64 {
    if size == 4 { bits | 1 << 22 } else { bits | 1 << 51 }
}

/// What an invalid operation gives.
pub fn indefinite(size: usize) -> u64 {
    if size == 4 { 0xffc0_0000 } else { 0xfff8_0000_0000_0000 }
}

/// The NaN that comes out, if there is one among the operands.
pub fn nan_of(operands: &[u64], size: usize) -> Option<u64> {
    operands.iter().find(|it| is_nan(**it, size)).map(|it| quieted(*it, size))
}

pub fn or_indefinite(bits: u64, size: usize) -> u64 {
    if is_nan(bits, size) { indefinite(size) } else { bits }
}

type Two<T> = fn(T, T) -> T;

fn two(size: usize, single: Two<f32>, double: Two<f64>) -> impl Fn(u64, u64) -> u64 + Copy {
    move |a, b| {
        nan_of(&[a, b], size).unwrap_or_else(|| {
            let made = match size {
                4 => u64::from(single(f32::from_bits(a as u32), f32::from_bits(b as u32)).to_bits()),
                _ => double(f64::from_bits(a), f64::from_bits(b)).to_bits(),
            };
            or_indefinite(made, size)
        })
    }
}

/// A number of either size as one of 64 bits, exactly.
pub fn value(bits: u64, size: usize) -> f64 {
    if size == 4 { f64::from(f32::from_bits(bits as u32)) } else { f64::from_bits(bits) }
}

fn one(size: usize, single: fn(f32) -> f32, double: fn(f64) -> f64) -> impl Fn(u64) -> u64 + Copy {
    move |b| {
        nan_of(&[b], size).unwrap_or_else(|| {
            let made = match size {
                4 => u64::from(single(f32::from_bits(b as u32)).to_bits()),
                _ => double(f64::from_bits(b)).to_bits(),
            };
            or_indefinite(made, size)
        })
    }
}

/// The low element from those of both sources, the others from the first.
pub fn scalar(size: usize, model: impl Fn(u64, u64, u8) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let imm = if step.has_imm() { step.imm() } else { 0 };
        let mut all = step.first();
        let made = model(number_of(&all[..size]), number_of(&step.last()[..size]), imm);
        all[..size].copy_from_slice(&made.to_le_bytes()[..size]);
        step.put(0, &all);
    })
}

fn arithmetic(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let mut both = |name: &str, single: Two<f32>, double: Two<f64>| {
            let model = two(size, single, double);
            add(format!("{name}p{letter}"), lanes2(size, model));
            add(format!("{name}s{letter}"), scalar(size, move |a, b, _| model(a, b)));
        };
        both("add", |a, b| a + b, |a, b| a + b);
        both("sub", |a, b| a - b, |a, b| a - b);
        both("mul", |a, b| a * b, |a, b| a * b);
        both("div", |a, b| a / b, |a, b| a / b);
        // The second where neither is less: it is a NaN, or both are zero.
        let least = move |a: u64, b: u64| if value(a, size) < value(b, size) { a } else { b };
        let most = move |a: u64, b: u64| if value(a, size) > value(b, size) { a } else { b };
        add(format!("minp{letter}"), lanes2(size, least));
        add(format!("mins{letter}"), scalar(size, move |a, b, _| least(a, b)));
        add(format!("maxp{letter}"), lanes2(size, most));
        add(format!("maxs{letter}"), scalar(size, move |a, b, _| most(a, b)));
        let root = one(size, f32::sqrt, f64::sqrt);
        add(format!("sqrtp{letter}"), lanes1(size, root));
        add(format!("sqrts{letter}"), scalar(size, move |_, b, _| root(b)));
    }
}

fn pairs(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let sum = two(size, |a, b| a + b, |a, b| a + b);
        let difference = two(size, |a, b| a - b, |a, b| a - b);
        add(
            format!("addsubp{letter}"),
            chunks2(move |a, b, _| {
                let pairs = elements(a, size).into_iter().zip(elements(b, size)).enumerate();
                joined(pairs.map(|(at, (a, b))| if at % 2 == 0 { difference(a, b) } else { sum(a, b) }), size)
            }),
        );
        add(format!("haddp{letter}"), horizontal(size, Box::new(sum)));
        add(format!("hsubp{letter}"), horizontal(size, Box::new(difference)));
    }
}

/// Neighbours of the first source, then of the second. Of two NaNs either may come out, made quiet.
fn horizontal(size: usize, model: Box<dyn Fn(u64, u64) -> u64>) -> Model {
    Box::new(move |step| {
        let (a, b, made) = (step.first(), step.last(), elements(&step.made(0), size));
        let both = a.chunks(16).zip(b.chunks(16)).flat_map(|(a, b)| [a, b].concat()).collect::<Vec<u8>>();
        let pairs = elements(&both, size);
        let wanted = pairs.chunks(2).zip(made).map(|(it, made)| {
            let all_nan = it.iter().all(|it| is_nan(*it, size));
            let is_one = it.iter().any(|it| quieted(*it, size) == made);
            if all_nan && is_one { made } else { model(it[0], it[1]) }
        });
        step.put(0, &joined(wanted, size));
    })
}

/// Which of several NaNs comes out of a dot product depends on the processor.
fn dots(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let sum = two(size, |a, b| a + b, |a, b| a + b);
        let product = two(size, |a, b| a * b, |a, b| a * b);
        add(
            format!("dpp{letter}"),
            Box::new(move |step| {
                let (a, b, imm, made) = (step.first(), step.last(), step.imm(), step.made(0));
                let mut all = Vec::new();
                for ((a, b), made) in a.chunks(16).zip(b.chunks(16)).zip(made.chunks(16)) {
                    let pairs = elements(a, size).into_iter().zip(elements(b, size)).enumerate();
                    let products: Vec<u64> =
                        pairs.map(|(at, (a, b))| if imm >> (4 + at) & 1 == 1 { product(a, b) } else { 0 }).collect();
                    let halves: Vec<u64> = products.chunks(2).map(|it| sum(it[0], it[1])).collect();
                    let total = halves.iter().skip(1).fold(halves[0], |all, it| sum(all, *it));
                    for (at, made) in elements(made, size).into_iter().enumerate() {
                        let wanted = if imm >> at & 1 == 1 { total } else { 0 };
                        let both_nan = is_nan(wanted, size) && is_nan(made, size);
                        all.push(if both_nan { made } else { wanted });
                    }
                }
                step.put(0, &joined(all, size));
            }),
        );
    }
}

/// The comparison that a predicate asks for. From 16 on they differ in exceptions only.
pub fn compares(predicate: u8, a: f64, b: f64) -> bool {
    let unordered = a.is_nan() || b.is_nan();
    match predicate & 15 {
        0 => a == b,
        1 => a < b,
        2 => a <= b,
        3 => unordered,
        4 => a != b,
        5 => unordered || a >= b,
        6 => unordered || a > b,
        7 => !unordered,
        8 => unordered || a == b,
        9 => unordered || a < b,
        10 => unordered || a <= b,
        11 => false,
        12 => !unordered && a != b,
        13 => a >= b,
        14 => a > b,
        _ => true,
    }
}

fn comparisons(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let holds = move |a, b, imm| if compares(imm, value(a, size), value(b, size)) { u64::MAX } else { 0 };
        add(
            format!("cmpp{letter}"),
            chunks2(move |a, b, imm| {
                let pairs = elements(a, size).into_iter().zip(elements(b, size));
                joined(pairs.map(|(a, b)| holds(a, b, imm)), size)
            }),
        );
        add(format!("cmps{letter}"), scalar(size, holds));
        for name in ["comis", "ucomis"] {
            add(
                format!("{name}{letter}"),
                Box::new(move |step| {
                    let bits = |bytes: Vec<u8>| value(number_of(&bytes[..size]), size);
                    let (a, b) = (bits(step.get(0)), bits(step.get(1)));
                    let unordered = a.is_nan() || b.is_nan();
                    step.compared(unordered || a == b, unordered, unordered || a < b);
                }),
            );
        }
    }
}

fn rounded(bits: u64, imm: u8, size: usize) -> u64 {
    // The rounding of MXCSR (bit 2) is to the nearest here.
    let mode = if imm & 4 != 0 { 0 } else { imm & 3 };
    let single: [fn(f32) -> f32; 4] = [f32::round_ties_even, f32::floor, f32::ceil, f32::trunc];
    let double: [fn(f64) -> f64; 4] = [f64::round_ties_even, f64::floor, f64::ceil, f64::trunc];
    one(size, single[usize::from(mode)], double[usize::from(mode)])(bits)
}

fn rounding(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        let packed =
            move |b: &[u8], imm: u8, _| joined(elements(b, size).into_iter().map(|it| rounded(it, imm, size)), size);
        add(format!("roundp{letter}"), whole1(packed));
        add(format!("rounds{letter}"), scalar(size, move |_, b, imm| rounded(b, imm, size)));
    }
}

/// An estimate is right within 1.5 of 4,096 parts; of zeros, infinities and NaNs it is exact. A
/// denormal operand is taken for zero, and a result that would be one may be zero.
fn estimate(b: u64, made: u64, is_root: bool) -> u64 {
    let from = f32::from_bits(b as u32);
    if from.is_nan() {
        return quieted(b, 4);
    }
    let from = if from.is_subnormal() { 0.0_f32.copysign(from) } else { from };
    if is_root && from < 0.0 {
        return indefinite(4);
    }
    let exact = if is_root && from != 0.0 { 1.0 / f64::from(from).sqrt() } else { 1.0 / f64::from(from) };
    let made_value = f64::from(f32::from_bits(made as u32));
    let tiny = exact.abs() < 2_f64.powi(-125) && made_value.abs() < 2_f64.powi(-125);
    let close = (made_value - exact).abs() <= exact.abs() * 1.5 / 4096.0;
    let same_sign = made_value.is_sign_negative() == exact.is_sign_negative();
    match exact.is_finite() && exact != 0.0 && (close || tiny) && same_sign {
        true => made,
        false => u64::from((exact as f32).to_bits()),
    }
}

fn estimates(add: &mut dyn FnMut(String, Model)) {
    for (name, is_root) in [("rcp", false), ("rsqrt", true)] {
        add(
            format!("{name}ps"),
            Box::new(move |step| {
                let pairs = elements(&step.last(), 4).into_iter().zip(elements(&step.made(0), 4));
                step.put(0, &joined(pairs.map(|(b, made)| estimate(b, made, is_root)), 4));
            }),
        );
        add(
            format!("{name}ss"),
            Box::new(move |step| {
                let (mut all, made) = (step.first(), number_of(&step.made(0)[..4]));
                let wanted = estimate(number_of(&step.last()[..4]), made, is_root);
                all[..4].copy_from_slice(&wanted.to_le_bytes()[..4]);
                step.put(0, &all);
            }),
        );
    }
}

/// A number as an integer of so many bytes; what does not fit is the least one.
fn integer(value: f64, to: usize, truncates: bool) -> u64 {
    let whole = if truncates { value.trunc() } else { value.round_ties_even() };
    let top = 2_f64.powi(8 * to as i32 - 1);
    if (-top..top).contains(&whole) { whole as i64 as u64 } else { 1 << (8 * to - 1) }
}

fn single_of(integer: i64) -> u64 {
    u64::from((integer as f32).to_bits())
}

/// Single to double precision.
pub fn widened(bits: u64) -> u64 {
    if is_nan(bits, 4) {
        return (bits & 0x8000_0000) << 32 | 0x7ff8 << 48 | (bits & 0x3f_ffff) << 29;
    }
    value(bits, 4).to_bits()
}

/// Double to single precision.
fn narrowed(bits: u64) -> u64 {
    if is_nan(bits, 8) {
        return bits >> 32 & 0x8000_0000 | 0x7fc0_0000 | bits >> 29 & 0x3f_ffff;
    }
    u64::from((f64::from_bits(bits) as f32).to_bits())
}

/// Each element of the destination from one of the source; what remains of it is zero.
fn converted(from: usize, to: usize, model: impl Fn(u64) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let source = step.last();
        let count = (source.len() / from).min(step.size(0) / to);
        let made = elements(&source, from).into_iter().take(count).map(&model);
        step.put(0, &joined(made, to));
    })
}

fn conversions(add: &mut dyn FnMut(String, Model)) {
    add("cvtdq2ps".into(), converted(4, 4, |it| single_of(signed(it, 4))));
    add("cvtdq2pd".into(), converted(4, 8, |it| (signed(it, 4) as f64).to_bits()));
    add("cvtpi2pd".into(), converted(4, 8, |it| (signed(it, 4) as f64).to_bits()));
    add("cvtps2pd".into(), converted(4, 8, widened));
    add("cvtpd2ps".into(), converted(8, 4, narrowed));
    for (name, from, truncates) in [
        ("cvtps2dq", 4, false),
        ("cvttps2dq", 4, true),
        ("cvtpd2dq", 8, false),
        ("cvttpd2dq", 8, true),
        ("cvtps2pi", 4, false),
        ("cvttps2pi", 4, true),
        ("cvtpd2pi", 8, false),
        ("cvttpd2pi", 8, true),
    ] {
        add(name.into(), converted(from, 4, move |it| integer(value(it, from), 4, truncates)));
    }
    // The high half stays.
    add(
        "cvtpi2ps".into(),
        Box::new(|step| {
            let low = elements(&step.last(), 4).into_iter().map(|it| single_of(signed(it, 4)));
            let made = [&joined(low, 4), &step.get(0)[8..]].concat();
            step.put(0, &made);
        }),
    );
    add(
        "cvtph2ps".into(),
        converted(2, 4, |it| {
            let made = u64::from(from_half(it as u16).to_bits());
            if is_nan(made, 4) { (it & 0x8000) << 16 | 0x7fc0_0000 | (it & 0x1ff) << 13 } else { made }
        }),
    );
    add("cvtps2ph".into(), Box::new(halves));
}

/// To the nearest, as the constant and MXCSR ask for here. The destination is the last but one.
fn halves(step: &mut Step) {
    let half = |it: u64| match to_half(f32::from_bits(it as u32)) {
        Some(half) => u64::from(half),
        None => it >> 16 & 0x8000 | 0x7e00 | it >> 13 & 0x1ff,
    };
    let made = elements(&step.get(1), 4).into_iter().map(half);
    step.put(0, &joined(made, 2));
}

fn scalar_conversions(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in SIZES {
        for (name, truncates) in [("cvt", false), ("cvtt", true)] {
            add(
                format!("{name}s{letter}2si"),
                Box::new(move |step| {
                    let from = value(number_of(&step.last()[..size]), size);
                    let made = integer(from, step.size(0), truncates);
                    step.put(0, &made.to_le_bytes());
                }),
            );
        }
        add(
            format!("cvtsi2s{letter}"),
            Box::new(move |step| {
                let (mut all, from) = (step.first(), step.last());
                let from = signed(number_of(&from), from.len());
                let made = if size == 4 { single_of(from) } else { (from as f64).to_bits() };
                all[..size].copy_from_slice(&made.to_le_bytes()[..size]);
                step.put(0, &all);
            }),
        );
    }
    add("cvtss2sd".into(), resized(4, 8, widened));
    add("cvtsd2ss".into(), resized(8, 4, narrowed));
}

fn resized(from: usize, to: usize, model: fn(u64) -> u64) -> Model {
    Box::new(move |step| {
        let mut all = step.first();
        let made = model(number_of(&step.last()[..from]));
        all[..to].copy_from_slice(&made.to_le_bytes()[..to]);
        step.put(0, &all);
    })
}
