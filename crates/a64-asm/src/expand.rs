//! Makes references reach that do not: a conditional branch becomes the inverted one over a `b`,
//! and a load of a pooled constant gets the constant behind it.
//!
//! Only `finish` does so, and only where it must, so that code of ordinary size never moves.
//! What is stretched stays stretched, which makes the search for it end.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::data::padding;
use crate::error::Error;
use crate::label::{Reference, UNBOUND};
use crate::note::Align;
use crate::reach::Reach;

/// Where each byte of the old code goes: pieces by their old and new offset, ascending.
struct Layout {
    pieces: Vec<(u32, u32)>,
}

impl Layout {
    /// The new offset of what was at `old`.
    fn map(&self, old: u32) -> u32 {
        match self.pieces.partition_point(|(start, _)| *start <= old) {
            0 => old,
            next => {
                let (from, to) = self.pieces[next - 1];
                to + (old - from)
            }
        }
    }
}

/// References to stretch, by their offsets: how many bytes are put behind each.
type Stretched = BTreeMap<u32, u32>;

impl Assembler {
    /// Stretches every reference that does not reach.
    pub(crate) fn expand(&mut self) -> Result<(), Error> {
        let mut stretched = Stretched::new();
        loop {
            let layout = self.layout(&stretched);
            match self.stretch_more(&layout, &mut stretched)? {
                true => {}
                false => return self.apply(&layout, &stretched),
            }
        }
    }

    /// Where everything lies with these references stretched.
    fn layout(&self, stretched: &Stretched) -> Layout {
        let mut pieces = Vec::new();
        let mut moved = 0;
        let mut aligns = self.buffer.state.notes.aligns.iter().peekable();
        let mut pad_until = |limit: u32, moved: &mut u32, pieces: &mut Vec<(u32, u32)>| {
            while let Some(align) = aligns.next_if(|align| align.at <= limit) {
                let end = align.at + align.len;
                let start = align.at + *moved;
                let new_end = start + padding(start, align.bytes);
                *moved = new_end - end;
                pieces.push((end, new_end));
            }
        };
        for (&at, &bytes) in stretched {
            pad_until(at, &mut moved, &mut pieces);
            moved = moved.wrapping_add(bytes);
            pieces.push((at + 4, (at + 4).wrapping_add(moved)));
        }
        pad_until(u32::MAX, &mut moved, &mut pieces);
        Layout { pieces }
    }

    /// Adds what does not reach in this layout; tells whether there was any.
    fn stretch_more(&self, layout: &Layout, stretched: &mut Stretched) -> Result<bool, Error> {
        let before = stretched.len();
        for &Reference { at, label } in &self.buffer.state.notes.references {
            let from = layout.map(at);
            let distance = i64::from(layout.map(self.target(label, at)?)) - i64::from(from);
            let reach = Reach::of(self.word(at));
            if stretched.contains_key(&at) || reach.holds(distance) {
                continue;
            }
            let bytes = match reach {
                Reach::Conditional | Reach::Test => Some(4),
                Reach::Literal => self.buffer.state.notes.constants.get(label).map(|(_, bytes)| 4 + bytes),
                Reach::Branch | Reach::Address => None,
            };
            let Some(bytes) = bytes else {
                return Err(Error::TooFar { at, distance });
            };
            stretched.insert(at, bytes);
        }
        Ok(stretched.len() > before)
    }

    /// Moves the code and everything noted about it.
    fn apply(&mut self, layout: &Layout, stretched: &Stretched) -> Result<(), Error> {
        let code = self.bytes().to_vec();
        let aligns = core::mem::take(&mut self.buffer.state.notes.aligns);
        let references = core::mem::take(&mut self.buffer.state.notes.references);
        let of: BTreeMap<u32, u32> = references.iter().map(|reference| (reference.at, reference.label)).collect();
        self.buffer.pos = 0;
        let mut literals = Vec::new();
        let mut at = 0;
        let mut next_aligns = aligns.iter().peekable();
        let mut next_stretched = stretched.keys().peekable();
        loop {
            let align = next_aligns.peek().map_or(u32::MAX, |align| align.at);
            let stretch = next_stretched.peek().map_or(u32::MAX, |at| **at);
            let until = align.min(stretch).min(code.len() as u32);
            self.put_bytes(&code[at as usize..until as usize]);
            at = until;
            if align <= until {
                next_aligns.next();
                at += self.pad_again(align, &aligns);
            } else if stretch <= until {
                next_stretched.next();
                self.put_stretched(&code, stretch, of.get(&stretch).copied(), &mut literals);
                at += 4;
            } else {
                break;
            }
        }
        self.move_notes(layout, stretched, &literals, &aligns, &references);
        match self.buffer.state.error {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Pads as before, with as much as there must be now; tells how much it was.
    fn pad_again(&mut self, at: u32, aligns: &[Align]) -> u32 {
        let Ok(found) = aligns.binary_search_by_key(&at, |align| align.at) else { return 0 };
        let Align { bytes, data, len, .. } = aligns[found];
        self.put_padding(padding(self.buffer.pos, bytes), data);
        len
    }

    /// Writes a reference and what makes it reach; notes where a literal lies.
    fn put_stretched(&mut self, code: &[u8], at: u32, label: Option<u32>, literals: &mut Vec<(u32, u32)>) {
        let word = code[at as usize..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let reach = Reach::of(word);
        let constant = label.and_then(|label| self.buffer.state.notes.constants.get(label));
        match (reach, constant) {
            (Reach::Literal, Some((value, bytes))) => {
                self.put_bytes(&reach.set(word, 8).to_le_bytes());
                self.put_bytes(&Reach::Branch.set(BRANCH, i64::from(4 + bytes)).to_le_bytes());
                let start = self.buffer.pos;
                self.put_bytes(&value.to_le_bytes()[..bytes as usize]);
                literals.push((start, start + bytes));
            }
            _ => {
                self.put_bytes(&reach.set(reach.invert(word), 8).to_le_bytes());
                self.put_bytes(&BRANCH.to_le_bytes());
            }
        }
    }

    fn move_notes(
        &mut self,
        layout: &Layout,
        stretched: &Stretched,
        literals: &[(u32, u32)],
        aligns: &[Align],
        references: &[Reference],
    ) {
        let literal_loads = |reference: &&Reference| stretched.get(&reference.at).is_none_or(|bytes| *bytes == 4);
        let notes = &mut self.buffer.state.notes;
        notes.references = references
            .iter()
            .filter(literal_loads)
            .map(|&Reference { at, label }| {
                // A stretched branch lies behind the inverted one.
                let behind = if stretched.contains_key(&at) { 4 } else { 0 };
                Reference { at: layout.map(at) + behind, label }
            })
            .collect();
        notes.aligns = aligns
            .iter()
            .map(|align| {
                let end = layout.map(align.at + align.len);
                let at = if align.len > 0 { layout.map(align.at) } else { end };
                Align { at, len: end - at, ..*align }
            })
            .collect();
        notes.labels.iter_mut().filter(|at| **at != UNBOUND).for_each(|at| *at = layout.map(*at));
        notes.fixups.iter_mut().for_each(|fixup| fixup.at = layout.map(fixup.at));
        notes.external_uses.iter_mut().for_each(|place| place.at = layout.map(place.at));
        notes.comments.iter_mut().for_each(|(at, _)| *at = layout.map(*at));
        notes.sources.iter_mut().for_each(|(at, _)| *at = layout.map(*at));
        notes.patch_sites.iter_mut().for_each(|(at, _)| *at = layout.map(*at));
        for range in &mut notes.data {
            *range = layout.map(range.start)..layout.map(range.end);
        }
        notes.data.extend(literals.iter().map(|&(start, end)| start..end));
        notes.data.sort_by_key(|range| range.start);
    }
}

/// `b` to itself.
const BRANCH: u32 = 0x1400_0000;
