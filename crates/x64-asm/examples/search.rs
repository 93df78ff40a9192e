//! Two loops over vectors, made for the processor they run on: the position of a byte (`memchr`) and
//! a dot product. With AVX2 and FMA they take 32 bytes a turn, without them 16.
//!
//! `cargo run --release -p x64-asm --example search -- --listing` shows the code.

use exec_mem::{Arena, Code};
use x64_asm::{
    Assembler, Cond, Features, Index, Mem, RAX, RCX, RDI, RDX, RSI, Scale, XMM0, XMM1, XMM2, XMM3, YMM0, YMM1,
};

type Find = extern "sysv64" fn(*const u8, usize, u64) -> usize;
type Dot = extern "sysv64" fn(*const f32, *const f32, usize) -> f32;

/// The position of byte `rdx` in the `rsi` bytes at `rdi`, which are a multiple of a turn; the
/// length if it is not there.
fn find(a: &mut Assembler, features: Features) {
    let (top, next, found) = (a.named_label("top"), a.named_label("next"), a.named_label("found"));
    let wide = features.contains(Features::AVX2);
    a.comment("the byte everywhere");
    if wide {
        a.vmovd_xr(XMM0, RDX);
        a.vpbroadcastb_yx(YMM0, XMM0);
    } else {
        a.movd_xr(XMM0, RDX);
        a.punpcklbw_xx(XMM0, XMM0);
        a.pshuflw_xxi(XMM0, XMM0, 0);
        a.punpcklqdq_xx(XMM0, XMM0);
    }
    let step = if wide { 32 } else { 16 };
    a.xor_rr32(RAX, RAX);
    a.bind(top);
    a.cmp_rr64(RAX, RSI);
    a.jcc(Cond::AE, next);
    let here = Mem::base(RDI).index(Index::RAX, Scale::X1);
    if wide {
        a.vpcmpeqb_yym(YMM1, YMM0, here);
        a.vpmovmskb_ry(RCX, YMM1);
    } else {
        a.movdqu_xm(XMM1, here);
        a.pcmpeqb_xx(XMM1, XMM0);
        a.pmovmskb_rx(RCX, XMM1);
    }
    a.test_rr32(RCX, RCX);
    a.jcc(Cond::NE, found);
    a.add_ri64(RAX, step);
    a.jmp(top);
    a.bind(found);
    a.bsf_rr32(RCX, RCX);
    a.add_rr64(RAX, RCX);
    a.bind(next);
    if wide {
        a.vzeroupper();
    }
    a.ret();
}

/// The sum of the products of `rdx` numbers at `rdi` and at `rsi`, a multiple of a turn.
fn dot(a: &mut Assembler, features: Features) {
    let (top, done) = (a.named_label("top"), a.named_label("done"));
    let wide = features.contains(Features::AVX2 | Features::FMA);
    a.xor_rr32(RAX, RAX);
    if wide {
        a.vxorps_yyy(YMM0, YMM0, YMM0);
    } else {
        a.xorps_xx(XMM0, XMM0);
    }
    a.bind(top);
    a.cmp_rr64(RAX, RDX);
    a.jcc(Cond::AE, done);
    let (left, right) = (Mem::base(RDI).index(Index::RAX, Scale::X4), Mem::base(RSI).index(Index::RAX, Scale::X4));
    if wide {
        a.vmovups_ym(YMM1, left);
        a.vfmadd231ps_yym(YMM0, YMM1, right);
        a.add_ri64(RAX, 8);
    } else {
        a.movups_xm(XMM1, left);
        a.movups_xm(XMM2, right);
        a.mulps_xx(XMM1, XMM2);
        a.addps_xx(XMM0, XMM1);
        a.add_ri64(RAX, 4);
    }
    a.jmp(top);
    a.bind(done);
    a.comment("add the lanes up");
    if wide {
        a.vextractf128_xyi(XMM2, YMM0, 1);
        a.vaddps_xxx(XMM0, XMM0, XMM2);
        a.vzeroupper();
    }
    a.movhlps_xx(XMM3, XMM0);
    a.addps_xx(XMM0, XMM3);
    a.movaps_xx(XMM3, XMM0);
    a.shufps_xxi(XMM3, XMM3, 1);
    a.addss_xx(XMM0, XMM3);
    a.ret();
}

/// Assembles for these features, and publishes.
fn make(
    arena: &Arena,
    features: Features,
    assemble: fn(&mut Assembler, Features),
) -> Result<Code, Box<dyn std::error::Error>> {
    let mut a = Assembler::with_features(features);
    assemble(&mut a, features);
    let code = a.finish()?;
    if std::env::args().any(|argument| argument == "--listing") {
        println!("{}", code.listing());
    }
    let mut draft = arena.draft_aligned(code.bytes().len(), 16)?;
    draft.append(code.bytes())?;
    Ok(draft.publish()?)
}

fn position(code: &Code, bytes: &[u8], byte: u8) -> usize {
    // SAFETY: `find` made a function of this type, which reads `bytes.len()` bytes.
    let entry = unsafe { code.entry::<Find>() };
    entry.call(bytes.as_ptr(), bytes.len(), u64::from(byte))
}

fn product(code: &Code, left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    // SAFETY: `dot` made a function of this type, which reads `left.len()` numbers of both.
    let entry = unsafe { code.entry::<Dot>() };
    entry.call(left.as_ptr(), right.as_ptr(), left.len())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arena = Arena::new()?;
    let features = Features::detect();
    let bytes: Vec<u8> = (0..1 << 20).map(|at: u32| (at * 7 % 251) as u8).collect();
    let search = make(&arena, features, find)?;
    assert_eq!(position(&search, &bytes, 255), memchr::memchr(255, &bytes).unwrap_or(bytes.len()));
    let numbers: Vec<f32> = (0..1 << 16).map(|at| (at % 17) as f32).collect();
    let multiply = make(&arena, features, dot)?;
    let expected: f32 = numbers.iter().map(|number| number * number).sum();
    assert_eq!(product(&multiply, &numbers, &numbers), expected);
    for (name, run) in [
        ("memchr, assembled", &(|| position(&search, &bytes, 255)) as &dyn Fn() -> usize),
        ("memchr, the crate", &|| memchr::memchr(255, &bytes).unwrap_or(bytes.len())),
        ("dot product, assembled", &|| product(&multiply, &numbers, &numbers) as usize),
        ("dot product, iterators", &|| numbers.iter().map(|number| number * number).sum::<f32>() as usize),
    ] {
        let best = (0..20).map(|_| {
            let start = std::time::Instant::now();
            std::hint::black_box(run());
            start.elapsed()
        });
        println!("{name:24} {:8.1?}", best.min().unwrap_or_default());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_widths_agree_with_the_libraries() {
        let arena = Arena::new().unwrap();
        for features in [Features::BASE, Features::detect()] {
            let search = make(&arena, features, find).unwrap();
            let multiply = make(&arena, features, dot).unwrap();
            for length in [0, 32, 64, 4096] {
                let mut bytes = vec![7_u8; length];
                assert_eq!(position(&search, &bytes, 9), length);
                for at in (0..length).step_by(13) {
                    bytes[at] = 9;
                    assert_eq!(Some(position(&search, &bytes, 9)), memchr::memchr(9, &bytes));
                    bytes[at] = 7;
                }
                let numbers: Vec<f32> = (0..length).map(|at| (at % 5) as f32).collect();
                assert_eq!(product(&multiply, &numbers, &numbers), numbers.iter().map(|it| it * it).sum::<f32>());
            }
        }
    }
}
