//! The pass of `finish` that writes what labels stand for.

use crate::assembler::Assembler;
use crate::error::Error;
use crate::label::{Fixup, Reference, UNBOUND, Use};
use crate::reach::Reach;

impl Assembler {
    /// Fills in every use of a label. Can be repeated: no distance is read from the code.
    pub(crate) fn resolve(&mut self) -> Result<(), Error> {
        self.check_alignment()?;
        if !self.fill_references()? {
            self.expand()?;
            self.fill_references()?;
        }
        let fixups = core::mem::take(&mut self.buffer.state.notes.fixups);
        let result = fixups.iter().try_for_each(|fixup| self.fill(fixup));
        self.buffer.state.notes.fixups = fixups;
        result
    }

    /// Instructions behind data lie at a multiple of four.
    fn check_alignment(&self) -> Result<(), Error> {
        let end = self.buffer.pos;
        let data = &self.buffer.state.notes.data;
        match data.iter().find(|range| range.end % 4 != 0 && range.end < end) {
            Some(range) => Err(Error::Unaligned { at: range.end }),
            None => Ok(()),
        }
    }

    /// Fills in the branches, addresses and literals; tells whether all reach.
    fn fill_references(&mut self) -> Result<bool, Error> {
        let references = core::mem::take(&mut self.buffer.state.notes.references);
        let result = references.iter().try_fold(true, |all, reference| Ok(self.fill_reference(*reference)? && all));
        self.buffer.state.notes.references = references;
        result
    }

    fn fill_reference(&mut self, reference: Reference) -> Result<bool, Error> {
        let Reference { at, label } = reference;
        let distance = i64::from(self.target(label, at)?) - i64::from(at);
        let word = self.word(at);
        let reach = Reach::of(word);
        if !reach.holds(distance) {
            return Ok(false);
        }
        self.write(at, reach.set(word, distance).to_le_bytes());
        Ok(true)
    }

    fn fill(&mut self, fixup: &Fixup) -> Result<(), Error> {
        let target = self.target(fixup.label, fixup.at)?;
        match fixup.kind {
            Use::Distance { from } => {
                let distance = target.wrapping_sub(self.target(from, fixup.at)?);
                self.write(fixup.at, distance.to_le_bytes());
            }
            Use::Address => self.write(fixup.at, u64::from(target).to_le_bytes()),
        }
        Ok(())
    }

    pub(crate) fn target(&self, label: u32, at: u32) -> Result<u32, Error> {
        match self.buffer.state.notes.labels.get(label as usize) {
            Some(&offset) if offset != UNBOUND => Ok(offset),
            _ => Err(Error::UnboundLabel { label, at }),
        }
    }

    /// The instruction at an offset within the code.
    pub(crate) fn word(&self, at: u32) -> u32 {
        let bytes = self.bytes().get(at as usize..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    fn write<const N: usize>(&mut self, at: u32, bytes: [u8; N]) {
        let at = at as usize;
        if let Some(field) = self.bytes_mut().get_mut(at..at + N) {
            field.copy_from_slice(&bytes);
        }
    }
}
