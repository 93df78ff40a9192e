//! Root tables: fixed-length tables of values that never move, for constants and globals.
//!
//! A strong table is a root. A weak one is a root until it is given to a module object, and from
//! then on lives through that object. Invariant: no table ever holds a stale word; when no live
//! module reaches a weak table any more, the objects in it give way to nil.

use std::ptr::NonNull;

use crate::error::HeapError;
use crate::handle::Handle;
use crate::heap::Heap;
use crate::value::{Bits, Value};

/// A table of a heap. The description may be copied and may outlive the table; the safe operations
/// notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootTable {
    place: u32,
    generation: u32,
    base: NonNull<Bits>,
    len: u32,
    strong: bool,
}

impl RootTable {
    /// First word; the table does not move until it is freed.
    pub fn as_ptr(self) -> *mut Bits {
        self.base.as_ptr()
    }

    /// Number of words.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether the table has no words.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    pub(crate) fn place(self) -> u32 {
        self.place
    }

    pub(crate) fn generation(self) -> u32 {
        self.generation
    }
}

#[derive(Debug)]
struct Table {
    words: Option<NonNull<[Bits]>>,
    generation: u32,
    /// Whether the collector starts from it.
    root: bool,
    /// Whether a live module reached it in the running collection.
    reached: bool,
}

/// The tables of one heap.
#[derive(Debug, Default)]
pub(crate) struct RootTables {
    tables: Vec<Table>,
    free: Vec<u32>,
}

impl RootTables {
    pub(crate) fn add(&mut self, len: usize, fill: Bits) -> Result<RootTable, HeapError> {
        let oom = HeapError::OutOfMemory;
        let table_len = u32::try_from(len).map_err(|_| oom)?;
        let mut words = Vec::new();
        words.try_reserve_exact(len).map_err(|_| oom)?;
        words.resize(len, fill);
        if self.free.is_empty() {
            self.tables.try_reserve(1).map_err(|_| oom)?;
            self.free.try_reserve(self.tables.len() + 1).map_err(|_| oom)?;
            let place = u32::try_from(self.tables.len()).map_err(|_| oom)?;
            self.tables.push(Table { words: None, generation: 0, root: true, reached: false });
            self.free.push(place);
        }
        let place = self.free.pop().ok_or(oom)?;
        let words = NonNull::from(Box::leak(words.into_boxed_slice()));
        let table = &mut self.tables[place as usize];
        table.generation += 1;
        table.root = true;
        table.words = Some(words);
        Ok(RootTable { place, generation: table.generation, base: words.cast(), len: table_len, strong: false })
    }

    fn words(&self, place: u32, generation: u32) -> Option<NonNull<[Bits]>> {
        let table = self.tables.get(place as usize)?;
        table.words.filter(|_| table.generation == generation)
    }

    fn remove(&mut self, place: u32, generation: u32) {
        if let Some(words) = self.words(place, generation) {
            self.tables[place as usize].words = None;
            self.free.push(place);
            // SAFETY: the words were leaked by `add` and the table was their only owner.
            drop(unsafe { Box::from_raw(words.as_ptr()) });
        }
    }

    /// Number of places, some of which may be free.
    pub(crate) fn count(&self) -> usize {
        self.tables.len()
    }

    /// The words of the table at `place`, if it is a root.
    pub(crate) fn root(&self, place: usize) -> Option<NonNull<[Bits]>> {
        self.tables.get(place).filter(|table| table.root)?.words
    }

    /// Makes a weak table live through a module from now on.
    pub(crate) fn give_to_module(&mut self, given: RootTable) {
        if !given.strong && self.words(given.place, given.generation).is_some() {
            self.tables[given.place as usize].root = false;
        }
    }

    /// The words of a module's table, the first time it is reached in a collection.
    pub(crate) fn reach(&mut self, place: u32, generation: u32) -> Option<NonNull<[Bits]>> {
        let words = self.words(place, generation)?;
        let table = &mut self.tables[place as usize];
        let first = !table.reached && !table.root;
        table.reached = true;
        first.then_some(words)
    }

    /// Ends a collection: takes the objects out of the weak tables that were not reached.
    pub(crate) fn clear_unreached(&mut self) {
        for table in &mut self.tables {
            let reached = std::mem::take(&mut table.reached);
            if let (Some(mut words), false, false) = (table.words, table.root, reached) {
                // SAFETY: the table owns the words; nothing else refers to them during a
                // collection.
                let words = unsafe { words.as_mut() };
                words.iter_mut().filter(|word| word.is_heap()).for_each(|word| *word = Bits::NIL);
            }
        }
    }

    /// Forgets what modules reached: marking begins again.
    pub(crate) fn clear_reached(&mut self) {
        self.tables.iter_mut().for_each(|table| table.reached = false);
    }

    /// All words of all tables, and whether each is a root or was reached.
    pub(crate) fn all(&self) -> impl Iterator<Item = (NonNull<[Bits]>, bool)> {
        self.tables.iter().filter_map(|table| Some((table.words?, table.root || table.reached)))
    }
}

impl Drop for RootTables {
    fn drop(&mut self) {
        for table in &mut self.tables {
            if let Some(words) = table.words.take() {
                // SAFETY: the words were leaked by `add` and the table was their only owner.
                drop(unsafe { Box::from_raw(words.as_ptr()) });
            }
        }
    }
}

impl Heap {
    /// A table of `len` words, each `fill` (an object word is replaced by nil). A strong one is a
    /// root until it is freed; a weak one only until it is given to a module. When that module has
    /// died, the objects in it are replaced by nil.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_root_table(&mut self, len: usize, fill: Bits, strong: bool) -> Result<RootTable, HeapError> {
        let table = self.tables.add(len, if fill.is_heap() { Bits::NIL } else { fill })?;
        Ok(RootTable { strong, ..table })
    }

    /// Frees a table. Pointers from [`RootTable::as_ptr`] end; freeing twice does nothing.
    pub fn free_root_table(&mut self, table: RootTable) {
        self.tables.remove(table.place, table.generation);
    }

    /// The word at `index`; nil outside the table or if it is freed.
    pub fn table_get(&self, table: RootTable, index: usize) -> Value<'_> {
        let bits = self.tables.words(table.place, table.generation).and_then(|words| {
            // SAFETY: the table owns the words, and is borrowed through `self`.
            unsafe { words.as_ref() }.get(index).copied()
        });
        // SAFETY: tables hold no stale words (see the module's invariant).
        unsafe { Value::new(bits.unwrap_or(Bits::NIL)) }
    }

    /// Stores a value at `index`; nothing happens outside the table or if it is freed.
    pub fn table_set(&mut self, table: RootTable, index: usize, value: Handle) {
        let bits = self.bits(value);
        if let Some(mut words) = self.tables.words(table.place, table.generation) {
            // SAFETY: the table owns the words, and is borrowed mutably through `self`.
            if let Some(word) = unsafe { words.as_mut() }.get_mut(index) {
                *word = bits;
            }
        }
    }
}
