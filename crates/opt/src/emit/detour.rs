//! Detours: calls of helpers that stand behind the hot code, because most of the time inline code
//! does the work.
//!
//! Where the inline code is, registers keep their values. A detour brings home what lives on, as
//! any safepoint does, and afterwards loads every register, and every word where a value waits,
//! from the words of the frame state: the collector may have moved what they pointed to.

use jit::abi::{Helper, WORDS_ABOVE};
use jit::target::{Label, SCRATCH, SCRATCH2, Word};

use super::Emitter;
use super::exit::Cold;
use super::home::{Home, Source};
use super::place::{LEAF_WORDS, Mem, Reg};
use super::safepoint::Site;
use crate::ir::{Inst, StateId, Type, Value};
use crate::mutant::{self, Mutant};

/// A call of a helper behind the hot code.
#[derive(Debug)]
pub(super) struct Detour {
    label: Label,
    back: Label,
    site: Site,
    helper: Helper,
    immediate: u32,
    homes: Vec<Home>,
    reloads: Vec<Reload>,
    /// Words of the frame that values are in, and are to be in again.
    restored: Vec<Home>,
}

/// A value of a type that comes back from a word of the frame.
#[derive(Clone, Copy, Debug)]
struct Reload {
    to: Back,
    word: u32,
    ty: Type,
}

#[derive(Clone, Copy, Debug)]
enum Back {
    Reg(Reg),
    Spill(u32),
}

impl Emitter<'_> {
    /// Begins inline code for a helper whose operands are where the code wants them. Returns where
    /// it goes when it cannot do the work, and where both ways meet, with the result in the
    /// scratch.
    pub(super) fn detour(&mut self, inst: &Inst, helper: Helper, immediate: u32) -> (Label, Label) {
        let state = inst.state.expect("a safepoint has a frame state");
        let first = self.end_of(state);
        let mut homes = self.homes(state);
        for (word, &arg) in (first..).zip(&inst.args) {
            homes.extend(self.home(word, arg));
        }
        let mut words = self.words_of(state);
        let above = self.above(&words, first + inst.args.len() as u32);
        for &(value, word) in &above {
            homes.extend(self.home(word, value));
        }
        words.extend(&above);
        let (reloads, restored) = self.comes_back(&words);
        // The helper's own words begin there.
        self.held.forget_from(first);
        homes.iter().chain(&restored).for_each(|home| self.held.store_perhaps(home.word));
        let [label, back] = std::array::from_fn(|_| self.masm.label());
        let site = Site { state, words: Word(first), argc: inst.args.len() as u32, above: above.len() as u32 };
        let detour = Detour { label, back, site, helper, immediate, homes, reloads, restored };
        self.cold.push(Cold::Detour(Box::new(detour)));
        (label, back)
    }

    /// The values of a frame state with their words.
    fn words_of(&self, state: StateId) -> Vec<(Value, u32)> {
        let words = self.f.words(state).filter(|&(_, value)| value != Value::DEAD);
        words.map(|(word, value)| (self.root(value), word)).collect()
    }

    /// What lives on and has none of the words, each with one from `end` on.
    fn above(&mut self, words: &[(Value, u32)], end: u32) -> Vec<(Value, u32)> {
        let mut above = Vec::new();
        for value in self.places.live() {
            if !self.uses.is_dead_after(value, self.at) && !words.iter().any(|&(it, _)| it == value) {
                // The collector would not know what a raw address points into.
                self.homeless |= self.ty(value) == Type::Raw;
                above.push((value, end + above.len() as u32));
            }
        }
        self.homeless |= above.len() as u32 > WORDS_ABOVE;
        above
    }

    /// What lives on, and where it has to be again. All of it has one of the words.
    fn comes_back(&self, words: &[(Value, u32)]) -> (Vec<Reload>, Vec<Home>) {
        let (mut reloads, mut restored) = (Vec::new(), Vec::new());
        for value in self.places.live() {
            if self.uses.is_dead_after(value, self.at) {
                continue;
            }
            let place = self.places.of(value);
            let home = |word: u32| words.iter().find(|&&it| it == (value, word));
            if let (None, Some(Mem::Word(word))) = (place.reg, place.mem)
                && home(word).is_some()
            {
                continue;
            }
            let found = words.iter().find(|&&(it, _)| it == value);
            let &(_, word) = found.expect("what is in no frame is above the operands");
            let ty = self.ty(value);
            reloads.extend(place.reg.map(|reg| Reload { to: Back::Reg(reg), word, ty }));
            match place.mem {
                Some(Mem::Spill(spill)) => reloads.push(Reload { to: Back::Spill(spill), word, ty }),
                Some(Mem::Word(own)) if home(own).is_none() => {
                    restored.push(Home { word: own, source: Source::Mem(Mem::Word(word)), ty: Type::Boxed });
                }
                Some(Mem::Word(_)) | None => {}
            }
        }
        (reloads, restored)
    }

    pub(super) fn emit_detour(&mut self, detour: Detour) {
        self.note_slow(detour.site.state);
        self.masm.bind(detour.label);
        self.write_homes(detour.homes);
        self.call_helper_at(detour.site, detour.helper, detour.immediate);
        if !mutant::is(Mutant::MissingReload) {
            detour.reloads.iter().for_each(|&reload| self.reload(reload));
        }
        if !detour.restored.is_empty() {
            // The moves need the scratch, which has the result.
            self.masm.spill(LEAF_WORDS, SCRATCH);
            self.write_homes(detour.restored);
            self.masm.unspill(SCRATCH, LEAF_WORDS);
        }
        self.masm.jump(detour.back);
    }

    fn reload(&mut self, Reload { to, word, ty }: Reload) {
        match to {
            Back::Reg(reg) => self.load(reg, Source::Mem(Mem::Word(word)), ty, false),
            Back::Spill(spill) => {
                match ty {
                    Type::Int => self.masm.load_int(SCRATCH2, Word(word)),
                    _ => self.masm.load_boxed(SCRATCH2, Word(word)),
                }
                self.masm.spill(spill, SCRATCH2);
            }
        }
    }

    /// Ends inline code: the result is in the scratch.
    pub(super) fn take_result(&mut self, value: Value, back: Label) {
        self.masm.bind(back);
        self.free_dead(value);
        if self.ty(value) != Type::None && !self.uses.is_dead_after(value, self.at) {
            self.places.unpin();
            let hint = self.places.hints[value.index()].filter(|reg| matches!(reg, Reg::Gp(_)));
            let reg = self.take(Type::Boxed, hint);
            let result = self.masm.scratch();
            self.masm.move_boxed(reg.gp(), *result);
            self.places.put(value, reg);
        }
    }
}
