//! How a program is stopped: helpers leave the error in the engine and give `EXC`; what other
//! threads have asked for by the poll byte is done, and may be to end.

use std::ops::ControlFlow;

use heap::{Bits, HeapError};

use crate::common::error::{Error, ErrorKind};
use crate::runtime::context::ContextRef;
use crate::runtime::frames::Frames;
use crate::runtime::host::CHARGE_BYTES;
use crate::runtime::poll::{COLLECT, DEADLINE, INTERRUPT, RELEARN, SAMPLE};
use crate::runtime::sampler;

impl ContextRef {
    /// Does what was asked for by the poll byte, and resets it, but for [`COLLECT`]. The context's
    /// safepoint says which calls are active; objects stay where they are.
    ///
    /// # Errors
    /// The program is to end.
    #[cold]
    #[inline(never)]
    pub(crate) fn look(self) -> Result<(), ErrorKind> {
        let asked = self.take_poll(!COLLECT);
        if asked & SAMPLE != 0 {
            sampler::sample(self);
        }
        if asked & RELEARN != 0 {
            self.engine().tier.missed_poll();
        }
        if asked & INTERRUPT != 0 {
            return Err(ErrorKind::Interrupted);
        }
        if asked & DEADLINE != 0 { Err(ErrorKind::DeadlineExceeded) } else { Ok(()) }
    }

    /// Pays for so many bytes or elements of work; on failure the error is raised.
    pub(crate) fn charge(self, amount: usize) -> ControlFlow<Bits> {
        let units = amount / CHARGE_BYTES;
        if units == 0 || self.take_fuel(i64::try_from(units).unwrap_or(i64::MAX)) {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(self.raise(ErrorKind::OutOfFuel))
    }

    /// Leaves an error in the engine, with the calls that are active.
    pub(crate) fn raise(self, error: impl Into<Error>) -> Bits {
        self.raise_below(error.into(), 0)
    }

    /// As [`raise`](Self::raise), as if the `skip` innermost calls had not been made.
    #[cold]
    #[inline(never)]
    pub(crate) fn raise_below(self, error: Error, skip: usize) -> Bits {
        let error = error.traced(|| Frames::trace(self, skip));
        self.engine().error = Some(error);
        Bits::EXC
    }

    /// The word of an allocation, or its error raised.
    #[inline]
    pub(crate) fn result(self, result: Result<Bits, HeapError>) -> Bits {
        match result {
            Ok(bits) => bits,
            Err(error) => self.raise(error),
        }
    }

    /// nil, or the error raised.
    #[inline]
    pub(crate) fn done(self, result: Result<(), HeapError>) -> Bits {
        self.result(result.map(|()| Bits::NIL))
    }

    /// The error behind an `EXC`.
    #[cold]
    pub(crate) fn take_error(self) -> Error {
        let error = self.engine().error.take();
        error.unwrap_or_else(|| ErrorKind::Internal("an error without a reason".into()).into())
    }
}
