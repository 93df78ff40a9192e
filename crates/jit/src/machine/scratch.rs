//! [`Scratch`]: a scratch register for as long as it holds something.
//!
//! Macro operations clobber scratch registers. Each claims those that it clobbers, and so does a
//! template that keeps a value in one. In debug builds a claim panics if the register holds
//! something, so that nobody has to remember which operation clobbers what.

use std::fmt::Debug;
use std::ops::Deref;

/// A scratch register, claimed until this is dropped. It reads as the register.
#[derive(Debug)]
pub struct Scratch<R> {
    register: R,
    _claim: Claim,
}

impl<R> Deref for Scratch<R> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        &self.register
    }
}

/// A register that an operand is in. It reads as the register.
#[derive(Debug)]
pub enum Held<R> {
    /// The operand's own.
    Own(R),
    /// A scratch with a copy of it.
    Scratch(Scratch<R>),
}

impl<R> Deref for Held<R> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        match self {
            Held::Own(register) => register,
            Held::Scratch(scratch) => scratch,
        }
    }
}

impl<R: Debug> Scratch<R> {
    /// Claims the scratch register of this number.
    #[inline]
    pub fn claim(claims: &Claims, number: u8, register: R) -> Scratch<R> {
        let claim = claims.claim(number, &register);
        Scratch { register, _claim: claim }
    }
}

/// Gives a backend's `Masm` its scratch registers, each with its number among the claims. What it
/// names comes from the module that it stands in.
macro_rules! scratch_registers {
    () => {
        impl Masm {
            /// Claims the scratch. Results of helpers and of calls are in it.
            #[inline]
            pub fn scratch(&self) -> Scratch<Gp> {
                Scratch::claim(&self.claims, 0, SCRATCH)
            }

            /// Claims the second scratch.
            #[inline]
            pub fn scratch2(&self) -> Scratch<Gp> {
                Scratch::claim(&self.claims, 1, SCRATCH2)
            }

            /// Claims the third scratch.
            #[inline]
            pub fn scratch3(&self) -> Scratch<Gp> {
                Scratch::claim(&self.claims, 2, SCRATCH3)
            }

            /// Claims the float scratch.
            #[inline]
            pub fn float_scratch(&self) -> Scratch<Fp> {
                Scratch::claim(&self.claims, 3, FLOAT_SCRATCH)
            }

            /// Claims the second float scratch.
            #[inline]
            pub fn float_scratch2(&self) -> Scratch<Fp> {
                Scratch::claim(&self.claims, 4, FLOAT_SCRATCH2)
            }

            /// Checks that no scratch is claimed: what comes next may clobber any.
            #[inline]
            pub fn check_no_scratch(&self, before: &str) {
                self.claims.check_none(before);
            }
        }
    };
}

pub(crate) use scratch_registers;

use checked::Claim;
pub use checked::Claims;

/// Claims where they are checked: a bit for each scratch register.
#[cfg(any(debug_assertions, feature = "mutants"))]
mod checked {
    use std::cell::Cell;
    use std::fmt::Debug;
    use std::rc::Rc;

    use crate::check::check;

    #[derive(Clone, Default, Debug)]
    pub struct Claims(Rc<Cell<u8>>);

    #[derive(Debug)]
    pub struct Claim {
        claims: Claims,
        bit: u8,
    }

    impl Claims {
        pub fn claim(&self, at: u8, register: &dyn Debug) -> Claim {
            let bit = 1 << at;
            check!(self.0.get() & bit == 0, "{register:?} is clobbered while it holds something");
            self.0.set(self.0.get() | bit);
            Claim { claims: self.clone(), bit }
        }

        pub fn check_none(&self, before: &str) {
            check!(self.0.get() == 0, "a scratch register holds something before {before}");
        }
    }

    impl Drop for Claim {
        fn drop(&mut self) {
            self.claims.0.set(self.claims.0.get() & !self.bit);
        }
    }
}

/// Claims where they are not checked.
#[cfg(not(any(debug_assertions, feature = "mutants")))]
mod checked {
    use std::fmt::Debug;

    #[derive(Clone, Default, Debug)]
    pub struct Claims;

    #[derive(Debug)]
    pub struct Claim;

    impl Claims {
        #[inline]
        pub fn claim(&self, _at: u8, _register: &dyn Debug) -> Claim {
            Claim
        }

        #[inline]
        pub fn check_none(&self, _before: &str) {}
    }
}
