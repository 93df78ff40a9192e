//! Jumps and calls.
//!
//! A jump to a label that is bound already is short where it reaches; to one not yet bound it
//! is long, unless `finish_relaxed` shortens it. The `_short` forms are short or an error.

use crate::assembler::Assembler;
use crate::buffer::Buffer;
use crate::cond::Cond;
use crate::encode::Short;
use crate::label::{External, Fixup, Jump, Label, Use};
use crate::note::ExternalUse;
use crate::reg::Gpr;

impl<B: Buffer> Assembler<B> {
    /// `jmp label`: `EB cb` to a bound label within reach, else `E9 cd`.
    #[inline]
    pub fn jmp(&mut self, label: Label) {
        self.jump(label, 0xeb, JMP);
    }

    /// `jcc label`: `70+cc cb` to a bound label within reach, else `0F 80+cc cd`.
    #[inline]
    pub fn jcc(&mut self, cond: Cond, label: Label) {
        self.jump(label, 0x70 | cond as u16, jcc_long(cond));
    }

    /// `jmp label`: `EB cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jmp_short(&mut self, label: Label) {
        self.put(Short::new(0xeb, 2));
        self.note_use(label, 1, Use::Short);
    }

    /// `jcc label`: `70+cc cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jcc_short(&mut self, cond: Cond, label: Label) {
        self.put(Short::new(0x70 | cond as u64, 2));
        self.note_use(label, 1, Use::Short);
    }

    /// `jmp label`: `E9 cd`, never made short.
    #[inline]
    pub fn jmp_long(&mut self, label: Label) {
        self.put(JMP);
        self.note_use(label, 4, Use::Relative);
    }

    /// `jcc label`: `0F 80+cc cd`, never made short.
    #[inline]
    pub fn jcc_long(&mut self, cond: Cond, label: Label) {
        self.put(jcc_long(cond));
        self.note_use(label, 4, Use::Relative);
    }

    /// `call label`: `E8 cd`.
    #[inline]
    pub fn call(&mut self, label: Label) {
        let at = self.buffer.pos();
        match self.buffer.state().place(label) {
            Some(_) => self.put_jump(Jump { at, label: label.index() }, CALL),
            None => self.foreign(),
        }
    }

    /// `call external`: `E8 cd`, a relocation.
    pub fn call_external(&mut self, external: External) {
        self.put(CALL);
        self.note_external(external, 4, false);
    }

    /// `jmp external`: `E9 cd`, a relocation.
    pub fn jmp_external(&mut self, external: External) {
        self.put(JMP);
        self.note_external(external, 4, false);
    }

    /// `jcc external`: `0F 80+cc cd`, a relocation.
    pub fn jcc_external(&mut self, cond: Cond, external: External) {
        self.put(jcc_long(cond));
        self.note_external(external, 4, false);
    }

    /// `mov dst, external`: `REX.W B8+r iq`, the whole address; a relocation.
    pub fn mov_r_external(&mut self, dst: Gpr, external: External) {
        self.mov_ri64_full(dst, 0);
        self.note_external(external, 8, true);
    }

    #[inline(always)]
    fn jump(&mut self, label: Label, short: u16, long: Short) {
        let at = self.buffer.pos();
        let target = match self.buffer.state().place(label) {
            Some(place) => *place,
            None => return self.foreign(),
        };
        let jump = Jump { at, label: label.index() };
        // A bound label is at or before the cursor; `UNBOUND` is never near.
        let reach = target.wrapping_sub(at.wrapping_add(2));
        match reach.wrapping_add(128) < 128 {
            true => self.buffer.put_near(jump, short | (reach as u16) << 8),
            false => self.put_jump(jump, long),
        }
    }

    #[inline(always)]
    fn put_jump(&mut self, jump: Jump, code: Short) {
        self.put(code);
        self.buffer.state().notes.jumps.push(jump);
    }

    /// Notes that the last `bytes` bytes stand for an address outside the code.
    fn note_external(&mut self, external: External, bytes: u32, absolute: bool) {
        let at = self.buffer.pos().wrapping_sub(bytes);
        let place = ExternalUse { at, external: 0, addend: 0, tail: 0, absolute };
        self.buffer.state().use_external(external, place);
    }

    /// Notes that the last `bytes` bytes stand for a label, if it is one of ours.
    #[inline(always)]
    pub(crate) fn note_use(&mut self, label: Label, bytes: u32, kind: Use) {
        if self.buffer.state().place(label).is_none() {
            return self.foreign();
        }
        let at = self.buffer.pos().wrapping_sub(bytes);
        self.buffer.state().notes.fixups.push(Fixup { at, label: label.index(), addend: 0, kind, tail: 0 });
    }
}

const JMP: Short = Short::new(0xe9, 5);
const CALL: Short = Short::new(0xe8, 5);

#[inline(always)]
fn jcc_long(cond: Cond) -> Short {
    Short::new(0x800f | (cond as u64) << 8, 6)
}
