//! The finished code: bytes, and what is known about them.

use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::error::Error;
use crate::label::{Label, UNBOUND, Use};
use crate::patch::{Field, PatchSite};
use crate::reach::Reach;

/// Finished code, borrowed from its assembler.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    pub(crate) assembler: &'a Assembler,
}

/// A field that depends on where the code will lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Relocation {
    /// Offset of the field's first byte.
    pub at: u32,
    /// How it is computed.
    pub kind: RelocationKind,
    /// What it refers to.
    pub target: Target,
}

/// How a relocated field is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelocationKind {
    /// A `b` or `bl`: the distance to the target, up to 128 MiB.
    Branch26,
    /// An `adrp`: the distance in pages of 4 KiB, up to 4 GiB.
    Page21,
    /// An `add`: the target's place in its page.
    Low12,
    /// A `movz` and three `movk`: the target, sixteen bits in each.
    Wide64,
    /// Eight bytes of data: the target.
    Absolute64,
}

/// What a relocated field refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A fixed address outside the code.
    Address(u64),
    /// An offset in the code itself.
    Offset(u32),
}

impl<'a> Code<'a> {
    pub(crate) fn new(assembler: &'a Assembler) -> Code<'a> {
        Code { assembler }
    }

    /// The bytes, complete unless there are [`relocations`](Code::relocations).
    pub fn bytes(self) -> &'a [u8] {
        self.assembler.bytes()
    }

    /// What the address of the first byte must be a multiple of, at least 1.
    pub fn alignment(self) -> u32 {
        self.assembler.buffer.state.notes.max_align.max(1)
    }

    /// The offset of a label; `None` if it is not bound, or foreign.
    pub fn offset_of(self, label: Label) -> Option<u32> {
        let index = label.0.wrapping_sub(self.assembler.buffer.state.brand);
        let labels = &self.assembler.buffer.state.notes.labels;
        let offset = *labels.get(usize::try_from(index).ok()?)?;
        (offset != UNBOUND).then_some(offset)
    }

    /// Where a patchable field lies; `None` for a foreign site.
    pub fn field(self, site: PatchSite) -> Option<Field> {
        if site.brand != self.assembler.buffer.state.brand {
            return None;
        }
        let sites = &self.assembler.buffer.state.notes.patch_sites;
        let (at, patch) = *sites.get(site.index as usize)?;
        Some(Field { at, patch })
    }

    /// The fields that depend on where the code will lie.
    pub fn relocations(self) -> impl Iterator<Item = Relocation> + 'a {
        let notes = &self.assembler.buffer.state.notes;
        let outside = notes.external_uses.iter().map(|place| {
            let (address, _) = notes.externals[place.external as usize];
            Relocation { at: place.at, kind: place.kind, target: Target::Address(address) }
        });
        let own = notes.fixups.iter().filter(|fixup| fixup.kind == Use::Address);
        outside.chain(own.map(|fixup| Relocation {
            at: fixup.at,
            kind: RelocationKind::Absolute64,
            target: Target::Offset(notes.labels[fixup.label as usize]),
        }))
    }

    /// Writes the code as it must be at the address `base` to the start of `out`.
    ///
    /// # Errors
    /// `BufferTooSmall`; `RelocationOutOfRange` if an address is too far for its instruction.
    pub fn write_at(self, base: u64, out: &mut [u8]) -> Result<(), Error> {
        let bytes = self.bytes();
        let given = out.len();
        let Some(out) = out.get_mut(..bytes.len()) else {
            let needed = bytes.len();
            return Err(Error::BufferTooSmall { needed, given });
        };
        out.copy_from_slice(bytes);
        for relocation in self.relocations() {
            relocation.apply(base, out)?;
        }
        Ok(())
    }

    /// The code as it must be at the address `base`.
    ///
    /// # Errors
    /// `RelocationOutOfRange` if an address is too far for its instruction.
    pub fn to_vec_at(self, base: u64) -> Result<Vec<u8>, Error> {
        let mut out = alloc::vec![0; self.bytes().len()];
        self.write_at(base, &mut out)?;
        Ok(out)
    }

    /// Comments with their offsets, ascending.
    pub fn comments(self) -> impl Iterator<Item = (u32, &'a str)> {
        let notes = &self.assembler.buffer.state.notes;
        let comments = notes.comments.iter();
        comments.map(|(at, text)| (*at, &notes.text[text.clone()]))
    }

    /// Source positions with the offsets from which they hold, ascending.
    pub fn source_map(self) -> &'a [(u32, u32)] {
        &self.assembler.buffer.state.notes.sources
    }
}

impl Relocation {
    /// Writes the field into `code`, which will lie at `base`.
    ///
    /// # Errors
    /// `BufferTooSmall` if the field is beyond `code`; `RelocationOutOfRange`.
    pub fn apply(self, base: u64, code: &mut [u8]) -> Result<(), Error> {
        let target = match self.target {
            Target::Address(address) => address,
            Target::Offset(offset) => base.wrapping_add(u64::from(offset)),
        };
        let from = base.wrapping_add(u64::from(self.at));
        let far = Error::RelocationOutOfRange { at: self.at, target };
        let pages = (target >> 12).wrapping_sub(from >> 12) as i64;
        match self.kind {
            RelocationKind::Absolute64 => write(code, self.at, &target.to_le_bytes()),
            RelocationKind::Wide64 => set_wide(code, self.at, target),
            RelocationKind::Branch26 => set(code, self.at, Reach::Branch, target.wrapping_sub(from) as i64, far),
            // The field is that of `adr`, in pages.
            RelocationKind::Page21 => set(code, self.at, Reach::Address, pages, far),
            RelocationKind::Low12 => {
                let word = word(code, self.at)? & !(0xfff << 10);
                write(code, self.at, &(word | (target as u32 & 0xfff) << 10).to_le_bytes())
            }
        }
    }
}

/// Writes a distance into the instruction at `at`, if its field holds it.
pub(crate) fn set(code: &mut [u8], at: u32, reach: Reach, distance: i64, far: Error) -> Result<(), Error> {
    if !reach.holds(distance) {
        return Err(far);
    }
    let word = reach.set(word(code, at)?, distance);
    write(code, at, &word.to_le_bytes())
}

/// Writes a constant into the `movz` and three `movk` at `at`.
pub(crate) fn set_wide(code: &mut [u8], at: u32, value: u64) -> Result<(), Error> {
    word(code, at + 12)?;
    for part in 0..4 {
        let at = at + 4 * part;
        let word = word(code, at)? & !(0xffff << 5);
        write(code, at, &(word | ((value >> (16 * part) & 0xffff) as u32) << 5).to_le_bytes())?;
    }
    Ok(())
}

fn word(code: &[u8], at: u32) -> Result<u32, Error> {
    let (at, given) = (at as usize, code.len());
    match code.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => Ok(u32::from_le_bytes(*bytes)),
        None => Err(Error::BufferTooSmall { needed: at + 4, given }),
    }
}

pub(crate) fn write(code: &mut [u8], at: u32, bytes: &[u8]) -> Result<(), Error> {
    let at = at as usize;
    let needed = at + bytes.len();
    let given = code.len();
    match code.get_mut(at..needed) {
        Some(field) => field.copy_from_slice(bytes),
        None => return Err(Error::BufferTooSmall { needed, given }),
    }
    Ok(())
}
