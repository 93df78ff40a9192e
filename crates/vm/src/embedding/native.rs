//! [`Native`]: Rust functions and closures with typed parameters as host functions.

use crate::common::error::{Error, ErrorKind};
use crate::embedding::convert::{Argument, FromValue, NativeResult};
use crate::runtime::host::{BoxedNative, Ctx, HostModule, Member};

/// A Rust function or closure that programs can call: of up to 8 parameters, each an [`Argument`],
/// with a [`NativeResult`]. Its first parameter may be the `&mut `[`Ctx`]; then the others own what
/// they hold ([`FromValue`]).
///
/// Trailing parameters of type `Option` may be left out. A call with another number of arguments,
/// or with an argument that does not convert, is an error of the program.
///
/// `Marker` is the signature; it is inferred.
pub trait Native<Marker> {
    /// As the vm keeps it.
    #[doc(hidden)]
    fn boxed(self, name: &str) -> BoxedNative;
}

impl HostModule {
    /// Adds a Rust function or closure with typed parameters as a member.
    ///
    /// ```
    /// let module = vm::HostModule::new("host").native("twice", |n: i32| n.wrapping_mul(2));
    /// ```
    #[must_use]
    pub fn native<M>(mut self, name: impl Into<String>, native: impl Native<M>) -> HostModule {
        let name = name.into();
        let native = native.boxed(&name);
        self.members.push(Member { name, native, is_system: false });
        self
    }
}

/// A native of each number of parameters. `call` has the compiler see one lifetime at a time.
macro_rules! natives {
    ($( ($($name:ident $value:ident $index:literal)*) $count:literal; )*) => { $(
        impl<Func, Out, $($name),*> Native<fn($($name),*) -> Out> for Func
        where
            Func: Fn($($name),*) -> Out + for<'a> Fn($($name::Item<'a>),*) -> Out + Send + 'static,
            $($name: Argument + 'static,)*
            Out: NativeResult,
        {
            fn boxed(self, name: &str) -> BoxedNative {
                #[inline(always)]
                #[allow(clippy::too_many_arguments, reason = "as many as the native has")]
                fn call<Out, $($name),*>(native: impl Fn($($name),*) -> Out, $($value: $name),*) -> Out {
                    native($($value),*)
                }
                let name: Box<str> = name.into();
                let least = least(&[$($name::OPTIONAL),*]);
                Box::new(move |ctx: &mut Ctx<'_>| {
                    check_count(ctx, least, $count)?;
                    $( let $value = $name::convert(ctx, $index).map_err(|error| argument(error, &name, $index))?; )*
                    let shared: &Ctx<'_> = ctx;
                    $(
                        let $value = $name::borrow($value, shared, $index);
                        let $value = $value.map_err(|error| argument(error, &name, $index))?;
                    )*
                    let _ = (&name, shared);
                    let result = call(&self, $($value),*);
                    result.into_return(ctx)
                })
            }
        }

        impl<Func, Out, $($name),*> Native<fn(&mut Ctx<'_>, $($name),*) -> Out> for Func
        where
            Func: Fn(&mut Ctx<'_>, $($name),*) -> Out + Send + 'static,
            $($name: FromValue,)*
            Out: NativeResult,
        {
            fn boxed(self, name: &str) -> BoxedNative {
                let name: Box<str> = name.into();
                let least = least(&[$(<$name as FromValue>::OPTIONAL),*]);
                Box::new(move |ctx: &mut Ctx<'_>| {
                    check_count(ctx, least, $count)?;
                    $(
                        let $value = <$name as Argument>::convert(ctx, $index);
                        let $value = $value.map_err(|error| argument(error, &name, $index))?;
                    )*
                    let _ = &name;
                    let result = self(ctx, $($value),*);
                    result.into_return(ctx)
                })
            }
        }
    )* };
}

natives! {
    () 0;
    (A a 0) 1;
    (A a 0 B b 1) 2;
    (A a 0 B b 1 C c 2) 3;
    (A a 0 B b 1 C c 2 D d 3) 4;
    (A a 0 B b 1 C c 2 D d 3 E e 4) 5;
    (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5) 6;
    (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6) 7;
    (A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7) 8;
}

/// How many arguments a call must have at least.
fn least(optional: &[bool]) -> usize {
    optional.len() - optional.iter().rev().take_while(|&&it| it).count()
}

#[inline(always)]
fn check_count(ctx: &Ctx<'_>, least: usize, most: usize) -> Result<(), Error> {
    let actual = ctx.arg_count();
    if actual >= least && actual <= most {
        return Ok(());
    }
    Err(wrong_count(if actual < least { least } else { most }, actual))
}

#[cold]
fn wrong_count(expected: usize, actual: usize) -> Error {
    ErrorKind::Arity { expected: expected as u32, actual: actual as u32 }.into()
}

/// Says which argument a type error is about.
#[cold]
fn argument(error: Error, function: &str, index: u32) -> Error {
    match error.kind() {
        ErrorKind::Type { expected, actual, at } => ErrorKind::Argument {
            function: function.into(),
            index: index + 1,
            expected: expected.clone(),
            actual: actual.clone(),
            at: at.clone(),
        }
        .into(),
        _ => error,
    }
}
