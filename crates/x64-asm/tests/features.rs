//! Sets of features: their members, and how they are shown.

use x64_asm::{DefaultFlags, Features};

#[test]
fn every_feature_has_one_bit_and_its_name() {
    let mut count = 0;
    let mut seen = Features::empty();
    for name in Features::all().names() {
        let feature = Features::from_name(name).unwrap();
        assert_eq!(feature.bits().count_ones(), 1, "{name}");
        assert!(!seen.intersects(feature), "{name}");
        assert_eq!(format!("{feature:?}"), format!("Features({name})"));
        seen.insert(feature);
        count += 1;
    }
    assert_eq!(seen, Features::all());
    assert_eq!(count, Features::all().bits().count_ones());
    // The names go by position: the members must be listed in the order of their bits.
    for (name, feature) in [("CX16", Features::CX16), ("AVX2", Features::AVX2), ("SEV_ES", Features::SEV_ES)] {
        assert_eq!(Features::from_name(name), Some(feature));
    }
    assert_eq!(Features::from_name("avx2"), None);
}

#[test]
fn sets_show_all_their_members() {
    let nameless = Features::from_bits_retain(1 << 127);
    for (features, shown) in [
        (Features::empty(), "Features(0x0)"),
        (Features::AVX | Features::FMA, "Features(AVX | FMA)"),
        (Features::V2 - Features::MMX, "Features(CX16 | POPCNT | SSE41 | SSE3 | SSSE3 | SSE42 | X87 | FXSR)"),
        (nameless, "Features(0x80000000000000000000000000000000)"),
        (nameless | Features::CX16, "Features(CX16 | 0x80000000000000000000000000000000)"),
    ] {
        assert_eq!(format!("{features:?}"), shown);
    }
    assert_eq!(format!("{:?}", DefaultFlags::CF | DefaultFlags::OF), "DefaultFlags(CF | OF)");
}

#[test]
fn sets_are_joined_and_parted() {
    let mut features = Features::V3 & (Features::AVX | Features::AVX512F);
    assert_eq!(features, Features::AVX);
    features |= Features::FMA;
    features.set(Features::AVX, false);
    features.set(Features::BMI1, true);
    assert_eq!(features, Features::FMA | Features::BMI1);
    features.remove(Features::FMA);
    assert!(Features::V4.contains(Features::V3) && !Features::V3.contains(Features::V4));
    assert!(!features.is_empty() && (features - Features::BMI1).is_empty());
}

#[test]
fn each_level_adds_its_members() {
    let levels = [
        (Features::V2, Features::BASE, "CX16 POPCNT SSE3 SSSE3 SSE41 SSE42 X87 MMX FXSR"),
        (Features::V3, Features::V2, "AVX AVX2 BMI1 BMI2 F16C FMA LZCNT MOVBE XSAVE"),
        (Features::V4, Features::V3, "AVX512F AVX512BW AVX512CD AVX512DQ AVX512VL"),
        (
            Features::AVX10_2_LEVEL,
            Features::V4,
            "AVX512_IFMA AVX512VBMI AVX512_VBMI2 AVX512_VNNI AVX512_BITALG AVX512_VPOPCNTDQ AVX512_BF16 \
             AVX512_FP16 GFNI AES PCLMULQDQ VAES VPCLMULQDQ AVX10_2",
        ),
        (Features::APX_LEVEL, Features::V4, "APX_F"),
    ];
    for (level, below, names) in levels {
        let mut expected = below;
        for name in names.split(' ') {
            let feature = Features::from_name(name).unwrap();
            assert!(!below.contains(feature), "{name} is already below");
            expected.insert(feature);
        }
        assert_eq!(level, expected);
    }
}
