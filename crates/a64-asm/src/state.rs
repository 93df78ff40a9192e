//! What an assembler and its windows share: notes, features, and the first mistake.

use crate::error::Error;
use crate::feature::Features;
use crate::label::{External, Label, Reference};
use crate::note::{ExternalUse, Notes};
use crate::row::Row;

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

    /// Notes that the instruction at `at` refers to a label, if it is one of ours.
    #[inline(always)]
    pub fn refer(&mut self, at: u32, label: Label) {
        match self.place(label) {
            Some(_) => self.notes.references.push(Reference { at, label: label.index() }),
            None => self.foreign(at),
        }
    }

    /// Notes that an operand of the instruction at `at` does not fit.
    #[cold]
    #[inline(never)]
    pub fn invalid(&mut self, at: u32, row: &'static Row, wrong: u8) {
        let (operand, _) = row.operands[usize::from(wrong) - 1];
        self.fail(Error::InvalidOperand { at, method: row.name, place: wrong, wants: operand.range() });
    }

    /// Notes the use of an address outside the code, whose index is filled in.
    pub fn use_external(&mut self, external: External, place: ExternalUse) {
        if external.0.0.wrapping_sub(self.brand) >= self.notes.externals.len() as u64 {
            return self.foreign(place.at);
        }
        let external = external.0.index();
        self.notes.external_uses.push(ExternalUse { external, ..place });
    }
}
