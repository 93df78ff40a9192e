//! What an assembler knows beside the bytes: labels, what waits for them, and what a listing or
//! a relocation needs. Every entry is an offset with something attached.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::code::RelocationKind;
use crate::data::Constants;
use crate::label::{Fixup, Reference};
use crate::patch::Patch;

/// What is known about offsets, beside the bytes. All lists ascend by offset except `labels`.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Offset of each label, or `UNBOUND`.
    pub labels: Vec<u32>,
    pub references: Vec<Reference>,
    pub fixups: Vec<Fixup>,
    pub externals: Vec<(u64, Range<usize>)>,
    pub external_uses: Vec<ExternalUse>,
    pub comments: Vec<(u32, Range<usize>)>,
    pub sources: Vec<(u32, u32)>,
    pub data: Vec<Range<u32>>,
    pub aligns: Vec<Align>,
    pub label_names: Vec<(u32, Range<usize>)>,
    pub patch_sites: Vec<(u32, Patch)>,
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
    pub kind: RelocationKind,
}

/// Padding written at `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Align {
    pub at: u32,
    /// Bytes written.
    pub len: u32,
    /// The padded end is a multiple of this.
    pub bytes: u32,
    pub data: bool,
}

impl Notes {
    pub fn clear(&mut self) {
        self.labels.clear();
        self.references.clear();
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

    pub fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}
