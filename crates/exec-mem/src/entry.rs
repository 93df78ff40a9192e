//! A function inside published code, which cannot outlive it.

use std::fmt;
use std::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

/// Function-pointer types that an [`Entry`] can have: `extern "C"` and `extern "sysv64"`, safe or
/// unsafe, of up to eight parameters.
pub trait EntryFn: Copy + sealed::Sealed {
    /// # Safety
    ///
    /// A function of this type begins at `address`.
    #[doc(hidden)]
    unsafe fn from_address(address: usize) -> Self;
}

/// A function inside published code, borrowed from its [`Code`](crate::Code).
///
/// It is called with `call`, which is unsafe if `F` is an `unsafe` function type.
///
/// ```compile_fail,E0505
/// # let arena = exec_mem::Arena::new()?;
/// let mut draft = arena.draft(16)?;
/// draft.append(&[0xb8, 42, 0, 0, 0, 0xc3])?;
/// let code = draft.publish()?;
/// let entry = unsafe { code.entry::<extern "C" fn() -> i32>() };
/// drop(code);
/// entry.call();
/// # Ok::<(), exec_mem::Error>(())
/// ```
pub struct Entry<'code, F> {
    function: F,
    code: PhantomData<&'code ()>,
}

impl<F: EntryFn> Entry<'_, F> {
    /// # Safety
    ///
    /// A function of type `F` begins at `address`, in code that lives as long as the entry.
    #[inline]
    pub(crate) unsafe fn new(address: usize) -> Self {
        // SAFETY: a function of type `F` begins at the address.
        Entry { function: unsafe { F::from_address(address) }, code: PhantomData }
    }

    /// The function pointer itself, which no longer borrows the code.
    ///
    /// # Safety
    ///
    /// It is not called after the last handle of the code was dropped.
    #[inline]
    pub unsafe fn function(&self) -> F {
        self.function
    }
}

impl<F: EntryFn> Clone for Entry<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: EntryFn> Copy for Entry<'_, F> {}

impl<F: EntryFn + fmt::Debug> fmt::Debug for Entry<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({:?})", self.function)
    }
}

macro_rules! entry_fn {
    ($abi:literal, $($arg:ident: $param:ident),*) => {
        impl<R, $($param),*> sealed::Sealed for extern $abi fn($($param),*) -> R {}
        impl<R, $($param),*> EntryFn for extern $abi fn($($param),*) -> R {
            /// # Safety
            ///
            /// A function of this type begins at `address`.
            #[inline]
            unsafe fn from_address(address: usize) -> Self {
                // SAFETY: a function begins at the address, so that it is not null, and has this
                // type.
                unsafe { std::mem::transmute::<usize, Self>(address) }
            }
        }
        impl<R, $($param),*> Entry<'_, extern $abi fn($($param),*) -> R> {
            /// Runs the code.
            #[inline]
            #[allow(clippy::too_many_arguments)]
            pub fn call(&self, $($arg: $param),*) -> R {
                (self.function)($($arg),*)
            }
        }
        impl<R, $($param),*> sealed::Sealed for unsafe extern $abi fn($($param),*) -> R {}
        impl<R, $($param),*> EntryFn for unsafe extern $abi fn($($param),*) -> R {
            /// # Safety
            ///
            /// A function of this type begins at `address`.
            #[inline]
            unsafe fn from_address(address: usize) -> Self {
                // SAFETY: a function begins at the address, so that it is not null, and has this
                // type.
                unsafe { std::mem::transmute::<usize, Self>(address) }
            }
        }
        impl<R, $($param),*> Entry<'_, unsafe extern $abi fn($($param),*) -> R> {
            /// Runs the code.
            ///
            /// # Safety
            ///
            /// As the function itself demands.
            #[inline]
            #[allow(clippy::too_many_arguments)]
            pub unsafe fn call(&self, $($arg: $param),*) -> R {
                // SAFETY: `Entry::new` was told that a function of this type begins here, and
                // the caller meets what the function demands.
                unsafe { (self.function)($($arg),*) }
            }
        }
    };
}

macro_rules! entry_fns {
    ($($abi:literal),*) => {$(
        entry_fn!($abi,);
        entry_fn!($abi, a: A);
        entry_fn!($abi, a: A, b: B);
        entry_fn!($abi, a: A, b: B, c: C);
        entry_fn!($abi, a: A, b: B, c: C, d: D);
        entry_fn!($abi, a: A, b: B, c: C, d: D, e: E);
        entry_fn!($abi, a: A, b: B, c: C, d: D, e: E, f: F);
        entry_fn!($abi, a: A, b: B, c: C, d: D, e: E, f: F, g: G);
        entry_fn!($abi, a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H);
    )*};
}

entry_fns!("C");
#[cfg(target_arch = "x86_64")]
entry_fns!("sysv64");
