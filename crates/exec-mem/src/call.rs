//! System calls by name, and the refusal of one: below the errors, which say what could not be done
//! because of it.

use std::fmt;

/// The system calls this crate makes, as named in errors and in the fault tests, and what it finds
/// out by trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Call {
    /// `memfd_create(2)`
    MemfdCreate,
    /// `ftruncate(2)`
    Ftruncate,
    /// `fcntl(F_ADD_SEALS)`
    AddSeals,
    /// `close(2)`
    Close,
    /// `mmap(2)`
    Mmap,
    /// `munmap(2)`
    Munmap,
    /// `mprotect(2)`
    Mprotect,
    /// `mremap(2)`
    Mremap,
    /// `madvise(2)`
    Madvise,
    /// `membarrier(2)`
    Membarrier,
    /// `mseal(2)`
    Mseal,
    /// reading `/proc/self/maps`
    ReadMaps,
    /// running code that was written over other code through a second mapping: an emulator may go
    /// on with what it made of the old one
    Rewrite,
}

/// What [`Call::Rewrite`] is called in messages.
const REWRITE: &str = "running code written through a second mapping";

impl Call {
    /// The name: as `strace` prints it, on Windows that of the function that was called.
    pub fn name(self) -> &'static str {
        if cfg!(windows) { self.windows_name() } else { self.linux_name() }
    }

    fn windows_name(self) -> &'static str {
        match self {
            Call::MemfdCreate | Call::AddSeals | Call::Mseal => "sealing, which only Linux has,",
            Call::Madvise => "a call that only Linux has",
            Call::Ftruncate => "CreateFileMapping",
            Call::Close => "CloseHandle",
            Call::Mmap => "VirtualAlloc",
            Call::Munmap => "VirtualFree",
            Call::Mprotect => "VirtualProtect",
            Call::Mremap => "MapViewOfFile3",
            Call::Membarrier => "FlushProcessWriteBuffers",
            Call::ReadMaps => "VirtualQuery",
            Call::Rewrite => REWRITE,
        }
    }

    fn linux_name(self) -> &'static str {
        match self {
            Call::MemfdCreate => "memfd_create",
            Call::Ftruncate => "ftruncate",
            Call::AddSeals => "fcntl(F_ADD_SEALS)",
            Call::Close => "close",
            Call::Mmap => "mmap",
            Call::Munmap => "munmap",
            Call::Mprotect => "mprotect",
            Call::Mremap => "mremap",
            Call::Madvise => "madvise",
            Call::Membarrier => "membarrier",
            Call::Mseal => "mseal",
            Call::ReadMaps => "read of /proc/self/maps",
            Call::Rewrite => REWRITE,
        }
    }
}

/// A system call that the kernel refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OsError {
    /// The call that was refused.
    pub call: Call,
    /// The `errno` it returned; on Windows the code of `GetLastError`.
    pub errno: i32,
}

impl fmt::Display for OsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.call.name(), text(self.errno))
    }
}

#[cfg(unix)]
fn text(code: i32) -> String {
    let errno = nix::errno::Errno::from_raw(code);
    format!("{} ({errno:?})", errno.desc())
}

#[cfg(windows)]
fn text(code: i32) -> String {
    std::io::Error::from_raw_os_error(code).to_string()
}

impl std::error::Error for OsError {}

impl From<OsError> for std::io::Error {
    fn from(error: OsError) -> Self {
        std::io::Error::from_raw_os_error(error.errno)
    }
}
