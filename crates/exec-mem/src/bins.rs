//! Free blocks of small functions, kept by exact size with their records.
//!
//! Code is often replaced by code of the same size. Such a block needs no merging, splitting or
//! new record: it goes from quarantine to its bin and from there to the next draft. The bins are
//! emptied into the free space, where blocks merge, before the arena grows.

use crate::machine;
use crate::pool::List;
use crate::record::Handle;

/// Sizes that have a bin: 1 to this many units.
const SIZES: usize = 64;

/// Lists of free blocks, one per size.
pub(crate) struct Bins {
    lists: [List; SIZES],
    units: u64,
}

impl Bins {
    pub(crate) fn new() -> Self {
        Bins { lists: std::array::from_fn(|_| List::default()), units: 0 }
    }

    /// Units in all bins.
    pub(crate) fn units(&self) -> u64 {
        self.units
    }

    /// Keeps a free block of so many units, or gives it back if that is too large.
    #[inline]
    pub(crate) fn put(&mut self, units: u32, handle: Handle) -> Result<(), Handle> {
        match self.lists.get_mut(units as usize - 1) {
            Some(list) => {
                list.push(handle);
                self.units += u64::from(units);
                Ok(())
            }
            None => Err(handle),
        }
    }

    /// A free block of exactly so many units. The one after it is made ready to be written, since
    /// code of one size is often published in a row.
    #[inline]
    pub(crate) fn take(&mut self, units: u32) -> Option<Handle> {
        let list = self.lists.get_mut(units as usize - 1)?;
        let handle = list.pop()?;
        self.units -= u64::from(units);
        list.next_alias().into_iter().for_each(machine::will_write);
        Some(handle)
    }

    /// All blocks, in no order that matters.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Handle> {
        self.units = 0;
        self.lists.iter_mut().flat_map(|list| std::iter::from_fn(|| list.pop()))
    }
}
