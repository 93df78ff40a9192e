//! Loops: entering and leaving regions, what is made certain before a loop's head.
//!
//! Invariant on every edge to a head: locals with a register of the region are in it, operands are
//! home, and the kinds that [`Compiler::hoist`] guards are certain.

use bytecode::{LoopId, MAX_LOOP_DETAIL, Slot};

use super::Compiler;
use crate::artifact::{Comment, ExitReason};
use crate::chunk::liveness::{SlotSet, TRACKED};
use crate::kind::Kind;
use crate::mutant::{self, Mutant};
use crate::state::region::{Place, Region};
use crate::state::registers::{RegisterSet, Registers};
use crate::target::Word;

impl Compiler<'_> {
    pub fn loop_header(&mut self, id: LoopId) {
        self.flush_operands();
        if !self.locals.in_region() {
            let seen = std::array::from_fn(|slot| self.locals.certain_at_home(Slot(slot as u16)));
            self.enter_region(id, self.pc, seen);
        }
        self.hoist(id);
        self.begin_views();
        self.head_loop(id);
    }

    /// Chooses registers and loads them, with guards where the kind is not certain. A wrong kind
    /// exits at `entry`, the header where execution enters.
    pub(super) fn enter_region(&mut self, outer: LoopId, entry: u32, seen: [Kind; TRACKED]) {
        let header = self.unit.facts.loops[outer.index()].header;
        self.note(Comment::Preheader(header));
        let live = SlotSet(self.live[entry as usize].0 | self.live[header as usize].0);
        let region = Region::choose(&self.unit, outer, &self.guess, live, seen);
        for slot in SlotSet(region.in_registers.0 & self.live[entry as usize].0).iter() {
            let word = Word(u32::from(slot.0));
            let place = region.place(slot);
            if self.locals.certain_at_home(slot) != place.kind() {
                self.guard_word(word, place.kind(), ExitReason::Local(slot));
            }
            self.load_place(place, word);
        }
        self.locals.enter(region);
    }

    /// Guards the expected kinds of the locals that a loop reads and does not store into, before
    /// the loop (hoisting). All edges to the loop's head make the same kinds certain.
    pub(super) fn hoist(&mut self, id: LoopId) {
        let facts = &self.unit.facts.loops[id.index()];
        let (from, until) = (facts.header, facts.end);
        for &(slot, _) in &facts.reads {
            let kind = self.locals.region().expected(slot);
            let is_written = facts.writes.binary_search_by_key(&slot, |&(slot, _)| slot).is_ok();
            if kind == Kind::Unknown || is_written || self.locals.place(slot) != Place::Home {
                continue;
            }
            if self.locals.lasting_at(slot, from) == kind {
                continue;
            }
            if self.locals.certain_at_home(slot) != kind {
                self.guard_word(self.locals.word(slot), kind, ExitReason::Local(slot));
            }
            self.locals.learn_for(slot, kind, from, until);
        }
    }

    /// The head of a loop, to which LOOP rows jump. By the back edge, locals that the loop writes
    /// may be dirty here. Operands are home, and nothing is known of their kinds.
    pub(super) fn head_loop(&mut self, id: LoopId) {
        let facts = &self.unit.facts.loops[id.index()];
        self.stack.reset(usize::from(self.unit.facts.depths[facts.header as usize]));
        let in_registers = self.locals.region().in_registers;
        for &(slot, _) in facts.writes.iter().filter(|&&(slot, _)| in_registers.contains(slot)) {
            self.locals.mark_dirty(slot);
        }
        if facts.nesting > MAX_LOOP_DETAIL {
            self.locals.set_dirty(in_registers);
        }
        self.settle_temporaries();
        self.registers.free_all();
        self.locals.forget();
        let label = self.edges.begin_loop(id, &mut self.masm);
        self.masm.align_loop();
        self.masm.bind(label);
        self.reachable = true;
    }

    pub(super) fn leave_region(&mut self) {
        if self.reachable {
            self.flush_operands();
            let lost = |_| !mutant::is(Mutant::LeaveLosesLocals);
            self.flush_locals(self.live[self.pc as usize], lost);
        }
        self.locals.forget();
        self.locals.leave();
        self.registers = Registers::new(RegisterSet::all());
    }
}
