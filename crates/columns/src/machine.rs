//! [`Machine`]: which vector instructions the code may use.

use std::sync::OnceLock;

use x64_asm::Features;

/// A set of vector instructions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Machine {
    /// Registers of 128 bits; what every x86-64 processor has.
    Sse2,
    /// Registers of 256 bits.
    Avx2,
    /// Registers of 512 bits and registers for masks: AVX-512 F, VL, BW and DQ.
    Avx512,
}

impl Machine {
    /// All of them, the narrowest first.
    pub const ALL: [Machine; 3] = [Machine::Sse2, Machine::Avx2, Machine::Avx512];

    /// The widest that this processor and its operating system offer. `None` on a processor that is
    /// no x86-64.
    pub fn detect() -> Option<Machine> {
        Machine::ALL.into_iter().rev().find(|machine| machine.is_supported())
    }

    /// Whether this processor can run its instructions, and its operating system keeps their
    /// registers.
    pub fn is_supported(self) -> bool {
        // Finding out takes longer than compiling a formula.
        static OFFERED: OnceLock<Features> = OnceLock::new();
        cfg!(target_arch = "x86_64") && OFFERED.get_or_init(Features::detect).contains(self.features())
    }

    /// What its code demands of the processor.
    pub(crate) fn features(self) -> Features {
        match self {
            Machine::Sse2 => Features::empty(),
            Machine::Avx2 => Features::AVX | Features::AVX2,
            Machine::Avx512 => {
                let wide = Features::AVX512F | Features::AVX512VL | Features::AVX512BW | Features::AVX512DQ;
                Machine::Avx2.features() | wide
            }
        }
    }

    /// The usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Machine::Sse2 => "SSE2",
            Machine::Avx2 => "AVX2",
            Machine::Avx512 => "AVX-512",
        }
    }
}
