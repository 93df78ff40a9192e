//! Guards, and the exits that they lead to: each stands before an instruction.

use super::{Compiler, Operand};
use crate::artifact::{Exit, ExitReason};
use crate::cold::{Cold, FloatOrigin, State};
use crate::liveness::SlotSet;
use crate::mutant::{self, Mutant};
use crate::operands::{Entry, Type};
use crate::x64::{FLOAT_SCRATCH, Fp, Gp, Label, SCRATCH, Word};

impl Compiler<'_> {
    /// Where a guard of the current instruction goes when it fails.
    pub fn fail(&mut self, reason: ExitReason) -> Label {
        let (label, id) = match self.same_exit {
            Some((same, label, id)) if same == reason => (label, id),
            _ => self.new_exit(reason),
        };
        if self.unit.profile.forcible && reason != ExitReason::Fuel {
            self.masm.force(id, label);
        }
        label
    }

    fn new_exit(&mut self, reason: ExitReason) -> (Label, u32) {
        let label = self.masm.label();
        let id = self.exits.len() as u32;
        self.exits.push(Exit { pc: self.pc, reason });
        let state = self.capture();
        self.cold.push(Cold::Exit { label, id, state });
        self.same_exit = Some((reason, label, id));
        (label, id)
    }

    /// What an exit before the current instruction has to bring home.
    fn capture(&mut self) -> State {
        let first = self.saved.len() as u32;
        let (slots, floor) = (u32::from(self.unit.chunk.slots), self.floor);
        if !mutant::is(Mutant::ExitLosesOperands) {
            let below = self.stack.away().take_while(|&(depth, _)| depth < floor);
            self.saved.extend(below.map(|(depth, entry)| (Word(slots + depth as u32), entry)));
            self.saved.extend(self.taken.iter().filter(|(_, entry)| !matches!(entry, Entry::Home(_))));
        }
        let mut dirty = SlotSet(self.dirty.0 & self.live[self.pc as usize].0);
        if mutant::is(Mutant::ExitLosesLocals) {
            dirty = SlotSet::default();
        }
        State { first, last: self.saved.len() as u32, dirty, region: self.current_region() }
    }

    /// What a slow path has to bring home: all operands, those popped included, and what is dirty.
    pub fn capture_with(&mut self, popped: &[Operand]) -> State {
        let first = self.saved.len() as u32;
        let slots = u32::from(self.unit.chunk.slots);
        self.saved.extend(self.stack.away().map(|(depth, entry)| (Word(slots + depth as u32), entry)));
        let away = popped.iter().filter(|operand| !matches!(operand.entry, Entry::Home(_)));
        self.saved.extend(away.map(|operand| (operand.home, operand.entry)));
        let dirty = SlotSet(self.dirty.0 & self.live_around().0);
        State { first, last: self.saved.len() as u32, dirty, region: self.current_region() }
    }

    /// A word of the frame holds a number or object of this kind. Spoils the scratches.
    pub fn guard_word(&mut self, word: Word, kind: Type, reason: ExitReason) {
        let fail = self.fail(reason);
        match kind {
            Type::Int => self.masm.guard_int_word(word, fail),
            Type::Float => {
                self.masm.load_float(FLOAT_SCRATCH, word);
                self.check_float(FLOAT_SCRATCH, FloatOrigin::Word(word), fail);
            }
            Type::Object(kind) => {
                self.masm.load_boxed(SCRATCH, word);
                self.masm.guard_kind(SCRATCH, kind, fail);
            }
            Type::Unknown | Type::Bool => unreachable!("only numbers and objects are guarded in words"),
        }
    }

    /// Goes to `fail` unless a register holds a float: all other values are NaNs to the machine.
    pub fn check_float(&mut self, fp: Fp, origin: FloatOrigin, fail: Label) {
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(fp, fp, label);
        self.masm.bind(back);
        self.cold.push(Cold::NotOrdered { label, origin, fail, back });
    }

    /// Goes to `fail` unless two registers hold floats, whose bits other registers have too.
    pub fn check_two_floats(&mut self, fps: [Fp; 2], boxed: [Gp; 2], fail: Label) {
        let (label, back) = (self.masm.label(), self.masm.label());
        self.masm.check_ordered(fps[0], fps[1], label);
        self.masm.bind(back);
        self.cold.push(Cold::TwoNotOrdered { label, boxed, fail, back });
    }

    /// An operand of the instruction is now somewhere else, for the exits that follow.
    pub fn replace_taken(&mut self, from: Entry, to: Entry) {
        for (_, entry) in self.taken.iter_mut().filter(|(_, entry)| *entry == from) {
            *entry = to;
        }
        self.same_exit = None;
    }

    /// Whether another instruction leads here by a jump.
    pub fn is_joined(&self, pc: u32) -> bool {
        self.joins[pc as usize].reached
    }

    pub fn poll(&mut self) {
        let stop = self.fail(ExitReason::Poll);
        self.masm.poll(stop);
    }

    /// The flags are about to be lost where what they held is known to be `value`: an exit before
    /// the current instruction gives it back as a bool.
    pub fn know_flags(&mut self, value: bool) {
        for (_, entry) in &mut self.taken {
            if matches!(entry, Entry::Flags(_)) {
                *entry = Entry::Bool(value);
            }
        }
    }
}
