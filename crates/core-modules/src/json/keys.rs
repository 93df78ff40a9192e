//! The keys of a text that were met last, so that equal ones become one string of the heap.

use vm::Objects;
use vm::heap::{Bits, Handle, Heap, HeapError};

const KEPT: usize = 64;
/// The most bytes of a key that is kept.
const MOST_BYTES: usize = 32;

/// Handles of strings, each at the place that its bytes tell.
pub struct Keys {
    kept: [Option<Handle>; KEPT],
    /// For keys that are not kept.
    other: Handle,
}

impl Keys {
    pub fn new(heap: &mut Objects<'_>) -> Result<Keys, HeapError> {
        Ok(Keys { kept: [None; KEPT], other: heap.plain(Bits::NIL)? })
    }

    /// The string `key`, whose place this is, if it was met and kept.
    pub fn find(&self, heap: &Heap, place: Option<usize>, key: &[u8]) -> Option<Handle> {
        let kept = self.kept[place?]?;
        (heap.get(kept).as_string() == Some(key)).then_some(kept)
    }

    /// The handle that is to hold the string of this place. It may hold another key yet.
    pub fn handle(&mut self, heap: &mut Objects<'_>, place: Option<usize>) -> Result<Handle, HeapError> {
        let Some(place) = place else { return Ok(self.other) };
        match self.kept[place] {
            Some(handle) => Ok(handle),
            None => Ok(*self.kept[place].insert(heap.plain(Bits::NIL)?)),
        }
    }
}

/// Where a key is kept; `None` if it is too long for that.
pub fn place(key: &[u8]) -> Option<usize> {
    if key.len() > MOST_BYTES {
        return None;
    }
    let at = |index: usize| key.get(index).map_or(0, |&byte| usize::from(byte));
    let sum = key.len() + at(0) * 3 + at(key.len() / 2) * 5 + at(key.len().wrapping_sub(1)) * 7;
    Some(sum % KEPT)
}
