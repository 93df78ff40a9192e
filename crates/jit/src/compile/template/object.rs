//! What all templates of objects share: each is a fast path for what instructions mostly meet,
//! behind it the instruction's helper, after which the hot code goes on.
//!
//! Invariant: a boxed pointer is in a scratch register only within one template, so that no
//! collection can happen meanwhile.

use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Type;
use crate::mutant::{self, Mutant};
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::x64::{Fp, Gp, Label, SCRATCH, SCRATCH2};

impl Compiler<'_> {
    /// Whether an operand's value may be a pointer.
    pub(super) fn may_be_pointer(&self, value: Operand) -> bool {
        matches!(self.kind_of(value), Type::Unknown | Type::Object(_)) && value.location != Location::Nil
    }

    /// Stores at an offset in the object in the scratch.
    pub(super) fn store_field(&mut self, offset: i32, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_field(offset, fp);
        }
        let boxed = self.boxed(value, SCRATCH2);
        self.masm.store_field(offset, boxed);
    }

    /// The register that holds an operand as a float.
    pub(super) fn float_of(&self, value: Operand) -> Option<Fp> {
        match value.location {
            Location::FloatReg(fp) => Some(fp),
            Location::Local(slot) => match self.locals.place(slot) {
                Place::Float(fp) => Some(fp),
                Place::Home | Place::Int(_) => None,
            },
            _ => None,
        }
    }

    /// The write barrier: before `value` is stored into the object in the scratch, leaves for
    /// `slow` if the heap has to be told, which the helper there does. Clobbers the other
    /// scratches.
    pub(super) fn barrier(&mut self, value: Operand, slow: Label) {
        if !self.may_be_pointer(value) || mutant::is(Mutant::NoBarrier) {
            return;
        }
        let young = self.masm.label();
        self.masm.jump_unless_unlogged(young);
        let boxed = self.boxed(value, SCRATCH2);
        self.masm.jump_if_pointer(boxed, slow);
        self.masm.bind(young);
    }

    /// Whether an operand is certain to be an object of a kind; of a local it is made certain by a
    /// guard, for all that follows.
    pub(super) fn settle_object(&mut self, target: Operand, kind: Type) -> bool {
        let known = self.kind_of(target);
        let Location::Local(slot) = target.location else { return known == kind };
        if known != Type::Unknown || self.unit.profile.is_refuted(self.pc) || self.unit.profile.is_untyped(slot) {
            return known == kind;
        }
        self.guard_word(self.locals.word(slot), kind, ExitReason::Operand);
        self.locals.learn(slot, kind);
        true
    }

    /// An operand in a register: its own, or the scratch.
    pub(super) fn object(&mut self, target: Operand) -> Gp {
        self.boxed(target, SCRATCH)
    }

    /// An operand's boxed value in a register: its own, or one that is given.
    pub(super) fn boxed(&mut self, operand: Operand, given: Gp) -> Gp {
        if let Location::BoxedReg(gp, _) = operand.location {
            return gp;
        }
        self.load_operand(given, operand);
        given
    }

    pub(super) fn push_loaded(&mut self, dst: Gp, operands: &[Operand]) {
        self.release_all(operands);
        self.stack.push(Location::BoxedReg(dst, Type::Unknown));
    }
}
