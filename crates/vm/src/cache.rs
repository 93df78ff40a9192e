//! [`Cache`]: what a property or call site met last.

use heap::Bits;

/// An inline cache; all zero when nothing was met yet.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub(crate) struct Cache {
    /// Property rows: the shape whose field `offset` is valid for. Call rows: the id of the function called last.
    pub(crate) key: u32,
    /// Byte offset of the field in the instance.
    pub(crate) offset: u32,
    /// How often `key` changed, its first setting included.
    pub(crate) changes: u32,
    /// Property rows: the id of the module that `member` is valid for; ids begin at 1.
    pub(crate) module: u32,
    /// The word of the module's global.
    pub(crate) member: *const Bits,
}

impl Cache {
    pub(crate) const EMPTY: Cache = Cache { key: 0, offset: 0, changes: 0, module: 0, member: std::ptr::null() };

    /// Notes another key.
    pub(crate) fn set_key(&mut self, key: u32, offset: u32) {
        self.key = key;
        self.offset = offset;
        self.changes = self.changes.saturating_add(1);
    }
}
