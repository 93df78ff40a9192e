//! CPU features beyond the x86-64 baseline (which has SSE2), as a set.
//!
//! An assembler is made for a set; an instruction outside it is an error at `finish`.

bitflags::bitflags! {
    /// Extensions whose instructions may be used.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
    pub struct Features: u32 {
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
    }
}

impl Features {
    /// The instructions that every x86-64 machine has.
    pub const BASE: Features = Features::empty();

    /// What this machine and its operating system offer; empty on a machine of another kind.
    #[cfg(feature = "std")]
    pub fn detect() -> Features {
        let mut found = Features::empty();
        #[cfg(target_arch = "x86_64")]
        {
            use std::is_x86_feature_detected as has;
            found.set(Features::CX16, has!("cmpxchg16b"));
            found.set(Features::POPCNT, has!("popcnt"));
            found.set(Features::SSE41, has!("sse4.1"));
            found.set(Features::LZCNT, has!("lzcnt"));
            found.set(Features::BMI1, has!("bmi1"));
            found.set(Features::BMI2, has!("bmi2"));
            found.set(Features::MOVBE, has!("movbe"));
            found.set(Features::AVX, has!("avx"));
            found.set(Features::FMA, has!("fma"));
        }
        found
    }
}
