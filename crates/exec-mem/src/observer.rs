//! Tools that want to know of code: profilers, debuggers, unwinders.
//!
//! An arena without an observer pays one test of a length for each publish. The implementations
//! are behind the features `perf-map`, `jitdump`, `gdb` and `eh-frame`, and on Windows
//! `function-table`.

#[cfg(all(target_os = "linux", feature = "eh-frame"))]
mod eh_frame;
#[cfg(all(target_os = "linux", feature = "gdb"))]
mod elf;
#[cfg(any(
    all(target_os = "linux", any(feature = "eh-frame", feature = "gdb", feature = "jitdump")),
    all(windows, feature = "function-table")
))]
mod frame;
#[cfg(all(windows, feature = "function-table"))]
mod function_table;
#[cfg(all(target_os = "linux", feature = "gdb"))]
mod gdb;
#[cfg(all(target_os = "linux", feature = "jitdump"))]
mod jitdump;
#[cfg(all(target_os = "linux", feature = "perf-map"))]
mod perf_map;
#[cfg(all(target_os = "linux", any(feature = "jitdump", feature = "perf-map")))]
mod sink;

#[cfg(all(target_os = "linux", feature = "eh-frame"))]
pub use eh_frame::EhFrame;
#[cfg(any(
    all(target_os = "linux", any(feature = "eh-frame", feature = "gdb", feature = "jitdump")),
    all(windows, feature = "function-table")
))]
pub use frame::Frame;
#[cfg(all(windows, feature = "function-table"))]
pub use function_table::FunctionTable;
#[cfg(all(target_os = "linux", feature = "gdb"))]
pub use gdb::Gdb;
#[cfg(all(target_os = "linux", feature = "jitdump"))]
pub use jitdump::JitDump;
#[cfg(all(target_os = "linux", feature = "perf-map"))]
pub use perf_map::PerfMap;

/// A region of executable memory: many functions will be published in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First address.
    pub base: usize,
    /// Bytes.
    pub len: usize,
}

/// Code that was published.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Published<'a> {
    /// The name given to the draft, or `"code"`.
    pub name: &'a str,
    /// Its address.
    pub base: usize,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How many bytes behind the code belong to no other code: the observers'
    /// [margin](Observer::margin) or more, unless the draft was written further than it was asked
    /// for.
    pub room: usize,
}

/// Is told of regions and of the code published and dropped in them.
///
/// The methods are called by whichever thread publishes or drops. `region_added` is called while
/// the arena is locked and must not use that arena; the others may.
pub trait Observer: Send + Sync {
    /// Bytes behind each piece of code that no other code may use. Asked once, when the arena is
    /// built; the largest answer counts. With a margin as large as the arena's limit there is room
    /// for no code.
    fn margin(&self) -> usize {
        0
    }

    /// Memory was committed for code.
    fn region_added(&self, region: Region) {
        let _ = region;
    }

    /// The arena ends and unmaps a region.
    fn region_removed(&self, region: Region) {
        let _ = region;
    }

    /// Code was published. It can run when the call that published it returns.
    fn published(&self, code: Published<'_>);

    /// The last handle of the code at this address was dropped.
    fn dropped(&self, base: usize) {
        let _ = base;
    }
}
