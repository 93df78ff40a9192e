//! Moves, insertions, extractions, masks of signs, and the flags of tests.

use super::state::VECTOR;
use super::step::{Model, Place, elements, whole1};

pub fn models(add: &mut dyn FnMut(String, Model)) {
    plain(add);
    halves(add);
    elements_of(add);
    signs(add);
    registers(add);
}

fn plain(add: &mut dyn FnMut(String, Model)) {
    for name in [
        "movaps", "movapd", "movups", "movupd", "movdqa", "movdqu", "movd", "movq", "lddqu", "movntps", "movntpd",
        "movntdq", "movntdqa", "movntq", "movntss", "movntsd", "movq2dq", "movdq2q", "movnti",
    ] {
        add(
            name.into(),
            whole1(|b, _, size| {
                let mut all = b.to_vec();
                // Of a vector register `movq` takes 64 bits; a wider destination has zeros behind.
                all.resize(size, 0);
                all
            }),
        );
    }
    add(
        "movq".into(),
        whole1(|b, _, size| {
            let mut all = b[..8].to_vec();
            all.resize(size, 0);
            all
        }),
    );
    // From a register only the low element changes; from memory the others become zero.
    for (name, size) in [("movss", 4), ("movsd", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let from_memory = matches!(step.places.last(), Some(Place::Mem(_)));
                let rest = match from_memory || step.size(0) == size {
                    true => vec![0; 16],
                    false => step.first(),
                };
                let made = [&step.last()[..size], &rest[size..]].concat();
                step.put(0, &made);
            }),
        );
    }
}

fn halves(add: &mut dyn FnMut(String, Model)) {
    for name in ["movhps", "movhpd", "movlps", "movlpd", "movhlps", "movlhps"] {
        add(
            name.into(),
            Box::new(move |step| {
                let to_high = name.starts_with("movh") && name != "movhlps" || name == "movlhps";
                let (first, last) = (step.first(), step.last());
                let made = match (name, step.size(0)) {
                    ("movhlps", _) => [&last[8..], &first[8..]].concat(),
                    (_, 8) if to_high => last[8..].to_vec(),
                    (_, 8) => last[..8].to_vec(),
                    _ if to_high => [&first[..8], &last[..8]].concat(),
                    _ => [&last[..8], &first[8..]].concat(),
                };
                step.put(0, &made);
            }),
        );
    }
}

fn elements_of(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in [("pextrb", 1), ("pextrw", 2), ("pextrd", 4), ("pextrq", 8), ("extractps", 4)] {
        add(
            name.into(),
            whole1(move |b, imm, _| {
                let at = usize::from(imm) & (b.len() / size - 1);
                b[at * size..][..size].to_vec()
            }),
        );
    }
    for (name, size) in [("pinsrb", 1), ("pinsrw", 2), ("pinsrd", 4), ("pinsrq", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let mut all = step.first();
                let at = usize::from(step.imm()) & (all.len() / size - 1);
                all[at * size..][..size].copy_from_slice(&step.last()[..size]);
                step.put(0, &all);
            }),
        );
    }
    add(
        "insertps".into(),
        Box::new(|step| {
            let (imm, mut all, last) = (step.imm(), step.first(), step.last());
            let from = if last.len() == 4 { 0 } else { usize::from(imm >> 6) };
            all[usize::from(imm >> 4 & 3) * 4..][..4].copy_from_slice(&last[from * 4..][..4]);
            (0..4).filter(|at| imm >> at & 1 == 1).for_each(|at| all[at * 4..][..4].fill(0));
            step.put(0, &all);
        }),
    );
}

fn mask_of(bytes: &[u8], size: usize) -> u64 {
    let all = elements(bytes, size).into_iter().enumerate();
    all.fold(0, |mask, (at, it)| mask | (it >> (8 * size - 1)) << at)
}

fn signs(add: &mut dyn FnMut(String, Model)) {
    for (name, size) in [("pmovmskb", 1), ("movmskps", 4), ("movmskpd", 8)] {
        add(name.into(), whole1(move |b, _, _| mask_of(b, size).to_le_bytes().to_vec()));
    }
    add(
        "ptest".into(),
        Box::new(|step| {
            let (a, b) = (step.get(0), step.get(1));
            let all = |model: fn(u8, u8) -> u8| a.iter().zip(&b).all(|(a, b)| model(*a, *b) == 0);
            step.compared(all(|a, b| a & b), false, all(|a, b| !a & b));
        }),
    );
    for (name, size) in [("testps", 4), ("testpd", 8)] {
        add(
            name.into(),
            Box::new(move |step| {
                let (a, b) = (mask_of(&step.get(0), size), mask_of(&step.get(1), size));
                step.compared(a & b == 0, false, !a & b == 0);
            }),
        );
    }
}

fn registers(add: &mut dyn FnMut(String, Model)) {
    add("vzeroall".into(), Box::new(|step| step.after.vectors[..16].fill([0; VECTOR])));
    add("vzeroupper".into(), Box::new(|step| step.after.vectors[..16].iter_mut().for_each(|it| it[16..].fill(0))));
    add(
        "emms".into(),
        Box::new(|step| {
            step.after.fx[4] = 0;
            step.tags = true;
        }),
    );
    control_words(add);
}

pub fn control_words(add: &mut dyn FnMut(String, Model)) {
    add(
        "ldmxcsr".into(),
        Box::new(|step| {
            let word = step.get(0);
            step.after.fx[24..28].copy_from_slice(&word);
        }),
    );
    add(
        "stmxcsr".into(),
        Box::new(|step| {
            let word = step.before.fx[24..28].to_vec();
            step.put(0, &word);
        }),
    );
}
