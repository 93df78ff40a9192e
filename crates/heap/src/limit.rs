//! [`MemoryLimit`]: how much this process may map, as `ulimit -v` and `ulimit -d` set it.

use std::fmt;

#[cfg(unix)]
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

#[cfg(unix)]
use crate::pages::PAGE;

/// A limit of the process on the memory that it maps, and how much of that is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimit {
    bytes: usize,
    used: usize,
    option: &'static str,
}

impl MemoryLimit {
    /// The limit that leaves least, as of now: on the address space (`RLIMIT_AS`) or on private
    /// writable memory (`RLIMIT_DATA`). `None` if the process has neither, and on Windows, which
    /// has no such limits.
    pub fn tightest() -> Option<MemoryLimit> {
        #[cfg(unix)]
        return MemoryLimit::tightest_of_process();
        #[cfg(not(unix))]
        None
    }

    #[cfg(unix)]
    fn tightest_of_process() -> Option<MemoryLimit> {
        let soft = |resource| getrlimit(resource).ok().map(|(soft, _)| soft).filter(|&soft| soft != RLIM_INFINITY);
        let limits = [(soft(Resource::RLIMIT_AS), "-v", 0), (soft(Resource::RLIMIT_DATA), "-d", 5)];
        if limits.iter().all(|(bytes, ..)| bytes.is_none()) {
            return None;
        }
        // Pages of the process: all that are mapped come first, those of data and stack sixth.
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let used = |field| {
            let pages = statm.split_ascii_whitespace().nth(field).and_then(|word| word.parse::<usize>().ok());
            pages.unwrap_or(0).saturating_mul(PAGE)
        };
        let limits = limits.into_iter().filter_map(|(bytes, option, field)| {
            Some(MemoryLimit { bytes: usize::try_from(bytes?).unwrap_or(usize::MAX), used: used(field), option })
        });
        limits.min_by_key(|limit| limit.left())
    }

    /// The limit, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes that count against the limit now.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Bytes that can still be mapped.
    pub fn left(&self) -> usize {
        self.bytes.saturating_sub(self.used)
    }
}

/// As the shell command that sets it: `ulimit -v 150000`.
impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ulimit {} {}", self.option, self.bytes / 1024)
    }
}
