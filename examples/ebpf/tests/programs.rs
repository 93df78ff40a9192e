//! Programs by hand: what each group of instructions is for, and where it is awkward.

mod support;

use ebpf::{Fault, MAX_DEPTH, Mistake, Program, Reason};
use support::{EXIT, all, both, constant, inst};

/// The result of a program on eight bytes of memory, in every way there is.
#[track_caller]
fn check(program: &[[u8; 8]], expected: u64) {
    assert_eq!(all(program, &[1, 2, 3, 4, 5, 6, 7, 8]).0, Ok(expected));
}

/// As [`check`], for what rbpf does not have or does otherwise than the RFC.
#[track_caller]
fn check_both(program: &[[u8; 8]], expected: u64) {
    assert_eq!(both(program, &[1, 2, 3, 4, 5, 6, 7, 8]).0, Ok(expected));
}

#[test]
fn arithmetic() {
    let [low, high] = constant(0, 0xffff_ffff_0000_0007);
    check(&[low, high, inst(0x04, 0, 0, 0, -8), EXIT], 0xffff_ffff); // r0 (32 bits) += -8
    check(&[low, high, inst(0x07, 0, 0, 0, -8), EXIT], 0xffff_fffe_ffff_ffff); // r0 += -8
    check(&[low, high, inst(0x34, 0, 0, 0, 2), EXIT], 3); // r0 (32 bits) /= 2
    check(&[low, high, inst(0x37, 0, 0, 0, 0), EXIT], 0); // r0 /= 0
    check(&[low, high, inst(0x97, 0, 0, 0, 0), EXIT], 0xffff_ffff_0000_0007); // r0 %= 0
    check_both(&[low, high, inst(0x94, 0, 0, 0, 0), EXIT], 7); // r0 (32 bits) %= 0
    check(&[low, high, inst(0xc7, 0, 0, 0, 4), EXIT], 0xffff_ffff_f000_0000); // r0 s>>= 4
    check(&[low, high, inst(0x64, 0, 0, 0, 32), EXIT], 7); // r0 (32 bits) <<= 32, which is 0
    check_both(&[low, high, inst(0x87, 0, 0, 0, 0), EXIT], 0x0000_0000_ffff_fff9); // r0 = -r0
}

#[test]
fn signed_division() {
    let least = constant(0, 1 << 63);
    let divide = |operation, divisor| [least[0], least[1], inst(operation, 0, 0, 1, divisor), EXIT];
    check_both(&divide(0x37, -1), 1 << 63);
    check_both(&divide(0x97, -1), 0);
    check_both(&divide(0x37, 2), 3 << 62);
    check_both(&divide(0x37, 0), 0);
    check_both(&divide(0x97, 0), 1 << 63);
    // By a register: r1 = -1, r0 s/= r1.
    check_both(&[least[0], least[1], inst(0xb7, 1, 0, 0, -1), inst(0x3f, 0, 1, 1, 0), EXIT], 1 << 63);
    // 32 bits: the least number by -1.
    check_both(&[inst(0xb4, 0, 0, 0, i32::MIN), inst(0x34, 0, 0, 1, -1), EXIT], 1 << 31);
}

#[test]
fn byte_order_and_signs() {
    let value = constant(0, 0x0102_0304_0506_0788);
    let order = |opcode, bits| [value[0], value[1], inst(opcode, 0, 0, 0, bits), EXIT];
    check(&order(0xdc, 16), 0x8807);
    check(&order(0xdc, 32), 0x8807_0605);
    check(&order(0xdc, 64), 0x8807_0605_0403_0201);
    check(&order(0xd4, 16), 0x0788);
    check_both(&order(0xd7, 32), 0x8807_0605);
    let moved = |opcode, bits| [value[0], value[1], inst(opcode, 0, 0, bits, 0), EXIT];
    check_both(&moved(0xbf, 8), 0xffff_ffff_ffff_ff88);
    check_both(&moved(0xbc, 8), 0xffff_ff88);
    check_both(&moved(0xbf, 32), 0x0506_0788);
}

#[test]
fn loads_and_stores() {
    check(&[inst(0x69, 0, 1, 2, 0), EXIT], 0x0403); // r0 = *(u16 *)(r1 + 2)
    check(&[inst(0x79, 0, 1, 0, 0), EXIT], 0x0807_0605_0403_0201);
    check_both(&[inst(0x72, 1, 0, 7, -2), inst(0x91, 0, 1, 7, 0), EXIT], -2_i64 as u64); // signed byte
    // The last byte of the stack is r10 - 1, its first r10 - 512.
    check(&[inst(0x7a, 10, 0, -512, -5), inst(0x79, 0, 10, -512, 0), EXIT], -5_i64 as u64);
    let (result, memory) = all(&[inst(0x62, 1, 0, 4, -1), inst(0xb7, 0, 0, 0, 0), EXIT], &[0; 9]);
    assert_eq!((result, memory), (Ok(0), vec![0, 0, 0, 0, 255, 255, 255, 255, 0]));
}

#[track_caller]
fn out_of_bounds(access: [u8; 8], len: usize) {
    let (result, memory) = all(&[inst(0xb7, 2, 0, 0, 1), access, EXIT], &vec![7; len]);
    assert_eq!(result, Err(Fault { reason: Reason::OutOfBounds, at: 1 }));
    assert_eq!(memory, vec![7; len]);
}

#[test]
fn accesses_out_of_bounds_are_faults() {
    out_of_bounds(inst(0x71, 0, 1, 8, 0), 8); // the first byte behind
    out_of_bounds(inst(0x71, 0, 1, -1, 0), 8); // the last byte before
    out_of_bounds(inst(0x79, 0, 1, 1, 0), 8); // across the end
    out_of_bounds(inst(0x79, 0, 1, 0, 0), 7);
    out_of_bounds(inst(0x7b, 1, 2, 1, 0), 8);
    out_of_bounds(inst(0x7b, 10, 2, -7, 0), 8); // across the end of the stack
    out_of_bounds(inst(0x73, 10, 2, -513, 0), 8);
    out_of_bounds(inst(0x71, 0, 2, 0, 0), 8); // address 1
    out_of_bounds(inst(0x71, 0, 2, -2, 0), 8); // the last address there is
}

#[test]
fn loops_and_jumps() {
    // r0 = 0, r2 = 10: do { r0 += r2; r2 -= 1 } while (r2 != 0)
    let sum = [
        inst(0xb7, 0, 0, 0, 0),
        inst(0xb7, 2, 0, 0, 10),
        inst(0x0f, 0, 2, 0, 0),
        inst(0x17, 2, 0, 0, 1),
        inst(0x55, 2, 0, -3, 0),
        EXIT,
    ];
    check(&sum, 55);
    // An immediate is extended with its sign: r0 == -1.
    check_both(&[inst(0xb7, 0, 0, 0, -1), inst(0x15, 0, 0, 1, -1), inst(0xb7, 0, 0, 0, 5), EXIT], u64::MAX);
    // Far jump of the class of 32 bits, over one instruction.
    check_both(&[inst(0xb7, 0, 0, 0, 1), inst(0x06, 0, 0, 0, 1), inst(0xb7, 0, 0, 0, 5), EXIT], 1);
}

#[test]
fn atomics() {
    let run = |operation: i32, opcode: u8| {
        let program = [
            inst(0xb7, 0, 0, 0, 0x0f),        // r0 = 15, which is what a comparison expects
            inst(0xb7, 3, 0, 0, 0x3c),        // r3 = 60
            inst(opcode, 1, 3, 0, operation), // at r1
            inst(0x67, 0, 0, 0, 8),
            inst(0x4f, 0, 3, 0, 0), // r0 = r0 << 8 | r3
            EXIT,
        ];
        let (result, memory) = both(&program, &[0x0f, 0, 0, 0, 0, 0, 0, 9]);
        (result.unwrap(), memory[0], memory[7])
    };
    for (opcode, high) in [(0xc3, 9), (0xdb, 9)] {
        let old = if opcode == 0xdb { 0x0900_0000_0000_000f_u64 } else { 0x0f };
        assert_eq!(run(0x00, opcode), (0x0f3c, 0x4b, high)); // add
        assert_eq!(run(0x01, opcode), (0x0f00 | old, 0x4b, high)); // and fetch
        assert_eq!(run(0x41, opcode), (0x0f00 | old, 0x3f, high)); // or
        assert_eq!(run(0x51, opcode), (0x0f00 | old, 0x0c, if opcode == 0xdb { 0 } else { 9 })); // and
        assert_eq!(run(0xa1, opcode), (0x0f00 | old, 0x33, high)); // xor
        assert_eq!(run(0xe1, opcode), (0x0f00 | old, 0x3c, if opcode == 0xdb { 0 } else { 9 })); // exchange
    }
    assert_eq!(run(0xf1, 0xc3), (0x0f3c, 0x3c, 9)); // compare and exchange
    assert_eq!(run(0xf1, 0xdb), (0x0f << 8 | 0x3c, 0x0f, 9)); // the whole word is another
}

#[test]
fn a_comparison_of_32_bits_leaves_32_bits() {
    let [low, high] = constant(0, 0x5_0403_0201);
    let (result, memory) = both(&[low, high, inst(0xc3, 1, 2, 0, 0xf1), EXIT], &[1, 2, 3, 4]);
    assert_eq!((result, memory), (Ok(0x0403_0201), vec![4, 0, 0, 0])); // r2 is the length
}

#[test]
fn calls_of_helpers() {
    let arguments: Vec<_> = (1..=5).map(|number| inst(0xb7, number, 0, 0, i32::from(number) * 10)).collect();
    let mut program = arguments.clone();
    program.extend([inst(0xb7, 6, 0, 0, 3), inst(0x85, 0, 0, 0, 1), inst(0x0f, 0, 6, 0, 0), EXIT]);
    check(&program, support::mix(10, 20, 30, 40, 50).wrapping_add(3));
    let mut program = arguments;
    program.extend([inst(0x85, 0, 0, 0, 1), inst(0xb7, 0, 0, 0, 0)]);
    program.extend((1..=5).map(|number| inst(0x4f, 0, number, 0, 0)));
    program.push(EXIT);
    check_both(&program, 0); // nothing of the host is left in r1 to r5
}

#[test]
fn calls_of_local_functions() {
    // r6 = 5, r1 = 1; call +2; r0 += r6; exit; function: r6 = 9, r0 = r1, exit.
    let program = [
        inst(0xb7, 6, 0, 0, 5),
        inst(0xb7, 1, 0, 0, 1),
        inst(0x85, 0, 1, 0, 2),
        inst(0x0f, 0, 6, 0, 0),
        EXIT,
        inst(0xb7, 6, 0, 0, 9),
        inst(0xbf, 0, 1, 0, 0),
        EXIT,
    ];
    check(&program, 6);
}

#[test]
fn local_functions_keep_four_registers() {
    let set =
        |values: [i32; 4]| (6..10).zip(values).map(|(dst, value)| inst(0xb7, dst, 0, 0, value)).collect::<Vec<_>>();
    let mut program = set([1, 20, 300, 4000]);
    program.extend([inst(0x85, 0, 1, 0, 5)]);
    program.extend((6..10).map(|src| inst(0x0f, 0, src, 0, 0)));
    program.push(EXIT);
    program.extend(set([7; 4]));
    program.extend([inst(0xb7, 0, 0, 0, 50_000), EXIT]);
    check(&program, 54_321);
}

#[test]
fn recursion_ends_at_the_depth() {
    // r0 = 0; call +1; exit; function: a store or a move; r0 += 1; if r0 == calls goto +1; call -4; exit.
    let nested = |calls: i32, stack: bool| {
        let store = if stack { inst(0x7b, 10, 0, -8, 0) } else { inst(0xbf, 3, 0, 0, 0) };
        [
            inst(0xb7, 0, 0, 0, 0),
            inst(0x85, 0, 1, 0, 1),
            EXIT,
            store,
            inst(0x07, 0, 0, 0, 1),
            inst(0x15, 0, 0, 1, calls),
            inst(0x85, 0, 1, 0, -4),
            EXIT,
        ]
    };
    for stack in [false, true] {
        let most = MAX_DEPTH as i32 - 1;
        check_both(&nested(most, stack), most as u64);
        assert_eq!(both(&nested(most + 1, stack), &[]).0, Err(Fault { reason: Reason::TooDeep, at: 6 }));
    }
}

#[test]
fn an_unknown_helper_is_an_error() {
    let program = Program::new([inst(0x85, 0, 0, 0, 77), EXIT].as_flattened()).unwrap();
    let arena = exec_mem::Arena::new().unwrap();
    let error = ebpf::Compiled::new(&arena, &program, &ebpf::Helpers::new()).unwrap_err();
    assert_eq!(error.to_string(), "instruction 0 calls helper 77, which is not given");
}

#[track_caller]
fn refused(program: &[[u8; 8]], expected: Mistake) {
    assert_eq!(Program::new(program.as_flattened()).err(), Some(expected));
}

#[test]
fn what_is_no_program_is_refused() {
    refused(&[], Mistake::Length);
    assert_eq!(Program::new(&[0x95; 7]).err(), Some(Mistake::Length));
    refused(&[inst(0xff, 0, 0, 0, 0), EXIT], Mistake::Unknown { at: 0 });
    refused(&[inst(0x07, 10, 0, 0, 1), EXIT], Mistake::Register { at: 0 });
    refused(&[inst(0x07, 11, 0, 0, 1), EXIT], Mistake::Register { at: 0 });
    refused(&[inst(0x05, 0, 0, 1, 0), EXIT], Mistake::Target { at: 0 });
    refused(&[inst(0x05, 0, 0, -2, 0), EXIT], Mistake::Target { at: 0 });
    refused(&[inst(0x05, 0, 0, 1, 0), constant(0, 0)[0], constant(0, 0)[1], EXIT], Mistake::Target { at: 0 });
    refused(&[constant(0, 0)[0], EXIT], Mistake::Unknown { at: 0 });
    refused(&[EXIT, constant(0, 0)[0]], Mistake::Unknown { at: 1 });
    refused(&[inst(0xb7, 0, 0, 0, 0)], Mistake::End);
}
