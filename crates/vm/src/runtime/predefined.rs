//! [`Predefined`]: the globals that every module starts with.

use std::collections::HashMap;

use heap::{Bits, Handle, Heap, RootTable};

use crate::common::error::Error;

/// Names and their values, which the collector knows of.
pub(crate) struct Predefined {
    /// The index in `values` of each name.
    places: HashMap<Box<str>, u32>,
    values: RootTable,
}

impl Predefined {
    /// None yet.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn new(heap: &mut Heap) -> Result<Predefined, Error> {
        Ok(Predefined { places: HashMap::new(), values: heap.new_root_table(0, Bits::UNDEF, true)? })
    }

    /// Makes room for `count` names in all.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn reserve(&mut self, heap: &mut Heap, count: usize) -> Result<(), Error> {
        if count <= self.values.len() {
            return Ok(());
        }
        let table = heap.new_root_table(count, Bits::UNDEF, true)?;
        let mut scope = heap.scope();
        for index in 0..self.values.len() {
            let bits = scope.table_get(self.values, index).bits();
            // SAFETY: the table is a root, so its words are live.
            let value = unsafe { scope.root(bits) }?;
            scope.table_set(table, index, value);
        }
        scope.free_root_table(std::mem::replace(&mut self.values, table));
        Ok(())
    }

    /// Gives a name a value in all modules that are instantiated from now on.
    ///
    /// # Errors
    /// Out of memory.
    pub(crate) fn set(&mut self, heap: &mut Heap, name: &str, value: Handle) -> Result<(), Error> {
        let count = self.places.len();
        let index = self.places.get(name).map_or(count, |&index| index as usize);
        if index >= self.values.len() {
            self.reserve(heap, 2 * index + 8)?;
        }
        heap.table_set(self.values, index, value);
        self.places.insert(name.into(), index as u32);
        Ok(())
    }

    /// The value of a name, if it has one.
    pub(crate) fn get(&self, heap: &Heap, name: &str) -> Option<Bits> {
        let &index = self.places.get(name)?;
        Some(heap.table_get(self.values, index as usize).bits())
    }

    /// The names, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(|name| &**name)
    }

    /// Whether a name has a value.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}
