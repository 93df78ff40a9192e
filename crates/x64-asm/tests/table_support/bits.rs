//! Packed integers beyond AVX2: bits, rotations, fields of two sources, dot products, GF(2^8).

use super::exact::{Exact, SINGLE};
use super::float::is_nan;
use super::integer::NAMES;
use super::step::{Model, Step, chunks2, elements, joined, lanes1, lanes2, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in [("d", 4), ("q", 8)] {
        logic(add, letter, size);
        rotations(add, letter, size);
    }
    quadwords(add);
    counts(add);
    double_shifts(add);
    products(add);
    fields(add);
    distances(add);
    brain(add);
}

fn logic(add: &mut dyn FnMut(String, Model), letter: &str, size: usize) {
    add(format!("pand{letter}"), lanes2(size, |a, b| a & b));
    add(format!("pandn{letter}"), lanes2(size, |a, b| !a & b));
    add(format!("por{letter}"), lanes2(size, |a, b| a | b));
    add(format!("pxor{letter}"), lanes2(size, |a, b| a ^ b));
    // The constant is a table of the result by bits of the three sources.
    add(
        format!("pternlog{letter}"),
        Box::new(move |step| {
            let (a, b, c, imm) = (step.get(0), step.get(1), step.get(2), step.imm());
            let bit = |at: usize, by: usize| {
                let index = (a[at] >> by & 1) << 2 | (b[at] >> by & 1) << 1 | c[at] >> by & 1;
                (imm >> index & 1) << by
            };
            let made: Vec<u8> = (0..a.len()).map(|at| (0..8).fold(0, |all, by| all | bit(at, by))).collect();
            step.put(0, &made);
        }),
    );
}

fn rotated(value: u64, by: u64, size: usize) -> u64 {
    if size == 4 { u64::from((value as u32).rotate_left(by as u32 & 31)) } else { value.rotate_left(by as u32 & 63) }
}

fn rotations(add: &mut dyn FnMut(String, Model), letter: &str, size: usize) {
    for (name, sign) in [("l", 1), ("r", u64::MAX)] {
        let by = move |count: u64| count.wrapping_mul(sign);
        add(format!("pro{name}v{letter}"), lanes2(size, move |a, b| rotated(a, by(b), size)));
        add(
            format!("pro{name}{letter}"),
            Box::new(move |step| {
                let count = by(step.imm().into());
                let made = elements(&step.last(), size).into_iter().map(|it| rotated(it, count, size));
                step.put(0, &joined(made, size));
            }),
        );
    }
}

fn quadwords(add: &mut dyn FnMut(String, Model)) {
    add("pabsq".into(), lanes1(8, |a| (a as i64).unsigned_abs()));
    add("pmaxsq".into(), lanes2(8, |a, b| (a as i64).max(b as i64) as u64));
    add("pminsq".into(), lanes2(8, |a, b| (a as i64).min(b as i64) as u64));
    add("pmaxuq".into(), lanes2(8, u64::max));
    add("pminuq".into(), lanes2(8, u64::min));
    add("pmullq".into(), lanes2(8, u64::wrapping_mul));
}

fn counts(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in NAMES {
        add(format!("popcnt{letter}"), lanes1(size, |a| a.count_ones().into()));
        add(format!("vpopcnt{letter}"), lanes1(size, |a| a.count_ones().into()));
        add(format!("plzcnt{letter}"), lanes1(size, move |a| u64::from(a.leading_zeros()) + 8 * size as u64 - 64));
        // A bit for each equal element before.
        add(
            format!("pconflict{letter}"),
            Box::new(move |step| {
                let all = elements(&step.last(), size);
                let equal = |at: usize| (0..at).fold(0, |bits, to| bits | u64::from(all[to] == all[at]) << to);
                let made = (0..all.len()).map(equal);
                step.put(0, &joined(made, size));
            }),
        );
    }
}

/// Two elements side by side, shifted: the high or the low one of them comes out.
fn double_shifts(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in NAMES.into_iter().skip(1) {
        let bits = 8 * size as u32;
        let left = move |high: u64, low: u64, by: u64| {
            let both = u128::from(high) << bits | u128::from(low);
            (both << (by as u32 & (bits - 1)) >> bits) as u64
        };
        let right = move |low: u64, high: u64, by: u64| {
            let both = u128::from(high) << bits | u128::from(low);
            (both >> (by as u32 & (bits - 1))) as u64
        };
        let by_imm = move |model: Box<dyn Fn(u64, u64, u64) -> u64>| -> Model {
            Box::new(move |step| {
                let by = step.imm().into();
                let pairs = elements(&step.first(), size).into_iter().zip(elements(&step.last(), size));
                step.put(0, &joined(pairs.map(|(a, b)| model(a, b, by)), size));
            })
        };
        add(format!("pshld{letter}"), by_imm(Box::new(left)));
        add(format!("pshrd{letter}"), by_imm(Box::new(right)));
        add(format!("pshldv{letter}"), lanes3(size, left));
        add(format!("pshrdv{letter}"), lanes3(size, right));
    }
}

/// Each element from those of the destination and of both sources.
fn lanes3(size: usize, model: impl Fn(u64, u64, u64) -> u64 + 'static) -> Model {
    Box::new(move |step| {
        let [a, b, c] = [0, 1, 2].map(|at| elements(&step.get(at), size));
        let made = (0..a.len()).map(|at| model(a[at], b[at], c[at]));
        step.put(0, &joined(made, size));
    })
}

fn products(add: &mut dyn FnMut(String, Model)) {
    const LOW: u64 = (1 << 52) - 1;
    let product = |a: u64, b: u64| u128::from(a & LOW) * u128::from(b & LOW);
    add("pmadd52luq".into(), lanes3(8, move |sum, a, b| sum.wrapping_add(product(a, b) as u64 & LOW)));
    add("pmadd52huq".into(), lanes3(8, move |sum, a, b| sum.wrapping_add((product(a, b) >> 52) as u64)));
    let bytes = |a: u64, b: u64| (0..4).map(|at| (a >> (8 * at) & 0xff) as i64 * signed(b >> (8 * at), 1)).sum::<i64>();
    let words = |a: u64, b: u64| (0..2).map(|at| signed(a >> (16 * at), 2) * signed(b >> (16 * at), 2)).sum::<i64>();
    let saturated = |sum: i64| sum.clamp(i32::MIN.into(), i32::MAX.into()) as u64;
    add("pdpbusd".into(), lanes3(4, move |sum, a, b| (signed(sum, 4) + bytes(a, b)) as u64));
    add("pdpbusds".into(), lanes3(4, move |sum, a, b| saturated(signed(sum, 4) + bytes(a, b))));
    add("pdpwssd".into(), lanes3(4, move |sum, a, b| (signed(sum, 4) + words(a, b)) as u64));
    add("pdpwssds".into(), lanes3(4, move |sum, a, b| saturated(signed(sum, 4) + words(a, b))));
}

fn fields(add: &mut dyn FnMut(String, Model)) {
    // Eight bits from any place of a quadword, by each byte of the first source.
    add(
        "pmultishiftqb".into(),
        Box::new(|step| {
            let (by, from) = (step.first(), elements(&step.last(), 8));
            let made = by.iter().enumerate().map(|(at, by)| from[at / 8].rotate_right((by & 63).into()) as u8);
            let made: Vec<u8> = made.collect();
            step.put(0, &made);
        }),
    );
    add("gf2p8mulb".into(), lanes2(1, |a, b| crate::model::multiply(a as u8, b as u8).into()));
    add("gf2p8affineqb".into(), chunks2(|a, b, imm| affine(a, b, imm, |byte| byte)));
    let inverse = |byte: u8| (1..=255).find(|other| crate::model::multiply(byte, *other) == 1).unwrap_or(0);
    let inverses: Vec<u8> = (0..=255).map(inverse).collect();
    let inverted = move |byte: u8| inverses[usize::from(byte)];
    add("gf2p8affineinvqb".into(), chunks2(move |a, b, imm| affine(a, b, imm, &inverted)));
}

/// A matrix of bits times each byte, and a constant. The last row comes first.
fn affine(a: &[u8], matrices: &[u8], imm: u8, of: impl Fn(u8) -> u8) -> Vec<u8> {
    let made = a.iter().enumerate().map(|(at, byte)| {
        let (matrix, byte) = (&matrices[at / 8 * 8..][..8], of(*byte));
        (0..8).fold(imm, |all, bit| all ^ (((matrix[7 - bit] & byte).count_ones() as u8 & 1) << bit))
    });
    made.collect()
}

/// Of each four bytes the sums of distances to neighbours among shuffled ones.
fn distances(add: &mut dyn FnMut(String, Model)) {
    add(
        "dbpsadbw".into(),
        chunks2(|a, b, imm| {
            let shuffled: Vec<u8> =
                (0..4).flat_map(|at| b[4 * usize::from(imm >> (2 * at) & 3)..][..4].to_vec()).collect();
            let sum = |from: usize, to: usize| {
                (0..4).map(|by| u64::from(a[from + by].abs_diff(shuffled[to + by]))).sum::<u64>()
            };
            let word = |at: usize| {
                let half = at / 4 * 8;
                sum(half + [0, 0, 4, 4][at % 4], half + at % 4)
            };
            joined((0..8).map(word), 2)
        }),
    );
}

/// A number without a fraction below the smallest normal one.
fn flushed(bits: u64) -> u64 {
    if bits & 0x7f80_0000 == 0 { bits & 0x8000_0000 } else { bits }
}

/// The upper half of a number of single precision, to the nearest.
fn upper(bits: u64) -> u64 {
    if is_nan(bits, 4) {
        return bits >> 16 | 0x40;
    }
    let bits = flushed(bits);
    (bits + 0x7fff + (bits >> 16 & 1)) >> 16
}

fn brain(add: &mut dyn FnMut(String, Model)) {
    add(
        "cvtneps2bf16".into(),
        Box::new(|step| {
            let made = elements(&step.last(), 4).into_iter().map(upper);
            step.put(0, &joined(made, 2));
        }),
    );
    add(
        "cvtne2ps2bf16".into(),
        Box::new(|step| {
            let both = [step.last(), step.first()].concat();
            step.put(0, &joined(elements(&both, 4).into_iter().map(upper), 2));
        }),
    );
    add("dpbf16ps".into(), Box::new(dot));
}

/// A sum of two products, each step rounded to the nearest, numbers below the normal ones zero.
fn dot(step: &mut Step) {
    let [sums, a, b] = [0, 1, 2].map(|at| elements(&step.get(at), 4));
    let made = elements(&step.made(0), 4);
    let all = (0..sums.len()).map(|at| {
        let half = |it: u64, odd: bool| if odd { it & 0xffff_0000 } else { it << 16 & 0xffff_0000 };
        let first = fused(half(a[at], true), half(b[at], true), sums[at]);
        let wanted = fused(half(a[at], false), half(b[at], false), first);
        if is_nan(wanted, 4) && is_nan(made[at], 4) { made[at] } else { wanted }
    });
    let all = joined(all, 4);
    step.put(0, &all);
}

fn fused(a: u64, b: u64, c: u64) -> u64 {
    let [a, b, c] = [a, b, c].map(flushed);
    if [a, b, c].iter().all(|it| SINGLE.is_finite(*it)) {
        let [a, b, c] = [a, b, c].map(|it| Exact::of(it, SINGLE));
        return flushed(a.times(b).plus(c, 0).rounded(SINGLE, 0));
    }
    let [a, b, c] = [a, b, c].map(|it| f32::from_bits(it as u32));
    u64::from(a.mul_add(b, c).to_bits())
}
