//! Random programs of jumps and blocks: every jump, read by iced-x86, must arrive where its
//! label is, in the plain and in the relaxed form, and the relaxed form must be the shorter.

use iced_x86::{Decoder, DecoderOptions, FlowControl};
use proptest::prelude::*;
use x64_asm::{Assembler, Cond, Label, Mem, RAX};

#[derive(Clone, Debug)]
enum Piece {
    Jmp(usize),
    Jcc(u8, usize),
    Call(usize),
    JmpLong(usize),
    Patchable(usize),
    Lea(usize),
    Bind(usize),
    Nops(u8),
    Align(u8),
}

const LABELS: usize = 12;

fn piece() -> impl Strategy<Value = Piece> {
    let label = 0..LABELS;
    prop_oneof![
        3 => label.clone().prop_map(Piece::Jmp),
        4 => (0_u8..16, label.clone()).prop_map(|(cond, label)| Piece::Jcc(cond, label)),
        1 => label.clone().prop_map(Piece::Call),
        1 => label.clone().prop_map(Piece::JmpLong),
        1 => label.clone().prop_map(Piece::Patchable),
        1 => label.clone().prop_map(Piece::Lea),
        4 => label.prop_map(Piece::Bind),
        4 => (0_u8..90).prop_map(Piece::Nops),
        1 => (0_u8..6).prop_map(Piece::Align),
    ]
}

/// Assembles the program; tells the labels and, in order, which one each reference is to.
fn assemble(a: &mut Assembler, pieces: &[Piece]) -> (Vec<Label>, Vec<usize>) {
    let labels: Vec<Label> = (0..LABELS).map(|_| a.label()).collect();
    let mut bound = [false; LABELS];
    let mut uses = Vec::new();
    for piece in pieces {
        match *piece {
            Piece::Jmp(label) => a.jmp(labels[label]),
            Piece::Jcc(cond, label) => a.jcc(Cond::ALL[cond as usize], labels[label]),
            Piece::Call(label) => a.call(labels[label]),
            Piece::JmpLong(label) => a.jmp_long(labels[label]),
            Piece::Patchable(label) => {
                a.jmp_patchable(labels[label]);
            }
            Piece::Lea(label) => a.lea_rm64(RAX, Mem::label(labels[label])),
            Piece::Bind(label) if bound[label] => {}
            Piece::Bind(label) => {
                bound[label] = true;
                a.bind(labels[label]);
            }
            Piece::Nops(count) => (0..count).for_each(|_| a.nop()),
            Piece::Align(power) => a.align(1 << power),
        }
        match *piece {
            Piece::Jmp(label) | Piece::Jcc(_, label) | Piece::Call(label) => uses.push(label),
            Piece::JmpLong(label) | Piece::Patchable(label) | Piece::Lea(label) => uses.push(label),
            Piece::Bind(_) | Piece::Nops(_) | Piece::Align(_) => {}
        }
    }
    for (label, bound) in labels.iter().zip(bound) {
        if !bound {
            a.bind(*label);
        }
    }
    (labels, uses)
}

/// Where the references of some code lead.
fn targets(code: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    for instruction in Decoder::new(64, code, DecoderOptions::NONE) {
        assert!(!instruction.is_invalid());
        if instruction.flow_control() != FlowControl::Next {
            found.push(instruction.near_branch_target());
        } else if instruction.is_ip_rel_memory_operand() {
            found.push(instruction.ip_rel_memory_address());
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_reference_arrives(pieces in prop::collection::vec(piece(), 0..120)) {
        let mut a = Assembler::new();
        let (labels, uses) = assemble(&mut a, &pieces);
        let code = a.finish().unwrap();
        let plain = code.bytes().len();
        let expected = |code: x64_asm::Code<'_>| -> Vec<u64> {
            uses.iter().map(|&label| code.offset_of(labels[label]).unwrap().into()).collect()
        };
        prop_assert_eq!(targets(code.bytes()), expected(code));
        let code = a.finish_relaxed().unwrap();
        prop_assert_eq!(targets(code.bytes()), expected(code));
        prop_assert!(code.bytes().len() <= plain);
    }
}
