//! The mask registers, and comparisons that write them.

use super::integer::NAMES;
use super::run::Kind;
use super::step::{Model, Place, Step, elements, joined, lanes2, number_of, signed};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for (letter, bits) in [("b", 8), ("w", 16), ("d", 32), ("q", 64)] {
        logic(add, letter, bits);
        shifts(add, letter, bits);
        tests(add, letter, bits);
        add(
            format!("kmov{letter}"),
            Box::new(move |step| {
                let value = low(value(step, 1), bits);
                put(step, value);
            }),
        );
    }
    for (name, bits) in [("kunpckbw", 8), ("kunpckwd", 16), ("kunpckdq", 32)] {
        add(
            name.into(),
            Box::new(move |step| step.put_mask(low(step.mask(1), bits) << bits | low(step.mask(2), bits))),
        );
    }
    vectors(add);
    comparisons(add);
}

fn low(value: u64, bits: u32) -> u64 {
    crate::model::low_bits(value, bits.into())
}

/// A mask, or the number in another operand.
fn value(step: &Step, at: usize) -> u64 {
    match step.places[at] {
        Place::Mask(_) => step.mask(at),
        _ => number_of(&step.get(at)),
    }
}

fn put(step: &mut Step, value: u64) {
    match step.run.args[0] {
        Kind::Mask => step.put_mask(value),
        _ => step.put(0, &value.to_le_bytes()),
    }
}

fn logic(add: &mut dyn FnMut(String, Model), letter: &str, bits: u32) {
    type Logic = fn(u64, u64) -> u64;
    let all: [(&str, Logic); 6] = [
        ("and", |a, b| a & b),
        ("andn", |a, b| !a & b),
        ("or", |a, b| a | b),
        ("xor", |a, b| a ^ b),
        ("xnor", |a, b| !(a ^ b)),
        ("add", u64::wrapping_add),
    ];
    for (name, model) in all {
        add(
            format!("k{name}{letter}"),
            Box::new(move |step| step.put_mask(low(model(step.mask(1), step.mask(2)), bits))),
        );
    }
    add(format!("knot{letter}"), Box::new(move |step| step.put_mask(low(!step.mask(1), bits))));
}

fn shifts(add: &mut dyn FnMut(String, Model), letter: &str, bits: u32) {
    let shifted = move |step: &Step, model: fn(u64, u32) -> u64| {
        let by = u32::from(step.imm());
        if by < bits { low(model(low(step.mask(1), bits), by), bits) } else { 0 }
    };
    add(format!("kshiftl{letter}"), Box::new(move |step| step.put_mask(shifted(step, |a, by| a << by))));
    add(format!("kshiftr{letter}"), Box::new(move |step| step.put_mask(shifted(step, |a, by| a >> by))));
}

fn tests(add: &mut dyn FnMut(String, Model), letter: &str, bits: u32) {
    add(
        format!("kortest{letter}"),
        Box::new(move |step| {
            let either = low(step.mask(0) | step.mask(1), bits);
            step.compared(either == 0, false, either == low(u64::MAX, bits));
        }),
    );
    add(
        format!("ktest{letter}"),
        Box::new(move |step| {
            let (a, b) = (low(step.mask(0), bits), low(step.mask(1), bits));
            step.compared(a & b == 0, false, !a & b == 0);
        }),
    );
}

/// The signs of elements as a mask, and back; a mask in each element.
fn vectors(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in NAMES {
        add(
            format!("vpmov{letter}2m"),
            Box::new(move |step| {
                let all = elements(&step.get(1), size).into_iter().enumerate();
                step.put_mask(all.fold(0, |mask, (at, it)| mask | (it >> (8 * size - 1)) << at));
            }),
        );
        add(
            format!("vpmovm2{letter}"),
            Box::new(move |step| {
                let mask = step.mask(1);
                let made = (0..step.size(0) / size).map(|at| if mask >> at & 1 == 1 { u64::MAX } else { 0 });
                step.put(0, &joined(made, size));
            }),
        );
    }
    for (name, bits, size) in [("vpbroadcastmb2q", 8, 8), ("vpbroadcastmw2d", 16, 4)] {
        add(
            name.into(),
            Box::new(move |step| {
                let made = vec![low(step.mask(1), bits); step.size(0) / size];
                step.put(0, &joined(made, size));
            }),
        );
    }
}

fn all_if(holds: bool) -> u64 {
    if holds { u64::MAX } else { 0 }
}

/// Of integers the predicates have three bits.
fn holds(predicate: u8, order: std::cmp::Ordering) -> bool {
    match predicate & 3 {
        0 => order.is_eq() != (predicate & 4 != 0),
        1 => order.is_lt() != (predicate & 4 != 0),
        2 => order.is_le() != (predicate & 4 != 0),
        _ => predicate & 4 != 0,
    }
}

fn comparisons(add: &mut dyn FnMut(String, Model)) {
    for (letter, size) in NAMES {
        add(format!("vptestm{letter}"), lanes2(size, |a, b| all_if(a & b != 0)));
        add(format!("vptestnm{letter}"), lanes2(size, |a, b| all_if(a & b == 0)));
        for (sign, is_signed) in [("", true), ("u", false)] {
            add(
                format!("vpcmp{sign}{letter}"),
                Box::new(move |step| {
                    let (a, b, imm) = (elements(&step.get(1), size), elements(&step.get(2), size), step.imm());
                    let order = |(a, b): (u64, u64)| match is_signed {
                        true => signed(a, size).cmp(&signed(b, size)),
                        false => a.cmp(&b),
                    };
                    let made = a.into_iter().zip(b).map(|it| all_if(holds(imm, order(it))));
                    step.put(0, &joined(made, size));
                }),
            );
        }
        // Two masks: which elements of the first source are in the second, and the other way round.
        add(
            format!("vp2intersect{letter}"),
            Box::new(move |step| {
                let (a, b) = (elements(&step.get(1), size), elements(&step.get(2), size));
                let within = |of: &[u64], others: &[u64]| {
                    of.iter().enumerate().fold(0, |all, (at, it)| all | u64::from(others.contains(it)) << at)
                };
                let Place::Mask(first) = step.places[0] else { panic!("{}", step.run.name) };
                step.after.masks[first] = within(&a, &b);
                step.after.masks[first + 1] = within(&b, &a);
            }),
        );
    }
    // Bits of the first source, chosen by bytes of the second.
    add(
        "vpshufbitqmb".into(),
        Box::new(|step| {
            let (a, b) = (elements(&step.get(1), 8), step.get(2));
            let made: Vec<u8> = b.iter().enumerate().map(|(at, by)| ((a[at / 8] >> (by & 63)) as u8) << 7).collect();
            step.put(0, &made);
        }),
    );
}
