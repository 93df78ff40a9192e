//! The buffer, its cursor, labels and everything that is noted about offsets.
//!
//! Invariant: `pos <= room.len()`, and the bytes before `pos` are the code. Mistakes are
//! noted, the first one wins, and `finish` reports it; emission itself never fails.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::code::Code;
use crate::data::Constants;
use crate::encode::{Long, Short, WithMem};
use crate::error::Error;
use crate::feature::Features;
use crate::label::{External, Fixup, Jump, Label, UNBOUND, Use, new_brand};
use crate::mem::{EXTERNAL, INVALID, Mem, SPECIAL};

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
#[derive(Debug)]
pub struct Assembler {
    /// The code, then zeros or leftovers to overwrite.
    room: Vec<u8>,
    pub(crate) pos: u32,
    pub(crate) brand: u64,
    features: Features,
    error: Option<Error>,
    pub(crate) notes: Notes,
}

/// What is known about offsets, beside the bytes. All lists ascend by offset except `labels`.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Offset of each label, or `UNBOUND`.
    pub labels: Vec<u32>,
    pub jumps: Vec<Jump>,
    pub fixups: Vec<Fixup>,
    pub externals: Vec<(u64, Range<usize>)>,
    pub external_uses: Vec<ExternalUse>,
    pub comments: Vec<(u32, Range<usize>)>,
    pub sources: Vec<(u32, u32)>,
    pub data: Vec<Range<u32>>,
    pub aligns: Vec<Align>,
    pub label_names: Vec<(u32, Range<usize>)>,
    pub patch_sites: Vec<(u32, u8)>,
    pub constants: Constants,
    pub max_align: u32,
    /// All names and comments, one after the other.
    pub text: String,
}

/// A field of the code that holds an address outside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExternalUse {
    pub at: u32,
    pub external: u32,
    pub addend: i32,
    pub tail: u8,
    pub absolute: bool,
}

/// Padding written at `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Align {
    pub at: u32,
    /// Bytes written.
    pub len: u32,
    /// The padded end plus `skew` is a multiple of this.
    pub bytes: u32,
    pub skew: u32,
    pub data: bool,
}

impl Default for Assembler {
    fn default() -> Assembler {
        Assembler::new()
    }
}

/// The widest store of one instruction.
const STORE: usize = 16;
const MAX_CODE: usize = 1 << 30;

impl Assembler {
    /// An empty assembler for the baseline instruction set. Does not allocate.
    pub fn new() -> Assembler {
        Assembler::with_features(Features::BASE)
    }

    /// An empty assembler that also takes the instructions of `features`.
    pub fn with_features(features: Features) -> Assembler {
        Assembler { room: Vec::new(), pos: 0, brand: new_brand(), features, error: None, notes: Notes::default() }
    }

    /// Forgets code, labels, notes and mistakes; keeps the memory. Labels made before are
    /// foreign from now on.
    pub fn reset(&mut self) {
        self.pos = 0;
        self.brand = new_brand();
        self.error = None;
        self.notes.clear();
    }

    /// The features this assembler was made for.
    #[inline]
    pub fn features(&self) -> Features {
        self.features
    }

    /// Bytes assembled so far: the offset of what comes next.
    #[inline]
    pub fn offset(&self) -> u32 {
        self.pos
    }

    /// Makes room for `bytes` more, so that the buffer does not grow while they are assembled.
    #[inline]
    pub fn reserve(&mut self, bytes: usize) {
        if self.room.len() - (self.pos as usize) < bytes.saturating_add(STORE) {
            self.grow(bytes);
        }
    }

    /// A new label, to be bound before or after its uses.
    #[inline]
    pub fn label(&mut self) -> Label {
        let index = self.notes.labels.len() as u32;
        self.notes.labels.push(UNBOUND);
        Label(self.brand | u64::from(index))
    }

    /// A new label that listings show under this name.
    pub fn named_label(&mut self, name: &str) -> Label {
        let label = self.label();
        let text = self.notes.keep(name);
        self.notes.label_names.push((label.index(), text));
        label
    }

    /// Binds the label here.
    #[inline]
    pub fn bind(&mut self, label: Label) {
        let second = self.pos;
        match self.place(label) {
            Some(place) if *place == UNBOUND => *place = second,
            Some(place) => {
                let first = *place;
                self.fail(Error::LabelBoundTwice { label: label.index(), first, second });
            }
            None => self.foreign(),
        }
    }

    /// A new label, bound here.
    #[inline]
    pub fn here(&mut self) -> Label {
        let label = self.label();
        if let Some(place) = self.notes.labels.last_mut() {
            *place = self.pos;
        }
        label
    }

    /// An address outside the code, for calls and relocations. Listings show it by its name.
    pub fn external(&mut self, name: &str, address: u64) -> External {
        let index = self.notes.externals.len() as u32;
        let text = self.notes.keep(name);
        self.notes.externals.push((address, text));
        External(Label(self.brand | u64::from(index)))
    }

    /// Notes a comment on the next instruction, for listings.
    pub fn comment(&mut self, text: &str) {
        let text = self.notes.keep(text);
        self.notes.comments.push((self.pos, text));
    }

    /// Notes that what comes next belongs to this position of the source (a line, an
    /// instruction's index: the caller decides).
    #[inline]
    pub fn source(&mut self, position: u32) {
        self.notes.sources.push((self.pos, position));
    }

    /// Resolves labels and returns the code, or the first mistake made. May be called again
    /// after more has been assembled.
    ///
    /// # Errors
    /// The first of: whatever went wrong while assembling, an unbound label that is used, a
    /// short jump that does not reach.
    pub fn finish(&mut self) -> Result<Code<'_>, Error> {
        self.flush_constants();
        if let Some(error) = self.error {
            return Err(error);
        }
        self.resolve()?;
        Ok(Code::new(self))
    }

    /// Like [`finish`](Assembler::finish), but first makes every jump to a label short that
    /// can be. Offsets read before are no longer true; labels, comments and all other notes
    /// move along.
    ///
    /// # Errors
    /// As for [`finish`](Assembler::finish).
    pub fn finish_relaxed(&mut self) -> Result<Code<'_>, Error> {
        self.flush_constants();
        if let Some(error) = self.error {
            return Err(error);
        }
        self.relax()?;
        self.resolve()?;
        Ok(Code::new(self))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.room[..self.pos as usize]
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.room[..self.pos as usize]
    }

    /// The room from an offset on, with what follows the code; empty beyond it.
    pub(crate) fn room_from(&mut self, at: usize) -> &mut [u8] {
        self.room.get_mut(at..).unwrap_or_default()
    }

    /// Notes a mistake; the first one stays.
    #[cold]
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn foreign(&mut self) {
        self.fail(Error::ForeignLabel { at: self.pos });
    }

    /// The entry of a label that is ours.
    #[inline]
    pub(crate) fn place(&mut self, label: Label) -> Option<&mut u32> {
        let index = usize::try_from(label.0.wrapping_sub(self.brand)).ok()?;
        self.notes.labels.get_mut(index)
    }

    #[inline(always)]
    pub(crate) fn require(&mut self, needed: Features) {
        if !self.features.contains(needed) {
            self.missing(needed);
        }
    }

    #[cold]
    #[inline(never)]
    fn missing(&mut self, needed: Features) {
        let feature = needed.difference(self.features);
        self.fail(Error::MissingFeature { at: self.pos, feature });
    }

    /// Makes room for `bytes` and a store beyond them. Beyond the limit, or without memory,
    /// notes the mistake and starts over: the code is lost, and `finish` says so.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&mut self, bytes: usize) {
        let used = self.pos as usize;
        let needed = used.saturating_add(bytes).saturating_add(STORE);
        if needed > MAX_CODE {
            self.fail(Error::CodeTooLarge);
            self.pos = 0;
            return;
        }
        let len = needed.max(self.room.len() * 2).max(1024);
        let additional = len - self.room.len();
        if self.room.try_reserve_exact(additional).is_err() {
            self.fail(Error::OutOfMemory);
            self.pos = 0;
            return;
        }
        self.room.resize(len, 0);
    }

    /// Room for one instruction, at the cursor.
    #[inline(always)]
    pub(crate) fn slot<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        let at = self.pos as usize;
        self.room.get_mut(at..at + N)?.first_chunk_mut()
    }

    #[inline(always)]
    pub(crate) fn put(&mut self, code: impl Encoded) {
        code.store(self);
    }

    /// Grows, then stores. The parts come one by one: in registers, not through memory.
    #[cold]
    #[inline(never)]
    fn put_slow(&mut self, head: u64, head_len: u32, tail: u64, len: u32) {
        self.grow(STORE);
        if let Some(slot) = self.slot() {
            Long { head, head_len, tail, len }.write(slot);
            self.pos += len;
        }
    }

    /// Notes the target of the memory operand just stored, whose displacement is followed by
    /// `imm_len` bytes.
    #[cold]
    #[inline(never)]
    fn note_target(&mut self, mem: Mem, imm_len: u32) {
        let at = self.pos.wrapping_sub(4 + imm_len);
        if mem.bits & INVALID != 0 {
            self.fail(Error::InvalidAddress { at: self.pos });
        } else if mem.bits & EXTERNAL != 0 {
            self.use_external(External(mem.target), at, mem.disp, imm_len as u8, false);
        } else if self.place(mem.target).is_some() {
            self.notes.fixups.push(Fixup {
                at,
                label: mem.target.index(),
                addend: mem.disp,
                kind: Use::Relative,
                tail: imm_len as u8,
            });
        } else {
            self.foreign();
        }
    }

    pub(crate) fn use_external(&mut self, external: External, at: u32, addend: i32, tail: u8, absolute: bool) {
        if external.0.0.wrapping_sub(self.brand) >= self.notes.externals.len() as u64 {
            return self.foreign();
        }
        let index = external.0.index();
        self.notes.external_uses.push(ExternalUse { at, external: index, addend, tail, absolute });
    }
}

impl Notes {
    fn clear(&mut self) {
        self.labels.clear();
        self.jumps.clear();
        self.fixups.clear();
        self.externals.clear();
        self.external_uses.clear();
        self.comments.clear();
        self.sources.clear();
        self.data.clear();
        self.aligns.clear();
        self.label_names.clear();
        self.patch_sites.clear();
        self.constants.clear();
        self.max_align = 1;
        self.text.clear();
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}

/// What an operand form makes: bytes, and perhaps a target to note.
pub(crate) trait Encoded {
    fn store(self, assembler: &mut Assembler);
}

impl Encoded for Short {
    #[inline(always)]
    fn store(self, assembler: &mut Assembler) {
        let at = assembler.pos;
        match assembler.slot() {
            Some(slot) => {
                *slot = self.word.to_le_bytes();
                assembler.pos = at + self.len;
            }
            None => assembler.put_slow(self.word, self.len, 0, self.len),
        }
    }
}

impl Encoded for Long {
    #[inline(always)]
    fn store(self, assembler: &mut Assembler) {
        let at = assembler.pos;
        match assembler.slot() {
            Some(slot) => {
                self.write(slot);
                assembler.pos = at + self.len;
            }
            None => assembler.put_slow(self.head, self.head_len, self.tail, self.len),
        }
    }
}

impl Encoded for WithMem {
    #[inline(always)]
    fn store(self, assembler: &mut Assembler) {
        assembler.put(self.code);
        if self.mem.bits & SPECIAL != 0 {
            assembler.note_target(self.mem, self.imm_len);
        }
    }
}

impl Long {
    /// Writes both parts, and whatever is behind them.
    #[inline(always)]
    fn write(self, slot: &mut [u8; STORE]) {
        let tail_at = (self.head_len & 7) as usize;
        slot[..8].copy_from_slice(&self.head.to_le_bytes());
        slot[tail_at..tail_at + 8].copy_from_slice(&self.tail.to_le_bytes());
    }
}
