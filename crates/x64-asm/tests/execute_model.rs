//! Instructions on the processor against scalar models of their meaning: those with general-purpose
//! registers, and packed ones that move, extend, choose, convert and look up. What the processor does
//! not have is left out, as in `execute.rs`.

mod execute_support;
#[path = "execute_support/model.rs"]
mod model;

use model::{
    carryless, compares, crc32c, deposit, elements, extract, from_half, low_bits, number, sha1_rounds, sha256_rounds,
    sign_extend, substitute, to_half, vector,
};
use x64_asm::{
    Assembler, Cond, Features, Gpr, MM0, MM1, Mem, R8, R9, R10, RAX, RCX, RDI, RDX, RSI, Scale, XMM0, XMM1, XMM2, YMM0,
    YMM1, YMM2,
};

/// Whether the processor has all of these.
fn has(features: Features) -> bool {
    Features::detect().contains(features)
}

/// Compares the low `bytes` of the result with those of the model.
#[track_caller]
fn same(
    name: &str,
    bytes: usize,
    assemble: impl FnOnce(&mut Assembler),
    model: impl Fn([u8; 32], [u8; 32], [u8; 32]) -> [u8; 32],
) {
    execute_support::run(assemble, |[a, b, c], out| {
        assert_eq!(out[..bytes], model(a, b, c)[..bytes], "{name} of {a:02x?}, {b:02x?}, {c:02x?}");
    });
}

/// The same for one that leaves its result in `rax`, with operands in `rax` and `r8`.
#[track_caller]
fn general(name: &str, assemble: impl FnOnce(&mut Assembler), model: impl Fn(u64, u64) -> u64) {
    let whole = |a: &mut Assembler| {
        a.mov_rm64(RAX, Mem::base(RDI));
        a.mov_rm64(R8, Mem::base(RSI));
        assemble(a);
        a.movq_xr(XMM0, RAX);
    };
    same(name, 8, whole, |a, b, _| vector([model(number(&a[..8]), number(&b[..8]))], 8));
}

#[test]
fn bits_agree_with_the_model() {
    general("bswap", |a| a.bswap_r64(RAX), |x, _| x.swap_bytes());
    for count in [0, 1, 31, 63] {
        let wide = |high: u64, low: u64| u128::from(high) << 64 | u128::from(low);
        general("shld", |a| a.shld_rri64(RAX, R8, count), |x, y| (wide(x, y) << count >> 64) as u64);
        general("shrd", |a| a.shrd_rri64(RAX, R8, count), |x, y| (wide(y, x) >> count) as u64);
    }
    if has(Features::POPCNT) {
        general("popcnt", |a| a.popcnt_rr64(RAX, RAX), |x, _| (0..64).map(|at| x >> at & 1).sum());
    }
    if has(Features::LZCNT) {
        general("lzcnt", |a| a.lzcnt_rr64(RAX, RAX), |x, _| x.leading_zeros().into());
    }
    if has(Features::MOVBE) {
        general("movbe", |a| a.movbe_rm64(RAX, Mem::base(RSI)), |_, y| y.swap_bytes());
    }
    if has(Features::SSE42) {
        general("crc32", |a| a.crc32_rr64(RAX, R8), |x, y| crc32c(x as u32, &y.to_le_bytes()).into());
        general("crc32 of 16", |a| a.crc32_rr32_16(RAX, R8), |x, y| crc32c(x as u32, &y.to_le_bytes()[..2]).into());
        general("crc32 of 8", |a| a.crc32_rr32_8(RAX, R8), |x, y| crc32c(x as u32, &y.to_le_bytes()[..1]).into());
    }
    if has(Features::ADX) {
        let carry = |a: &mut Assembler| {
            a.xor_rr32(R9, R9);
            a.stc();
        };
        let adcx = |a: &mut Assembler| {
            carry(a);
            a.adcx_rr64(RAX, R8);
        };
        general("adcx", adcx, |x, y| x.wrapping_add(y).wrapping_add(1));
        let adox = |a: &mut Assembler| {
            carry(a);
            a.adox_rr64(RAX, R8);
        };
        general("adox", adox, u64::wrapping_add);
    }
}

#[test]
fn bit_manipulation_agrees_with_the_model() {
    if has(Features::BMI1) {
        general("andn", |a| a.andn_rrr64(RAX, RAX, R8), |x, y| !x & y);
        let field = |x: u64, y: u64| if y & 0xff > 63 { 0 } else { low_bits(x >> (y & 0xff), y >> 8 & 0xff) };
        general("bextr", |a| a.bextr_rrr64(RAX, RAX, R8), field);
        general("blsi", |a| a.blsi_rr64(RAX, RAX), |x, _| x & x.wrapping_neg());
        general("blsmsk", |a| a.blsmsk_rr64(RAX, RAX), |x, _| x ^ x.wrapping_sub(1));
        general("blsr", |a| a.blsr_rr64(RAX, RAX), |x, _| x & x.wrapping_sub(1));
        general("tzcnt", |a| a.tzcnt_rr64(RAX, RAX), |x, _| x.trailing_zeros().into());
    }
    if has(Features::BMI2) {
        general("bzhi", |a| a.bzhi_rrr64(RAX, RAX, R8), |x, y| low_bits(x, y & 0xff));
        general("pdep", |a| a.pdep_rrr64(RAX, RAX, R8), deposit);
        general("pext", |a| a.pext_rrr64(RAX, RAX, R8), extract);
        general("sarx", |a| a.sarx_rrr64(RAX, RAX, R8), |x, y| (x as i64 >> (y & 63)) as u64);
        general("shlx", |a| a.shlx_rrr64(RAX, RAX, R8), |x, y| x << (y & 63));
        general("shrx", |a| a.shrx_rrr64(RAX, RAX, R8), |x, y| x >> (y & 63));
        for by in [0, 1, 31, 63] {
            general("rorx", |a| a.rorx_rri64(RAX, RAX, by), |x, _| x.rotate_right(by.into()));
        }
        let product = |high: Gpr, low: Gpr| {
            move |a: &mut Assembler| {
                a.mov_rr64(RDX, RAX);
                a.mulx_rrr64(high, low, R8);
            }
        };
        general("mulx, high", product(RAX, R9), |x, y| ((u128::from(x) * u128::from(y)) >> 64) as u64);
        general("mulx, low", product(R9, RAX), u64::wrapping_mul);
    }
}

#[test]
fn extensions_agree_with_the_model() {
    macro_rules! extend {
        ($($narrow:ident $wide:ident $from:literal $to:literal $signed:literal;)*) => {$(
            let model = |_, b: [u8; 32], _| {
                let all = elements(&b[..], $from).into_iter();
                vector(all.map(|it| if $signed { sign_extend(it, $from) } else { it }), $to)
            };
            if has(Features::SSE41) {
                same(stringify!($narrow), 16, |a| a.$narrow(XMM0, XMM1), model);
            }
            if has(Features::AVX2) {
                same(stringify!($wide), 32, |a| a.$wide(YMM0, XMM1), model);
            }
        )*};
    }
    extend! {
        pmovsxbw_xx vpmovsxbw_yx 1 2 true;
        pmovsxbd_xx vpmovsxbd_yx 1 4 true;
        pmovsxbq_xx vpmovsxbq_yx 1 8 true;
        pmovsxwd_xx vpmovsxwd_yx 2 4 true;
        pmovsxwq_xx vpmovsxwq_yx 2 8 true;
        pmovsxdq_xx vpmovsxdq_yx 4 8 true;
        pmovzxbw_xx vpmovzxbw_yx 1 2 false;
        pmovzxbd_xx vpmovzxbd_yx 1 4 false;
        pmovzxbq_xx vpmovzxbq_yx 1 8 false;
        pmovzxwd_xx vpmovzxwd_yx 2 4 false;
        pmovzxwq_xx vpmovzxwq_yx 2 8 false;
        pmovzxdq_xx vpmovzxdq_yx 4 8 false;
    }
    macro_rules! broadcast {
        ($($name:ident $size:literal;)*) => {$(
            same(stringify!($name), 32, |a| a.$name(YMM0, XMM1), |_, b, _| vector([number(&b[..$size]); 32], $size));
        )*};
    }
    if has(Features::AVX2) {
        broadcast! {
            vpbroadcastb_yx 1; vpbroadcastw_yx 2; vpbroadcastd_yx 4; vpbroadcastq_yx 8;
            vbroadcastss_yx 4; vbroadcastsd_yx 8;
        }
    }
}

#[test]
fn moves_of_elements_agree_with_the_model() {
    let replaced = |from: [u8; 32], at: u8, size: usize, value: u64| {
        let mut all = elements(&from, size);
        all[usize::from(at)] = value;
        vector(all, size)
    };
    for at in 0..8 {
        let model = |a, b: [u8; 32], _| replaced(a, at, 2, number(&b[..2]));
        same("pinsrw", 16, |a| a.pinsrw_xmi(XMM0, Mem::base(RSI), at), model);
        let take = |a: &mut Assembler| {
            a.pextrw_rxi(RAX, XMM1, at);
            a.movq_xr(XMM0, RAX);
        };
        same("pextrw", 8, take, |_, b, _| vector([elements(&b, 2)[usize::from(at)]], 8));
    }
    if has(Features::SSE41) {
        for at in 0..16 {
            same("pinsrb", 16, |a| a.pinsrb_xmi(XMM0, Mem::base(RSI), at), |a, b, _| replaced(a, at, 1, b[0].into()));
        }
        for at in 0..4 {
            let model = |a, b: [u8; 32], _| replaced(a, at, 4, number(&b[..4]));
            same("pinsrd", 16, |a| a.pinsrd_xmi(XMM0, Mem::base(RSI), at), model);
        }
        for at in 0..2 {
            let model = |a, b: [u8; 32], _| replaced(a, at, 8, number(&b[..8]));
            same("pinsrq", 16, |a| a.pinsrq_xmi(XMM0, Mem::base(RSI), at), model);
        }
        for imm in [0x00, 0x4b, 0x9e, 0xf1, 0xd5] {
            same(
                "insertps",
                16,
                |a| a.insertps_xxi(XMM0, XMM1, imm),
                |a, b, _| {
                    let inserted = replaced(a, imm >> 4 & 3, 4, elements(&b, 4)[usize::from(imm >> 6)]);
                    let all = elements(&inserted, 4).into_iter().enumerate();
                    vector(all.map(|(at, it)| if imm >> at & 1 == 1 && at < 4 { 0 } else { it }), 4)
                },
            );
        }
    }
    for count in [0, 1, 7, 15, 16, 255] {
        let by = usize::from(count).min(16);
        let bytes = |b: &[u8]| b[..16].iter().map(|it| u64::from(*it)).collect::<Vec<u64>>();
        let left = |_, b: [u8; 32], _| vector(std::iter::repeat_n(0, by).chain(bytes(&b)), 1);
        let right = |_, b: [u8; 32], _| vector(bytes(&b).into_iter().skip(by), 1);
        let shifted = |a: &mut Assembler, left: bool| {
            a.movdqa_xx(XMM0, XMM1);
            if left { a.pslldq_xi(XMM0, count) } else { a.psrldq_xi(XMM0, count) }
        };
        same("pslldq", 16, |a| shifted(a, true), left);
        same("psrldq", 16, |a| shifted(a, false), right);
    }
}

#[test]
fn shifts_by_constants_agree_with_the_model() {
    if !has(Features::AVX2) {
        return;
    }
    macro_rules! shift {
        ($($name:ident $size:literal $model:expr;)*) => {$(
            for count in [0, 1, 7, 15, 16, 31, 32, 63, 64, 255] {
                let one = |it: u64| $model(it, u32::from(count), 8 * $size);
                let model = |_, b: [u8; 32], _| vector(elements(&b, $size).into_iter().map(one), $size);
                same(stringify!($name), 32, |a| a.$name(YMM0, YMM1, count), model);
            }
        )*};
    }
    let left = |it: u64, count: u32, bits: u32| if count < bits { it << count } else { 0 };
    let right = |it: u64, count: u32, bits: u32| if count < bits { it >> count } else { 0 };
    let signed =
        |it: u64, count: u32, bits: u32| (sign_extend(it, bits as usize / 8) as i64 >> count.min(bits - 1)) as u64;
    shift! {
        vpsllw_yyi 2 left; vpslld_yyi 4 left; vpsllq_yyi 8 left;
        vpsrlw_yyi 2 right; vpsrld_yyi 4 right; vpsrlq_yyi 8 right;
        vpsraw_yyi 2 signed; vpsrad_yyi 4 signed;
    }
}

#[test]
fn choices_agree_with_the_model() {
    let chosen = |first: [u8; 32], second: [u8; 32], by: [u8; 32], size: usize| {
        let sides = elements(&first, size).into_iter().zip(elements(&second, size));
        let signs = elements(&by, size).into_iter().map(|it| it >> (8 * size - 1) == 1);
        vector(sides.zip(signs).map(|((first, second), sign)| if sign { second } else { first }), size)
    };
    if has(Features::SSE41) {
        let blend = |a: &mut Assembler| {
            a.pblendvb_xx(XMM1, XMM2);
            a.movdqa_xx(XMM0, XMM1);
        };
        same("pblendvb", 16, blend, |a, b, c| chosen(b, c, a, 1));
    }
    if !has(Features::AVX2) {
        return;
    }
    same("vpblendvb", 32, |a| a.vpblendvb_yyyy(YMM0, YMM0, YMM1, YMM2), |a, b, c| chosen(a, b, c, 1));
    let masked = |a: &mut Assembler| a.vpmaskmovd_yym(YMM0, YMM2, Mem::base(RSI));
    same("vpmaskmovd", 32, masked, |_, b, c| chosen([0; 32], b, c, 4));
    let gather = |a: &mut Assembler| {
        let seven = a.constant_256(vector([7; 8], 4));
        a.vpand_yym(YMM1, YMM1, seven);
        a.vpgatherdd_ymy(YMM0, Mem::base(RDI).index_ymm(YMM1, Scale::X4), YMM2);
    };
    same("vpgatherdd", 32, gather, |a, b, c| {
        let from = elements(&a, 4);
        chosen(a, vector(elements(&b, 4).into_iter().map(|at| from[at as usize & 7]), 4), c, 4)
    });
    let gather = |a: &mut Assembler| {
        let three = a.constant_256(vector([3; 4], 8));
        a.vpand_yym(YMM1, YMM1, three);
        a.vpgatherqq_ymy(YMM0, Mem::base(RDI).index_ymm(YMM1, Scale::X8), YMM2);
    };
    same("vpgatherqq", 32, gather, |a, b, c| {
        let from = elements(&a, 8);
        chosen(a, vector(elements(&b, 8).into_iter().map(|at| from[at as usize & 3]), 8), c, 8)
    });
    same(
        "vpermps",
        32,
        |a| a.vpermps_yyy(YMM0, YMM1, YMM2),
        |_, b, c| {
            let from = elements(&c, 4);
            vector(elements(&b, 4).into_iter().map(|at| from[at as usize & 7]), 4)
        },
    );
    same(
        "vpermilps",
        32,
        |a| a.vpermilps_yyy(YMM0, YMM1, YMM2),
        |_, b, c| {
            let from = elements(&b, 4);
            let all = elements(&c, 4).into_iter().enumerate();
            vector(all.map(|(at, by)| from[at / 4 * 4 + (by as usize & 3)]), 4)
        },
    );
    for imm in [0, 1] {
        same(
            "vinserti128",
            32,
            |a| a.vinserti128_yyxi(YMM0, YMM0, XMM1, imm),
            |a, b, _| {
                let mut all = a;
                all[16 * usize::from(imm)..][..16].copy_from_slice(&b[..16]);
                all
            },
        );
        same(
            "vextracti128",
            32,
            |a| a.vextracti128_xyi(XMM0, YMM1, imm),
            |_, b, _| vector(elements(&b[16 * usize::from(imm)..][..16], 1), 1),
        );
    }
}

#[test]
fn signs_and_tests_agree_with_the_model() {
    if !has(Features::AVX2) {
        return;
    }
    let signs = |bytes: &[u8; 32], size: usize| {
        let all = elements(bytes, size).into_iter().enumerate();
        all.fold(0, |mask, (at, it)| mask | (it >> (8 * size - 1)) << at)
    };
    macro_rules! mask {
        ($($name:ident $size:literal;)*) => {$(
            let code = |a: &mut Assembler| {
                a.$name(RAX, YMM1);
                a.vmovq_xr(XMM0, RAX);
            };
            same(stringify!($name), 8, code, |_, b, _| vector([signs(&b, $size)], 8));
        )*};
    }
    mask! { vpmovmskb_ry 1; vmovmskps_ry 4; vmovmskpd_ry 8; }
    let flags = |test: fn(&mut Assembler)| {
        move |a: &mut Assembler| {
            test(a);
            a.setcc_r(Cond::E, RAX);
            a.setcc_r(Cond::B, R8);
            a.movzx_rr32_8(RAX, RAX);
            a.movzx_rr32_8(R8, R8);
            a.lea_rm64(RAX, Mem::base(RAX).index(x64_asm::Index::R8, Scale::X2));
            a.vmovq_xr(XMM0, RAX);
        }
    };
    let both = |zero: bool, carry: bool| vector([u64::from(zero) | u64::from(carry) << 1], 8);
    same("vptest", 8, flags(|a| a.vptest_yy(YMM0, YMM1)), |a, b, _| {
        let pairs = || a.iter().zip(&b);
        both(pairs().all(|(a, b)| a & b == 0), pairs().all(|(a, b)| !a & b == 0))
    });
    same("vtestps", 8, flags(|a| a.vtestps_yy(YMM0, YMM1)), |a, b, _| {
        let (a, b) = (signs(&a, 4), signs(&b, 4));
        both(a & b == 0, !a & b == 0)
    });
}

#[test]
fn comparisons_and_conversions_agree_with_the_model() {
    if !has(Features::AVX.union(Features::F16C)) {
        return;
    }
    let floats = |bytes: &[u8; 32]| elements(bytes, 4).into_iter().map(|it| f32::from_bits(it as u32));
    for predicate in 0..32 {
        same(
            "vcmpps",
            32,
            |a| a.vcmpps_yyyi(YMM0, YMM1, YMM2, predicate),
            |_, b, c| {
                let pairs = floats(&b).zip(floats(&c));
                vector(pairs.map(|(b, c)| if compares(predicate, b, c) { u64::MAX } else { 0 }), 4)
            },
        );
    }
    let quiet = |it: f32, made: f32| {
        let bits = if it.is_nan() { it.to_bits() | 1 << 22 } else { made.to_bits() };
        u64::from(bits)
    };
    let modes: [fn(f32) -> f32; 4] = [f32::round_ties_even, f32::floor, f32::ceil, f32::trunc];
    for (imm, round) in (0..).zip(modes) {
        same(
            "vroundps",
            32,
            |a| a.vroundps_yyi(YMM0, YMM1, imm),
            |_, b, _| vector(floats(&b).map(|it| quiet(it, round(it))), 4),
        );
    }
    let doubled = |_, b: [u8; 32], _| {
        vector(elements(&b[..16], 4).into_iter().map(|it| f64::from(it as u32 as i32).to_bits()), 8)
    };
    same("vcvtdq2pd", 32, |a| a.vcvtdq2pd_yx(YMM0, XMM1), doubled);
    same(
        "vcvttpd2dq",
        16,
        |a| a.vcvttpd2dq_xy(XMM0, YMM1),
        |_, b, _| {
            let all = elements(&b, 8).into_iter().map(|it| f64::from_bits(it).trunc());
            let fits = |it: f64| (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&it);
            vector(all.map(|it| if fits(it) { it as i32 as u32 as u64 } else { 0x8000_0000 }), 4)
        },
    );
    let single = |a: &mut Assembler| a.vcvtph2ps_yx(YMM0, XMM1);
    execute_support::run(single, |[_, b, _], out| {
        for (half, made) in elements(&b[..16], 2).into_iter().zip(floats(&out)) {
            let wanted = from_half(half as u16);
            assert!(wanted.is_nan() && made.is_nan() || wanted.to_bits() == made.to_bits(), "{half:#x}: {made}");
        }
    });
    let half = |a: &mut Assembler| a.vcvtps2ph_xyi(XMM0, YMM1, 0);
    execute_support::run(half, |[_, b, _], out| {
        for (from, made) in floats(&b).zip(elements(&out[..16], 2)) {
            let wanted = to_half(from).unwrap_or(made as u16);
            assert_eq!(u64::from(wanted), made, "{from}");
            assert_eq!(from.is_nan(), made & 0x7fff > 0x7c00, "{from}");
        }
    });
}

#[test]
fn ciphers_agree_with_the_model() {
    let words = |bytes: &[u8; 32]| {
        let all = elements(&bytes[..16], 4);
        [all[0] as u32, all[1] as u32, all[2] as u32, all[3] as u32]
    };
    let from_words = |all: [u32; 4]| vector(all.map(u64::from), 4);
    if has(Features::SHA) {
        for kind in 0..4 {
            let model = |a, b, _| from_words(sha1_rounds(words(&a), words(&b), kind));
            same("sha1rnds4", 16, |a| a.sha1rnds4_xxi(XMM0, XMM1, kind), model);
        }
        let rounds = |a: &mut Assembler| {
            a.sha256rnds2_xx(XMM1, XMM2);
            a.movdqa_xx(XMM0, XMM1);
        };
        same("sha256rnds2", 16, rounds, |a, b, c| {
            let [first, second, ..] = words(&a);
            from_words(sha256_rounds(words(&b), words(&c), [first, second]))
        });
    }
    if has(Features::AES) {
        let table: Vec<u8> = (0..=255).map(substitute).collect();
        for round in [0x01, 0x1b, 0x36] {
            same(
                "aeskeygenassist",
                16,
                |a| a.aeskeygenassist_xxi(XMM0, XMM1, round),
                |_, b, _| {
                    let [_, one, _, three] = words(&b);
                    let word = |it: u32| u32::from_le_bytes(it.to_le_bytes().map(|byte| table[usize::from(byte)]));
                    let turned = |it: u32| word(it).rotate_right(8) ^ u32::from(round);
                    from_words([word(one), turned(one), word(three), turned(three)])
                },
            );
        }
    }
    if has(Features::VPCLMULQDQ) {
        for imm in [0x00, 0x01, 0x10, 0x11] {
            same(
                "vpclmulqdq",
                32,
                |a| a.vpclmulqdq_yyyi(YMM0, YMM1, YMM2, imm),
                |_, b, c| {
                    let (b, c) = (elements(&b, 8), elements(&c, 8));
                    let product =
                        |lane: usize| carryless(b[lane + usize::from(imm & 1)], c[lane + usize::from(imm >> 4)]);
                    vector([0, 2].into_iter().flat_map(|lane| [product(lane) as u64, (product(lane) >> 64) as u64]), 8)
                },
            );
        }
    }
}

#[test]
fn strings_and_searches_agree_with_the_model() {
    if has(Features::SSE41) {
        same(
            "phminposuw",
            16,
            |a| a.phminposuw_xx(XMM0, XMM1),
            |_, b, _| {
                let (at, least) = elements(&b[..16], 2).into_iter().enumerate().min_by_key(|it| it.1).unwrap();
                vector([least, at as u64], 2)
            },
        );
    }
    if has(Features::SSE42) {
        // Bytes up to the first zero; the place of the first that is in the set, or 16.
        let find = |a: &mut Assembler| {
            a.mov_rr64(R10, RCX);
            a.pcmpistri_xxi(XMM1, XMM2, 0);
            a.movq_xr(XMM0, RCX);
            a.mov_rr64(RCX, R10);
        };
        same("pcmpistri", 8, find, |_, b, c| {
            let text = |bytes: &[u8; 32]| bytes[..16].iter().take_while(|it| **it != 0).copied().collect::<Vec<u8>>();
            let set = text(&b);
            vector([text(&c).iter().position(|it| set.contains(it)).unwrap_or(16) as u64], 8)
        });
    }
    if has(Features::SSE4A) {
        for (len, at) in [(8, 0), (1, 63), (17, 20), (63, 1)] {
            let model = |a: [u8; 32], _, _| vector([low_bits(number(&a[..8]) >> at, len)], 8);
            same("extrq", 8, |a| a.extrq_xii(XMM0, len as u8, at), model);
            let model = |a: [u8; 32], b: [u8; 32], _| {
                let mask = low_bits(u64::MAX, len) << at;
                vector([number(&a[..8]) & !mask | number(&b[..8]) << at & mask], 8)
            };
            same("insertq", 8, |a| a.insertq_xxii(XMM0, XMM1, len as u8, at), model);
        }
    }
}

/// MMX and x87 share their registers; `emms` makes them the stack's again.
#[test]
fn the_x87_stack_and_mmx_agree_with_the_model() {
    let words = |bytes: &[u8; 32]| elements(&bytes[..8], 2);
    let sum = |a: &mut Assembler| {
        a.movq_qm(MM0, Mem::base(RDI));
        a.movq_qm(MM1, Mem::base(RSI));
        a.paddw_qq(MM0, MM1);
        a.movq2dq_xq(XMM0, MM0);
        a.emms();
    };
    same("paddw of MMX", 8, sum, |a, b, _| vector(words(&a).into_iter().zip(words(&b)).map(|(a, b)| a + b), 2));
    let shuffle = |a: &mut Assembler| {
        a.movq_qm(MM1, Mem::base(RSI));
        a.pshufw_qqi(MM0, MM1, 0x1b);
        a.movq2dq_xq(XMM0, MM0);
        a.emms();
    };
    same("pshufw", 8, shuffle, |_, b, _| vector(words(&b).into_iter().rev(), 2));
    // 64 bits of fraction hold the sum of two numbers of 32 bits, and their product.
    let stack = |operation: fn(&mut Assembler)| {
        move |a: &mut Assembler| {
            a.fild_m32(Mem::base(RDI));
            operation(a);
            a.fistp_m64(Mem::base(RCX));
            a.movq_xm(XMM0, Mem::base(RCX));
        }
    };
    let signed = |bytes: &[u8; 32]| i64::from(number(&bytes[..4]) as u32 as i32);
    let model = |a, b, _| vector([(signed(&a) + signed(&b)) as u64], 8);
    same("fiadd", 8, stack(|a| a.fiadd_m32(Mem::base(RSI))), model);
    let model = |a, b, _| vector([(signed(&a) * signed(&b)) as u64], 8);
    same("fimul", 8, stack(|a| a.fimul_m32(Mem::base(RSI))), model);
    let model = |a, b, _| vector([(signed(&b) - signed(&a)) as u64], 8);
    same("fisubr", 8, stack(|a| a.fisubr_m32(Mem::base(RSI))), model);
}
