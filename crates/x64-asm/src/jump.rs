//! Jumps and calls.
//!
//! A jump to a label that is bound already is short where it reaches; to one not yet bound it
//! is long, unless `finish_relaxed` shortens it. The `_short` forms are short or an error.

use crate::assembler::Assembler;
use crate::cond::Cond;
use crate::encode::Short;
use crate::label::{External, Fixup, Jump, Label, Use};
use crate::reg::Gpr;

impl Assembler {
    /// `jmp label`: `EB cb` to a bound label within reach, else `E9 cd`.
    #[inline]
    pub fn jmp(&mut self, label: Label) {
        self.jump(label, 0xeb, JMP);
    }

    /// `jcc label`: `70+cc cb` to a bound label within reach, else `0F 80+cc cd`.
    #[inline]
    pub fn jcc(&mut self, cond: Cond, label: Label) {
        self.jump(label, 0x70 | cond as u64, jcc_long(cond));
    }

    /// `jmp label`: `EB cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jmp_short(&mut self, label: Label) {
        self.put(Short { word: 0xeb, len: 2 });
        self.note_use(label, 1, Use::Short);
    }

    /// `jcc label`: `70+cc cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jcc_short(&mut self, cond: Cond, label: Label) {
        self.put(Short { word: 0x70 | cond as u64, len: 2 });
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
        let at = self.pos;
        match self.place(label) {
            Some(_) => self.put_jump(Jump { at, label: label.index() }, CALL),
            None => self.foreign(),
        }
    }

    /// `call external`: `E8 cd`, a relocation.
    pub fn call_external(&mut self, external: External) {
        self.put(CALL);
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `jmp external`: `E9 cd`, a relocation.
    pub fn jmp_external(&mut self, external: External) {
        self.put(JMP);
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `jcc external`: `0F 80+cc cd`, a relocation.
    pub fn jcc_external(&mut self, cond: Cond, external: External) {
        self.put(jcc_long(cond));
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `mov dst, external`: `REX.W B8+r iq`, the whole address; a relocation.
    pub fn mov_r_external(&mut self, dst: Gpr, external: External) {
        self.mov_ri64_full(dst, 0);
        self.use_external(external, self.pos.wrapping_sub(8), 0, 0, true);
    }

    #[inline(always)]
    fn jump(&mut self, label: Label, short: u64, long: Short) {
        let at = self.pos;
        let target = match self.place(label) {
            Some(place) => *place,
            None => return self.foreign(),
        };
        let jump = Jump { at, label: label.index() };
        // A bound label is at or before the cursor; `UNBOUND` is never near.
        let reach = target.wrapping_sub(at.wrapping_add(2));
        match reach.wrapping_add(128) < 128 {
            true => self.jump_near(jump, short, reach),
            false => self.put_jump(jump, long),
        }
    }

    /// Apart, since most jumps go forward.
    #[inline(never)]
    fn jump_near(&mut self, jump: Jump, opcode: u64, reach: u32) {
        self.put_jump(jump, Short { word: opcode | u64::from(reach) << 8, len: 2 });
    }

    #[inline(always)]
    fn put_jump(&mut self, jump: Jump, code: Short) {
        self.put(code);
        self.notes.jumps.push(jump);
    }

    /// Notes that the last `bytes` bytes stand for a label, if it is one of ours.
    #[inline(always)]
    pub(crate) fn note_use(&mut self, label: Label, bytes: u32, kind: Use) {
        if self.place(label).is_none() {
            return self.foreign();
        }
        let at = self.pos.wrapping_sub(bytes);
        self.notes.fixups.push(Fixup { at, label: label.index(), addend: 0, kind, tail: 0 });
    }
}

const JMP: Short = Short { word: 0xe9, len: 5 };
const CALL: Short = Short { word: 0xe8, len: 5 };

#[inline(always)]
fn jcc_long(cond: Cond) -> Short {
    Short { word: 0x800f | (cond as u64) << 8, len: 6 }
}
