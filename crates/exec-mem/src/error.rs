//! What can go wrong, with the errno kept and the remedy in the message.
//!
//! One enum for the whole crate. Every refusal by the kernel is an [`OsError`]: the call that
//! was made and the errno it returned, so that a caller can tell policy from exhaustion.

use std::fmt;

use crate::call::OsError;
use crate::machine::{PATCHABLE, REACH_NAME};
use crate::strategy::Attempt;

/// Everything this crate can refuse or fail to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// No strategy that the builder allows could be had: the kernel's policy forbids executable
    /// memory to this process.
    ExecDenied {
        /// Each strategy tried, best first, and the call that ended it.
        attempts: Vec<Attempt>,
    },
    /// No free address range of the reservation's size lies within reach of a branch from the
    /// address asked for.
    NoNearAddress {
        /// The address that was to be in reach.
        wanted: usize,
        /// The nearest range start found, out of reach, if any.
        nearest: Option<usize>,
        /// Bytes that were to be reserved.
        bytes: usize,
    },
    /// The address space could not be reserved.
    Reserve {
        /// Bytes that were to be reserved.
        bytes: usize,
        /// The refusal.
        source: OsError,
    },
    /// Memory could not be committed for more code. The arena stays usable.
    Commit {
        /// Bytes that were to be committed.
        bytes: usize,
        /// The refusal.
        source: OsError,
    },
    /// The arena's limit is reached. The arena stays usable.
    LimitReached {
        /// Bytes asked for.
        requested: usize,
        /// The limit, in bytes.
        limit: usize,
        /// Bytes committed so far.
        committed: usize,
        /// Bytes of dropped code that could not be reused yet.
        quarantined: usize,
    },
    /// A length no arena of this size can hold, or zero.
    BadLength {
        /// Bytes asked for.
        requested: usize,
        /// The greatest length possible.
        max: usize,
    },
    /// An alignment that is not a power of two, or greater than a page.
    BadAlignment {
        /// The alignment asked for.
        align: usize,
    },
    /// A builder option out of its range.
    BadOption {
        /// The option and its range.
        what: &'static str,
    },
    /// The heap is out of memory for bookkeeping. The arena stays usable.
    OutOfMemory,
    /// A write outside the draft.
    OutOfBounds {
        /// First byte that was to be written.
        offset: usize,
        /// Bytes that were to be written.
        len: usize,
        /// The draft's capacity in bytes.
        capacity: usize,
    },
    /// Publishing was refused by the kernel (strategy `Toggle`).
    Protect {
        /// The refusal.
        source: OsError,
    },
    /// A failed publish left the draft's pages read-only (strategy `Toggle`).
    ReadOnly,
    /// This crate cannot make code visible to this kind of processor once it is written, or does
    /// not know how this system makes executable memory.
    UnsupportedMachine,
    /// This process is a forked child of the one that made the arena.
    Forked,
    /// The arena was frozen.
    Frozen,
    /// `freeze` while drafts exist.
    DraftsLive {
        /// How many.
        count: usize,
    },
    /// `freeze` or `harden` was refused, or the strategy cannot do it.
    HardenUnavailable {
        /// Why.
        reason: &'static str,
        /// The refusal, if there was one.
        source: Option<OsError>,
    },
    /// A patch site that cannot change at once: see
    /// [`Draft::patch_site`](crate::Draft::patch_site).
    BadPatchSite {
        /// Offset in the code.
        offset: usize,
        /// Bytes.
        len: usize,
    },
    /// A patch site used with other code than it was made for, or bytes of another length.
    ForeignPatchSite,
    /// Published code cannot be changed under this strategy or after `freeze`.
    NotPatchable {
        /// Why.
        reason: &'static str,
    },
    /// A system call outside the cases above was refused.
    Os(OsError),
}

impl Error {
    /// The errno behind this error, if the kernel returned one.
    pub fn errno(&self) -> Option<i32> {
        match self {
            Error::Reserve { source, .. }
            | Error::Commit { source, .. }
            | Error::Protect { source }
            | Error::Os(source) => Some(source.errno),
            Error::HardenUnavailable { source, .. } => source.map(|s| s.errno),
            Error::ExecDenied { attempts } => attempts.last().map(|a| a.source.errno),
            _ => None,
        }
    }

    fn os(&self) -> Option<&OsError> {
        match self {
            Error::Reserve { source, .. }
            | Error::Commit { source, .. }
            | Error::Protect { source }
            | Error::Os(source) => Some(source),
            Error::HardenUnavailable { source, .. } => source.as_ref(),
            Error::ExecDenied { attempts } => attempts.last().map(|a| &a.source),
            _ => None,
        }
    }
}

impl From<OsError> for Error {
    fn from(error: OsError) -> Self {
        Error::Os(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.os().map(|e| e as _)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::ExecDenied { attempts } => fmt_denied(attempts, f),
            Error::NoNearAddress { wanted, nearest, bytes } => {
                write!(f, "no free range of {bytes} bytes within {REACH_NAME} of {wanted:#x}")?;
                if let Some(at) = nearest {
                    write!(f, " (nearest: {at:#x})")?;
                }
                f.write_str("; reserve less, or call through a register or a table")
            }
            Error::Reserve { bytes, source } => {
                write!(f, "cannot reserve {bytes} bytes of address space: {source}; reserve less, ")?;
                f.write_str("or raise 'ulimit -v' or vm.max_map_count")
            }
            Error::Commit { bytes, source } => write!(
                f,
                "cannot commit {bytes} bytes for code: {source}; drop code, or raise the limit named by the errno"
            ),
            Error::LimitReached { requested, limit, committed, quarantined } => write!(
                f,
                "no room for {requested} bytes: {committed} of {limit} bytes committed, {quarantined} in \
                 quarantine; drop code and quiesce(), release epoch and fork guards, or raise the limit"
            ),
            Error::BadLength { requested, max } => {
                write!(f, "a length of {requested} bytes is not possible here (1 to {max})")
            }
            Error::BadAlignment { align } => {
                write!(f, "alignment {align} is not a power of two up to the page size")
            }
            Error::BadOption { what } => write!(f, "builder option out of range: {what}"),
            Error::OutOfMemory => f.write_str("the heap is out of memory for bookkeeping"),
            Error::OutOfBounds { offset, len, capacity } => {
                write!(f, "{len} bytes at offset {offset} do not fit a draft of {capacity} bytes; ask draft() for more")
            }
            Error::Protect { source } => write!(
                f,
                "the pages could not be made executable: {source}; the draft is given back and can be published again"
            ),
            Error::UnsupportedMachine => write!(
                f,
                "no executable memory on {} on {}: this crate supports Linux on x86-64 and aarch64 and Windows on \
                 x86-64; run without compiled code",
                std::env::consts::OS,
                std::env::consts::ARCH
            ),
            Error::ReadOnly => {
                f.write_str("a refused publish left the draft's pages read-only: publish again, or drop it")
            }
            Error::Forked => f.write_str(
                "this process is a forked child: it can run the parent's code under a ForkGuard, \
                 and must build an arena of its own to publish",
            ),
            Error::Frozen => f.write_str("the arena is frozen: nothing can be written any more"),
            Error::DraftsLive { count } => {
                write!(f, "{count} drafts are still being written; publish or drop them before freeze()")
            }
            Error::HardenUnavailable { reason, source } => {
                write!(f, "cannot harden: {reason}")?;
                if let Some(source) = source {
                    write!(f, ": {source}")?;
                }
                f.write_str("; prctl(PR_SET_MDWE) forbids the same attack where the kernel has it")
            }
            Error::BadPatchSite { offset, len } => write!(
                f,
                "a patch site of {len} bytes at offset {offset} must be {PATCHABLE} of what was written; \
                 pad with nops before it"
            ),
            Error::ForeignPatchSite => {
                f.write_str("this patch site belongs to other code, or the bytes are not of its length")
            }
            Error::NotPatchable { reason } => {
                write!(f, "published code cannot be patched: {reason}; jump through a slot in data instead")
            }
            Error::Os(source) => write!(f, "{source}"),
        }
    }
}

fn fmt_denied(attempts: &[Attempt], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("executable memory is denied to this process")?;
    for (i, attempt) in attempts.iter().enumerate() {
        write!(f, "{} {attempt}", if i == 0 { ":" } else { ";" })?;
    }
    let mut remedies: Vec<_> = attempts.iter().map(|attempt| remedy(attempt.source.errno)).collect();
    remedies.dedup();
    write!(f, "; {}, or run without compiled code", remedies.join(" or "))
}

/// How a user lifts what made a call fail.
#[cfg(windows)]
fn remedy(_: i32) -> &'static str {
    "lift the process's mitigation policy against dynamic code"
}

/// How a user lifts what made a call fail.
#[cfg(not(windows))]
fn remedy(errno: i32) -> &'static str {
    use nix::errno::Errno;

    match Errno::from_raw(errno) {
        Errno::EFBIG => "raise 'ulimit -f'",
        Errno::EMFILE => "raise 'ulimit -n'",
        Errno::ENFILE => "close files, of which the system has too many",
        Errno::ENOMEM => "raise 'ulimit -v', the container's memory or vm.max_map_count",
        _ => "allow one of these calls in the seccomp or SELinux policy",
    }
}
