//! Constant templates: instructions assembled at compile time, with holes filled in at run time.
//!
//! The type of a template lists its holes; the caller who places it gives a value for each. Placing
//! one is a copy of bytes that are known at compile time, and a store for each hole. Some things
//! are not possible in a template: the address of a label, and a hole where there is no such field.
//! The `template!` macro makes them errors of the build.

use core::marker::PhantomData;

use crate::assembler::Assembler;
use crate::cond::Cond;
use crate::encode::{Layout, Long, Short, WithMem};
use crate::error::Error;
use crate::family::{Bytes, Inst};
use crate::feature::Features;
use crate::hole::{Append, Fill, Hole, Holes, Kind, MAX_HOLES, SIZE};
use crate::label::Label;
use crate::mem::SPECIAL;

/// Instructions with holes: `H` is a tuple of the values that fill them, in order.
///
/// ```
/// use x64_asm::{Assembler, Cond, Disp32, Imm32, Label, Mem, RAX, RBP, Template, template};
///
/// /// Adds a constant to a slot; leaves for a label on overflow.
/// const ADD: Template<(Disp32, Imm32, Label, Disp32)> = template!(
///     Template::new()
///         .mov_rm32(RAX, Mem::base(RBP).disp32(0)).hole::<Disp32>()
///         .add_ri32_full(RAX, 0).hole::<Imm32>()
///         .jcc(Cond::O)
///         .mov_mr32(Mem::base(RBP).disp32(0), RAX).hole::<Disp32>()
/// );
///
/// let mut a = Assembler::new();
/// let overflow = a.label();
/// a.place_template(&ADD, (Disp32(8), Imm32(1), overflow, Disp32(8)));
/// a.bind(overflow);
/// a.ret();
/// assert_eq!(a.finish()?.bytes().len(), 6 + 6 + 6 + 6 + 1);
/// # Ok::<(), x64_asm::Error>(())
/// ```
pub struct Template<H> {
    bytes: [u8; SIZE],
    len: usize,
    holes: [Hole; MAX_HOLES],
    hole_count: usize,
    features: Features,
    sound: bool,
    last: Last,
    /// The instruction before, if it is one of a family, and what its encodings need.
    last_inst: Option<(Inst, &'static [Features; 2])>,
    /// A template is its holes' user, not their owner.
    values: PhantomData<fn(H)>,
}

/// Checks a template when the program is built: a hole that its instruction does not have stops
/// the build.
#[macro_export]
macro_rules! template {
    ($template:expr) => {
        const {
            let template = $template;
            assert!(template.is_sound(), "a hole is not a field of the instruction before it");
            template
        }
    };
}

/// The instruction before a hole.
#[derive(Clone, Copy, Debug)]
struct Last {
    start: usize,
    head_len: usize,
    imm_len: usize,
    len: usize,
    layout: Layout,
    /// It ends in a displacement to a label.
    jump: bool,
}

impl<H> Clone for Template<H> {
    fn clone(&self) -> Template<H> {
        *self
    }
}

impl<H> Copy for Template<H> {}

impl<H> core::fmt::Debug for Template<H> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Template").field("bytes", &self.bytes()).field("holes", &self.hole_count).finish()
    }
}

impl Template<()> {
    /// A template without instructions.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Template<()> {
        let layout = Layout::NONE;
        Template {
            bytes: [0; SIZE],
            len: 0,
            holes: [Hole { at: 0, start: 0, rex: 0 }; MAX_HOLES],
            hole_count: 0,
            features: Features::BASE,
            sound: true,
            last: Last { start: 0, head_len: 0, imm_len: 0, len: 0, layout, jump: false },
            last_inst: None,
            values: PhantomData,
        }
    }
}

impl<H> Template<H> {
    /// The bytes, zero in the holes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Whether all holes are fields of their instructions, and the limits hold: 128 bytes, 8 holes.
    pub const fn is_sound(&self) -> bool {
        self.sound
    }

    /// Leaves a field of the instruction before open.
    pub const fn hole<T: Fill>(self) -> Template<<H as Append<T>>::Holes>
    where
        H: Append<T>,
    {
        let mut last = self.last;
        let layout = last.layout;
        let end = last.start + last.len;
        let rex = last.start + layout.rex as usize;
        // Each field can be left open once.
        let (at, fits) = match T::KIND {
            Kind::Disp32 => {
                last.layout.disp32 = false;
                (last.start + last.head_len, layout.disp32)
            }
            Kind::Imm32 => {
                last.imm_len = 0;
                (end.saturating_sub(4), self.last.imm_len == 4)
            }
            Kind::Imm64 => {
                last.imm_len = 0;
                (end.saturating_sub(8), self.last.imm_len == 8)
            }
            Kind::Label => {
                last.jump = false;
                (end.saturating_sub(4), self.last.jump)
            }
            Kind::Reg => {
                last.layout.modrm = Layout::NOWHERE;
                let at = last.start + layout.modrm as usize;
                (at, layout.has_reg() && self.is_clear(rex, 4) && self.is_clear(at, 7 << 3))
            }
            Kind::Rm => {
                last.layout.rm = Layout::NOWHERE;
                let at = last.start + layout.rm as usize;
                (at, layout.has_rm() && self.is_clear(rex, 1) && self.is_clear(at, 7))
            }
        };
        self.with_hole(Hole { at, start: last.start, rex }, last, fits)
    }

    /// Whether these bits of a byte are zero: `RAX` is there.
    const fn is_clear(&self, at: usize, bits: u8) -> bool {
        at < SIZE && self.bytes[at] & bits == 0
    }

    const fn with_hole<T>(self, hole: Hole, last: Last, fits: bool) -> Template<T> {
        let mut holes = self.holes;
        let room = self.hole_count < MAX_HOLES;
        if room {
            holes[self.hole_count] = hole;
        }
        Template {
            bytes: self.bytes,
            len: self.len,
            holes,
            hole_count: self.hole_count + 1,
            features: self.features,
            sound: self.sound && fits && room,
            last,
            last_inst: self.last_inst,
            values: PhantomData,
        }
    }

    /// `jmp label`: `E9 cd`, with a hole for the label.
    pub const fn jmp(self) -> Template<<H as Append<Label>>::Holes>
    where
        H: Append<Label>,
    {
        self.jump(Short::new(0xe9, 5)).hole::<Label>()
    }

    /// `jcc label`: `0F 80+cc cd`, with a hole for the label.
    pub const fn jcc(self, cond: Cond) -> Template<<H as Append<Label>>::Holes>
    where
        H: Append<Label>,
    {
        self.jump(Short::new(0x800f | (cond as u64) << 8, 6)).hole::<Label>()
    }

    /// `call label`: `E8 cd`, with a hole for the label.
    pub const fn call(self) -> Template<<H as Append<Label>>::Holes>
    where
        H: Append<Label>,
    {
        self.jump(Short::new(0xe8, 5)).hole::<Label>()
    }

    const fn jump(self, code: Short) -> Template<H> {
        let mut template = self.push(Piece { code: code.long(), imm_len: 0, sound: true }, Features::BASE);
        template.last.jump = true;
        template
    }

    /// The instruction before, if what EVEX adds can be added to it.
    pub(crate) const fn last_inst(&self) -> Option<(Inst, &'static [Features; 2])> {
        self.last_inst
    }

    /// Without the instruction before.
    pub(crate) const fn without_last(mut self) -> Template<H> {
        self.len = self.last.start;
        self
    }

    pub(crate) const fn unsound(mut self) -> Template<H> {
        self.sound = false;
        self
    }

    pub(crate) const fn push_bytes(
        self,
        inst: Inst,
        needs: &'static [Features; 2],
        bytes: Bytes,
        features: Features,
    ) -> Template<H> {
        let start = self.len;
        let before = match bytes.outer {
            Some(prefix) => {
                self.push(Piece { code: Short::new(prefix as u64, 1).long(), imm_len: 0, sound: true }, Features::BASE)
            }
            None => self,
        };
        let sound = match bytes.mem {
            Some(mem) => mem.bits & SPECIAL == 0,
            None => true,
        };
        let sound = sound && bytes.code.len > 0;
        let mut template = before.push(Piece { code: bytes.code, imm_len: bytes.imm_len, sound }, features);
        if bytes.outer.is_none() {
            template.last.start = start;
            template.last_inst = Some((inst, needs));
        }
        template
    }

    pub(crate) const fn push(mut self, piece: Piece, features: Features) -> Template<H> {
        self.last_inst = None;
        let Long { head, head_len, tail, len, high, layout } = piece.code;
        let (head_len, len) = (head_len as usize, len as usize);
        if self.len + len > SIZE || len == 0 {
            self.sound = false;
            return self;
        }
        let features = match high {
            true => features.union(Features::APX_F),
            false => features,
        };
        let head = head.to_le_bytes();
        let tail = tail.to_le_bytes();
        let mut at = 0;
        while at < len {
            self.bytes[self.len + at] = if at < head_len { head[at] } else { tail[at - head_len] };
            at += 1;
        }
        let imm_len = piece.imm_len as usize;
        self.last = Last { start: self.len, head_len, imm_len, len, layout, jump: false };
        self.len += len;
        self.sound = self.sound && piece.sound;
        self.features = self.features.union(features);
        self
    }
}

impl Layout {
    const fn has_reg(self) -> bool {
        self.rex != Layout::NOWHERE && self.modrm != Layout::NOWHERE
    }

    const fn has_rm(self) -> bool {
        self.rex != Layout::NOWHERE && self.rm != Layout::NOWHERE
    }
}

/// An encoded instruction, and whether a template can hold it.
pub(crate) struct Piece {
    code: Long,
    imm_len: u32,
    sound: bool,
}

impl Short {
    pub(crate) const fn piece(self) -> Piece {
        Piece { code: self.long(), imm_len: 0, sound: true }
    }
}

impl Long {
    pub(crate) const fn piece(self) -> Piece {
        Piece { code: self, imm_len: self.len - self.head_len, sound: true }
    }
}

impl WithMem {
    pub(crate) const fn piece(self) -> Piece {
        let sound = self.mem.bits & SPECIAL == 0;
        Piece { code: self.code, imm_len: self.imm_len, sound }
    }
}

impl Assembler {
    /// Assembles a template, filling its holes with these values.
    #[inline(always)]
    pub fn place_template<H: Holes>(&mut self, template: &Template<H>, values: H) {
        let at = self.buffer.pos;
        if !template.features.is_empty() {
            self.require(template.features);
        }
        if !template.sound {
            return self.buffer.state.fail(Error::InvalidTemplate { at });
        }
        if self.buffer.room.len() < at as usize + SIZE {
            self.buffer.grow(SIZE);
        }
        // Room is missing only after a growth that failed, which `finish` reports.
        if let Some(slot) = self.buffer.slot() {
            slot[..template.len].copy_from_slice(&template.bytes[..template.len]);
            values.fill(slot, &template.holes);
            self.buffer.pos = at + template.len as u32;
            values.note(&mut self.buffer.state, at, &template.holes);
        }
    }
}
