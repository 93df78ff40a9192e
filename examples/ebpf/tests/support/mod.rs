//! Instructions as bytes, and a program run in every way there is.
#![allow(dead_code, reason = "each test uses its part")]

use std::sync::LazyLock;

use ebpf::{Compiled, Fault, Helpers, Program, interpret};
use exec_mem::Arena;

/// One instruction: opcode, `dst`, `src`, offset, immediate.
pub fn inst(opcode: u8, dst: u8, src: u8, offset: i16, immediate: i32) -> [u8; 8] {
    let ([o0, o1], [i0, i1, i2, i3]) = (offset.to_le_bytes(), immediate.to_le_bytes());
    [opcode, src << 4 | dst, o0, o1, i0, i1, i2, i3]
}

/// `dst = value`, in two words.
pub fn constant(dst: u8, value: u64) -> [[u8; 8]; 2] {
    [inst(0x18, dst, 0, 0, value as i32), inst(0, 0, 0, 0, (value >> 32) as i32)]
}

pub const EXIT: [u8; 8] = [0x95, 0, 0, 0, 0, 0, 0, 0];

/// Helper 1: tells its arguments apart, and does not look at the order of calls.
pub extern "sysv64" fn mix(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    [a, b, c, d, e].into_iter().fold(7, |sum: u64, number| sum.rotate_left(9).wrapping_mul(31).wrapping_add(number))
}

/// The same, as rbpf wants it.
pub fn mix_for_rbpf(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    mix(a, b, c, d, e)
}

/// What a run leaves behind.
pub type Outcome = (Result<u64, Fault>, Vec<u8>);

// ANCHOR: both
/// The outcome of a program, on which interpreter and code agree.
#[track_caller]
pub fn both(program: &[[u8; 8]], memory: &[u8]) -> Outcome {
    let program = Program::new(program.as_flattened()).unwrap();
    let helpers = Helpers::new().with(1, mix);
    let (mut interpreted, mut compiled) = (memory.to_vec(), memory.to_vec());
    let expected = interpret(&program, &helpers, &mut interpreted);
    static ARENA: LazyLock<Arena> = LazyLock::new(|| Arena::new().unwrap());
    let code = Compiled::new(&ARENA, &program, &helpers).unwrap();
    let found = code.call(&mut compiled);
    assert_eq!((found, &compiled), (expected, &interpreted));
    (expected, interpreted)
}
// ANCHOR_END: both

/// As [`both`], and rbpf's interpreter agrees too. Of a fault it knows only that there is one.
#[track_caller]
pub fn all(program: &[[u8; 8]], memory: &[u8]) -> Outcome {
    let (result, left) = both(program, memory);
    let mut other = memory.to_vec();
    let found = {
        let mut vm = rbpf::EbpfVmRaw::new(Some(program.as_flattened())).unwrap();
        vm.register_helper(1, mix_for_rbpf).unwrap();
        vm.execute_program(&mut other).ok()
    };
    assert_eq!((found, &other), (result.ok(), &left), "rbpf says otherwise");
    (result, left)
}
