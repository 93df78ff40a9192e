//! What can go wrong when the heap grows.

use std::fmt;

/// Longest string, in bytes; `length` must fit an int.
pub const MAX_STRING_BYTES: usize = i32::MAX as usize - 64;
/// Most elements of an array; an index must fit an int.
pub const MAX_ARRAY_LENGTH: usize = i32::MAX as usize;
/// Most entries of a map; entry numbers are u32 and the index has twice as many slots.
pub const MAX_MAP_ENTRIES: usize = 1 << 30;
/// Most shapes, that is pairs of a struct name and its field names.
pub const MAX_SHAPES: usize = 1 << 20;
/// Most fields of a struct.
pub const MAX_FIELDS: usize = 1 << 16;

/// Why an operation that grows the heap did not happen. The heap is unchanged, but for objects
/// having moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeapError {
    /// The limit of the heap is reached, or the system gives no memory.
    OutOfMemory,
    /// A single thing would pass its own limit.
    Limit {
        /// What: "string bytes", "array elements", ...
        what: &'static str,
        /// The largest number allowed.
        limit: usize,
    },
}

impl fmt::Display for HeapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeapError::OutOfMemory => write!(f, "out of memory"),
            HeapError::Limit { what, limit } => write!(f, "too many {what} (at most {limit})"),
        }
    }
}

impl std::error::Error for HeapError {}

/// `Ok` if `count <= limit`.
pub(crate) fn check_limit(count: usize, limit: usize, what: &'static str) -> Result<(), HeapError> {
    if count <= limit { Ok(()) } else { Err(HeapError::Limit { what, limit }) }
}
