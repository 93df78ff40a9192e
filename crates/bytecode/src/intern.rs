//! [`Table`]: entries numbered in order, found again by what they are.

use std::collections::HashMap;
use std::hash::Hash;

use crate::builder::{BuildError, too_many};
use crate::module::MAX_TABLE;

/// A vector without repetitions, and where each entry stands.
#[derive(Debug)]
pub(crate) struct Table<T> {
    entries: Vec<T>,
    index: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { entries: Vec::new(), index: HashMap::new() }
    }
}

impl<T> Table<T> {
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.entries.get(index)
    }

    pub(crate) fn into_entries(self) -> Vec<T> {
        self.entries
    }
}

impl<T: Hash + Eq + Clone> Table<T> {
    /// Adds an entry even if there is an equal one; the first one is found later. At most 2^32.
    pub(crate) fn append(&mut self, entry: T) -> u32 {
        let id = self.entries.len() as u32;
        self.entries.push(entry.clone());
        self.index.entry(entry).or_insert(id);
        id
    }

    /// The first equal entry, or a new one.
    pub(crate) fn find_or_append(&mut self, entry: T) -> u32 {
        match self.index.get(&entry) {
            Some(&id) => id,
            None => self.append(entry),
        }
    }

    pub(crate) fn intern(&mut self, entry: T, what: &'static str) -> Result<u32, BuildError> {
        if let Some(&id) = self.index.get(&entry) {
            return Ok(id);
        }
        if self.entries.len() >= MAX_TABLE {
            return too_many(what, MAX_TABLE);
        }
        Ok(self.append(entry))
    }
}
