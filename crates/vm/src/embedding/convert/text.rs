//! Strings: bytes to programs, UTF-8 to most of Rust.

use std::borrow::Cow;

use heap::Handle;

use super::{FromValue, ToValue, mismatch, type_error};
use crate::common::error::Error;
use crate::runtime::host::{Ctx, Return};

/// A program's string as it is: any bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl ToValue for Bytes {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        Ok(ctx.whole_heap().new_string(&self.0)?.into())
    }
}

impl FromValue for Bytes {
    const EXPECTED: &'static str = "string";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Bytes, Error> {
        match ctx.heap().get(value).as_string() {
            Some(bytes) => Ok(Bytes(bytes.to_vec())),
            None => Err(mismatch::<Bytes>(ctx, value)),
        }
    }
}

macro_rules! texts {
    ($($type:ty),*) => { $(
        impl ToValue for $type {
            fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
                Ok(ctx.whole_heap().new_string(self.as_bytes())?.into())
            }
        }
    )* };
}

texts! { &str, String, &String, Box<str>, Cow<'_, str> }

impl ToValue for char {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        let mut bytes = [0; 4];
        let text = self.encode_utf8(&mut bytes);
        Ok(ctx.whole_heap().new_string(text.as_bytes())?.into())
    }
}

impl FromValue for String {
    const EXPECTED: &'static str = "string";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<String, Error> {
        let bytes = ctx.heap().get(value).as_string().ok_or_else(|| mismatch::<String>(ctx, value))?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(type_error("string", "string that is not UTF-8")),
        }
    }
}
