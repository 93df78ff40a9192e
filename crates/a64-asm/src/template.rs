//! Constant templates: instructions assembled at compile time, with holes filled in at run time.
//!
//! A template's type lists its holes, and whoever places it gives a value for each. Placing one
//! is a copy of bytes known at compile time and a store for each hole. A wrong operand, or a
//! hole where there is no such field, makes a template unsound, which the `template!` macro
//! turns into an error of the build.

use core::marker::PhantomData;

use crate::assembler::Assembler;
use crate::encode::{self, Word};
use crate::error::Error;
use crate::feature::Features;
use crate::hole::{Append, Fill, Hole, Holes, Kind, MAX_HOLES, SIZE};
use crate::label::Label;
use crate::method::word;
use crate::operand::Operand;
#[cfg(feature = "simd")]
use crate::reg::Lane;
use crate::reg::{Gpr, OrStack, OrZero, Vreg};
use crate::row::{Row, rows};
use crate::value::{Barrier, BitRange, Cond, Extended, Prefetch, Shifted, SysReg};

/// Instructions with holes: `H` is a tuple of the values that fill them, in order. Up to 32
/// instructions and 8 holes.
///
/// ```
/// use a64_asm::{Assembler, Cond, Imm12, Label, Offset, Template, FP, X0, template};
///
/// /// Adds a constant to a slot; leaves for a label on overflow.
/// const ADD: Template<(Offset, Imm12, Label, Offset)> = template!(
///     Template::new()
///         .ldr_ro32(X0, FP, 0).hole::<Offset>()
///         .adds_rri32(X0, X0, 0).hole::<Imm12>()
///         .bcc_l(Cond::VS)
///         .str_ro32(X0, FP, 0).hole::<Offset>()
/// );
///
/// let mut a = Assembler::new();
/// let overflow = a.label();
/// a.place_template(&ADD, (Offset(8), Imm12(1), overflow, Offset(8)));
/// a.bind(overflow);
/// a.ret();
/// assert_eq!(a.finish()?.bytes().len(), 20);
/// # Ok::<(), a64_asm::Error>(())
/// ```
pub struct Template<H> {
    bytes: [u8; SIZE],
    len: usize,
    holes: [Hole; MAX_HOLES],
    hole_count: usize,
    features: Features,
    sound: bool,
    last: Last,
    /// A template is its holes' user, not their owner.
    values: PhantomData<fn(H)>,
}

/// Checks a template when the program is built: a wrong operand, or a hole that its instruction
/// does not have, stops the build.
#[macro_export]
macro_rules! template {
    ($template:expr) => {
        const {
            let template = $template;
            assert!(template.is_sound(), "an operand does not fit, or a hole is not a field of its instruction");
            template
        }
    };
}

/// The instruction before a hole: its offset, which bits can still be left open, and what kind
/// of immediate it has.
#[derive(Clone, Copy, Debug)]
struct Last {
    start: usize,
    open: u32,
    immediate: Option<(Kind, u32)>,
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
        Template {
            bytes: [0; SIZE],
            len: 0,
            holes: [Hole { at: 0, log: 0 }; MAX_HOLES],
            hole_count: 0,
            features: Features::BASE,
            sound: true,
            last: Last { start: 0, open: 0, immediate: None },
            values: PhantomData,
        }
    }
}

impl<H> Template<H> {
    /// The bytes, zero in the holes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Whether all operands fit, all holes are fields of their instructions, and everything has
    /// found room.
    pub const fn is_sound(&self) -> bool {
        self.sound
    }

    /// Leaves a field of the instruction before open.
    pub const fn hole<T: Fill>(self) -> Template<<H as Append<T>>::Holes>
    where
        H: Append<T>,
    {
        let mut last = self.last;
        let mut log = 0;
        let fits = match (T::KIND, last.immediate) {
            (Kind::Rd, _) => self.take(&mut last, 0x1f),
            (Kind::Rn, _) => self.take(&mut last, 0x1f << 5),
            (Kind::Rm, _) => self.take(&mut last, 0x1f << 16),
            (Kind::Imm12, Some((Kind::Imm12, _))) => self.take(&mut last, 0x1fff << 10),
            (Kind::Imm16, Some((Kind::Imm16, _))) => self.take(&mut last, 0xffff << 5),
            (Kind::Imm64, Some((Kind::Imm64, _))) => self.take(&mut last, 0xffff << 5),
            (Kind::Offset, Some((Kind::Offset, size))) => {
                log = size;
                self.take(&mut last, 0xfff << 10)
            }
            (Kind::Label, Some((Kind::Label, _))) => {
                last.immediate = None;
                true
            }
            _ => false,
        };
        self.with_hole(Hole { at: last.start, log }, last, fits)
    }

    /// Takes bits that are of one register or immediate, and zero, out of those left to open.
    const fn take(&self, last: &mut Last, bits: u32) -> bool {
        let free = last.open & bits == bits && self.word(last.start) & bits == 0;
        last.open &= !bits;
        free
    }

    const fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]])
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
            values: PhantomData,
        }
    }

    /// `mov xd, value` in four instructions, for a hole of [`Imm64`](crate::Imm64).
    pub const fn mov_ri64_full(self, xd: Gpr<impl OrZero>, value: u64) -> Template<H> {
        let start = self.len;
        let mut template = self
            .movz_ri64(xd, value as u16, 0)
            .movk_ri64(xd, (value >> 16) as u16, 16)
            .movk_ri64(xd, (value >> 32) as u16, 32)
            .movk_ri64(xd, (value >> 48) as u16, 48);
        let immediate = if value == 0 { Some((Kind::Imm64, 0)) } else { None };
        template.last = Last { start, open: 0xffff << 5, immediate };
        template
    }

    const fn push(mut self, word: Word, row: &Row) -> Template<H> {
        if self.len + 4 > SIZE {
            self.sound = false;
            return self;
        }
        let bytes = word.bits.to_le_bytes();
        let mut at = 0;
        while at < 4 {
            self.bytes[self.len + at] = bytes[at];
            at += 1;
        }
        self.last = Last::new(self.len, row);
        self.len += 4;
        self.sound = self.sound && word.wrong == 0;
        self.features = self.features.union(row.features);
        self
    }
}

impl Last {
    /// What can be left open in an instruction of this row.
    const fn new(start: usize, row: &Row) -> Last {
        let mut open = 0;
        let mut immediate = None;
        let mut place = 0;
        while place < row.operands.len() {
            let (operand, arrangement) = row.operands[place];
            match operand {
                Operand::X { .. } | Operand::W { .. } | Operand::XSp { .. } | Operand::WSp { .. } => {
                    open |= operand.mask(arrangement);
                }
                Operand::Base | Operand::At => open |= operand.mask(arrangement),
                Operand::Imm12 => immediate = Some((Kind::Imm12, 0)),
                Operand::Uint { at: 5, width: 16 } => immediate = Some((Kind::Imm16, 0)),
                // With an offset of zero the scaled form is there.
                Operand::Offset { log } | Operand::Scaled { log } => immediate = Some((Kind::Offset, log)),
                Operand::Label { .. } => immediate = Some((Kind::Label, 0)),
                _ => {}
            }
            if immediate.is_some() {
                open |= operand.mask(arrangement);
            }
            place += 1;
        }
        Last { start, open, immediate }
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
        let at = self.buffer.pos;
        // Room is missing only after a growth that failed, which `finish` reports.
        if let Some(slot) = self.buffer.slot() {
            slot[..template.len].copy_from_slice(&template.bytes[..template.len]);
            values.fill(slot, &template.holes);
            self.buffer.pos = at + template.len as u32;
            values.note(&mut self.buffer.state, at, &template.holes);
        }
    }
}

macro_rules! methods {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident $(. $arrangement:tt)?)*) $diagram:literal;)*
    })*) => {
        impl<H> Template<H> {
            $($(
                #[doc = concat!("`", $mnemonic, "`; see [`Assembler::", stringify!($name), "`].")]
                #[allow(clippy::too_many_arguments, reason = "as many as the instruction has")]
                #[inline]
                pub const fn $name(self, $($operand: operand_type!($operand)),*) -> Template<H> {
                    self.push(word!(&rows::$section::$name, $([$operand $($arrangement)?])*), &rows::$section::$name)
                }
            )*)*
        }
    };
}

macro_rules! references {
    (() $section:ident $($mnemonic:literal $title:literal $feature:ident {
        $($name:ident($($operand:ident)* | $label:ident) $diagram:literal;)*
    })*) => {
        impl<H> Template<H> {
            $($(
                #[doc = concat!("`", $mnemonic, "`, with a hole for the label; see [`Assembler::", stringify!($name), "`].")]
                #[inline]
                pub const fn $name(self, $($operand: operand_type!($operand)),*) -> Template<<H as Append<Label>>::Holes>
                where
                    H: Append<Label>,
                {
                    self.push(word!(&rows::$section::$name, $([$operand])*), &rows::$section::$name).hole::<Label>()
                }
            )*)*
        }
    };
}

crate::for_each_instruction!(methods);
#[cfg(feature = "simd")]
crate::for_each_vector_instruction!(methods);
crate::for_each_reference!(references);
