//! The finished code: bytes, and what is known about them.

use alloc::vec::Vec;

use crate::assembler::Assembler;
use crate::error::Error;
use crate::label::{Label, UNBOUND, Use};
use crate::patch::{Field, PatchSite};

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
    /// Four bytes: the target less the address `end` bytes after the field's start.
    Relative32 {
        /// Bytes from the field's start to the end of its instruction.
        end: u8,
    },
    /// Eight bytes: the target.
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
    #[inline]
    pub(crate) fn new(assembler: &'a Assembler) -> Code<'a> {
        Code { assembler }
    }

    /// The bytes, complete unless there are [`relocations`](Code::relocations).
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        self.assembler.bytes()
    }

    /// What the address of the first byte must be a multiple of, at least 1.
    #[inline]
    pub fn alignment(self) -> u32 {
        self.assembler.buffer.state.notes.max_align.max(1)
    }

    /// The offset of a label; `None` if it is not bound, or foreign.
    #[inline]
    pub fn offset_of(self, label: Label) -> Option<u32> {
        let index = label.0.wrapping_sub(self.assembler.buffer.state.brand);
        let labels = &self.assembler.buffer.state.notes.labels;
        let offset = *labels.get(usize::try_from(index).ok()?)?;
        (offset != UNBOUND).then_some(offset)
    }

    /// Where a patchable field lies; `None` for a foreign site.
    #[inline]
    pub fn field(self, site: PatchSite) -> Option<Field> {
        if site.brand != self.assembler.buffer.state.brand {
            return None;
        }
        let sites = &self.assembler.buffer.state.notes.patch_sites;
        let (at, bytes) = *sites.get(site.index as usize)?;
        Some(Field { at, bytes })
    }

    /// The fields that depend on where the code will lie.
    #[inline]
    pub fn relocations(self) -> impl Iterator<Item = Relocation> + 'a {
        let notes = &self.assembler.buffer.state.notes;
        let outside = notes.external_uses.iter().map(|place| {
            let (address, _) = notes.externals[place.external as usize];
            Relocation {
                at: place.at,
                kind: match place.absolute {
                    true => RelocationKind::Absolute64,
                    false => RelocationKind::Relative32 { end: 4 + place.tail },
                },
                target: Target::Address(address.wrapping_add(place.addend as i64 as u64)),
            }
        });
        let own = notes.fixups.iter().filter(|f| f.kind == Use::Address);
        outside.chain(own.map(|fixup| Relocation {
            at: fixup.at,
            kind: RelocationKind::Absolute64,
            target: Target::Offset(notes.labels[fixup.label as usize]),
        }))
    }

    /// Writes the code as it must be at the address `base` to the start of `out`.
    ///
    /// # Errors
    /// `BufferTooSmall`; `RelocationOutOfRange` if an address is too far for four bytes.
    #[inline]
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
    /// `RelocationOutOfRange` if an address is too far for four bytes.
    #[inline]
    pub fn to_vec_at(self, base: u64) -> Result<Vec<u8>, Error> {
        let mut out = alloc::vec![0; self.bytes().len()];
        self.write_at(base, &mut out)?;
        Ok(out)
    }

    /// Comments with their offsets, ascending.
    #[inline]
    pub fn comments(self) -> impl Iterator<Item = (u32, &'a str)> {
        let notes = &self.assembler.buffer.state.notes;
        let comments = notes.comments.iter();
        comments.map(|(at, text)| (*at, &notes.text[text.clone()]))
    }

    /// Source positions with the offsets from which they hold, ascending.
    #[inline]
    pub fn source_map(self) -> &'a [(u32, u32)] {
        &self.assembler.buffer.state.notes.sources
    }
}

impl Relocation {
    /// Writes the field into `code`, which will lie at `base`.
    ///
    /// # Errors
    /// `BufferTooSmall` if the field is beyond `code`; `RelocationOutOfRange`.
    #[inline]
    pub fn apply(self, base: u64, code: &mut [u8]) -> Result<(), Error> {
        let target = match self.target {
            Target::Address(address) => address,
            Target::Offset(offset) => base.wrapping_add(u64::from(offset)),
        };
        match self.kind {
            RelocationKind::Absolute64 => write(code, self.at, &target.to_le_bytes()),
            RelocationKind::Relative32 { end } => {
                let from = base.wrapping_add(u64::from(self.at)).wrapping_add(u64::from(end));
                let distance = target.wrapping_sub(from) as i64;
                let Ok(distance) = i32::try_from(distance) else {
                    let at = self.at;
                    return Err(Error::RelocationOutOfRange { at, target });
                };
                write(code, self.at, &distance.to_le_bytes())
            }
        }
    }
}

#[inline]
fn write(code: &mut [u8], at: u32, bytes: &[u8]) -> Result<(), Error> {
    let at = at as usize;
    let needed = at + bytes.len();
    let given = code.len();
    match code.get_mut(at..needed) {
        Some(field) => field.copy_from_slice(bytes),
        None => return Err(Error::BufferTooSmall { needed, given }),
    }
    Ok(())
}
