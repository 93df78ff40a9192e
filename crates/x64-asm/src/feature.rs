//! CPU features beyond the x86-64 baseline (which has SSE2), as a set.
//!
//! An assembler is made for a set; an instruction outside it is an error at `finish`.

use crate::set::set;

set! {
    /// Extensions whose instructions may be used.
    pub struct Features: u128 {
        /// `cmpxchg16b`.
        CX16 = 0;
        /// `popcnt`.
        POPCNT = 1;
        /// `roundsd`, `pinsrq`, `ptest` and their kin.
        SSE41 = 2;
        /// `lzcnt`.
        LZCNT = 3;
        /// `tzcnt`, `andn`, `bextr`, `blsi`, `blsmsk`, `blsr`.
        BMI1 = 4;
        /// `rorx`, `sarx`, `shlx`, `shrx`, `bzhi`, `mulx`, `pdep`, `pext`.
        BMI2 = 5;
        /// `movbe`.
        MOVBE = 6;
        /// The three-operand `v` forms, the operating system saving the wide registers.
        AVX = 7;
        /// Fused multiply-add.
        FMA = 8;
        /// SSE3: `addsubps`, `haddps`, `movddup`, `lddqu`.
        SSE3 = 9;
        /// SSSE3: `pshufb`, `palignr`, `pabsb`.
        SSSE3 = 10;
        /// SSE4.2: `pcmpgtq`, `pcmpestri`, `crc32`.
        SSE42 = 11;
        /// AES: `aesenc` and its kin.
        AES = 12;
        /// `pclmulqdq`.
        PCLMULQDQ = 13;
        /// SHA-1 and SHA-256.
        SHA = 14;
        /// AVX2: packed integers of 256 bits, gathers.
        AVX2 = 15;
        /// `vcvtph2ps`, `vcvtps2ph`.
        F16C = 16;
        /// AES on 256 and 512 bits.
        VAES = 17;
        /// `vpclmulqdq` on 256 and 512 bits.
        VPCLMULQDQ = 18;
        /// `gf2p8mulb` and its kin.
        GFNI = 19;
        /// SHA-512.
        SHA512 = 20;
        /// SM3.
        SM3 = 21;
        /// SM4.
        SM4 = 22;
        /// `vpdpbusd` and its kin with VEX.
        AVX_VNNI = 23;
        /// `vpdpbssd` and its kin.
        AVX_VNNI_INT8 = 24;
        /// `vpdpwsud` and its kin.
        AVX_VNNI_INT16 = 25;
        /// `vpmadd52luq` with VEX.
        AVX_IFMA = 26;
        /// `vcvtneps2bf16` with VEX and its kin.
        AVX_NE_CONVERT = 27;
        /// AVX-512 foundation, the operating system saving its registers.
        AVX512F = 28;
        /// `vpconflictd`, `vplzcntd`.
        AVX512CD = 29;
        /// Bytes and words.
        AVX512BW = 30;
        /// Doublewords and quadwords.
        AVX512DQ = 31;
        /// EVEX on 128 and 256 bits.
        AVX512VL = 32;
        /// `vpmadd52luq` with EVEX.
        AVX512_IFMA = 33;
        /// `vpermb`, `vpmultishiftqb`.
        AVX512VBMI = 34;
        /// `vpcompressb`, `vpshldw`.
        AVX512_VBMI2 = 35;
        /// `vpdpbusd` with EVEX.
        AVX512_VNNI = 36;
        /// `vpopcntb`, `vpshufbitqmb`.
        AVX512_BITALG = 37;
        /// `vpopcntd`.
        AVX512_VPOPCNTDQ = 38;
        /// `vdpbf16ps`.
        AVX512_BF16 = 39;
        /// Half precision.
        AVX512_FP16 = 40;
        /// `vp2intersectd`.
        AVX512_VP2INTERSECT = 41;
        /// `vexp2ps`, `vrcp28ps`: only of Xeon Phi.
        AVX512ER = 42;
        /// `vgatherpf0dps`: only of Xeon Phi.
        AVX512PF = 43;
        /// `v4fmaddps`: only of Xeon Phi.
        AVX512_4FMAPS = 44;
        /// `vp4dpwssd`: only of Xeon Phi.
        AVX512_4VNNIW = 45;
        /// What AVX10.2 adds.
        AVX10_2 = 46;
        /// Tiles.
        AMX_TILE = 47;
        /// `tdpbssd` and its kin.
        AMX_INT8 = 48;
        /// `tdpbf16ps`.
        AMX_BF16 = 49;
        /// `tdpfp16ps`.
        AMX_FP16 = 50;
        /// `tcmmimfp16ps`.
        AMX_COMPLEX = 51;
        /// `tdpbf8ps` and its kin.
        AMX_FP8 = 52;
        /// `tmmultf32ps`.
        AMX_TF32 = 53;
        /// Moves between tiles and vectors.
        AMX_AVX512 = 54;
        /// `tileloaddrs`.
        AMX_MOVRS = 55;
        /// APX, the operating system saving its registers.
        APX_F = 56;
        /// x87.
        X87 = 57;
        /// MMX.
        MMX = 58;
        /// `extrq`, `insertq`, `movntss`: only of AMD.
        SSE4A = 59;
        /// XOP: only of AMD, until 2017.
        XOP = 60;
        /// FMA4: only of AMD, until 2017.
        FMA4 = 61;
        /// Trailing bit manipulation: only of AMD, until 2017.
        TBM = 62;
        /// Lightweight profiling: only of AMD, until 2017.
        LWP = 63;
        /// 3DNow!: only of AMD, until 2011.
        D3NOW = 64;
        /// `adcx`, `adox`.
        ADX = 65;
        /// `rdrand`.
        RDRAND = 66;
        /// `rdseed`.
        RDSEED = 67;
        /// `rdpid`.
        RDPID = 68;
        /// `rdtscp`.
        RDTSCP = 69;
        /// `rdfsbase` and its kin.
        FSGSBASE = 70;
        /// `clflushopt`.
        CLFLUSHOPT = 71;
        /// `clwb`.
        CLWB = 72;
        /// `cldemote`.
        CLDEMOTE = 73;
        /// `clzero`.
        CLZERO = 74;
        /// `prefetchw`.
        PREFETCHW = 75;
        /// `prefetchwt1`.
        PREFETCHWT1 = 76;
        /// `prefetchit0`.
        PREFETCHI = 77;
        /// `xsave`, `xgetbv`.
        XSAVE = 78;
        /// `xsaveopt`.
        XSAVEOPT = 79;
        /// `xsavec`.
        XSAVEC = 80;
        /// `cmpccxadd`.
        CMPCCXADD = 81;
        /// `aadd` and its kin.
        RAO_INT = 82;
        /// `movdiri`.
        MOVDIRI = 83;
        /// `movdir64b`.
        MOVDIR64B = 84;
        /// `enqcmd`.
        ENQCMD = 85;
        /// `serialize`.
        SERIALIZE = 86;
        /// `umonitor`, `umwait`, `tpause`.
        WAITPKG = 87;
        /// User interrupts.
        UINTR = 88;
        /// Shadow stacks.
        CET_SS = 89;
        /// `endbr64`.
        CET_IBT = 90;
        /// `ptwrite`.
        PTWRITE = 91;
        /// `xbegin` and its kin.
        RTM = 92;
        /// `xsusldtrk`.
        TSXLDTRK = 93;
        /// Bounds.
        MPX = 94;
        /// `rdpkru`, `wrpkru`.
        PKU = 95;
        /// `monitorx`, `mwaitx`.
        MONITORX = 96;
        /// `rdpru`.
        RDPRU = 97;
        /// `mcommit`.
        MCOMMIT = 98;
        /// Key locker.
        KL = 99;
        /// Key locker on eight blocks.
        WIDE_KL = 100;
        /// `urdmsr`, `uwrmsr`.
        USER_MSR = 101;
        /// `movrs`.
        MOVRS = 102;
        /// `fxsave`.
        FXSR = 103;
        /// VIA PadLock.
        PADLOCK = 104;
        /// `enclu`.
        SGX = 105;
        /// Intel's virtual machines: `vmcall`, `vmfunc`.
        VMX = 106;
        /// AMD's virtual machines: `vmmcall`.
        SVM = 107;
        /// `vmgexit`.
        SEV_ES = 108;
    }
}

impl Features {
    /// The instructions that every x86-64 machine has.
    pub const BASE: Features = Features::empty();

    /// The level x86-64-v2 of the System V ABI: machines since about 2009.
    pub const V2: Features = Features::CX16
        .union(Features::POPCNT)
        .union(Features::SSE3)
        .union(Features::SSSE3)
        .union(Features::SSE41)
        .union(Features::SSE42)
        .union(Features::X87)
        .union(Features::MMX)
        .union(Features::FXSR);

    /// The level x86-64-v3: AVX2, machines since about 2013.
    pub const V3: Features = Features::V2
        .union(Features::AVX)
        .union(Features::AVX2)
        .union(Features::BMI1)
        .union(Features::BMI2)
        .union(Features::F16C)
        .union(Features::FMA)
        .union(Features::LZCNT)
        .union(Features::MOVBE)
        .union(Features::XSAVE);

    /// The level x86-64-v4: AVX-512 as of 2017.
    pub const V4: Features = Features::V3
        .union(Features::AVX512F)
        .union(Features::AVX512BW)
        .union(Features::AVX512CD)
        .union(Features::AVX512DQ)
        .union(Features::AVX512VL);

    /// AVX10.2: AVX-512 with all that became part of it, and what is new.
    pub const AVX10_2_LEVEL: Features = Features::V4
        .union(Features::AVX512_IFMA)
        .union(Features::AVX512VBMI)
        .union(Features::AVX512_VBMI2)
        .union(Features::AVX512_VNNI)
        .union(Features::AVX512_BITALG)
        .union(Features::AVX512_VPOPCNTDQ)
        .union(Features::AVX512_BF16)
        .union(Features::AVX512_FP16)
        .union(Features::GFNI)
        .union(Features::AES)
        .union(Features::PCLMULQDQ)
        .union(Features::VAES)
        .union(Features::VPCLMULQDQ)
        .union(Features::AVX10_2);

    /// APX on a machine of the level v4.
    pub const APX_LEVEL: Features = Features::V4.union(Features::APX_F);

    /// What this machine and its operating system offer; empty on a machine of another kind.
    /// Features with registers of their own are only there if the operating system saves them.
    ///
    /// The standard library tells most. What it does not know yet (AMX, APX, AVX10 and small
    /// extensions) is read from `/proc/cpuinfo`, so only Linux tells it.
    #[cfg(feature = "std")]
    #[inline]
    pub fn detect() -> Features {
        #[cfg(target_arch = "x86_64")]
        {
            detect::known() | detect::from_kernel()
        }
        #[cfg(not(target_arch = "x86_64"))]
        Features::empty()
    }
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
mod detect {
    use super::Features;
    use std::string::String;

    macro_rules! known {
        ($($feature:ident $name:tt)*) => {
            /// What the standard library finds, which asks CPUID and XCR0.
            #[inline]
            pub fn known() -> Features {
                let mut found = Features::X87 | Features::MMX;
                $(found.set(Features::$feature, std::is_x86_feature_detected!($name));)*
                found
            }
        };
    }

    known! {
        CX16 "cmpxchg16b" POPCNT "popcnt" SSE3 "sse3" SSSE3 "ssse3" SSE41 "sse4.1" SSE42 "sse4.2"
        LZCNT "lzcnt" BMI1 "bmi1" BMI2 "bmi2" MOVBE "movbe" ADX "adx" RDRAND "rdrand" RDSEED "rdseed"
        FXSR "fxsr" XSAVE "xsave" XSAVEC "xsavec" XSAVEOPT "xsaveopt" RTM "rtm" SSE4A "sse4a" TBM "tbm"
        AVX "avx" AVX2 "avx2" FMA "fma" F16C "f16c" AES "aes" PCLMULQDQ "pclmulqdq" SHA "sha" VAES "vaes"
        VPCLMULQDQ "vpclmulqdq" GFNI "gfni" SHA512 "sha512" SM3 "sm3" SM4 "sm4" KL "kl" WIDE_KL "widekl"
        AVX_VNNI "avxvnni" AVX_VNNI_INT8 "avxvnniint8" AVX_VNNI_INT16 "avxvnniint16" AVX_IFMA "avxifma"
        AVX_NE_CONVERT "avxneconvert"
        AVX512F "avx512f" AVX512CD "avx512cd" AVX512BW "avx512bw" AVX512DQ "avx512dq" AVX512VL "avx512vl"
        AVX512_IFMA "avx512ifma" AVX512VBMI "avx512vbmi" AVX512_VBMI2 "avx512vbmi2" AVX512_VNNI "avx512vnni"
        AVX512_BITALG "avx512bitalg" AVX512_VPOPCNTDQ "avx512vpopcntdq" AVX512_BF16 "avx512bf16"
        AVX512_FP16 "avx512fp16" AVX512_VP2INTERSECT "avx512vp2intersect"
    }

    /// Flags of `/proc/cpuinfo`, where the kernel names only what it supports.
    const FLAGS: [(&str, Features); 39] = [
        ("amx_tile", Features::AMX_TILE),
        ("amx_int8", Features::AMX_INT8),
        ("amx_bf16", Features::AMX_BF16),
        ("amx_fp16", Features::AMX_FP16),
        ("amx_complex", Features::AMX_COMPLEX),
        ("apx", Features::APX_F),
        ("avx10_2", Features::AVX10_2),
        ("xop", Features::XOP),
        ("fma4", Features::FMA4),
        ("lwp", Features::LWP),
        ("rdpid", Features::RDPID),
        ("rdtscp", Features::RDTSCP),
        ("fsgsbase", Features::FSGSBASE),
        ("clflushopt", Features::CLFLUSHOPT),
        ("clwb", Features::CLWB),
        ("cldemote", Features::CLDEMOTE),
        ("clzero", Features::CLZERO),
        ("3dnowprefetch", Features::PREFETCHW),
        ("cmpccxadd", Features::CMPCCXADD),
        ("raoint", Features::RAO_INT),
        ("movdiri", Features::MOVDIRI),
        ("movdir64b", Features::MOVDIR64B),
        ("enqcmd", Features::ENQCMD),
        ("serialize", Features::SERIALIZE),
        ("waitpkg", Features::WAITPKG),
        ("uintr", Features::UINTR),
        ("user_shstk", Features::CET_SS),
        ("ibt", Features::CET_IBT),
        ("ptwrite", Features::PTWRITE),
        ("tsxldtrk", Features::TSXLDTRK),
        ("ospke", Features::PKU),
        ("mwaitx", Features::MONITORX),
        ("rdpru", Features::RDPRU),
        ("prefetchi", Features::PREFETCHI),
        ("sgx", Features::SGX),
        ("movrs", Features::MOVRS),
        ("vmcall", Features::VMX),
        ("vmmcall", Features::SVM),
        ("sev_es", Features::SEV_ES),
    ];

    #[inline]
    pub fn from_kernel() -> Features {
        let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_else(|_| String::new());
        let flags = text.lines().find_map(|line| line.strip_prefix("flags")).unwrap_or_default();
        let named = |flag: &str| flags.split_whitespace().any(|word| word == flag);
        let found = FLAGS.iter().filter(|(flag, _)| named(flag));
        found.fold(Features::empty(), |all, (_, feature)| all | *feature)
    }
}
