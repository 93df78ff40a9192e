//! Lists of arguments: of calls from Rust ([`Args`]) and of natives ([`Argument`]).

use super::{FromValue, ToValue, describe, type_error};
use crate::common::error::Error;
use crate::runtime::host::Ctx;

/// The arguments of a call: a tuple of up to 12 values, or a vector. Nothing else can be.
pub trait Args {
    /// Puts the arguments behind the callee.
    #[doc(hidden)]
    fn push_all(self, ctx: &mut Ctx<'_>, call: sealed::Call) -> Result<(), Error>;
}

pub(crate) mod sealed {
    /// What only a call has: nobody else can have arguments pushed, which would take the room of
    /// others.
    pub struct Call(());

    impl Call {
        pub(crate) const NOW: Call = Call(());
    }
}

macro_rules! tuples {
    ($( ($($name:ident)*) $count:literal; )*) => { $(
        impl<$($name: ToValue),*> Args for ($($name,)*) {
            #[inline]
            fn push_all(self, ctx: &mut Ctx<'_>, _: sealed::Call) -> Result<(), Error> {
                #[allow(non_snake_case, reason = "a value is called as its type")]
                let ($($name,)*) = self;
                ctx.room($count)?;
                $(
                    let value = $name.to_value(ctx)?;
                    ctx.push(value);
                )*
                let _ = ctx;
                Ok(())
            }
        }
    )* };
}

tuples! {
    () 0;
    (A) 1;
    (A B) 2;
    (A B C) 3;
    (A B C D) 4;
    (A B C D E) 5;
    (A B C D E F) 6;
    (A B C D E F G) 7;
    (A B C D E F G H) 8;
    (A B C D E F G H I) 9;
    (A B C D E F G H I J) 10;
    (A B C D E F G H I J K) 11;
    (A B C D E F G H I J K L) 12;
}

impl<T: ToValue> Args for Vec<T> {
    fn push_all(self, ctx: &mut Ctx<'_>, _: sealed::Call) -> Result<(), Error> {
        ctx.room(self.len())?;
        for value in self {
            let value = value.to_value(ctx)?;
            ctx.push(value);
        }
        Ok(())
    }
}

/// A parameter of a native: any [`FromValue`], and `&str` and `&[u8]`, which borrow the string.
pub trait Argument {
    /// The parameter for a call.
    type Item<'a>;
    /// What is converted before anything is borrowed.
    #[doc(hidden)]
    type Owned;
    /// Whether it may be left out.
    #[doc(hidden)]
    const OPTIONAL: bool;

    /// Converts argument `index`.
    #[doc(hidden)]
    fn convert(ctx: &mut Ctx<'_>, index: usize) -> Result<Self::Owned, Error>;

    /// Borrows from argument `index`.
    #[doc(hidden)]
    fn borrow<'a>(owned: Self::Owned, ctx: &'a Ctx<'_>, index: usize) -> Result<Self::Item<'a>, Error>;
}

impl<T: FromValue> Argument for T {
    type Item<'a> = T;
    type Owned = T;
    const OPTIONAL: bool = T::OPTIONAL;

    #[inline(always)]
    fn convert(ctx: &mut Ctx<'_>, index: usize) -> Result<T, Error> {
        match T::from_word(ctx.arg_bits(index)) {
            Some(value) => Ok(value),
            None => convert_object(ctx, index),
        }
    }

    #[inline(always)]
    fn borrow(owned: T, _: &Ctx<'_>, _: usize) -> Result<T, Error> {
        Ok(owned)
    }
}

#[inline(never)]
fn convert_object<T: FromValue>(ctx: &mut Ctx<'_>, index: usize) -> Result<T, Error> {
    ctx.nested(|ctx| {
        let value = ctx.arg_handle(index);
        T::from_value(ctx, value)
    })
}

#[cold]
fn no_text(ctx: &Ctx<'_>, index: usize) -> Error {
    let value = ctx.arg(index);
    match value.as_string() {
        Some(_) => type_error("string", "string that is not UTF-8"),
        None => type_error("string", describe(ctx.heap(), value)),
    }
}

impl Argument for &str {
    type Item<'a> = &'a str;
    type Owned = ();
    const OPTIONAL: bool = false;

    #[inline(always)]
    fn convert(_: &mut Ctx<'_>, _: usize) -> Result<(), Error> {
        Ok(())
    }

    #[inline]
    fn borrow<'a>((): (), ctx: &'a Ctx<'_>, index: usize) -> Result<&'a str, Error> {
        match ctx.arg(index).as_string().map(std::str::from_utf8) {
            Some(Ok(text)) => Ok(text),
            _ => Err(no_text(ctx, index)),
        }
    }
}

impl Argument for &[u8] {
    type Item<'a> = &'a [u8];
    type Owned = ();
    const OPTIONAL: bool = false;

    #[inline(always)]
    fn convert(_: &mut Ctx<'_>, _: usize) -> Result<(), Error> {
        Ok(())
    }

    #[inline]
    fn borrow<'a>((): (), ctx: &'a Ctx<'_>, index: usize) -> Result<&'a [u8], Error> {
        ctx.arg(index).as_string().ok_or_else(|| no_text(ctx, index))
    }
}
