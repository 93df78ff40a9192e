//! The shape of frames: how an unwinder gets from a frame of published code to its caller.

#[cfg(target_os = "linux")]
mod dwarf;
#[cfg(windows)]
mod unwind_info;

/// The shape of every frame in an arena's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// Every function begins with `push rbp; mov rbp, rsp`, on 64-bit ARM with
    /// `stp x29, x30, [sp, -16]!; mov x29, sp`. The caller's frame is found through that register,
    /// whatever else was pushed.
    Pointer,
    /// At every call the stack pointer is `bytes` below the caller's: the return address, and
    /// below it the caller's frame pointer (`rbp`, `x29`) if `saves_rbp`.
    Fixed {
        /// Bytes from the stack pointer to the caller's, the return address included.
        bytes: u8,
        /// Whether the word below the return address is the caller's frame pointer.
        saves_rbp: bool,
    },
}
