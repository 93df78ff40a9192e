//! What can be wrong with a program that its types allow.

use core::fmt;

/// Why there is no code. Offsets count bytes from the start of the buffer, at the time of the
/// mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant's text explains its fields")]
pub enum Error {
    /// A label is used at `at` and bound nowhere.
    UnboundLabel { label: u32, at: u32 },
    /// A label bound at `first` was bound again at `second`.
    LabelBoundTwice { label: u32, first: u32, second: u32 },
    /// A label or external address of another assembler, or from before `reset`, was used at
    /// `at`.
    ForeignLabel { at: u32 },
    /// The `adr` or load of a literal at `at` would have to reach over `distance` bytes; it
    /// can reach over 1 MiB.
    TooFar { at: u32, distance: i64 },
    /// The `place`th operand, counted from 1, given to `method` at `at` does not fit.
    InvalidOperand { at: u32, method: &'static str, place: u8, wants: &'static str },
    /// The instruction at `at` needs CPU features that the assembler was not made for.
    MissingFeature { at: u32, feature: crate::Features },
    /// An alignment that is no power of two up to 4096 was asked for at `at`.
    InvalidAlignment { at: u32, bytes: u32 },
    /// An instruction would lie at `at`, which is no multiple of four.
    Unaligned { at: u32 },
    /// More than 256 bytes were assembled inside `reserved`.
    WindowTooSmall { at: u32, bytes: usize },
    /// The template used at `at` was built with a mistake.
    InvalidTemplate { at: u32 },
    /// The value for a hole of the template at `at` does not fit.
    InvalidHole { at: u32 },
    /// The value of a patch at `at` does not fit its field.
    PatchOutOfRange { at: u32 },
    /// The buffer to patch or to write into is too small.
    BufferTooSmall { needed: usize, given: usize },
    /// The address that the relocation at `at` names is farther from it than its instruction
    /// reaches.
    RelocationOutOfRange { at: u32, target: u64 },
    /// The code has grown beyond the 128 MiB over which a branch reaches.
    CodeTooLarge,
    /// The buffer could not grow.
    OutOfMemory,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Error::UnboundLabel { label, at } => {
                write!(f, "label {label}, used at {at:#x}, is never bound")
            }
            Error::LabelBoundTwice { label, first, second } => {
                write!(f, "label {label}, bound at {first:#x}, is bound again at {second:#x}")
            }
            Error::ForeignLabel { at } => {
                write!(f, "a label of another assembler, or from before a reset, at {at:#x}")
            }
            Error::TooFar { at, distance } => {
                write!(f, "the instruction at {at:#x} has to reach over {distance} bytes and can over 1 MiB")?;
                f.write_str("; load the address with `data_address` from a pool nearby")
            }
            Error::InvalidOperand { at, method, place, wants } => {
                write!(f, "operand {place} of `{method}` at {at:#x}: {wants}")
            }
            Error::MissingFeature { at, feature } => {
                write!(f, "the instruction at {at:#x} needs {feature:?}")
            }
            Error::InvalidAlignment { at, bytes } => {
                write!(f, "alignment to {bytes} bytes at {at:#x}; use a power of two up to 4096")
            }
            Error::Unaligned { at } => {
                write!(f, "an instruction at {at:#x}, which is no multiple of four; use `align_data(4)` behind data")
            }
            Error::WindowTooSmall { at, bytes } => {
                write!(f, "{bytes} bytes were assembled inside `reserved` at {at:#x}, which takes 256")
            }
            Error::InvalidTemplate { at } => {
                write!(f, "the template used at {at:#x} was built with a mistake")
            }
            Error::InvalidHole { at } => {
                write!(f, "the value for a hole of the template at {at:#x} does not fit")
            }
            Error::PatchOutOfRange { at } => {
                write!(f, "the value for the patch at {at:#x} does not fit its field")
            }
            Error::BufferTooSmall { needed, given } => {
                write!(f, "{needed} bytes are needed, the buffer has {given}")
            }
            Error::RelocationOutOfRange { at, target } => {
                write!(f, "the address {target:#x}, named at {at:#x}, is too far; use `mov_r_external`")
            }
            Error::CodeTooLarge => f.write_str("the code has grown beyond 128 MiB"),
            Error::OutOfMemory => f.write_str("the code buffer could not grow: out of memory"),
        }
    }
}

impl core::error::Error for Error {}
