//! Loops, jumps on the counter, transactions and prefetches of code: at every distance that is
//! encoded in a way of its own they are what GNU `as` makes and what iced-x86 reads.

mod gnu;

use std::fmt::Write;

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use x64_asm::{Assembler, Error, Features, Label};

/// Mnemonic, method, and the length of the instruction where only one byte is relative.
type Branch = (&'static str, fn(&mut Assembler, Label), Option<usize>);

const BRANCHES: [Branch; 8] = [
    ("loop", Assembler::loop_, Some(2)),
    ("loope", Assembler::loope, Some(2)),
    ("loopne", Assembler::loopne, Some(2)),
    ("jrcxz", Assembler::jrcxz, Some(2)),
    ("jecxz", Assembler::jecxz, Some(3)),
    ("xbegin", Assembler::xbegin, None),
    ("prefetchit0", Assembler::prefetchit0, None),
    ("prefetchit1", Assembler::prefetchit1, None),
];

/// The branch with `distance` bytes of `nop` between it and its label.
fn place(a: &mut Assembler, method: fn(&mut Assembler, Label), backward: bool, distance: usize) {
    let label = a.label();
    if backward {
        a.bind(label);
        (0..distance).for_each(|_| a.nop());
    }
    method(a, label);
    if !backward {
        (0..distance).for_each(|_| a.nop());
        a.bind(label);
    }
}

/// The same for `as`; `number` makes the label's name.
fn write(text: &mut String, mnemonic: &str, number: usize, backward: bool, distance: usize) {
    let operand = match mnemonic.starts_with("prefetch") {
        true => format!("byte ptr [rip+.L{number}]"),
        false => format!(".L{number}"),
    };
    let (before, after) = if backward { (distance, 0) } else { (0, distance) };
    let label = |here: bool| if here { format!(".L{number}:\n") } else { String::new() };
    write!(
        text,
        "{}.fill {before}, 1, 0x90\n{mnemonic} {operand}\n.fill {after}, 1, 0x90\n{}",
        label(backward),
        label(!backward)
    )
    .unwrap();
}

#[test]
fn all_distances_are_those_of_as() {
    let mut a = Assembler::with_features(Features::all());
    let mut text = String::from(".intel_syntax noprefix\n.text\n");
    let mut number = 0;
    for (mnemonic, method, short) in BRANCHES {
        for backward in [false, true] {
            let farthest = short.map_or(200, |len| if backward { 128 - len } else { 127 });
            for distance in [0, 1, 100, farthest - 1, farthest] {
                place(&mut a, method, backward, distance);
                write(&mut text, mnemonic, number, backward, distance);
                number += 1;
            }
        }
    }
    let relaxed = a.finish_relaxed().unwrap().bytes().to_vec();
    let ours = a.finish().unwrap().bytes().to_vec();
    assert_eq!(relaxed, ours, "nothing here has two lengths");
    assert!(ours == gnu::assemble("branch", &text));
}

#[test]
fn iced_and_the_listing_read_them_back() {
    for (mnemonic, method, _) in BRANCHES {
        let mut a = Assembler::with_features(Features::all());
        place(&mut a, method, false, 5);
        let code = a.finish().unwrap();
        let mut decoder = Decoder::with_ip(64, code.bytes(), 0, DecoderOptions::NONE);
        let instruction = decoder.decode();
        let mut read = String::new();
        IntelFormatter::new().format(&instruction, &mut read);
        let end = instruction.len() as u64;
        let target = match instruction.is_ip_rel_memory_operand() {
            true => instruction.ip_rel_memory_address(),
            false => instruction.near_branch_target(),
        };
        assert_eq!((read.split(' ').next(), target), (Some(mnemonic), end + 5), "{read}");
        let operand = if mnemonic.starts_with("prefetch") { "byte ptr [L0]" } else { "L0" };
        let listed = code.listing().stable();
        let first = listed.lines().next().unwrap_or_default();
        assert!(first.ends_with(&format!("   {mnemonic} {operand}")), "{listed}");
        assert!(first.contains(".."), "{listed}");
    }
}

#[test]
fn what_is_out_of_reach_is_an_error() {
    for (mnemonic, method, short) in BRANCHES {
        let Some(len) = short else { continue };
        for (backward, bytes, distance) in [(false, 128, 128), (true, 129 - len, -129)] {
            let mut a = Assembler::with_features(Features::all());
            place(&mut a, method, backward, bytes);
            match a.finish().unwrap_err() {
                Error::ShortJumpTooFar { distance: found, .. } => assert_eq!(found, distance, "{mnemonic}"),
                error => panic!("{mnemonic}: {error}"),
            }
        }
    }
}

#[test]
fn features_are_demanded() {
    for (mnemonic, method, short) in BRANCHES {
        let mut a = Assembler::new();
        place(&mut a, method, true, 0);
        let missing = matches!(a.finish(), Err(Error::MissingFeature { .. }));
        assert_eq!(missing, short.is_none(), "{mnemonic}");
    }
}
