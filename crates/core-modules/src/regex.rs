//! The search behind `ucoreString.match` and `extract`: POSIX extended regular expressions over
//! bytes, leftmost and longest.
//!
//! A backward pass over the whole text marks where matches start; from a start, a forward pass
//! finds the longest one. So each pass is linear, whatever the pattern. Invariant: the work between
//! two calls of a search's `tick` is bounded, and `tick` comes before it.

mod bracket;
mod byte_set;
mod pattern;
mod program;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input};
use vm::{Error, ErrorKind};

use crate::meter::Tick;

use pattern::{InvalidPattern, Pattern};
use program::Direction;

/// A compiled regular expression.
#[derive(Debug)]
pub struct Regex {
    /// What it was compiled from.
    text: Box<[u8]>,
    pattern: Pattern,
    forward: Automaton,
    /// Made when starts are first asked for.
    backward: Option<Automaton>,
}

/// Longest pattern, in bytes.
pub const MAX_PATTERN_BYTES: usize = 64 << 10;

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// It is no extended regular expression, has a back reference, or is too large.
    pub fn new(text: &[u8]) -> Result<Regex, InvalidPattern> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err(InvalidPattern);
        }
        let pattern = Pattern::parse(text)?;
        let forward = Automaton::new(&pattern, Direction::Forward)?;
        Ok(Regex { text: text.into(), pattern, forward, backward: None })
    }

    /// States of the automaton: how much work compiling was.
    pub fn size(&self) -> usize {
        self.forward.dfa.get_nfa().states().len()
    }

    /// Whether the pattern is found anywhere in `text`.
    ///
    /// # Errors
    /// Those of `tick`.
    pub fn is_match(&mut self, text: &[u8], tick: &mut Tick<'_>) -> Result<bool, Error> {
        let found = self.forward.run_forward(text, 0, Anchored::No, true, tick)?;
        Ok(found.is_some())
    }

    /// All places of `text` where a match starts.
    ///
    /// # Errors
    /// Those of `tick`; no memory for a bit per byte.
    ///
    /// # Panics
    /// Never: backward, a pattern is as large as forward.
    pub fn starts(&mut self, text: &[u8], tick: &mut Tick<'_>) -> Result<Starts, Error> {
        if self.backward.is_none() {
            self.backward = Automaton::new(&self.pattern, Direction::Backward).ok();
        }
        let backward = self.backward.as_mut().expect("backward, a pattern is as large as forward");
        backward.run_backward(text, tick)
    }

    /// End of the longest match that starts at `start`.
    ///
    /// # Errors
    /// Those of `tick`.
    pub fn longest(&mut self, text: &[u8], start: usize, tick: &mut Tick<'_>) -> Result<Option<usize>, Error> {
        self.forward.run_forward(text, start, Anchored::Yes, false, tick)
    }
}

/// A set of places in a text.
#[derive(Debug)]
pub struct Starts {
    words: Vec<u64>,
}

impl Starts {
    /// An empty set for a text of `length` bytes, which has `length + 1` places.
    fn new(length: usize) -> Result<Starts, Error> {
        let count = length / 64 + 1;
        let mut words = Vec::new();
        words.try_reserve_exact(count).map_err(|_| ErrorKind::OutOfMemory)?;
        words.resize(count, 0);
        Ok(Starts { words })
    }

    fn insert(&mut self, place: usize) {
        self.words[place / 64] |= 1 << (place % 64);
    }

    /// The first place of the set that is not before `place`.
    pub fn next(&self, place: usize) -> Option<usize> {
        let first = place / 64;
        let mut word = self.words.get(first)? & (u64::MAX << (place % 64));
        let mut index = first;
        while word == 0 {
            index += 1;
            word = *self.words.get(index)?;
        }
        Some(index * 64 + word.trailing_zeros() as usize)
    }
}

/// A lazy DFA with the states it made so far.
#[derive(Debug)]
struct Automaton {
    dfa: DFA,
    cache: Cache,
    /// Bytes between two ticks: few, if a step may have to look at many states.
    block: usize,
    /// What a byte counts for, for the same reason.
    weight: usize,
}

/// Bytes before the second tick of a forward pass.
const FIRST_BLOCK: usize = 16;

const NEVER_GIVES_UP: &str = "a cache that may be cleared any number of times never gives up";

impl Automaton {
    fn new(pattern: &Pattern, direction: Direction) -> Result<Automaton, InvalidPattern> {
        let dfa = program::lazy_dfa(pattern, direction)?;
        let cache = dfa.create_cache();
        let states = dfa.get_nfa().states().len();
        Ok(Automaton { dfa, cache, block: ((1 << 14) / states).clamp(1, 4096), weight: 1 + states / 64 })
    }

    fn step(&mut self, state: LazyStateID, byte: u8) -> LazyStateID {
        self.dfa.next_state(&mut self.cache, state, byte).expect(NEVER_GIVES_UP)
    }

    fn last_step(&mut self, state: LazyStateID) -> LazyStateID {
        self.dfa.next_eoi_state(&mut self.cache, state).expect(NEVER_GIVES_UP)
    }

    /// The end of the last match found from `start` on, or with `earliest`, of the first. A state
    /// tells of a match one byte late.
    fn run_forward(
        &mut self,
        text: &[u8],
        start: usize,
        anchored: Anchored,
        earliest: bool,
        tick: &mut Tick<'_>,
    ) -> Result<Option<usize>, Error> {
        let input = Input::new(text).range(start..).anchored(anchored);
        tick(1)?;
        let mut state = self.dfa.start_state_forward(&mut self.cache, &input).expect(NEVER_GIVES_UP);
        let mut found = None;
        let mut at = start;
        // Most matches are short, so the first blocks are.
        let mut length = self.block.min(FIRST_BLOCK);
        while at < text.len() {
            let block = &text[at..text.len().min(at + length)];
            tick(block.len() * self.weight)?;
            for &byte in block {
                state = self.step(state, byte);
                if state.is_tagged() {
                    if state.is_match() {
                        found = Some(at);
                        if earliest {
                            return Ok(found);
                        }
                    } else if state.is_dead() {
                        return Ok(found);
                    }
                }
                at += 1;
            }
            length = self.block.min(2 * length);
        }
        Ok(if self.last_step(state).is_match() { Some(text.len()) } else { found })
    }

    /// All places where a match starts: those where the automaton, reading towards the start, ends
    /// one.
    fn run_backward(&mut self, text: &[u8], tick: &mut Tick<'_>) -> Result<Starts, Error> {
        let mut starts = Starts::new(text.len())?;
        let input = Input::new(text).anchored(Anchored::No);
        tick(1)?;
        let mut state = self.dfa.start_state_reverse(&mut self.cache, &input).expect(NEVER_GIVES_UP);
        let mut at = text.len();
        for block in text.rchunks(self.block) {
            tick(block.len() * self.weight)?;
            for &byte in block.iter().rev() {
                state = self.step(state, byte);
                if state.is_match() {
                    starts.insert(at);
                }
                at -= 1;
            }
        }
        if self.last_step(state).is_match() {
            starts.insert(0);
        }
        Ok(starts)
    }
}

/// The regular expressions used last.
#[derive(Debug, Default)]
pub struct RegexCache {
    /// The last used at the end.
    #[expect(clippy::vec_box, reason = "expressions are large, and are taken out and put back at each use")]
    entries: Vec<Box<Regex>>,
}

impl RegexCache {
    /// Most expressions kept; each is of bounded size.
    const CAPACITY: usize = 16;

    /// Takes the compiled form of a pattern out of the cache.
    pub fn take(&mut self, pattern: &[u8]) -> Option<Box<Regex>> {
        let index = self.entries.iter().rposition(|regex| *regex.text == *pattern)?;
        Some(self.entries.remove(index))
    }

    /// Keeps a compiled pattern, instead of the one used longest ago if there are many.
    pub fn put(&mut self, regex: Box<Regex>) {
        if self.entries.len() == RegexCache::CAPACITY {
            self.entries.remove(0);
        }
        self.entries.push(regex);
    }
}

#[cfg(test)]
mod tests;
