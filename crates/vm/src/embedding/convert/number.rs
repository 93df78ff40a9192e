//! nil, bools and numbers: values whose word says everything.

use heap::{Bits, Handle};

use super::{FromValue, ToValue, mismatch, type_error};
use crate::common::error::Error;
use crate::runtime::host::{Ctx, Return};

/// Values that are words; any word that is not one of them is a mismatch.
macro_rules! plain {
    ($( $type:ty, $expected:literal, $bits:ident => $from:expr, $value:ident => $to:expr; )*) => { $(
        impl FromValue for $type {
            const EXPECTED: &'static str = $expected;

            fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<$type, Error> {
                let bits = ctx.heap().bits(value);
                Self::from_word(bits).ok_or_else(|| mismatch::<$type>(ctx, value))
            }

            #[inline(always)]
            fn from_word($bits: Bits) -> Option<$type> {
                $from
            }
        }

        impl ToValue for $type {
            #[inline(always)]
            fn to_value(self, _: &mut Ctx<'_>) -> Result<Return, Error> {
                let $value = self;
                Ok($to)
            }
        }
    )* };
}

/// The int that a word is, in another type if it fits.
#[inline(always)]
fn int<T: TryFrom<i32>>(bits: Bits) -> Option<T> {
    if bits.is_int() { T::try_from(bits.as_int()).ok() } else { None }
}

/// A float, or an int as one.
#[inline(always)]
fn float(bits: Bits) -> Option<f64> {
    if bits.is_float() {
        Some(bits.as_float())
    } else if bits.is_int() {
        Some(f64::from(bits.as_int()))
    } else {
        None
    }
}

plain! {
    (), "nil", bits => bits.is_nil().then_some(()), _value => Return::NIL;
    bool, "bool", bits => bits.as_bool(), value => value.into();
    i32, "int", bits => int(bits), value => value.into();
    i16, "int from -32768 to 32767", bits => int(bits), value => i32::from(value).into();
    i8, "int from -128 to 127", bits => int(bits), value => i32::from(value).into();
    u16, "int from 0 to 65535", bits => int(bits), value => i32::from(value).into();
    u8, "int from 0 to 255", bits => int(bits), value => i32::from(value).into();
    f64, "number", bits => float(bits), value => value.into();
    f32, "number", bits => float(bits).map(|value| value as f32), value => f64::from(value).into();
}

/// Types with more values than an int has.
macro_rules! wide {
    ($( $type:ty, $expected:literal; )*) => { $(
        impl FromValue for $type {
            const EXPECTED: &'static str = $expected;

            fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<$type, Error> {
                let bits = ctx.heap().bits(value);
                Self::from_word(bits).ok_or_else(|| mismatch::<$type>(ctx, value))
            }

            #[inline(always)]
            fn from_word(bits: Bits) -> Option<$type> {
                int(bits)
            }
        }

        impl ToValue for $type {
            #[inline]
            fn to_value(self, _: &mut Ctx<'_>) -> Result<Return, Error> {
                let int = i32::try_from(self).map_err(|_| type_error("number of 32 bits", self.to_string()))?;
                Ok(int.into())
            }
        }
    )* };
}

wide! {
    i64, "int";
    u32, "int of at least 0";
    u64, "int of at least 0";
    usize, "int of at least 0";
}
