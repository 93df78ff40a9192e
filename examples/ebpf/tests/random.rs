//! Random programs: interpreter and code agree on the result, on memory, and on the fault. Where
//! rbpf has the instructions, its interpreter agrees too.
//!
//! Addresses differ from run to run, so no address becomes a number: `r9` points at the memory and
//! is only a base, as is `r10`. The body is run a few times by a loop that counts in `r8`.

mod support;

use proptest::prelude::*;
use support::{EXIT, all, both, constant, inst};

const MEMORY: usize = 64;

/// A piece of a program that nothing jumps into.
#[derive(Clone, Debug)]
enum Piece {
    Words(Vec<[u8; 8]>),
    /// A jump over so many of the pieces that follow.
    Skip([u8; 8], usize),
}

fn immediate() -> impl Strategy<Value = i32> {
    prop_oneof![-3..4_i32, prop::sample::select(vec![i32::MIN, i32::MAX, 31, 32, 63, 64, 4096]), any::<i32>()]
}

/// A word of any opcode whose fields are small, so that some are instructions.
fn plausible() -> impl Strategy<Value = [u8; 8]> {
    let source = prop_oneof![Just(0), 0..12_u8];
    let offset = prop_oneof![Just(0_i16), -3..4_i16];
    let immediate = prop_oneof![Just(0), -3..4_i32];
    (any::<u8>(), 0..12_u8, source, offset, immediate)
        .prop_map(|(opcode, dst, src, offset, immediate)| inst(opcode, dst, src, offset, immediate))
}

fn register() -> impl Strategy<Value = u8> {
    0..8_u8
}

/// An operation with a register or an immediate, in both widths.
fn binary(operations: Vec<u8>, offset: i16) -> impl Strategy<Value = Piece> {
    let parts = (prop::sample::select(operations), any::<(bool, bool)>(), register(), register(), immediate());
    parts.prop_map(move |(operation, (wide, by_register), dst, src, value)| {
        let opcode = operation << 4 | if wide { 7 } else { 4 };
        let word = match by_register {
            true => inst(opcode | 8, dst, src, offset, 0),
            false => inst(opcode, dst, 0, offset, value),
        };
        Piece::Words(vec![word])
    })
}

/// Both widths of remainder, by what is not 0: rbpf leaves the upper half where the RFC clears it.
fn remainder() -> impl Strategy<Value = Piece> {
    let parts = (any::<(bool, bool)>(), register(), register(), immediate());
    parts.prop_map(|((wide, by_register), dst, src, value)| {
        let opcode = if wide { 0x97 } else { 0x94 };
        let or = inst(0x47, src, 0, 0, 1);
        Piece::Words(match by_register {
            true => vec![or, inst(opcode | 8, dst, src, 0, 0)],
            false => vec![inst(opcode, dst, 0, 0, value | 1)],
        })
    })
}

fn order(opcodes: Vec<u8>) -> impl Strategy<Value = Piece> {
    let parts = (prop::sample::select(opcodes), register(), prop::sample::select(vec![16, 32, 64]));
    parts.prop_map(|(opcode, dst, bits)| Piece::Words(vec![inst(opcode, dst, 0, 0, bits)]))
}

/// The base of an access, with an offset that is in bounds, mostly.
fn place() -> impl Strategy<Value = (u8, i16)> {
    prop_oneof![
        8 => (Just(9), 0..MEMORY as i16 - 7),
        8 => (Just(10), -512..-7_i16),
        1 => (Just(9), prop_oneof![Just(-1), MEMORY as i16 - 8..MEMORY as i16 + 2]),
        1 => (Just(10), prop_oneof![-520..-505_i16, -8..3_i16]),
    ]
}

fn access(loads: Vec<u8>) -> impl Strategy<Value = Piece> {
    let load = (prop::sample::select(loads), register(), place())
        .prop_map(|(opcode, dst, (base, offset))| inst(opcode, dst, base, offset, 0));
    let store = (prop::sample::select(vec![0x63, 0x6b, 0x73, 0x7b]), register(), place())
        .prop_map(|(opcode, src, (base, offset))| inst(opcode, base, src, offset, 0));
    let store_immediate = (prop::sample::select(vec![0x62, 0x6a, 0x72, 0x7a]), immediate(), place())
        .prop_map(|(opcode, value, (base, offset))| inst(opcode, base, 0, offset, value));
    prop_oneof![load, store, store_immediate].prop_map(|word| Piece::Words(vec![word]))
}

fn atomic() -> impl Strategy<Value = Piece> {
    let operations = vec![0x00, 0x01, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1];
    let parts = (prop::sample::select(operations), prop::sample::select(vec![0xc3, 0xdb]), register(), place());
    parts.prop_map(|(operation, opcode, src, (base, offset))| {
        Piece::Words(vec![inst(opcode, base, src, offset, operation)])
    })
}

/// An atomic operation whose base is a register that the operation itself may need.
fn atomic_by_copy() -> impl Strategy<Value = Piece> {
    (prop::sample::select(vec![0x41, 0x51, 0xa1, 0x01, 0xe1, 0xf1]), register(), 0..MEMORY as i16 - 7).prop_map(
        |(operation, src, offset)| {
            // r0 = r9, the operation at r0, r0 = 3: no address is left.
            let [before, after] = [inst(0xbf, 0, 9, 0, 0), inst(0xb7, 0, 0, 0, 3)];
            let src = if src == 0 { 1 } else { src };
            Piece::Words(match operation {
                // What is compared is an address: it is never there, and r0 gets what is.
                0xf1 => vec![before, inst(0xdb, 0, src, offset, operation)],
                _ => vec![before, inst(0xdb, 0, src, offset, operation), after],
            })
        },
    )
}

/// Jumps on 32 and 64 bits. rbpf extends an immediate with zeros where the RFC does so with its
/// sign, so with it only immediates from 0 on are compared.
fn jump(common: bool) -> impl Strategy<Value = Piece> {
    let tests = prop::sample::select(vec![1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13]);
    let parts = (tests, any::<(bool, bool)>(), register(), register(), immediate(), 1..4_usize);
    parts.prop_map(move |(test, (wide, by_register), left, right, value, skipped)| {
        let opcode = test << 4 | if wide { 5 } else { 6 };
        let value = if common { value & i32::MAX } else { value };
        let word = match by_register {
            true => inst(opcode | 8, left, right, 0, 0),
            false => inst(opcode, left, 0, 0, value),
        };
        Piece::Skip(word, skipped)
    })
}

/// A call of the helper, after which the registers that it may spoil get new values.
fn call() -> impl Strategy<Value = Piece> {
    prop::array::uniform5(immediate()).prop_map(|values| {
        let reset = (1..6).zip(values).map(|(dst, value)| inst(0xb7, dst, 0, 0, value));
        Piece::Words(std::iter::once(inst(0x85, 0, 0, 0, 1)).chain(reset).collect())
    })
}

fn set() -> impl Strategy<Value = Piece> {
    (register(), any::<u64>()).prop_map(|(dst, value)| Piece::Words(constant(dst, value).to_vec()))
}

/// What rbpf has too.
fn common() -> BoxedStrategy<Piece> {
    prop_oneof![
        12 => binary(vec![0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12], 0),
        2 => remainder(),
        1 => order(vec![0xd4, 0xdc]),
        5 => access(vec![0x61, 0x69, 0x71, 0x79]),
        4 => jump(true),
        1 => call(),
        1 => set(),
    ]
    .boxed()
}

/// Everything that the RFC has.
fn everything() -> BoxedStrategy<Piece> {
    let negate = (any::<bool>(), register())
        .prop_map(|(wide, dst)| Piece::Words(vec![inst(if wide { 0x87 } else { 0x84 }, dst, 0, 0, 0)]));
    let signs = prop::sample::select(vec![(0xbf, 8), (0xbf, 16), (0xbf, 32), (0xbc, 8), (0xbc, 16)]);
    let move_signed = (signs, register(), register())
        .prop_map(|((opcode, bits), dst, src)| Piece::Words(vec![inst(opcode, dst, src, bits, 0)]));
    let local = Just(Piece::Words(vec![inst(0x85, 0, 1, 0, i32::MAX)])); // its distance comes later
    prop_oneof![
        6 => binary(vec![0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12], 0),
        4 => binary(vec![3, 9], 1),
        1 => negate,
        1 => move_signed,
        1 => order(vec![0xd4, 0xdc, 0xd7]),
        4 => access(vec![0x61, 0x69, 0x71, 0x79, 0x81, 0x89, 0x91]),
        3 => atomic(),
        1 => atomic_by_copy(),
        4 => jump(false),
        1 => call(),
        1 => local,
        1 => set(),
    ]
    .boxed()
}

/// A whole program of some pieces, run `turns` times.
fn program(pieces: &[Piece], values: [u64; 8], turns: i32) -> Vec<[u8; 8]> {
    let mut start = vec![inst(0xbf, 9, 1, 0, 0)];
    start.extend((0..8).zip(values).flat_map(|(dst, value)| constant(dst, value)));
    whole(start, pieces, turns, &[1, 2, 3, 4, 5, 6, 7])
}

/// Accesses by `r1`, which nothing writes, and jumps between them.
fn by_memory_pointer() -> impl Strategy<Value = Piece> {
    let place = prop_oneof![20 => 0..MEMORY as i16 - 7, 1 => MEMORY as i16 - 9..MEMORY as i16 + 2, 1 => Just(-1)];
    let opcodes = vec![0x61, 0x69, 0x71, 0x79, 0x81, 0x63, 0x6b, 0x73, 0x7b, 0xdb];
    let access = (prop::sample::select(opcodes), 3..7_u8, place).prop_map(|(opcode, register, offset)| {
        let is_load = opcode & 7 == 1;
        let (dst, src) = if is_load { (register, 1) } else { (1, register) };
        Piece::Words(vec![inst(opcode, dst, src, offset, 0)])
    });
    let skip = (3..7_u8, any::<bool>(), 1..4_usize).prop_map(|(register, equal, skipped)| {
        Piece::Skip(inst(if equal { 0x15 } else { 0x55 }, register, 0, 0, 0), skipped)
    });
    let add = (3..7_u8, 3..7_u8).prop_map(|(dst, src)| Piece::Words(vec![inst(0x1f, dst, src, 0, 0)]));
    prop_oneof![6 => access, 2 => skip, 1 => add]
}

/// The pieces between what sets registers and what makes a result of some.
fn whole(start: Vec<[u8; 8]>, pieces: &[Piece], turns: i32, results: &[u8]) -> Vec<[u8; 8]> {
    let mut program = start;
    program.push(inst(0xb7, 8, 0, 0, turns));
    let top = program.len();
    let lengths: Vec<_> =
        pieces.iter().map(|piece| if let Piece::Words(words) = piece { words.len() } else { 1 }).collect();
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => program.extend(words),
            Piece::Skip(word, skipped) => {
                let distance: usize = lengths.iter().skip(number + 1).take(*skipped).sum();
                let [o0, o1] = (distance as i16).to_le_bytes();
                let [opcode, registers, _, _, rest @ ..] = *word;
                let [i0, i1, i2, i3] = rest;
                program.push([opcode, registers, o0, o1, i0, i1, i2, i3]);
            }
        }
    }
    program.push(inst(0x17, 8, 0, 0, 1));
    let distance = top as i16 - program.len() as i16 - 1;
    program.push(inst(0x55, 8, 0, distance, 0));
    program.extend(results.iter().map(|src| inst(0xaf, 0, *src, 0, 0)));
    program.push(EXIT);
    finish(program)
}

/// Appends the local function, if one is called, and has the calls go there.
fn finish(mut program: Vec<[u8; 8]>) -> Vec<[u8; 8]> {
    let end = program.len();
    let call = inst(0x85, 0, 1, 0, i32::MAX);
    let calls: Vec<_> = (0..end).filter(|at| program[*at] == call).collect();
    for at in &calls {
        program[*at] = inst(0x85, 0, 1, 0, (end - at - 1) as i32);
    }
    if !calls.is_empty() {
        program.extend([
            inst(0x7b, 10, 6, -16, 0), // in a frame of its own
            inst(0xb7, 6, 0, 0, 99),
            inst(0xbf, 7, 6, 0, 0),
            inst(0x0f, 0, 1, 0, 0),
            inst(0x79, 2, 10, -16, 0),
            EXIT,
        ]);
    }
    program
}

fn values() -> impl Strategy<Value = [u64; 8]> {
    let value = prop_oneof![0..4_u64, Just(u64::MAX), Just(1 << 63), Just(1 << 31), any::<u64>()];
    prop::array::uniform8(value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn code_does_what_the_interpreter_does(
        pieces in prop::collection::vec(everything(), 0..40),
        values in values(),
        turns in 1..4,
        memory: [u8; MEMORY],
    ) {
        let _ = both(&program(&pieces, values, turns), &memory);
    }

    #[test]
    fn memory_is_checked_once(
        pieces in prop::collection::vec(by_memory_pointer(), 0..20),
        turns in 1..4,
        memory in prop::collection::vec(any::<u8>(), 0..MEMORY),
    ) {
        let start = vec![inst(0xb7, 4, 0, 0, 5)];
        let _ = both(&whole(start, &pieces, turns, &[3, 4, 5, 6]), &memory);
    }

    #[test]
    fn rbpf_says_the_same(
        pieces in prop::collection::vec(common(), 0..40),
        values in values(),
        turns in 1..4,
        memory: [u8; MEMORY],
    ) {
        let _ = all(&program(&pieces, values, turns), &memory);
    }

    #[test]
    fn any_bytes_are_a_program_or_a_mistake(
        words in prop::collection::vec(prop_oneof![4 => plausible(), 1 => any::<[u8; 8]>()], 0..8),
        ends in any::<bool>(),
    ) {
        let words = [words, if ends { vec![EXIT] } else { Vec::new() }].concat();
        if let Ok(program) = ebpf::Program::new(words.as_flattened()) {
            // Some call a helper that is not there.
            let result = ebpf::Compiled::listing(&program, &ebpf::Helpers::new());
            let is_known = matches!(result, Ok(_) | Err(ebpf::Error::UnknownHelper { .. }));
            prop_assert!(is_known);
        }
    }
}
