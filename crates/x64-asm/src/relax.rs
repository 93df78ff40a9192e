//! The optional pass that makes long jumps short.
//!
//! It makes every candidate short, lays the code out, and makes the jumps long that do not reach.
//! It repeats that until all reach. Jumps only grow, so it ends. After `ROUNDS` layouts all other
//! candidates become long, which bounds the time.

use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::data::padding;
use crate::error::Error;
use crate::label::{Jump, UNBOUND};
use crate::note::Notes;

const ROUNDS: usize = 32;
const SHORT: u32 = 2;

/// A place where the code may change its length: what is there now, and what will be.
#[derive(Clone, Copy, Debug)]
struct Change {
    /// Start of the jump or of the padding, as assembled.
    at: u32,
    old_len: u32,
    /// The same in the new layout.
    new_at: u32,
    new_len: u32,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// The jump of this index; its condition, if it has one.
    Jump { index: usize, cond: Option<u8> },
    /// Padding, by its place in the list.
    Align(usize),
}

impl Assembler {
    /// Shortens jumps and moves the notes along.
    #[inline]
    pub(crate) fn relax(&mut self) -> Result<(), Error> {
        let mut changes = candidates(&self.buffer.state.notes, self.bytes());
        let mut rounds = 0;
        while lay_out(&self.buffer.state.notes, &mut changes)? > 0 {
            rounds += 1;
            if rounds == ROUNDS {
                changes.iter_mut().for_each(Change::lengthen);
            }
        }
        // Padding can grow by what short jumps save, so that other jumps no longer reach.
        let end = self.buffer.pos;
        if moved(&changes, end) > end {
            return Ok(());
        }
        self.rebuild(&changes);
        move_notes(&mut self.buffer.state.notes, &changes);
        Ok(())
    }

    /// Writes the code anew with the changes made. The displacements are left to `resolve`.
    #[inline]
    fn rebuild(&mut self, changes: &[Change]) {
        let old = self.bytes().to_vec();
        self.buffer.pos = 0;
        let mut from = 0;
        for change in changes {
            self.put_bytes(&old[from as usize..change.at as usize]);
            match change.what {
                What::Align(index) => {
                    let data = self.buffer.state.notes.aligns[index].data;
                    self.put_padding(change.new_len, data);
                }
                What::Jump { cond, .. } => self.put_changed_jump(cond, change.new_len),
            }
            from = change.at + change.old_len;
        }
        self.put_bytes(&old[from as usize..]);
    }

    #[inline]
    fn put_changed_jump(&mut self, cond: Option<u8>, len: u32) {
        match (cond, len) {
            (None, SHORT) => self.put_bytes(&[0xeb, 0]),
            (None, _) => self.put_bytes(&[0xe9, 0, 0, 0, 0]),
            (Some(cond), SHORT) => self.put_bytes(&[0x70 | cond, 0]),
            (Some(cond), _) => self.put_bytes(&[0x0f, 0x80 | cond, 0, 0, 0, 0]),
        }
    }
}

impl Change {
    /// Makes a jump long.
    #[inline]
    fn lengthen(&mut self) {
        match self.what {
            What::Jump { cond: None, .. } => self.new_len = 5,
            What::Jump { cond: Some(_), .. } => self.new_len = 6,
            What::Align(_) => {}
        }
    }
}

/// All jumps that may change and all padding, ascending; every jump short to begin with.
#[inline]
fn candidates(notes: &Notes, code: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut aligns = notes.aligns.iter().enumerate().peekable();
    for (index, &Jump { at, .. }) in notes.jumps.iter().enumerate() {
        let jump = &code[at as usize..];
        let (old_len, cond) = match jump[0] {
            0xe8 => continue,
            0xe9 => (5, None),
            0x0f => (6, Some(jump[1] & 15)),
            0xeb => (SHORT, None),
            opcode => (SHORT, Some(opcode & 15)),
        };
        while let Some((index, align)) = aligns.next_if(|(_, align)| align.at <= at) {
            changes.push(padding_change(index, align.at, align.len));
        }
        let what = What::Jump { index, cond };
        changes.push(Change { at, old_len, new_at: 0, new_len: SHORT, what });
    }
    changes.extend(aligns.map(|(index, align)| padding_change(index, align.at, align.len)));
    changes
}

#[inline]
fn padding_change(index: usize, at: u32, old_len: u32) -> Change {
    Change { at, old_len, new_at: 0, new_len: 0, what: What::Align(index) }
}

/// Places everything with the lengths so far, and makes the jumps long that do not reach. Returns
/// how many these are.
#[inline]
fn lay_out(notes: &Notes, changes: &mut [Change]) -> Result<usize, Error> {
    let mut old_end = 0;
    let mut new_end = 0;
    for change in changes.iter_mut() {
        change.new_at = new_end + (change.at - old_end);
        if let What::Align(index) = change.what {
            let align = &notes.aligns[index];
            change.new_len = padding(change.new_at, align.bytes, align.skew);
        }
        old_end = change.at + change.old_len;
        new_end = change.new_at + change.new_len;
    }
    let mut too_short = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let What::Jump { index: jump, .. } = change.what else {
            continue;
        };
        let Jump { at, label } = notes.jumps[jump];
        let target = notes.labels[label as usize];
        if target == UNBOUND {
            return Err(Error::UnboundLabel { label, at });
        }
        let end = i64::from(change.new_at + SHORT);
        let distance = i64::from(moved(changes, target)) - end;
        if change.new_len == SHORT && i8::try_from(distance).is_err() {
            too_short.push(index);
        }
    }
    for &index in &too_short {
        changes[index].lengthen();
    }
    Ok(too_short.len())
}

/// The new place of an offset. An offset at padding of no length goes behind the padding, because
/// it was bound there to be aligned.
#[inline]
fn moved(changes: &[Change], offset: u32) -> u32 {
    let before = changes.partition_point(|change| change.at < offset || change.at == offset && change.old_len == 0);
    moved_past(&changes[..before], offset)
}

/// The new place of the end of a range, which is never behind padding that follows the range.
#[inline]
fn moved_end(changes: &[Change], offset: u32) -> u32 {
    let before = changes.partition_point(|change| change.at < offset);
    moved_past(&changes[..before], offset)
}

#[inline]
fn moved_past(before: &[Change], offset: u32) -> u32 {
    match before.last() {
        Some(last) => last.new_at + last.new_len + (offset - last.at - last.old_len),
        None => offset,
    }
}

#[inline]
fn move_notes(notes: &mut Notes, changes: &[Change]) {
    let at = |offset: &mut u32| *offset = moved(changes, *offset);
    notes.labels.iter_mut().filter(|l| **l != UNBOUND).for_each(at);
    notes.fixups.iter_mut().for_each(|fixup| at(&mut fixup.at));
    notes.jumps.iter_mut().for_each(|jump| at(&mut jump.at));
    notes.external_uses.iter_mut().for_each(|place| at(&mut place.at));
    notes.comments.iter_mut().for_each(|(offset, _)| at(offset));
    notes.sources.iter_mut().for_each(|(offset, _)| at(offset));
    notes.patch_sites.iter_mut().for_each(|(offset, _)| at(offset));
    for range in &mut notes.data {
        *range = moved(changes, range.start)..moved_end(changes, range.end);
    }
    for change in changes {
        if let What::Align(index) = change.what {
            let align = &mut notes.aligns[index];
            (align.at, align.len) = (change.new_at, change.new_len);
        }
    }
}
