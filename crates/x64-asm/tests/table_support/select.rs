//! What AVX-512 chooses and moves: permutations over two sources, parts of 128 bits and more,
//! compression and expansion, gathers and scatters.

use super::integer::{NAMES, clamp, clamp_unsigned};
use super::step::{Model, Place, Step, elements, joined, number_of, signed, whole1, whole2};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    permutations(add);
    parts(add);
    moves(add);
    narrow(add);
    gathers(add);
}

/// The kinds of elements by letters of mnemonics.
const ELEMENTS: [(&str, usize); 6] = [("b", 1), ("w", 2), ("d", 4), ("q", 8), ("ps", 4), ("pd", 8)];

fn permutations(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in ELEMENTS {
        add(
            format!("vperm{name}"),
            Box::new(move |step| {
                let from = elements(&step.last(), size);
                let made: Vec<u64> = match step.has_imm() {
                    // Of each four.
                    true => {
                        let imm = usize::from(step.imm());
                        (0..from.len()).map(|at| from[at / 4 * 4 + (imm >> (2 * (at % 4)) & 3)]).collect()
                    }
                    false => elements(&step.first(), size)
                        .into_iter()
                        .map(|at| from[at as usize & (from.len() - 1)])
                        .collect(),
                };
                step.put(0, &joined(made, size));
            }),
        );
        // The indexes come from the destination, or the first half of the table does.
        for (letter, indexes, first) in [("i", 0, 1), ("t", 1, 0)] {
            add(
                format!("vperm{letter}2{name}"),
                Box::new(move |step| {
                    let table = elements(&[step.get(first), step.get(2)].concat(), size);
                    let indexes = elements(&step.get(indexes), size);
                    let made = indexes.into_iter().map(|at| table[at as usize & (table.len() - 1)]);
                    step.put(0, &joined(made, size));
                }),
            );
        }
    }
    for (name, size) in [("valignd", 4), ("valignq", 8)] {
        add(
            name.into(),
            whole2(move |a, b, imm| {
                let both = [b, a].concat();
                let from = size * (usize::from(imm) & (a.len() / size - 1));
                both[from..][..a.len()].to_vec()
            }),
        );
    }
    for name in ["vshuff32x4", "vshuff64x2", "vshufi32x4", "vshufi64x2"] {
        add(
            name.into(),
            whole2(|a, b, imm| {
                let (count, bits) = (a.len() / 16, a.len() / 32);
                let part = |at: usize| {
                    let from = if at < count / 2 { a } else { b };
                    from[16 * (usize::from(imm) >> (at * bits) & (count - 1))..][..16].to_vec()
                };
                (0..count).flat_map(part).collect()
            }),
        );
    }
}

fn parts(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in [("32x2", 8), ("32x4", 16), ("64x2", 16), ("32x8", 32), ("64x4", 32)] {
        for letter in ["f", "i"] {
            add(
                format!("vbroadcast{letter}{name}"),
                whole1(move |b, _, all| b[..size].iter().copied().cycle().take(all).collect()),
            );
            add(
                format!("vextract{letter}{name}"),
                Box::new(move |step| {
                    let from = step.get(1);
                    let at = usize::from(step.imm()) & (from.len() / size - 1);
                    step.put(0, &from[at * size..][..size]);
                }),
            );
            add(
                format!("vinsert{letter}{name}"),
                whole2(move |a, b, imm| {
                    let mut all = a.to_vec();
                    let at = usize::from(imm) & (a.len() / size - 1);
                    all[at * size..][..size].copy_from_slice(&b[..size]);
                    all
                }),
            );
        }
    }
}

fn moves(add: &mut dyn FnMut(String, Model)) {
    for name in ["vmovdqa32", "vmovdqa64", "vmovdqu8", "vmovdqu16", "vmovdqu32", "vmovdqu64"] {
        add(name.into(), whole1(|b, _, _| b.to_vec()));
    }
    for (name, size) in ELEMENTS {
        let start = if name.starts_with('p') { "v" } else { "vp" };
        // What is not in the mask comes from the first source, or is zero.
        add(
            format!("{start}blendm{name}"),
            Box::new(move |step| {
                let (a, b, writes) = (step.first(), step.last(), step.writes());
                let other = if step.extra.zeroing { vec![0; a.len()] } else { a };
                let pairs = elements(&other, size).into_iter().zip(elements(&b, size)).enumerate();
                let made = pairs.map(|(at, (a, b))| if writes >> at & 1 == 1 { b } else { a });
                let made = joined(made, size);
                step.put_all(0, &made);
            }),
        );
        add(format!("{start}compress{name}"), Box::new(move |step| compress(step, size)));
        add(format!("{start}expand{name}"), Box::new(move |step| expand(step, size)));
    }
}

/// The elements in the mask, one behind the other. In memory nothing changes behind them.
fn compress(step: &mut Step, size: usize) {
    let (from, writes) = (elements(&step.get(1), size), step.writes());
    let chosen: Vec<u64> = (0..from.len()).filter(|at| writes >> at & 1 == 1).map(|at| from[at]).collect();
    let old = if step.extra.zeroing { vec![0; size * from.len()] } else { step.get(0) };
    let made = [&joined(chosen.iter().copied(), size), &old[size * chosen.len()..]].concat();
    step.put_all(0, &made);
}

/// The first elements of the source, each to the next place in the mask.
fn expand(step: &mut Step, size: usize) {
    let (from, writes) = (elements(&step.get(1), size), step.writes());
    let mut next = from.into_iter();
    let old = if step.extra.zeroing { vec![0; step.size(0)] } else { step.get(0) };
    let made = elements(&old, size).into_iter().enumerate();
    let made = made.map(|(at, old)| if writes >> at & 1 == 1 { next.next().unwrap() } else { old });
    let made = joined(made, size);
    step.put_all(0, &made);
}

/// Fewer bits: the low ones, or the nearest number that there is.
fn narrow(add: &mut dyn FnMut(String, Model)) {
    for (from, wide) in NAMES {
        for (to, size) in NAMES.into_iter().filter(|it| it.1 < wide) {
            let mut with = |letter: &str, model: fn(u64, usize, usize) -> u64| {
                let made = move |step: &mut Step| {
                    let made = elements(&step.get(1), wide).into_iter().map(|it| model(it, wide, size));
                    step.put(0, &joined(made, size));
                };
                add(format!("vpmov{letter}{from}{to}"), Box::new(made));
            };
            with("", |it, _, _| it);
            with("s", |it, wide, size| clamp(signed(it, wide), size));
            with("us", |it, _, size| clamp_unsigned(it.min(i64::MAX as u64) as i64, size));
        }
    }
}

fn gathers(add: &mut dyn FnMut(String, Model)) {
    for (letter, index) in [("d", 4), ("q", 8)] {
        for (name, size) in [("ps", 4), ("pd", 8), ("d", 4), ("q", 8)] {
            let start = if name.starts_with('p') { "v" } else { "vp" };
            add(format!("{start}gather{letter}{name}"), Box::new(move |step| gather(step, index, size)));
            add(format!("{start}scatter{letter}{name}"), Box::new(move |step| scatter(step, index, size)));
        }
    }
}

/// The offsets of the elements whose bit of the mask is set, which becomes zero.
fn offsets(step: &mut Step, at: usize, index: usize, size: usize) -> Vec<Option<usize>> {
    let Place::Gather(base, scale, indexes) = step.places[at] else { panic!("{}", step.run.name) };
    let (super::run::Kind::Gather(bits, _), other) = (step.run.args[at], step.size(1 - at)) else {
        panic!("{}", step.run.name)
    };
    let indexes = elements(&step.before.vectors[indexes][..bits as usize / 8], index);
    let (count, writes) = (indexes.len().min(other / size), step.writes());
    step.after.masks[step.extra.mask] = 0;
    let offset = |at: usize| (base as i64 + signed(indexes[at], index) * scale as i64) as usize;
    (0..count).map(|at| (writes >> at & 1 == 1).then(|| offset(at))).collect()
}

fn gather(step: &mut Step, index: usize, size: usize) {
    let old = elements(&step.get(0), size);
    let places = offsets(step, 1, index, size).into_iter().zip(old);
    let made = places.map(|(offset, old)| match offset {
        Some(offset) => number_of(&step.before.memory[offset..][..size]),
        None => old,
    });
    let made = joined(made, size);
    step.put_all(0, &made);
}

/// In the order of the elements.
fn scatter(step: &mut Step, index: usize, size: usize) {
    let from = step.get(1);
    for (at, offset) in offsets(step, 0, index, size).into_iter().enumerate() {
        if let Some(offset) = offset {
            step.after.memory[offset..][..size].copy_from_slice(&from[at * size..][..size]);
        }
    }
}
