//! What an assembler knows beside the bytes: labels, their uses, and what listings and relocations
//! need. Every entry belongs to an offset.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::data::Constants;
use crate::label::{Fixup, Jump};

/// What is known about offsets, beside the bytes. All lists ascend by offset except `labels`.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Offset of each label, or `UNBOUND`.
    pub labels: Vec<u32>,
    pub jumps: Vec<Jump>,
    pub fixups: Vec<Fixup>,
    pub externals: Vec<(u64, Range<usize>)>,
    pub external_uses: Vec<ExternalUse>,
    pub comments: Vec<(u32, Range<usize>)>,
    pub sources: Vec<(u32, u32)>,
    pub data: Vec<Range<u32>>,
    pub aligns: Vec<Align>,
    pub label_names: Vec<(u32, Range<usize>)>,
    pub patch_sites: Vec<(u32, u8)>,
    pub constants: Constants,
    pub max_align: u32,
    /// All names and comments, one after the other.
    pub text: String,
}

/// A field of the code that holds an address outside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExternalUse {
    pub at: u32,
    pub external: u32,
    pub addend: i32,
    pub tail: u8,
    pub absolute: bool,
}

/// Padding written at `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Align {
    pub at: u32,
    /// Bytes written.
    pub len: u32,
    /// The padded end plus `skew` is a multiple of this.
    pub bytes: u32,
    pub skew: u32,
    pub data: bool,
}

/// A moment in the notes, to return to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks {
    jumps: usize,
    fixups: usize,
    external_uses: usize,
    comments: usize,
    sources: usize,
}

impl Notes {
    #[inline]
    pub fn clear(&mut self) {
        self.labels.clear();
        self.jumps.clear();
        self.fixups.clear();
        self.externals.clear();
        self.external_uses.clear();
        self.comments.clear();
        self.sources.clear();
        self.data.clear();
        self.aligns.clear();
        self.label_names.clear();
        self.patch_sites.clear();
        self.constants.clear();
        self.max_align = 1;
        self.text.clear();
    }

    /// The lengths of the lists that an instruction may add to.
    #[inline]
    pub fn marks(&self) -> Marks {
        Marks {
            jumps: self.jumps.len(),
            fixups: self.fixups.len(),
            external_uses: self.external_uses.len(),
            comments: self.comments.len(),
            sources: self.sources.len(),
        }
    }

    /// Takes back what was noted since a moment.
    #[inline]
    pub fn truncate(&mut self, marks: Marks) {
        self.jumps.truncate(marks.jumps);
        self.fixups.truncate(marks.fixups);
        self.external_uses.truncate(marks.external_uses);
        self.comments.truncate(marks.comments);
        self.sources.truncate(marks.sources);
    }

    #[inline]
    pub fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}
