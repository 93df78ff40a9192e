//! CPU features beyond the ARMv8.0 baseline (which has floating point and SIMD), as a set.
//!
//! An assembler is made for a set; an instruction outside it is an error at `finish`.

bitflags::bitflags! {
    /// Extensions whose instructions may be used.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
    pub struct Features: u32 {
        /// Atomics in one instruction: `ldadd`, `swp`, `cas`.
        const LSE = 1 << 0;
        /// `crc32x` and its kin.
        const CRC32 = 1 << 1;
        /// Arithmetic of 16-bit floating-point numbers.
        const FP16 = 1 << 2;
        /// `sdot`, `udot`.
        const DOTPROD = 1 << 3;
        /// `ldapr`.
        const LRCPC = 1 << 4;
        /// `fjcvtzs`.
        const JSCVT = 1 << 5;
        /// Pointer authentication beyond the hints, which every machine takes.
        const PAUTH = 1 << 6;
        /// `cfinv`, `setf8`, `setf16`.
        const FLAGM = 1 << 7;
        /// `frint32z` and its kin.
        const FRINTTS = 1 << 8;
        /// `sb`.
        const SB = 1 << 9;
    }
}

impl Features {
    /// The instructions that every ARM64 machine has.
    pub const BASE: Features = Features::empty();

    /// What this machine and its operating system offer; empty on a machine of another kind.
    #[cfg(feature = "std")]
    pub fn detect() -> Features {
        #[cfg(not(target_arch = "aarch64"))]
        return Features::BASE;
        #[cfg(target_arch = "aarch64")]
        {
            use std::arch::is_aarch64_feature_detected as has;
            let mut found = Features::BASE;
            found.set(Features::LSE, has!("lse"));
            found.set(Features::CRC32, has!("crc"));
            found.set(Features::FP16, has!("fp16"));
            found.set(Features::DOTPROD, has!("dotprod"));
            found.set(Features::LRCPC, has!("rcpc"));
            found.set(Features::JSCVT, has!("jsconv"));
            found.set(Features::PAUTH, has!("paca"));
            found.set(Features::FLAGM, has!("flagm"));
            found.set(Features::FRINTTS, has!("frintts"));
            found.set(Features::SB, has!("sb"));
            found
        }
    }
}
