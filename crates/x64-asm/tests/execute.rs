//! Packed instructions on the processor: each one that it has runs on awkward inputs, and must give
//! what the compiler's intrinsic gives.

#![allow(
    unused_unsafe,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    clippy::missing_transmute_annotations,
    clippy::useless_transmute,
    reason = "each block calls an intrinsic whose feature was asked for, or takes bits as a type of the same size"
)]

mod execute_support;

use std::arch::x86_64::*;
use std::mem::transmute;

use x64_asm::{Assembler, Features, XMM0, XMM1, XMM2, YMM0, YMM1, YMM2};

/// With every NaN of a fused operation replaced by one: the compiler negates a factor instead of
/// using the instruction, so the sign of its NaN differs.
fn without_nans(name: &str, bytes: [u8; 32]) -> [u8; 32] {
    let mut out = bytes;
    if name.starts_with("vf") && name.contains("ps") {
        for lane in out.chunks_mut(4) {
            if f32::from_le_bytes(lane.try_into().unwrap()).is_nan() {
                lane.fill(0xff);
            }
        }
    } else if name.starts_with("vf") {
        for lane in out.chunks_mut(8) {
            if f64::from_le_bytes(lane.try_into().unwrap()).is_nan() {
                lane.fill(0xff);
            }
        }
    }
    out
}

/// Runs the instruction on all inputs and compares so many bytes of the result.
fn check(
    name: &str,
    bytes: usize,
    assemble: impl FnOnce(&mut Assembler),
    model: impl Fn([u8; 32], [u8; 32], [u8; 32]) -> [u8; 32],
) {
    execute_support::run(assemble, |[a, b, c], out| {
        let (made, wanted) = (without_nans(name, out), without_nans(name, model(a, b, c)));
        assert_eq!(made[..bytes], wanted[..bytes], "{name} of {a:02x?}, {b:02x?}, {c:02x?}");
    });
}

macro_rules! low {
    ($value:expr) => {{
        let bytes: [u8; 32] = $value;
        let low: [u8; 16] = bytes[..16].try_into().unwrap();
        transmute(low)
    }};
}

macro_rules! whole {
    ($value:expr) => {
        transmute::<[u8; 32], _>($value)
    };
}

macro_rules! out {
    ($value:expr) => {{
        let low: [u8; 16] = unsafe { transmute($value) };
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&low);
        bytes
    }};
}

macro_rules! instruction {
    ($name:ident binary $model:ident) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1), |a, b, _| out!($model(low!(a), low!(b))))
    };
    ($name:ident unary $model:ident) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1), |_, b, _| out!($model(low!(b))))
    };
    ($name:ident unary_256 $model:ident) => {
        check(stringify!($name), 32, |a| a.$name(YMM0, YMM1), |_, b, _| unsafe { transmute($model(whole!(b))) })
    };
    ($name:ident ternary $model:ident) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1, XMM2), |_, b, c| out!($model(low!(b), low!(c))))
    };
    ($name:ident ternary_256 $model:ident) => {
        check(stringify!($name), 32, |a| a.$name(YMM0, YMM1, YMM2), |_, b, c| unsafe {
            transmute($model(whole!(b), whole!(c)))
        })
    };
    // `213`: the destination is the first factor's other.
    ($name:ident fused $model:ident) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1, XMM2), |a, b, c| {
            out!($model(low!(b), low!(a), low!(c)))
        })
    };
    ($name:ident fused_256 $model:ident) => {
        check(stringify!($name), 32, |a| a.$name(YMM0, YMM1, YMM2), |a, b, c| unsafe {
            transmute($model(whole!(b), whole!(a), whole!(c)))
        })
    };
    ($name:ident unary_imm $model:ident) => {
        instruction!($name unary_imm $model 0);
        instruction!($name unary_imm $model 0x1b);
        instruction!($name unary_imm $model 0xe4)
    };
    ($name:ident unary_imm $model:ident $imm:literal) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1, $imm), |_, b, _| out!($model::<$imm>(low!(b))))
    };
    ($name:ident unary_imm_256 $model:ident) => {
        instruction!($name unary_imm_256 $model 0);
        instruction!($name unary_imm_256 $model 0x1b);
        instruction!($name unary_imm_256 $model 0xe4)
    };
    ($name:ident unary_imm_256 $model:ident $imm:literal) => {
        check(stringify!($name), 32, |a| a.$name(YMM0, YMM1, $imm), |_, b, _| unsafe {
            transmute($model::<$imm>(whole!(b)))
        })
    };
    ($name:ident binary_imm $model:ident) => {
        instruction!($name binary_imm $model 0);
        instruction!($name binary_imm $model 1);
        instruction!($name binary_imm $model 5)
    };
    ($name:ident binary_imm $model:ident $imm:literal) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1, $imm), |a, b, _| {
            out!($model::<$imm>(low!(a), low!(b)))
        })
    };
    ($name:ident ternary_imm $model:ident) => {
        instruction!($name ternary_imm $model 0);
        instruction!($name ternary_imm $model 5)
    };
    ($name:ident ternary_imm $model:ident $imm:literal) => {
        check(stringify!($name), 16, |a| a.$name(XMM0, XMM1, XMM2, $imm), |_, b, c| {
            out!($model::<$imm>(low!(b), low!(c)))
        })
    };
    ($name:ident ternary_imm_256 $model:ident) => {
        instruction!($name ternary_imm_256 $model 0);
        instruction!($name ternary_imm_256 $model 5)
    };
    ($name:ident ternary_imm_256 $model:ident $imm:literal) => {
        check(stringify!($name), 32, |a| a.$name(YMM0, YMM1, YMM2, $imm), |_, b, c| unsafe {
            transmute($model::<$imm>(whole!(b), whole!(c)))
        })
    };
}

/// `vpermd` takes its indexes first; the intrinsic takes them last.
unsafe fn permute_words(indexes: __m256i, from: __m256i) -> __m256i {
    unsafe { _mm256_permutevar8x32_epi32(from, indexes) }
}

macro_rules! instructions {
    ($($name:ident $shape:ident $feature:ident $model:ident;)*) => {{
        let mut ran = 0;
        $(
            if Features::detect().contains(Features::$feature) {
                instruction!($name $shape $model);
                ran += 1;
            }
        )*
        ran
    }};
}

#[test]
fn integers_agree_with_the_intrinsics() {
    let ran = instructions! {
        paddb_xx binary BASE _mm_add_epi8;
        vpaddb_xxx ternary AVX _mm_add_epi8;
        vpaddb_yyy ternary_256 AVX2 _mm256_add_epi8;
        paddw_xx binary BASE _mm_add_epi16;
        vpaddw_xxx ternary AVX _mm_add_epi16;
        vpaddw_yyy ternary_256 AVX2 _mm256_add_epi16;
        paddd_xx binary BASE _mm_add_epi32;
        vpaddd_xxx ternary AVX _mm_add_epi32;
        vpaddd_yyy ternary_256 AVX2 _mm256_add_epi32;
        paddq_xx binary BASE _mm_add_epi64;
        vpaddq_xxx ternary AVX _mm_add_epi64;
        vpaddq_yyy ternary_256 AVX2 _mm256_add_epi64;
        paddsb_xx binary BASE _mm_adds_epi8;
        vpaddsb_xxx ternary AVX _mm_adds_epi8;
        vpaddsb_yyy ternary_256 AVX2 _mm256_adds_epi8;
        paddsw_xx binary BASE _mm_adds_epi16;
        vpaddsw_xxx ternary AVX _mm_adds_epi16;
        vpaddsw_yyy ternary_256 AVX2 _mm256_adds_epi16;
        paddusb_xx binary BASE _mm_adds_epu8;
        vpaddusb_xxx ternary AVX _mm_adds_epu8;
        vpaddusb_yyy ternary_256 AVX2 _mm256_adds_epu8;
        paddusw_xx binary BASE _mm_adds_epu16;
        vpaddusw_xxx ternary AVX _mm_adds_epu16;
        vpaddusw_yyy ternary_256 AVX2 _mm256_adds_epu16;
        psubb_xx binary BASE _mm_sub_epi8;
        vpsubb_xxx ternary AVX _mm_sub_epi8;
        vpsubb_yyy ternary_256 AVX2 _mm256_sub_epi8;
        psubw_xx binary BASE _mm_sub_epi16;
        vpsubw_xxx ternary AVX _mm_sub_epi16;
        vpsubw_yyy ternary_256 AVX2 _mm256_sub_epi16;
        psubd_xx binary BASE _mm_sub_epi32;
        vpsubd_xxx ternary AVX _mm_sub_epi32;
        vpsubd_yyy ternary_256 AVX2 _mm256_sub_epi32;
        psubq_xx binary BASE _mm_sub_epi64;
        vpsubq_xxx ternary AVX _mm_sub_epi64;
        vpsubq_yyy ternary_256 AVX2 _mm256_sub_epi64;
        psubsb_xx binary BASE _mm_subs_epi8;
        vpsubsb_xxx ternary AVX _mm_subs_epi8;
        vpsubsb_yyy ternary_256 AVX2 _mm256_subs_epi8;
        psubsw_xx binary BASE _mm_subs_epi16;
        vpsubsw_xxx ternary AVX _mm_subs_epi16;
        vpsubsw_yyy ternary_256 AVX2 _mm256_subs_epi16;
        psubusb_xx binary BASE _mm_subs_epu8;
        vpsubusb_xxx ternary AVX _mm_subs_epu8;
        vpsubusb_yyy ternary_256 AVX2 _mm256_subs_epu8;
        psubusw_xx binary BASE _mm_subs_epu16;
        vpsubusw_xxx ternary AVX _mm_subs_epu16;
        vpsubusw_yyy ternary_256 AVX2 _mm256_subs_epu16;
        pavgb_xx binary BASE _mm_avg_epu8;
        vpavgb_xxx ternary AVX _mm_avg_epu8;
        vpavgb_yyy ternary_256 AVX2 _mm256_avg_epu8;
        pavgw_xx binary BASE _mm_avg_epu16;
        vpavgw_xxx ternary AVX _mm_avg_epu16;
        vpavgw_yyy ternary_256 AVX2 _mm256_avg_epu16;
        pmaxsw_xx binary BASE _mm_max_epi16;
        vpmaxsw_xxx ternary AVX _mm_max_epi16;
        vpmaxsw_yyy ternary_256 AVX2 _mm256_max_epi16;
        pmaxub_xx binary BASE _mm_max_epu8;
        vpmaxub_xxx ternary AVX _mm_max_epu8;
        vpmaxub_yyy ternary_256 AVX2 _mm256_max_epu8;
        pminsw_xx binary BASE _mm_min_epi16;
        vpminsw_xxx ternary AVX _mm_min_epi16;
        vpminsw_yyy ternary_256 AVX2 _mm256_min_epi16;
        pminub_xx binary BASE _mm_min_epu8;
        vpminub_xxx ternary AVX _mm_min_epu8;
        vpminub_yyy ternary_256 AVX2 _mm256_min_epu8;
        pmulhuw_xx binary BASE _mm_mulhi_epu16;
        vpmulhuw_xxx ternary AVX _mm_mulhi_epu16;
        vpmulhuw_yyy ternary_256 AVX2 _mm256_mulhi_epu16;
        pmulhw_xx binary BASE _mm_mulhi_epi16;
        vpmulhw_xxx ternary AVX _mm_mulhi_epi16;
        vpmulhw_yyy ternary_256 AVX2 _mm256_mulhi_epi16;
        pmullw_xx binary BASE _mm_mullo_epi16;
        vpmullw_xxx ternary AVX _mm_mullo_epi16;
        vpmullw_yyy ternary_256 AVX2 _mm256_mullo_epi16;
        pmuludq_xx binary BASE _mm_mul_epu32;
        vpmuludq_xxx ternary AVX _mm_mul_epu32;
        vpmuludq_yyy ternary_256 AVX2 _mm256_mul_epu32;
        pmaddwd_xx binary BASE _mm_madd_epi16;
        vpmaddwd_xxx ternary AVX _mm_madd_epi16;
        vpmaddwd_yyy ternary_256 AVX2 _mm256_madd_epi16;
        psadbw_xx binary BASE _mm_sad_epu8;
        vpsadbw_xxx ternary AVX _mm_sad_epu8;
        vpsadbw_yyy ternary_256 AVX2 _mm256_sad_epu8;
        packsswb_xx binary BASE _mm_packs_epi16;
        vpacksswb_xxx ternary AVX _mm_packs_epi16;
        vpacksswb_yyy ternary_256 AVX2 _mm256_packs_epi16;
        packssdw_xx binary BASE _mm_packs_epi32;
        vpackssdw_xxx ternary AVX _mm_packs_epi32;
        vpackssdw_yyy ternary_256 AVX2 _mm256_packs_epi32;
        packuswb_xx binary BASE _mm_packus_epi16;
        vpackuswb_xxx ternary AVX _mm_packus_epi16;
        vpackuswb_yyy ternary_256 AVX2 _mm256_packus_epi16;
        punpcklbw_xx binary BASE _mm_unpacklo_epi8;
        vpunpcklbw_xxx ternary AVX _mm_unpacklo_epi8;
        vpunpcklbw_yyy ternary_256 AVX2 _mm256_unpacklo_epi8;
        punpckhbw_xx binary BASE _mm_unpackhi_epi8;
        vpunpckhbw_xxx ternary AVX _mm_unpackhi_epi8;
        vpunpckhbw_yyy ternary_256 AVX2 _mm256_unpackhi_epi8;
        punpcklwd_xx binary BASE _mm_unpacklo_epi16;
        vpunpcklwd_xxx ternary AVX _mm_unpacklo_epi16;
        vpunpcklwd_yyy ternary_256 AVX2 _mm256_unpacklo_epi16;
        punpckhwd_xx binary BASE _mm_unpackhi_epi16;
        vpunpckhwd_xxx ternary AVX _mm_unpackhi_epi16;
        vpunpckhwd_yyy ternary_256 AVX2 _mm256_unpackhi_epi16;
        punpckldq_xx binary BASE _mm_unpacklo_epi32;
        vpunpckldq_xxx ternary AVX _mm_unpacklo_epi32;
        vpunpckldq_yyy ternary_256 AVX2 _mm256_unpacklo_epi32;
        punpckhdq_xx binary BASE _mm_unpackhi_epi32;
        vpunpckhdq_xxx ternary AVX _mm_unpackhi_epi32;
        vpunpckhdq_yyy ternary_256 AVX2 _mm256_unpackhi_epi32;
        punpcklqdq_xx binary BASE _mm_unpacklo_epi64;
        vpunpcklqdq_xxx ternary AVX _mm_unpacklo_epi64;
        vpunpcklqdq_yyy ternary_256 AVX2 _mm256_unpacklo_epi64;
        punpckhqdq_xx binary BASE _mm_unpackhi_epi64;
        vpunpckhqdq_xxx ternary AVX _mm_unpackhi_epi64;
        vpunpckhqdq_yyy ternary_256 AVX2 _mm256_unpackhi_epi64;
        pcmpeqb_xx binary BASE _mm_cmpeq_epi8;
        vpcmpeqb_xxx ternary AVX _mm_cmpeq_epi8;
        vpcmpeqb_yyy ternary_256 AVX2 _mm256_cmpeq_epi8;
        pcmpeqw_xx binary BASE _mm_cmpeq_epi16;
        vpcmpeqw_xxx ternary AVX _mm_cmpeq_epi16;
        vpcmpeqw_yyy ternary_256 AVX2 _mm256_cmpeq_epi16;
        pcmpeqd_xx binary BASE _mm_cmpeq_epi32;
        vpcmpeqd_xxx ternary AVX _mm_cmpeq_epi32;
        vpcmpeqd_yyy ternary_256 AVX2 _mm256_cmpeq_epi32;
        pcmpgtb_xx binary BASE _mm_cmpgt_epi8;
        vpcmpgtb_xxx ternary AVX _mm_cmpgt_epi8;
        vpcmpgtb_yyy ternary_256 AVX2 _mm256_cmpgt_epi8;
        pcmpgtw_xx binary BASE _mm_cmpgt_epi16;
        vpcmpgtw_xxx ternary AVX _mm_cmpgt_epi16;
        vpcmpgtw_yyy ternary_256 AVX2 _mm256_cmpgt_epi16;
        pcmpgtd_xx binary BASE _mm_cmpgt_epi32;
        vpcmpgtd_xxx ternary AVX _mm_cmpgt_epi32;
        vpcmpgtd_yyy ternary_256 AVX2 _mm256_cmpgt_epi32;
        pshufb_xx binary SSSE3 _mm_shuffle_epi8;
        vpshufb_xxx ternary AVX _mm_shuffle_epi8;
        vpshufb_yyy ternary_256 AVX2 _mm256_shuffle_epi8;
        phaddw_xx binary SSSE3 _mm_hadd_epi16;
        vphaddw_xxx ternary AVX _mm_hadd_epi16;
        vphaddw_yyy ternary_256 AVX2 _mm256_hadd_epi16;
        phaddd_xx binary SSSE3 _mm_hadd_epi32;
        vphaddd_xxx ternary AVX _mm_hadd_epi32;
        vphaddd_yyy ternary_256 AVX2 _mm256_hadd_epi32;
        phaddsw_xx binary SSSE3 _mm_hadds_epi16;
        vphaddsw_xxx ternary AVX _mm_hadds_epi16;
        vphaddsw_yyy ternary_256 AVX2 _mm256_hadds_epi16;
        pmaddubsw_xx binary SSSE3 _mm_maddubs_epi16;
        vpmaddubsw_xxx ternary AVX _mm_maddubs_epi16;
        vpmaddubsw_yyy ternary_256 AVX2 _mm256_maddubs_epi16;
        phsubw_xx binary SSSE3 _mm_hsub_epi16;
        vphsubw_xxx ternary AVX _mm_hsub_epi16;
        vphsubw_yyy ternary_256 AVX2 _mm256_hsub_epi16;
        phsubd_xx binary SSSE3 _mm_hsub_epi32;
        vphsubd_xxx ternary AVX _mm_hsub_epi32;
        vphsubd_yyy ternary_256 AVX2 _mm256_hsub_epi32;
        phsubsw_xx binary SSSE3 _mm_hsubs_epi16;
        vphsubsw_xxx ternary AVX _mm_hsubs_epi16;
        vphsubsw_yyy ternary_256 AVX2 _mm256_hsubs_epi16;
        psignb_xx binary SSSE3 _mm_sign_epi8;
        vpsignb_xxx ternary AVX _mm_sign_epi8;
        vpsignb_yyy ternary_256 AVX2 _mm256_sign_epi8;
        psignw_xx binary SSSE3 _mm_sign_epi16;
        vpsignw_xxx ternary AVX _mm_sign_epi16;
        vpsignw_yyy ternary_256 AVX2 _mm256_sign_epi16;
        psignd_xx binary SSSE3 _mm_sign_epi32;
        vpsignd_xxx ternary AVX _mm_sign_epi32;
        vpsignd_yyy ternary_256 AVX2 _mm256_sign_epi32;
        pmulhrsw_xx binary SSSE3 _mm_mulhrs_epi16;
        vpmulhrsw_xxx ternary AVX _mm_mulhrs_epi16;
        vpmulhrsw_yyy ternary_256 AVX2 _mm256_mulhrs_epi16;
        packusdw_xx binary SSE41 _mm_packus_epi32;
        vpackusdw_xxx ternary AVX _mm_packus_epi32;
        vpackusdw_yyy ternary_256 AVX2 _mm256_packus_epi32;
        pminsb_xx binary SSE41 _mm_min_epi8;
        vpminsb_xxx ternary AVX _mm_min_epi8;
        vpminsb_yyy ternary_256 AVX2 _mm256_min_epi8;
        pminsd_xx binary SSE41 _mm_min_epi32;
        vpminsd_xxx ternary AVX _mm_min_epi32;
        vpminsd_yyy ternary_256 AVX2 _mm256_min_epi32;
        pminuw_xx binary SSE41 _mm_min_epu16;
        vpminuw_xxx ternary AVX _mm_min_epu16;
        vpminuw_yyy ternary_256 AVX2 _mm256_min_epu16;
        pminud_xx binary SSE41 _mm_min_epu32;
        vpminud_xxx ternary AVX _mm_min_epu32;
        vpminud_yyy ternary_256 AVX2 _mm256_min_epu32;
        pmaxsb_xx binary SSE41 _mm_max_epi8;
        vpmaxsb_xxx ternary AVX _mm_max_epi8;
        vpmaxsb_yyy ternary_256 AVX2 _mm256_max_epi8;
        pmaxsd_xx binary SSE41 _mm_max_epi32;
        vpmaxsd_xxx ternary AVX _mm_max_epi32;
        vpmaxsd_yyy ternary_256 AVX2 _mm256_max_epi32;
        pmaxuw_xx binary SSE41 _mm_max_epu16;
        vpmaxuw_xxx ternary AVX _mm_max_epu16;
        vpmaxuw_yyy ternary_256 AVX2 _mm256_max_epu16;
        pmaxud_xx binary SSE41 _mm_max_epu32;
        vpmaxud_xxx ternary AVX _mm_max_epu32;
        vpmaxud_yyy ternary_256 AVX2 _mm256_max_epu32;
        pmulld_xx binary SSE41 _mm_mullo_epi32;
        vpmulld_xxx ternary AVX _mm_mullo_epi32;
        vpmulld_yyy ternary_256 AVX2 _mm256_mullo_epi32;
        pmuldq_xx binary SSE41 _mm_mul_epi32;
        vpmuldq_xxx ternary AVX _mm_mul_epi32;
        vpmuldq_yyy ternary_256 AVX2 _mm256_mul_epi32;
        pcmpeqq_xx binary SSE41 _mm_cmpeq_epi64;
        vpcmpeqq_xxx ternary AVX _mm_cmpeq_epi64;
        vpcmpeqq_yyy ternary_256 AVX2 _mm256_cmpeq_epi64;
        pcmpgtq_xx binary SSE42 _mm_cmpgt_epi64;
        vpcmpgtq_xxx ternary AVX _mm_cmpgt_epi64;
        vpcmpgtq_yyy ternary_256 AVX2 _mm256_cmpgt_epi64;
        pand_xx binary BASE _mm_and_si128;
        vpand_yyy ternary_256 AVX2 _mm256_and_si256;
        por_xx binary BASE _mm_or_si128;
        vpor_yyy ternary_256 AVX2 _mm256_or_si256;
        pxor_xx binary BASE _mm_xor_si128;
        vpxor_yyy ternary_256 AVX2 _mm256_xor_si256;
        pandn_xx binary BASE _mm_andnot_si128;
        vpandn_yyy ternary_256 AVX2 _mm256_andnot_si256;
        aesenc_xx binary AES _mm_aesenc_si128;
        aesenclast_xx binary AES _mm_aesenclast_si128;
        aesdec_xx binary AES _mm_aesdec_si128;
        aesdeclast_xx binary AES _mm_aesdeclast_si128;
        aesimc_xx unary AES _mm_aesimc_si128;
        vaesenc_yyy ternary_256 VAES _mm256_aesenc_epi128;
        vaesdec_yyy ternary_256 VAES _mm256_aesdec_epi128;
        sha1msg1_xx binary SHA _mm_sha1msg1_epu32;
        sha1msg2_xx binary SHA _mm_sha1msg2_epu32;
        sha1nexte_xx binary SHA _mm_sha1nexte_epu32;
        sha256msg1_xx binary SHA _mm_sha256msg1_epu32;
        sha256msg2_xx binary SHA _mm_sha256msg2_epu32;
        vpermd_yyy ternary_256 AVX2 permute_words;
        vpsllvd_yyy ternary_256 AVX2 _mm256_sllv_epi32;
        vpsrlvd_yyy ternary_256 AVX2 _mm256_srlv_epi32;
        vpsravd_yyy ternary_256 AVX2 _mm256_srav_epi32;
        vpsllvq_yyy ternary_256 AVX2 _mm256_sllv_epi64;
        vpsrlvq_yyy ternary_256 AVX2 _mm256_srlv_epi64;
        psllw_xx binary BASE _mm_sll_epi16;
        pslld_xx binary BASE _mm_sll_epi32;
        psllq_xx binary BASE _mm_sll_epi64;
        psrlw_xx binary BASE _mm_srl_epi16;
        psrld_xx binary BASE _mm_srl_epi32;
        psrlq_xx binary BASE _mm_srl_epi64;
        psraw_xx binary BASE _mm_sra_epi16;
        psrad_xx binary BASE _mm_sra_epi32;
    };
    println!("{ran} instructions ran");
    assert!(ran > 50, "SSE2 is everywhere");
}

#[test]
fn floats_agree_with_the_intrinsics() {
    let ran = instructions! {
        addps_xx binary BASE _mm_add_ps;
        vaddps_xxx ternary AVX _mm_add_ps;
        vaddps_yyy ternary_256 AVX _mm256_add_ps;
        addpd_xx binary BASE _mm_add_pd;
        vaddpd_xxx ternary AVX _mm_add_pd;
        vaddpd_yyy ternary_256 AVX _mm256_add_pd;
        mulps_xx binary BASE _mm_mul_ps;
        vmulps_xxx ternary AVX _mm_mul_ps;
        vmulps_yyy ternary_256 AVX _mm256_mul_ps;
        mulpd_xx binary BASE _mm_mul_pd;
        vmulpd_xxx ternary AVX _mm_mul_pd;
        vmulpd_yyy ternary_256 AVX _mm256_mul_pd;
        subps_xx binary BASE _mm_sub_ps;
        vsubps_xxx ternary AVX _mm_sub_ps;
        vsubps_yyy ternary_256 AVX _mm256_sub_ps;
        subpd_xx binary BASE _mm_sub_pd;
        vsubpd_xxx ternary AVX _mm_sub_pd;
        vsubpd_yyy ternary_256 AVX _mm256_sub_pd;
        divps_xx binary BASE _mm_div_ps;
        vdivps_xxx ternary AVX _mm_div_ps;
        vdivps_yyy ternary_256 AVX _mm256_div_ps;
        divpd_xx binary BASE _mm_div_pd;
        vdivpd_xxx ternary AVX _mm_div_pd;
        vdivpd_yyy ternary_256 AVX _mm256_div_pd;
        minps_xx binary BASE _mm_min_ps;
        vminps_xxx ternary AVX _mm_min_ps;
        vminps_yyy ternary_256 AVX _mm256_min_ps;
        minpd_xx binary BASE _mm_min_pd;
        vminpd_xxx ternary AVX _mm_min_pd;
        vminpd_yyy ternary_256 AVX _mm256_min_pd;
        maxps_xx binary BASE _mm_max_ps;
        vmaxps_xxx ternary AVX _mm_max_ps;
        vmaxps_yyy ternary_256 AVX _mm256_max_ps;
        maxpd_xx binary BASE _mm_max_pd;
        vmaxpd_xxx ternary AVX _mm_max_pd;
        vmaxpd_yyy ternary_256 AVX _mm256_max_pd;
        andps_xx binary BASE _mm_and_ps;
        vandps_xxx ternary AVX _mm_and_ps;
        vandps_yyy ternary_256 AVX _mm256_and_ps;
        andpd_xx binary BASE _mm_and_pd;
        vandpd_xxx ternary AVX _mm_and_pd;
        vandpd_yyy ternary_256 AVX _mm256_and_pd;
        andnps_xx binary BASE _mm_andnot_ps;
        vandnps_xxx ternary AVX _mm_andnot_ps;
        vandnps_yyy ternary_256 AVX _mm256_andnot_ps;
        andnpd_xx binary BASE _mm_andnot_pd;
        vandnpd_xxx ternary AVX _mm_andnot_pd;
        vandnpd_yyy ternary_256 AVX _mm256_andnot_pd;
        orps_xx binary BASE _mm_or_ps;
        vorps_xxx ternary AVX _mm_or_ps;
        vorps_yyy ternary_256 AVX _mm256_or_ps;
        orpd_xx binary BASE _mm_or_pd;
        vorpd_xxx ternary AVX _mm_or_pd;
        vorpd_yyy ternary_256 AVX _mm256_or_pd;
        xorps_xx binary BASE _mm_xor_ps;
        vxorps_xxx ternary AVX _mm_xor_ps;
        vxorps_yyy ternary_256 AVX _mm256_xor_ps;
        xorpd_xx binary BASE _mm_xor_pd;
        vxorpd_xxx ternary AVX _mm_xor_pd;
        vxorpd_yyy ternary_256 AVX _mm256_xor_pd;
        unpcklps_xx binary BASE _mm_unpacklo_ps;
        vunpcklps_xxx ternary AVX _mm_unpacklo_ps;
        vunpcklps_yyy ternary_256 AVX _mm256_unpacklo_ps;
        unpcklpd_xx binary BASE _mm_unpacklo_pd;
        vunpcklpd_xxx ternary AVX _mm_unpacklo_pd;
        vunpcklpd_yyy ternary_256 AVX _mm256_unpacklo_pd;
        unpckhps_xx binary BASE _mm_unpackhi_ps;
        vunpckhps_xxx ternary AVX _mm_unpackhi_ps;
        vunpckhps_yyy ternary_256 AVX _mm256_unpackhi_ps;
        unpckhpd_xx binary BASE _mm_unpackhi_pd;
        vunpckhpd_xxx ternary AVX _mm_unpackhi_pd;
        vunpckhpd_yyy ternary_256 AVX _mm256_unpackhi_pd;
        haddps_xx binary SSE3 _mm_hadd_ps;
        vhaddps_xxx ternary AVX _mm_hadd_ps;
        vhaddps_yyy ternary_256 AVX _mm256_hadd_ps;
        haddpd_xx binary SSE3 _mm_hadd_pd;
        vhaddpd_xxx ternary AVX _mm_hadd_pd;
        vhaddpd_yyy ternary_256 AVX _mm256_hadd_pd;
        hsubps_xx binary SSE3 _mm_hsub_ps;
        vhsubps_xxx ternary AVX _mm_hsub_ps;
        vhsubps_yyy ternary_256 AVX _mm256_hsub_ps;
        hsubpd_xx binary SSE3 _mm_hsub_pd;
        vhsubpd_xxx ternary AVX _mm_hsub_pd;
        vhsubpd_yyy ternary_256 AVX _mm256_hsub_pd;
        addsubps_xx binary SSE3 _mm_addsub_ps;
        vaddsubps_xxx ternary AVX _mm_addsub_ps;
        vaddsubps_yyy ternary_256 AVX _mm256_addsub_ps;
        addsubpd_xx binary SSE3 _mm_addsub_pd;
        vaddsubpd_xxx ternary AVX _mm_addsub_pd;
        vaddsubpd_yyy ternary_256 AVX _mm256_addsub_pd;
        pabsb_xx unary SSSE3 _mm_abs_epi8;
        vpabsb_xx unary AVX _mm_abs_epi8;
        vpabsb_yy unary_256 AVX2 _mm256_abs_epi8;
        pabsw_xx unary SSSE3 _mm_abs_epi16;
        vpabsw_xx unary AVX _mm_abs_epi16;
        vpabsw_yy unary_256 AVX2 _mm256_abs_epi16;
        pabsd_xx unary SSSE3 _mm_abs_epi32;
        vpabsd_xx unary AVX _mm_abs_epi32;
        vpabsd_yy unary_256 AVX2 _mm256_abs_epi32;
        sqrtps_xx unary BASE _mm_sqrt_ps;
        vsqrtps_xx unary AVX _mm_sqrt_ps;
        vsqrtps_yy unary_256 AVX _mm256_sqrt_ps;
        sqrtpd_xx unary BASE _mm_sqrt_pd;
        vsqrtpd_xx unary AVX _mm_sqrt_pd;
        vsqrtpd_yy unary_256 AVX _mm256_sqrt_pd;
        movshdup_xx unary SSE3 _mm_movehdup_ps;
        vmovshdup_xx unary AVX _mm_movehdup_ps;
        vmovshdup_yy unary_256 AVX _mm256_movehdup_ps;
        movsldup_xx unary SSE3 _mm_moveldup_ps;
        vmovsldup_xx unary AVX _mm_moveldup_ps;
        vmovsldup_yy unary_256 AVX _mm256_moveldup_ps;
        movddup_xx unary SSE3 _mm_movedup_pd;
        vmovddup_xx unary AVX _mm_movedup_pd;
        vmovddup_yy unary_256 AVX _mm256_movedup_pd;
        cvtdq2ps_xx unary BASE _mm_cvtepi32_ps;
        vcvtdq2ps_xx unary AVX _mm_cvtepi32_ps;
        vcvtdq2ps_yy unary_256 AVX _mm256_cvtepi32_ps;
        cvtps2dq_xx unary BASE _mm_cvtps_epi32;
        vcvtps2dq_xx unary AVX _mm_cvtps_epi32;
        vcvtps2dq_yy unary_256 AVX _mm256_cvtps_epi32;
        cvttps2dq_xx unary BASE _mm_cvttps_epi32;
        vcvttps2dq_xx unary AVX _mm_cvttps_epi32;
        vcvttps2dq_yy unary_256 AVX _mm256_cvttps_epi32;
        vfmadd213ps_xxx fused FMA _mm_fmadd_ps;
        vfmadd213ps_yyy fused_256 FMA _mm256_fmadd_ps;
        vfmadd213pd_xxx fused FMA _mm_fmadd_pd;
        vfmadd213pd_yyy fused_256 FMA _mm256_fmadd_pd;
        vfmsub213ps_xxx fused FMA _mm_fmsub_ps;
        vfmsub213ps_yyy fused_256 FMA _mm256_fmsub_ps;
        vfmsub213pd_xxx fused FMA _mm_fmsub_pd;
        vfmsub213pd_yyy fused_256 FMA _mm256_fmsub_pd;
        vfnmadd213ps_xxx fused FMA _mm_fnmadd_ps;
        vfnmadd213ps_yyy fused_256 FMA _mm256_fnmadd_ps;
        vfnmadd213pd_xxx fused FMA _mm_fnmadd_pd;
        vfnmadd213pd_yyy fused_256 FMA _mm256_fnmadd_pd;
        vfnmsub213ps_xxx fused FMA _mm_fnmsub_ps;
        vfnmsub213ps_yyy fused_256 FMA _mm256_fnmsub_ps;
        vfnmsub213pd_xxx fused FMA _mm_fnmsub_pd;
        vfnmsub213pd_yyy fused_256 FMA _mm256_fnmsub_pd;
        vfmaddsub213ps_xxx fused FMA _mm_fmaddsub_ps;
        vfmaddsub213ps_yyy fused_256 FMA _mm256_fmaddsub_ps;
        vfmaddsub213pd_xxx fused FMA _mm_fmaddsub_pd;
        vfmaddsub213pd_yyy fused_256 FMA _mm256_fmaddsub_pd;
        vfmsubadd213ps_xxx fused FMA _mm_fmsubadd_ps;
        vfmsubadd213ps_yyy fused_256 FMA _mm256_fmsubadd_ps;
        vfmsubadd213pd_xxx fused FMA _mm_fmsubadd_pd;
        vfmsubadd213pd_yyy fused_256 FMA _mm256_fmsubadd_pd;
    };
    println!("{ran} instructions ran");
    assert!(ran > 20, "SSE2 is everywhere");
}

#[test]
fn shuffles_agree_with_the_intrinsics() {
    let ran = instructions! {
        pshufd_xxi unary_imm BASE _mm_shuffle_epi32;
        vpshufd_xxi unary_imm AVX _mm_shuffle_epi32;
        vpshufd_yyi unary_imm_256 AVX2 _mm256_shuffle_epi32;
        pshuflw_xxi unary_imm BASE _mm_shufflelo_epi16;
        vpshuflw_xxi unary_imm AVX _mm_shufflelo_epi16;
        vpshuflw_yyi unary_imm_256 AVX2 _mm256_shufflelo_epi16;
        pshufhw_xxi unary_imm BASE _mm_shufflehi_epi16;
        vpshufhw_xxi unary_imm AVX _mm_shufflehi_epi16;
        vpshufhw_yyi unary_imm_256 AVX2 _mm256_shufflehi_epi16;
        palignr_xxi binary_imm SSSE3 _mm_alignr_epi8;
        vpalignr_xxxi ternary_imm AVX _mm_alignr_epi8;
        vpalignr_yyyi ternary_imm_256 AVX2 _mm256_alignr_epi8;
        pblendw_xxi binary_imm SSE41 _mm_blend_epi16;
        vpblendw_xxxi ternary_imm AVX _mm_blend_epi16;
        vpblendw_yyyi ternary_imm_256 AVX2 _mm256_blend_epi16;
        mpsadbw_xxi binary_imm SSE41 _mm_mpsadbw_epu8;
        vmpsadbw_xxxi ternary_imm AVX _mm_mpsadbw_epu8;
        vmpsadbw_yyyi ternary_imm_256 AVX2 _mm256_mpsadbw_epu8;
        shufps_xxi binary_imm BASE _mm_shuffle_ps;
        vshufps_xxxi ternary_imm AVX _mm_shuffle_ps;
        vshufps_yyyi ternary_imm_256 AVX _mm256_shuffle_ps;
        pclmulqdq_xxi binary_imm PCLMULQDQ _mm_clmulepi64_si128;
        vpermq_yyi unary_imm_256 AVX2 _mm256_permute4x64_epi64;
        vperm2i128_yyyi ternary_imm_256 AVX2 _mm256_permute2x128_si256;
        vpblendd_yyyi ternary_imm_256 AVX2 _mm256_blend_epi32;
    };
    println!("{ran} instructions ran");
    assert!(ran > 3, "SSE2 is everywhere");
}
