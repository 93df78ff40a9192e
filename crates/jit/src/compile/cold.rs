//! Emits the code behind the hot code: exit stubs, edges that leave a region, slow paths.

use heap::Bits;

use super::Compiler;
use crate::abi::{Covered, Helper};
use crate::artifact::Comment;
use crate::chunk::liveness::SlotSet;
use crate::compile::template::map::Key;
use crate::state::cold::{Cold, FloatOrigin, SlowCall, SlowResult};
use crate::state::exits::State;
use crate::state::operands::{Location, Operand};
use crate::state::region::Place;
use crate::target::{Held, Label, Word};

impl Compiler<'_> {
    pub(crate) fn emit_cold(&mut self) {
        for cold in std::mem::take(&mut self.cold) {
            self.cold_piece(cold);
        }
        self.note(Comment::Tail);
        if !self.exits.is_empty() {
            self.masm.bind(self.labels.exit_tail);
            self.masm.exit_tail(self.labels.start);
        }
        self.masm.bind(self.labels.failed);
        let failure = self.masm.scratch();
        self.masm.return_failure(failure);
    }

    fn cold_piece(&mut self, cold: Cold) {
        let top = Word(u32::from(self.unit.chunk.slots));
        match cold {
            Cold::Exit { label, id, state } => {
                self.note(Comment::Exit(id));
                self.masm.bind(label);
                self.bring_state_home(state);
                self.masm.exit(id, self.labels.exit_tail);
            }
            Cold::Leave { label, state, to } => {
                self.masm.bind(label);
                self.bring_state_home(state);
                self.masm.jump(to);
            }
            Cold::Slow { label, pc, state, call, back } => self.slow_path(label, pc, state, call, back),
            Cold::NotOrdered { label, origin, fail, back } => {
                self.masm.bind(label);
                let boxed = match origin {
                    FloatOrigin::Gp(gp) => Held::Own(gp),
                    FloatOrigin::Word(word) => {
                        let copy = self.masm.scratch();
                        self.masm.load_boxed(*copy, word);
                        Held::Scratch(copy)
                    }
                };
                self.masm.guard_float(*boxed, fail);
                self.masm.jump(back);
            }
            Cold::TwoNotOrdered { label, boxed, fail, back } => {
                self.masm.bind(label);
                boxed.into_iter().for_each(|gp| self.masm.guard_float(gp, fail));
                self.masm.jump(back);
            }
            Cold::Piece(piece) => self.masm.emit_cold(piece),
            Cold::MapLoad { label, map, key, dst, slow, back } => {
                self.masm.bind(label);
                let copy = self.masm.scratch();
                self.masm.move_boxed(*copy, map);
                self.map_load(copy, Key::Int(key), dst, slow);
                self.masm.jump(back);
            }
            Cold::MapStore { label, key, store, slow, back } => {
                self.masm.bind(label);
                let map = self.masm.scratch();
                self.map_store(map, Key::Int(key), store, slow);
                self.masm.jump(back);
            }
            Cold::MapMissing { label, dst, back } => {
                self.masm.bind(label);
                self.masm.load_bits(dst, Bits::FALSE.raw());
                self.masm.jump(back);
            }
            Cold::CallSlow { label, pc, callee, argc, back } => {
                self.note(Comment::Slow(pc));
                self.masm.bind(label);
                self.cover(pc, Covered::Slow);
                self.masm.sync(Word(callee.0 + argc + 1), pc);
                self.masm.sync_native();
                self.call_helper(pc, Helper::Call, callee, argc);
                self.masm.check_exc(self.labels.failed);
                self.masm.jump(back);
            }
            Cold::CallFailed { label, pc, args, back } => {
                self.masm.bind(label);
                self.masm.check_exc(self.labels.failed);
                self.masm.sync_native();
                self.call_helper(pc, Helper::Resume, args, 0);
                self.masm.check_exc(self.labels.failed);
                self.masm.jump(back);
            }
            Cold::Overflow { label } => {
                self.masm.bind(label);
                self.masm.sync(Word(u32::from(self.unit.chunk.params)), 0);
                self.call_helper(0, Helper::StackOverflow, Word(0), 0);
                self.masm.jump(self.labels.failed);
            }
            Cold::EntryPoll { label, back } => {
                self.masm.bind(label);
                self.masm.sync(top, 0);
                self.call_helper(0, Helper::Interrupt, Word(0), 0);
                self.masm.check_exc(self.labels.failed);
                self.masm.jump(back);
            }
            Cold::EntryFuel { label } => {
                self.masm.bind(label);
                self.masm.sync(top, 0);
                self.call_helper(0, Helper::OutOfFuel, Word(0), 0);
                self.masm.jump(self.labels.failed);
            }
        }
    }

    fn slow_path(&mut self, label: Label, pc: u32, state: State, call: SlowCall, back: Label) {
        self.note(Comment::Slow(pc));
        self.masm.bind(label);
        self.cover(pc, Covered::Slow);
        self.bring_state_home(state);
        self.masm.sync(Word(call.words.0 + call.count), pc);
        let value = self.call_helper(pc, call.helper, call.words, call.immediate);
        self.masm.check_exc(self.labels.failed);
        match call.result {
            SlowResult::None => {}
            SlowResult::Boxed(gp) => self.masm.move_boxed(gp, *value),
            SlowResult::Int(gp) => self.masm.move_int(gp, *value),
            SlowResult::Flags(_) => self.masm.untag_bool(*value),
        }
        self.bring_state_back(pc, state, &call);
        if let SlowResult::Flags(comparison) = call.result {
            self.masm.compare_as(comparison, value);
        }
        self.masm.jump(back);
    }

    /// Loads what a helper has clobbered: the operands below those of the call, and locals. A local
    /// that is no longer live may still be an operand.
    fn bring_state_back(&mut self, pc: u32, state: State, call: &SlowCall) {
        let live = SlotSet(self.live[pc as usize].0 | self.live[pc as usize + 1].0);
        for at in state.first..state.last {
            let (home, location) = self.exits.saved(at);
            match location {
                _ if home >= call.words && !call.keeps_operands => {}
                Location::IntReg(gp) => self.masm.load_int(gp, home),
                Location::BoxedReg(gp, _) => self.masm.load_boxed(gp, home),
                Location::FloatReg(fp) => self.masm.load_float(fp, home),
                Location::Local(slot) if !live.contains(slot) => {
                    let place = state.region.map_or(Place::Home, |region| self.locals.region_at(region).place(slot));
                    if place.is_lost_by_helper() {
                        self.load_place(place, home);
                    }
                }
                _ => {}
            }
        }
        let Some(region) = state.region else { return };
        let region = self.locals.region_at(region);
        let places: Vec<(Place, Word)> = SlotSet(region.in_registers.0 & live.0)
            .iter()
            .map(|slot| (region.place(slot), Word(u32::from(slot.0))))
            .filter(|&(place, _)| place.is_lost_by_helper())
            .collect();
        for (place, word) in places {
            self.load_place(place, word);
        }
        self.reload_views(state.region, pc);
    }

    fn bring_state_home(&mut self, state: State) {
        for at in state.first..state.last {
            let (home, location) = self.exits.saved(at);
            match (location, state.region) {
                (Location::Local(slot), Some(region)) if self.locals.region_at(region).place(slot) != Place::Home => {
                    self.store_place(self.locals.region_at(region).place(slot), home);
                }
                (Location::Local(slot), _) => self.masm.copy_word(home, Word(u32::from(slot.0))),
                _ => self.store_operand(home, Operand { location, home }),
            }
        }
        let Some(region) = state.region else { return };
        for slot in state.dirty.iter() {
            self.store_place(self.locals.region_at(region).place(slot), Word(u32::from(slot.0)));
        }
    }
}
