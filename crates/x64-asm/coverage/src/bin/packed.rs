//! A stream of packed instructions whose registers, displacements and counts are chosen at run time,
//! by `x64-asm`, dynasmrt and iced-x86. All must make the same instructions; dynasmrt makes longer ones, with
//! displacements of 32 bits. Beside it `x64-asm` makes a stream of scalar instructions of the same forms from
//! the same choices, and with the feature `full` the packed stream in `xmm` registers without VEX, in `zmm` registers, and in
//! `ymm` registers under a mask.
//!
//! `cargo build --release --ignore-rust-version --bin packed` in `crates/x64-asm/coverage` builds it.
//! `packed` prints the time of an instruction in the fastest round, the streams taking turns; `packed x64-asm
//! once` runs one round of one, to be counted: `valgrind --tool=callgrind --toggle-collect='*counted_*'
//! target/release/packed x64-asm once` counts the 8,000 instructions of a round.

use std::hint::black_box;
use std::time::Instant;

use dynasmrt::{DynasmApi, VecAssembler, dynasm, x64::X64Relocation};
use iced_x86::code_asm::{AsmRegisterYmm, CodeAssembler, rbp, registers, ymmword_ptr};
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use x64_asm::{Assembler, Features, Gpr, Mem, RBP, Ymm};
#[cfg(feature = "full")]
use x64_asm::{K1, Xmm, Zmm};

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
    let mut b = Assembler::with_features(Features::V3);
    b.reserve(TEMPLATES * LEN * 12);
    #[cfg(feature = "full")]
    let [mut c, mut d, mut e] = [(); 3].map(|()| {
        let mut a = Assembler::with_features(Features::all());
        a.reserve(TEMPLATES * LEN * 12);
        a
    });
    let runs: &mut [(&str, &mut dyn FnMut() -> usize)] = &mut [
        ("scalar", &mut || counted_scalar(&choices, &mut b).len()),
        ("x64-asm", &mut || counted_x64_asm(&choices, &mut a).len()),
        #[cfg(feature = "full")]
        ("sse", &mut || counted_sse(&choices, &mut c).len()),
        #[cfg(feature = "full")]
        ("evex", &mut || counted_evex(&choices, &mut d).len()),
        #[cfg(feature = "full")]
        ("masked", &mut || counted_masked(&choices, &mut e).len()),
        ("dynasmrt", &mut || counted_dynasmrt(&choices).len()),
        ("iced-x86", &mut || counted_iced(&choices).len()),
    ];
    if only.is_none() {
        let expected = counted_x64_asm(&choices, &mut Assembler::with_features(Features::V3)).to_vec();
        assert!(decode(&counted_dynasmrt(&choices)) == decode(&expected), "dynasmrt makes another stream");
        assert!(decode(&counted_iced(&choices)) == decode(&expected), "iced-x86 makes another stream");
    }
    let mut best = vec![(f64::MAX, 0); runs.len()];
    for _ in 0..rounds {
        let asked = runs.iter_mut().zip(&mut best);
        for ((_, run), best) in asked.filter(|(run, _)| only.as_deref().is_none_or(|only| only == run.0)) {
            let start = Instant::now();
            let bytes = black_box(run());
            *best = (best.0.min(start.elapsed().as_secs_f64()), bytes);
        }
    }
    for ((name, _), (seconds, bytes)) in runs.iter().zip(best).filter(|(_, best)| best.1 > 0) {
        let count = (TEMPLATES * LEN) as f64;
        let (nanoseconds, bytes) = (seconds * 1e9 / count, bytes as f64 / count);
        println!("{name:10} {nanoseconds:6.2} ns and {bytes:.2} bytes per instruction");
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

/// The same stream in `zmm` registers, which only EVEX encodes.
#[cfg(feature = "full")]
#[inline(never)]
fn counted_evex<'a>(choices: &[Choice], a: &'a mut Assembler) -> &'a [u8] {
    a.reset();
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| Zmm::ALL[usize::from(number)]);
        let slot = Mem::base(RBP).disp(choice.slot);
        a.vmovups_zm(x, slot);
        a.vpaddd_zzz(x, y, z);
        a.vpandd_zzz(y, x, z);
        a.vmulps_zzz(x, y, z);
        a.vpshufb_zzz(y, x, y);
        a.vfmadd231ps_zzm(x, y, slot);
        a.vpslld_zzi(x, z, choice.count);
        a.vmovups_mz(slot, x);
    }
    a.finish().expect("the stream is right").bytes()
}

/// The same in the upper `ymm` registers under a mask: what AVX has, in a form that only EVEX has.
#[cfg(feature = "full")]
#[inline(never)]
fn counted_masked<'a>(choices: &[Choice], a: &'a mut Assembler) -> &'a [u8] {
    a.reset();
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| Ymm::ALL[usize::from(number) + 16]);
        let slot = Mem::base(RBP).disp(choice.slot);
        a.vmovups_ym(x, slot);
        a.vpaddd_yyy(x.mask(K1), y, z);
        a.vpandd_yyy(y.mask(K1), x, z);
        a.vmulps_yyy(x.mask(K1), y, z);
        a.vpshufb_yyy(y.mask(K1), x, y);
        a.vfmadd231ps_yym(x.mask(K1), y, slot);
        a.vpslld_yyi(x.mask(K1), z, choice.count);
        a.vmovups_my(slot, x);
    }
    a.finish().expect("the stream is right").bytes()
}

/// Packed instructions without VEX, where a second source is the destination.
#[cfg(feature = "full")]
#[inline(never)]
fn counted_sse<'a>(choices: &[Choice], a: &'a mut Assembler) -> &'a [u8] {
    a.reset();
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| Xmm::ALL[usize::from(number)]);
        let slot = Mem::base(RBP).disp(choice.slot);
        a.movups_xm(x, slot);
        a.paddd_xx(x, y);
        a.pand_xx(y, z);
        a.mulps_xx(x, y);
        a.pshufb_xx(y, x);
        a.addps_xm(x, slot);
        a.pslld_xi(x, choice.count);
        a.movups_mx(slot, x);
    }
    a.finish().expect("the stream is right").bytes()
}

/// Scalar instructions with operands in the same places: two memory operands to read, one to write,
/// four with registers only, one with a count.
#[inline(never)]
fn counted_scalar<'a>(choices: &[Choice], a: &'a mut Assembler) -> &'a [u8] {
    a.reset();
    for choice in choices {
        let [x, y, z] = [choice.a, choice.b, choice.c].map(|number| Gpr::ALL[usize::from(number)]);
        let slot = Mem::base(RBP).disp(choice.slot);
        a.mov_rm64(x, slot);
        a.add_rr64(x, y);
        a.and_rr64(y, z);
        a.imul_rr64(x, y);
        a.xor_rr64(y, x);
        a.add_rm64(x, slot);
        a.shl_ri64(x, choice.count);
        a.mov_mr64(slot, x);
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
