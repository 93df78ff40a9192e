//! Templates of jumps, branches and loop rows.

use heap::Bits;

use super::compare::Truth;
use crate::artifact::ExitReason;
use crate::chunk::liveness::SlotSet;
use crate::compile::Compiler;
use crate::state::cold::Cold;
use crate::state::exits::State;
use crate::target::{Label, Test};

impl Compiler<'_> {
    pub(super) fn jump(&mut self, target: u32) {
        self.flush_operands();
        self.go(target);
    }

    /// Jumps forward to an instruction.
    pub(super) fn go(&mut self, target: u32) {
        if self.locals.leaves_region(target) {
            let state = self.state_for(target);
            if let Some(region) = state.region {
                for slot in state.dirty.iter() {
                    self.store_place(self.locals.region_at(region).place(slot), self.locals.word(slot));
                }
            }
        }
        let label = self.note_edge(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    /// Jumps forward to an instruction if a test holds.
    fn go_if(&mut self, test: Test, target: u32) {
        let to = self.note_edge(target);
        let state = self.state_for(target);
        if self.locals.leaves_region(target) && state.dirty.0 != 0 {
            let label = self.masm.label();
            self.cold.push(Cold::Leave { label, state, to });
            self.masm.jump_if(test, label);
        } else {
            self.masm.jump_if(test, to);
        }
    }

    fn state_for(&self, target: u32) -> State {
        let dirty = SlotSet(self.locals.dirty().0 & self.live[target as usize].0);
        State { first: 0, last: 0, dirty, region: self.locals.current_region() }
    }

    pub(super) fn branch(&mut self, when: bool, target: u32) {
        let operand = self.stack.pop();
        self.flush_operands();
        match self.truth(operand) {
            Truth::Known(value) if value == when => self.go(target),
            Truth::Known(_) => {}
            Truth::Test(test) => self.go_if(if when { test } else { test.negate() }, target),
        }
    }

    pub(super) fn short_circuit(&mut self, when: bool, target: u32) {
        let operand = self.stack.pop();
        self.flush_operands();
        let truth = self.truth(operand);
        if matches!(truth, Truth::Known(value) if value != when) {
            return;
        }
        self.masm.store_bits(operand.home, Bits::bool(when).raw());
        match truth {
            Truth::Known(_) => self.go(target),
            Truth::Test(test) => self.go_if(if when { test } else { test.negate() }, target),
        }
    }

    pub(super) fn loop_back(&mut self, target: u32, polled: bool) {
        if !polled {
            self.poll();
        }
        self.charge();
        self.flush_operands();
        let label = self.back_label(target);
        self.masm.jump(label);
        self.reachable = false;
    }

    pub(super) fn loop_if(&mut self, when: bool, target: u32, polled: bool) {
        let operand = self.stack.pop();
        self.flush_operands();
        let test = match self.truth(operand) {
            Truth::Known(value) if value != when => return,
            Truth::Known(_) => {
                return self.loop_back(target, polled);
            }
            Truth::Test(test) if when => test,
            Truth::Test(test) => test.negate(),
        };
        let label = self.back_label(target);
        if polled && !self.unit.profile.metered {
            return self.masm.jump_if(test, label);
        }
        let stay = self.masm.label();
        self.masm.jump_if(test.negate(), stay);
        self.stack.know_flags(when);
        if !polled {
            self.poll();
        }
        self.charge();
        self.masm.jump(label);
        self.masm.bind(stay);
    }

    pub(super) fn charge(&mut self) {
        if self.unit.profile.metered {
            self.guard(ExitReason::Fuel, |masm, out| masm.charge(out));
        }
    }

    fn back_label(&mut self, header: u32) -> Label {
        let loops = &self.unit.facts.loops;
        let at = loops.partition_point(|it| it.header < header);
        self.edges.head(bytecode::LoopId(at as u16), &mut self.masm)
    }
}
