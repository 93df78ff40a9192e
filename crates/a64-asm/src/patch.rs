//! Patch sites and addresses outside the code: fields to be overwritten later.

use crate::assembler::Assembler;
use crate::code::{self, RelocationKind};
use crate::error::Error;
use crate::label::{External, Label};
use crate::note::ExternalUse;
use crate::reach::Reach;
use crate::reg::{Gpr, OrStack, OrZero};

/// A patchable field, to be looked up in the finished code with [`Code::field`].
///
/// [`Code::field`]: crate::Code::field
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PatchSite {
    pub(crate) index: u32,
    pub(crate) brand: u64,
}

/// Where a patchable field lies in the finished code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Offset of its first byte.
    pub at: u32,
    pub(crate) patch: Patch,
}

/// What is at a patch site.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Patch {
    /// `b` or `bl`.
    Branch,
    /// A `movz` and three `movk`.
    Wide,
    /// Eight bytes of data.
    Data,
}

impl Assembler {
    /// `b label`, which may be given another target while it is executed: the architecture
    /// promises that a processor sees the old branch or the new one.
    pub fn b_patchable(&mut self, label: Label) -> PatchSite {
        let site = self.site(Patch::Branch);
        self.b_l(label);
        site
    }

    /// `bl label`, as [`b_patchable`](Self::b_patchable).
    pub fn bl_patchable(&mut self, label: Label) -> PatchSite {
        let site = self.site(Patch::Branch);
        self.bl_l(label);
        site
    }

    /// `mov dst, value` in four instructions always. To be patched where no thread executes it:
    /// a processor may see some of the four.
    pub fn mov_ri64_patchable(&mut self, xd: Gpr<impl OrZero>, value: u64) -> PatchSite {
        let site = self.site(Patch::Wide);
        self.mov_ri64_full(xd, value);
        site
    }

    /// Eight bytes of data, aligned to eight, that one store replaces whole.
    pub fn data_u64_patchable(&mut self, value: u64) -> PatchSite {
        self.align_data(8);
        let site = self.site(Patch::Data);
        self.data_u64(value);
        site
    }

    /// `b external`, a relocation that reaches over 128 MiB.
    pub fn b_external(&mut self, external: External) {
        self.note_external(external, RelocationKind::Branch26);
        self.put_bytes(&0x1400_0000_u32.to_le_bytes());
    }

    /// `bl external`, a relocation that reaches over 128 MiB.
    pub fn bl_external(&mut self, external: External) {
        self.note_external(external, RelocationKind::Branch26);
        self.put_bytes(&0x9400_0000_u32.to_le_bytes());
    }

    /// `mov xd, external`: the whole address in four instructions; a relocation.
    pub fn mov_r_external(&mut self, xd: Gpr<impl OrZero>, external: External) {
        self.note_external(external, RelocationKind::Wide64);
        self.mov_ri64_full(xd, 0);
    }

    /// `adrp xd, external`: the page of the address, a relocation that reaches over 4 GiB.
    pub fn adrp_r_external(&mut self, xd: Gpr<impl OrZero>, external: External) {
        self.note_external(external, RelocationKind::Page21);
        self.adrp_ri(xd, 0);
    }

    /// `add xd, xn, external`: the place in the page, behind
    /// [`adrp_r_external`](Self::adrp_r_external).
    pub fn add_rr_external(&mut self, xd: Gpr<impl OrStack>, xn: Gpr<impl OrStack>, external: External) {
        self.note_external(external, RelocationKind::Low12);
        self.add_rri64(xd, xn, 0);
    }

    /// The eight-byte address of an external as data; a relocation.
    pub fn data_external(&mut self, external: External) {
        self.note_external(external, RelocationKind::Absolute64);
        self.data_u64(0);
    }

    fn note_external(&mut self, external: External, kind: RelocationKind) {
        let at = self.buffer.pos;
        self.buffer.state.use_external(external, ExternalUse { at, external: 0, kind });
    }

    /// Notes what comes next as a patchable field.
    fn site(&mut self, patch: Patch) -> PatchSite {
        let index = self.buffer.state.notes.patch_sites.len() as u32;
        self.buffer.state.notes.patch_sites.push((self.buffer.pos, patch));
        PatchSite { index, brand: self.buffer.state.brand }
    }
}

impl Field {
    /// Writes a value into the field of `code`, which starts with the code's first byte: a
    /// constant, or for a branch the distance to its target in bytes.
    ///
    /// # Errors
    /// `PatchOutOfRange` if a distance is no multiple of four or beyond 128 MiB,
    /// `BufferTooSmall` if the field lies beyond `code`.
    pub fn set(self, code: &mut [u8], value: u64) -> Result<(), Error> {
        match self.patch {
            Patch::Data => code::write(code, self.at, &value.to_le_bytes()),
            Patch::Wide => code::set_wide(code, self.at, value),
            Patch::Branch => {
                let wrong = Error::PatchOutOfRange { at: self.at };
                code::set(code, self.at, Reach::Branch, value.cast_signed(), wrong)
            }
        }
    }

    /// Lets a patchable branch go to this offset of the code.
    ///
    /// # Errors
    /// As for [`set`](Field::set); `PatchOutOfRange` also if the field is no branch.
    pub fn set_target(self, code: &mut [u8], target: u32) -> Result<(), Error> {
        match self.patch {
            Patch::Branch => self.set(code, u64::from(target).wrapping_sub(self.at.into())),
            Patch::Wide | Patch::Data => Err(Error::PatchOutOfRange { at: self.at }),
        }
    }
}
