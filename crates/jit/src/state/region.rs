//! [`Region`]: an outermost loop with all inside it, and the registers its locals and views keep.
//!
//! Invariant: while code of the region runs, a local with a register has its current value there,
//! unboxed, of the register's kind, on every edge; its word in the frame may be stale (dirty).

use bytecode::{LoopFacts, LoopId, Slot};
use smallvec::SmallVec;

use super::view::{self, View};
use crate::chunk::guess::{Guess, LocalUse};
use crate::chunk::liveness::{SlotSet, TRACKED};
use crate::chunk::unit::Unit;
use crate::kind::Kind;
use crate::profile::Profile;
use crate::state::registers::RegisterSet;
use crate::target::{FP_LOCALS, FP_POOL, Fp, GP_LOCALS, GP_POOL, Gp, survives_helper};

/// Where a local is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// In its word of the frame, boxed.
    #[default]
    Home,
    /// An int in a register, zero-extended.
    Int(Gp),
    /// A float in a register.
    Float(Fp),
}

impl Place {
    /// Whether a helper may change what is there.
    pub fn is_lost_by_helper(self) -> bool {
        !matches!(self, Place::Int(gp) if survives_helper(gp))
    }

    /// The kind a register implies.
    pub fn kind(self) -> Kind {
        match self {
            Place::Home => Kind::Unknown,
            Place::Int(_) => Kind::Int,
            Place::Float(_) => Kind::Float,
        }
    }
}

/// A region and its registers.
#[derive(Clone, Debug)]
pub struct Region {
    /// Index of the outermost LOOP_HEADER.
    pub header: u32,
    /// Index after the outermost loop.
    pub end: u32,
    /// Locals with a register.
    pub in_registers: SlotSet,
    places: [Place; TRACKED],
    expected: [Kind; TRACKED],
    temporaries: RegisterSet,
    /// The views of arrays that its loops have.
    pub views: SmallVec<[View; 4]>,
}

impl Region {
    /// Chooses registers for the outermost loop `id`. `live` are the locals that are live where the
    /// region is entered, `seen` their kinds there, as far as these are known.
    pub fn choose(unit: &Unit<'_>, id: LoopId, guess: &Guess, live: SlotSet, seen: [Kind; TRACKED]) -> Region {
        let (chunk, profile) = (unit.chunk, unit.profile);
        let outer = &unit.facts.loops[id.index()];
        let uses = guess.region(outer.header);
        let kind = |slot: usize| kind_of(profile, &uses[slot], slot, live, seen[slot]);
        let slots = 0..TRACKED.min(usize::from(chunk.slots));
        let is_used = |slot: &usize| uses[*slot].weight > 0 && !chunk.is_cell(Slot(*slot as u16));
        let mut order: SmallVec<[usize; 16]> = slots.filter(is_used).collect();
        order.sort_by_key(|&slot| std::cmp::Reverse(uses[slot].weight));
        let mut region = Region::without_registers(outer);
        for &slot in &order {
            region.expected[slot] = expected(profile, &uses[slot], slot, kind(slot));
        }
        let mut gps = GP_POOL[..GP_LOCALS].iter();
        let mut fps = FP_POOL[..FP_LOCALS].iter();
        let wanted = view::wanted(unit, &guess.arrays, outer.header..outer.end, |slot| region.is_array(slot));
        let mut wanted = wanted.into_iter().peekable();
        for slot in order {
            while let Some(wanted) = wanted.next_if(|it| it.weight > uses[slot].weight) {
                region.views.extend(view::place(wanted, &region.views, &guess.arrays, &mut gps));
            }
            let place = match kind(slot) {
                Kind::Int => gps.next().map(|&gp| Place::Int(gp)),
                Kind::Float => fps.next().map(|&fp| Place::Float(fp)),
                Kind::Unknown | Kind::Bool | Kind::Object(_) => None,
            };
            if let Some(place) = place {
                region.give(Slot(slot as u16), place);
            }
        }
        for wanted in wanted {
            region.views.extend(view::place(wanted, &region.views, &guess.arrays, &mut gps));
        }
        region
    }

    fn without_registers(outer: &LoopFacts) -> Region {
        Region {
            header: outer.header,
            end: outer.end,
            in_registers: SlotSet::default(),
            places: [Place::Home; TRACKED],
            expected: [Kind::Unknown; TRACKED],
            temporaries: RegisterSet::all(),
            views: SmallVec::new(),
        }
    }

    fn give(&mut self, slot: Slot, place: Place) {
        self.places[slot.index()] = place;
        self.in_registers.insert(slot);
        match place {
            Place::Home => {}
            Place::Int(gp) => self.temporaries = self.temporaries.without_gp(gp),
            Place::Float(fp) => self.temporaries = self.temporaries.without_fp(fp),
        }
    }

    /// Where a local is.
    pub fn place(&self, slot: Slot) -> Place {
        self.places.get(slot.index()).copied().unwrap_or_default()
    }

    /// The kind that a local without a register probably has as long as nothing is stored into it.
    pub fn expected(&self, slot: Slot) -> Kind {
        self.expected.get(slot.index()).copied().unwrap_or_default()
    }

    /// Whether a local probably is an array. Loops that do not store into it guard that at their
    /// start.
    pub fn is_array(&self, slot: Slot) -> bool {
        self.expected(slot) == Kind::ARRAY
    }

    /// Whether an instruction belongs to the region.
    pub fn contains(&self, pc: u32) -> bool {
        (self.header..self.end).contains(&pc)
    }

    /// The registers of the pools that no local has.
    pub fn temporaries(&self) -> RegisterSet {
        self.temporaries
    }
}

/// The kind that is worth a guard before a loop that does not store into the local.
fn expected(profile: &Profile, used: &LocalUse, slot: usize, kind: Kind) -> Kind {
    match used.used_as {
        _ if profile.is_untyped(Slot(slot as u16)) => Kind::Unknown,
        _ if kind.is_number() => kind,
        Some(object) if object != Kind::Unknown => object,
        _ if kind == Kind::ARRAY => kind,
        _ if used.stored.is_none() && profile.slot_kind(Slot(slot as u16)) == Kind::ARRAY => Kind::ARRAY,
        _ => Kind::Unknown,
    }
}

/// The kind of register for a local. The kind at the header and the kind that is stored must agree.
fn kind_of(profile: &Profile, used: &LocalUse, slot: usize, live: SlotSet, seen: Kind) -> Kind {
    let slot = Slot(slot as u16);
    if profile.is_untyped(slot) {
        return Kind::Unknown;
    }
    let stored = used.stored.unwrap_or_default();
    if live.contains(slot) { stored.agree(seen) } else { stored.or(seen) }
}
