//! How memory becomes writable and, elsewhere or later, executable; and the report of which way
//! was obtained.
//!
//! No variant has a page that is writable and executable, and there is no switch for one.

use std::fmt;

use crate::call::OsError;

/// The ways to get executable memory, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Strategy {
    /// Two mappings of one sealed memory file: the executable one can never be made writable,
    /// not by `mprotect`, not through `/proc/self/mem`. Publishing makes no system call.
    SealedDual,
    /// Two mappings of shared memory that the kernel would not seal. Publishing makes no system
    /// call; an attacker who can call `mprotect` can make the executable mapping writable. On
    /// Windows two views of a section.
    Dual,
    /// One mapping whose pages go from writable to executable by `mprotect` when published:
    /// a system call and at least one page for each publish, so publish in batches.
    Toggle,
}

impl Strategy {
    /// All strategies, best first.
    pub const ALL: [Strategy; 3] = [Strategy::SealedDual, Strategy::Dual, Strategy::Toggle];

    /// Whether code is written through a second mapping.
    pub fn is_dual(self) -> bool {
        !matches!(self, Strategy::Toggle)
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Strategy::SealedDual => "sealed dual mapping",
            Strategy::Dual => "dual mapping",
            Strategy::Toggle => "page toggling",
        })
    }
}

/// A strategy that could not be had, and the call that ended the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was tried.
    pub strategy: Strategy,
    /// What the kernel refused.
    pub source: OsError,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.strategy, self.source)
    }
}

/// What an arena obtained when it was built, and why not more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The strategy in force.
    pub strategy: Strategy,
    /// Better strategies that were tried and refused.
    pub refused: Vec<Attempt>,
    /// First address of the reservation.
    pub base: usize,
    /// Bytes of address space reserved.
    pub reserved: usize,
    /// Whether dropped code can be reused: without `membarrier(SYNC_CORE)` it never is.
    pub reuse: Result<(), OsError>,
    /// Whether a forked child is recognised by a page the kernel wipes (else by its process id,
    /// which costs a system call for each operation).
    pub wipe_on_fork: Result<(), OsError>,
    /// Whether an indirect branch into code must arrive at a landing pad:
    /// [`Builder::landing_pads`](crate::Builder::landing_pads) was asked for, and processor and
    /// kernel can.
    pub landing_pads: bool,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} bytes reserved at {:#x}", self.strategy, self.reserved, self.base)?;
        for attempt in &self.refused {
            write!(f, "; no {attempt}")?;
        }
        if let Err(error) = &self.reuse {
            write!(f, "; dropped code is not reused: {error}")?;
        }
        if self.landing_pads {
            write!(f, "; indirect branches arrive at landing pads")?;
        }
        if let Err(error) = &self.wipe_on_fork {
            write!(f, "; forks are recognised by process id: {error}")?;
        }
        Ok(())
    }
}
