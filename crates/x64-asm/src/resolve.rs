//! The pass of `finish` that writes what labels stand for.

use crate::assembler::Assembler;
use crate::error::Error;
use crate::label::{Fixup, Jump, UNBOUND, Use};

impl Assembler {
    /// Fills in every use of a label. Can be repeated: no displacement is read from the code.
    #[inline]
    pub(crate) fn resolve(&mut self) -> Result<(), Error> {
        let jumps = core::mem::take(&mut self.buffer.state.notes.jumps);
        let result = jumps.iter().try_for_each(|jump| self.fill_jump(*jump));
        self.buffer.state.notes.jumps = jumps;
        result?;
        let fixups = core::mem::take(&mut self.buffer.state.notes.fixups);
        let result = fixups.iter().try_for_each(|fixup| self.fill(fixup));
        self.buffer.state.notes.fixups = fixups;
        result
    }

    #[inline]
    fn fill_jump(&mut self, jump: Jump) -> Result<(), Error> {
        let target = self.target(jump.label, jump.at)?;
        let (at, bytes) = jump.field(self.bytes());
        let distance = target.wrapping_sub(at + bytes as u32);
        match bytes {
            1 => self.write(at, [distance as u8]),
            _ => self.write(at, distance.to_le_bytes()),
        }
        Ok(())
    }

    #[inline]
    fn fill(&mut self, fixup: &Fixup) -> Result<(), Error> {
        let target = self.target(fixup.label, fixup.at)?;
        match fixup.kind {
            Use::Relative => self.fill_relative(fixup, target),
            Use::Short => self.fill_short(fixup, target),
            Use::Distance => {
                let from = self.target(fixup.addend as u32, fixup.at)?;
                let distance = target.wrapping_sub(from);
                self.write(fixup.at, distance.to_le_bytes());
                Ok(())
            }
            Use::Address => {
                self.write(fixup.at, u64::from(target).to_le_bytes());
                Ok(())
            }
        }
    }

    #[inline]
    fn fill_relative(&mut self, fixup: &Fixup, target: u32) -> Result<(), Error> {
        let end = i64::from(fixup.at) + 4 + i64::from(fixup.tail);
        let distance = i64::from(target) + i64::from(fixup.addend) - end;
        match i32::try_from(distance) {
            Ok(distance) => self.write(fixup.at, distance.to_le_bytes()),
            Err(_) => return Err(Error::InvalidAddress { at: fixup.at }),
        }
        Ok(())
    }

    #[inline]
    fn fill_short(&mut self, fixup: &Fixup, target: u32) -> Result<(), Error> {
        let distance = i64::from(target) - i64::from(fixup.at) - 1;
        match i8::try_from(distance) {
            Ok(distance) => self.write(fixup.at, distance.to_le_bytes()),
            Err(_) => {
                let at = fixup.at - 1;
                return Err(Error::ShortJumpTooFar { at, distance });
            }
        }
        Ok(())
    }

    #[inline]
    fn target(&self, label: u32, at: u32) -> Result<u32, Error> {
        match self.buffer.state.notes.labels.get(label as usize) {
            Some(&offset) if offset != UNBOUND => Ok(offset),
            _ => Err(Error::UnboundLabel { label, at }),
        }
    }

    #[inline]
    fn write<const N: usize>(&mut self, at: u32, bytes: [u8; N]) {
        let at = at as usize;
        if let Some(field) = self.bytes_mut().get_mut(at..at + N) {
            field.copy_from_slice(&bytes);
        }
    }
}
