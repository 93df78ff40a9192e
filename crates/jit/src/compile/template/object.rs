//! What the templates of objects share. Each is a fast path for the objects that the instruction
//! mostly meets, and a slow path that calls its helper.
//!
//! Invariant: a boxed pointer is in a scratch register only within one template, so that no
//! collection can happen meanwhile.

use crate::artifact::ExitReason;
use crate::compile::Compiler;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::target::{Fp, Gp, Held, Label, Masm, Scratch};

impl Compiler<'_> {
    /// Whether an operand's value may be a pointer.
    pub(super) fn may_be_pointer(&self, value: Operand) -> bool {
        matches!(self.kind_of(value), Kind::Unknown | Kind::Object(_)) && value.location != Location::Nil
    }

    /// Stores at an offset in an object.
    pub(super) fn store_field(&mut self, object: Gp, offset: i32, value: Operand) {
        if let Some(fp) = self.float_of(value) {
            return self.masm.store_float_field(object, offset, fp);
        }
        let boxed = self.boxed(value, Masm::scratch2);
        self.masm.store_field(object, offset, *boxed);
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

    /// The write barrier, before `value` is stored into an object. It goes to `slow` if the heap
    /// has to know of the store; the helper there makes it.
    pub(super) fn barrier(&mut self, object: Gp, value: Operand, slow: Label) {
        if !self.may_be_pointer(value) || mutant::is(Mutant::NoBarrier) {
            return;
        }
        let young = self.masm.label();
        self.masm.jump_unless_unlogged(object, young);
        let twice = mutant::is(Mutant::ScratchTwice);
        let boxed = self.boxed(value, if twice { Masm::scratch } else { Masm::scratch2 });
        self.masm.jump_if_pointer(*boxed, slow);
        self.masm.bind(young);
    }

    /// Whether an operand is certain to be an object of a kind. For a local this emits a guard that
    /// makes it certain for the code that follows.
    pub(super) fn settle_object(&mut self, target: Operand, kind: Kind) -> bool {
        let known = self.kind_of(target);
        let Location::Local(slot) = target.location else { return known == kind };
        if known != Kind::Unknown || self.unit.profile.is_refuted(self.pc) || self.locals.is_refuted(slot) {
            return known == kind;
        }
        self.guard_word(self.locals.word(slot), kind, ExitReason::Operand);
        self.locals.learn(slot, kind);
        true
    }

    /// An operand in a register: its own, or the scratch.
    pub(super) fn object(&mut self, target: Operand) -> Held<Gp> {
        self.boxed(target, Masm::scratch)
    }

    /// An operand's boxed value in a register: its own, or a scratch.
    pub(super) fn boxed(&mut self, operand: Operand, scratch: fn(&Masm) -> Scratch<Gp>) -> Held<Gp> {
        if let Location::BoxedReg(gp, _) = operand.location {
            return Held::Own(gp);
        }
        let copy = scratch(&self.masm);
        self.load_operand(*copy, operand);
        Held::Scratch(copy)
    }

    pub(super) fn push_loaded(&mut self, dst: Gp, operands: &[Operand]) {
        self.release_all(operands);
        self.stack.push(Location::BoxedReg(dst, Kind::Unknown));
    }
}
