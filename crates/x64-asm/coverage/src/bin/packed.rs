//! A stream of packed instructions whose registers, displacements and counts are chosen at run time,
//! by `x64-asm`, dynasmrt and iced-x86. All must make the same instructions; dynasmrt makes longer ones, with
//! displacements of 32 bits.
//!
//! `packed` prints the time of an instruction in the fastest round; `packed x64-asm once` runs one round,
//! to be counted: `valgrind --tool=callgrind --toggle-collect='*counted_*' target/release/packed x64-asm once`
//! counts the 8,000 instructions of a round.

use std::hint::black_box;
use std::time::Instant;

use dynasmrt::{DynasmApi, VecAssembler, dynasm, x64::X64Relocation};
use iced_x86::code_asm::{AsmRegisterYmm, CodeAssembler, rbp, registers, ymmword_ptr};
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use x64_asm::{Assembler, Features, Mem, RBP, Ymm};

/// What one template is made with.
#[derive(Clone, Copy)]
struct Choice {
    a: u8,
    b: u8,
    c: u8,
    slot: i32,
    count: u8,
}

const TEMPLATES: usize = 1_000;
/// Instructions of a template.
const LEN: usize = 8;
const ROUNDS: usize = 2_000;

fn main() {
    let choices = choices();
    let only = std::env::args().nth(1);
    let rounds = if std::env::args().any(|argument| argument == "once") { 1 } else { ROUNDS };
    let mut a = Assembler::with_features(Features::V3);
    a.reserve(TEMPLATES * LEN * 12);
    let mut runs: [(&str, &mut dyn FnMut() -> usize); 3] = [
        ("x64-asm", &mut || counted_x64_asm(&choices, &mut a).len()),
        ("dynasmrt", &mut || counted_dynasmrt(&choices).len()),
        ("iced-x86", &mut || counted_iced(&choices).len()),
    ];
    if only.is_none() {
        let expected = counted_x64_asm(&choices, &mut Assembler::with_features(Features::V3)).to_vec();
        assert!(decode(&counted_dynasmrt(&choices)) == decode(&expected), "dynasmrt makes another stream");
        assert!(decode(&counted_iced(&choices)) == decode(&expected), "iced-x86 makes another stream");
    }
    for (name, run) in runs.iter_mut().filter(|run| only.as_deref().is_none_or(|only| only == run.0)) {
        let times = (0..rounds).map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64()
        });
        let best = times.fold(f64::MAX, f64::min);
        println!("{name:10} {:6.2} ns per instruction", best * 1e9 / (TEMPLATES * LEN) as f64);
    }
}

/// Mnemonics and operands.
fn decode(bytes: &[u8]) -> Vec<String> {
    let mut formatter = IntelFormatter::new();
    let text = |instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        text
    };
    Decoder::new(64, bytes, DecoderOptions::NONE).into_iter().map(text).collect()
}

/// The same choices on every run, from a linear congruential generator.
fn choices() -> Vec<Choice> {
    let mut state = 1_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    // `vpaddd` and `vpand` have their second source below 8, where no assembler exchanges it.
    let one = |_| Choice {
        a: next(16) as u8,
        b: next(16) as u8,
        c: next(8) as u8,
        slot: 32 * next(16) as i32,
        count: next(32) as u8,
    };
    (0..TEMPLATES).map(one).collect()
}

#[inline(never)]
fn counted_x64_asm<'a>(choices: &[Choice], a: &'a mut Assembler) -> &'a [u8] {
    a.reset();
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| Ymm::ALL[usize::from(number)]);
        let slot = Mem::base(RBP).disp(choice.slot);
        a.vmovups_ym(x, slot);
        a.vpaddd_yyy(x, y, z);
        a.vpand_yyy(y, x, z);
        a.vmulps_yyy(x, y, z);
        a.vpshufb_yyy(y, x, y);
        a.vfmadd231ps_yym(x, y, slot);
        a.vpslld_yyi(x, z, choice.count);
        a.vmovups_my(slot, x);
    }
    a.finish().expect("the stream is right").bytes()
}

#[inline(never)]
fn counted_dynasmrt(choices: &[Choice]) -> Vec<u8> {
    let mut a: VecAssembler<X64Relocation> = VecAssembler::new(0);
    for &Choice { a: x, b: y, c: z, slot, count } in choices {
        dynasm!(a
            ; .arch x64
            ; vmovups Ry(x), [rbp + slot]
            ; vpaddd Ry(x), Ry(y), Ry(z)
            ; vpand Ry(y), Ry(x), Ry(z)
            ; vmulps Ry(x), Ry(y), Ry(z)
            ; vpshufb Ry(y), Ry(x), Ry(y)
            ; vfmadd231ps Ry(x), Ry(y), [rbp + slot]
            ; vpslld Ry(x), Ry(z), BYTE count as i8
            ; vmovups [rbp + slot], Ry(x)
        );
    }
    a.finalize().expect("the stream is right")
}

#[inline(never)]
fn counted_iced(choices: &[Choice]) -> Vec<u8> {
    iced(choices).expect("the stream is right")
}

fn iced(choices: &[Choice]) -> Result<Vec<u8>, iced_x86::IcedError> {
    use registers::{
        ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15,
    };
    const ALL: [AsmRegisterYmm; 16] =
        [ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15];
    let mut a = CodeAssembler::new(64)?;
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| ALL[usize::from(number)]);
        let slot = ymmword_ptr(rbp + choice.slot);
        a.vmovups(x, slot)?;
        a.vpaddd(x, y, z)?;
        a.vpand(y, x, z)?;
        a.vmulps(x, y, z)?;
        a.vpshufb(y, x, y)?;
        a.vfmadd231ps(x, y, slot)?;
        a.vpslld(x, z, u32::from(choice.count))?;
        a.vmovups(slot, x)?;
    }
    a.assemble(0)
}
