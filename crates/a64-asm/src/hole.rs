//! What fills the holes of a template: typed values, and tuples of them.

use crate::encode;
use crate::error::Error;
use crate::label::Label;
use crate::reg::Gpr;
use crate::state::State;

/// The bytes a template can have.
pub(crate) const SIZE: usize = 128;
/// The holes a template can have.
pub(crate) const MAX_HOLES: usize = 8;

/// A place to fill in: the offset of its instruction, and the logarithm of the size that an
/// offset counts in.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Hole {
    pub(crate) at: usize,
    pub(crate) log: u32,
}

/// The immediate of `add_rri64` and its kin, 0 to 4095, where 0 holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imm12(pub u32);

/// The sixteen bits of `movz`, `movk` and `movn`, where 0 holds their place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imm16(pub u16);

/// The constant of `mov_ri64_full`, where 0 holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imm64(pub u64);

/// The offset of a load or store (`ldr_ro64`), in bytes: a multiple of the size up to 4095
/// times it. 0 holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offset(pub u32);

/// The register in the low five bits: a destination, or what is loaded or stored. `X0` holds
/// its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rd(pub Gpr);

/// The first source register, or an address. `X0` holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rn(pub Gpr);

/// The second source register. `X0` holds its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rm(pub Gpr);

/// What a hole is for.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Imm12,
    Imm16,
    Imm64,
    Offset,
    Rd,
    Rn,
    Rm,
    Label,
}

/// A value that fills a hole: [`Imm12`], [`Imm16`], [`Imm64`], [`Offset`], [`Rd`], [`Rn`], [`Rm`] or
/// [`Label`].
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

/// Sets bits of the instruction at `at`, which are zero there.
#[inline(always)]
fn or(slot: &mut [u8; SIZE], at: usize, bits: u32) {
    // Always there: a hole lies within its template.
    if let Some(bytes) = slot.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) {
        *bytes = (u32::from_le_bytes(*bytes) | bits).to_le_bytes();
    }
}

macro_rules! register_fills {
    ($($type:ident $shift:literal)*) => {$(
        impl sealed::Fill for $type {
            const KIND: Kind = Kind::$type;

            #[inline(always)]
            fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
                or(slot, hole.at, u32::from(self.0.number()) << $shift);
            }
        }
    )*};
}

register_fills!(Rd 0 Rn 5 Rm 16);

impl sealed::Fill for Imm16 {
    const KIND: Kind = Kind::Imm16;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        or(slot, hole.at, u32::from(self.0) << 5);
    }
}

impl sealed::Fill for Imm64 {
    const KIND: Kind = Kind::Imm64;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        for place in 0..4 {
            or(slot, hole.at + 4 * place, ((self.0 >> (16 * place) & 0xffff) as u32) << 5);
        }
    }
}

#[allow(private_interfaces)]
impl sealed::Fill for Imm12 {
    const KIND: Kind = Kind::Imm12;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        or(slot, hole.at, (self.0 & 0xfff) << 10);
    }

    #[inline(always)]
    fn note(self, state: &mut State, at: u32, _: &Hole) {
        if self.0 > 0xfff {
            state.fail(Error::InvalidHole { at });
        }
    }
}

#[allow(private_interfaces)]
impl sealed::Fill for Offset {
    const KIND: Kind = Kind::Offset;

    #[inline(always)]
    fn fill(self, slot: &mut [u8; SIZE], hole: &Hole) {
        or(slot, hole.at, (self.0 >> hole.log & 0xfff) << 10);
    }

    #[inline(always)]
    fn note(self, state: &mut State, at: u32, hole: &Hole) {
        if !encode::scaled(self.0.cast_signed(), hole.log).is_valid() {
            state.fail(Error::InvalidHole { at });
        }
    }
}

#[allow(private_interfaces)]
impl sealed::Fill for Label {
    const KIND: Kind = Kind::Label;

    #[inline(always)]
    fn fill(self, _: &mut [u8; SIZE], _: &Hole) {}

    #[inline(always)]
    fn note(self, state: &mut State, at: u32, hole: &Hole) {
        state.refer(at + hole.at as u32, self);
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
