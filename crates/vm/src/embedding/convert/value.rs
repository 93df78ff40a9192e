//! [`Value`]: for code that does not know what it will meet.

use heap::{Bits, Handle, View};

use super::{Bytes, FromValue, ToValue};
use crate::common::error::Error;
use crate::runtime::host::{Ctx, Return};
use crate::runtime::roots::Object;

/// Any value of a program.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Value {
    /// nil
    #[default]
    Nil,
    /// A bool.
    Bool(bool),
    /// An int.
    Int(i32),
    /// A float.
    Float(f64),
    /// A string, copied.
    String(Bytes),
    /// An object, where it is.
    Object(Object),
}

impl FromValue for Value {
    const EXPECTED: &'static str = "value";

    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Value, Error> {
        let bits = ctx.heap().bits(value);
        if let Some(plain) = Value::from_word(bits) {
            return Ok(plain);
        }
        if let View::String(bytes) = ctx.heap().get(value).view() {
            return Ok(Value::String(Bytes(bytes.to_vec())));
        }
        Object::from_value(ctx, value).map(Value::Object)
    }

    fn from_word(bits: Bits) -> Option<Value> {
        match bits {
            bits if bits.is_heap() => None,
            bits if bits.is_int() => Some(Value::Int(bits.as_int())),
            bits if bits.is_float() => Some(Value::Float(bits.as_float())),
            bits => Some(bits.as_bool().map_or(Value::Nil, Value::Bool)),
        }
    }
}

impl ToValue for Value {
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        match self {
            Value::Nil => Ok(Return::NIL),
            Value::Bool(value) => value.to_value(ctx),
            Value::Int(value) => value.to_value(ctx),
            Value::Float(value) => value.to_value(ctx),
            Value::String(value) => value.to_value(ctx),
            Value::Object(value) => value.to_value(ctx),
        }
    }
}
