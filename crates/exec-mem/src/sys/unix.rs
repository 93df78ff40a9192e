//! The errors and files of all systems but Windows.

use std::os::fd::AsFd;
pub(crate) use std::os::fd::{BorrowedFd as BorrowedFile, OwnedFd as File};

pub(crate) use nix::errno::Errno;

/// The code of a range that is in use.
pub(crate) const IN_USE: i32 = Errno::EEXIST as i32;
/// The code of a request that the system does not know.
pub(crate) const UNKNOWN: i32 = Errno::EINVAL as i32;

/// The code of what is not there.
pub(crate) const MISSING: i32 = Errno::ENOSYS as i32;

/// The number that a refusal has outside this crate.
pub(crate) fn code(errno: Errno) -> i32 {
    errno as i32
}

/// A file for the length of a call.
pub(crate) fn borrow(file: &File) -> BorrowedFile<'_> {
    file.as_fd()
}
