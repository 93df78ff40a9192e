//! References to labels: near ones as `as` encodes them, far ones made to reach, and always
//! arriving where the label is.

use a64_asm::{Assembler, Code, Cond, Error, Label, V0, X0, X1};

mod support;

type Branch = (&'static str, fn(&mut Assembler, Label), i64);

/// What refers to a label, its text, and how far it reaches.
const BRANCHES: &[Branch] = &[
    ("b", |a, label| a.b_l(label), 1 << 27),
    ("bl", |a, label| a.bl_l(label), 1 << 27),
    ("b.lt", |a, label| a.bcc_l(Cond::LT, label), 1 << 20),
    ("cbz x1,", |a, label| a.cbz_rl64(X1, label), 1 << 20),
    ("cbnz w1,", |a, label| a.cbnz_rl32(X1, label), 1 << 20),
    ("tbz x1, #40,", |a, label| a.tbz_ril64(X1, 40, label), 1 << 15),
    ("tbnz w1, #31,", |a, label| a.tbnz_ril32(X1, 31, label), 1 << 15),
    ("adr x0,", |a, label| a.adr_rl(X0, label), 1 << 20),
    ("ldr x0,", |a, label| a.ldr_rl64(X0, label), 1 << 20),
    ("ldr d0,", |a, label| a.ldr_dl(V0, label), 1 << 20),
];

#[test]
fn near_references_are_those_of_as() {
    let mut source = String::new();
    let mut a = Assembler::new();
    for (name, assemble, _) in BRANCHES {
        let (before, behind) = (a.here(), a.label());
        a.nop();
        assemble(&mut a, before);
        assemble(&mut a, behind);
        a.nop();
        a.bind(behind);
        source += &format!("1: nop\n{name} 1b\n{name} 2f\nnop\n2:\n");
    }
    assert_eq!(a.finish().unwrap().bytes(), support::tool::assemble("near", &source));
}

fn word(code: Code<'_>, at: u32) -> u32 {
    u32::from_le_bytes(code.bytes()[at as usize..at as usize + 4].try_into().unwrap())
}

/// Where the instruction at `at` leads, by the fields of the manual.
fn target(code: Code<'_>, at: u32) -> u32 {
    let word = word(code, at);
    let field = |low: u32, width: u32| ((word << (32 - low - width)).cast_signed() >> (32 - width)) * 4;
    let distance = match word >> 24 {
        0x14..=0x17 | 0x94..=0x97 => field(0, 26),
        0x36 | 0x37 | 0xb6 | 0xb7 => field(5, 14),
        _ => field(5, 19),
    };
    at.wrapping_add_signed(distance)
}

/// A reference with so many bytes between it and its label, on either side.
fn apart(assemble: fn(&mut Assembler, Label), bytes: i64, forward: bool) -> Result<(Vec<u32>, u32, u32), Error> {
    let mut a = Assembler::new();
    let label = a.label();
    let nops = |a: &mut Assembler| (0..bytes / 4).for_each(|_| a.nop());
    if !forward {
        a.bind(label);
        nops(&mut a);
    }
    let at = a.offset();
    assemble(&mut a, label);
    if forward {
        nops(&mut a);
        a.bind(label);
    }
    a.ret();
    let code = a.finish()?;
    let words = [0, 4].map(|behind| word(code, at + behind)).to_vec();
    let place = code.offset_of(label).unwrap();
    let last = if words[1] >> 26 == 5 { at + 4 } else { at };
    Ok((words, place, target(code, last)))
}

#[test]
fn far_conditional_branches_become_inverted_ones() {
    for (name, assemble, reach) in BRANCHES.iter().filter(|(name, ..)| name.contains("b") && !name.starts_with("ldr")) {
        for forward in [false, true] {
            if *reach > 1 << 20 {
                continue;
            }
            let fits = if forward { reach - 8 } else { *reach };
            let (near, place, arrives) = apart(*assemble, fits, forward).unwrap();
            assert_eq!(place, arrives, "{name}");
            let (far, place, arrives) = apart(*assemble, fits + 4, forward).unwrap();
            assert_eq!(place, arrives, "{name}");
            assert_eq!(far[1] >> 26, 5, "{name}: a `b` follows");
            let flipped = if name.starts_with("b.") { 1 } else { 1 << 24 };
            assert_eq!((near[0] ^ far[0]) & (0xff00_000f ^ 0x8000_0000), flipped & 0x7f00_000f, "{name}");
        }
    }
}

#[test]
fn an_address_that_does_not_reach_is_an_error() {
    assert!(
        matches!(apart(BRANCHES[7].1, 1 << 20, true), Err(Error::TooFar { at: 0, distance }) if distance == (1 << 20) + 4)
    );
}

#[test]
fn a_far_constant_stands_behind_its_load() {
    let mut a = Assembler::new();
    a.mov_di(V0, 0.1);
    (0..1 << 19).for_each(|_| a.nop());
    a.mov_di(V0, 0.1);
    a.ret();
    let code = a.finish().unwrap();
    assert_eq!(word(code, 0), 0x5c00_0040, "ldr d0, .+8");
    assert_eq!(word(code, 4), 0x1400_0003, "b .+12");
    assert_eq!(code.bytes()[8..16], 0.1_f64.to_le_bytes());
    let second = 16 + (4 << 19);
    let literal = target(code, second) as usize;
    assert!(literal > second as usize);
    assert_eq!(code.bytes()[literal..literal + 8], 0.1_f64.to_le_bytes());
    assert!(code.listing().to_string().lines().take(4).any(|line| line.contains(".quad 0x3fb999999999999a")));
}

/// Many branches over blocks of random sizes, many of them too far, and alignments between.
#[test]
fn every_branch_arrives_however_many_are_stretched() {
    let mut state = 3_u32;
    let mut random = move |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % limit
    };
    for _ in 0..40 {
        let mut a = Assembler::new();
        let labels: Vec<Label> = (0..24).map(|_| a.label()).collect();
        let mut order: Vec<usize> = (0..24).collect();
        (0..24).for_each(|place| order.swap(place, random(24) as usize));
        let mut marks = Vec::new();
        for bound in order {
            for _ in 0..6 {
                let aim = labels[random(24) as usize];
                let mark = a.here();
                match random(3) {
                    0 => a.tbz_ril64(X0, 7, aim),
                    1 => a.cbnz_rl64(X1, aim),
                    _ => a.b_l(aim),
                }
                marks.push((mark, aim));
                if random(4) == 0 {
                    a.align(1 << random(7).max(2));
                }
            }
            a.bind(labels[bound]);
            (0..random(3000)).for_each(|_| a.nop());
        }
        a.ret();
        let first = a.finish().unwrap();
        for (mark, aim) in &marks {
            let at = first.offset_of(*mark).unwrap();
            // `tbnz` and `cbz`, which the program does not use, are inverted ones.
            let stretched = matches!(word(first, at) >> 24, 0x37 | 0xb4);
            let arrives = if stretched { target(first, at + 4) } else { target(first, at) };
            assert_eq!(Some(arrives), first.offset_of(*aim));
        }
        let bytes = first.bytes().to_vec();
        assert_eq!(a.finish().unwrap().bytes(), bytes, "a second `finish` changes nothing");
    }
}
