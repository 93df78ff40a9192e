//! [`Cache`]: the inline cache of a property access, with what it met last.

use heap::Bits;
use jit::abi::FIELD_OFFSETS;

/// An inline cache; all zero while it is empty.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(16))]
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
    /// Where many shapes have the field, as `jit::abi::Symbol::Fields` says; null as long as one
    /// came.
    pub(crate) fields: *mut u16,
}

impl Cache {
    pub(crate) const EMPTY: Cache = Cache {
        key: 0,
        offset: 0,
        changes: 0,
        module: 0,
        member: std::ptr::null(),
        second: (0, 0),
        fields: std::ptr::null_mut(),
    };

    /// The offset for a key that is one of the last two or in the table of many shapes. It becomes
    /// the last one.
    pub(crate) fn find(&mut self, key: u32) -> Option<u32> {
        if key != self.key {
            let offset = if key == self.second.0 { self.second.1 } else { self.find_of_many(key)? };
            self.set_key(key, offset);
        }
        Some(self.offset)
    }

    /// The offset for a key that the table of many shapes has.
    fn find_of_many(&self, key: u32) -> Option<u32> {
        if self.fields.is_null() || key as usize >= FIELD_OFFSETS {
            return None;
        }
        // SAFETY: a table has so many words, and lives as long as the cache.
        let offset = unsafe { *self.fields.wrapping_add(key as usize) };
        (offset != 0).then_some(offset.into())
    }

    /// Notes another key.
    pub(crate) fn set_key(&mut self, key: u32, offset: u32) {
        let is_new = self.second.0 != key;
        self.second = (self.key, self.offset);
        (self.key, self.offset) = (key, offset);
        self.changes = self.changes.saturating_add(u32::from(is_new));
    }

    /// Notes in the table of many shapes, if there is one, where a shape has the field.
    pub(crate) fn note_of_many(&mut self, key: u32, offset: usize) {
        let Ok(offset) = u16::try_from(offset) else { return };
        if !self.fields.is_null() && (key as usize) < FIELD_OFFSETS {
            // SAFETY: a table has so many words, and lives as long as the cache.
            unsafe { *self.fields.wrapping_add(key as usize) = offset };
        }
    }
}
