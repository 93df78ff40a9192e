//! What an assembler and its windows share: notes, features, and the first mistake.

use crate::error::Error;
use crate::feature::Features;
use crate::label::{External, Fixup, Label, Use};
use crate::mem::{EXTERNAL, INVALID, Mem};
use crate::note::{ExternalUse, Notes};

/// What both kinds of buffer have beside bytes.
#[derive(Debug)]
pub(crate) struct State {
    pub brand: u64,
    pub features: Features,
    pub error: Option<Error>,
    pub notes: Notes,
}

impl State {
    /// Notes a mistake; the first one stays.
    #[cold]
    #[inline(never)]
    pub fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    #[cold]
    #[inline(never)]
    pub fn foreign(&mut self, at: u32) {
        self.fail(Error::ForeignLabel { at });
    }

    /// Notes why a label cannot be bound here.
    #[cold]
    #[inline(never)]
    pub fn wrong_bind(&mut self, label: Label, here: u32) {
        match self.place(label) {
            Some(&mut first) => {
                self.fail(Error::LabelBoundTwice { label: label.index(), first, second: here });
            }
            None => self.foreign(here),
        }
    }

    /// The entry of a label that is ours.
    #[inline(always)]
    pub fn place(&mut self, label: Label) -> Option<&mut u32> {
        let index = usize::try_from(label.0.wrapping_sub(self.brand)).ok()?;
        self.notes.labels.get_mut(index)
    }

    #[cold]
    #[inline(never)]
    pub fn missing(&mut self, needed: Features, at: u32) {
        let feature = needed.difference(self.features);
        self.fail(Error::MissingFeature { at, feature });
    }

    /// Notes the target of the memory operand stored last, `end` being the end of its
    /// instruction and `imm_len` the bytes behind its displacement.
    #[cold]
    #[inline(never)]
    pub fn note_target(&mut self, mem: Mem, imm_len: u32, end: u32) {
        let at = end.wrapping_sub(4 + imm_len);
        let tail = imm_len as u8;
        if mem.bits & INVALID != 0 {
            self.fail(Error::InvalidAddress { at: end });
        } else if mem.has_segment() {
            // Only a prefix, which the buffer puts in.
        } else if mem.bits & EXTERNAL != 0 {
            let place = ExternalUse { at, external: 0, addend: mem.disp, tail, absolute: false };
            self.use_external(External(mem.target), place);
        } else if self.place(mem.target).is_some() {
            let label = mem.target.index();
            self.notes.fixups.push(Fixup { at, label, addend: mem.disp, kind: Use::Relative, tail });
        } else {
            self.foreign(end);
        }
    }

    /// Notes the use of an address outside the code, whose index is filled in.
    #[inline]
    pub fn use_external(&mut self, external: External, place: ExternalUse) {
        if external.0.0.wrapping_sub(self.brand) >= self.notes.externals.len() as u64 {
            return self.foreign(place.at);
        }
        let external = external.0.index();
        self.notes.external_uses.push(ExternalUse { external, ..place });
    }
}
