//! [`Locals`]: where each local is, what is certain and what is likely of its kind, and which words
//! of the frame are stale.
//!
//! Invariant: a dirty local has a register of the region that execution is in; its word is stale.

use bytecode::Slot;

use crate::chunk::liveness::SlotSet;
use crate::kind::{Fact, Kind};
use crate::state::region::{Place, Region};
use crate::state::registers::RegisterSet;
use crate::target::Word;

/// What is certain of a local from one instruction until before another.
#[derive(Clone, Copy, Default, Debug)]
struct Lasting {
    kind: Kind,
    from: u32,
    until: u32,
}

impl Lasting {
    fn at(self, pc: u32) -> Kind {
        if (self.from..self.until).contains(&pc) { self.kind } else { Kind::Unknown }
    }
}

/// What is known of a local's kind.
#[derive(Clone, Copy, Default, Debug)]
struct Knowledge {
    /// The kind of the value at home that is certain since an epoch began.
    learned: (u32, Kind),
    /// The kind that is certain for a stretch of code in which nothing stores into the local.
    lasting: Lasting,
    expected: Expected,
}

/// What is expected of a local's kind.
#[derive(Clone, Copy, Default, Debug)]
pub struct Expected {
    /// What the local probably is.
    pub likely: Kind,
    /// Whether guards of its kind failed too often, so that none is worth it.
    pub is_refuted: bool,
}

/// The locals of a function, at the instruction that is compiled.
#[derive(Debug)]
pub struct Locals {
    pc: u32,
    regions: Vec<Region>,
    in_region: bool,
    /// Where the first of the views here ends.
    views_until: u32,
    dirty: SlotSet,
    known: Vec<Knowledge>,
    /// The number of the epoch, which ends where several edges meet.
    epoch: u32,
    stamp: u32,
}

impl Locals {
    /// All locals at home. Nothing is certain of their kinds.
    pub fn new(expected: impl Iterator<Item = Expected>) -> Locals {
        Locals {
            pc: 0,
            regions: Vec::new(),
            in_region: false,
            views_until: u32::MAX,
            dirty: SlotSet::default(),
            known: expected.map(|expected| Knowledge { expected, ..Knowledge::default() }).collect(),
            epoch: 1,
            stamp: 0,
        }
    }

    /// An instruction begins.
    pub fn begin(&mut self, pc: u32) {
        self.pc = pc;
        self.stamp += 1;
    }

    /// Changes whenever an exit has to save other locals than before.
    pub fn stamp(&self) -> u32 {
        self.stamp
    }

    // Where they are.

    /// Where a local is.
    pub fn place(&self, slot: Slot) -> Place {
        if self.in_region { self.region().place(slot) } else { Place::Home }
    }

    /// The word of the frame that is a local's home.
    pub fn word(&self, slot: Slot) -> Word {
        Word(u32::from(slot.0))
    }

    /// Execution enters a region, whose registers hold their locals.
    #[inline]
    pub fn enter(&mut self, region: Region) {
        self.regions.push(region);
        self.in_region = true;
        self.set_dirty(SlotSet::default());
    }

    /// Execution is in no region: all locals are at home.
    pub fn leave(&mut self) {
        self.in_region = false;
        self.views_until = u32::MAX;
        self.set_dirty(SlotSet::default());
    }

    /// Whether execution is in a region.
    pub fn in_region(&self) -> bool {
        self.in_region
    }

    /// The region that was entered last.
    ///
    /// # Panics
    /// If none was.
    pub fn region(&self) -> &Region {
        self.regions.last().expect("a region was entered")
    }

    /// The region that execution is in.
    pub fn current_region(&self) -> Option<u32> {
        self.in_region.then(|| self.regions.len() as u32 - 1)
    }

    /// A region, by the order in which they were entered.
    pub fn region_at(&self, region: u32) -> &Region {
        &self.regions[region as usize]
    }

    /// The regions so far, in the order in which they were entered.
    #[cfg(feature = "listing")]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// Whether an edge to `target` leaves the region.
    pub fn leaves_region(&self, target: u32) -> bool {
        self.in_region && !self.region().contains(target)
    }

    /// The instruction before which a view ends first.
    pub fn views_until(&self) -> u32 {
        self.views_until
    }

    /// The registers that neither locals nor views have at the current instruction; until when that
    /// is so is [`views_until`](Self::views_until).
    pub fn settle_views(&mut self) -> RegisterSet {
        let mut temporaries = self.region().temporaries();
        let mut until = u32::MAX;
        for view in self.region().views.iter().filter(|view| view.covers(self.pc)) {
            temporaries = temporaries.without_gp(view.elements);
            until = until.min(view.until);
        }
        self.views_until = until;
        temporaries
    }

    // Which words are stale.

    /// The locals whose words are stale.
    pub fn dirty(&self) -> SlotSet {
        self.dirty
    }

    /// Sets which words are stale.
    pub fn set_dirty(&mut self, dirty: SlotSet) {
        self.dirty = dirty;
        self.stamp += 1;
    }

    /// The register of a local got a new value, so that the local's word is stale.
    pub fn mark_dirty(&mut self, slot: Slot) {
        self.dirty.insert(slot);
        self.stamp += 1;
    }

    // What is known of their kinds.

    /// What is certain of a local.
    pub fn certain(&self, slot: Slot) -> Kind {
        match self.place(slot) {
            Place::Home => self.certain_at_home(slot),
            place => place.kind(),
        }
    }

    /// What is certain of the value in a local's word, unless that is stale.
    pub fn certain_at_home(&self, slot: Slot) -> Kind {
        let Some(known) = self.known.get(slot.index()) else { return Kind::Unknown };
        match known.learned {
            (epoch, kind) if epoch == self.epoch && kind != Kind::Unknown => kind,
            _ => known.lasting.at(self.pc),
        }
    }

    /// What is known of a local. A likely kind is that which it had when the profile was taken, or
    /// else that which the function stores into it.
    pub fn fact(&self, slot: Slot) -> Fact {
        Fact::new(self.certain(slot), || self.known.get(slot.index()).map_or(Kind::Unknown, |it| it.expected.likely))
    }

    /// Whether a guard of the local's kind is not worth it, because such guards failed too often.
    pub fn is_refuted(&self, slot: Slot) -> bool {
        self.known[slot.index()].expected.is_refuted
    }

    /// A guard or a store has made a kind certain, until the next join.
    pub fn learn(&mut self, slot: Slot, kind: Kind) {
        self.known[slot.index()].learned = (self.epoch, kind);
    }

    /// Several edges lead here, so that what was learned on one of them is no longer certain.
    pub fn forget(&mut self) {
        self.epoch += 1;
    }

    /// A kind is certain from an instruction until before another: nothing there stores into the
    /// local.
    pub fn learn_for(&mut self, slot: Slot, kind: Kind, from: u32, until: u32) {
        self.known[slot.index()].lasting = Lasting { kind, from, until };
    }

    /// The kind that [`learn_for`](Self::learn_for) has made certain at an instruction.
    pub fn lasting_at(&self, slot: Slot, pc: u32) -> Kind {
        self.known[slot.index()].lasting.at(pc)
    }

    /// Forgets all that [`learn_for`](Self::learn_for) has made certain but for this stretch of
    /// code.
    pub fn forget_lasting_except(&mut self, from: u32, until: u32) {
        let others = |it: &&mut Lasting| (it.from, it.until) != (from, until);
        for lasting in self.known.iter_mut().map(|it| &mut it.lasting).filter(others) {
            *lasting = Lasting::default();
        }
    }
}
