//! Packed integers.

use super::step::{Model, chunks2, elements, joined, lanes1, lanes2, number_of, signed, whole1};

pub const NAMES: [(&str, usize); 4] = [("b", 1), ("w", 2), ("d", 4), ("q", 8)];

pub fn clamp(value: i64, size: usize) -> u64 {
    let top = 1_i64 << (8 * size - 1);
    value.clamp(-top, top - 1) as u64
}

pub fn clamp_unsigned(value: i64, size: usize) -> u64 {
    value.clamp(0, (1 << (8 * size)) - 1) as u64
}

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in NAMES {
        let s = move |value: u64| signed(value, size);
        add(format!("padd{name}"), lanes2(size, u64::wrapping_add));
        add(format!("psub{name}"), lanes2(size, u64::wrapping_sub));
        add(format!("pcmpeq{name}"), lanes2(size, |a, b| if a == b { u64::MAX } else { 0 }));
        add(format!("pcmpgt{name}"), lanes2(size, move |a, b| if s(a) > s(b) { u64::MAX } else { 0 }));
        if size <= 4 {
            add(format!("pmaxs{name}"), lanes2(size, move |a, b| s(a).max(s(b)) as u64));
            add(format!("pmins{name}"), lanes2(size, move |a, b| s(a).min(s(b)) as u64));
            add(format!("pmaxu{name}"), lanes2(size, u64::max));
            add(format!("pminu{name}"), lanes2(size, u64::min));
            add(format!("pabs{name}"), lanes1(size, move |a| s(a).unsigned_abs()));
            add(format!("psign{name}"), lanes2(size, move |a, b| s(a).wrapping_mul(s(b).signum()) as u64));
        }
        if size <= 2 {
            add(format!("pavg{name}"), lanes2(size, |a, b| (a + b + 1) >> 1));
            add(format!("padds{name}"), lanes2(size, move |a, b| clamp(s(a) + s(b), size)));
            add(format!("psubs{name}"), lanes2(size, move |a, b| clamp(s(a) - s(b), size)));
            add(format!("paddus{name}"), lanes2(size, move |a, b| clamp_unsigned((a + b) as i64, size)));
            add(format!("psubus{name}"), lanes2(size, u64::saturating_sub));
        }
    }
    logic(add);
    products(add);
    horizontal(add);
    packs(add);
    shifts(add);
    extensions(add);
}

fn logic(add: &mut dyn FnMut(String, Model)) {
    type Logic = fn(u64, u64) -> u64;
    let all: [(&str, Logic); 4] =
        [("and", |a, b| a & b), ("andn", |a, b| !a & b), ("or", |a, b| a | b), ("xor", |a, b| a ^ b)];
    for (name, model) in all {
        add(format!("p{name}"), lanes2(8, model));
        add(format!("{name}ps"), lanes2(8, model));
        add(format!("{name}pd"), lanes2(8, model));
    }
}

fn products(add: &mut dyn FnMut(String, Model)) {
    let words = |a: u64, b: u64| signed(a, 2) * signed(b, 2);
    add("pmullw".into(), lanes2(2, move |a, b| words(a, b) as u64));
    add("pmulhw".into(), lanes2(2, move |a, b| (words(a, b) >> 16) as u64));
    add("pmulhuw".into(), lanes2(2, |a, b| (a * b) >> 16));
    add("pmulhrsw".into(), lanes2(2, move |a, b| (((words(a, b) >> 14) + 1) >> 1) as u64));
    add("pmulld".into(), lanes2(4, u64::wrapping_mul));
    add("pmuludq".into(), lanes2(8, |a, b| (a & 0xffff_ffff) * (b & 0xffff_ffff)));
    add("pmuldq".into(), lanes2(8, |a, b| (signed(a, 4) * signed(b, 4)) as u64));
    let sum = move |a: u64, b: u64| words(a, b) + words(a >> 16, b >> 16);
    add("pmaddwd".into(), lanes2(4, move |a, b| sum(a, b) as u64));
    let bytes = |a: u64, b: u64| (a & 0xff) as i64 * signed(b, 1);
    add("pmaddubsw".into(), lanes2(2, move |a, b| clamp(bytes(a, b) + bytes(a >> 8, b >> 8), 2)));
    let distance =
        |a: u64, b: u64| a.to_le_bytes().iter().zip(b.to_le_bytes()).map(|(a, b)| u64::from(a.abs_diff(b))).sum();
    add("psadbw".into(), lanes2(8, distance));
    add(
        "mpsadbw".into(),
        Box::new(|step| {
            let (a, b, imm) = (step.first(), step.last(), step.imm());
            let mut made = Vec::new();
            for (lane, (a, b)) in a.chunks(16).zip(b.chunks(16)).enumerate() {
                let control = usize::from(imm >> (3 * lane));
                let (from, to) = (control >> 2 & 1, control & 3);
                let sum = |at: usize| (0..4).map(|by| u64::from(a[4 * from + at + by].abs_diff(b[4 * to + by]))).sum();
                made.extend(joined((0..8).map(sum), 2));
            }
            step.put(0, &made);
        }),
    );
    add(
        "phminposuw".into(),
        whole1(|b, _, _| {
            let (at, least) = elements(b, 2).into_iter().enumerate().min_by_key(|it| it.1).unwrap();
            joined([least, at as u64], 2)
        }),
    );
}

fn horizontal(add: &mut dyn FnMut(String, Model)) {
    let pairs = |size: usize, model: fn(i64, i64) -> i64| {
        chunks2(move |a, b, _| {
            let both = elements(a, size).into_iter().chain(elements(b, size)).collect::<Vec<_>>();
            joined(both.chunks(2).map(|it| model(signed(it[0], size), signed(it[1], size)) as u64), size)
        })
    };
    add("phaddw".into(), pairs(2, |a, b| a + b));
    add("phaddd".into(), pairs(4, |a, b| a + b));
    add("phaddsw".into(), pairs(2, |a, b| clamp(a + b, 2) as i64));
    add("phsubw".into(), pairs(2, |a, b| a - b));
    add("phsubd".into(), pairs(4, |a, b| a - b));
    add("phsubsw".into(), pairs(2, |a, b| clamp(a - b, 2) as i64));
}

fn packs(add: &mut dyn FnMut(String, Model)) {
    let pack = |size: usize, model: fn(i64, usize) -> u64| {
        chunks2(move |a, b, _| {
            let both = elements(a, size).into_iter().chain(elements(b, size));
            joined(both.map(|it| model(signed(it, size), size / 2)), size / 2)
        })
    };
    add("packsswb".into(), pack(2, clamp));
    add("packssdw".into(), pack(4, clamp));
    add("packuswb".into(), pack(2, clamp_unsigned));
    add("packusdw".into(), pack(4, clamp_unsigned));
    for (names, size) in [("bw", 1), ("wd", 2), ("dq", 4), ("qdq", 8), ("ps", 4), ("pd", 8)] {
        for (half, high) in [("l", false), ("h", true)] {
            let model = chunks2(move |a, b, _| {
                let skip = if high { a.len() / size / 2 } else { 0 };
                let pairs = elements(a, size).into_iter().zip(elements(b, size)).skip(skip).take(a.len() / size / 2);
                joined(pairs.flat_map(|(a, b)| [a, b]), size)
            });
            let start = if names.starts_with('p') { "unpck" } else { "punpck" };
            add(format!("{start}{half}{names}"), model);
        }
    }
}

type Shift = fn(u64, u64, usize) -> u64;

fn shift_left(value: u64, count: u64, size: usize) -> u64 {
    if count < 8 * size as u64 { value << count } else { 0 }
}

fn shift_right(value: u64, count: u64, size: usize) -> u64 {
    if count < 8 * size as u64 { value >> count } else { 0 }
}

fn shift_signed(value: u64, count: u64, size: usize) -> u64 {
    (signed(value, size) >> count.min(8 * size as u64 - 1)) as u64
}

fn shifts(add: &mut dyn FnMut(String, Model)) {
    let all: [(&str, Shift); 3] = [("psll", shift_left), ("psrl", shift_right), ("psra", shift_signed)];
    for (name, model) in all {
        for (letter, size) in NAMES {
            // One count for all elements: a constant, or the low 64 bits of the last operand.
            add(
                format!("{name}{letter}"),
                Box::new(move |step| {
                    let (from, count) = match step.has_imm() {
                        true => (step.last(), step.imm().into()),
                        false => (step.first(), number_of(&step.last()[..8])),
                    };
                    step.put(0, &joined(elements(&from, size).into_iter().map(|it| model(it, count, size)), size));
                }),
            );
            add(format!("{name}v{letter}"), lanes2(size, move |a, b| model(a, b, size)));
        }
    }
    let bytes = |left: bool| {
        chunks2(move |_, b, imm| {
            let by = usize::from(imm).min(16);
            let zeros = vec![0; by];
            if left { [&zeros, &b[..16 - by]].concat() } else { [&b[by..], &zeros].concat() }
        })
    };
    add("pslldq".into(), bytes(true));
    add("psrldq".into(), bytes(false));
}

fn extensions(add: &mut dyn FnMut(String, Model)) {
    for (from, size) in NAMES {
        for (to, wide) in NAMES.into_iter().filter(|it| it.1 > size) {
            let signs = whole1(move |b, _, to| {
                joined(elements(&b[..to / wide * size], size).into_iter().map(|it| signed(it, size) as u64), wide)
            });
            add(format!("pmovsx{from}{to}"), signs);
            let zeros = whole1(move |b, _, to| joined(elements(&b[..to / wide * size], size), wide));
            add(format!("pmovzx{from}{to}"), zeros);
        }
    }
}
