//! x86-64: caches are coherent, and a processor that is sent to new code sees it.
//!
//! Other processors use this file too, and are not supported.

/// Whether code that was written is what runs.
pub(crate) const SUPPORTED: bool = cfg!(target_arch = "x86_64");

/// Whether a thread may run new code only after [`make_visible`] and `membarrier(SYNC_CORE)`.
pub(crate) const NEEDS_BARRIER: bool = false;

/// The greatest reservation, in bytes: any two addresses in it are in reach of each other.
pub(crate) const MAX_RESERVE: usize = 1 << 31;

/// Reserved unless told otherwise, in bytes.
pub(crate) const DEFAULT_RESERVE: usize = 256 << 20;

/// How far a rel32 operand reaches, less a page for the instruction itself.
pub(crate) const REACH: usize = (1 << 31) - 4096;

/// How far from the program's text an arena may be that was not told to be nearer.
pub(crate) const TEXT_REACH: usize = REACH;

/// What [`REACH`] is called in messages.
pub(crate) const REACH_NAME: &str = "rel32 reach";

/// The end of the user's half with four-level page tables.
pub(crate) const HIGHEST: usize = 0x7fff_ffff_f000;

/// `int3`: unused bytes trap.
const BREAKPOINT: u8 = 0xcc;

/// `EM_X86_64`: this processor in an ELF file.
#[cfg(any(feature = "gdb", feature = "jitdump"))]
#[cfg_attr(windows, expect(dead_code, reason = "its debuggers read no ELF"))]
pub(crate) const ELF_MACHINE: u16 = 62;

/// `mov eax, number; ret`: a function without parameters.
pub(crate) fn returning(number: u8) -> [u8; 6] {
    [0xb8, number, 0, 0, 0, 0xc3]
}

/// Fills memory with breakpoints.
///
/// # Safety
///
/// `len` bytes at `at` are writable, and nobody else uses them.
#[inline]
pub(crate) unsafe fn fill(at: usize, len: usize) {
    // SAFETY: `len` bytes at `at` are writable, and nobody else uses them.
    unsafe { std::ptr::write_bytes(at as *mut u8, BREAKPOINT, len) };
}

/// Says that memory at this address will be written soon, so that its cache line is the processor's
/// own by then. An instruction that is fetched from a line of which a store still waits for that is
/// thrown away, and a function that is called as soon as it is written begins with one.
#[inline]
pub(crate) fn will_write(at: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint. It changes no memory and does not fault, whatever the address.
    unsafe {
        std::arch::asm!("prefetchw [{}]", in(reg) at, options(nostack, preserves_flags))
    };
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Makes what was written through `alias` what is fetched from `base`: the hardware does.
///
/// # Safety
///
/// `len` bytes are readable at both addresses.
#[inline]
pub(crate) unsafe fn make_visible(_alias: usize, _base: usize, _len: usize) {}

/// Whether such a place in code can change while it runs: any bytes of one aligned 8-byte word.
#[inline]
pub(crate) fn can_patch(offset: usize, len: usize) -> bool {
    (1..=8).contains(&len) && offset % 8 + len <= 8
}

/// What [`can_patch`] demands, for messages.
pub(crate) const PATCHABLE: &str = "1 to 8 bytes inside one aligned 8-byte word";
