//! The stack and the flags as a whole, addresses, and what the processor says of itself.
//!
//! What pushes is followed by what pops and the other way round, so that the stack is as before.

use x64_asm::{Assembler, Features, Mem, R12, R15, RBP, RBX, RSP};

use super::general::put;
use super::inputs::{BASE, Choice, Noise};
use super::run::{Kind, Run};
use super::state::{ARITHMETIC, State, processor};
use super::step::{Model, Place, Step};

/// What `lahf` and `sahf` move.
const LOW: u64 = 0xd5;

pub fn models(add: &mut dyn FnMut(String, Model)) {
    add(
        "push".into(),
        Box::new(|step| match step.places[0] {
            Place::Imm(value) => step.after.gprs[3] = value as u64,
            _ => popped(step, 0),
        }),
    );
    add(
        "pop".into(),
        Box::new(|step| {
            let value = step.before.gprs[3];
            put(step, 0, value);
        }),
    );
    add("pushfq".into(), Box::new(|step| step.after.gprs[3] = step.before.flags));
    add(
        "pushfw".into(),
        Box::new(|step| step.after.gprs[3] = step.before.gprs[3] & !0xffff | step.before.flags & 0xffff),
    );
    for name in ["popfq", "popfw"] {
        add(name.into(), Box::new(|step| step.after.flags = step.before.gprs[3]));
    }
    add("leave".into(), Box::new(|step| step.after.gprs[5] = step.before.gprs[3]));
    // The frame's address cannot be known, but how far below it the stack begins.
    add(
        "enter".into(),
        Box::new(|step| {
            let Place::Imm(size) = step.places[0] else { panic!("{}", step.run.name) };
            step.after.gprs[12] = step.actual.gprs[12];
            step.after.gprs[3] = step.actual.gprs[12].wrapping_sub(size as u64);
        }),
    );
    add(
        "lahf".into(),
        Box::new(|step| {
            let flags = step.before.flags & LOW | 2;
            step.after.gprs[0] = step.before.gprs[0] & !0xff00 | flags << 8;
        }),
    );
    add("sahf".into(), Box::new(|step| step.after.flags = step.before.flags & !LOW | step.before.gprs[0] >> 8 & LOW));
    add(
        "lea".into(),
        Box::new(|step| {
            let Place::Mem(offset) = step.places[1] else { panic!("{}", step.run.name) };
            let address = step.memory + offset as u64;
            put(step, 0, address);
        }),
    );
    questions(add);
    unknown(add);
}

/// What one register has of an operand that was pushed.
fn popped(step: &mut Step, at: usize) {
    let value = super::general::get(step, at);
    let old = if step.size(at) == 2 { step.before.gprs[3] & !0xffff } else { 0 };
    step.after.gprs[3] = old | value;
}

fn questions(add: &mut dyn FnMut(String, Model)) {
    // The time goes on: between two of them it is only known that both halves are extended.
    for name in ["rdtsc", "rdtscp"] {
        add(
            name.into(),
            Box::new(move |step| {
                for number in if name == "rdtsc" { &[0, 2][..] } else { &[0, 1, 2] } {
                    step.after.gprs[*number] = step.actual.gprs[*number] & 0xffff_ffff;
                }
            }),
        );
    }
    add(
        "xgetbv".into(),
        Box::new(|step| {
            let all = [(Features::AVX, 4), (Features::AVX512F, 0xe0)].into_iter();
            let saved = all.filter(|it| processor().contains(it.0)).fold(3, |all, it| all | it.1);
            step.after.gprs[0] = step.actual.gprs[0] & 0xffff_ffff | saved;
            step.after.gprs[2] = step.actual.gprs[2] & 0xffff_ffff;
        }),
    );
    // Leaf 0 names the maker.
    add(
        "cpuid".into(),
        Box::new(|step| {
            let actual = &step.actual.gprs;
            let name: Vec<u8> = [3, 2, 1].iter().flat_map(|at| (actual[*at] as u32).to_le_bytes()).collect();
            let is_name = name.iter().all(|it| it.is_ascii_graphic() || *it == b' ');
            let most = actual[0].clamp(7, 0xff);
            for number in [0, 1, 2, 3] {
                step.after.gprs[number] = if is_name { actual[number] & 0xffff_ffff } else { 0 };
            }
            step.after.gprs[0] = most;
        }),
    );
}

/// Numbers that nobody can know before: random ones, and where a thread's own data lie.
fn unknown(add: &mut dyn FnMut(String, Model)) {
    for name in ["rdrand", "rdseed"] {
        add(
            name.into(),
            Box::new(|step| {
                let made = step.made(0);
                step.put(0, &made);
                // There may be none, which is told by the carry and a zero.
                let none = made.iter().all(|it| *it == 0) && step.actual.flags & 1 == 0;
                step.compared(false, false, !none);
            }),
        );
    }
    for name in ["rdpid", "rdfsbase", "rdgsbase"] {
        add(
            name.into(),
            Box::new(|step| {
                let made = step.made(0);
                step.put(0, &made);
            }),
        );
    }
    for name in ["wrfsbase", "wrgsbase"] {
        add(
            name.into(),
            Box::new(|step| {
                step.after.gprs[3] = super::general::get(step, 0);
                step.after.gprs[15] = step.actual.gprs[15];
            }),
        );
    }
    // The line of 64 bytes around the address in `rax`.
    add(
        "clzero".into(),
        Box::new(|step| {
            let line = (step.before.gprs[0] - step.memory) as usize & !63;
            step.after.memory[line..line + 64].fill(0);
        }),
    );
}

pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    match run.mnemonic {
        // An address must have 47 bits.
        "wrfsbase" | "wrgsbase" => {
            let Place::Gpr(number) = choice.places[0] else { panic!("{}", run.name) };
            state.gprs[number] &= (1 << 47) - 1;
        }
        "clzero" => state.gprs[0] = state.address(BASE + 7),
        "popfq" | "popfw" => state.gprs[3] = 0x202 | noise.next() & ARITHMETIC,
        "xgetbv" => state.gprs[1] = 0,
        "cpuid" => state.gprs[0] = 0,
        _ => {}
    }
}

/// What makes room for the instruction on the stack.
pub fn before(run: &Run, a: &mut Assembler) {
    match (run.mnemonic, run.args) {
        ("pop", [Kind::Gpr(16)]) => a.push_r16(RBX),
        ("pop" | "popfq", _) => a.push_r(RBX),
        ("popfw", _) => a.push_r16(RBX),
        ("leave", _) => {
            a.push_r(RBX);
            a.lea_rm64(RBP, Mem::base(RSP));
            a.lea_rm64(RSP, Mem::base(RSP).disp(-64));
        }
        ("wrfsbase", _) => a.rdfsbase_r64(R15),
        ("wrgsbase", _) => a.rdgsbase_r64(R15),
        _ => {}
    }
}

/// What takes from the stack what the instruction has left there.
pub fn after(run: &Run, a: &mut Assembler) {
    match (run.mnemonic, run.args) {
        ("push", [Kind::Gpr(16)]) | ("pushfw", _) => a.pop_r16(RBX),
        ("push" | "pushfq", _) => a.pop_r(RBX),
        ("enter", _) => {
            a.mov_rr64(RBX, RSP);
            a.mov_rr64(R12, RBP);
            a.lea_rm64(RSP, Mem::base(RBP));
            a.pop_r(RBP);
        }
        ("wrfsbase", _) => {
            a.rdfsbase_r64(RBX);
            a.wrfsbase_r64(R15);
        }
        ("wrgsbase", _) => {
            a.rdgsbase_r64(RBX);
            a.wrgsbase_r64(R15);
        }
        _ => {}
    }
}
