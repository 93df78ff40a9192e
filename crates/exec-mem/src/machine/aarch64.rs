//! 64-bit ARM: caches of instructions and of data are apart, and the program keeps them the same.
//!
//! Written code is cleaned from the data cache to where instructions are fetched from, stale lines
//! are dropped from the instruction cache, and a processor that may have fetched old instructions
//! synchronises its context (`ISB`) before it runs new ones. This thread does so here, other
//! threads by `membarrier(SYNC_CORE)`. Source: Arm Architecture Reference Manual (DDI 0487), B2.2.5
//! and B2.4.4.

use std::arch::asm;
use std::sync::OnceLock;

/// Whether code that was written is what runs.
pub(crate) const SUPPORTED: bool = true;

/// Whether a thread may run new code only after [`make_visible`] and `membarrier(SYNC_CORE)`.
pub(crate) const NEEDS_BARRIER: bool = true;

/// The greatest reservation, in bytes: any two addresses in it are in reach of each other.
pub(crate) const MAX_RESERVE: usize = 1 << 27;

/// Reserved unless told otherwise, in bytes.
pub(crate) const DEFAULT_RESERVE: usize = MAX_RESERVE;

/// How far `B` and `BL` reach, less a page for the instruction itself.
pub(crate) const REACH: usize = (1 << 27) - 4096;

/// How far from the program's text an arena may be that was not told to be nearer: the range of
/// `ADRP`, less the greatest page.
pub(crate) const TEXT_REACH: usize = (1 << 32) - (1 << 16);

/// What [`REACH`] is called in messages.
pub(crate) const REACH_NAME: &str = "the 128 MiB of a branch";

/// The end of the addresses of a program with 48 bits of virtual address. With 39 bits the kernel
/// refuses what is higher.
pub(crate) const HIGHEST: usize = 0xffff_ffff_0000;

/// `brk #0`: unused words trap.
const BREAKPOINT: u32 = 0xd420_0000;

/// `EM_AARCH64`: this processor in an ELF file.
#[cfg(any(feature = "gdb", feature = "jitdump"))]
pub(crate) const ELF_MACHINE: u16 = 183;

/// `bti c; movz w0, #number; ret`: a function without parameters.
pub(crate) fn returning(number: u8) -> [u8; 12] {
    let [first, second, ..] = (u32::from(number) << 5).to_le_bytes();
    [0x5f, 0x24, 0x03, 0xd5, first, second, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6]
}

/// Fills memory with breakpoints.
///
/// # Safety
///
/// `len` bytes at `at` are writable, and nobody else uses them. Both are multiples of 4.
#[inline]
pub(crate) unsafe fn fill(at: usize, len: usize) {
    for word in (at..at + len).step_by(size_of_val(&BREAKPOINT)) {
        // SAFETY: an aligned word of the `len` writable bytes at `at`, which nobody else uses.
        unsafe { (word as *mut u32).write(BREAKPOINT) };
    }
}

/// Says that memory at this address will be written soon. There is nothing to do: publishing waits
/// for all that was written in any case.
#[inline]
pub(crate) fn will_write(_at: usize) {}

/// Makes what was written through `alias` what is fetched from `base`, for this thread at once and
/// for others after `membarrier(SYNC_CORE)`.
///
/// # Safety
///
/// `len` bytes are readable at both addresses.
pub(crate) unsafe fn make_visible(alias: usize, base: usize, len: usize) {
    let lines = Lines::get();
    for line in lines.data.into_iter().flat_map(|bytes| covering(alias, len, bytes)) {
        // SAFETY: a line that the readable bytes at `alias` are in. Cleaning it changes nothing.
        unsafe { asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: waits until what was written and cleaned is visible to all processors.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for line in lines.instruction.into_iter().flat_map(|bytes| covering(base, len, bytes)) {
        // SAFETY: a line that the readable bytes at `base` are in. It is fetched again.
        unsafe { asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: waits until all processors have dropped the lines.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    // SAFETY: fetches the instructions that follow again.
    unsafe { asm!("isb", options(nostack, preserves_flags)) };
}

/// Whether such a place in code can change while it runs: an instruction, or an aligned literal of
/// 8 bytes.
#[inline]
pub(crate) fn can_patch(offset: usize, len: usize) -> bool {
    matches!(len, 4 | 8) && offset.is_multiple_of(len)
}

/// What [`can_patch`] demands, for messages.
pub(crate) const PATCHABLE: &str = "an aligned word of 4 or 8 bytes";

/// Bytes of a line of each cache; `None` where the hardware keeps it coherent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lines {
    data: Option<usize>,
    instruction: Option<usize>,
}

impl Lines {
    /// The lines of this machine. Where its processors differ, the kernel shows the smallest.
    fn get() -> Self {
        static LINES: OnceLock<Lines> = OnceLock::new();
        *LINES.get_or_init(|| {
            let ctr: u64;
            // SAFETY: the kernel lets programs read this register, or reads it for them.
            unsafe { asm!("mrs {}, ctr_el0", out(reg) ctr, options(nomem, nostack, preserves_flags)) };
            Lines::of(ctr)
        })
    }

    /// Decodes `CTR_EL0`: line sizes as logarithms of words, and a bit for each cache that needs no
    /// maintenance (`IDC`, `DIC`).
    fn of(ctr: u64) -> Self {
        const WORD: usize = 4;
        let field = |from: u32| (ctr >> from & 0xf) as u32;
        let bit = |number: u32| ctr >> number & 1 == 1;
        let (instruction_coherent, data_coherent) = (bit(29), bit(28));
        Lines {
            data: (!data_coherent).then(|| WORD << field(16)),
            instruction: (!instruction_coherent).then(|| WORD << field(0)),
        }
    }
}

/// The first addresses of the lines that some bytes are in.
fn covering(at: usize, len: usize, line: usize) -> impl Iterator<Item = usize> {
    (at & !(line - 1)..at + len).step_by(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_says_which_lines_need_maintenance() {
        // Cortex-A72 and Neoverse N1, as their manuals give the register.
        assert_eq!(Lines::of(0x8444_c004), Lines { data: Some(64), instruction: Some(64) });
        assert_eq!(Lines::of(0xb444_c004), Lines { data: None, instruction: None });
        assert_eq!(Lines::of(0x9445_c003), Lines { data: None, instruction: Some(32) });
    }

    #[test]
    fn lines_cover_every_byte() {
        assert_eq!(covering(0x1004, 4, 64).collect::<Vec<_>>(), [0x1000]);
        assert_eq!(covering(0x103c, 8, 64).collect::<Vec<_>>(), [0x1000, 0x1040]);
        assert_eq!(covering(0x1040, 0, 64).count(), 0);
    }
}
