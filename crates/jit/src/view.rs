//! [`View`]: where the elements and the length of an array are that a local holds throughout a loop, so that
//! the loop goes neither through the local's word nor through the array.
//!
//! Invariant: in the code of its loop a view is right between instructions. Nothing there stores into the local, and what
//! moves elements or changes a length is a helper, behind which the views are loaded again. An inline
//! ARRAY_PUSH makes an array longer in its place: a loop with one knows no lengths.

use bytecode::{LoopFacts, Primitive, Slot};

use crate::compile::Unit;
use crate::region::Region;
use crate::x64::{Gp, LENGTHS};

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
    /// Which of the context's words has the length; else the array is asked.
    pub length: Option<u32>,
}

impl View {
    /// Whether an instruction belongs to the loop.
    pub fn covers(&self, pc: u32) -> bool {
        (self.from..self.until).contains(&pc)
    }
}

/// What the loops of a chunk do with arrays, by the indexes of the instructions, ascending.
#[derive(Debug, Default)]
pub struct ArrayUses {
    /// Uses of the elements or the length of what a local holds.
    indexed: Vec<(u32, Slot)>,
    /// What always calls a helper or a function.
    calls: Vec<u32>,
    /// What appends to an array inline.
    pushes: Vec<u32>,
}

impl ArrayUses {
    /// Which operand of a primitive is an array that it indexes or asks for its length, counted from
    /// the top, which is 1.
    pub fn indexed_operand(primitive: Primitive) -> Option<usize> {
        match ArrayUse::of(primitive) {
            ArrayUse::Indexes { from_top } => Some(from_top),
            ArrayUse::Pushes | ArrayUse::Calls | ArrayUse::None => None,
        }
    }

    /// Notes what the instruction at `pc` does by a primitive; `indexed` is the local that the
    /// [indexed operand](Self::indexed_operand) comes from.
    pub fn note(&mut self, pc: u32, primitive: Primitive, indexed: Option<Slot>) {
        match ArrayUse::of(primitive) {
            ArrayUse::Indexes { .. } => self.indexed.extend(indexed.map(|slot| (pc, slot))),
            ArrayUse::Pushes => self.pushes.push(pc),
            ArrayUse::Calls => self.calls.push(pc),
            ArrayUse::None => {}
        }
    }

    fn indexed_within(&self, from: u32, until: u32) -> &[(u32, Slot)] {
        let place = |at| self.indexed.partition_point(|&(pc, _)| pc < at);
        &self.indexed[place(from)..place(until)]
    }

    fn calls_within(&self, found: &LoopFacts) -> bool {
        any_within(&self.calls, found.header, found.end)
    }

    fn pushes_within(&self, from: u32, until: u32) -> bool {
        any_within(&self.pushes, from, until)
    }
}

/// What a primitive does that views depend on.
#[derive(Clone, Copy)]
enum ArrayUse {
    /// Uses the elements or the length of an operand.
    Indexes { from_top: usize },
    /// Appends to an array inline.
    Pushes,
    /// Always calls a helper or a function, so that elements may move and lengths change.
    Calls,
    /// None of these. A helper that it calls at times is one behind which the views are loaded again.
    None,
}

impl ArrayUse {
    fn of(primitive: Primitive) -> ArrayUse {
        use Primitive as P;
        match primitive {
            P::ArrayLen => ArrayUse::Indexes { from_top: 1 },
            P::LoadIndex => ArrayUse::Indexes { from_top: 2 },
            P::StoreIndex => ArrayUse::Indexes { from_top: 3 },
            P::ArrayPush => ArrayUse::Pushes,
            P::Call(_) | P::CallClosed(..) | P::Closure(_) | P::NewMap => ArrayUse::Calls,
            P::ArrayPop | P::StructDef(_) | P::Import(_) | P::Print => ArrayUse::Calls,
            P::Imm(_) | P::Const(_) | P::Nil | P::Bool(_) | P::Pop | P::Dup | P::Dup2 => ArrayUse::None,
            P::Local(_) | P::Store(_) | P::NewCell(_) | P::LoadCell(_) | P::StoreCell(_) => ArrayUse::None,
            P::LoadUpvalue(_) | P::StoreUpvalue(_) | P::LoadGlobal(_) | P::StoreGlobal(_) => ArrayUse::None,
            P::Arithmetic(_) | P::Neg | P::Plus | P::Compare(_) | P::Not | P::ToBool => ArrayUse::None,
            P::Jump(_) | P::Branch { .. } | P::ShortCircuit { .. } => ArrayUse::None,
            P::LoopHeader(_) | P::Loop(_) | P::LoopIf { .. } => ArrayUse::None,
            P::Return | P::ReturnNil | P::Halt => ArrayUse::None,
            P::LoadProperty(_) | P::StoreProperty(_) | P::NewArray(_) | P::NewObject(..) => ArrayUse::None,
        }
    }
}

fn any_within(places: &[u32], from: u32, until: u32) -> bool {
    places.get(places.partition_point(|&pc| pc < from)).is_some_and(|&pc| pc < until)
}

/// A view that is worth having.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The local.
    pub slot: Slot,
    from: u32,
    until: u32,
    /// Uses, by the measure of [`LocalUse::weight`](crate::guess::LocalUse::weight); each counts half, because less is saved.
    pub weight: u64,
}

/// The views that the loops of a region have a use for, the most useful first. Each is of the outermost loop
/// around the use where it holds and lengths are known.
pub fn wanted(unit: &Unit<'_>, arrays: &ArrayUses, region: &Region) -> Vec<Wanted> {
    let indexed = arrays.indexed_within(region.header, region.end);
    let uses = indexed.iter().filter(|&&(_, slot)| region.is_array(slot));
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

/// Gives a view registers that the views of loops apart from it may have too, or else of those that are left.
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
