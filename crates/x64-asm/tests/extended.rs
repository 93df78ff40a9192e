//! Registers from 16 on, decorations and segments: bytes and listing side by side. The bytes are
//! those of GNU `as` 2.47.

use x64_asm::{
    Assembler, Error, Features, Index, K1, K3, Mem, R16, R17, R20, R31, RAX, RBX, RCX, RDX, Scale, Segment,
    StaticRounding, Template, XMM0, XMM1, XMM2, XMM8, XMM9, XMM17, YMM2, ZMM0, ZMM1, ZMM2, ZMM29, template,
};

#[track_caller]
fn check(assemble: impl FnOnce(&mut Assembler), bytes: &str, text: &str) {
    let mut a = Assembler::with_features(Features::all());
    assemble(&mut a);
    let code = a.finish().unwrap();
    let hex: Vec<String> = code.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let listing = code.listing().to_string();
    assert_eq!((hex.join(" ").as_str(), listing[10 + 3 * hex.len()..].trim()), (bytes, text));
}

#[test]
fn scalar_instructions_reach_r31_with_rex2() {
    check(|a| a.add_rr64(R16, RAX), "d5 18 01 c0", "add r16, rax");
    check(|a| a.mov_rr32(RAX, R31), "d5 44 89 f8", "mov eax, r31d");
    check(|a| a.mov_rm64(R17, Mem::base(R20).disp(8)), "d5 58 8b 4c 24 08", "mov r17, [r20+8]");
    let indexed = Mem::base(RBX).index(Index::R31, Scale::X4);
    check(|a| a.mov_mr32(indexed, RCX), "d5 22 89 0c bb", "mov [rbx+r31*4], ecx");
    check(|a| a.imul_rr64(R16, R17), "d5 d8 af c1", "imul r16, r17");
    check(|a| a.push_r(R31), "d5 11 57", "push r31");
    check(|a| a.mov_ri32(R16, 7), "d5 10 b8 07 00 00 00", "mov r16d, 7");
    check(|a| a.movzx_rr32_8(R16, R17), "d5 d0 b6 c1", "movzx r16d, r17b");
    check(|a| a.addss_xm(XMM1, Mem::base(R16)), "f3 d5 90 58 08", "addss xmm1, [r16]");
}

#[test]
fn bmi_and_movbe_reach_r31_with_evex() {
    check(|a| a.andn_rrr64(R16, RAX, RBX), "62 e2 fc 08 f2 c3", "andn r16, rax, rbx");
    check(|a| a.movbe_rm32(RAX, Mem::base(R16)), "62 fc 7c 08 60 00", "movbe eax, [r16]");
}

#[test]
fn the_shorter_prefix_is_chosen_unless_another_is_asked_for() {
    check(|a| a.vaddps_xxx(XMM0, XMM1, XMM1), "c5 f0 58 c1", "vaddps xmm0, xmm1, xmm1");
    check(|a| a.vaddps_xxx(XMM0, XMM17, XMM1), "62 f1 74 00 58 c1", "vaddps xmm0, xmm17, xmm1");
    check(|a| a.vaddps_xxx(XMM0.evex(), XMM1, XMM1), "62 f1 74 08 58 c1", "vaddps xmm0, xmm1, xmm1");
}

#[test]
fn sources_change_places_only_where_no_bit_can_tell() {
    check(|a| a.vpaddd_xxx(XMM2, XMM1, XMM8), "c5 b9 fe d1", "vpaddd xmm2, xmm8, xmm1");
    check(|a| a.vandps_xxx(XMM2, XMM1, XMM8), "c5 b8 54 d1", "vandps xmm2, xmm8, xmm1");
    check(|a| a.vaddps_xxx(XMM2, XMM1, XMM8), "c4 c1 70 58 d0", "vaddps xmm2, xmm1, xmm8");
    check(|a| a.vpsubd_xxx(XMM2, XMM1, XMM8), "c4 c1 71 fa d0", "vpsubd xmm2, xmm1, xmm8");
    check(|a| a.vpaddd_xxx(XMM2, XMM9, XMM8), "c4 c1 31 fe d0", "vpaddd xmm2, xmm9, xmm8");
}

#[test]
fn masks_broadcasts_and_rounding_are_operands() {
    let element = Mem::base(RDX).disp(64).broadcast();
    let text = "vaddps zmm1{k3}{z}, zmm2, dword ptr [rdx+0x40]{1to16}";
    check(|a| a.vaddps_zzm(ZMM1.zeroing(K3), ZMM2, element), "62 f1 6c db 58 4a 10", text);
    let rounded = ZMM29.rounding(StaticRounding::Up);
    check(|a| a.vaddpd_zzz(ZMM0, ZMM2, rounded), "62 91 ed 58 58 c5", "vaddpd zmm0, zmm2, zmm29, {ru-sae}");
    let gathered = Mem::base(RAX).index_zmm(ZMM29, Scale::X4);
    let text = "vpgatherdd zmm1{k1}, dword ptr [rax+zmm29*4]";
    check(|a| a.vpgatherdd_zm(ZMM1.mask(K1), gathered), "62 b2 7d 41 90 0c a8", text);
}

#[test]
fn segments_are_prefixes() {
    let thread = Mem::absolute(0x28).segment(Segment::FS);
    let text = "mov rax, fs:[0x28]";
    check(|a| a.mov_rm64(RAX, thread), "64 48 8b 04 25 28 00 00 00", text);
    let text = "vmovaps ymm2, ymmword ptr gs:[rbx]";
    check(|a| a.vmovaps_ym(YMM2, Mem::base(RBX).segment(Segment::GS)), "65 c5 fc 28 13", text);
}

#[track_caller]
fn refused(features: Features, assemble: impl FnOnce(&mut Assembler), error: Error) {
    let mut a = Assembler::with_features(features);
    assemble(&mut a);
    assert_eq!(a.finish().unwrap_err(), error);
}

#[test]
fn nothing_is_emitted_unasked() {
    let missing = |feature| Error::MissingFeature { at: 0, feature };
    refused(Features::V3, |a| a.add_rr64(R16, RAX), missing(Features::APX_F));
    refused(Features::V3, |a| a.vaddps_xxx(XMM0, XMM17, XMM1), missing(Features::AVX512F | Features::AVX512VL));
    refused(Features::V4, |a| a.vaddps_xxm(XMM0, XMM1, Mem::base(R16)), missing(Features::APX_F));
}

#[test]
fn what_has_no_encoding_is_an_error() {
    refused(Features::all(), |a| a.addps_xx(XMM17, XMM0), Error::NoEncoding { at: 0 });
    refused(Features::all(), |a| a.vhaddps_xxx(XMM17, XMM0, XMM0), Error::NoEncoding { at: 0 });
    refused(Features::all(), |a| a.pshufb_xm(XMM1, Mem::base(R16)), Error::NoEncoding { at: 0 });
    let masked = ZMM1.mask(x64_asm::K0);
    refused(Features::all(), |a| a.vaddps_zzz(masked, ZMM2, ZMM2), Error::NoEncoding { at: 0 });
}

/// EVEX begins with the same byte in AVX-512 and in APX.
#[test]
fn avx512_needs_no_apx() {
    const SUM: Template<()> =
        template!(Template::new().vaddps_zzz(ZMM0, ZMM1, ZMM2).vaddps_zzm(ZMM0, ZMM1, Mem::base(RBX)));
    let mut a = Assembler::with_features(Features::V4);
    a.vaddps_zzz(ZMM0, ZMM1, ZMM2);
    a.vaddps_zzm(ZMM0, ZMM1, Mem::base(RBX));
    a.place_template(&SUM, ());
    let code = a.finish().unwrap();
    let (first, second) = code.bytes().split_at(SUM.bytes().len());
    assert_eq!((first, second), (SUM.bytes(), SUM.bytes()));
}

#[test]
fn templates_with_apx_demand_it() {
    const SCALAR: Template<()> = template!(Template::new().add_rr64(R16, RAX));
    const PACKED: Template<()> = template!(Template::new().vaddps_xxm(XMM0, XMM1, Mem::base(R16)));
    let missing = Error::MissingFeature { at: 0, feature: Features::APX_F };
    refused(Features::V4, |a| a.place_template(&SCALAR, ()), missing);
    refused(Features::V4, |a| a.place_template(&PACKED, ()), missing);
}
