//! Locals: bringing them home from their registers, and loading them again.

use super::Compiler;
use crate::chunk::liveness::SlotSet;
use crate::state::region::Place;
use crate::target::Word;

impl Compiler<'_> {
    pub fn load_place(&mut self, place: Place, word: Word) {
        match place {
            Place::Home => {}
            Place::Int(gp) => self.masm.load_int(gp, word),
            Place::Float(fp) => self.masm.load_float(fp, word),
        }
    }

    pub fn store_place(&mut self, place: Place, word: Word) {
        match place {
            Place::Home => {}
            Place::Int(gp) => self.masm.store_int(word, gp),
            Place::Float(fp) => self.masm.store_float(word, fp),
        }
    }

    /// Before registers are clobbered, those of which `lost` says so: brings the dirty locals in
    /// them home, if they are in `wanted`.
    pub(super) fn flush_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        let mut kept = SlotSet::default();
        for slot in self.locals.dirty().iter() {
            let place = self.locals.place(slot);
            if !lost(place) {
                kept.insert(slot);
            } else if wanted.contains(slot) {
                self.store_place(place, self.locals.word(slot));
            }
        }
        self.locals.set_dirty(kept);
    }

    pub(super) fn reload_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        if !self.locals.in_region() {
            return;
        }
        for slot in SlotSet(self.locals.region().in_registers.0 & wanted.0).iter() {
            let place = self.locals.place(slot);
            if lost(place) {
                self.load_place(place, self.locals.word(slot));
            }
        }
    }

    /// The locals that are live before or behind the current instruction.
    pub fn live_around(&self) -> SlotSet {
        let pc = self.pc as usize;
        SlotSet(self.live[pc].0 | self.live[pc + 1].0)
    }
}
