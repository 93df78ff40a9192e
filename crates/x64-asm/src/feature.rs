//! CPU features beyond the x86-64 baseline (which has SSE2), as a set.
//!
//! An assembler is made for a set; an instruction outside it is an error at `finish`.

bitflags::bitflags! {
    /// Extensions whose instructions may be used.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
    pub struct Features: u128 {
        /// `cmpxchg16b`.
        const CX16 = 1 << 0;
        /// `popcnt`.
        const POPCNT = 1 << 1;
        /// `roundsd`, `pinsrq`, `ptest` and their kin.
        const SSE41 = 1 << 2;
        /// `lzcnt`.
        const LZCNT = 1 << 3;
        /// `tzcnt`, `andn`, `bextr`, `blsi`, `blsmsk`, `blsr`.
        const BMI1 = 1 << 4;
        /// `rorx`, `sarx`, `shlx`, `shrx`, `bzhi`, `mulx`, `pdep`, `pext`.
        const BMI2 = 1 << 5;
        /// `movbe`.
        const MOVBE = 1 << 6;
        /// The three-operand `v` forms, the operating system saving the wide registers.
        const AVX = 1 << 7;
        /// Fused multiply-add.
        const FMA = 1 << 8;
        /// SSE3: `addsubps`, `haddps`, `movddup`, `lddqu`.
        const SSE3 = 1 << 9;
        /// SSSE3: `pshufb`, `palignr`, `pabsb`.
        const SSSE3 = 1 << 10;
        /// SSE4.2: `pcmpgtq`, `pcmpestri`, `crc32`.
        const SSE42 = 1 << 11;
        /// AES: `aesenc` and its kin.
        const AES = 1 << 12;
        /// `pclmulqdq`.
        const PCLMULQDQ = 1 << 13;
        /// SHA-1 and SHA-256.
        const SHA = 1 << 14;
        /// AVX2: packed integers of 256 bits, gathers.
        const AVX2 = 1 << 15;
        /// `vcvtph2ps`, `vcvtps2ph`.
        const F16C = 1 << 16;
        /// AES on 256 and 512 bits.
        const VAES = 1 << 17;
        /// `vpclmulqdq` on 256 and 512 bits.
        const VPCLMULQDQ = 1 << 18;
        /// `gf2p8mulb` and its kin.
        const GFNI = 1 << 19;
        /// SHA-512.
        const SHA512 = 1 << 20;
        /// SM3.
        const SM3 = 1 << 21;
        /// SM4.
        const SM4 = 1 << 22;
        /// `vpdpbusd` and its kin with VEX.
        const AVX_VNNI = 1 << 23;
        /// `vpdpbssd` and its kin.
        const AVX_VNNI_INT8 = 1 << 24;
        /// `vpdpwsud` and its kin.
        const AVX_VNNI_INT16 = 1 << 25;
        /// `vpmadd52luq` with VEX.
        const AVX_IFMA = 1 << 26;
        /// `vcvtneps2bf16` with VEX and its kin.
        const AVX_NE_CONVERT = 1 << 27;
        /// AVX-512 foundation, the operating system saving its registers.
        const AVX512F = 1 << 28;
        /// `vpconflictd`, `vplzcntd`.
        const AVX512CD = 1 << 29;
        /// Bytes and words.
        const AVX512BW = 1 << 30;
        /// Doublewords and quadwords.
        const AVX512DQ = 1 << 31;
        /// EVEX on 128 and 256 bits.
        const AVX512VL = 1 << 32;
        /// `vpmadd52luq` with EVEX.
        const AVX512_IFMA = 1 << 33;
        /// `vpermb`, `vpmultishiftqb`.
        const AVX512VBMI = 1 << 34;
        /// `vpcompressb`, `vpshldw`.
        const AVX512_VBMI2 = 1 << 35;
        /// `vpdpbusd` with EVEX.
        const AVX512_VNNI = 1 << 36;
        /// `vpopcntb`, `vpshufbitqmb`.
        const AVX512_BITALG = 1 << 37;
        /// `vpopcntd`.
        const AVX512_VPOPCNTDQ = 1 << 38;
        /// `vdpbf16ps`.
        const AVX512_BF16 = 1 << 39;
        /// Half precision.
        const AVX512_FP16 = 1 << 40;
        /// `vp2intersectd`.
        const AVX512_VP2INTERSECT = 1 << 41;
        /// `vexp2ps`, `vrcp28ps`: only of Xeon Phi.
        const AVX512ER = 1 << 42;
        /// `vgatherpf0dps`: only of Xeon Phi.
        const AVX512PF = 1 << 43;
        /// `v4fmaddps`: only of Xeon Phi.
        const AVX512_4FMAPS = 1 << 44;
        /// `vp4dpwssd`: only of Xeon Phi.
        const AVX512_4VNNIW = 1 << 45;
        /// What AVX10.2 adds.
        const AVX10_2 = 1 << 46;
        /// Tiles.
        const AMX_TILE = 1 << 47;
        /// `tdpbssd` and its kin.
        const AMX_INT8 = 1 << 48;
        /// `tdpbf16ps`.
        const AMX_BF16 = 1 << 49;
        /// `tdpfp16ps`.
        const AMX_FP16 = 1 << 50;
        /// `tcmmimfp16ps`.
        const AMX_COMPLEX = 1 << 51;
        /// `tdpbf8ps` and its kin.
        const AMX_FP8 = 1 << 52;
        /// `tmmultf32ps`.
        const AMX_TF32 = 1 << 53;
        /// Moves between tiles and vectors.
        const AMX_AVX512 = 1 << 54;
        /// `tileloaddrs`.
        const AMX_MOVRS = 1 << 55;
        /// APX, the operating system saving its registers.
        const APX_F = 1 << 56;
        /// x87.
        const X87 = 1 << 57;
        /// MMX.
        const MMX = 1 << 58;
        /// `extrq`, `insertq`, `movntss`: only of AMD.
        const SSE4A = 1 << 59;
        /// XOP: only of AMD, until 2017.
        const XOP = 1 << 60;
        /// FMA4: only of AMD, until 2017.
        const FMA4 = 1 << 61;
        /// Trailing bit manipulation: only of AMD, until 2017.
        const TBM = 1 << 62;
        /// Lightweight profiling: only of AMD, until 2017.
        const LWP = 1 << 63;
        /// 3DNow!: only of AMD, until 2011.
        const D3NOW = 1 << 64;
        /// `adcx`, `adox`.
        const ADX = 1 << 65;
        /// `rdrand`.
        const RDRAND = 1 << 66;
        /// `rdseed`.
        const RDSEED = 1 << 67;
        /// `rdpid`.
        const RDPID = 1 << 68;
        /// `rdtscp`.
        const RDTSCP = 1 << 69;
        /// `rdfsbase` and its kin.
        const FSGSBASE = 1 << 70;
        /// `clflushopt`.
        const CLFLUSHOPT = 1 << 71;
        /// `clwb`.
        const CLWB = 1 << 72;
        /// `cldemote`.
        const CLDEMOTE = 1 << 73;
        /// `clzero`.
        const CLZERO = 1 << 74;
        /// `prefetchw`.
        const PREFETCHW = 1 << 75;
        /// `prefetchwt1`.
        const PREFETCHWT1 = 1 << 76;
        /// `prefetchit0`.
        const PREFETCHI = 1 << 77;
        /// `xsave`, `xgetbv`.
        const XSAVE = 1 << 78;
        /// `xsaveopt`.
        const XSAVEOPT = 1 << 79;
        /// `xsavec`.
        const XSAVEC = 1 << 80;
        /// `cmpccxadd`.
        const CMPCCXADD = 1 << 81;
        /// `aadd` and its kin.
        const RAO_INT = 1 << 82;
        /// `movdiri`.
        const MOVDIRI = 1 << 83;
        /// `movdir64b`.
        const MOVDIR64B = 1 << 84;
        /// `enqcmd`.
        const ENQCMD = 1 << 85;
        /// `serialize`.
        const SERIALIZE = 1 << 86;
        /// `umonitor`, `umwait`, `tpause`.
        const WAITPKG = 1 << 87;
        /// User interrupts.
        const UINTR = 1 << 88;
        /// Shadow stacks.
        const CET_SS = 1 << 89;
        /// `endbr64`.
        const CET_IBT = 1 << 90;
        /// `ptwrite`.
        const PTWRITE = 1 << 91;
        /// `xbegin` and its kin.
        const RTM = 1 << 92;
        /// `xsusldtrk`.
        const TSXLDTRK = 1 << 93;
        /// Bounds.
        const MPX = 1 << 94;
        /// `rdpkru`, `wrpkru`.
        const PKU = 1 << 95;
        /// `monitorx`, `mwaitx`.
        const MONITORX = 1 << 96;
        /// `rdpru`.
        const RDPRU = 1 << 97;
        /// `mcommit`.
        const MCOMMIT = 1 << 98;
        /// Key locker.
        const KL = 1 << 99;
        /// Key locker on eight blocks.
        const WIDE_KL = 1 << 100;
        /// `urdmsr`, `uwrmsr`.
        const USER_MSR = 1 << 101;
        /// `movrs`.
        const MOVRS = 1 << 102;
        /// `fxsave`.
        const FXSR = 1 << 103;
        /// VIA PadLock.
        const PADLOCK = 1 << 104;
        /// `enclu`.
        const SGX = 1 << 105;
        /// Intel's virtual machines: `vmcall`, `vmfunc`.
        const VMX = 1 << 106;
        /// AMD's virtual machines: `vmmcall`.
        const SVM = 1 << 107;
        /// `vmgexit`.
        const SEV_ES = 1 << 108;
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

    pub fn from_kernel() -> Features {
        let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_else(|_| String::new());
        let flags = text.lines().find_map(|line| line.strip_prefix("flags")).unwrap_or_default();
        let named = |flag: &str| flags.split_whitespace().any(|word| word == flag);
        FLAGS.iter().filter(|(flag, _)| named(flag)).map(|(_, feature)| *feature).collect()
    }
}
