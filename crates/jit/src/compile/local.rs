//! Locals: where they are, what is certain of them, and how they go home and come back.

use bytecode::Slot;

use super::Compiler;
use crate::liveness::SlotSet;
use crate::operands::Type;
use crate::region::Place;
use crate::x64::{Word, survives_helper};

/// What is certain of a local from one instruction until before another.
#[derive(Clone, Copy, Default)]
pub(super) struct Lasting {
    pub kind: Type,
    pub from: u32,
    pub until: u32,
}

impl Lasting {
    pub fn at(self, pc: u32) -> Type {
        if (self.from..self.until).contains(&pc) { self.kind } else { Type::Unknown }
    }
}

impl Compiler<'_> {
    pub fn place(&self, slot: Slot) -> Place {
        if self.in_region { self.region().place(slot) } else { Place::Home }
    }

    pub fn slot_word(&self, slot: Slot) -> Word {
        Word(u32::from(slot.0))
    }

    /// What is certain of a local that is at home.
    pub fn known(&self, slot: Slot) -> Type {
        match self.known.get(slot.index()) {
            Some(&(epoch, kind)) if epoch == self.epoch && kind != Type::Unknown => kind,
            Some(_) => self.lasting[slot.index()].at(self.pc),
            None => Type::Unknown,
        }
    }

    pub fn learn(&mut self, slot: Slot, kind: Type) {
        self.known[slot.index()] = (self.epoch, kind);
    }

    pub(super) fn forget(&mut self) {
        self.epoch += 1;
    }

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

    /// Brings dirty locals home, of those in `wanted` whose register `lost` says is about to be lost.
    pub(super) fn flush_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        let mut kept = SlotSet::default();
        for slot in self.dirty.iter() {
            let place = self.place(slot);
            if !lost(place) {
                kept.insert(slot);
            } else if wanted.contains(slot) {
                self.store_place(place, self.slot_word(slot));
            }
        }
        self.dirty = kept;
    }

    pub(super) fn reload_locals(&mut self, wanted: SlotSet, lost: impl Fn(Place) -> bool) {
        if !self.in_region {
            return;
        }
        for slot in SlotSet(self.region().in_registers.0 & wanted.0).iter() {
            let place = self.place(slot);
            if lost(place) {
                self.load_place(place, self.slot_word(slot));
            }
        }
    }

    /// The locals whose value matters around the current instruction.
    pub(super) fn live_around(&self) -> SlotSet {
        let pc = self.pc as usize;
        SlotSet(self.live[pc].0 | self.live[pc + 1].0)
    }
}

pub(crate) fn is_lost_by_helper(place: Place) -> bool {
    !matches!(place, Place::Int(gp) if survives_helper(gp))
}
