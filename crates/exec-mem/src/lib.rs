//! Executable memory for compilers at run time: never writable and executable at once.
//!
//! An [`Arena`] hands out [`Draft`]s, which are written and not run, and turns them into [`Code`],
//! which is run and not written. Publishing makes no system call, and under the best strategy the
//! executable mapping can never be made writable again, by anybody.
//!
//! ```
//! use exec_mem::Arena;
//!
//! let arena = Arena::new()?;
//! let mut draft = arena.draft(6)?;
//! draft.append(&[0xb8, 42, 0, 0, 0])?; // mov eax, 42
//! draft.append(&[0xc3])?; // ret
//! let code = draft.publish()?;
//!
//! // SAFETY: these bytes are a function of this type.
//! let answer = unsafe { code.entry::<extern "C" fn() -> i32>() };
//! assert_eq!(answer.call(), 42);
//! # Ok::<(), exec_mem::Error>(())
//! ```
//!
//! # From draft to reuse
//!
//! * [`Draft::base`] is the address the code will have: relocations can be computed while writing.
//!   What is not written is breakpoints.
//! * [`Draft::publish`] consumes the draft, or gives it back with the reason. Whoever publishes
//!   hands the address to other threads as any data: with a release store and an acquire load.
//! * [`Code::entry`] is the only unsafe step: only the author knows what the bytes do. An
//!   [`Entry`] borrows its code.
//! * When the last handle of a `Code` is dropped, its memory is put in quarantine and reused when
//!   nobody can be inside: see [`Participant::enter`] and [`Arena::quiesce`]. One `membarrier` per
//!   batch (a mebibyte unless told otherwise) is the only system call of an arena that does not
//!   grow.
//! * [`PatchSite`]s are changed while running; [`Constants`] live near the code, outside
//!   executable pages; a [`Batch`] publishes all or none.
//!
//! # What is obtained
//!
//! [`Arena::report`] says which [`Strategy`] the kernel allowed and which call ended the better
//! ones. If none is allowed, [`Builder::build`] returns [`Error::ExecDenied`] and the program can
//! go on without compiled code. There is no strategy, and no option, with pages that are writable
//! and executable; [`audit::wx`] shows it in anybody's tests.
//!
//! # What is protected, and what is not
//!
//! Under [`Strategy::SealedDual`] the executable mapping cannot become writable: not by
//! `mprotect`, not through `/proc/self/mem`, not by a debugger. The memory file is sealed before it
//! is mapped and its descriptor closed. What remains is the alias through which drafts are
//! written: an attacker who can already write anywhere, finds it, and can call `mprotect`, could
//! make the alias executable. [`Arena::harden`] forbids that with `mseal`, `prctl(PR_SET_MDWE)`
//! forbids it for the whole process, and [`Arena::freeze`] removes the alias altogether. An
//! attacker who can write anywhere can also write drafts before they are published, or the
//! program's data: no memory manager prevents that.
//!
//! # Forks and signals
//!
//! A forked child shares the executable pages and inherits no alias: it can run the parent's code
//! while the parent holds a [`ForkGuard`], and gets [`Error::Forked`] from all that would write.
//! Nothing here may be called in a signal handler, except entries and [`Participant::enter`].
//!
//! # Features
//!
//! `perf-map`, `jitdump`, `gdb`, `eh-frame`: the [`observer`]s for profilers, debuggers and
//! unwinders. `function-table`: the one for unwinders of Windows. None is on by default.
//!
//! Linux on x86-64 and on 64-bit ARM, and Windows on x86-64. On Windows code is in a section with
//! two views (`Dual`), or pages are toggled. `SealedDual` needs Linux
//! 5.1; what is newer is used where it exists. On other processors the crate builds and refuses to
//! make executable memory, with [`Error::UnsupportedMachine`]: there, code that was just written
//! may be stale when it is called. The same holds on other systems: on macOS, which makes
//! executable memory by calls of its own, there is none.
//!
//! On 64-bit ARM publishing cleans and invalidates the caches by the line sizes of the machine, and
//! makes one `membarrier` call, after which every thread may run the code. A [`Batch`] makes one
//! for all its drafts. An arena is at most 128 MiB, the range of a branch.
#![deny(missing_docs)]

mod arena;
mod batch;
mod bins;
mod builder;
mod call;
mod chunk;
mod class;
mod code;
mod common;
mod constants;
mod draft;
mod entry;
mod epoch;
mod error;
#[cfg(test)]
mod fault_tests;
mod fork;
mod growth;
mod harden;
mod inner;
mod lock;
mod machine;
mod mapping;
mod participant;
mod patch;
mod pool;
mod protect;
mod publish;
mod quarantine;
mod reclaim;
mod record;
mod reservation;
mod sentinel;
mod shard;
mod share;
mod space;
mod stats;
mod strategy;
#[cfg_attr(not(any(target_os = "linux", windows)), allow(dead_code, reason = "other systems are asked for nothing"))]
mod sys;
mod territory;

pub mod audit;
pub mod classic;
pub mod observer;

pub use arena::Arena;
pub use batch::{Batch, BatchDraft, BatchError};
pub use builder::Builder;
pub use call::{Call, OsError};
pub use code::Code;
pub use constants::Constants;
pub use draft::Draft;
pub use entry::{Entry, EntryFn};
pub use error::Error;
pub use fork::ForkGuard;
pub use harden::Frozen;
pub use observer::Observer;
pub use participant::{EpochGuard, Participant};
pub use patch::PatchSite;
pub use publish::PublishError;
pub use stats::{Quiesced, Stats};
pub use strategy::{Attempt, Report, Strategy};

/// Tells the kernel now what [`Arena::new`] would tell it: that the process will ask for
/// `membarrier(SYNC_CORE)`. With one thread that takes microseconds; once there are others the
/// kernel waits for all of them, 10 to 20 ms. For programs that make their arena late. Doing it
/// again costs a system call; an arena reports if the kernel refuses.
pub fn prepare_process() {
    let _ = sys::Kernel::new(&sys::Native).membarrier_register();
}

/// The examples of the README, as tests.
#[cfg(all(doctest, feature = "perf-map", feature = "jitdump", feature = "gdb", feature = "eh-frame"))]
#[doc = include_str!("../README.md")]
struct Readme;
