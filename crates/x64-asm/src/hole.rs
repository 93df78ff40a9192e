//! What fills the holes of a template: typed values, and tuples of them.

use crate::label::{Jump, Label};
use crate::reg::Gpr;
use crate::state::State;

/// The bytes a template can have.
pub(crate) const SIZE: usize = 128;
/// The holes a template can have.
pub(crate) const MAX_HOLES: usize = 8;

/// A place to fill in.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Hole {
    /// Offset of the field, and of the instruction.
    pub(crate) at: usize,
    pub(crate) start: usize,
    /// Offset of the REX prefix, for registers.
    pub(crate) rex: usize,
}

/// A displacement of four bytes: of an operand made with [`Mem::disp32`](crate::Mem::disp32).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disp32(pub i32);

/// An immediate of four bytes: of a `_full` form, or of one that has no narrower encoding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imm32(pub i32);

/// An immediate of eight bytes: of `mov_ri64_full`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imm64(pub i64);

/// The register in the ModRM byte's register field of a 64-bit instruction: the source of
/// `mov_mr64` and `add_rr64`, the destination of `mov_rm64` and `imul_rr64`. `RAX` holds its
/// place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reg(pub Gpr);

/// The register in the r/m field (or the opcode) of a 64-bit instruction: the destination of
/// `add_rr64` and `mov_ri64_full`, the source of `imul_rr64`. `RAX` holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rm(pub Gpr);

/// What a hole is for.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Disp32,
    Imm32,
    Imm64,
    Label,
    Reg,
    Rm,
}

/// A value that fills a hole: [`Disp32`], [`Imm32`], [`Imm64`], [`Reg`], [`Rm`] or [`Label`].
pub trait Fill: sealed::Fill {}

impl<T: sealed::Fill> Fill for T {}

/// Values for all holes of a template: a tuple of up to eight.
pub trait Holes: sealed::Holes {}

impl<T: sealed::Holes> Holes for T {}

/// The holes `Self` and one more.
pub trait Append<T> {
    /// `Self` with `T` behind it.
    type Holes;
}

mod sealed {
    use super::{Hole, Kind, State};

    pub trait Fill: Copy {
        const KIND: Kind;
        fn fill(self, slot: &mut [u8; super::SIZE], hole: &Hole);
        /// Notes what `finish` has to do about it.
        #[allow(private_interfaces)]
        fn note(self, _state: &mut State, _at: u32, _hole: &Hole) {}
    }

    pub trait Holes: Copy {
        fn fill(self, slot: &mut [u8; super::SIZE], holes: &[Hole; super::MAX_HOLES]);
        #[allow(private_interfaces)]
        fn note(self, state: &mut State, at: u32, holes: &[Hole; super::MAX_HOLES]);
    }
}

#[inline(always)]
fn store<const N: usize>(slot: &mut [u8; SIZE], at: usize, bytes: [u8; N]) {
    // Always there: a hole lies within its template.
    if let Some(field) = slot.get_mut(at..at + N) {
        field.copy_from_slice(&bytes);
    }
}

#[inline(always)]
fn or(slot: &mut [u8; SIZE], at: usize, bits: u8) {
    if let Some(byte) = slot.get_mut(at) {
        *byte |= bits;
    }
}

macro_rules! number_fills {
    ($($type:ident)*) => {$(
        impl sealed::Fill for $type {
            const KIND: Kind = Kind::$type;

            #[inline(always)]
            fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
                store(slot, hole.at, self.0.to_le_bytes());
            }
        }
    )*};
}

number_fills!(Disp32 Imm32 Imm64);

impl sealed::Fill for Reg {
    const KIND: Kind = Kind::Reg;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        or(slot, hole.rex, self.0.number() >> 3 << 2);
        or(slot, hole.at, (self.0.number() & 7) << 3);
    }
}

impl sealed::Fill for Rm {
    const KIND: Kind = Kind::Rm;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        or(slot, hole.rex, self.0.number() >> 3);
        or(slot, hole.at, self.0.number() & 7);
    }
}

#[allow(private_interfaces)]
impl sealed::Fill for Label {
    const KIND: Kind = Kind::Label;

    #[inline(always)]
    fn fill(self, _: &mut [u8; SIZE], _: &Hole) {}

    #[inline(always)]
    fn note(self, state: &mut State, at: u32, hole: &Hole) {
        let at = at + hole.start as u32;
        match state.place(self) {
            Some(_) => state.notes.jumps.push(Jump { at, label: self.index() }),
            None => state.foreign(at),
        }
    }
}

macro_rules! holes {
    ($($type:ident $index:tt)*) => {
        #[allow(private_interfaces, unused_variables)]
        impl<$($type: sealed::Fill),*> sealed::Holes for ($($type,)*) {
            #[inline(always)]
            fn fill(self, slot: &mut [u8; SIZE], holes: &[Hole; MAX_HOLES]) {
                $(self.$index.fill(slot, &holes[$index]);)*
            }

            #[inline(always)]
            fn note(self, state: &mut State, at: u32, holes: &[Hole; MAX_HOLES]) {
                $(self.$index.note(state, at, &holes[$index]);)*
            }
        }

        impl<$($type,)* Next> Append<Next> for ($($type,)*) {
            type Holes = ($($type,)* Next,);
        }
    };
}

holes!();
holes!(A 0);
holes!(A 0 B 1);
holes!(A 0 B 1 C 2);
holes!(A 0 B 1 C 2 D 3);
holes!(A 0 B 1 C 2 D 3 E 4);
holes!(A 0 B 1 C 2 D 3 E 4 F 5);
holes!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
holes!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 I 7);
