//! Jumps and calls.
//!
//! A jump to a label that is bound already is short where it reaches; to one not yet bound it
//! is long, unless `finish_relaxed` shortens it. The `_short` forms are short or an error.

use crate::assembler::Assembler;
use crate::cond::Cond;
use crate::encode::{Long, Short};
use crate::label::{External, Fixup, Label, UNBOUND, Use};

impl Assembler {
    /// `jmp label`: `EB cb` to a bound label within reach, else `E9 cd`.
    #[inline]
    pub fn jmp(&mut self, label: Label) {
        self.jump(label, 0xeb, 0xe9, 1, Use::Jump);
    }

    /// `jcc label`: `70+cc cb` to a bound label within reach, else `0F 80+cc cd`.
    #[inline]
    pub fn jcc(&mut self, cond: Cond, label: Label) {
        let low = cond as u64;
        self.jump(label, 0x70 | low, 0x800f | low << 8, 2, Use::JumpIf);
    }

    /// `jmp label`: `EB cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jmp_short(&mut self, label: Label) {
        self.jump_short(label, 0xeb);
    }

    /// `jcc label`: `70+cc cb`; out of reach is an error at `finish`.
    #[inline]
    pub fn jcc_short(&mut self, cond: Cond, label: Label) {
        self.jump_short(label, 0x70 | cond as u64);
    }

    /// `jmp label`: `E9 cd`, never made short.
    #[inline]
    pub fn jmp_long(&mut self, label: Label) {
        self.put(long(0xe9, 1));
        self.note_use(label, 4, Use::Relative, true);
    }

    /// `jcc label`: `0F 80+cc cd`, never made short.
    #[inline]
    pub fn jcc_long(&mut self, cond: Cond, label: Label) {
        self.put(long(0x800f | (cond as u64) << 8, 2));
        self.note_use(label, 4, Use::Relative, true);
    }

    /// `call label`: `E8 cd`.
    #[inline]
    pub fn call(&mut self, label: Label) {
        self.put(long(0xe8, 1));
        self.note_use(label, 4, Use::Relative, true);
    }

    /// `call external`: `E8 cd`, a relocation.
    pub fn call_external(&mut self, external: External) {
        self.put(long(0xe8, 1));
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `jmp external`: `E9 cd`, a relocation.
    pub fn jmp_external(&mut self, external: External) {
        self.put(long(0xe9, 1));
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `jcc external`: `0F 80+cc cd`, a relocation.
    pub fn jcc_external(&mut self, cond: Cond, external: External) {
        self.put(long(0x800f | (cond as u64) << 8, 2));
        self.use_external(external, self.pos.wrapping_sub(4), 0, 0, false);
    }

    /// `mov dst, external`: `REX.W B8+r iq`, the whole address; a relocation.
    pub fn mov_r_external(&mut self, dst: crate::Gpr, external: External) {
        self.mov_ri64_full(dst, 0);
        self.use_external(external, self.pos.wrapping_sub(8), 0, 0, true);
    }

    #[inline(always)]
    fn jump(&mut self, label: Label, short: u64, wide: u64, wide_len: u32, kind: Use) {
        let at = self.pos;
        let target = match self.place(label) {
            Some(place) => *place,
            None => return self.foreign(),
        };
        if target == UNBOUND {
            self.put(long(wide, wide_len));
            self.note(label, 4, kind, false);
            return;
        }
        // A bound label is at or before the cursor.
        let reach = target.wrapping_sub(at.wrapping_add(2)) as i32;
        if reach >= -128 {
            self.put(Short { word: short | (reach as u8 as u64) << 8, len: 2 });
            self.note(label, 1, Use::Short, false);
        } else {
            self.put(long(wide, wide_len));
            self.note(label, 4, kind, false);
        }
    }

    #[inline(always)]
    fn jump_short(&mut self, label: Label, opcode: u64) {
        self.put(Short { word: opcode, len: 2 });
        self.note_use(label, 1, Use::Short, true);
    }

    /// Notes that the last `bytes` bytes stand for a label, if it is one of ours.
    #[inline(always)]
    pub(crate) fn note_use(&mut self, label: Label, bytes: u32, kind: Use, fixed: bool) {
        match self.place(label) {
            Some(_) => self.note(label, bytes, kind, fixed),
            None => self.foreign(),
        }
    }

    #[inline(always)]
    fn note(&mut self, label: Label, bytes: u32, kind: Use, fixed: bool) {
        let fixup = Fixup { at: self.pos.wrapping_sub(bytes), label: label.index, addend: 0, kind, tail: 0, fixed };
        self.notes.fixups.push(fixup);
    }
}

/// An opcode followed by four bytes to fill in.
#[inline(always)]
fn long(opcode: u64, len: u32) -> Long {
    Long { head: opcode, head_len: len, tail: 0, tail_len: 4 }
}
