//! [`Marks`]: a set of small numbers that is emptied in constant time.

/// A set of indexes, made anew for each chunk without clearing memory: an index is in the set if
/// its stamp is the current one.
#[derive(Debug, Default)]
pub(super) struct Marks {
    stamps: Vec<u32>,
    current: u32,
}

impl Marks {
    /// Empties the set and makes room for indexes below `len`. At most 2^32 - 1 times.
    pub(super) fn begin(&mut self, len: usize) {
        self.current += 1;
        if self.stamps.len() < len {
            self.stamps.resize(len, 0);
        }
    }

    /// Adds an index; false if it was there.
    pub(super) fn insert(&mut self, index: usize) -> bool {
        std::mem::replace(&mut self.stamps[index], self.current) != self.current
    }

    /// Removes an index.
    pub(super) fn remove(&mut self, index: usize) {
        self.stamps[index] = 0;
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        self.stamps[index] == self.current
    }
}
