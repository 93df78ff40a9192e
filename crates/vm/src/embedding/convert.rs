//! Conversions between Rust values and values of programs, in both directions.
//!
//! | Rust | program |
//! |---|---|
//! | `()`, `None` | nil |
//! | `bool` | bool |
//! | `i8` `i16` `i32` `u8` `u16`; `i64` `u32` `u64` `usize` if they fit | int |
//! | `f64`, `f32`; from programs an int too | float |
//! | `&str`, `String`, [`Bytes`] | string |
//! | `Vec<T>`, `[T; N]`, `&[T]` | array |
//! | `BTreeMap<K, V>`, `HashMap<K, V>` | map |
//! | `Option<T>` | nil, or what `T` is |
//! | [`Value`] | anything |
//! | [`Object`](crate::Object) | any object, kept where it is |

mod argument;
mod collection;
mod number;
mod text;
mod value;

use heap::{Bits, Handle, Heap, View};

use crate::common::error::{Error, ErrorKind};
use crate::runtime::host::{Ctx, Return};

pub(crate) use argument::sealed;
pub use argument::{Args, Argument};
pub(crate) use collection::check_key;
pub use text::Bytes;
pub use value::Value;

/// A Rust value that becomes one of a program: an argument, an element, the result of a native.
///
/// ```
/// use vm::{Ctx, Error, FromValue, Return, ToValue, Vm};
///
/// struct Celsius(f64);
///
/// impl ToValue for Celsius {
///     fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
///         (self.0 * 1.8 + 32.0).to_value(ctx)
///     }
/// }
///
/// let mut vm = Vm::builder().build()?;
/// vm.define("boiling", Celsius(100.0))?;
/// # let module = lang::compile_verified("main", b"var b = boiling;").unwrap();
/// # vm.run(std::sync::Arc::new(module))?;
/// # assert_eq!(vm.global::<f64>("b")?, 212.0);
/// # Ok::<(), Error>(())
/// ```
pub trait ToValue {
    /// The program's value; [`Ctx::heap_mut`] makes objects.
    ///
    /// # Errors
    /// Out of memory, or the value is outside of what programs have.
    fn to_value(self, ctx: &mut Ctx<'_>) -> Result<Return, Error>;
}

/// A Rust value that can be had from one of a program: a result, an element, an argument of a
/// native.
///
/// ```
/// use vm::{Ctx, Error, FromValue, Handle, Vm};
///
/// /// A map with the entries `x` and `y`.
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// impl FromValue for Point {
///     const EXPECTED: &'static str = "point";
///
///     fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Point, Error> {
///         Ok(Point { x: ctx.get(value, "x")?, y: ctx.get(value, "y")? })
///     }
/// }
///
/// let mut vm = Vm::builder().build()?;
/// vm.register("norm", |p: Point| p.x.hypot(p.y))?;
/// # let source = b"var m = map(); m['x'] = 3; m['y'] = 4.0; var n = norm(m);";
/// # vm.run(std::sync::Arc::new(lang::compile_verified("main", source).unwrap()))?;
/// # assert_eq!(vm.global::<f64>("n")?, 5.0);
/// # Ok::<(), Error>(())
/// ```
pub trait FromValue: Sized {
    /// What is expected, for messages: `int`.
    const EXPECTED: &'static str;

    /// The Rust value of a program's value.
    ///
    /// # Errors
    /// It is of another type: [`ErrorKind::Type`].
    fn from_value(ctx: &mut Ctx<'_>, value: Handle) -> Result<Self, Error>;

    /// Whether a native may be called without it.
    #[doc(hidden)]
    const OPTIONAL: bool = false;

    /// The Rust value, where the word alone tells it.
    #[doc(hidden)]
    #[inline(always)]
    fn from_word(bits: Bits) -> Option<Self> {
        let _ = bits;
        None
    }
}

/// What a native may return: a value, or a `Result` of one with any error.
pub trait NativeResult {
    /// The program's value.
    ///
    /// # Errors
    /// The native's, or of the conversion.
    fn into_return(self, ctx: &mut Ctx<'_>) -> Result<Return, Error>;
}

impl<T: ToValue> NativeResult for T {
    #[inline]
    fn into_return(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        self.to_value(ctx)
    }
}

impl<T: ToValue, E: Into<Box<dyn std::error::Error + Send + Sync>>> NativeResult for Result<T, E> {
    #[inline]
    fn into_return(self, ctx: &mut Ctx<'_>) -> Result<Return, Error> {
        match self {
            Ok(value) => value.to_value(ctx),
            Err(error) => Err(Error::new(error)),
        }
    }
}

impl ToValue for Return {
    #[inline]
    fn to_value(self, _: &mut Ctx<'_>) -> Result<Return, Error> {
        Ok(self)
    }
}

impl ToValue for Handle {
    fn to_value(self, _: &mut Ctx<'_>) -> Result<Return, Error> {
        Ok(self.into())
    }
}

/// The error of a value that is not what `T` takes.
#[cold]
pub(crate) fn mismatch<T: FromValue>(ctx: &Ctx<'_>, value: Handle) -> Error {
    type_error(T::EXPECTED, type_name(ctx, value))
}

#[cold]
pub(crate) fn type_error(expected: impl Into<Box<str>>, actual: impl Into<Box<str>>) -> Error {
    ErrorKind::Type { expected: expected.into(), actual: actual.into(), at: "".into() }.into()
}

/// Says where in a value a type error is.
#[cold]
fn within(error: Error, place: impl FnOnce() -> String) -> Error {
    match error.kind() {
        ErrorKind::Type { expected, actual, at } => {
            let at = format!("{}{at}", place()).into();
            ErrorKind::Type { expected: expected.clone(), actual: actual.clone(), at }.into()
        }
        _ => error,
    }
}

/// What a handle's value is, for messages.
pub(crate) fn type_name(ctx: &Ctx<'_>, value: Handle) -> Box<str> {
    describe(ctx.heap(), ctx.heap().get(value))
}

/// What a value is, for messages.
pub(crate) fn describe(heap: &Heap, value: heap::Value<'_>) -> Box<str> {
    let name = match value.view() {
        View::Nil => "nil",
        View::Bool(_) => "bool",
        View::Int(_) => "int",
        View::Float(_) => "float",
        View::String(_) => "string",
        View::Array(_) => "array",
        View::Map(_) => "map",
        View::Function(_) | View::Native(_) => "function",
        View::StructDef(_) => "struct definition",
        View::Instance(shape) => {
            let name = String::from_utf8_lossy(&heap.shape(shape).name);
            return format!("instance of '{name}'").into();
        }
        View::Module(_) => "module",
        View::Resource { .. } | View::Internal => "object",
    };
    name.into()
}
