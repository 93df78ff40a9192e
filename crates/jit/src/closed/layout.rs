//! Where the slots of a closed function are, and where its arguments come from.

use bytecode::{Chunk, ChunkFacts, Inst, Module, ScalarType, Signature, Slot};

use crate::chunk::liveness::TRACKED;
use crate::target::{FP_LOCALS, FP_POOL, Fp, GP_LOCALS, GP_POOL, Gp, RETURN_WORDS, Word};

/// Where a slot is, for the whole function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// An int (zero-extended) or a bool, 0 or 1.
    Gp(Gp),
    Fp(Fp),
    /// An unboxed value in a word.
    Word(Word),
}

/// How an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Passed {
    Gp(Gp),
    Fp(Fp),
    /// The word of this number above the [`RETURN_WORDS`].
    Stack(u32),
}

/// How the arguments of a signature's first `params` slots are passed.
pub(super) fn passed(signature: &Signature, params: u16) -> impl Iterator<Item = Passed> {
    let (mut gps, mut fps, mut words) = (GP_POOL[..GP_LOCALS].iter(), FP_POOL[..FP_LOCALS].iter(), 0..);
    signature.slots[..usize::from(params)].iter().map(move |kind| {
        let register = match kind {
            ScalarType::Float => fps.next().map(|&fp| Passed::Fp(fp)),
            ScalarType::Int | ScalarType::Bool => gps.next().map(|&gp| Passed::Gp(gp)),
        };
        register.unwrap_or_else(|| Passed::Stack(words.next().unwrap_or(0)))
    })
}

/// How many words of arguments a call of this signature has on the stack.
pub(super) fn stack_words(signature: &Signature, params: u16) -> u32 {
    passed(signature, params).filter(|passed| matches!(passed, Passed::Stack(_))).count() as u32
}

/// A function's frame, from its lowest word: arguments of calls, slots, operands.
#[derive(Debug)]
pub(super) struct Layout {
    places: Vec<Place>,
    first_slot: u32,
    slots: u32,
    pub(super) frame_bytes: u32,
}

impl Layout {
    pub(super) fn new(module: &Module, chunk: &Chunk, signature: &Signature, facts: &ChunkFacts) -> Layout {
        let outgoing = chunk.code.iter().map(|&inst| outgoing_words(module, inst)).max().unwrap_or(0);
        let slots = u32::from(chunk.slots);
        let words = outgoing + slots + u32::from(facts.max_depth);
        // With what the call keeps behind it a multiple of 16 bytes.
        let frame_bytes = 8 * ((words + RETURN_WORDS).next_multiple_of(2) - RETURN_WORDS);
        let mut layout = Layout { places: Vec::new(), first_slot: outgoing, slots, frame_bytes };
        layout.place(chunk, signature, facts);
        layout
    }

    /// Parameters stay where they are passed; other slots get the registers that are left, the most
    /// used first.
    fn place(&mut self, chunk: &Chunk, signature: &Signature, facts: &ChunkFacts) {
        let above = self.frame_bytes / 8 + RETURN_WORDS;
        self.places = passed(signature, chunk.params)
            .map(|passed| match passed {
                Passed::Gp(gp) => Place::Gp(gp),
                Passed::Fp(fp) => Place::Fp(fp),
                Passed::Stack(word) => Place::Word(Word(above + word)),
            })
            .collect();
        let others = u32::from(chunk.params)..self.slots;
        self.places.extend(others.map(|slot| Place::Word(Word(self.first_slot + slot))));
        let taken = |place: Place, places: &[Place]| places.contains(&place);
        let params = self.places[..usize::from(chunk.params)].to_vec();
        let mut gps = GP_POOL[..GP_LOCALS].iter().map(|&gp| Place::Gp(gp)).filter(|&place| !taken(place, &params));
        let mut fps = FP_POOL[..FP_LOCALS].iter().map(|&fp| Place::Fp(fp)).filter(|&place| !taken(place, &params));
        let weights = weights(chunk, facts);
        let tracked = TRACKED.min(usize::from(chunk.slots));
        let mut order: Vec<usize> = (usize::from(chunk.params)..tracked).filter(|&slot| weights[slot] > 0).collect();
        order.sort_by_key(|&slot| std::cmp::Reverse(weights[slot]));
        for slot in order {
            let register = match signature.slots[slot] {
                ScalarType::Float => fps.next(),
                ScalarType::Int | ScalarType::Bool => gps.next(),
            };
            self.places[slot] = register.unwrap_or(self.places[slot]);
        }
    }

    pub(super) fn slot(&self, slot: Slot) -> Place {
        self.places[slot.index()]
    }

    /// The word in which a slot with a register is saved.
    pub(super) fn saved(&self, slot: Slot) -> Word {
        Word(self.first_slot + u32::from(slot.0))
    }

    /// The home of the operand at a depth.
    pub(super) fn operand(&self, depth: usize) -> Word {
        Word(self.first_slot + self.slots + depth as u32)
    }

    /// The slots with registers.
    pub(super) fn in_registers(&self) -> impl Iterator<Item = Slot> {
        let tracked = self.places.len().min(TRACKED) as u16;
        (0..tracked).map(Slot).filter(|&slot| !matches!(self.slot(slot), Place::Word(_)))
    }
}

/// The words of arguments that an instruction puts on the stack.
fn outgoing_words(module: &Module, inst: Inst) -> u32 {
    let Inst::CallClosed { argc, chunk } = inst else { return 0 };
    let callee = &module.chunks[chunk.index()];
    callee.closed.as_ref().map_or(0, |signature| stack_words(signature, argc.0))
}

/// How often each of the first slots is named, eight times as often for each loop around.
fn weights(chunk: &Chunk, facts: &ChunkFacts) -> [u64; TRACKED] {
    const MOST_NESTED: usize = 12;
    let mut weights = [0u64; TRACKED];
    let mut ends: Vec<u32> = Vec::new();
    let mut loops = facts.loops.iter().peekable();
    for (at, inst) in (0..).zip(&chunk.code) {
        while ends.pop_if(|end| *end <= at).is_some() {}
        while let Some(found) = loops.next_if(|found| found.header == at) {
            ends.push(found.end);
        }
        for (slot, _) in inst.slots().filter(|(slot, _)| slot.index() < TRACKED) {
            let weight = &mut weights[slot.index()];
            *weight = weight.saturating_add(1 << (3 * ends.len().min(MOST_NESTED)));
        }
    }
    weights
}
