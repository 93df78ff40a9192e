//! The compiler checks its own state: in debug builds, and where mistakes are seeded.
//!
//! Which registers are free, where operands are and which words are stale is known in one place
//! each. That they agree is asserted before every instruction, and the order *take a register, note
//! an exit, use a scratch* where it matters.

/// Whether the state is checked.
pub const CHECKED: bool = cfg!(any(debug_assertions, feature = "mutants"));

/// Asserts something about the compiler's state, where that is checked.
macro_rules! check {
    ($fact:expr, $($text:tt)+) => {
        if $crate::check::CHECKED {
            assert!($fact, "the compiler's state: {}", format_args!($($text)+));
        }
    };
}
pub(crate) use check;
