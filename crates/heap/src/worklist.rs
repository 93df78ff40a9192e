//! A stack of words: what a collection has yet to look at. A collection never asks for memory,
//! because the stack grows with the heap.

use crate::pages::{Mapping, PAGE};

/// A stack of at most `capacity` words.
#[derive(Debug)]
pub(crate) struct Worklist {
    memory: Mapping,
    len: usize,
    /// Most words at once since the last [`Worklist::shrink`].
    highest: usize,
}

/// Touched memory of a worklist that is not given back.
const KEPT_BYTES: usize = 256 << 10;

impl Worklist {
    /// An empty worklist for `capacity` words, which cost nothing until they are used.
    pub(crate) fn new(capacity: usize) -> Option<Worklist> {
        Some(Worklist { memory: Mapping::new(capacity * size_of::<usize>())?, len: 0, highest: 0 })
    }

    /// Makes room for `capacity` words in all; on failure nothing changes.
    pub(crate) fn grow(&mut self, capacity: usize) -> Option<()> {
        let bytes = capacity * size_of::<usize>();
        if bytes <= self.memory.len() { Some(()) } else { self.memory.resize(bytes) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `count` more words fit.
    pub(crate) fn fits(&self, count: usize) -> bool {
        (self.len + count) * size_of::<usize>() <= self.memory.len()
    }

    /// Adds a word; the owner sized the stack so that it fits.
    #[inline]
    pub(crate) fn push(&mut self, word: usize) {
        assert!(self.fits(1), "a collection looks at each object once");
        // SAFETY: within the mapping.
        unsafe { self.memory.base().cast::<usize>().wrapping_add(self.len).write(word) };
        self.len += 1;
        self.highest = self.highest.max(self.len);
    }

    /// Takes the word added last.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<usize> {
        self.len = self.len.checked_sub(1)?;
        // SAFETY: a word that was pushed.
        Some(unsafe { self.memory.base().cast::<usize>().wrapping_add(self.len).read() })
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// The words, the oldest first.
    pub(crate) fn words(&self) -> impl Iterator<Item = usize> {
        // SAFETY: words that were pushed.
        (0..self.len).map(|place| unsafe { self.memory.base().cast::<usize>().wrapping_add(place).read() })
    }

    /// Gives memory back that an empty stack has touched.
    pub(crate) fn shrink(&mut self) {
        let touched = (self.highest * size_of::<usize>()).next_multiple_of(PAGE).min(self.memory.len());
        if self.len == 0 && touched > KEPT_BYTES {
            self.memory.discard(self.memory.base().wrapping_add(KEPT_BYTES), touched - KEPT_BYTES);
            self.highest = 0;
        }
    }
}
