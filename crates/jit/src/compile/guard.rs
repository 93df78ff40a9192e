//! Guards, and the side exits that they lead to. An exit deoptimises *before* an instruction.

use super::Compiler;
use crate::abi::Symbol;
use crate::artifact::{Exit, ExitReason};
use crate::chunk::liveness::SlotSet;
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::cold::{Cold, FloatOrigin};
use crate::state::exits::{Fail, Stamp, State};
use crate::state::operands::{Location, Operand};
use crate::target::{Fp, Gp, Label, Masm, Word};

impl Compiler<'_> {
    /// Emits a guard of the current instruction, with the label where it goes when it fails.
    pub fn guard<R>(&mut self, reason: ExitReason, emit: impl FnOnce(&mut Masm, Label) -> R) -> R {
        let fail = self.fail(reason);
        emit(&mut self.masm, fail.label)
    }

    /// Where a guard of the current instruction goes when it fails, for a guard that `guard` cannot
    /// emit.
    pub fn fail(&mut self, reason: ExitReason) -> Fail {
        let stamp = Stamp { operands: self.stack.stamp(), locals: self.locals.stamp() };
        let (label, id) = match self.exits.find(reason, stamp) {
            Some(found) => found,
            None => self.new_exit(reason, stamp),
        };
        if self.unit.profile.forcible && reason != ExitReason::Fuel {
            self.masm.force(id, label);
        }
        Fail { label, since: self.registers.mark() }
    }

    /// The label of an exit that was noted, now that its guard is emitted.
    pub fn aim(&self, fail: Fail) -> Label {
        self.registers.check_none_taken(fail.since, "noting an exit and its guard");
        fail.label
    }

    fn new_exit(&mut self, reason: ExitReason, stamp: Stamp) -> (Label, u32) {
        let label = self.masm.label();
        let id = self.exits.add(Exit { pc: self.pc, reason }, stamp, label);
        let state = self.capture();
        self.cold.push(Cold::Exit { label, id, state });
        (label, id)
    }

    /// The operands and locals that an exit before the current instruction brings home.
    fn capture(&mut self) -> State {
        let (first, last) = if mutant::is(Mutant::ExitLosesOperands) {
            self.exits.save(std::iter::empty())
        } else {
            self.exits.save(self.stack.away_before())
        };
        let mut dirty = SlotSet(self.locals.dirty().0 & self.live[self.pc as usize].0);
        if mutant::is(Mutant::ExitLosesLocals) {
            dirty = SlotSet::default();
        }
        State { first, last, dirty, region: self.locals.current_region() }
    }

    /// What a slow path brings home: all operands, the popped ones included, and dirty locals.
    pub fn capture_with(&mut self, popped: &[Operand]) -> State {
        let popped = popped.iter().map(|operand| (operand.home, operand.location));
        let away = popped.filter(|(_, location)| !matches!(location, Location::Home(_)));
        let (first, last) = self.exits.save(self.stack.away_now().chain(away));
        let dirty = SlotSet(self.locals.dirty().0 & self.live_around().0);
        State { first, last, dirty, region: self.locals.current_region() }
    }

    /// Guards that a word of the frame holds a number or an object of this kind.
    pub fn guard_word(&mut self, word: Word, kind: Kind, reason: ExitReason) {
        match kind {
            Kind::Int => self.guard(reason, |masm, fail| masm.guard_int_word(word, fail)),
            Kind::Float => {
                let fail = self.fail(reason);
                let float = self.masm.float_scratch();
                self.masm.load_float(*float, word);
                self.check_float(*float, FloatOrigin::Word(word), fail);
            }
            Kind::Object(kind) => self.guard(reason, |masm, fail| {
                let object = masm.scratch();
                masm.load_boxed(*object, word);
                masm.guard_kind(*object, kind, fail);
            }),
            Kind::Unknown | Kind::Bool => unreachable!("only numbers and objects are guarded in words"),
        }
    }

    /// Goes to `fail` unless a register holds a float: all other values are NaNs to the machine.
    pub fn check_float(&mut self, fp: Fp, origin: FloatOrigin, fail: Fail) {
        let fail = self.aim(fail);
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(fp, fp, label);
        self.masm.bind(back);
        self.cold.push(Cold::NotOrdered { label, origin, fail, back });
    }

    /// Goes to `fail` unless two registers hold floats, whose bits other registers have too.
    pub fn check_two_floats(&mut self, fps: [Fp; 2], boxed: [Gp; 2], fail: Fail) {
        let fail = self.aim(fail);
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(fps[0], fps[1], label);
        self.masm.bind(back);
        self.cold.push(Cold::TwoNotOrdered { label, boxed, fail, back });
    }

    pub fn poll(&mut self) {
        self.guard(ExitReason::Poll, |masm, stop| masm.poll(stop));
        self.count_down();
    }

    /// In counted code: exits when it has run often.
    pub fn count_down(&mut self) {
        if self.unit.profile.counted {
            let record = self.symbol(Symbol::Record(self.unit.chunk_id));
            self.guard(ExitReason::Hot, |masm, hot| masm.count_down(record, hot));
        }
    }
}
