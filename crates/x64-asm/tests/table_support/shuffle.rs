//! What chooses and moves elements among those of its sources; AES, SHA and the carry-less product.

use super::step::{Model, Place, Step, chunks2, elements, joined, number_of, whole1, whole2};
use crate::model::{carryless, low_bits, sha1_rounds, sha256_rounds, substitute};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    constant(add);
    variable(add);
    blends(add);
    halves(add);
    masked(add);
    gathers(add);
    ciphers(add);
    fields(add);
}

fn constant(add: &mut dyn FnMut(String, Model)) {
    let four = |size: usize, from: usize| {
        chunks2(move |_, b, imm| {
            let mut all = elements(b, size);
            let part = all[from..from + 4].to_vec();
            (0..4).for_each(|at| all[from + at] = part[usize::from(imm >> (2 * at) & 3)]);
            joined(all, size)
        })
    };
    add("pshufd".into(), four(4, 0));
    add("pshuflw".into(), four(2, 0));
    add("pshufhw".into(), four(2, 4));
    add("pshufw".into(), four(2, 0));
    add(
        "shufps".into(),
        chunks2(|a, b, imm| {
            let (a, b) = (elements(a, 4), elements(b, 4));
            let from = |at: usize| if at < 2 { &a } else { &b };
            joined((0..4).map(|at| from(at)[usize::from(imm >> (2 * at) & 3)]), 4)
        }),
    );
    add(
        "shufpd".into(),
        whole2(|a, b, imm| {
            let (a, b) = (elements(a, 8), elements(b, 8));
            let from = |at: usize| if at & 1 == 0 { &a } else { &b };
            joined((0..a.len()).map(|at| from(at)[at / 2 * 2 + usize::from(imm >> at & 1)]), 8)
        }),
    );
    add(
        "palignr".into(),
        chunks2(|a, b, imm| {
            let mut both = [b, a].concat();
            both.resize(512, 0);
            both[usize::from(imm)..][..a.len()].to_vec()
        }),
    );
    let wide = || {
        whole1(|b, imm, _| {
            let b = elements(b, 8);
            joined((0..4).map(|at| b[usize::from(imm >> (2 * at) & 3)]), 8)
        })
    };
    add("permq".into(), wide());
    add("permpd".into(), wide());
    let lanes = || {
        whole2(|a, b, imm| {
            let both = [a, b].concat();
            let lane = |control: u8| match control & 8 {
                0 => both[16 * usize::from(control & 3)..][..16].to_vec(),
                _ => vec![0; 16],
            };
            [lane(imm), lane(imm >> 4)].concat()
        })
    };
    add("perm2f128".into(), lanes());
    add("perm2i128".into(), lanes());
    let doubled = |from: [usize; 4]| {
        chunks2(move |_, b, _| {
            let b = elements(b, 4);
            joined(from.map(|at| b[at]), 4)
        })
    };
    add("movshdup".into(), doubled([1, 1, 3, 3]));
    add("movsldup".into(), doubled([0, 0, 2, 2]));
    add("movddup".into(), doubled([0, 1, 0, 1]));
}

fn variable(add: &mut dyn FnMut(String, Model)) {
    add(
        "pshufb".into(),
        chunks2(|a, b, _| {
            b.iter().map(|by| if by & 0x80 != 0 { 0 } else { a[usize::from(*by) & (a.len() - 1)] }).collect()
        }),
    );
    let across = || {
        whole2(|indexes, from, _| {
            let from = elements(from, 4);
            joined(elements(indexes, 4).into_iter().map(|at| from[at as usize & 7]), 4)
        })
    };
    add("permd".into(), across());
    add("permps".into(), across());
    // By a constant or by the elements of the last operand.
    for (name, size) in [("permilps", 4), ("permilpd", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let from = if step.has_imm() { step.last() } else { step.first() };
                let (from, lane) = (elements(&from, size), 16 / size);
                let control = |at: usize| match (step.has_imm(), size) {
                    (true, 4) => usize::from(step.imm()) >> (2 * (at & 3)),
                    (true, _) => usize::from(step.imm()) >> at,
                    (false, 4) => elements(&step.last(), 4)[at] as usize,
                    (false, _) => elements(&step.last(), 8)[at] as usize >> 1,
                };
                let made = (0..from.len()).map(|at| from[at / lane * lane + (control(at) & (lane - 1))]);
                let made = joined(made, size);
                step.put(0, &made);
            }),
        );
    }
}

fn blends(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in [("pblendw", 2), ("blendps", 4), ("blendpd", 8), ("pblendd", 4)] {
        add(
            name.into(),
            whole2(move |a, b, imm| {
                let pairs = elements(a, size).into_iter().zip(elements(b, size)).enumerate();
                joined(pairs.map(|(at, (a, b))| if imm >> (at & 7) & 1 == 1 { b } else { a }), size)
            }),
        );
    }
    // The mask is the fourth operand, or implied: vector register 0.
    for (name, size) in [("pblendvb", 1), ("blendvps", 4), ("blendvpd", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let (a, b, mask) = match step.is_vex() {
                    true => (step.get(1), step.get(2), step.get(3)),
                    false => (step.get(0), step.get(1), step.before.vectors[0][..16].to_vec()),
                };
                let pairs = elements(&a, size).into_iter().zip(elements(&b, size)).zip(elements(&mask, size));
                let made = pairs.map(|((a, b), mask)| if mask >> (8 * size - 1) == 1 { b } else { a });
                step.put(0, &joined(made, size));
            }),
        );
    }
}

fn halves(add: &mut dyn FnMut(String, Model)) {
    for letter in ["f", "i"] {
        add(
            format!("extract{letter}128"),
            Box::new(|step| {
                let from = step.get(1)[16 * usize::from(step.imm() & 1)..][..16].to_vec();
                step.put(0, &from);
            }),
        );
        add(
            format!("insert{letter}128"),
            whole2(|a, b, imm| {
                let mut all = a.to_vec();
                all[16 * usize::from(imm & 1)..][..16].copy_from_slice(&b[..16]);
                all
            }),
        );
        add(format!("broadcast{letter}128"), whole1(|b, _, size| b.iter().copied().cycle().take(size).collect()));
    }
    for (name, from) in [
        ("pbroadcastb", 1),
        ("pbroadcastw", 2),
        ("pbroadcastd", 4),
        ("pbroadcastq", 8),
        ("broadcastss", 4),
        ("broadcastsd", 8),
    ] {
        add(name.into(), whole1(move |b, _, size| b[..from].iter().copied().cycle().take(size).collect()));
    }
}

fn masked(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in [("maskmovps", 4), ("maskmovpd", 8), ("pmaskmovd", 4), ("pmaskmovq", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let (mask, from) = (step.get(1), step.get(2));
                // A load leaves zeros, a store what was there.
                let other = match step.places[0] {
                    Place::Mem(_) => step.get(0),
                    _ => vec![0; from.len()],
                };
                let all = elements(&mask, size).into_iter().zip(elements(&from, size)).zip(elements(&other, size));
                let made = all.map(|((mask, from), other)| if mask >> (8 * size - 1) == 1 { from } else { other });
                step.put(0, &joined(made, size));
            }),
        );
    }
    // Bytes whose mask's sign is set go to the address in `rdi`.
    for name in ["maskmovdqu", "maskmovq"] {
        add(
            name.into(),
            Box::new(|step| {
                let to = (step.before.gprs[7] - step.memory) as usize;
                for (at, (byte, mask)) in step.get(0).into_iter().zip(step.get(1)).enumerate() {
                    if mask & 0x80 != 0 {
                        step.after.memory[to + at] = byte;
                    }
                }
            }),
        );
    }
}

fn gathers(add: &mut dyn FnMut(String, Model)) {
    for (name, index, size) in [
        ("pgatherdd", 4, 4),
        ("pgatherdq", 4, 8),
        ("pgatherqd", 8, 4),
        ("pgatherqq", 8, 8),
        ("gatherdps", 4, 4),
        ("gatherdpd", 4, 8),
        ("gatherqps", 8, 4),
        ("gatherqpd", 8, 8),
    ] {
        add(name.into(), Box::new(move |step| gather(step, index, size)));
    }
}

/// The mask register becomes zero; elements beyond the last index do too.
fn gather(step: &mut Step, index: usize, size: usize) {
    let Place::Gather(base, scale, indexes) = step.places[1] else { panic!("{}", step.run.name) };
    let super::run::Kind::Gather(bits, _) = step.run.args[1] else { panic!("{}", step.run.name) };
    let indexes = elements(&step.before.vectors[indexes][..bits as usize / 8], index);
    let (old, mask) = (elements(&step.get(0), size), elements(&step.get(2), size));
    let made = (0..old.len().min(indexes.len())).map(|at| match mask[at] >> (8 * size - 1) {
        0 => old[at],
        _ => {
            let offset = base as i64 + super::step::signed(indexes[at], index) * scale as i64;
            number_of(&step.before.memory[offset as usize..][..size])
        }
    });
    let made = joined(made, size);
    step.put(0, &made);
    step.put(2, &[]);
}

fn ciphers(add: &mut dyn FnMut(String, Model)) {
    let forward: Vec<u8> = (0..=255).map(substitute).collect();
    let mut backward = vec![0; 256];
    (0..=255_u8).for_each(|byte| backward[usize::from(forward[usize::from(byte)])] = byte);
    let round = |table: Vec<u8>, encrypts: bool, mixes: bool| {
        chunks2(move |state, key, _| {
            // Row r of the state turns by r places.
            let from = |at: usize| match encrypts {
                true => (at + 4 * (at % 4)) % 16,
                false => (at + 12 * (at % 4)) % 16,
            };
            let mut all: Vec<u8> = (0..16).map(|at| table[usize::from(state[from(at)])]).collect();
            if mixes {
                all = mixed(&all, encrypts);
            }
            all.iter().zip(key).map(|(a, b)| a ^ b).collect()
        })
    };
    add("aesenc".into(), round(forward.clone(), true, true));
    add("aesenclast".into(), round(forward.clone(), true, false));
    add("aesdec".into(), round(backward.clone(), false, true));
    add("aesdeclast".into(), round(backward, false, false));
    add("aesimc".into(), whole1(|b, _, _| mixed(&b[..16], false)));
    add(
        "aeskeygenassist".into(),
        whole1(move |b, imm, _| {
            let b = elements(&b[..16], 4);
            let word = |it: u64| u32::from_le_bytes((it as u32).to_le_bytes().map(|byte| forward[usize::from(byte)]));
            let turned = |it: u64| word(it).rotate_right(8) ^ u32::from(imm);
            joined([word(b[1]), turned(b[1]), word(b[3]), turned(b[3])].map(u64::from), 4)
        }),
    );
    add(
        "pclmulqdq".into(),
        chunks2(|a, b, imm| {
            let (a, b) = (elements(a, 8), elements(b, 8));
            carryless(a[usize::from(imm & 1)], b[usize::from(imm >> 4 & 1)]).to_le_bytes().to_vec()
        }),
    );
    hashes(add);
}

/// The columns of AES's state times its matrix, or the inverse.
fn mixed(state: &[u8], forward: bool) -> Vec<u8> {
    let factors = if forward { [2, 3, 1, 1] } else { [14, 11, 13, 9] };
    let product = |column: &[u8], row: usize| {
        (0..4).fold(0, |all, at| all ^ crate::model::multiply(column[at], factors[(at + 4 - row) % 4]))
    };
    state.chunks(4).flat_map(|column| (0..4).map(|row| product(column, row)).collect::<Vec<u8>>()).collect()
}

fn hashes(add: &mut dyn FnMut(String, Model)) {
    let words = |bytes: &[u8]| -> [u32; 4] {
        let all = elements(&bytes[..16], 4);
        std::array::from_fn(|at| all[at] as u32)
    };
    let bytes = |all: [u32; 4]| joined(all.map(u64::from), 4);
    add("sha1rnds4".into(), whole2(move |a, b, imm| bytes(sha1_rounds(words(a), words(b), imm & 3))));
    add(
        "sha1nexte".into(),
        whole2(move |a, b, _| {
            let mut all = words(b);
            all[3] = all[3].wrapping_add(words(a)[3].rotate_left(30));
            bytes(all)
        }),
    );
    add(
        "sha1msg1".into(),
        whole2(move |a, b, _| {
            let (a, b) = (words(a), words(b));
            bytes([b[2] ^ a[0], b[3] ^ a[1], a[0] ^ a[2], a[1] ^ a[3]])
        }),
    );
    add(
        "sha1msg2".into(),
        whole2(move |a, b, _| {
            let (a, b) = (words(a), words(b));
            let first = (a[3] ^ b[2]).rotate_left(1);
            bytes([(a[0] ^ first).rotate_left(1), (a[1] ^ b[0]).rotate_left(1), (a[2] ^ b[1]).rotate_left(1), first])
        }),
    );
    // Of the four words only the last of the result depends on the first of the result.
    let sigma0 = |it: u32| it.rotate_right(7) ^ it.rotate_right(18) ^ it >> 3;
    let sigma1 = |it: u32| it.rotate_right(17) ^ it.rotate_right(19) ^ it >> 10;
    add(
        "sha256msg1".into(),
        whole2(move |a, b, _| {
            let (a, b) = (words(a), words(b));
            let next = [a[1], a[2], a[3], b[0]];
            bytes(std::array::from_fn(|at| a[at].wrapping_add(sigma0(next[at]))))
        }),
    );
    add(
        "sha256msg2".into(),
        whole2(move |a, b, _| {
            let (a, b) = (words(a), words(b));
            let low = [a[0].wrapping_add(sigma1(b[2])), a[1].wrapping_add(sigma1(b[3]))];
            bytes([low[0], low[1], a[2].wrapping_add(sigma1(low[0])), a[3].wrapping_add(sigma1(low[1]))])
        }),
    );
    add(
        "sha256rnds2".into(),
        Box::new(move |step| {
            let [first, second, ..] = words(&step.before.vectors[0]);
            let made = sha256_rounds(words(&step.get(0)), words(&step.get(1)), [first, second]);
            step.put(0, &bytes(made));
        }),
    );
}

/// AMD's fields of bits: length and place are constants or lie in the last operand.
fn fields(add: &mut dyn FnMut(String, Model)) {
    let field = |length: u64, at: u64| {
        let (length, at) = (length & 63, at & 63);
        (if length == 0 { 64 } else { length }, at)
    };
    let constants = |step: &Step| {
        let imms = step.places.iter().filter_map(|place| match place {
            Place::Imm(value) => Some(*value as u64),
            _ => None,
        });
        imms.collect::<Vec<u64>>()
    };
    add(
        "extrq".into(),
        Box::new(move |step| {
            let from = number_of(&step.get(0)[..8]);
            let (length, at) = match constants(step)[..] {
                [length, at] => field(length, at),
                _ => field(step.get(1)[0].into(), step.get(1)[1].into()),
            };
            extracted(step, low_bits(from >> at, length), length + at <= 64);
        }),
    );
    add(
        "insertq".into(),
        Box::new(move |step| {
            let (to, from) = (number_of(&step.get(0)[..8]), number_of(&step.get(1)[..8]));
            let (length, at) = match constants(step)[..] {
                [length, at] => field(length, at),
                _ => field(step.get(1)[8].into(), step.get(1)[9].into()),
            };
            let mask = low_bits(u64::MAX, length) << at;
            extracted(step, to & !mask | from << at & mask, length + at <= 64);
        }),
    );
}

/// The low half. What the high half holds is undefined, and all of a field beyond bit 63.
fn extracted(step: &mut Step, low: u64, is_defined: bool) {
    let mut all = step.made(0);
    if is_defined {
        all[..8].copy_from_slice(&low.to_le_bytes());
    }
    step.put(0, &all);
}
