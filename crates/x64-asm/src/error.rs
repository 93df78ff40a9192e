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
    /// The short jump at `at`, which is its opcode, would have to reach over `distance` bytes; -128
    /// to 127 is what it can.
    ShortJumpTooFar { at: u32, distance: i64 },
    /// The address of the instruction before `at` has a displacement beyond 32 bits, or an
    /// index beside a label.
    InvalidAddress { at: u32 },
    /// The instruction at `at` needs CPU features that the assembler was not made for.
    MissingFeature { at: u32, feature: crate::Features },
    /// The instruction at `at` has no encoding for a register from 16 on that it was given, has a
    /// mask of `K0`, or an immediate of more than its four bits.
    NoEncoding { at: u32 },
    /// An alignment that is no power of two up to 4096 was asked for at `at`.
    InvalidAlignment { at: u32, bytes: u32 },
    /// More than 256 bytes were assembled inside `reserved`.
    WindowTooSmall { at: u32, bytes: usize },
    /// The template used at `at` was built with a mistake.
    InvalidTemplate { at: u32 },
    /// What was to be patchable at `at` did not end in an immediate of its width.
    InvalidPatchSite { at: u32 },
    /// The value of a patch at `at` does not fit its field.
    PatchOutOfRange { at: u32 },
    /// The buffer to patch or to write into is too small.
    BufferTooSmall { needed: usize, given: usize },
    /// The address that the relocation at `at` names is more than 2 GiB from it.
    RelocationOutOfRange { at: u32, target: u64 },
    /// The code has grown beyond 1 GiB.
    CodeTooLarge,
    /// The buffer could not grow.
    OutOfMemory,
}

impl fmt::Display for Error {
    #[inline]
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
            Error::ShortJumpTooFar { at, distance } => {
                write!(
                    f,
                    "the short jump at {at:#x} has to reach over {distance} bytes; use the long form, or jump to a `jmp`"
                )
            }
            Error::InvalidAddress { at } => {
                write!(f, "before {at:#x}: a displacement beyond 32 bits, or an index beside a label")
            }
            Error::MissingFeature { at, feature } => {
                write!(f, "the instruction at {at:#x} needs {feature:?}")
            }
            Error::NoEncoding { at } => {
                write!(
                    f,
                    "the instruction at {at:#x} has no encoding for these operands: a register from 16 on, a mask of k0, or more than four bits"
                )
            }
            Error::InvalidAlignment { at, bytes } => {
                write!(f, "alignment to {bytes} bytes at {at:#x}; use a power of two up to 4096")
            }
            Error::WindowTooSmall { at, bytes } => {
                write!(f, "{bytes} bytes were assembled inside `reserved` at {at:#x}, which takes 256")
            }
            Error::InvalidTemplate { at } => {
                write!(f, "the template used at {at:#x} was built with a mistake")
            }
            Error::InvalidPatchSite { at } => {
                write!(f, "the patchable instruction at {at:#x} does not end in a field of its width")
            }
            Error::PatchOutOfRange { at } => {
                write!(f, "the value for the patch at {at:#x} does not fit its field")
            }
            Error::BufferTooSmall { needed, given } => {
                write!(f, "{needed} bytes are needed, the buffer has {given}")
            }
            Error::RelocationOutOfRange { at, target } => {
                write!(f, "the address {target:#x}, named at {at:#x}, is more than 2 GiB away")
            }
            Error::CodeTooLarge => f.write_str("the code has grown beyond 1 GiB"),
            Error::OutOfMemory => f.write_str("the code buffer could not grow: out of memory"),
        }
    }
}

impl core::error::Error for Error {}
