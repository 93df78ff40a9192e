//! Patch sites: fields of the code to be overwritten later.
//!
//! A site is aligned to its size, so that one store replaces it while another thread executes it.
//! Relaxation does not make it narrower.

use crate::assembler::Assembler;
use crate::decode::decode;
use crate::error::Error;
use crate::label::Label;
use crate::reg::Gpr;

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
    /// 4 or 8.
    pub bytes: u8,
}

impl Assembler {
    /// `jmp label` in its long form, its displacement aligned to four bytes.
    #[inline]
    pub fn jmp_patchable(&mut self, label: Label) -> PatchSite {
        self.pad(4, 1, false);
        self.jmp_long(label);
        self.site(4)
    }

    /// `jcc label` in its long form, its displacement aligned to four bytes.
    #[inline]
    pub fn jcc_patchable(&mut self, cond: crate::Cond, label: Label) -> PatchSite {
        self.pad(4, 2, false);
        self.jcc_long(cond, label);
        self.site(4)
    }

    /// `call label`, its displacement aligned to four bytes.
    #[inline]
    pub fn call_patchable(&mut self, label: Label) -> PatchSite {
        self.pad(4, 1, false);
        self.call(label);
        self.site(4)
    }

    /// `mov dst, value` with eight bytes of immediate, aligned to eight.
    #[inline]
    pub fn mov_ri64_patchable(&mut self, dst: Gpr, value: i64) -> PatchSite {
        self.pad(8, 2, false);
        self.mov_ri64_full(dst, value);
        self.site(8)
    }

    /// The instruction that `assemble` makes, which must end in an immediate or displacement of
    /// four bytes (a `_full` form, or an operand made with [`Mem::disp32`]), aligned to four.
    /// `assemble` may be called twice, and must do the same both times; anything but one such
    /// instruction is an error at `finish`.
    ///
    /// [`Mem::disp32`]: crate::Mem::disp32
    #[inline]
    pub fn patchable(&mut self, mut assemble: impl FnMut(&mut Assembler)) -> PatchSite {
        let start = self.buffer.pos;
        let before = self.buffer.state.notes.marks();
        assemble(self);
        let len = self.buffer.pos.wrapping_sub(start);
        if !self.buffer.pos.is_multiple_of(4) {
            // Again, behind padding.
            self.buffer.pos = start;
            self.buffer.state.notes.truncate(before);
            self.pad(4, len, false);
            assemble(self);
        }
        let start = self.buffer.pos.wrapping_sub(len);
        let code = self.bytes().get(start as usize..).unwrap_or_default();
        let ends_in_field = decode(code).is_some_and(|found| found.len == code.len() && found.ends_in(4));
        if !ends_in_field || !self.buffer.pos.is_multiple_of(4) {
            self.fail(Error::InvalidPatchSite { at: start });
        }
        self.site(4)
    }

    /// Notes that the last `bytes` bytes are a patchable field.
    #[inline]
    fn site(&mut self, bytes: u8) -> PatchSite {
        let index = self.buffer.state.notes.patch_sites.len() as u32;
        let at = self.buffer.pos.wrapping_sub(bytes as u32);
        self.buffer.state.notes.patch_sites.push((at, bytes));
        PatchSite { index, brand: self.buffer.state.brand }
    }
}

impl Field {
    /// Writes a value into the field of `code`, which starts with the code's first byte.
    ///
    /// # Errors
    /// `PatchOutOfRange` if the value does not fit, `BufferTooSmall` if the field lies beyond
    /// `code`.
    #[inline]
    pub fn set(self, code: &mut [u8], value: i64) -> Result<(), Error> {
        let at = self.at as usize;
        let given = code.len();
        let needed = at + self.bytes as usize;
        let Some(field) = code.get_mut(at..needed) else {
            return Err(Error::BufferTooSmall { needed, given });
        };
        match self.bytes {
            8 => field.copy_from_slice(&value.to_le_bytes()),
            _ => match i32::try_from(value) {
                Ok(value) => field.copy_from_slice(&value.to_le_bytes()),
                Err(_) => return Err(Error::PatchOutOfRange { at: self.at }),
            },
        }
        Ok(())
    }

    /// Has a patchable jump or call go to this offset of the code.
    ///
    /// # Errors
    /// As for [`set`](Field::set).
    #[inline]
    pub fn set_target(self, code: &mut [u8], target: u32) -> Result<(), Error> {
        let end = i64::from(self.at) + i64::from(self.bytes);
        self.set(code, i64::from(target) - end)
    }
}
