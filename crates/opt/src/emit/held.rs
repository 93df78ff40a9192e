//! [`Held`]: the words of frames that are known to hold a constant, or at least some valid value.
//! They need no store before a call or at an exit.
//!
//! What a word holds stays there through a call that begins above it, where the collector keeps
//! the word up to date. The words from the callee on are the call's own.

use smallvec::SmallVec;

use super::Emitter;
use super::place::{Mem, Start};
use crate::ir::{Block, Op};
use crate::mutant::{self, Mutant};

/// What is known of a word.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Content {
    Constant(Op),
    /// A valid value.
    Some,
}

/// What is known of words, each at most once.
#[derive(Clone, Default, Debug)]
pub(super) struct Held(SmallVec<[(u32, Content); 8]>);

impl Held {
    fn of(&self, word: u32) -> Option<Content> {
        self.0.iter().find(|(it, _)| *it == word).map(|&(_, content)| content)
    }

    /// Whether a word holds a constant.
    pub(super) fn is(&self, word: u32, constant: Op) -> bool {
        self.of(word) == Some(Content::Constant(constant))
    }

    /// Whether a word holds a valid value.
    pub(super) fn is_valid(&self, word: u32) -> bool {
        self.of(word).is_some()
    }

    /// Notes that a value is stored in a word, which may be a constant.
    pub(super) fn store(&mut self, word: u32, constant: Option<Op>) {
        self.0.retain(|(it, _)| *it != word);
        self.0.push((word, constant.map_or(Content::Some, Content::Constant)));
    }

    /// Notes that another way comes here on which a word may hold another valid value.
    pub(super) fn store_perhaps(&mut self, word: u32) {
        self.0.iter_mut().filter(|(it, _)| *it == word).for_each(|(_, content)| *content = Content::Some);
    }

    /// Forgets the words from one on, which a call has for itself.
    pub(super) fn forget_from(&mut self, first: u32) {
        self.0.retain(|(word, _)| *word < first || mutant::is(Mutant::HeldOperands));
    }

    /// Keeps what holds on another way too.
    fn meet(&mut self, other: &Held) {
        self.0.retain(|(word, content)| match other.of(*word) {
            None => false,
            Some(same) if same == *content => true,
            Some(_) => {
                *content = Content::Some;
                true
            }
        });
    }
}

impl Emitter<'_> {
    /// What is known where a block begins: what holds on all edges to it. Nothing is known yet of
    /// edges back to a loop's header.
    pub(super) fn held_at(&self, block: Block, start: &Start) -> Held {
        let data = self.f.block(block);
        let Some((&first, rest)) = data.preds.split_first().filter(|_| data.heads.is_none()) else {
            return Held::default();
        };
        let mut held = self.held_at_end[first.index()].clone();
        rest.iter().for_each(|pred| held.meet(&self.held_at_end[pred.index()]));
        // Moves on the edges may have brought values there.
        for &(_, place) in start {
            if let Some(Mem::Word(word)) = place.mem {
                held.store_perhaps(word);
            }
        }
        held
    }
}
