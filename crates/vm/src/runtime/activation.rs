//! [`Activation`]: one run of the interpreter or of machine code, in a list from the innermost
//! outwards. The list makes the frames of a running vm readable ([`crate::runtime::frames`]).
//! Within a tier, frames say who called whom. Activations say where the frames of one tier end and
//! those of another begin.
//!
//! Invariant: `EngineContext::activation` is null, or points to an activation whose [`run`] has not
//! returned.

use crate::runtime::context::ContextRef;
pub(crate) use crate::runtime::frame::{Activation, Segment};

/// Runs `body` as an activation. Afterwards the context's safepoint is the caller's again.
#[inline(always)]
pub(crate) fn run<R>(cx: ContextRef, segment: Segment, body: impl FnOnce() -> R) -> R {
    let activation = Activation { outer: cx.activation(), caller_base: cx.base(), caller_pc: cx.pc(), segment };
    cx.set_activation(&raw const activation);
    let _end = End { cx, activation: &activation };
    body()
}

/// Ends an activation when it is dropped, so that a panic ends it too.
struct End<'a> {
    cx: ContextRef,
    activation: &'a Activation,
}

impl Drop for End<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let Activation { outer, caller_base, caller_pc, segment } = *self.activation;
        self.cx.set_activation(outer);
        self.cx.set_base(caller_base);
        self.cx.set_pc(caller_pc);
        if let Segment::Interpreted { bottom } = segment {
            self.cx.set_frames(bottom);
        }
    }
}
