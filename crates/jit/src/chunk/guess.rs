//! [`Guess`]: the kinds that code will probably store into its locals (type prediction). Registers
//! are chosen by it. A wrong guess costs an exit, never a wrong result.

use bytecode::{ConstId, Constant, Hint, LoopFacts, LoopId, Module, Primitive, Slot};
use smallvec::SmallVec;

use crate::chunk::arrays::{ArrayUse, ArrayUses};
use crate::chunk::liveness::TRACKED;
use crate::chunk::unit::Unit;
use crate::kind::Kind;
use crate::profile::{Entry, Fixed, Profile};

/// How a local is used in a stretch of code.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LocalUse {
    /// The sum of reads and writes. Each counts 8 times as much for each loop around it.
    pub weight: u64,
    /// The kind that is stored, if all stores agree.
    pub stored: Option<Kind>,
    /// The kind of object that it is used as, if all uses that need a kind agree.
    pub used_as: Option<Kind>,
}

/// What to expect of the locals of a chunk.
#[derive(Debug)]
pub struct Guess {
    /// The kind that all stores of the chunk probably put into each local.
    pub likely: [Kind; TRACKED],
    /// How each outermost loop uses them, by the loop's header, ascending.
    regions: Vec<(u32, Uses)>,
    /// What its loops do with arrays.
    pub arrays: ArrayUses,
}

/// How a stretch of code uses the locals, by slot.
pub type Uses = Box<[LocalUse; TRACKED]>;

impl Guess {
    /// One walk over the code.
    pub fn new(unit: &Unit<'_>) -> Guess {
        let mut guesser = Guesser::new(unit);
        let (likely, arrays) = ([Kind::Unknown; TRACKED], ArrayUses::default());
        let mut guess = Guess { likely, regions: Vec::new(), arrays };
        let mut weights: SmallVec<[(u32, u64); 8]> = SmallVec::new();
        let mut loops = unit.facts.loops.iter().peekable();
        for pc in 0..unit.chunk.code.len() as u32 {
            while weights.last().is_some_and(|&(end, _)| end <= pc) {
                weights.pop();
                if weights.is_empty() {
                    guess.leave_region(&mut guesser);
                }
            }
            if let Some(found) = loops.next_if(|found| found.header == pc) {
                if weights.is_empty() {
                    guess.enter_region(&mut guesser, unit, found);
                }
                weights.push((found.end, 1 << (3 * (weights.len() + 1).min(16))));
            }
            guesser.weight = weights.last().map_or(1, |&(_, weight)| weight);
            guesser.inst(pc, unit);
        }
        if !weights.is_empty() {
            guess.leave_region(&mut guesser);
        }
        guess.note_likely(&guesser.uses);
        guess.arrays = guesser.arrays;
        if unit.profile.generic {
            guess.likely = [Kind::Unknown; TRACKED];
        }
        guess
    }

    /// How the outermost loop with this header uses the locals.
    ///
    /// # Panics
    /// If there is none.
    pub fn region(&self, header: u32) -> &Uses {
        let found = self.regions.binary_search_by_key(&header, |&(header, _)| header);
        &self.regions[found.expect("the header of an outermost loop")].1
    }

    fn enter_region(&mut self, guesser: &mut Guesser<'_>, unit: &Unit<'_>, entered: &LoopFacts) {
        self.note_likely(&guesser.uses);
        *guesser.uses = [LocalUse::default(); TRACKED];
        let is_inside = |found: &LoopFacts| (entered.header..entered.end).contains(&found.header);
        let is_entry = |id: LoopId| unit.facts.loops.get(id.index()).is_some_and(is_inside);
        if matches!(unit.profile.entry, Entry::Loop(id) if is_entry(id)) {
            guesser.locals = snapshot(unit.profile);
        }
        self.regions.push((entered.header, Box::new([LocalUse::default(); TRACKED])));
    }

    fn leave_region(&mut self, guesser: &mut Guesser<'_>) {
        self.note_likely(&guesser.uses);
        if let Some((_, uses)) = self.regions.last_mut() {
            uses.copy_from_slice(&guesser.uses[..]);
        }
        *guesser.uses = [LocalUse::default(); TRACKED];
    }

    fn note_likely(&mut self, uses: &[LocalUse; TRACKED]) {
        for (likely, used) in self.likely.iter_mut().zip(uses) {
            let Some(stored) = used.stored else { continue };
            *likely = if *likely == Kind::Unknown || *likely == stored { stored } else { Kind::Unknown };
        }
    }
}

/// The kinds of the slots at the entry.
fn snapshot(profile: &Profile) -> [Kind; TRACKED] {
    std::array::from_fn(|slot| profile.slot_kind(Slot(slot as u16)))
}

/// A walk over the code in order, which knows the kinds of operands as far as they are evident.
struct Guesser<'a> {
    module: &'a Module,
    profile: &'a Profile,
    locals: [Kind; TRACKED],
    /// The kinds of the operands, and the locals they are the values of.
    stack: Vec<(Kind, Option<Slot>)>,
    uses: Uses,
    /// How much a use counts at the current instruction.
    weight: u64,
    arrays: ArrayUses,
}

impl<'a> Guesser<'a> {
    fn new(unit: &Unit<'a>) -> Guesser<'a> {
        let (module, profile) = (unit.module, unit.profile);
        let uses = Box::new([LocalUse::default(); TRACKED]);
        let (stack, arrays) = (Vec::with_capacity(16), ArrayUses::default());
        Guesser { module, profile, locals: snapshot(profile), stack, uses, weight: 1, arrays }
    }

    fn inst(&mut self, pc: u32, unit: &Unit<'_>) {
        let hint = self.profile.hint(pc, unit.chunk.code[pc as usize]);
        for &part in unit.decoded.parts(pc) {
            if self.weight > 1 {
                self.note_array_use(pc, part);
            }
            self.part(pc, part, hint);
        }
    }

    fn note_array_use(&mut self, pc: u32, part: Primitive) {
        let does = ArrayUse::of(part);
        if does != ArrayUse::None {
            let indexed = does.indexed_operand().and_then(|from_top| self.local_at(from_top));
            self.arrays.note(pc, does, indexed);
        }
    }

    /// The local that the operand `from_top` places below the stack's upper end is the value of.
    fn local_at(&self, from_top: usize) -> Option<Slot> {
        let depth = self.stack.len().checked_sub(from_top)?;
        self.stack[depth].1
    }

    fn count(&mut self, slot: Slot) {
        if let Some(used) = self.uses.get_mut(slot.index()) {
            used.weight = used.weight.saturating_add(self.weight);
        }
    }

    fn part(&mut self, pc: u32, part: Primitive, hint: Option<Hint>) {
        match part {
            Primitive::Imm(_) => self.push(Kind::Int),
            Primitive::Const(constant) => self.push(constant_kind(self.module, constant)),
            Primitive::Bool(_) => self.push(Kind::Bool),
            Primitive::Local(slot) => {
                self.count(slot);
                let kind = self.locals.get(slot.index()).copied().unwrap_or_default();
                self.stack.push((kind, Some(slot)));
            }
            Primitive::Store(slot) => {
                self.count(slot);
                let stored = self.pop();
                self.store(slot, stored);
            }
            Primitive::Dup => {
                let top = self.stack.pop().unwrap_or_default();
                self.stack.extend([top, top]);
            }
            Primitive::Arithmetic(_) => {
                let (b, a) = (self.pop(), self.pop());
                self.push(hint.map_or(join(a, b), Kind::from));
            }
            Primitive::Neg | Primitive::Plus => {
                let a = self.pop();
                self.push(hint.map_or(a, Kind::from));
            }
            Primitive::Compare(_) => self.replace(2, Kind::Bool),
            Primitive::Not | Primitive::ToBool => self.replace(1, Kind::Bool),
            Primitive::ArrayLen => self.replace(1, Kind::Int),
            Primitive::Nil | Primitive::LoadCell(_) | Primitive::LoadUpvalue(_) | Primitive::Closure(_) => {
                self.replace(0, Kind::Unknown);
            }
            Primitive::LoadGlobal(global) => self.push(match self.profile.global(global) {
                Some(Fixed::Int(_)) => Kind::Int,
                Some(Fixed::Float(_)) => Kind::Float,
                Some(Fixed::Bool(_)) => Kind::Bool,
                _ => Kind::Unknown,
            }),
            Primitive::NewMap => self.replace(0, Kind::MAP),
            Primitive::StructDef(_) | Primitive::Import(_) => self.replace(0, Kind::Unknown),
            Primitive::LoadProperty(_) => {
                self.use_as_instance(pc, 1);
                self.replace(1, Kind::Unknown);
            }
            Primitive::ArrayPop => self.replace(1, Kind::Unknown),
            Primitive::LoadIndex => self.replace(2, Kind::Unknown),
            Primitive::NewArray(count) => self.replace(count.index(), Kind::ARRAY),
            Primitive::NewObject(_, fields) => self.replace(fields.index(), Kind::Unknown),
            Primitive::CallClosed(argc, _) => self.replace(argc.index(), Kind::Unknown),
            Primitive::Call(argc) => self.replace(argc.index() + 1, Kind::Unknown),
            Primitive::Dup2 => {
                let b = self.stack.pop().unwrap_or_default();
                let a = self.stack.pop().unwrap_or_default();
                self.stack.extend([a, b, a, b]);
            }
            Primitive::Pop
            | Primitive::Print
            | Primitive::NewCell(_)
            | Primitive::StoreCell(_)
            | Primitive::StoreUpvalue(_) => self.drop(1),
            Primitive::StoreGlobal(_)
            | Primitive::Branch { .. }
            | Primitive::ShortCircuit { .. }
            | Primitive::LoopIf { .. } => self.drop(1),
            Primitive::StoreProperty(_) => {
                self.use_as_instance(pc, 2);
                self.drop(2);
            }
            Primitive::ArrayPush => {
                self.use_as(Kind::ARRAY, 2);
                self.drop(2);
            }
            Primitive::StoreIndex => self.drop(3),
            Primitive::Jump(_) | Primitive::Loop(_) | Primitive::Return | Primitive::ReturnNil | Primitive::Halt => {
                self.stack.clear()
            }
            Primitive::LoopHeader(_) => {}
        }
    }

    fn push(&mut self, kind: Kind) {
        self.stack.push((kind, None));
    }

    fn pop(&mut self) -> Kind {
        self.stack.pop().unwrap_or_default().0
    }

    /// A property instruction uses the operand `from_top` places below the top's upper end.
    fn use_as_instance(&mut self, pc: u32, from_top: usize) {
        if let Some(field) = self.profile.field(pc) {
            self.use_as(Kind::Object(field.shape), from_top);
        }
    }

    fn use_as(&mut self, kind: Kind, from_top: usize) {
        if let Some(used) = self.local_at(from_top).and_then(|slot| self.uses.get_mut(slot.index())) {
            used.used_as = match used.used_as {
                Some(before) if before != kind => Some(Kind::Unknown),
                _ => Some(kind),
            };
        }
    }

    fn drop(&mut self, count: usize) {
        self.stack.truncate(self.stack.len().saturating_sub(count));
    }

    fn replace(&mut self, count: usize, result: Kind) {
        self.drop(count);
        self.push(result);
    }

    fn store(&mut self, slot: Slot, stored: Kind) {
        let Some(used) = self.uses.get_mut(slot.index()) else { return };
        used.stored = Some(used.stored.unwrap_or_default().agree(stored));
        self.locals[slot.index()] = stored;
        for (_, origin) in self.stack.iter_mut().filter(|(_, origin)| *origin == Some(slot)) {
            *origin = None;
        }
    }
}

/// The kind of a constant of the pool.
fn constant_kind(module: &Module, constant: ConstId) -> Kind {
    match module.constant(constant) {
        Some(Constant::Int(_)) => Kind::Int,
        Some(Constant::Float(_)) => Kind::Float,
        Some(Constant::Str(_)) | None => Kind::Unknown,
    }
}

/// The likely kind of an arithmetic result: a float on either side makes a float.
fn join(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (Kind::Float, _) | (_, Kind::Float) => Kind::Float,
        (Kind::Int, _) | (_, Kind::Int) => Kind::Int,
        _ => Kind::Unknown,
    }
}
