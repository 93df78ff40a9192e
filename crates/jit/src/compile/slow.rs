//! Slow paths: where a fast path that does not apply goes, and where the hot code goes on.

use bytecode::Flow;

use super::Compiler;
use crate::abi::Helper;
use crate::check::CHECKED;
use crate::mutant::{self, Mutant};
use crate::state::cold::{Cold, SlowCall, SlowResult};
use crate::state::exits::Back;
use crate::state::operands::{Location, Operand};
use crate::target::{Label, survives_helper};

impl Compiler<'_> {
    /// Notes a slow path, which calls a helper. Returns its label, for the fast path to go to, and
    /// where it comes back to.
    pub(crate) fn slow(
        &mut self,
        helper: Helper,
        operands: &[Operand],
        immediate: u32,
        result: SlowResult,
    ) -> (Label, Back) {
        let (label, back) = (self.masm.label(), self.masm.label());
        let state = self.capture_with(operands);
        let words = operands[0].home;
        // A LOOP row pays behind what it compares, and without fuel all its operands go home again.
        let pays = self.unit.profile.metered && self.unit.chunk.code[self.pc as usize].opcode().flow() == Flow::LoopIf;
        let keeps_operands = pays && !mutant::is(Mutant::SlowPathLosesOperands);
        let call = SlowCall { helper, words, count: operands.len() as u32, immediate, result, keeps_operands };
        self.cold.push(Cold::Slow { label, pc: self.pc, state, call, back });
        (label, Back { label: back, since: self.registers.mark(), words, keeps_operands })
    }

    /// The hot code goes on here behind a slow path.
    pub(crate) fn resume(&mut self, back: Back) {
        self.registers.check_none_taken(back.since, "noting a slow path and its end");
        self.masm.bind(back.label);
        if CHECKED && !back.keeps_operands {
            let (locals, live) = (&self.locals, self.live_around());
            self.stack.lose(back.words, |location| match location {
                Location::IntReg(gp) | Location::BoxedReg(gp, _) => !survives_helper(gp),
                Location::FloatReg(_) | Location::Flags(_) => true,
                Location::Local(slot) => !live.contains(slot) && locals.place(slot).is_lost_by_helper(),
                Location::Int(_) | Location::Float(_) | Location::Nil | Location::Bool(_) | Location::Pool(_) => false,
                Location::Global(_) | Location::Home(_) => false,
            });
        }
    }

    pub(crate) fn release_all(&mut self, operands: &[Operand]) {
        for &operand in operands {
            self.release(operand);
        }
    }
}
