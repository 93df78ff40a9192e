//! ARM64 code, read by the assembler's table.

use super::Instruction;

/// The instructions, all of them valid.
#[track_caller]
pub fn decode(code: &[u8]) -> Vec<Instruction> {
    let (words, rest) = code.as_chunks::<4>();
    assert!(rest.is_empty(), "an instruction is cut off");
    (0..).step_by(4).zip(words).map(|(at, &bytes)| instruction(at, u32::from_le_bytes(bytes))).collect()
}

fn instruction(at: u64, word: u32) -> Instruction {
    let Some(read) = a64_asm::Instruction::read(word) else { panic!("no instruction at {at:#x}: {word:#010x}") };
    let text = read.text(None);
    assert!(!text.starts_with("br "), "an indirect jump at {at:#x}");
    let place = read.distance().map(|distance| at.checked_add_signed(distance).expect("a place in the code"));
    let jumps = text.starts_with('b') || text.starts_with("cb");
    Instruction { at, jump: place.filter(|_| jumps), refers: place.filter(|_| !jumps) }
}
