//! Words that keep a value through a loop, or a parameter through the whole function: nothing else
//! is stored there. Registers of such values are free without a store.

use super::Emitter;
use super::inline::is_inline;
use super::place::Mem;
use crate::analysis::Blocks;
use crate::ir::{Block, Function, Op, StateId, Value};

/// A word that keeps a value, between two places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    mem: Mem,
    from: u32,
    until: u32,
}

/// The safepoints of a loop, or of the whole function.
#[derive(Debug)]
pub(super) struct Safepoints {
    states: Vec<StateId>,
    /// Whether no register and no spill slot lives through one of them.
    pub has_calls: bool,
    /// The first such that every turn comes to: its block, and its place there.
    pub every_turn: Option<(Block, u32)>,
}

impl Safepoints {
    /// Those of a loop.
    pub(super) fn new(f: &Function, header: Block, blocks: &Blocks) -> Safepoints {
        let end = f.block(header).heads.map_or(header, |heads| heads.end);
        let mut found = Safepoints { states: Vec::new(), has_calls: false, every_turn: None };
        let latches = &f.block(header).preds[1..];
        for block in (header.0..end.0).map(Block) {
            if let Some(at) = found.find(f, block)
                && found.every_turn.is_none()
                && latches.iter().all(|&latch| blocks.dominates(block, latch))
            {
                found.every_turn = Some((block, at));
            }
        }
        found
    }

    /// Those of a function.
    fn all(f: &Function) -> Safepoints {
        let mut found = Safepoints { states: Vec::new(), has_calls: false, every_turn: None };
        f.block_ids().for_each(|block| _ = found.find(f, block));
        found
    }

    /// Adds those of a block. Returns where its first call is.
    fn find(&mut self, f: &Function, block: Block) -> Option<u32> {
        let mut call = None;
        for (at, &value) in (0..).zip(&f.block(block).insts) {
            let inst = f.inst(value);
            if inst.op.is_safepoint() {
                self.states.extend(inst.state);
                if !is_inline(inst) {
                    call = call.or(Some(at));
                }
            }
        }
        self.has_calls |= call.is_some();
        call
    }

    /// Whether no safepoint has anything but a value in a word.
    fn keep(&self, emitter: &Emitter<'_>, word: u32, value: Value) -> bool {
        self.states.iter().all(|&state| {
            let mut words = emitter.f.words(state).filter(|&(it, _)| it == word).map(|(_, it)| it);
            // In an inlined frame, a dead word is overwritten.
            let may_be_dead = word < emitter.own_words();
            words.next().is_some_and(|it| if it == Value::DEAD { may_be_dead } else { emitter.root(it) == value })
        })
    }
}

impl Emitter<'_> {
    /// Notes which parameters stay in their words.
    pub(super) fn keep_params(&mut self) {
        let safepoints = Safepoints::all(self.f);
        for &value in &self.f.block(Block(0)).insts {
            if let Op::Param(word) = self.f.inst(value).op
                && safepoints.keep(self, word, value)
            {
                self.places.kept[value.index()] = Some(Kept { mem: Mem::Word(word), from: 0, until: u32::MAX });
            }
        }
    }

    /// The word that keeps a value where a block begins.
    pub(super) fn kept(&self, value: Value, block: Block) -> Option<Mem> {
        let kept = self.places.kept[value.index()]?;
        let first = self.uses.first(block);
        (kept.from <= first && first < kept.until).then_some(kept.mem)
    }

    /// The word that keeps a value here.
    pub(super) fn kept_here(&self, value: Value) -> Option<Mem> {
        let kept = self.places.kept[value.index()]?;
        (kept.from <= self.at && self.at < kept.until).then_some(kept.mem)
    }

    /// Has a word keep a value through a loop. What is in a register needs one only if calls come.
    pub(super) fn keep(&mut self, value: Value, header: Block, safepoints: &Safepoints, in_register: bool) {
        if self.kept(value, header).is_some() {
            return;
        }
        let now = self.places.of(value).mem;
        let own = now.filter(|&mem| matches!(mem, Mem::Word(word) if safepoints.keep(self, word, value)));
        let mem = match own {
            None if safepoints.has_calls => self.common_word(value, safepoints).map(Mem::Word),
            None if !in_register => Some(Mem::Spill(self.places.spill_of(value))),
            own => own,
        };
        let extent = self.reads.extent(header);
        self.places.kept[value.index()] = mem.map(|mem| Kept { mem, from: extent.first, until: extent.end });
    }

    /// A word that has a value at all safepoints.
    fn common_word(&self, value: Value, safepoints: &Safepoints) -> Option<u32> {
        let words = safepoints.states.iter().flat_map(|&state| self.f.words(state));
        let mut own = words.filter(|&(_, it)| it != Value::DEAD && self.root(it) == value).map(|(word, _)| word);
        own.find(|&word| safepoints.keep(self, word, value))
    }
}
