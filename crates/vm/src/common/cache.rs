//! [`Cache`]: the inline cache of a property access, with what it met last.

use heap::Bits;

/// An inline cache; all zero while it is empty.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub(crate) struct Cache {
    /// The shape whose field `offset` is valid for.
    pub(crate) key: u32,
    /// Byte offset of the field in the instance.
    pub(crate) offset: u32,
    /// How many keys came that were not one of the last two.
    pub(crate) changes: u32,
    /// The id of the module that `member` is valid for; ids begin at 1.
    pub(crate) module: u32,
    /// The word of the module's global.
    pub(crate) member: *const Bits,
    /// The key before, and its offset.
    pub(crate) second: (u32, u32),
}

impl Cache {
    pub(crate) const EMPTY: Cache =
        Cache { key: 0, offset: 0, changes: 0, module: 0, member: std::ptr::null(), second: (0, 0) };

    /// The offset for a key that is one of the last two. It becomes the last one.
    pub(crate) fn find(&mut self, key: u32) -> Option<u32> {
        if key != self.key {
            if key != self.second.0 {
                return None;
            }
            self.set_key(key, self.second.1);
        }
        Some(self.offset)
    }

    /// Notes another key.
    pub(crate) fn set_key(&mut self, key: u32, offset: u32) {
        let is_new = self.second.0 != key;
        self.second = (self.key, self.offset);
        (self.key, self.offset) = (key, offset);
        self.changes = self.changes.saturating_add(u32::from(is_new));
    }
}
