//! [`View`]: the hoisted base and length of an array that a local holds throughout a loop. The loop
//! reads neither the local's word nor the array's header.
//!
//! Invariant: in the code of its loop a view is right between instructions. Nothing there stores
//! into the local. Only helpers move elements or change lengths, and the views are loaded again
//! behind them. An inline ARRAY_PUSH changes a length, so a loop with one knows no lengths.

use bytecode::{LoopFacts, Slot};

use crate::chunk::arrays::ArrayUses;
use crate::chunk::unit::Unit;
use crate::target::{Gp, LENGTHS};

/// The most views of a region.
const MOST: usize = 16;

/// What a loop knows of the array in a local.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The local.
    pub slot: Slot,
    /// Index of the loop's LOOP_HEADER.
    pub from: u32,
    /// Index after the loop.
    pub until: u32,
    /// The register with the address of the first element.
    pub elements: Gp,
    /// Which of the context's words has the length; `None` if it is loaded from the array.
    pub length: Option<u32>,
}

impl View {
    /// Whether an instruction belongs to the loop.
    pub fn covers(&self, pc: u32) -> bool {
        (self.from..self.until).contains(&pc)
    }
}

/// A view that is worth having.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The local.
    pub slot: Slot,
    from: u32,
    until: u32,
    /// The sum of its uses, as [`LocalUse::weight`](crate::chunk::guess::LocalUse::weight). Each
    /// counts half, because a view saves less than a register for a local.
    pub weight: u64,
}

/// The views that are worth having in a stretch of code, the most useful first. Each is of a local
/// that is an array, for the outermost loop around the use in which it holds and lengths are known.
pub fn wanted(
    unit: &Unit<'_>,
    arrays: &ArrayUses,
    code: std::ops::Range<u32>,
    is_array: impl Fn(Slot) -> bool,
) -> Vec<Wanted> {
    let indexed = arrays.indexed_within(code.start, code.end);
    let uses = indexed.iter().filter(|&&(_, slot)| is_array(slot));
    let mut found: Vec<Wanted> = uses.filter_map(|&(pc, slot)| wanted_at(unit, arrays, pc, slot)).collect();
    found.sort_unstable_by_key(|it| (it.from, it.slot));
    found.dedup_by(|next, kept| {
        let same = (next.from, next.slot) == (kept.from, kept.slot);
        if same {
            kept.weight = kept.weight.saturating_add(next.weight);
        }
        same
    });
    found.sort_by_key(|it| std::cmp::Reverse(it.weight));
    found.truncate(MOST);
    found
}

fn wanted_at(unit: &Unit<'_>, arrays: &ArrayUses, pc: u32, slot: Slot) -> Option<Wanted> {
    let holds = |it: &&LoopFacts| is_in(&it.reads, slot) && !is_in(&it.writes, slot) && !arrays.calls_within(it);
    let keeps_lengths = |it: &&LoopFacts| holds(it) && !arrays.pushes_within(it.header, it.end);
    let loops = &unit.facts.loops;
    let innermost = &loops[unit.facts.innermost_loop(pc)?.index()];
    let around = std::iter::successors(Some(innermost), |it| it.parent.map(|id| &loops[id.index()]));
    let outermost = around.take_while(keeps_lengths).last().or_else(|| Some(innermost).filter(holds))?;
    let weight = 1 << (3 * u32::from(innermost.nesting) - 1).min(47);
    Some(Wanted { slot, from: outermost.header, until: outermost.end, weight })
}

fn is_in(slots: &[(Slot, u32)], slot: Slot) -> bool {
    slots.binary_search_by_key(&slot, |&(slot, _)| slot).is_ok()
}

/// Gives a view a register: one of a view whose loop is apart from its loop, or one that is left.
pub fn place<'a>(
    wanted: Wanted,
    views: &[View],
    arrays: &ArrayUses,
    left: &mut impl Iterator<Item = &'a Gp>,
) -> Option<View> {
    let Wanted { slot, from, until, .. } = wanted;
    let beside = |view: &&View| view.from < until && from < view.until;
    let is_apart = |gp: &Gp| !views.iter().filter(beside).any(|view| view.elements == *gp);
    let shared = views.iter().map(|view| view.elements).find(is_apart);
    let elements = shared.or_else(|| left.next().copied())?;
    let is_free = |length: &u32| !views.iter().filter(beside).any(|view| view.length == Some(*length));
    let length = if arrays.pushes_within(from, until) { None } else { (0..LENGTHS).find(is_free) };
    Some(View { slot, from, until, elements, length })
}
