//! The assembler: labels, notes and `finish`. Its instructions are in `method.rs` and `jump.rs`.
//!
//! Invariant: the bytes before the cursor are the code. Mistakes are noted, the first one wins,
//! and `finish` reports it; assembling itself never fails.

use alloc::vec::Vec;

use crate::buffer::{Buffer, Encoded, Growing, STORE, Window};
use crate::code::Code;
use crate::error::Error;
use crate::feature::Features;
use crate::label::{External, Label, UNBOUND, new_brand};
use crate::note::Notes;
use crate::state::State;

/// Assembles x86-64 instructions into a buffer.
///
/// Each instruction is a method: mnemonic, operand kinds in Intel order, operand size
/// (`add_rm64(dst, mem)`). Nothing fails before [`finish`](Assembler::finish), which reports
/// the first mistake.
///
/// ```
/// use x64_asm::{Assembler, Cond, RAX, RDI};
/// let mut a = Assembler::new();
/// let (top, done) = (a.label(), a.label());
/// a.xor_rr32(RAX, RAX);
/// a.bind(top);
/// a.sub_ri64(RDI, 1);
/// a.jcc(Cond::B, done);
/// a.add_ri64(RAX, 2);
/// a.jmp(top);
/// a.bind(done);
/// a.ret();
/// assert_eq!(a.finish()?.bytes().len(), 19);
/// # Ok::<(), x64_asm::Error>(())
/// ```
///
/// An assembler stores into a buffer that grows. Inside [`reserved`](Assembler::reserved) it
/// stores into a window of it instead, without a check at every instruction.
#[derive(Debug)]
pub struct Assembler<B = Growing> {
    pub(crate) buffer: B,
}

/// The assembler inside [`Assembler::reserved`].
pub type Reserved<'a> = Assembler<Window<'a>>;

impl Default for Assembler {
    #[inline]
    fn default() -> Assembler {
        Assembler::new()
    }
}

impl Assembler {
    /// An empty assembler for the baseline instruction set. Does not allocate.
    #[inline]
    pub fn new() -> Assembler {
        Assembler::with_features(Features::BASE)
    }

    /// An empty assembler that also takes the instructions of `features`.
    #[inline]
    pub fn with_features(features: Features) -> Assembler {
        let state = State { brand: new_brand(), features, error: None, notes: Notes::default() };
        Assembler { buffer: Growing { room: Vec::new(), pos: 0, state } }
    }

    /// As [`with_features`](Self::with_features), with room for so many bytes of code and the
    /// labels and jumps that such code usually has: saves the copying while it grows.
    #[inline]
    pub fn with_capacity(features: Features, bytes: usize) -> Assembler {
        const BYTES_PER_LABEL: usize = 16;
        let mut assembler = Assembler::with_features(features);
        let bytes = bytes.min(1 << 24);
        assembler.buffer.room.resize(bytes, 0);
        assembler.buffer.state.notes.labels.reserve(bytes / BYTES_PER_LABEL);
        assembler.buffer.state.notes.jumps.reserve(bytes / BYTES_PER_LABEL);
        assembler.buffer.state.notes.fixups.reserve(bytes / BYTES_PER_LABEL);
        assembler
    }

    /// Forgets code, labels, notes and mistakes; keeps the memory. Labels made before count as
    /// those of another assembler.
    #[inline]
    pub fn reset(&mut self) {
        self.buffer.pos = 0;
        self.buffer.state.brand = new_brand();
        self.buffer.state.error = None;
        self.buffer.state.notes.clear();
    }

    /// The features this assembler was made for.
    #[inline]
    pub fn features(&self) -> Features {
        self.buffer.state.features
    }

    /// Makes room for `bytes` more, so that the buffer does not grow while they are assembled.
    #[inline]
    pub fn reserve(&mut self, bytes: usize) {
        let left = self.buffer.room.len() - self.buffer.pos as usize;
        if left < bytes.saturating_add(STORE) {
            self.buffer.grow(bytes);
        }
    }

    /// Checks for space once, then lets `assemble` store up to 256 bytes of instructions
    /// without further checks. More is an error at `finish`.
    ///
    /// ```
    /// # use x64_asm::{Assembler, Mem, RAX, RBP};
    /// # let mut a = Assembler::new();
    /// a.reserved(|a| {
    ///     a.mov_rm64(RAX, Mem::base(RBP).disp(8));
    ///     a.add_rm64(RAX, Mem::base(RBP).disp(16));
    ///     a.mov_mr64(Mem::base(RBP).disp(24), RAX);
    /// });
    /// # assert_eq!(a.finish()?.bytes().len(), 12);
    /// # Ok::<(), x64_asm::Error>(())
    /// ```
    #[inline(always)]
    pub fn reserved(&mut self, assemble: impl FnOnce(&mut Reserved<'_>)) {
        self.buffer.window(|window| {
            let mut inner = Assembler { buffer: window };
            assemble(&mut inner);
            inner.buffer.len()
        });
    }

    /// A new label that listings show under this name.
    #[inline]
    pub fn named_label(&mut self, name: &str) -> Label {
        let label = self.label();
        let text = self.buffer.state.notes.keep(name);
        self.buffer.state.notes.label_names.push((label.index(), text));
        label
    }

    /// An address outside the code, for calls and relocations. Listings show it by its name.
    #[inline]
    pub fn external(&mut self, name: &str, address: u64) -> External {
        let index = self.buffer.state.notes.externals.len() as u32;
        let text = self.buffer.state.notes.keep(name);
        self.buffer.state.notes.externals.push((address, text));
        External(Label(self.buffer.state.brand | u64::from(index)))
    }

    /// Resolves labels and returns the code, or the first mistake made. May be called again
    /// after more has been assembled.
    ///
    /// # Errors
    /// The first of: whatever went wrong while assembling, an unbound label that is used, a
    /// short jump that does not reach.
    #[inline]
    pub fn finish(&mut self) -> Result<Code<'_>, Error> {
        self.flush_constants();
        if let Some(error) = self.buffer.state.error {
            return Err(error);
        }
        self.resolve()?;
        Ok(Code::new(self))
    }

    /// Like [`finish`](Assembler::finish), but first makes every jump to a label short that
    /// can be. Offsets that were read before are wrong afterwards. Labels, comments and all
    /// other notes are moved.
    ///
    /// # Errors
    /// As for [`finish`](Assembler::finish).
    #[inline]
    pub fn finish_relaxed(&mut self) -> Result<Code<'_>, Error> {
        self.flush_constants();
        if let Some(error) = self.buffer.state.error {
            return Err(error);
        }
        self.relax()?;
        self.resolve()?;
        Ok(Code::new(self))
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer.room[..self.buffer.pos as usize]
    }

    #[inline]
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.buffer.room[..self.buffer.pos as usize]
    }

    /// The buffer from an offset on, up to its end beyond the code; empty if the offset is beyond
    /// that.
    #[inline]
    pub(crate) fn room_from(&mut self, at: usize) -> &mut [u8] {
        self.buffer.room.get_mut(at..).unwrap_or_default()
    }
}

impl<B: Buffer> Assembler<B> {
    /// Bytes assembled so far: the offset of what comes next.
    #[inline]
    pub fn offset(&self) -> u32 {
        self.buffer.pos()
    }

    /// A new label, to be bound before or after its uses.
    #[inline]
    pub fn label(&mut self) -> Label {
        self.new_label(UNBOUND)
    }

    /// A new label, bound here.
    #[inline]
    pub fn here(&mut self) -> Label {
        self.new_label(self.buffer.pos())
    }

    /// Binds the label here.
    #[inline]
    pub fn bind(&mut self, label: Label) {
        let here = self.buffer.pos();
        match self.buffer.state().place(label) {
            Some(place) if *place == UNBOUND => *place = here,
            _ => self.buffer.state().wrong_bind(label, here),
        }
    }

    /// Notes a comment on the next instruction, for listings.
    #[inline]
    pub fn comment(&mut self, text: &str) {
        let at = self.buffer.pos();
        let notes = &mut self.buffer.state().notes;
        let text = notes.keep(text);
        notes.comments.push((at, text));
    }

    /// Notes that the code from here on is for this position of the source. The caller decides what
    /// a position is, such as a line or the index of an instruction.
    #[inline]
    pub fn source(&mut self, position: u32) {
        let at = self.buffer.pos();
        self.buffer.state().notes.sources.push((at, position));
    }

    #[inline(always)]
    fn new_label(&mut self, offset: u32) -> Label {
        let state = self.buffer.state();
        let index = state.notes.labels.len() as u64;
        state.notes.labels.push(offset);
        Label(state.brand | index)
    }

    #[inline(always)]
    pub(crate) fn put(&mut self, code: impl Encoded) {
        code.store(&mut self.buffer);
    }

    /// Notes a mistake; the first one stays.
    #[inline(always)]
    pub(crate) fn fail(&mut self, error: Error) {
        self.buffer.state().fail(error);
    }

    #[inline(always)]
    pub(crate) fn foreign(&mut self) {
        let at = self.buffer.pos();
        self.buffer.state().foreign(at);
    }

    #[inline(always)]
    pub(crate) fn require(&mut self, needed: Features) {
        if !self.buffer.state().features.contains(needed) {
            let at = self.buffer.pos();
            self.buffer.state().missing(needed, at);
        }
    }
}
